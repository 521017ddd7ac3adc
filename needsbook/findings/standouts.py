"""What stands out in an area: the rule of ``stats.standouts`` on the figures of the store."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from needsbook.catalogue import Area, Indicator
from needsbook.catalogue.cadence import is_current, months_old
from needsbook.catalogue.issues import load_issues
from needsbook.findings.standings import (
    area_standings,
    find_plan_start,
    find_since,
    iter_standings,
)  # fmt: skip
from needsbook.stats.standouts import Candidate, Side, Standout, find_standouts
from needsbook.store.data_date import find_data_date
from needsbook.store.store import Store

if TYPE_CHECKING:
    import pandas as pd

# A release the book may not have taken up yet: such a figure is shown, and said to be older.
MISSED = 1
# An untested change below this many standard deviations between authorities is not told.
LEAST_CHANGE = 0.25


@dataclass(frozen=True)
class AreaStandouts:
    """What stands out in ``area``: by side, best first, with the ``standings`` behind it.

    ``since`` is the day changes are counted from, ``planned`` whether a plan began on it.
    ``changes`` are the indicators that moved since, most first; ``unheard`` those of which
    no current figure is held for the area, ``broken`` those that cannot be set beside the
    figures of that day.
    """

    area: Area
    standings: pd.DataFrame
    sides: Mapping[Side, Sequence[Standout]]
    since: date
    planned: bool
    changes: Sequence[str]
    unheard: Sequence[str]
    broken: Sequence[str]
    today: date

    def row(self, indicator: str) -> Any:
        """The standing of one indicator's latest figure."""
        return self.standings.loc[indicator]


def find_area_standouts(store: Store, area: Area) -> AreaStandouts:
    """What is worse, better and noteworthy in ``area``, what changed, what is not known."""
    standings = area_standings(store, area)
    today, issues = find_data_date(store), load_issues(store.project)
    held = {
        name: make_candidate(store.indicators[name], row, issues.of(name), today)
        for name, row in iter_standings(standings)
        if store.indicators[name].method != "count"
    }
    whole = {
        candidate.issue
        for name, candidate in held.items()
        if candidate.current and not issues.is_aside(name)
    }
    held = {
        name: candidate
        for name, candidate in held.items()
        if not issues.is_aside(name) or candidate.issue not in whole
    }
    current = [name for name, candidate in held.items() if candidate.current]
    moved = order_changes(standings.loc[current], {name: held[name].issue for name in current})
    return AreaStandouts(
        area,
        standings,
        find_standouts(held.values()),
        find_since(store, area),
        find_plan_start(store, area) is not None,
        moved,
        list_unheard(store, area, standings, today),
        [name for name in current if not standings.loc[name, "since_period"]],
        today,
    )


def make_candidate(indicator: Indicator, row: Any, issue: str, today: date) -> Candidate:
    """A row of the standings as the rule looks at it."""

    def number(value: float) -> float | None:
        return None if math.isnan(value) else float(value)

    return Candidate(
        indicator.id,
        issue,
        indicator.polarity,
        number(row.england_distance),
        number(row.neighbours_distance),
        int(row.england_verdict),
        int(row.trend),
        int(row.quarter),
        months_old(row.period, today) / 12,
        is_current(row.period, indicator.official.cadence, today, MISSED),
    )


def order_changes(rows: pd.DataFrame, issues: Mapping[str, str]) -> list[str]:
    """The indicators that moved since the plan's year: tested changes first, then by size in
    standard deviations between authorities; one an issue. Those a test finds unchanged are
    left out."""
    scored = []
    for name, row in iter_standings(rows):
        if not row.since_period or row.since_verdict == 1 or not row.deviation > 0:
            continue
        size = abs(row.value - row.since_value) / row.deviation
        if row.since_verdict > 1 or size >= LEAST_CHANGE:
            scored.append((0 if row.since_verdict > 1 else 1, -size, name))
    found: dict[str, str] = {}
    for _, _, moved in sorted(scored):
        found.setdefault(issues[moved], moved)
    return list(found.values())


def list_unheard(store: Store, area: Area, standings: pd.DataFrame, today: date) -> list[str]:
    """Indicators that others have a current figure of and this area has not."""
    missing = []
    for name, indicator in store.indicators.items():
        cadence, newest = indicator.official.cadence, store.index.newest(name)
        if not newest or not is_current(newest, cadence, today, MISSED):
            continue
        own = standings.loc[name, "period"] if name in standings.index else ""
        if not own or not is_current(str(own), cadence, today, MISSED):
            missing.append(name)
    return missing
