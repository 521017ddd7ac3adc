"""The figures one finding is told with, fetched and derived together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from needsbook.catalogue import Area, Indicator
from needsbook.catalogue.cadence import is_current
from needsbook.findings.comparisons import add_interval, derive_difference
from needsbook.findings.standing_figures import (
    NEIGHBOURS,
    PlaceTold,
    tell_change,
    tell_median,
    tell_place,
)
from needsbook.findings.standouts import AreaStandouts
from needsbook.store.figures import Figure
from needsbook.store.store import Store

COUNTRY = "england"


@dataclass(frozen=True)
class Beside:
    """An area's latest figure of one indicator and what it is set beside.

    ``places`` holds the place in England, in the region and among the neighbours, by the
    region's slug, ``england`` and ``neighbours``, where there is one. ``current`` says
    whether the cadence of the series allows to call the figure so. ``row`` is its standing.
    """

    indicator: Indicator
    area: Area
    figure: Figure
    england: Figure
    difference: Figure | None
    region: Figure | None
    median: Figure | None
    places: dict[str, PlaceTold]
    current: bool
    row: Any

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure in it, each once."""
        told = [figure for place in self.places.values() for figure in (place.place, place.of)]
        rest = [self.england, self.difference, self.region, self.median]
        found = [self.figure, *(figure for figure in rest if figure is not None), *told]
        return tuple({figure.id: figure for figure in found}.values())


@dataclass(frozen=True)
class Moved:
    """A figure, the comparable one of the plan's year, and the change; ``verdict`` is 0 not
    tested, 1 similar, 2 higher, 3 lower than then."""

    indicator: Indicator
    area: Area
    earlier: Figure
    later: Figure
    change: Figure
    verdict: int

    @property
    def rose(self) -> bool:
        """Whether the later value is the larger one."""
        return (self.change.value or 0.0) > 0

    @property
    def good(self) -> bool | None:
        """Whether the change is for the better; None for an indicator without polarity."""
        polarity = self.indicator.polarity
        if polarity not in ("lower_is_better", "higher_is_better") or not self.change.value:
            return None
        return self.rose == (polarity == "higher_is_better")


def set_beside(store: Store, found: AreaStandouts, name: str) -> Beside:
    """The latest figure of ``name`` in the area of ``found`` with everything beside it."""
    area, row, indicator = found.area, found.row(name), store.indicators[name]
    figure = add_interval(indicator, store.figure(name, area.code, str(row["period"])))
    england = add_interval(indicator, store.figure(name, COUNTRY, figure.period))
    region = None
    if area.region and area.region in store.areas:
        region = add_interval(indicator, store.figure(name, area.region, figure.period))
    places: dict[str, PlaceTold] = {}
    groups = [COUNTRY, *([store.areas[area.region].slug] if area.region else []), NEIGHBOURS]
    for group in groups:
        told = tell_place(store, figure, row, group)
        if told is not None:
            places[group] = told
    comparable = england.series == figure.series and indicator.method != "count"
    difference = (
        derive_difference(indicator, figure, england, COUNTRY)
        if comparable and not england.missing
        else None
    )
    return Beside(
        indicator, area, figure, england, difference, region,
        tell_median(store, indicator, figure, row), places,
        is_current(figure.period, indicator.official.cadence, found.today), row,
    )  # fmt: skip


def find_moved(store: Store, found: AreaStandouts, name: str) -> Moved | None:
    """The change of ``name`` since the plan's year; None where no comparable figure is held."""
    row, indicator = found.row(name), store.indicators[name]
    if not row["since_period"]:
        return None
    earlier, later = (
        add_interval(indicator, store.figure(name, found.area.code, str(row[column])))
        for column in ("since_period", "period")
    )
    change = tell_change(indicator, earlier, later)
    if change is None:
        return None
    return Moved(indicator, found.area, earlier, later, change, int(row["since_verdict"]))
