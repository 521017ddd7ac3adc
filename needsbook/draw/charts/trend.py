"""Trend: an area's figures over time with their interval, beside London and England.

A line is drawn only through neighbouring periods: it is cut at every break in the
series, at a change of series, at a missing value and at a period nobody published.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product

from needsbook.catalogue.indicators import Break
from needsbook.catalogue.periods import Period, label_period, parse_period, say_briefly
from needsbook.catalogue.units import find_unit
from needsbook.draw.alt import (
    TREND_WORDS,
    at_period,
    count_words,
    join_alt,
    join_names,
    reason_words,
)
from needsbook.draw.charts.end_labels import draw_labels, end_label
from needsbook.draw.charts.runs import (
    LOOKS,
    OWN,
    TrendLine,
    cut_runs,
    leave_out_pooled,
    used_breaks,
)
from needsbook.draw.lettering import measure_text
from needsbook.draw.picture import Picture
from needsbook.draw.scales import (
    Scale,
    figure_values,
    has_interval,
    label_periods,
    order_periods,
    print_ticks,
    thin_labels,
    value_ticks,
)
from needsbook.draw.sheet import LINE, SMALL, WIDTH, Sheet
from needsbook.store.figures import Figure

PLOT_HEIGHT = 230

# The mark of several years taken together: wide and low.
SEVERAL = ((-1.0, -0.35), (1.0, -0.35), (1.0, 0.35), (-1.0, 0.35), (-1.0, -0.35))


def draw_trend(
    lines: Sequence[TrendLine],
    breaks: Sequence[Break] = (),
    *,
    title: str,
    trend: str = "",
    tested: tuple[str, str] = ("", ""),
    unit_title: str = "",
    prefix: str = "",
    width: float = WIDTH,
) -> Picture:
    """The trend of ``lines`` (the first is the area the page is about).

    ``trend`` is the verdict of a stated test (a key of ``TREND_WORDS``); without one
    the alt text names no direction. ``tested`` are the first and the last period it tested:
    the alt text names them with the verdict. ``width`` is the drawing's in pixels. Pooled years
    that end with a single year of the same line are left out (``leave_out_pooled``).
    """
    lines = [leave_out_pooled(line) for line in lines]
    figures = [figure for line in lines for figure in line.figures]
    periods = order_periods(figures)
    shown = [line for line in lines if line.last is not None]
    sheet = Sheet(width)
    unit = figures[0].unit if figures else "percent"
    ticks = value_ticks(figure_values(figures))
    tick_texts = print_ticks(ticks, unit)
    left = max(measure_text(text, SMALL) for text in tick_texts) + 10
    labels = [end_label(line, periods, width) for line in shown]
    right = width - max((label.width for label in labels), default=0) - 34
    cuts = used_breaks(breaks, periods)
    top = LINE + 12 + (24 if cuts else 0)
    bottom = top + PLOT_HEIGHT
    ys = Scale(ticks[0], ticks[-1], bottom, top)
    # A long label under the first period needs room on its left.
    names = label_periods(periods)[0] if periods else []
    first = measure_text(names[0], SMALL) / 2 if names else 0
    xs = _place_periods(periods, max(left + 12, first), right)

    sheet.text(0, SMALL, unit_title or find_unit(unit).title, size=SMALL, colour="muted")
    for tick, text in zip(ticks, tick_texts, strict=True):
        role = "axis" if tick == max(ticks[0], 0) else "grid"
        sheet.line([left, right + 8], [ys(tick)] * 2, role, width=1 if role == "axis" else 0.6)
        sheet.text(left - 8, ys(tick) + 5, text, size=SMALL, anchor="end", scale="value")
    y = _draw_periods(sheet, periods, xs, bottom)
    _draw_breaks(sheet, cuts, periods, xs, top, bottom)

    mixed = len({period.kind.startswith("pooled") for period in periods}) > 1
    whiskers = bands = False
    for line in reversed(shown):
        for run in cut_runs(line.segments, breaks, periods):
            if line.role in OWN:
                drawn = _draw_interval(sheet, run, line.role, xs, ys)
                bands, whiskers = bands or drawn == "band", whiskers or drawn == "whisker"
            _draw_run(sheet, line, run, xs, ys, mixed)
    missing = _draw_missing(sheet, lines, xs, bottom)
    draw_labels(sheet, labels, xs, ys, right, top, bottom)

    notes = [f"{letter} – from {label_period(cut.first)}: {cut.reason}" for letter, cut in cuts]
    if bands or whiskers:
        sign = {(True, False): "Shading", (False, True): "Whiskers"}.get(
            (bands, whiskers), "Shading and whiskers"
        )
        notes.append(f"{sign}: confidence interval.")
    notes += missing
    if ticks[0] > 0 or ticks[-1] < 0:
        notes.append("The upright axis does not start at zero.")
    if any(figure.estimated for figure in figures):
        notes.append("Hollow points are estimated.")
    if mixed:
        notes.append("Wide marks stand for several years taken together, at the last of them.")
    y = sheet.notes(y + 2, notes)
    alt = _describe(lines, cuts, breaks, periods, trend, tested)
    return sheet.finish(y + 8, title=title, alt=alt, kind="trend", figures=figures, prefix=prefix)


def _place_periods(periods: Sequence[Period], left: float, right: float) -> dict[str, float]:
    if not periods:
        return {}
    first, last = periods[0].end.toordinal(), periods[-1].end.toordinal()
    scale = Scale(first, last, left, right)
    return {period.text: scale(period.end.toordinal()) for period in periods}


def _draw_periods(
    sheet: Sheet, periods: Sequence[Period], xs: dict[str, float], bottom: float
) -> float:
    if not periods:
        return bottom
    texts, words = label_periods(periods)
    places = [xs[period.text] for period in periods]
    for number in thin_labels(places, texts, SMALL):
        sheet.line([places[number]] * 2, [bottom, bottom + 5], "axis")
        sheet.text(
            places[number], bottom + 22, texts[number], size=SMALL, anchor="middle", scale="period"
        )
    sheet.text(
        (places[0] + places[-1]) / 2,
        bottom + 43,
        words,
        size=SMALL,
        colour="muted",
        anchor="middle",
    )
    return bottom + 46


LETTER_STEP = 20  # between the letters of two breaks


def _draw_breaks(
    sheet: Sheet,
    cuts: Sequence[tuple[str, Break]],
    periods: Sequence[Period],
    xs: dict[str, float],
    top: float,
    bottom: float,
) -> None:
    free = 0.0  # from here a letter is clear of the one before
    for letter, cut in cuts:
        first = parse_period(cut.first)
        after = min(period for period in periods if period >= first)
        before = max(period for period in periods if period < first)
        x = (xs[before.text] + xs[after.text]) / 2
        sheet.line([x, x], [top - 8, bottom], "muted", width=1.5, dash=(4, 3), name="break")
        at = max(x, free)
        free = at + LETTER_STEP
        sheet.marks([(at, top - 17)], "o", 19, "paper", edge="muted")
        sheet.text(at, top - 12, letter, size=SMALL, bold=True, anchor="middle")


def _draw_interval(
    sheet: Sheet, run: Sequence[Figure], role: str, xs: dict[str, float], ys: Scale
) -> str:
    """Draw the band of a run, or the whiskers of a single figure; which it was comes back."""
    known = [figure for figure in run if has_interval(figure)]
    if not known:
        return ""
    if len(run) > 1 and len(known) == len(run):
        upper = [(xs[figure.period], ys(figure.upper_ci or 0.0)) for figure in run]
        lower = [(xs[figure.period], ys(figure.lower_ci or 0.0)) for figure in reversed(run)]
        sheet.area(upper + lower, LOOKS[role][0], opacity=0.2, name="interval")
        return "band"
    for point in known:
        x, low, high = xs[point.period], ys(point.lower_ci or 0.0), ys(point.upper_ci or 0.0)
        sheet.line([x, x], [low, high], LOOKS[role][0], width=1.5, name="interval")
        for y in (low, high):
            sheet.line([x - 5, x + 5], [y, y], LOOKS[role][0], width=1.5)
    return "whisker"


def _draw_run(
    sheet: Sheet,
    line: TrendLine,
    run: Sequence[Figure],
    xs: dict[str, float],
    ys: Scale,
    mixed: bool,
) -> None:
    colour, width, dash, shape, size = LOOKS[line.role]
    places = [(xs[figure.period], ys(figure.value or 0.0)) for figure in run]
    if len(run) > 1:
        sheet.line(
            [x for x, _ in places], [y for _, y in places], colour,
            width=width, dash=dash, name=line.name,
        )  # fmt: skip
    pooled = [mixed and parse_period(figure.period).kind.startswith("pooled") for figure in run]
    for hollow, several in product((False, True), (False, True)):
        chosen = [
            i for i, figure in enumerate(run) if figure.estimated == hollow and pooled[i] == several
        ]
        sheet.marks(
            [places[i] for i in chosen],
            SEVERAL if several else shape,
            size * 1.6 if several else size,
            "paper" if hollow else colour,
            edge=colour,
            figures=[run[i] for i in chosen],
            words=[f"{line.name}, {label_period(run[i].period)}: {run[i].printed}" for i in chosen],
        )


def _draw_missing(
    sheet: Sheet, lines: Sequence[TrendLine], xs: dict[str, float], bottom: float
) -> list[str]:
    """Crosses on the axis where the area's value is missing; the notes that explain them."""
    notes: list[str] = []
    shared: dict[tuple[str, str], list[TrendLine]] = {}
    for line in lines:
        gone = [figure for figure in line.figures if figure.missing]
        reasons: dict[str, list[str]] = {}
        for figure in gone:
            reasons.setdefault(reason_words(figure), []).append(label_period(figure.period))
        for reason, periods in reasons.items():
            shared.setdefault((reason, _list_periods(periods)), []).append(line)
        if gone and line.role in OWN:
            sheet.marks(
                [(xs[figure.period], bottom - 9) for figure in gone], "x", 8, LOOKS[line.role][0],
                edge_width=2, figures=gone,
                words=[f"{line.name}, {label_period(figure.period)}: {reason_words(figure)}" for figure in gone],
            )  # fmt: skip
        if not line.figures:
            notes.append(f"{line.name}: not held in this book.")
    for (reason, text), affected in shared.items():
        cross = "×  " if any(line.role in OWN for line in affected) else ""
        notes.append(
            f"{cross}{join_names([trend_line.name for trend_line in affected])} {reason}: {text}."
        )
    return notes


def _list_periods(periods: Sequence[str]) -> str:
    if len(periods) > 4:
        return f"{', '.join(periods[:3])} and {len(periods) - 3} more"
    return ", ".join(periods)


def _describe(
    lines: Sequence[TrendLine],
    cuts: Sequence[tuple[str, Break]],
    breaks: Sequence[Break],
    periods: Sequence[Period],
    trend: str,
    tested: tuple[str, str],
) -> str:
    own, others = (lines[0], lines[1:]) if lines else (None, [])
    sentences = []
    if own is None or own.last is None:
        sentences.append(f"No value of {own.name if own else 'any area'} can be shown")
    else:
        runs = cut_runs(own.segments, breaks, periods)
        last = runs[-1]
        words = f"Line chart: {own.name} {at_period(last[-1])}"
        if len(last) > 1:
            words += f", {last[0].printed} {say_briefly(last[0].period)}"
        sentences.append(words)
        if TREND_WORDS[trend] and all(tested):
            # The verdict speaks of the periods it tested, not of the whole line.
            between = " and ".join(parse_period(name).words for name in tested)
            sentences.append(f"{TREND_WORDS[trend]} between {between}")
    ends = [f"{line.name} {line.last.printed}" for line in others if line.last]
    if ends:
        sentences.append(", ".join(ends))
    if cuts:
        sentences.append(
            f"Lines are cut at {' and '.join(label_period(cut.first) for _, cut in cuts)}"
        )
    if own is not None:
        sentences += _describe_gaps(own, periods)
        values = [figure for figure in own.figures if not figure.missing]
        if len(values) > 2:
            high = max(values, key=lambda figure: figure.value or 0.0)
            low = min(values, key=lambda figure: figure.value or 0.0)
            sentences.append(
                f"Highest {high.printed} ({label_period(high.period)}), lowest {low.printed} ({label_period(low.period)})"
            )
    return join_alt(sentences)


def _describe_gaps(own: TrendLine, periods: Iterable[Period]) -> list[str]:
    gone = sum(figure.missing for figure in own.figures)
    held = {figure.period for figure in own.figures}
    absent = sum(period.text not in held for period in periods)
    sentences = []
    if gone:
        sentences.append(f"{count_words(gone, 'period', 'periods')} missing")
    if absent:
        sentences.append(f"{own.name}: {count_words(absent, 'period', 'periods')} not held")
    return sentences
