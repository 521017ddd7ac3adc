"""A tiny trend: the figures of one series as a line of a few dozen pixels.

The line is cut where a value is missing and where figures stop being comparable. The latest
point, the one changes are counted from, and one that stands alone are dots and say their figure
(``data-figure``, with its period and value as a tooltip): a dot for each of a hundred lines'
points would be half of a page.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from needsbook.catalogue import parse_period
from needsbook.catalogue.periods import label_period, say_briefly
from needsbook.store import Figure

WIDTH, HEIGHT, EDGE = 132, 40, 6


def _position(figures: Sequence[Figure]) -> dict[str, tuple[float, float]]:
    days = [parse_period(figure.period).end.toordinal() for figure in figures]
    values = [float(figure.value) for figure in figures if figure.value is not None]
    first, last, low, high = min(days), max(days), min(values), max(values)
    places = {}
    for figure, day, value in zip(figures, days, values, strict=True):
        across = 0.5 if last == first else (day - first) / (last - first)
        up = 0.5 if high == low else (value - low) / (high - low)
        places[figure.id] = (
            EDGE + across * (WIDTH - 2 * EDGE),
            HEIGHT - EDGE - up * (HEIGHT - 2 * EDGE),
        )
    return places


def _runs(segments: Sequence[Sequence[Figure]]) -> list[list[Figure]]:
    """The figures in runs without a gap."""
    runs: list[list[Figure]] = []
    for segment in segments:
        runs.append([])
        for figure in segment:
            if figure.missing:
                runs.append([])
            else:
                runs[-1].append(figure)
    return [run for run in runs if run]


def describe_series(name: str, segments: Sequence[Sequence[Figure]]) -> str:
    """What a sparkline shows, in words made from its figures."""
    known = [figure for segment in segments for figure in segment if not figure.missing]
    if not known:
        return f"{name}: no value."
    first, last = known[0], known[-1]
    if first is last:
        return f"{name}: one value, {first.printed} {say_briefly(first.period)}."
    low = min(known, key=lambda figure: figure.value or 0.0)
    high = max(known, key=lambda figure: figure.value or 0.0)
    gaps = sum(figure.missing for segment in segments for figure in segment)
    text = (
        f"{name}: {first.printed} {say_briefly(first.period)}, {last.printed} {say_briefly(last.period)}; "
        f"lowest {low.printed} ({label_period(low.period)}), highest {high.printed} ({label_period(high.period)})."
    )
    if gaps:
        text += " Some periods have no value."
    if len([segment for segment in segments if any(not figure.missing for figure in segment)]) > 1:
        text += " The line is cut where figures cannot be compared."
    return text


def draw_sparkline(
    name: str, segments: Sequence[Sequence[Figure]], baseline: Figure | None, key: str
) -> str:
    """The series as an SVG element (empty when there is no value).

    ``baseline`` is ringed, the last figure filled; ``key`` makes the ids in the page unique.
    """
    known = [figure for segment in segments for figure in segment if not figure.missing]
    if not known:
        return ""
    places = _position(known)
    lines = "".join(
        '<polyline fill="none" stroke="currentColor" points="'
        + " ".join(",".join(_short(at) for at in places[figure.id]) for figure in run)
        + '"/>'
        for run in _runs(segments)
        if len(run) > 1
    )
    alone = {run[0].id for run in _runs(segments) if len(run) == 1}
    dots = "".join(
        _dot(figure, places[figure.id], figure is known[-1], figure == baseline)
        for figure in known
        if figure is known[-1] or figure == baseline or figure.id in alone
    )
    return (
        f'<svg class="nb-spark" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        # For files and programs that do not know the page's style sheet.
        f'fill="currentColor" stroke-width="1.5" role="img" aria-labelledby="spark-{key}">'
        f'<title id="spark-{key}">{escape(describe_series(name, segments))}</title>{lines}{dots}</svg>'
    )


def _short(at: float) -> str:
    """A tenth of a pixel, without a nought that says nothing."""
    return f"{at:.1f}".removesuffix(".0")


def _dot(figure: Figure, place: tuple[float, float], last: bool, base: bool) -> str:
    # Hundreds stand on one page: only a dot that looks different carries a class.
    kind = ' class="nb-spark-last"' if last else ' class="nb-spark-base"' if base else ""
    size = 3.4 if last or base else 1.6
    ring = ' fill="#ffffff" stroke="currentColor"' if base and not last else ""
    return (
        f'<circle{kind}{ring} cx="{_short(place[0])}" cy="{_short(place[1])}" r="{size}" '
        f'data-figure="{escape(figure.id)}"><title>{escape(label_period(figure.period))}: '
        f"{escape(figure.printed)}</title></circle>"
    )
