"""Distribution: every authority as a dot on one line, some of them named."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import quantiles

from needsbook.catalogue.periods import label_period
from needsbook.catalogue.units import find_unit
from needsbook.draw.alt import count_words, describe_missing, join_alt, reason_words
from needsbook.draw.lettering import measure_text, spread_labels, wrap_text
from needsbook.draw.picture import Picture
from needsbook.draw.scales import (
    Scale,
    figure_values,
    print_ticks,
    value_ticks,
)
from needsbook.draw.sheet import LINE, SMALL, WIDTH, Sheet, SheetText
from needsbook.stats.steps import PLACED, STEP_MARKS, STEP_WORDS
from needsbook.store.figures import Figure

DOT = 7
STEP = DOT + 1
NAME_ROOM = 120
OWN_MARKS = {"area": "o", "second": "s", "region": "^", "country": "D", "other": "o"}


@dataclass(frozen=True)
class Strip:
    """One group of areas: all their figures, of one indicator and period."""

    name: str
    figures: Sequence[Figure]


@dataclass(frozen=True)
class NamedFigure:
    """A figure named above each strip; ``role`` is area, second, region or country.

    ``verdict`` says in words how it stands to the benchmark (“worse than England”), ``step``
    what that rests on (of the ladder of evidence; 0: nothing was tested).
    """

    name: str
    figure: Figure
    role: str = "area"
    verdict: str = ""
    step: int = 0


def draw_distribution(
    strips: Sequence[Strip],
    named: Sequence[NamedFigure] = (),
    *,
    title: str,
    nouns: tuple[str, str] = ("authority", "authorities"),
    prefix: str = "",
    width: float = WIDTH,
) -> Picture:
    """Each strip's areas as stacked dots on one axis, with the middle half shaded.

    The middle half runs between the lower and upper quartile of the areas that have a
    value (Hyndman and Fan, 1996, type 7), drawn from four areas on.
    """
    figures = [figure.figure for figure in named] + [
        figure for strip in strips for figure in strip.figures
    ]
    unit = figures[0].unit if figures else "percent"
    sheet = Sheet(width)
    ticks = value_ticks(figure_values(figures, intervals=False), most=6)
    xs = Scale(ticks[0], ticks[-1], 24, width - 24)
    known = [figure for figure in named if not figure.figure.missing]
    y = _draw_names(sheet, known, xs) if known else 0.0
    laid: list[_Laid] = []
    bottom = y
    for strip in strips:
        laid.append(_lay_out(strip, xs, bottom, width))
        bottom = laid[-1].bottom
    for row in laid:
        _draw_middle(sheet, row, xs)
    for named_one in known:
        x = xs(named_one.figure.value or 0.0)
        sheet.line([x, x], [y, bottom], named_one.role, width=1.5, name=named_one.name)
    # All names stand on one side: that which fewer of the lines across run through.
    room = max((measure_text(line, SMALL) for row in laid for line in row.names), default=0) + 6
    for row in laid:
        _draw_strip(sheet, row, known, xs, room)
    for tick, text in zip(ticks, print_ticks(ticks, unit), strict=True):
        sheet.line([xs(tick)] * 2, [bottom, bottom + 5], "axis")
        sheet.text(xs(tick), bottom + 22, text, size=SMALL, anchor="middle", scale="value")
    words = find_unit(unit).title
    sheet.text(width / 2, bottom + 42, words, size=SMALL, colour="muted", anchor="middle")
    y = sheet.notes(bottom + 46, _notes(strips, named, ticks))
    alt = _describe(strips, named, nouns)
    return sheet.finish(
        y + 8, title=title, alt=alt, kind="distribution", figures=figures, prefix=prefix
    )


def _draw_names(sheet: Sheet, known: Sequence[NamedFigure], xs: Scale) -> float:
    """Names and values above the strips, led to their places; the bottom comes back."""
    wrapped = [
        wrap_text(figure.name, SMALL, NAME_ROOM, bold=figure.role in ("area", "second"), most=3)
        for figure in known
    ]
    places = [xs(figure.figure.value or 0.0) for figure in known]
    rooms = [
        max(measure_text(text, SMALL, bold=True) for text in [*lines, figure.figure.printed]) + 14
        for figure, lines in zip(known, wrapped, strict=True)
    ]
    middles = spread_labels(places, rooms, 0, sheet.width)
    tallest = max(len(lines) for lines in wrapped) + 1
    bottom = LINE * tallest + 26.0
    for figure, lines, x, middle in zip(known, wrapped, places, middles, strict=True):
        bold = figure.role in ("area", "second")
        y = LINE * (tallest - len(lines) - 1) + 16.0
        for line in lines:
            sheet.text(middle, y, line, size=SMALL, bold=bold, anchor="middle")
            y += LINE
        printed = [SheetText(figure.figure.printed, figure.figure)]
        if figure.verdict and 0 < figure.step < PLACED:
            printed.append(SheetText(f" {STEP_MARKS[figure.step]}"))
        sheet.text(middle, y, printed, size=SMALL, bold=bold, anchor="middle")
        sheet.line([middle, x, x], [y + 5, bottom - 8, bottom], figure.role, width=1.5)
    return bottom


@dataclass(frozen=True)
class _Laid:
    """A strip with its place: the lines of its name, its dots in stacks, top to bottom."""

    names: list[str]
    stacks: dict[int, list[Figure]]
    known: list[Figure]
    top: float
    middle: float
    bottom: float


def _lay_out(strip: Strip, xs: Scale, top: float, width: float) -> _Laid:
    known = sorted(
        (figure for figure in strip.figures if figure.value is not None),
        key=lambda other: (other.value, other.area_code),
    )
    stacks: dict[int, list[Figure]] = defaultdict(list)
    for figure in known:
        stacks[round(xs(figure.value or 0.0) / STEP)].append(figure)
    highest = max((len(stack) for stack in stacks.values()), default=1)
    names = wrap_text(f"{strip.name} ({len(known)})", SMALL, width - 10)
    middle = top + LINE * len(names) + 8
    return _Laid(names, stacks, known, top, middle, middle + max(30, STEP * highest + 10))


def _draw_middle(sheet: Sheet, laid: _Laid, xs: Scale) -> None:
    if len(laid.known) < 4:
        return
    values = [figure.value or 0.0 for figure in laid.known]
    low, _, high = quantiles(values, n=4, method="inclusive")
    height = laid.bottom - laid.middle
    sheet.bar(
        xs(low), laid.middle, xs(high) - xs(low), height, "range", edge="axis", name="middle half"
    )


def _draw_strip(
    sheet: Sheet, laid: _Laid, named: Sequence[NamedFigure], xs: Scale, room: float
) -> None:
    sheet.line([xs.start, xs.end], [laid.bottom, laid.bottom], "axis")
    roles = {named_figure.figure.area_code: named_figure.role for named_figure in named}
    places: dict[str, list[tuple[tuple[float, float], Figure]]] = defaultdict(list)
    for column, stack in laid.stacks.items():
        for level, figure in enumerate(stack):
            role = roles.get(figure.area_code, "muted")
            # A named area stands at its very value, the others in the middle of their stack.
            x = column * STEP if role == "muted" else xs(figure.value or 0.0)
            places[role].append(((x, laid.bottom - STEP * (level + 0.5) - 1), figure))
    for role in sorted(places, key=lambda name: (name != "muted", name)):
        sheet.marks(
            [point for point, _ in places[role]],
            OWN_MARKS.get(role, "o"),
            DOT if role == "muted" else DOT + 5,
            role,
            edge="paper",
            edge_width=0.8,
            figures=[figure for _, figure in places[role]],
        )
    lines = [xs(named_figure.figure.value or 0.0) for named_figure in named]
    rightwards = sum(x < room for x in lines) > sum(x > sheet.width - room for x in lines)
    for number, line in enumerate(laid.names):
        x, anchor = (sheet.width, "end") if rightwards else (0.0, "start")
        y = laid.top + LINE * (number + 1) - 2
        sheet.text(x, y, line, size=SMALL, anchor=anchor, halo=True)


def _notes(
    strips: Sequence[Strip], named: Sequence[NamedFigure], ticks: Sequence[float]
) -> list[str]:
    notes = ["A dot is one area; the shaded part holds the middle half of them."]
    notes += [
        f"{figure.name}: {reason_words(figure.figure)}."
        for figure in named
        if figure.figure.missing
    ]
    notes += [f"{figure.name}: {_say_verdict(figure)}." for figure in named if _say_verdict(figure)]
    for strip in strips:
        gone = [figure for figure in strip.figures if figure.missing]
        if gone:
            notes.append(f"{strip.name}: {describe_missing(gone, 'area', 'areas')}.")
    if ticks[0] > 0 or ticks[-1] < 0:
        notes.append("The axis does not start at zero.")
    return notes


def _say_verdict(figure: NamedFigure) -> str:
    """“worse than England; C, count and base”: the verdict and what it rests on."""
    if figure.figure.missing or not figure.verdict:
        return ""
    if not 0 < figure.step < PLACED:
        return figure.verdict
    return f"{figure.verdict}; {STEP_MARKS[figure.step]}, {STEP_WORDS[figure.step]}"


def _describe(strips: Sequence[Strip], named: Sequence[NamedFigure], nouns: tuple[str, str]) -> str:
    sentences = []
    own = [
        f"{figure.name} {reason_words(figure.figure) if figure.figure.missing else figure.figure.printed}"
        + (f" ({told})" if (told := _say_verdict(figure)) else "")
        for figure in named
    ]
    for strip in strips:
        known = [figure for figure in strip.figures if figure.value is not None]
        if not known:
            sentences.append(f"{strip.name}: no value can be shown")
            continue
        low = min(known, key=lambda figure: figure.value or 0.0)
        high = max(known, key=lambda figure: figure.value or 0.0)
        words = f"Dots from {low.printed} to {high.printed} for {count_words(len(known), *nouns)}"
        sentences.append(
            f"{words}, {label_period(low.period)}" + (f": {strip.name}" if len(strips) > 1 else "")
        )
    if own:
        sentences.insert(1, ", ".join(own))
    gone = [figure for strip in strips[:1] for figure in strip.figures if figure.missing]
    sentences.append(describe_missing(gone, *nouns))
    return join_alt(sentences)
