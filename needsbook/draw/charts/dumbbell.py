"""Gaps: two figures a row and the distance between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from needsbook.catalogue.units import find_unit
from needsbook.draw.alt import describe_missing, join_alt, reason_words
from needsbook.draw.lettering import measure_text, wrap_text
from needsbook.draw.picture import Picture
from needsbook.draw.scales import (
    Scale,
    figure_values,
    print_ticks,
    thin_labels,
    value_ticks,
)
from needsbook.draw.sheet import LINE, SMALL, WIDTH, Sheet, SheetText
from needsbook.store.figures import Figure

NAME_ROOM = 0.34
MARKS = (("area", "o"), ("second", "D"))


@dataclass(frozen=True)
class GapRow:
    """Two figures to compare; ``gap`` is their difference as a figure, if printed."""

    name: str
    first: Figure
    second: Figure
    gap: Figure | None = None


def draw_dumbbell(
    rows: Sequence[GapRow],
    names: tuple[str, str],
    *,
    title: str,
    gap_name: str = "Gap",
    prefix: str = "",
    width: float = WIDTH,
) -> Picture:
    """Each row's two figures as marks joined by a bar, in the order given.

    ``names`` say what the first and the second figure of every row are. All figures
    share one unit. A missing one is named with its reason under the row's name.
    """
    figures = [
        figure for row in rows for figure in (row.first, row.second, row.gap) if figure is not None
    ]
    pairs = [figure for row in rows for figure in (row.first, row.second)]
    units = {figure.unit for figure in pairs}
    if len(units) > 1:
        raise ValueError(f"a gap chart holds one unit, not {', '.join(sorted(units))}")
    unit = units.pop() if units else "percent"
    sheet = Sheet(width)
    wrapped = [_name_row(row, names, width * NAME_ROOM) for row in rows]
    texts = [text for lines in wrapped for text, _ in lines]
    left = max((measure_text(text, SMALL) for text in texts), default=0) + 12
    gaps = any(row.gap is not None for row in rows)
    gap_texts = [gap_name, *(row.gap.printed for row in rows if row.gap)]
    gap_room = max(measure_text(text, SMALL, bold=True) for text in gap_texts) + 10 if gaps else 0
    ticks = value_ticks(figure_values(pairs, intervals=False), most=5)
    # Room at both ends for the values printed beside the marks.
    side = max((measure_text(pair.printed, SMALL) for pair in pairs if not pair.missing), default=0)
    start, end = left + 6, width - gap_room - 6
    xs = Scale(ticks[0], ticks[-1], start + side + 14, end - side - 14)

    y = _draw_key(sheet, names)
    top = y + (LINE if gaps else 0) + 6
    heights = [max(30, LINE * len(lines) + 10) for lines in wrapped]
    bottom = top + sum(heights)
    printed = print_ticks(ticks, unit)
    kept = thin_labels([xs(tick) for tick in ticks], printed, SMALL)
    for number, (tick, text) in enumerate(zip(ticks, printed, strict=True)):
        sheet.line([xs(tick)] * 2, [top, bottom], "grid", width=0.6)
        if number in kept:
            sheet.text(xs(tick), bottom + 18, text, size=SMALL, anchor="middle", scale="value")
    if gaps:
        sheet.text(width, top - 6, gap_name, size=SMALL, bold=True, anchor="end")
    y = top
    for row, lines, height in zip(rows, wrapped, heights, strict=True):
        middle = y + height / 2
        for number, (line, missing) in enumerate(lines):
            base = middle + 5 + LINE * (number - (len(lines) - 1) / 2)
            colour = "muted" if missing else "ink"
            words = [SheetText(line, missing)] if missing else line
            sheet.text(left - 8, base, words, size=SMALL, colour=colour, anchor="end")
        _draw_pair(sheet, row, names, xs, middle)
        if row.gap is not None:
            sheet.text(width, middle + 5, row.gap, size=SMALL, bold=True, anchor="end")
        y += height
    centre = (xs.start + xs.end) / 2
    unit_words = find_unit(unit).title
    sheet.text(centre, bottom + 38, unit_words, size=SMALL, colour="muted", anchor="middle")
    notes = ["The axis does not start at zero."] if ticks[0] > 0 or ticks[-1] < 0 else []
    y = sheet.notes(bottom + 42, notes)
    alt = _describe(rows, names)
    return sheet.finish(y + 8, title=title, alt=alt, kind="gap", figures=figures, prefix=prefix)


def _name_row(row: GapRow, names: tuple[str, str], room: float) -> list[tuple[str, Figure | None]]:
    """The lines that name a row, then those that say which figure is missing and why."""
    lines: list[tuple[str, Figure | None]] = [
        (line, None) for line in wrap_text(row.name, SMALL, room, most=3)
    ]
    for name, figure in zip(names, (row.first, row.second), strict=True):
        if figure.missing:
            told = wrap_text(f"{name}: {reason_words(figure)}", SMALL, room, most=3)
            lines += [(line, figure) for line in told]
    return lines


def _draw_key(sheet: Sheet, names: tuple[str, str]) -> float:
    x, y = 0.0, 16.0
    for (colour, shape), name in zip(MARKS, names, strict=True):
        room = measure_text(name, SMALL) + 40
        if x and x + room > sheet.width:
            x, y = 0.0, y + LINE
        sheet.marks([(x + 8, y - 5)], shape, 11 if shape == "o" else 9, colour)
        sheet.text(x + 20, y, name, size=SMALL)
        x += room
    return y


def _draw_pair(sheet: Sheet, row: GapRow, names: tuple[str, str], xs: Scale, y: float) -> None:
    both = (row.first, row.second)
    known = [figure for figure in both if not figure.missing]
    if len(known) == 2:
        places = [xs(figure.value or 0.0) for figure in both]
        sheet.line(places, [y, y], "middle", width=5, name=row.name)
    low = min((figure.value or 0.0 for figure in known), default=0.0)
    for place, (figure, (colour, shape)) in enumerate(zip(both, MARKS, strict=True)):
        if figure.missing:
            continue
        x = xs(figure.value or 0.0)
        sheet.marks(
            [(x, y)], shape, 12 if shape == "o" else 10, colour,
            figures=[figure], words=[f"{row.name}, {names[place]}: {figure.printed}"],
        )  # fmt: skip
        # The lower value stands left of its mark, the higher one right; equal ones so too.
        equal = len(known) == 2 and known[0].value == known[1].value
        leftwards = len(known) == 2 and (place == 0 if equal else figure.value == low)
        sheet.text(
            x - 11 if leftwards else x + 11, y + 5, figure,
            size=SMALL, anchor="end" if leftwards else "start", halo=True,
        )  # fmt: skip


def _describe(rows: Sequence[GapRow], names: tuple[str, str]) -> str:
    whole = [row for row in rows if not row.first.missing and not row.second.missing]
    if not whole:
        return join_alt([f"No pair of {names[0]} and {names[1]} can be shown"])

    def spread(row: GapRow) -> float:
        return abs((row.first.value or 0.0) - (row.second.value or 0.0))

    def words(row: GapRow) -> str:
        return f"{row.name} ({row.first.printed} and {row.second.printed})"

    widest, narrowest = max(whole, key=spread), min(whole, key=spread)
    sentences = [f"{names[0]} beside {names[1]}: widest gap {words(widest)}"]
    if len(whole) > 1:
        sentences[0] += f", narrowest {words(narrowest)}"
    gone = [figure for row in rows for figure in (row.first, row.second) if figure.missing]
    sentences.append(describe_missing(gone, "value", "values"))
    return join_alt(sentences)
