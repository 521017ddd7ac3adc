"""The verdicts on ranks and on words of comparison."""

from __future__ import annotations

from needsbook.audit.findings import Check, Verdict
from needsbook.audit.held_figures import Reading
from needsbook.audit.judging_movements import compare_words, find_pairs_beside, say_missing
from needsbook.audit.phrases import Part, count
from needsbook.audit.recipe_search import Searcher
from needsbook.audit.relations import compare, holds, opposes
from needsbook.catalogue.plans import Claim

NEAR_VALUES = 0.15


LEAST_RANKED = 0.9


FIRST_LOW = ("lowest", "smallest", "fewest")


def judge_rank(claim: Claim, searcher: Searcher) -> Check:
    """A place counted from the highest or the lowest among the authorities of a region or of England."""
    evidence = searcher.evidence
    scope = (
        evidence.areas[claim.scope] if claim.scope in evidence.areas else evidence.areas["england"]
    )
    own = evidence.areas[claim.area]
    code = "" if scope.level == "country" else scope.code
    slugs = evidence.slugs_at("upper_tier", code)
    if own.slug not in slugs:
        return say_missing(claim, searcher, "among the authorities of that level")
    best: Check | None = None
    for recipe in searcher.agreeing(claim):
        periods = (
            [claim.period] if claim.period else searcher.admissible(recipe, claim, claim.area)[:1]
        )
        for period in periods:
            found = {
                slug: reading for slug in slugs if (reading := recipe.read(evidence, slug, period))
            }
            here = found.get(own.slug)
            if here is None or len(found) < LEAST_RANKED * len(slugs):
                continue
            check = _place(claim, here, list(found.values()), searcher)
            if check.verdict == "confirmed":
                return check
            best = best or check
    return best or say_missing(claim, searcher, "and for the authorities it is ranked among")


def _place(claim: Claim, here: Reading, found: list[Reading], searcher: Searcher) -> Check:
    low = claim.word in FIRST_LOW
    if claim.word in ("best", "worst"):
        polarity = searcher.evidence.indicators[claim.indicator].polarity
        if polarity not in ("lower_is_better", "higher_is_better"):
            return Check(
                "rank",
                "undecidable",
                ("Needs: which way is better.",),
                here,
                needs="which way is better",
            )
        low = (claim.word == "best") == (polarity == "lower_is_better")
    ahead = sum(
        reading.value < here.value if low else reading.value > here.value for reading in found
    )
    tied = sum(reading.value == here.value for reading in found) - 1
    says: list[Part] = [f"{here.when.words}: ", here, " is place ", count("rank", ahead + 1, here), f" from the {'lowest' if low else 'highest'} of ", count("authorities-ranked", len(found), here)]  # fmt: skip
    says.append(f", shared with {tied} other{'s' if tied > 1 else ''}." if tied else ".")
    value = claim.value or 0.0
    verdict: Verdict = "contradicted"
    if ahead + 1 <= value <= ahead + 1 + tied:
        verdict = "confirmed"
    elif min(abs(value - ahead - 1), abs(value - ahead - 1 - tied)) <= 1 and value > 1:
        verdict = "near"
    return Check("rank", verdict, tuple(says), here, tried=len(found))


def judge_comparison(claim: Claim, searcher: Searcher) -> Check:
    """Words of comparison: against the figures, and by a test; the gravest of the places decides."""
    checks = [
        _judge_word(claim.model_copy(update={"comparators": (comparator,)}), searcher)
        for comparator in claim.comparators
    ]
    order = (
        "contradicted",
        "not_supported",
        "not_held",
        "undecidable",
        "untested",
        "near",
        "confirmed",
    )
    gravest = min(checks, key=lambda finding: order.index(finding.verdict))
    says: list[Part] = []
    for check in sorted(checks, key=lambda any_check: any_check is not gravest):
        says += [*([" "] if says else []), *check.says]
    return Check(
        "comparison",
        gravest.verdict,
        tuple(says),
        gravest.reading,
        tried=len(checks),
        needs=gravest.needs,
    )


def _judge_word(claim: Claim, searcher: Searcher) -> Check:
    evidence, other = searcher.evidence, claim.comparators[0]
    pairs = list(find_pairs_beside(claim, searcher))
    if not pairs:
        return say_missing(claim, searcher, f"and for {evidence.name(other.area)}")
    word, polarity = other.relation, evidence.indicators[claim.indicator].polarity
    results = [_weigh(word, polarity, here, there, claim, searcher) for here, there in pairs]
    order = ("confirmed", "untested", "undecidable", "not_supported", "contradicted")
    # Where the basis is not stated, one basis that bears the word out will do.
    return min(results, key=lambda check: order.index(check.verdict))


def _weigh(
    word: str, polarity: str, here: Reading, there: Reading, claim: Claim, searcher: Searcher
) -> Check:
    says = compare_words(claim, here, there, searcher)
    order = compare(here, there, searcher.evidence)
    if word in ("better", "worse") and polarity not in ("lower_is_better", "higher_is_better"):
        return Check(
            "comparison",
            "undecidable",
            (*says, " Needs: which way is better."),
            here,
            needs="which way is better",
        )
    if order is not None and holds(word, order, polarity):
        return Check("comparison", "confirmed", tuple(says), here, tried=1)
    plain = (
        "higher"
        if here.value > there.value
        else "lower"
        if here.value < there.value
        else "comparable"
    )
    tested = claim.word == "tested"
    if word == "comparable":
        near = not there.value or abs(here.value / there.value - 1) <= NEAR_VALUES
        if order is None or (near and not tested):
            return Check(
                "comparison",
                "untested",
                (*says, " The figures are near each other; no test says they are alike."),
                here,
                tried=1,
            )
        return Check(
            "comparison", "not_supported", (*says, " A test tells the two apart."), here, tried=1
        )
    if holds(word, plain, polarity):  # type: ignore[arg-type]
        if tested and order == "comparable":
            return Check(
                "comparison",
                "not_supported",
                (*says, " The order is as stated; the difference is not significant."),
                here,
                tried=1,
            )
        return Check(
            "comparison",
            "untested",
            (*says, " The order is as stated; no test shows a clear difference."),
            here,
            tried=1,
        )
    if order is not None and opposes(word, order, polarity):
        return Check("comparison", "contradicted", tuple(says), here, tried=1)
    if plain == "comparable":
        return Check(
            "comparison", "untested", (*says, " The two figures are the same."), here, tried=1
        )
    return Check(
        "comparison",
        "not_supported",
        (*says, " The figures stand the other way round."),
        here,
        tried=1,
    )
