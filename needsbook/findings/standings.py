"""Where the figures of this book stand: ``stats.standing`` on the store.

``area_standings`` gives the latest figures of one area, for which only a part of the
table is needed; ``all_standings`` everything at once.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from needsbook.catalogue import Area, parse_period
from needsbook.catalogue.framework_files import frameworks_for
from needsbook.catalogue.neighbours import load_neighbours
from needsbook.findings.evidence_table import add_evidence
from needsbook.stats.standing import (
    BENCHMARK_LEVELS,
    RANKED_LEVEL,
    MeasureFacts,
    PlaceFacts,
    measure_standings,
)
from needsbook.store.data_date import find_data_date
from needsbook.store.store import Store

if TYPE_CHECKING:
    import pandas as pd

COUNTRY = "england"
BESIDE = (RANKED_LEVEL, *BENCHMARK_LEVELS)
# An area without a plan is set beside itself so many years before.
YEARS_WITHOUT_PLAN = 5


def find_measures(store: Store) -> dict[str, MeasureFacts]:
    """What the statistics need to know of every indicator."""
    return {
        name: MeasureFacts(
            indicator.method,
            indicator.multiplier,
            indicator.polarity,
            tuple(sorted(parse_period(cut.first).end for cut in indicator.breaks)),
        )
        for name, indicator in store.indicators.items()
    }


def find_plan_start(store: Store, area: Area) -> date | None:
    """The day the area's first plan began; None where the book holds no plan of it."""
    return min(
        (framework.start for framework in frameworks_for(store.project, area.slug)), default=None
    )


def find_since(store: Store, area: Area) -> date:
    """The day changes are counted from: the plan's start, else some years before the data."""
    start = find_plan_start(store, area)
    if start is not None:
        return start
    # The last of a year: figures of that whole year count as before it.
    return date(max(find_data_date(store).year - YEARS_WITHOUT_PLAN, 1), 1, 1)


def find_places(store: Store) -> dict[str, PlaceFacts]:
    """What the statistics need to know of every area but the wards."""
    near = load_neighbours(store.project)
    places = {}
    for area in store.areas:
        if area.level == "ward":
            continue
        region = area.region
        if area.level == "district" and area.parent in store.areas:
            region = region or store.areas[area.parent].region
        places[area.code] = PlaceFacts(
            area.level, region, near.codes_of(area.code), find_since(store, area)
        )
    return places


def all_standings(store: Store, evidence: bool = True) -> pd.DataFrame:
    """The standings of every indicator, authority and period (see ``measure_standings``).

    Without ``evidence`` verdicts rest on the counts and intervals in the table alone, and
    nothing is looked up for the others: a matter of a second.
    """
    places = find_places(store)
    table = store.table
    if evidence:
        table = add_evidence(store, table[table["area_code"].isin(list(places))])
    return measure_standings(table, find_measures(store), places, store.areas[COUNTRY].code)


def area_standings(store: Store, area: Area) -> pd.DataFrame:
    """The standings of the latest figures of ``area``, one row per indicator (its index).

    Made from the area's own rows and those of all others in its latest periods: the same
    as in ``all_standings``, and a good deal sooner. Empty for an area without figures. Worked
    out once an area, for whoever asks: not to be changed.
    """
    return store.remember(("standings", area.code), lambda: _measure_area(store, area))


def _measure_area(store: Store, area: Area) -> pd.DataFrame:
    import pandas as pd

    store.touched.update(store.indicators)
    country = store.areas[COUNTRY].code
    places = find_places(store)
    # Districts are not ranked: of those only neighbours are looked at.
    beside = {code for code, facts in places.items() if facts.level in BESIDE}
    beside.update(places[area.code].neighbours)
    rows = store.table.take(_find_rows(store, area, beside & set(places)))
    # Only the area's own verdicts are asked for: the evidence of the others is not looked up.
    ours = rows["area_code"].isin([area.code, country, places[area.code].region])
    rows = pd.concat([add_evidence(store, rows[ours]), rows[~ours]])
    found = measure_standings(rows, find_measures(store), places, country)
    mine = found[found["area_code"].eq(area.code) & found["latest"]]
    return mine.set_index("indicator", drop=False)


def _find_rows(store: Store, area: Area, places: Collection[str]) -> NDArray[np.intp]:
    """Where in the table the area's own rows stand, and those of ``places`` in its latest periods."""
    numbers, names = store.index.codes("area_code")
    among = np.array([name in places for name in names], dtype=bool)
    latest: dict[str, str] = {}
    own: list[int] = []
    for indicator in store.indicators:
        positions = store.index.positions(indicator, area.code)
        own += positions
        valued = [
            row for row in store.index.rows(indicator, area.code)
            if not math.isnan(row.value) and not row.sex and not row.age
        ]  # fmt: skip
        if valued:
            latest[indicator] = max(valued, key=lambda row: (row.end, row.start)).period
    periods, texts = store.index.codes("period")
    number = {text: at for at, text in enumerate(texts)}
    found = [np.array(own, dtype=np.intp)]
    for indicator, period in latest.items():
        low, high = store.index.slice(indicator)
        same = (periods[low:high] == number[period]) & among[numbers[low:high]]
        found.append(np.flatnonzero(same) + low)
    return np.unique(np.concatenate(found))


def iter_standings(standings: pd.DataFrame) -> Iterator[tuple[str, Any]]:
    """The rows of ``area_standings`` with their indicators' ids."""
    for name, row in zip(standings.index, standings.itertuples(), strict=True):
        yield str(name), row
