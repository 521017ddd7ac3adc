"""What stands out in an area: the rule of ``stats.standouts`` on the figures of the store."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from needsbook.catalogue import Area, Indicator
from needsbook.catalogue.cadence import is_current, months_old
from needsbook.catalogue.issues import load_issues
from needsbook.findings.evidence import take_evidence
from needsbook.findings.living import CHILDREN
from needsbook.findings.standings import (
    area_standings,
    find_plan_start,
    find_since,
    iter_standings,
)  # fmt: skip
from needsbook.findings.succession import is_carried_on
from needsbook.stats.standouts import Candidate, Side, Standout, find_standouts, list_company
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
    figures of that day. ``company`` is what else of an issue stands out on a side; ``small``
    are indicators that would stand out, rested they on more people.
    """

    area: Area
    standings: pd.DataFrame
    sides: Mapping[Side, Sequence[Standout]]
    since: date
    planned: bool
    changes: Sequence[str]
    unheard: Sequence[str]
    broken: Sequence[str]
    company: Mapping[tuple[Side, str], Sequence[Standout]]
    small: Sequence[str]
    today: date

    def row(self, indicator: str) -> Any:
        """The standing of one indicator's latest figure."""
        return self.standings.loc[indicator]


def find_area_standouts(store: Store, area: Area) -> AreaStandouts:
    """What is worse, better and noteworthy in ``area``, what changed, what is not known."""
    standings = area_standings(store, area)
    today, issues = find_data_date(store), load_issues(store.project)
    # What the newer series says of today is all there is to say.
    ended = {name for name in standings.index if is_carried_on(store, name, [area.code])}
    children = store.figure(CHILDREN, area.code).value if CHILDREN in store.indicators else None
    held = {}
    for name, row in iter_standings(standings):
        indicator = store.indicators[name]
        if indicator.method != "count" and name not in ended:
            people = find_people(store, area, row)
            held[name] = replace(
                make_candidate(indicator, row, issues.of(name), today),
                base=people, events=expect_events(indicator, row, people), children=children,
            )  # fmt: skip
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
    moved = order_changes(standings.loc[current], held)
    sides = find_standouts(held.values())
    plenty = find_standouts(
        replace(candidate, base=None, events=None, children=None) for candidate in held.values()
    )
    told = {standout.indicator for some in sides.values() for standout in some}
    return AreaStandouts(
        area,
        standings,
        sides,
        find_since(store, area),
        find_plan_start(store, area) is not None,
        moved,
        list_unheard(store, area, standings, today),
        [name for name in current if not standings.loc[name, "since_period"]],
        list_company(held.values(), sides),
        [
            standout.indicator
            for some in plenty.values()
            for standout in some
            if standout.candidate.indicator not in told and held[standout.indicator].small
        ],
        today,
    )


def find_people(store: Store, area: Area, row: Any) -> float | None:
    """How many people a figure rests on that is not tested: its base, or the most it may be;
    None where that is not known, or where both it and its change are tested."""
    if row.england_verdict and (row.since_verdict or not row.since_period):
        return None
    known = take_evidence(store, store.figure(str(row.indicator), area.code, row.period))
    return known.base if known.base is not None else known.base_high


def expect_events(indicator: Indicator, row: Any, people: float | None) -> float | None:
    """How many events of a rate England's own would give among ``people``; None where that
    is not known, or the indicator is no rate."""
    if people is None or indicator.method != "rate" or math.isnan(row.england):
        return None
    return float(row.england) * people / indicator.multiplier


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


def order_changes(rows: pd.DataFrame, held: Mapping[str, Candidate]) -> list[str]:
    """The indicators that moved since the plan's year: tested changes first, then by size in
    standard deviations between authorities; one an issue. Those a test finds unchanged are
    left out, and untested ones that rest on few people."""
    scored = []
    for name, row in iter_standings(rows):
        if not row.since_period or row.since_verdict == 1 or not row.deviation > 0:
            continue
        size = abs(row.value - row.since_value) / row.deviation
        if row.since_verdict > 1 or (size >= LEAST_CHANGE and not held[name].small):
            scored.append((0 if row.since_verdict > 1 else 1, -size, name))
    found: dict[str, str] = {}
    for _, _, moved in sorted(scored):
        found.setdefault(held[moved].issue, moved)
    return list(found.values())


def list_unheard(store: Store, area: Area, standings: pd.DataFrame, today: date) -> list[str]:
    """Indicators that others have a current figure of and this area has not."""
    missing = []
    for name, indicator in store.indicators.items():
        cadence, newest = indicator.official.cadence, store.index.newest(name)
        if not newest or not is_current(newest, cadence, today, MISSED):
            continue
        if store.indicators.find_successors(name):
            continue
        own = standings.loc[name, "period"] if name in standings.index else ""
        if not own or not is_current(str(own), cadence, today, MISSED):
            missing.append(name)
    return missing
