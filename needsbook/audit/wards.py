"""Ward lists in a plan: from which list of wards each name comes, and who belongs there.

A name alone is not a ward: the same name has stood for different ground in different
years. A list is sound when one ward list of the authority holds every name in it.
"""

from __future__ import annotations

from collections.abc import Iterator

from needsbook.audit.findings import Check, Contradiction, Verdict
from needsbook.audit.held_figures import HeldEvidence, Reading
from needsbook.audit.phrases import Part, Phrase, Worked
from needsbook.audit.recipe_search import Searcher
from needsbook.audit.values import find_missing
from needsbook.catalogue import Area
from needsbook.catalogue.plans import Claim, Plan
from needsbook.errors import UnknownName
from needsbook.geography.proposals import propose_wards
from needsbook.geography.vintages import WardListReading, read_ward_list, wards_of_vintage

SMALL_SHARE = 0.02


def find_mixed_lists(plan: Plan, evidence: HeldEvidence) -> Iterator[Contradiction]:
    """Ward lists of the plan that no single ward list of the authority holds."""
    for claim in plan.claims:
        if not claim.wards or claim.area not in evidence.areas:
            continue
        try:
            reading = read_ward_list(evidence.areas, claim.wards, claim.area)
        except UnknownName:
            continue
        if reading.mixed:
            yield Contradiction("ward_vintage", (claim.id,), (f"{_tell_vintages(reading)}.",))


def _tell_vintages(reading: WardListReading) -> str:
    by_list: dict[str, list[str]] = {}
    for ward in reading.named:
        by_list.setdefault(" and ".join(ward.vintages), []).append(ward.given)
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
    try:
        reading = read_ward_list(evidence.areas, claim.wards, claim.area)
    except UnknownName as error:
        needs = f"{error.what} ({evidence.name(claim.area)})"
        return Check("wards", "undecidable", (f"Needs: {needs}.",), needs=needs)
    if reading.mixed:
        return _check_mixed(claim, reading, searcher)
    for vintage in reversed(reading.vintages):
        wards = [
            ward
            for named_ward in reading.named
            if (ward := named_ward.ward(vintage.vintage)) is not None
        ]
        tested = _test_top(claim, wards, vintage.vintage, searcher, released=True)
        if tested is not None:
            return tested
    needs = f"“{evidence.indicators[claim.indicator].title}” for every ward of the list"
    return Check("wards", "undecidable", (f"Needs: {needs}.",), needs=needs)


def _ward_series(claim: Claim, searcher: Searcher, released: bool) -> list[tuple[str, str]]:
    """(indicator, period), the claim's own indicator first, the latest period first."""
    evidence = searcher.evidence
    own = evidence.definitions.get(claim.indicator)
    family = [
        name for name, definition in evidence.definitions.items()
        if own and own.family and definition.family == own.family and name != claim.indicator
    ]  # fmt: skip
    # Variants carry longer names: the plain measure is read before the absolute one.
    family.sort(key=lambda name: (len(name), name))
    found = []
    for name in (claim.indicator, *family):
        if evidence.held(name):
            for period in reversed(evidence.periods(name)):
                if searcher.released(period, name) is released or not released:
                    found.append((name, period.text))
    return found


def _rank_wards(name: str, period: str, codes: set[str], searcher: Searcher) -> list[Reading]:
    """The wards with a value, highest first; empty where any ward of the list lacks one."""
    evidence = searcher.evidence
    readings = [evidence.read(name, code, period) for code in sorted(codes)]
    if any(reading is None for reading in readings):
        return []
    return sorted(
        (reading for reading in readings if reading),
        key=lambda reading: (-reading.value, reading.area),
    )


def _test_top(
    claim: Claim, wards: list[Area], vintage: str, searcher: Searcher, released: bool
) -> Check | None:
    evidence = searcher.evidence
    codes = set(wards_of_vintage(evidence.areas, claim.area, vintage))
    tried = 0
    for name, period in _ward_series(claim, searcher, released):
        ranked = _rank_wards(name, period, codes, searcher)
        if not ranked:
            continue
        tried += 1
        top = ranked[: len(wards)]
        listed = {ward.slug for ward in wards}
        says = _tell_top(name, top, evidence)
        if {reading.area for reading in top} == listed:
            verdict: Verdict = "confirmed" if name == claim.indicator else "mislabelled"
            return Check("wards", verdict, says, top[0], tried=tried)
        absent = [evidence.name(reading.area) for reading in top if reading.area not in listed]
        return Check(
            "wards",
            "contradicted",
            (*says, f" Not in the plan's list: {', '.join(absent)}."),
            top[0],
            tried=tried,
        )
    return None


def _tell_top(name: str, top: list[Reading], evidence: HeldEvidence) -> Phrase:
    says: list[Part] = [f"Highest by “{evidence.indicators[name].title}”, {top[0].when.words}: "]
    for at, reading in enumerate(top):
        says += [f"{', ' if at else ''}{evidence.name(reading.area)} ", reading]
    return (*says, ".")


def _check_mixed(claim: Claim, reading: WardListReading, searcher: Searcher) -> Check:
    evidence = searcher.evidence
    says: list[Part] = [f"The list mixes ward lists ({_tell_vintages(reading)})."]
    try:
        proposal = propose_wards(
            evidence.store.project, [named_ward.given for named_ward in reading.named], claim.area
        )
    except UnknownName as error:
        needs = f"{error.what}: how residents were shared out"
        return Check("wards", "undecidable", (*says, f" Needs: {needs}."), needs=needs)
    mapped: list[Area] = []
    for proposed in proposal.proposals:
        mapped.append(proposed.pieces[0].ward)
        if not proposed.kept:
            says.append(f" {proposed.given} became ")
            large = [piece for piece in proposed.pieces if piece.residents >= SMALL_SHARE]
            for at, piece in enumerate(large):
                share = 100 * piece.residents
                told = Worked("share-of-residents", share, f"{share:.0f}%", "percent")
                says += [f"{', ' if at else ''}{piece.ward.name} ", told]
            says.append(" of its residents.")
    names = ", ".join(ward.name for ward in mapped)
    says.append(f" On the ward list of {proposal.vintage} it reads: {names}.")
    tested = _test_top(claim, mapped, proposal.vintage, searcher, released=True)
    tested = tested or _test_top(claim, mapped, proposal.vintage, searcher, released=False)
    if tested is None:
        needs = "published figures for every ward of that list"
        return Check("wards", "undecidable", (*says, f" Needs: {needs}."), needs=needs)
    verdict: Verdict = "contradicted" if tested.verdict == "contradicted" else "mislabelled"
    return Check("wards", verdict, (*says, " ", *tested.says), tested.reading, tried=tested.tried)
