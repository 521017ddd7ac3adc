"""Where in the area: its wards by measure, each ward list to itself.

Wards of two lists are never mixed: a measure belongs to the newest list that holds every
ward it was published for. A quarter compares the wards of this one area only.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from needsbook.catalogue import Area, Indicator, parse_period
from needsbook.geography.vintages import list_authorities, wards_of_vintage
from needsbook.stats.standing_places import place_values
from needsbook.store.figures import Figure
from needsbook.store.store import Store

# Fewer wards than this are not cut in quarters.
FEWEST_WARDS = 8
WORST = 4
SIGNS = {"lower_is_better": 1, "higher_is_better": -1}


@dataclass(frozen=True)
class WardMeasure:
    """One measure in its latest period for a ward list.

    ``figures`` and ``quarters`` are by ward code. A quarter runs from 1 (best) to 4 (worst)
    by polarity, for neutral indicators from 1 (lowest) to 4 (highest); 0 where there is none.
    """

    indicator: Indicator
    period: str
    figures: Mapping[str, Figure]
    quarters: Mapping[str, int]

    @property
    def judged(self) -> bool:
        """Whether its quarters speak of good and bad."""
        return self.indicator.polarity in SIGNS

    @property
    def judging(self) -> bool:
        """Whether they do, and there are any."""
        return self.judged and any(self.quarters.values())


@dataclass(frozen=True)
class WardTable:
    """The wards of one list (of one vintage, or of a county's districts) and their measures.

    ``worst`` counts, by ward, the measures in which it lies in the worst quarter, ``judged``
    how many measures speak of good and bad. ``wards`` stand most often first.
    """

    title: str
    current: bool
    wards: tuple[Area, ...]
    measures: tuple[WardMeasure, ...]
    worst: Mapping[str, int]
    judged: int

    @property
    def judging(self) -> tuple[WardMeasure, ...]:
        """The measures whose quarters speak of good and bad."""
        return tuple(measure for measure in self.measures if measure.judging)


def find_ward_tables(store: Store, area: Area) -> list[WardTable]:
    """The ward lists of an area that hold figures, newest first; empty where none does."""
    lists = list_ward_lists(store, area)
    held: list[list[WardMeasure]] = [[] for _ in lists]
    for indicator in store.indicators.values():
        if not indicator.at_level("ward") or not lists:
            continue
        for place, period, rows in _find_latest(store, indicator, [codes for _, codes in lists]):
            held[place].append(_measure(store, indicator, period, rows))
    tables = []
    for place, ((title, codes), measures) in enumerate(zip(lists, held, strict=True)):
        if not measures:
            continue
        judged = [measure for measure in measures if measure.judging]
        worst = {
            code: sum(measure.quarters.get(code) == WORST for measure in judged)
            for code in sorted(codes)
        }
        ordered = sorted((-worst[code], store.areas[code].name.casefold(), code) for code in codes)
        wards = [store.areas[code] for _, _, code in ordered]
        table = WardTable(title, place == 0, tuple(wards), tuple(measures), worst, len(judged))
        tables.append(table)
    return tables


def list_ward_lists(store: Store, area: Area) -> list[tuple[str, set[str]]]:
    """The ward lists of an area, newest first: a title and the codes of each.

    For a county, its districts’ newest lists stand together, then the ones before them.
    """
    authorities = list_authorities(store.areas, area.code)
    deepest = max((len(authority.wards) for authority in authorities), default=0)
    found = []
    for back in range(1, deepest + 1):
        codes: set[str] = set()
        vintages = []
        for authority in authorities:
            vintage = authority.wards[-min(back, len(authority.wards))]
            codes |= set(wards_of_vintage(store.areas, authority.code, vintage.vintage))
            vintages.append(vintage.vintage)
        if codes:
            years = sorted(set(vintages))
            title = (
                f"wards of {years[0]}"
                if len(years) == 1
                else "wards of today"
                if back == 1
                else "wards before those of today"
            )
            found.append((title, codes))
    return found


def _find_latest(
    store: Store, indicator: Indicator, lists: list[set[str]]
) -> list[tuple[int, str, set[str]]]:
    """For each list the latest period whose wards all stand in it: (list, period, wards).

    A period that fits several lists belongs to the newest of them.
    """
    held: dict[str, set[str]] = {}
    valued: dict[str, set[str]] = {}
    for code in sorted(set().union(*lists)):
        for row in store.rows_of(indicator.id, code):
            if not row.sex and not row.age:
                held.setdefault(row.period, set()).add(code)
                if not math.isnan(row.value):
                    valued.setdefault(row.period, set()).add(code)
    latest: dict[int, tuple[str, set[str]]] = {}
    for period in sorted(valued, key=parse_period):
        place = next((n for n, group in enumerate(lists) if valued[period] <= group), None)
        if place is not None:
            # A ward without a value keeps its row: it says why there is none.
            latest[place] = (period, held[period] & lists[place])
    return [(place, period, codes) for place, (period, codes) in sorted(latest.items())]


def _measure(store: Store, indicator: Indicator, period: str, codes: set[str]) -> WardMeasure:
    figures = {code: store.figure(indicator.id, code, period) for code in sorted(codes)}
    values = np.array([np.nan if f.value is None else f.value for f in figures.values()])
    sign = SIGNS.get(indicator.polarity, 1)
    # Quarter 1 of the largest: turned so that 4 is the worst (or, neutral, the highest).
    placed = place_values(
        np.zeros(len(values), dtype=np.int64), values * sign, np.isfinite(values), FEWEST_WARDS
    )["quarter"]
    quarters = {
        code: 5 - int(figure) if figure else 0 for code, figure in zip(figures, placed, strict=True)
    }
    return WardMeasure(indicator, period, figures, quarters)
