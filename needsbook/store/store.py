"""The store: figures by indicator, area and period, and the runs that may share a line."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import copy
from typing import Any, TypeVar

import pandas as pd

from needsbook.catalogue import (
    Area,
    Areas,
    Indicator,
    Indicators,
    Passport,
    Period,
    load_areas,
    load_indicators,
    load_passports,
    parse_period,
)
from needsbook.catalogue.passports import passport_of_row
from needsbook.errors import unknown_name
from needsbook.paths import Project
from needsbook.store.derived import DERIVED_INTERVAL
from needsbook.store.figures import MISSING_WORDS, Figure, figure_id, print_value
from needsbook.store.index import Index, TableRow, make_stamp
from needsbook.store.sums import list_parts, name_sum

Kept = TypeVar("Kept")


class Store:
    """Read access to the tidy table, one indicator at a time.

    ``table`` is the whole frame (see ``needsbook.store.tidy.build_table``).
    """

    def __init__(self, project: Project, table: pd.DataFrame) -> None:
        self.project = project
        self.table = table
        self.areas: Areas = load_areas(project)
        self.indicators: Indicators = load_indicators(project)
        self.passports = load_passports(project)
        # Where the rows stand: one for all stores of this table.
        self.index = Index(table, self.areas)
        self.remembered: dict[object, tuple[Any, frozenset[str]]] = {}
        self.touched: set[str] = set()

    def share(self) -> Store:
        """The same figures and all that is remembered of them; nothing looked at yet."""
        other = copy(self)
        other.touched = set()
        return other

    def remember(self, key: object, make: Callable[[], Kept]) -> Kept:
        """What ``make`` gives, worked out once for ``key``.

        The indicators it looks at count as looked at (``touched``) by whoever asks.
        """
        if key not in self.remembered:
            before, self.touched = self.touched, set()
            try:
                self.remembered[key] = (make(), frozenset(self.touched))
            finally:
                self.touched |= before
        found, looked_at = self.remembered[key]
        self.touched |= looked_at
        return found  # type: ignore[no-any-return]

    def rows(self, indicator: str) -> pd.DataFrame:
        """All rows of one indicator (whole population: ``sex`` and ``age`` as published)."""
        self.indicators[indicator]
        self.touched.add(indicator)
        low, high = self.index.slice(indicator)
        return self.table.iloc[low:high]

    def rows_of(self, indicator: str, code: str) -> list[TableRow]:
        """All rows of one indicator and area code (every edition), in order of time."""
        self.touched.add(indicator)
        return self.index.rows(indicator, code)

    def _chosen(self, indicator: str, code: str, edition: str | None) -> list[TableRow]:
        """Rows of one area in one edition: the current one, else the only one there is.

        Where the current edition has any figure of the area, a superseded one has no say, in
        other periods either: the two were counted from different censuses.
        """
        rows = self.rows_of(indicator, code)
        if edition is not None:
            return [row for row in rows if row.edition == edition]
        return [row for row in rows if not row.edition] or rows

    def make_figure(self, row: TableRow) -> Figure:
        """The figure of one row of the table."""
        indicator, area = self.indicators[row.indicator], self.areas[row.area_code]
        value = None if pd.isna(row.value) else float(row.value)
        reason = row.reason if value is None else ""
        printed = (
            MISSING_WORDS[reason or "not_available"]
            if value is None
            else print_value(value, indicator.unit, indicator.decimals)
        )
        return Figure(
            id=f"{indicator.id}.{area.slug}.{make_stamp(row.period, row.edition, row.sex, row.age)}",
            indicator=indicator.id,
            area_code=area.code,
            period=row.period,
            value=value,
            printed=printed,
            unit=indicator.unit,
            lower_ci=_number(row.lower_ci),
            upper_ci=_number(row.upper_ci),
            count=_number(row.count),
            denominator=_number(row.denominator),
            reason=reason,
            note=row.note,
            dataset=row.dataset,
            series=row.series,
            edition=row.edition,
            interval_method=self._name_interval(row),
            recovered=self._find_recovery(row, area),
            **self._say_derivation(row, area),
        )

    def _say_derivation(self, row: TableRow, area: Area) -> dict[str, Any]:
        """For a difference or a sum of other figures: how it was made, and their ids."""
        derive = self.indicators[row.indicator].derive
        slug = parse_period(row.period).slug
        if derive is None:
            if row.dataset:
                return {}
            parts = (part.slug for part in list_parts(self.areas, area))
            inputs = tuple(
                figure_id(row.indicator, part, slug)
                for part in parts
                if self.index.find(row.indicator, part, slug) is not None
            )
            return {"method": name_sum(area), "inputs": inputs}
        return {
            "method": "difference of two published figures",
            "inputs": tuple(figure_id(name, area.slug, slug) for name in derive.difference),
        }

    def _name_interval(self, row: TableRow) -> str:
        """Where the limits of a row come from: published, computed here, or there are none."""
        if pd.isna(row.lower_ci):
            return ""
        return DERIVED_INTERVAL if self.indicators[row.indicator].derive else "published"

    def _find_recovery(self, row: TableRow, area: Area) -> str:
        """How count or base were found, where the publisher does not print them; else empty."""
        passport = self.passports.get(row.dataset)
        if passport is None or not passport.recovered:
            return ""
        has = {"count": not pd.isna(row.count), "base": not pd.isna(row.denominator)}
        has["count and base"] = has["count"] and has["base"]
        words = [
            recovery.words
            for recovery in passport.recovered
            if has[recovery.of] and recovery.covers(area.code, area.level, row.period)
        ]
        return "; ".join(dict.fromkeys(words))

    def absent(self, indicator: str, area: Area | str, period: str = "") -> Figure:
        """A figure that says that this book holds none for this place (and period).

        Only where the indicator's file records that a source says so is the reason
        ``not_published``; the note then names that source.
        """
        place = area if isinstance(area, Area) else self.areas[area]
        said = self.indicators[indicator].find_unpublished(place.level, period)
        reason = "not_published" if said else "not_held"
        slug = parse_period(period).slug if period else "no-period"
        return Figure(
            id=figure_id(self.indicators[indicator].id, place.slug, slug),
            indicator=indicator,
            area_code=place.code,
            period=period,
            value=None,
            printed=MISSING_WORDS[reason],
            unit=self.indicators[indicator].unit,
            reason=reason,
            note=said.source if said else "",
        )

    def figure(
        self,
        indicator: str,
        area: str,
        period: str = "latest",
        edition: str | None = None,
        sex: str = "",
        age: str = "",
    ) -> Figure:
        """The figure of one indicator, area (code or slug) and period.

        ``latest`` is the last period with a value (the last of all when none has one).
        ``edition`` None takes the current edition, or the first release where no other is
        held. A period that is not held gives a missing figure, reason ``not_held``;
        an unknown indicator or area is an ``UnknownName``.
        """
        place = self.areas[area]
        if period != "latest" and not sex and not age and edition is None:
            return self._figure_at(indicator, place, period)
        rows = [
            row
            for row in self._chosen(indicator, place.code, edition)
            if row.sex == sex and row.age == age
        ]
        if period == "latest":
            with_value = [row for row in rows if not pd.isna(row.value)]
            if not rows:
                return self.absent(indicator, place)
            return self.make_figure((with_value or rows)[-1])
        parse_period(period)
        for row in rows:
            if row.period == period:
                return self.make_figure(row)
        return self.absent(indicator, place, period)

    def _figure_at(
        self, indicator: str, place: Area, period: str, any_edition: bool = False
    ) -> Figure:
        """The figure of one period in its current edition, without going through the others."""
        rows = [
            row
            for row in self.rows_of(indicator, place.code)
            if row.period == period and not row.sex and not row.age
        ]
        rows.sort(key=lambda row: bool(row.edition))
        if rows and rows[0].edition and self._chosen(indicator, place.code, "") and not any_edition:
            return self.absent(indicator, place, period)
        return self.make_figure(rows[0]) if rows else self.absent(indicator, place, period)

    def printed_figure(self, indicator: str, area: str, period: str) -> Figure:
        """The figure of a period in the edition that has one, superseded ones too.

        For the audit and the trace alone: what a document of the time could have printed.
        """
        return self._figure_at(indicator, self.areas[area], period, True)

    def figures(
        self,
        indicator: str,
        areas: Iterable[str],
        period: str = "latest",
        edition: str | None = None,
    ) -> list[Figure]:
        """One figure per area, in the order given; ``latest`` is each area's own."""
        return [self.figure(indicator, area, period, edition) for area in areas]

    def periods(
        self, indicator: str, areas: Iterable[str] | None = None, with_value: bool = True
    ) -> list[Period]:
        """The periods held, oldest first, for any of ``areas`` (codes or slugs).

        Superseded editions count only for areas that have no other.
        """
        rows = self.rows(indicator)
        if areas is not None:
            codes = [self.areas[area].code for area in areas]
            rows = rows[rows["area_code"].isin(codes)]
        current = rows["edition"].eq("")
        if not current.all():
            rows = rows[current | ~rows["area_code"].isin(set(rows.loc[current, "area_code"]))]
        if with_value:
            rows = rows[rows["value"].notna()]
        return sorted(parse_period(text) for text in rows["period"].unique())

    def latest(self, indicator: str, areas: Iterable[str] | None = None) -> str:
        """The latest period in which any of ``areas`` has a value; empty when there is none."""
        periods = self.periods(indicator, areas)
        return periods[-1].text if periods else ""

    def series(self, indicator: str, area: str, edition: str | None = None) -> list[list[Figure]]:
        """The figures of an area over time, cut wherever figures stop being comparable.

        One segment holds the figures of one ``series`` between two breaks of the indicator;
        missing periods stay inside it as missing figures. Segments stand in order of their
        first figure.
        """
        place = self.areas[area]
        cuts = [parse_period(cut.first).end for cut in self.indicators[indicator].breaks]
        segments: dict[tuple[str, int], list[Figure]] = {}
        for row in self._chosen(indicator, place.code, edition):
            if row.sex or row.age:
                continue
            end = parse_period(row.period).end
            state = (row.series, sum(end >= cut for cut in cuts))
            segments.setdefault(state, []).append(self.make_figure(row))
        return list(segments.values())

    def source_rows(self, figure: Figure) -> pd.DataFrame:
        """The rows of the table behind a published figure (one row)."""
        rows = self.rows(figure.indicator)
        mask = rows["area_code"].eq(figure.area_code) & rows["period"].eq(figure.period)
        return rows[mask & rows["dataset"].eq(figure.dataset)]

    def passport(self, figure: Figure) -> Passport:
        """The passport of the dataset a figure was read from, as it is for the figure's row."""
        if figure.dataset not in self.passports:
            raise unknown_name("dataset", figure.dataset, self.passports)
        return passport_of_row(
            self.passports[figure.dataset], figure.indicator, figure.area_code, figure.period
        )

    def indicator(self, name: str) -> Indicator:
        """The indicator called ``name``."""
        return self.indicators[name]


def _number(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)
