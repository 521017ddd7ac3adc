"""Areas in order of their value, as bars or dots with intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from needsbook.catalogue.periods import label_period
from needsbook.catalogue.units import find_unit
from needsbook.draw.alt import at_period, describe_missing, join_alt, reason_words
from needsbook.draw.lettering import measure_text, wrap_text
from needsbook.draw.picture import Picture
from needsbook.draw.scales import (
    Scale,
    figure_values,
    has_interval,
    print_ticks,
    value_ticks,
)
from needsbook.draw.sheet import LINE, SMALL, WIDTH, Sheet, SheetText
from needsbook.draw.style import VERDICTS, find_verdict
from needsbook.store.figures import Figure

ROW = 24
TALL_ROW = 42
WIDEST_NAME = 215
# On a phone the names take no more than this part of the width, and an axis this short in
# pixels has few ticks.
NAME_PART = 0.39
FEW_TICKS = 200
DASHES: dict[str, tuple[float, ...]] = {"region": (7, 3), "country": (2, 3), "area": ()}


@dataclass(frozen=True)
class RankedRow:
    """One area in a ranked chart; ``role`` is area or second where the page is about it.

    ``verdict`` (a key of ``VERDICTS``) is drawn beside the value if given.
    """

    name: str
    figure: Figure
    role: str = "other"
    verdict: str = ""


@dataclass(frozen=True)
class Benchmark:
    """A value drawn as a line across the chart; ``role`` is country, region or area."""

    name: str
    figure: Figure
    role: str = "country"


def draw_ranked(
    rows: Sequence[RankedRow],
    benchmarks: Sequence[Benchmark] = (),
    *,
    title: str,
    style: str = "bars",
    nouns: tuple[str, str] = ("authority", "authorities"),
    kind: str = "ranked",
    prefix: str = "",
    width: float = WIDTH,
) -> Picture:
    """Areas from the highest value down, those without one last with the reason.

    ``style`` is bars (from zero) or dots. ``nouns`` name one area and several.
    """
    ordered = order_rows(rows)
    known = [row for row in ordered if not row.figure.missing]
    lines = [benchmark for benchmark in benchmarks if not benchmark.figure.missing]
    figures = [row.figure for row in ordered] + [benchmark.figure for benchmark in benchmarks]
    unit = figures[0].unit if figures else "percent"
    sheet = Sheet(width)
    judged = any(row.verdict for row in rows)
    room = min(WIDEST_NAME, width * NAME_PART)
    names = [wrap_text(row.name, SMALL, room, _own(row), most=2) for row in ordered]
    left = max((measure_text(n, SMALL, bold=True) for lines in names for n in lines), default=0) + 8
    heights = [ROW if len(lines) == 1 else TALL_ROW for lines in names]
    printed = [measure_text(row.figure.printed, SMALL, bold=True) for row in known]
    right = width - max(printed, default=0) - 14 - (28 if judged else 0)
    top = 14.0 + LINE * (len(lines) if len(lines) > 2 else min(len(lines), 1))
    tops = [top + sum(heights[:place]) for place in range(len(known) + 1)]
    bottom = tops[-1]
    most = 5 if right - left > FEW_TICKS else 3
    ticks = value_ticks(figure_values(figures), from_zero=style == "bars", most=most)
    xs = Scale(ticks[0], ticks[-1], left, right)

    for tick, text in zip(ticks, print_ticks(ticks, unit), strict=True):
        x = xs(tick)
        zero = tick == max(ticks[0], 0)
        sheet.line([x, x], [top, bottom], "axis" if zero else "grid", width=1 if zero else 0.6)
        sheet.text(x, bottom + 19, text, size=SMALL, anchor="middle", scale="value")
    if style != "bars":  # bars would hide the lines, lines would hide the dots
        _draw_benchmarks(sheet, lines, xs, bottom)
    for place, row in enumerate(known):
        _draw_row(sheet, row, names[place], tops[place], heights[place], xs, style, left)
    if style == "bars":
        _draw_benchmarks(sheet, lines, xs, bottom)
    sheet.text(
        (left + right) / 2, bottom + 40, find_unit(unit).title,
        size=SMALL, colour="muted", anchor="middle",
    )  # fmt: skip
    y = bottom + 46
    for place, row in enumerate(ordered[len(known) :], start=len(known)):
        _name_row(sheet, row, names[place], left, y + heights[place] / 2)
        y += heights[place]
        sheet.text(
            left + 4,
            y - heights[place] / 2 + 5,
            [SheetText(reason_words(row.figure), row.figure)],
            size=SMALL,
            colour="muted",
        )
    y = sheet.notes(y, _notes(rows, benchmarks, style, ticks))
    alt = _describe(ordered, benchmarks, nouns, style)
    return sheet.finish(y + 8, title=title, alt=alt, kind=kind, figures=figures, prefix=prefix)


def order_rows(rows: Sequence[RankedRow]) -> list[RankedRow]:
    """``rows`` from the highest value down, ties by name, missing ones last by name."""
    return sorted(rows, key=lambda row: (row.figure.missing, -(row.figure.value or 0.0), row.name))


def _own(row: RankedRow) -> bool:
    return row.role in ("area", "second")


def _name_row(
    sheet: Sheet, row: RankedRow, lines: Sequence[str], left: float, middle: float
) -> None:
    for number, line in enumerate(lines):
        y = middle + 5 + 17 * (number - (len(lines) - 1) / 2)
        sheet.text(left - 8, y, line, size=SMALL, anchor="end", bold=_own(row))


def _draw_row(
    sheet: Sheet,
    row: RankedRow,
    lines: Sequence[str],
    top: float,
    height: float,
    xs: Scale,
    style: str,
    left: float,
) -> None:
    figure, own, middle = row.figure, _own(row), top + height / 2
    value = figure.value or 0.0
    hover = f"{row.name}: {figure.printed}"
    _name_row(sheet, row, lines, left, middle)
    if style == "bars":
        start, end = xs(min(max(0.0, xs.low), xs.high)), xs(value)
        sheet.bar(
            start,
            middle - ROW / 2 + 4,
            end - start,
            ROW - 8,
            row.role,
            name="bar",
            figure=figure,
            hover=hover,
        )
    if has_interval(figure):
        low, high = xs(figure.lower_ci or 0.0), xs(figure.upper_ci or 0.0)
        colour = "ink" if style == "bars" else row.role if own else "muted"
        sheet.line([low, high], [middle, middle], colour, width=1.5, name="interval")
    if style != "bars":
        fill = "paper" if figure.estimated else row.role if own else "muted"
        sheet.marks(
            [(xs(value), middle)], "o" if row.role != "second" else "s", 11 if own else 9, fill,
            edge=row.role if own else "muted", figures=[figure], words=[hover],
        )  # fmt: skip
    edge = sheet.width - (28 if row.verdict else 0)
    sheet.text(edge, middle + 5, figure, size=SMALL, anchor="end", bold=own)
    if row.verdict:
        sheet.verdict(sheet.width - 11, middle, row.verdict, 19)


def _draw_benchmarks(sheet: Sheet, lines: Sequence[Benchmark], xs: Scale, bottom: float) -> None:
    """Each line with its name and value above it.

    Of two, the left one's words end at its line and the right one's begin there, so that
    both stand in one row; more of them stand one under the other.
    """
    ordered = sorted(lines, key=lambda benchmark: benchmark.figure.value or 0.0)
    places = [xs(benchmark.figure.value or 0.0) for benchmark in ordered]
    rooms = [
        measure_text(f"{benchmark.name} {benchmark.figure.printed}", SMALL) for benchmark in ordered
    ]
    ys = (
        [16.0] * len(ordered)
        if len(ordered) < 3
        else [LINE * n + 16.0 for n in range(len(ordered))]
    )
    if len(ordered) == 2:
        middle = min(max(sum(places) / 2, rooms[0] + 5), sheet.width - rooms[1] - 5)
        starts = [min(places[0], middle - 5) - rooms[0], max(places[1], middle + 5)]
        starts = [max(starts[0], 0), min(starts[1], sheet.width - rooms[1])]
    else:
        starts = [
            min(max(x - room / 2, 0), sheet.width - room)
            for x, room in zip(places, rooms, strict=True)
        ]
    for benchmark, x, y in zip(ordered, places, ys, strict=True):
        dash = DASHES.get(benchmark.role, ())
        sheet.line([x, x], [y + 5, bottom], benchmark.role, width=2, dash=dash, name=benchmark.name)
    for benchmark, start, room, y in zip(ordered, starts, rooms, ys, strict=True):
        words = [
            SheetText(f"{benchmark.name} "),
            SheetText(benchmark.figure.printed, benchmark.figure),
        ]
        sheet.text(start + room / 2, y, words, size=SMALL, anchor="middle", halo=True)


def _notes(
    rows: Sequence[RankedRow], benchmarks: Sequence[Benchmark], style: str, ticks: Sequence[float]
) -> list[str]:
    notes = []
    if any(has_interval(row.figure) for row in rows):
        notes.append("Thin lines: confidence interval.")
    judged = [find_verdict(row.verdict) for row in rows if row.verdict]
    if used := [look for look in VERDICTS.values() if look in judged]:
        key = ", ".join(f"{look.letter} {look.words}" for look in used)
        notes.append(f"{key[0].upper()}{key[1:]}.")
    notes += [
        f"{benchmark.name}: {reason_words(benchmark.figure)}."
        for benchmark in benchmarks
        if benchmark.figure.missing
    ]
    if any(row.figure.estimated for row in rows):
        notes.append(
            "Hollow points are estimated." if style != "bars" else "Some values are estimated."
        )
    if ticks[0] > 0 or ticks[-1] < 0:
        notes.append("The axis does not start at zero.")
    return notes


def _describe(
    ordered: Sequence[RankedRow],
    benchmarks: Sequence[Benchmark],
    nouns: tuple[str, str],
    style: str,
) -> str:
    known = [row for row in ordered if not row.figure.missing]
    if not known:
        return join_alt([f"No value of the {len(ordered)} {nouns[1]} can be shown"])
    first, last = known[0], known[-1]
    shape = "Bars" if style == "bars" else "Dots"
    sentences = [
        f"{shape} for {len(known)} {nouns[0] if len(known) == 1 else nouns[1]}, "
        f"{label_period(first.figure.period)}: highest {first.name} {first.figure.printed}"
        + (f", lowest {last.name} {last.figure.printed}" if len(known) > 1 else "")
    ]
    own = [row for row in ordered if _own(row) and row not in (first, last)]
    sentences += [
        f"{row.name} {reason_words(row.figure) if row.figure.missing else row.figure.printed}"
        for row in own
    ]
    lines = [
        f"{benchmark.name} {benchmark.figure.printed}"
        for benchmark in benchmarks
        if not benchmark.figure.missing
    ]
    sentences.append(", ".join(lines))
    gone = [row.figure for row in ordered if row.figure.missing]
    sentences.append(describe_missing(gone, *nouns))
    if any(benchmark.figure.period != first.figure.period for benchmark in benchmarks):
        sentences += [
            f"{benchmark.name} is {at_period(benchmark.figure)}"
            for benchmark in benchmarks
            if benchmark.figure.period != first.figure.period and not benchmark.figure.missing
        ]
    return join_alt(sentences)
