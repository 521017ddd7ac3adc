"""Lines over time: what one holds, and where it must be cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from needsbook.catalogue.indicators import Break
from needsbook.catalogue.periods import Period, parse_period
from needsbook.store.figures import Figure

OWN = ("area", "second")
# How a role looks: colour, line width, dash, mark, size of the mark.
LOOKS: dict[str, tuple[str, float, tuple[float, ...], str, float]] = {
    "area": ("area", 3, (), "o", 7),
    "second": ("second", 3, (10, 3), "s", 7),
    "region": ("region", 2, (7, 3), "^", 6),
    "country": ("country", 2, (2, 3), "D", 5),
    "other": ("other", 2, (), "o", 4),
}


@dataclass(frozen=True)
class TrendLine:
    """One area's figures over time.

    ``segments`` are the stretches between breaks, as the store gives them. ``role`` is
    area, second, region, country or other; the first two show their intervals.
    """

    name: str
    segments: Sequence[Sequence[Figure]]
    role: str = "area"

    @property
    def figures(self) -> list[Figure]:
        """Every figure of the line in order of time."""
        found = [figure for segment in self.segments for figure in segment]
        return sorted(found, key=lambda figure: parse_period(figure.period))

    @property
    def last(self) -> Figure | None:
        """The latest figure that has a value."""
        return next((figure for figure in reversed(self.figures) if not figure.missing), None)


def cut_runs(
    segments: Sequence[Sequence[Figure]], breaks: Sequence[Break], periods: Sequence[Period]
) -> list[list[Figure]]:
    """Stretches a line may be drawn through: figures with values, in order of time.

    Cut at a missing value, a break, a change of series, a period of ``periods`` that is
    left out, and a gap more than 1.6 times the usual step.
    """
    firsts = [parse_period(cut.first) for cut in breaks]
    steps = [(b.end - a.end).days for a, b in pairwise(periods)]
    longest = 1.6 * median(steps) if steps else 0
    places = {period: number for number, period in enumerate(periods)}
    runs: list[list[Figure]] = []
    for segment in segments:
        before: Figure | None = None
        for figure in sorted(segment, key=lambda other: parse_period(other.period)):
            if figure.missing:
                before = None
                continue
            if before is not None:
                start, end = parse_period(before.period), parse_period(figure.period)
                if (
                    any(start < first <= end for first in firsts)
                    or before.series != figure.series
                    or places[end] - places[start] > 1
                    or (end.end - start.end).days > longest
                ):
                    before = None
            if before is None:
                runs.append([])
            runs[-1].append(figure)
            before = figure
    return runs


def leave_out_pooled(line: TrendLine) -> TrendLine:
    """``line`` without pooled years that end with a single year it has too.

    Both would stand at the same place in time, and they do not measure the same.
    """
    kinds = [(parse_period(figure.period), figure) for figure in line.figures]
    single = {period.end for period, _ in kinds if not period.kind.startswith("pooled")}
    doubled = {
        figure.id
        for period, figure in kinds
        if period.kind.startswith("pooled") and period.end in single
    }
    kept = [[figure for figure in segment if figure.id not in doubled] for segment in line.segments]
    return TrendLine(line.name, [segment for segment in kept if segment], line.role)


def used_breaks(breaks: Sequence[Break], periods: Sequence[Period]) -> list[tuple[str, Break]]:
    """The breaks inside the span drawn, in order of time, each with its letter."""
    inside = [
        cut
        for cut in sorted(breaks, key=lambda item: parse_period(item.first))
        if periods and periods[0] < parse_period(cut.first) <= periods[-1]
    ]
    return [(chr(ord("A") + number % 26), cut) for number, cut in enumerate(inside)]
