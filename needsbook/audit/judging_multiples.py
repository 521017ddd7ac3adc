"""The verdict on a ratio without a number: “halved since 2015/16”, “a third lower than England”."""

from __future__ import annotations

from collections.abc import Iterator

from needsbook.audit.findings import Check, Verdict
from needsbook.audit.held_figures import Reading
from needsbook.audit.judging_movements import (
    compare_words,
    find_pairs_beside,
    judge_ratio,
    list_recipes,
    say_missing,
    tell_movement,
)
from needsbook.audit.phrases import Part, Worked
from needsbook.audit.recipe_search import Searcher
from needsbook.audit.recipes import Recipe
from needsbook.catalogue import parse_period
from needsbook.catalogue.plans import Claim

# How far from the ratio told a figure may lie: still rightly told, and told not quite so.
CLOSE, LOOSE_PART, LOOSE_TIMES = 0.125, 0.35, 0.25
# Parts are told by those who read them off two rounded figures.
ROUNDED_PART = 0.01


def judge_multiple(claim: Claim, searcher: Searcher) -> Check:
    """A ratio between two places, or between two periods."""
    if claim.comparators:
        if claim.word != "part":
            return judge_ratio(claim, searcher)
        other = searcher.evidence.name(claim.comparators[0].area)
        beside = [pair for pair in find_pairs_beside(claim, searcher) if pair[1].value]
        if not beside:
            return say_missing(claim, searcher, f"and for {other}")
        checks = [_check(claim, there, here) for here, there in beside]
        at = _best(checks)
        here, there = beside[at]
        says = compare_words(claim, here, there, searcher)
        return _say(claim, checks[at], says, there, here, len(beside))
    if not claim.since:
        return _leave_open(claim, searcher)
    pairs = list(_years(claim, searcher))
    if not pairs:
        told = [claim.since, *([claim.period] if claim.period else [])]
        when = " and ".join(parse_period(period).words for period in told)
        return say_missing(claim, searcher, when)
    checks = [_check(claim, then, now) for then, now in pairs]
    at = _best(checks)
    then, now = pairs[at]
    check = _say(claim, checks[at], tell_movement(then, now), then, now, len(pairs))
    if check.verdict == "contradicted" and not claim.period and not searcher.dated:
        needs = "the later year, or the month the document appeared"
        return Check("ratio", "undecidable", (f"Could not be told: {needs}. ", *check.says), now, needs=needs)  # fmt: skip
    return check


def _best(checks: list[Verdict]) -> int:
    """The place of the kindest verdict: what may be meant is not complained of."""
    order: tuple[Verdict, ...] = ("confirmed", "near", "contradicted")
    return min(range(len(checks)), key=lambda at: (order.index(checks[at]), at))


def _years(claim: Claim, searcher: Searcher) -> Iterator[tuple[Reading, Reading]]:
    """The figures of both periods, by each basis; without a later one, of the last few known."""
    for recipe in list_recipes(claim, searcher):
        then = recipe.read(searcher.evidence, claim.area, claim.since)
        if then is None or not then.value:
            continue
        for period in searcher.admissible(recipe, claim, claim.area):
            now = recipe.read(searcher.evidence, claim.area, period)
            if now is not None and now.when > then.when:
                yield then, now


def _check(claim: Claim, then: Reading, now: Reading) -> Verdict:
    """Whether ``now`` is so many times ``then``, generously read."""
    factor = claim.value or 1.0
    ratio = now.value / then.value
    if claim.word == "part" or factor < 1:
        told, found, spare = abs(factor - 1), (ratio - 1) * (1 if factor > 1 else -1), ROUNDED_PART
        loose = LOOSE_PART
    else:
        told, found, spare, loose = factor, ratio, 0.0, LOOSE_TIMES
    step = 0.5 * (10.0**-then.decimals / abs(then.value)) * (1 + ratio) + spare
    if claim.qualifier == "more_than":
        right, near = found >= told - step, found >= told * (1 - CLOSE) - step
    elif claim.qualifier == "less_than":
        right = told * (1 - 2 * CLOSE) - step <= found <= told + step
        near = told * (1 - loose) - step <= found <= told * (1 + CLOSE) + step
    else:
        right = abs(found - told) <= told * CLOSE + step
        near = abs(found - told) <= told * loose + step
    return "confirmed" if right else "near" if near else "contradicted"


def _say(
    claim: Claim, verdict: Verdict, says: list[Part], base: Reading, reading: Reading, tried: int
) -> Check:
    ratio = reading.value / base.value
    if verdict != "confirmed":
        quite = "not quite " if verdict == "near" else "not "
        says = [*says, " That is ", *_tell_ratio(claim, ratio, reading), f", {quite}“{claim.printed}”."]  # fmt: skip
    return Check("ratio", verdict, tuple(says), reading, tried=tried)


def _tell_ratio(claim: Claim, ratio: float, reading: Reading) -> list[Part]:
    """How many times, or how many per cent more or less, as the words told it."""
    if claim.word != "part" and (claim.value or 0.0) > 1:
        return [Worked("times-as-much", ratio, f"{ratio:.1f}", "times", reading), " times as much"]
    more = 100 * (ratio - 1)
    size = Worked("relative-change", abs(more), f"{abs(more):.0f}%", "percent", reading)
    return [size, " more" if more >= 0 else " less"]


def _leave_open(claim: Claim, searcher: Searcher) -> Check:
    """Without its years: the earliest and the latest figure held are set beside it."""
    needs = "the years it is counted between"
    for recipe in list_recipes(claim, searcher):
        held = _ends(recipe, claim, searcher)
        if held is not None:
            says = (f"Could not be told: {needs}. ", *tell_movement(*held))
            return Check("ratio", "undecidable", says, held[1], needs=needs)
    return say_missing(claim, searcher, needs)


def _ends(recipe: Recipe, claim: Claim, searcher: Searcher) -> tuple[Reading, Reading] | None:
    readings = [
        reading
        for period in recipe.periods(searcher.evidence)
        if (reading := recipe.read(searcher.evidence, claim.area, period.text)) is not None
    ]
    return (readings[0], readings[-1]) if len(readings) > 1 else None
