"""The verdicts on printed ranks and on changes from one period to another."""

from __future__ import annotations

from needsbook.audit.findings import Check, Verdict
from needsbook.audit.held_figures import HeldEvidence
from needsbook.audit.phrases import Part, count
from needsbook.audit.recipe_search import Searcher
from needsbook.audit.recipes import Recipe, stated_recipes
from needsbook.audit.rounding import prints_as
from needsbook.audit.values import find_missing
from needsbook.catalogue import parse_period
from needsbook.catalogue.plans import Claim
from needsbook.stats.ranks import rank_area

FAR_PLACE = 0.02


def check_rank(claim: Claim, searcher: Searcher) -> Check:
    """The check of a printed rank among the authorities of ``scope`` (1 = best)."""
    evidence = searcher.evidence
    missing = find_missing(claim, evidence)
    if missing or claim.value is None:
        return Check("rank", "undecidable", (f"Needs: {missing}.",), needs=missing)
    recipe = stated_recipes(claim, evidence)[0]
    periods = searcher.admissible(recipe, claim, claim.area)
    slugs = _rivals(claim, evidence)
    if not periods or claim.area not in slugs:
        needs = f"“{evidence.indicators[claim.indicator].title}” for every authority ranked"
        return Check("rank", "undecidable", (f"Needs: {needs}.",), needs=needs)
    for period in periods:
        found = [recipe.read(evidence, slug, period) for slug in slugs]
        values = [reading.value if reading else float("nan") for reading in found]
        none = [float("nan")] * len(values)
        # Place one is the best: the lowest value where lower is better.
        lower = evidence.indicators[claim.indicator].polarity == "lower_is_better"
        rank = rank_area(slugs.index(claim.area), values, none, none, descending=not lower)
        here = found[slugs.index(claim.area)]
        if rank is None or here is None:
            continue
        tied = rank.tied - 1
        says: list[Part] = [
            f"{here.when.words}: ", here, " is place ", count("rank", rank.rank, here),
            " of ", count("authorities-ranked", rank.of, here),
        ]  # fmt: skip
        if tied:
            others = count("others-sharing-the-place", tied, here)
            says += [", shared with ", others, f" other{'s' if tied > 1 else ''}"]
        says.append(".")
        if claim.scope in ("", "england"):
            says.append(" Authorities abolished since are not among them.")
        good = _rank_fits(claim, rank.rank, tied, rank.of)
        if good and claim.value == 1 and not tied:
            ahead = sorted((value for value in values if value == value), reverse=not lower)
            if abs(ahead[0] - ahead[1]) <= FAR_PLACE * abs(ahead[0]):
                says.append(" The next authority is so near that no test tells the two apart.")
        verdict: Verdict = "confirmed" if good else "contradicted"
        return Check("rank", verdict, tuple(says), here, tried=1)
    return Check(
        "rank", "undecidable", ("Needs a published value to rank.",), needs="a published value"
    )


def _rank_fits(claim: Claim, place: int, tied: int, of: int) -> bool:
    """Whether the place is the one printed; ties may be counted either way."""
    value = claim.value or 0.0
    if claim.unit == "percent":
        return place <= value / 100 * of
    if claim.qualifier == "up_to":
        return place <= value
    return place <= value <= place + tied


def _rivals(claim: Claim, evidence: HeldEvidence) -> list[str]:
    scope = claim.scope or "england"
    place = evidence.areas[scope]
    if place.members:
        return list(place.members)
    return evidence.slugs_at("upper_tier", place.code if place.level == "region" else "")


def check_change(claim: Claim, searcher: Searcher) -> Check:
    """The check of a printed change between two periods (the last two, where none is printed)."""
    evidence = searcher.evidence
    missing = find_missing(claim, evidence)
    if missing or claim.value is None:
        return Check("change", "undecidable", (f"Needs: {missing}.",), needs=missing)
    decimals, seen, tried = claim.decimals, [], 0
    for recipe in stated_recipes(claim, evidence):
        for period in searcher.admissible(recipe, claim, claim.area):
            since = claim.since or _before(recipe, period, evidence)
            now = recipe.read(evidence, claim.area, period)
            then = recipe.read(evidence, claim.area, since) if since else None
            if now is None or then is None:
                continue
            tried += 1
            seen.append((now, then))
            if prints_as(now.value - then.value, claim.value, decimals, claim.qualifier):
                says = (f"From {then.when.words} to {now.when.words}: ", then, " to ", now, ".")
                verdict: Verdict = "confirmed"
                if now.edition and any(not reading.edition for reading, _ in seen):
                    verdict = "first_published"
                return Check("change", verdict, says, now, tried=tried)
    if not seen:
        needs = f"“{evidence.indicators[claim.indicator].title}” for two years running"
        return Check("change", "undecidable", (f"Needs: {needs}.",), needs=needs)
    says_all: list[Part] = []
    for now, then in seen:
        edition = " (population as first released)" if now.edition else ""
        says_all += [
            f"From {then.when.words} to {now.when.words}{edition}: ",
            then,
            " to ",
            now,
            ". ",
        ]
    same_way = all((now.value - then.value) * claim.value > 0 for now, then in seen)
    says_all.append(
        "The direction is right, the size is not." if same_way else "No pair gives this change."
    )
    return Check("change", "contradicted", tuple(says_all), seen[0][0], tried=tried)


def _before(recipe: Recipe, period: str, evidence: HeldEvidence) -> str:
    earlier = [held.text for held in recipe.periods(evidence) if held < parse_period(period)]
    return earlier[-1] if earlier else ""
