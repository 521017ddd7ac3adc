"""Ward lists in a plan: from which list of wards each name comes, and who belongs there.

A name alone is not a ward: the same name has stood for different ground in different
years. A list is sound when one ward list of the authority holds every name in it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date

from needsbook.audit.evidence import Evidence, Reading
from needsbook.audit.findings import Check, Contradiction, Phrase, Verdict
from needsbook.audit.search import Searcher
from needsbook.audit.values import find_missing
from needsbook.catalogue import Area
from needsbook.catalogue.areas import slugify
from needsbook.catalogue.plans import Claim, Plan
from needsbook.paths import Project

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
    """The check of a list of wards said to have the most of something.

    The list is confirmed where it is the top of the published figures of the ward list it
    belongs to. A list that mixes ward lists is carried over to the latest one, each ward to
    those that took most of its residents, and tested there.
    """
    evidence = searcher.evidence
    missing = find_missing(claim, evidence)
    if missing:
        return Check("wards", "undecidable", (f"Needs: {missing}.",), needs=missing)
    places = place_names(claim, evidence)
    unknown = [name for name, found in places.items() if not found]
    if unknown:
        needs = f"wards called {', '.join(unknown)}: no ward list of {evidence.name(claim.area)} has them"
        return Check("wards", "undecidable", (f"Needs: {needs}.",), needs=needs)
    shared = set.intersection(*(set(found) for found in places.values()))
    if not shared:
        return _check_mixed(claim, places, searcher)
    for vintage in sorted(shared, reverse=True):
        wards = [found[vintage] for found in places.values()]
        tested = _test_top(claim, wards, vintage, searcher, released=True)
        if tested is not None:
            return tested
    needs = f"“{evidence.indicators[claim.indicator].title}” for every ward of the list"
    return Check("wards", "undecidable", (f"Needs: {needs}.",), needs=needs)


def _ward_series(claim: Claim, searcher: Searcher, released: bool) -> list[tuple[str, str]]:
    """(indicator, period), the claim's own indicator first, the latest period first."""
    evidence = searcher.evidence
    own = evidence.definitions.get(claim.indicator)
    family = [
        name for name, one in evidence.definitions.items()
        if own and own.family and one.family == own.family and name != claim.indicator
    ]  # fmt: skip
    # Variants carry longer names: the plain measure is read before the absolute one.
    family.sort(key=lambda name: (len(name), name))
    found = []
    for name in (claim.indicator, *family):
        if evidence.held(name):
            for period in reversed(evidence.periods(name)):
                if searcher.released(period) is released or not released:
                    found.append((name, period.text))
    return found


def _rank_wards(name: str, period: str, codes: set[str], searcher: Searcher) -> list[Reading]:
    """The wards with a value, highest first; empty where any ward of the list lacks one."""
    evidence = searcher.evidence
    readings = [evidence.read(name, code, period) for code in sorted(codes)]
    if any(one is None for one in readings):
        return []
    return sorted((one for one in readings if one), key=lambda one: (-one.value, one.area))


def _codes_of(area: Area, vintage: str, evidence: Evidence) -> set[str]:
    """The wards of one ward list."""
    first, last = next(
        (start, end) for name, start, end in vintages_of(area, evidence) if name == vintage
    )
    return {
        ward.code for ward in evidence.areas.wards_of(area.code)
        if (ward.valid_from is None or ward.valid_from <= first)
        and (ward.valid_to is None or (last is not None and ward.valid_to >= last))
    }  # fmt: skip


def _test_top(
    claim: Claim, wards: list[Area], vintage: str, searcher: Searcher, released: bool
) -> Check | None:
    evidence = searcher.evidence
    codes = _codes_of(evidence.areas[claim.area], vintage, evidence)
    tried = 0
    for name, period in _ward_series(claim, searcher, released):
        ranked = _rank_wards(name, period, codes, searcher)
        if not ranked:
            continue
        tried += 1
        top = ranked[: len(wards)]
        listed = {ward.slug for ward in wards}
        says = _tell_top(name, top, evidence)
        if {one.area for one in top} == listed:
            verdict: Verdict = "confirmed" if name == claim.indicator else "mislabelled"
            return Check("wards", verdict, says, top[0], tried=tried)
        absent = [evidence.name(one.area) for one in top if one.area not in listed]
        return Check(
            "wards",
            "contradicted",
            (*says, f" Not in the plan's list: {', '.join(absent)}."),
            top[0],
            tried=tried,
        )
    return None


def _tell_top(name: str, top: list[Reading], evidence: Evidence) -> Phrase:
    says: list[str | Reading] = [
        f"Highest by “{evidence.indicators[name].title}”, {top[0].when.words}: "
    ]
    for at, reading in enumerate(top):
        says += [f"{', ' if at else ''}{evidence.name(reading.area)} ", reading]
    return (*says, ".")


def _check_mixed(claim: Claim, places: dict[str, dict[str, Area]], searcher: Searcher) -> Check:
    evidence = searcher.evidence
    area = evidence.areas[claim.area]
    says: list[str | Reading] = [f"The list mixes ward lists ({_tell_vintages(places)})."]
    latest = vintages_of(area, evidence)[-1][0]
    mapped: list[Area] = []
    for name, found in places.items():
        if latest in found:
            mapped.append(found[latest])
            continue
        old = next(iter(found.values()))
        shares = map_ward(evidence.store.project, old.code)
        heirs = [
            (code, share)
            for code, share in shares
            if code in evidence.areas and share >= SMALL_SHARE
        ]
        if not heirs:
            needs = f"how the residents of {name} ward ({', '.join(sorted(found))}) were shared out"
            return Check("wards", "undecidable", (*says, f" Needs: {needs}."), needs=needs)
        told = ", ".join(f"{evidence.areas[code].name} {100 * share:.0f}%" for code, share in heirs)
        says.append(f" {name} became {told} of its residents.")
        mapped.append(evidence.areas[heirs[0][0]])
    names = ", ".join(ward.name for ward in mapped)
    says.append(f" On the ward list of {latest} it reads: {names}.")
    tested = _test_top(claim, mapped, latest, searcher, released=True)
    tested = tested or _test_top(claim, mapped, latest, searcher, released=False)
    if tested is None:
        needs = "published figures for every ward of that list"
        return Check("wards", "undecidable", (*says, f" Needs: {needs}."), needs=needs)
    verdict: Verdict = "contradicted" if tested.verdict == "contradicted" else "mislabelled"
    return Check("wards", verdict, (*says, " ", *tested.says), tested.reading, tried=tested.tried)


def map_ward(project: Project, code: str) -> list[tuple[str, float]]:
    """The wards that took the residents of an abolished one: (code, share), largest first."""
    if not project.ward_changes.exists():
        return []
    with project.ward_changes.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["old_code"] == code]
    shares = [(row["new_code"], float(row["share_residents_of_old"])) for row in rows]
    return sorted(shares, key=lambda pair: (-pair[1], pair[0]))
