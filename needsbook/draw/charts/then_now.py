"""Then and now: one row a measure, from its value then to its value now, better to the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from needsbook.draw.alt import join_alt
from needsbook.draw.lettering import measure_text, wrap_text
from needsbook.draw.picture import Picture
from needsbook.draw.scales import Scale
from needsbook.draw.sheet import LINE, SMALL, WIDTH, Sheet
from needsbook.store.figures import Figure

NAME_PART = 0.36
# On a narrower sheet the names stand above their marks, which then have all of its width.
NARROW = 460
NEAREST, FARTHEST = 1.5, 3.0
LABEL = 13


@dataclass(frozen=True)
class ThenNowRow:
    """A measure then and now; ``start`` and ``end`` are the two values in standard
    deviations between authorities from their mean now, larger for better (or, for a measure
    without polarity, for higher). ``tested`` says that a test finds the change."""

    name: str
    then: Figure
    now: Figure
    start: float
    end: float
    tested: bool = False


def draw_then_now(
    groups: Sequence[tuple[str, Sequence[ThenNowRow]]],
    ends: tuple[str, str],
    *,
    title: str,
    prefix: str = "",
    width: float = WIDTH,
) -> Picture:
    """The rows of each group under its heading, in the order given.

    A ring stands for then, a filled mark for now, with the printed value beside each;
    ``ends`` name the left and the right of the scale. A tested change is drawn darker.
    """
    sheet = Sheet(width)
    above = width < NARROW
    left = 0 if above else width * NAME_PART
    rows = [row for _, held in groups for row in held]
    side = max(
        (measure_text(figure.printed, LABEL) for r in rows for figure in (r.then, r.now)), default=0
    )
    far = max((abs(value) for row in rows for value in (row.start, row.end)), default=FARTHEST)
    far = min(max(far, NEAREST), FARTHEST)
    xs = Scale(-far, far, left + side + 14, width - side - 14)
    sheet.text(left, 16, f"← {ends[0]}", size=LABEL, colour="muted")
    sheet.text(width, 16, f"{ends[1]} →", size=LABEL, colour="muted", anchor="end")
    sheet.text(xs(0), 34, "average of authorities now", size=LABEL, colour="muted", anchor="middle")
    y, cuts = 40.0, []
    for heading, held in groups:
        if not held:
            continue
        cuts.append(y)
        y += LINE + 12
        sheet.text(0, y, heading, size=SMALL, bold=True)
        y += 6
        for row in held:
            room = width if above else left - 8
            lines = wrap_text(row.name, SMALL, room / 1.08, most=6)
            names = LINE * len(lines)
            height = names + 38 if above else max(28, names + 8)
            if above:
                _draw_name(sheet, lines, (0, y), above)
                # Nearer to the name above than to the next one below.
                _draw_row(sheet, row, (y + names + 2, y + height - 4), y + names + 15, xs)
            else:
                _draw_name(sheet, lines, (left - 6, y + (height - names) / 2), above)
                _draw_row(sheet, row, (y, y + height), y + height / 2, xs)
            cuts.append(y)
            y += height
    y = sheet.notes(
        y + 4, ["Ring: then. Filled: now. Dark line: a test finds the change; light line: not tested, or none found."]
    )  # fmt: skip
    figures = [figure for row in rows for figure in (row.then, row.now)]
    return sheet.finish(
        y + 8, title=title, alt=_describe(groups), kind="then_now", figures=figures,
        prefix=prefix, cuts=cuts,
    )  # fmt: skip


def _draw_name(sheet: Sheet, lines: Sequence[str], place: tuple[float, float], above: bool) -> None:
    x, top = place
    for number, line in enumerate(lines):
        base = top + LINE * (number + 1) - 4.5
        sheet.text(x, base, line, size=SMALL, anchor="start" if above else "end")


def _draw_row(
    sheet: Sheet, row: ThenNowRow, reach: tuple[float, float], middle: float, xs: Scale
) -> None:
    """The marks of a row and their values; ``reach`` is its top and bottom, between which the
    line of the average is drawn where no word stands on it."""
    start, end = (xs(min(max(value, xs.low), xs.high)) for value in (row.start, row.end))
    rightward = end >= start
    words = []
    for x, figure, outward in ((start, row.then, not rightward), (end, row.now, rightward)):
        at, wide = (x + 10 if outward else x - 10), measure_text(figure.printed, LABEL)
        words.append((at, figure, outward, at if outward else at - wide, wide))
    centre = xs(0)
    crossed = any(low - 3 <= centre <= low + wide + 3 for _, _, _, low, wide in words)
    gap = (middle - 9, middle + 8)
    for part in ((reach[0], gap[0]), (gap[1], reach[1])) if crossed else (reach,):
        if part[1] - part[0] > 3:
            sheet.line([centre] * 2, part, "country", width=1.2, dash=(2, 3), name="average")
    colour = "area" if row.tested else "middle"
    sheet.line([start, end], [middle, middle], colour, width=4, name=row.name)
    sheet.marks([(start, middle)], "o", 9, "paper", edge="area", figures=[row.then],
                words=[f"{row.name}, then: {row.then.printed}"])  # fmt: skip
    sheet.marks([(end, middle)], "o", 11, "area", figures=[row.now],
                words=[f"{row.name}, now: {row.now.printed}"])  # fmt: skip
    for at, figure, outward, _, _ in words:
        anchor = "start" if outward else "end"
        sheet.text(at, middle + 4, figure, size=LABEL, anchor=anchor, halo=True)


def _describe(groups: Sequence[tuple[str, Sequence[ThenNowRow]]]) -> str:
    sentences = []
    for heading, rows in groups:
        if rows:
            first = rows[0]
            sentences.append(
                f"{heading}: {len(rows)}, most {first.name}, from {first.then.printed} to "
                f"{first.now.printed}"
            )
    return join_alt(sentences or ["No measure can be shown then and now"])
