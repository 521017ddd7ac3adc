"""What a document contradicts by itself, whatever the data say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from needsbook.audit.findings import Contradiction
from needsbook.audit.phrases import Phrase, Worked, place_claim, quote
from needsbook.audit.rounding import window
from needsbook.catalogue.plans import Claim, Plan
from needsbook.stats.recovery import find_counts_behind

# Of what is no share of people there may be more than all.
MORE_THAN_ALL = re.compile(
    r"\b(?:occup\w+|capacity|full|fill\w*|take[- ]?up|places|beds|budget|target|profile|baseline|levels?|planned|expected|compared|increase|growth|staffing|establishment)\b",
    re.I,
)


def find_contradictions(plan: Plan) -> tuple[Contradiction, ...]:
    """Every contradiction between the claims of a plan, in the order of the document."""
    found = [
        *_two_values(plan),
        *_wrong_sums(plan),
        *_impossible_shares(plan),
        *_wrong_orders(plan),
        *_wrong_ranges(plan),
    ]
    place = {claim.id: at for at, claim in enumerate(plan.claims)}
    return tuple(
        sorted(
            found,
            key=lambda contradiction: (
                place[contradiction.claims[0]],
                contradiction.kind,
                contradiction.claims,
            ),
        )
    )


def _where(claim: Claim) -> Phrase:
    return quote(claim), " (", place_claim(claim), ")"


def _groups(plan: Plan) -> dict[tuple[str, str, str], list[Claim]]:
    """Claims with a value by fact, area and period; a claim without a period joins each."""
    groups: dict[tuple[str, str, str], list[Claim]] = {}
    for claim in plan.claims:
        if claim.fact and claim.value is not None and claim.kind == "value":
            groups.setdefault((claim.fact, claim.area, claim.unit), []).append(claim)
    return groups


def _two_values(plan: Plan) -> Iterator[Contradiction]:
    """Each value printed for a fact against the first one printed for it and its period."""
    for alike in _groups(plan).values():
        told: set[tuple[float | None, int, str, str]] = set()
        for at, rival in enumerate(alike):
            key = (rival.value, rival.decimals, rival.qualifier, rival.period)
            if key in told:
                continue
            told.add(key)
            same = (
                claim
                for claim in alike[:at]
                if not (claim.period and rival.period) or claim.period == rival.period
            )
            claim = next(same, None)
            if claim is not None and not _compatible(claim, rival):
                yield Contradiction(
                    "two_values", (claim.id, rival.id),
                    ("The same fact is given as ", *_where(claim), " and as ", *_where(rival), "."),
                )  # fmt: skip


def _compatible(claim: Claim, other: Claim) -> bool:
    """Whether one number could print as both claims do."""
    low, high = window(claim.value or 0.0, claim.decimals, claim.qualifier)
    low2, high2 = window(other.value or 0.0, other.decimals, other.qualifier)
    return max(low, low2) < min(high, high2)


def _wrong_sums(plan: Plan) -> Iterator[Contradiction]:
    by_id = {claim.id: claim for claim in plan.claims}
    for claim in plan.claims:
        parts = [by_id[name] for name in claim.parts]
        if not parts or claim.value is None or any(part.value is None for part in parts):
            continue
        ends = [window(part.value or 0.0, part.decimals, part.qualifier) for part in parts]
        # People are whole: a count of 735 is 735, a share of 23% lies half a point around.
        ends = [
            (part.value or 0.0,) * 2
            if part.unit != "percent" and part.qualifier == "exact"
            else end
            for part, end in zip(parts, ends, strict=True)
        ]
        least, most = sum(low for low, _ in ends), sum(high for _, high in ends)
        total = sum(part.value or 0.0 for part in parts)
        low, high = window(claim.value, claim.decimals, claim.qualifier)
        if most < low or least > high:
            listed = [name for part in parts for name in (" + ", quote(part))][1:]
            made = Worked("sum-of-the-parts", total, f"{total:,.{claim.decimals}f}", claim.unit)
            yield Contradiction(
                "parts", (claim.id, *(part.id for part in parts)),
                ("The parts ", *listed, " make ", made, ", not ", quote(claim), "."),
            )  # fmt: skip


def _impossible_shares(plan: Plan) -> Iterator[Contradiction]:
    by_id = {claim.id: claim for claim in plan.claims}
    for claim in plan.claims:
        base = by_id.get(claim.share_of)
        if base is None or base.value is None or claim.value is None or claim.qualifier != "exact":
            continue
        first, last = find_counts_behind(claim.value, base.value, claim.decimals)
        if first > last:
            yield Contradiction(
                "whole_people", (claim.id, base.id),
                ("No whole number out of ", quote(base), " is ", quote(claim), "."),
            )  # fmt: skip


def _wrong_orders(plan: Plan) -> Iterator[Contradiction]:
    """Ranks of one fact that run against its values, or the same rank for different values."""
    values = {
        (claim.fact, claim.area): claim
        for claim in plan.claims
        if claim.kind == "value" and claim.value is not None and claim.fact
    }
    ranks: dict[tuple[str, str], list[Claim]] = {}
    for claim in plan.claims:
        if claim.kind == "rank" and claim.fact:
            ranks.setdefault((claim.fact, claim.scope), []).append(claim)
    for (fact, _), ranked in ranks.items():
        directions = set[bool]()
        for any_claim, rival in combinations(ranked, 2):
            first, second = values.get((fact, any_claim.area)), values.get((fact, rival.area))
            if first is None or second is None or any_claim.value == rival.value:
                continue
            if first.value != second.value:
                directions.add(
                    ((any_claim.value or 0) < (rival.value or 0))
                    == ((first.value or 0) > (second.value or 0))
                )
        # Whether place one is the highest or the lowest is the document's choice; it must keep to it.
        lower_first = any(claim.definition.numerator.startswith("lowest") for claim in ranked)
        wrong = {False} if not lower_first else {True}
        if directions & wrong:
            listed = [
                part
                for claim in ranked
                if (fact, claim.area) in values
                for part in (", ", quote(claim), " for ", quote(values[(fact, claim.area)]))
            ][1:]
            yield Contradiction(
                "order", tuple(claim.id for claim in ranked),
                ("The ranks run against the values: ", *listed, "."),
            )  # fmt: skip


def _wrong_ranges(plan: Plan) -> Iterator[Contradiction]:
    """Shares outside 0 to 100, and ranges whose end comes before their start."""
    for claim in plan.claims:
        share = (
            claim.unit == "percent"
            and claim.kind == "value"
            and not MORE_THAN_ALL.search(claim.says)
        )
        if share and claim.value is not None and not 0 <= claim.value <= 100:
            yield Contradiction(
                "range",
                (claim.id,),
                (quote(claim), " is no share: it lies outside 0 to 100."),
            )
        low, _, high = claim.definition.ages.partition("-")
        if low.isdigit() and high.isdigit() and int(low) > int(high):
            yield Contradiction(
                "range", (claim.id,), (f"The ages {claim.definition.ages} run backwards.",)
            )
