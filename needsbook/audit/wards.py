"""Ward lists in a plan: from which list of wards each name comes, and who belongs there.

A name alone is not a ward: the same name has stood for different ground in different
years. A list is sound when one ward list of the authority holds every name in it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date

from needsbook.audit.evidence import Evidence, Reading
from needsbook.audit.findings import Check, Contradiction
from needsbook.audit.search import Searcher
from needsbook.catalogue import Area
from needsbook.catalogue.areas import slugify
from needsbook.catalogue.plans import Claim, Plan

SMALL_SHARE = 0.02


def vintages_of(area: Area, evidence: Evidence) -> list[tuple[str, date, date | None]]:
    """The ward lists of an authority: name, first day, last day (None: still in force)."""
    return [(one.vintage, one.first, one.last) for one in area.wards]


def find_wards(area: Area, name: str, evidence: Evidence) -> dict[str, Area]:
    """The wards called ``name`` by the ward list (vintage) that holds them."""
    wanted = slugify(name)
    found: dict[str, Area] = {}
    for ward in evidence.areas.wards_of(area.code):
        if slugify(ward.name) != wanted:
            continue
        for vintage, first, last in vintages_of(area, evidence):
            starts = ward.valid_from is None or ward.valid_from <= first
            ends = ward.valid_to is None or (last is not None and ward.valid_to >= last)
            if starts and ends:
                found[vintage] = ward
    return found


def place_names(claim: Claim, evidence: Evidence) -> dict[str, dict[str, Area]]:
    """Each name of the claim's list, with the ward lists it stands in."""
    area = evidence.areas[claim.area]
    return {name: find_wards(area, name, evidence) for name in claim.wards}


def find_mixed_lists(plan: Plan, evidence: Evidence) -> Iterator[Contradiction]:
    """Ward lists of the plan that no single ward list of the authority holds."""
    for claim in plan.claims:
        if not claim.wards or claim.area not in evidence.areas:
            continue
        places = place_names(claim, evidence)
        if any(not found for found in places.values()):
            continue
        shared = set.intersection(*(set(found) for found in places.values()))
        if not shared:
            yield Contradiction("ward_vintage", (claim.id,), f"{_tell_vintages(places)}.")


def _tell_vintages(places: dict[str, dict[str, Area]]) -> str:
    by_list: dict[str, list[str]] = {}
    for name, found in places.items():
        by_list.setdefault(" and ".join(sorted(found)) or "no list", []).append(name)
    return "; ".join(f"{', '.join(names)}: {lists}" for lists, names in sorted(by_list.items()))


def check_wards(claim: Claim, searcher: Searcher) -> Check:
    raise NotImplementedError
