"""Readings: published figures (and sums, shares, totals of them) a claim may be held against."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from needsbook.catalogue import Areas, Indicators, Period, parse_period
from needsbook.catalogue.plans import Releases, SeriesDefinition, load_definitions
from needsbook.catalogue.units import find_unit
from needsbook.store.figures import Figure, figure_id
from needsbook.store.store import Store

# Few statistics appear sooner after the period they are about.
USUAL_LAG = 6
FIRST_RELEASE = "first-release"
# So many readings are kept: a search goes through those of all authorities.
MOST_READINGS = 8_000
# The places of so many rows are kept, a quarter of all there are.
MOST_CELLS = 90_000
AGE_INDICATOR = "population_by_age"
SHARE_INDICATOR = "population_0_19_pct"


@dataclass(frozen=True, slots=True)
class Reading:
    """One value of one series, place and period.

    ``value``, ``lower`` and ``upper`` are in ``unit``; ``sources`` are positions in the
    store's table, so that the figures behind the value can be shown.
    """

    indicator: str
    area: str
    period: str
    value: float
    unit: str
    decimals: int
    edition: str = ""
    lower: float | None = None
    upper: float | None = None
    count: float | None = None
    denominator: float | None = None
    sources: tuple[int, ...] = ()
    derived: str = ""

    @property
    def when(self) -> Period:
        """The period as an object."""
        return parse_period(self.period)


@dataclass
class _Caches:
    """What was read of one store, kept for every audit of it."""

    cells: dict[str, dict[tuple[str, str, str, str], int]] = field(default_factory=dict)
    readings: dict[tuple[str, str, str, str, str], Reading | None] = field(default_factory=dict)
    periods: dict[tuple[str, str | None], list[Period]] = field(default_factory=dict)
    editions: dict[str, tuple[str, ...]] = field(default_factory=dict)
    spreads: dict[Any, Any] = field(default_factory=dict)


@dataclass
class HeldEvidence:
    """Quick access to the store's table for the audit's many look-ups.

    ``combined`` names areas a plan adds up: slug to slugs. ``revised`` is the month from
    which documents could know the revised populations; ``districts`` names of places that are
    no area held; ``releases`` when each publication's figures came out.
    """

    store: Store
    definitions: Mapping[str, SeriesDefinition]
    combined: Mapping[str, Sequence[str]] = field(default_factory=dict)
    revised: str = ""
    districts: Sequence[str] = ()
    releases: Mapping[str, Releases] = field(default_factory=dict)
    caches: _Caches = field(default_factory=lambda: _Caches())

    @property
    def indicators(self) -> Indicators:
        return self.store.indicators

    @property
    def areas(self) -> Areas:
        return self.store.areas

    def held(self, indicator: str) -> bool:
        """Whether the catalogue knows the indicator and the table holds rows of it."""
        return indicator in self.indicators and bool(self.cells(indicator))

    def cells(self, indicator: str) -> dict[tuple[str, str, str, str], int]:
        """Position in the table by (area code, period, edition, age), both sexes only."""
        # A page is run again when an indicator it looked at changes.
        self.store.touched.add(indicator)
        kept = self.caches.cells
        found = kept.pop(indicator, None)
        if found is None:
            found = self.store.index.cells(indicator)
            # Those asked for longest ago are let go: they are made again in a moment.
            while kept and sum(map(len, kept.values())) + len(found) > MOST_CELLS:
                del kept[next(iter(kept))]
        kept[indicator] = found
        return found

    def read(
        self, indicator: str, area: str, period: str, edition: str = "", age: str = ""
    ) -> Reading | None:
        """The published value, or None where there is none (missing, suppressed, not held).

        For a combined area: the sum, of counts only.
        """
        key = (indicator, area, period, edition, age)
        if area in self.combined:
            return self._total(*key)
        if key not in self.caches.readings:
            if len(self.caches.readings) > MOST_READINGS:
                self.caches.readings.clear()
            self.caches.readings[key] = self._read(*key)
        return self.caches.readings[key]

    def _read(
        self, indicator: str, area: str, period: str, edition: str, age: str
    ) -> Reading | None:
        if indicator not in self.indicators or area not in self.areas:
            return None
        place = self.areas[area]
        position = self.cells(indicator).get((place.code, period, edition, age))
        if position is None:
            return None
        value, *rest = self.store.index.numbers(position)
        if math.isnan(value):
            return None
        known = self.indicators[indicator]
        lower, upper, count, base = (_none(number) for number in rest)
        return Reading(
            indicator, place.slug, period, value, known.unit, known.decimals, edition,
            lower, upper, count, base, (position,),
        )  # fmt: skip

    def _total(
        self, indicator: str, area: str, period: str, edition: str, age: str
    ) -> Reading | None:
        parts = [self.read(indicator, name, period, edition, age) for name in self.combined[area]]
        found = [part for part in parts if part is not None]
        if len(found) < len(parts) or not found or not find_unit(found[0].unit).counted:
            return None
        return replace(
            found[0], area=area, value=sum(part.value for part in found), lower=None, upper=None,
            count=None, denominator=None, derived="sum of areas",
            sources=tuple(position for part in found for position in part.sources),
        )  # fmt: skip

    def periods(self, indicator: str, edition: str | None = None) -> list[Period]:
        """The periods held for any place, oldest first."""
        key = (indicator, edition)
        if key not in self.caches.periods:
            cells = self.cells(indicator)
            found = {cell[1] for cell in cells if edition is None or cell[2] == edition}
            self.caches.periods[key] = sorted(parse_period(text) for text in found)
        return self.caches.periods[key]

    def releases_of(self, indicator: str) -> Releases:
        """When the figures of an indicator came out; six months after the period where nothing is told."""
        publication = ""
        if indicator in self.indicators:
            publication = self.indicators[indicator].official.publication
        return self.releases.get(publication, Releases(usual=USUAL_LAG))

    def editions(self, indicator: str) -> tuple[str, ...]:
        """The editions held, the current one first."""
        if indicator not in self.caches.editions:
            found = {key[2] for key in self.cells(indicator)}
            self.caches.editions[indicator] = tuple(sorted(found))
        self.store.touched.add(indicator)
        return self.caches.editions[indicator]

    def slugs_at(self, level: str, region: str = "") -> list[str]:
        """Slugs of the areas of one level, in order of code."""
        return [area.slug for area in self.areas.at_level(level, region)]

    def name(self, area: str) -> str:
        """The area's name; a combined area's parts joined by “and”."""
        if area in self.combined:
            return " and ".join(self.name(part) for part in self.combined[area])
        return self.areas[area].name if area in self.areas else area

    def row_figures(self, reading: Reading) -> list[Figure]:
        """The published figures behind a reading, in the order they were used."""
        index = self.store.index
        return [self.store.make_figure(index.row(at)) for at in reading.sources]

    def figure(self, reading: Reading) -> Figure:
        """The reading as a figure: the published one, or a derived one naming its inputs."""
        inputs = self.row_figures(reading)
        if not reading.derived:
            return inputs[0]
        slug = reading.when.slug
        return inputs[0].derive(
            reading.derived.replace(" ", "-").lower(),
            reading.value,
            reading.derived,
            [source.id for source in inputs],
            unit=reading.unit,
            decimals=reading.decimals,
            about=figure_id(reading.indicator, reading.area, slug, reading.edition),
            indicator=reading.indicator,
            area_code=self.areas[reading.area].code if reading.area in self.areas else "",
            period=reading.period,
            series="",
            edition=reading.edition,
        )


def gather_evidence(
    store: Store, combined: Mapping[str, Sequence[str]] | None = None
) -> HeldEvidence:
    """The evidence of a store; ``combined`` as in a plan."""
    known = load_definitions(store.project)
    caches = store.remember("what audits read", _Caches)
    return HeldEvidence(
        store, known.definitions, combined or {}, known.revised, known.districts, known.releases, caches
    )  # fmt: skip


def _none(value: float) -> float | None:
    return None if math.isnan(value) else value
