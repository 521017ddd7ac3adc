"""The verdict on a document's claim: complained of only where everything is stated.

A careful reader complains when measure, place, period, basis and population are all stated
or carried on from the text, and the published figure is another one. Otherwise it is said
what could not be told, and the figure held is set beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from needsbook.audit.clashes import share_holds
from needsbook.audit.findings import COMPLAINTS, AuditFinding, Check, Fit
from needsbook.audit.held_figures import Reading
from needsbook.audit.judging_movements import (
    judge_change,
    judge_direction,
    judge_gap,
    judge_range,
)
from needsbook.audit.judging_multiples import judge_multiple
from needsbook.audit.judging_ranks import judge_comparison, judge_rank
from needsbook.audit.phrases import Part
from needsbook.audit.recipe_search import Searcher
from needsbook.audit.values import check_value, find_missing, find_near
from needsbook.audit.wards import check_wards
from needsbook.audit.writer import Stated
from needsbook.catalogue import parse_period
from needsbook.catalogue.periods import say_month
from needsbook.catalogue.plans import Claim

Judge = Callable[[Claim, Searcher], Check]
JUDGES: dict[str, Judge] = {
    "rank": judge_rank, "change": judge_change, "gap": judge_gap, "ratio": judge_multiple,
    "range": judge_range, "direction": judge_direction, "comparison": judge_comparison, "wards": check_wards,
}  # fmt: skip


def judge_claim(claim: Claim, stated: Stated, searcher: Searcher) -> AuditFinding:
    """The finding on one claim of a document."""
    if claim.kind == "statement" or not claim.indicator:
        check = Check(claim.kind, "undecidable", (f"Needs: {claim.needs}.",), needs=claim.needs)
    elif claim.kind == "value" and not searcher.dated and not claim.period and not stated.periods:
        check = _set_beside(claim, searcher)
    elif claim.kind == "value":
        check = _judge_value(claim, stated, searcher)
    else:
        check = _name_measure(JUDGES[claim.kind](claim, searcher), claim, searcher)
    if check.verdict in COMPLAINTS and not stated.whole:
        check = _leave_open(check, stated.open)
    if check.verdict in COMPLAINTS and (unknown := _not_yet_known(claim, searcher)):
        check = _leave_open(check, (unknown,))
    return AuditFinding(claim, check.verdict, (check,))


def _name_measure(check: Check, claim: Claim, searcher: Searcher) -> Check:
    """A complaint about words says which measure was looked at."""
    if check.verdict not in COMPLAINTS or claim.indicator not in searcher.evidence.indicators:
        return check
    title = searcher.evidence.indicators[claim.indicator].short_title
    return replace(check, says=(f"“{title}”: ", *check.says))


def _not_yet_known(claim: Claim, searcher: Searcher) -> str:
    """What the document cannot have known of the period it names: its revised figures."""
    if (
        not claim.period
        or not searcher.dated
        or claim.kind not in ("value", "gap", "change", "ratio")
    ):
        return ""
    period = parse_period(claim.period)
    if revised := searcher.revised_since(period, claim.indicator):
        when = say_month(date.fromisoformat(f"{revised}-01"))
        return f"the first figures, which the document may print (revised in {when}, after it appeared)"  # fmt: skip
    return ""


def _leave_open(check: Check, missing: tuple[str, ...]) -> Check:
    """A complaint taken back: what is not stated or known, and the figure held beside it."""
    needs = "; ".join(missing)
    says: tuple[Part, ...] = (f"Could not be told: {needs}. ", *check.says)
    return Check(check.name, "undecidable", says, check.reading, tried=check.tried, needs=needs)


def _set_beside(claim: Claim, searcher: Searcher) -> Check:
    """A number without a date in a document without one: the latest figure, and no verdict."""
    missing = find_missing(claim, searcher.evidence)
    if missing:
        return Check("value", "undecidable", (f"Needs: {missing}.",), needs=missing)
    check = _not_held(claim, searcher)
    needs = "the year it is of, or the month the document appeared"
    says = (f"Could not be told: {needs}.", *check.says[1:])
    return Check("value", "undecidable", says, check.reading, needs=needs)


def _judge_value(claim: Claim, stated: Stated, searcher: Searcher) -> Check:
    evidence = searcher.evidence
    missing = find_missing(claim, evidence)
    if missing:
        return Check("value", "undecidable", (f"Needs: {missing}.",), needs=missing)
    if claim.role == "wrong unit":
        return _wrong_unit(claim, searcher)
    if claim.role == "share":
        return _judge_share(claim, stated, searcher)
    if not stated.periods and "the period" in stated.open:
        needs = "figures of the period it names: the series has none of that kind"
        beside = _not_held(claim, searcher)
        says = (f"Not held in this book: {needs}.", *beside.says[1:])
        return Check("value", "not_held", says, beside.reading, needs=needs)
    fits, readings = searcher.as_stated(claim)
    if not fits:
        for period in stated.periods:
            if period != claim.period:
                more, others = searcher.as_stated(replace_period(claim, period))
                readings += others
                if more:
                    claim = replace_period(claim, period)
                    break
        else:
            if not readings:
                return _not_held(claim, searcher)
            if claim.period and (near := find_near(claim, readings, searcher)):
                return near
    check = check_value(claim, searcher)
    if (
        check.verdict == "contradicted"
        and len(stated.periods) > 1
        and len(readings) < len(stated.periods)
    ):
        needs = "which of the years it may mean; one of them is not held"
        return Check(
            "value", "undecidable", (f"Could not be told: {needs}.",), check.reading, needs=needs
        )
    return check


def replace_period(claim: Claim, period: str) -> Claim:
    """The claim about another period."""
    return claim.model_copy(update={"period": period})


def _not_held(claim: Claim, searcher: Searcher) -> Check:
    evidence = searcher.evidence
    title = evidence.indicators[claim.indicator].title
    when = f", {parse_period(claim.period).words}" if claim.period else ""
    needs = f"“{title}” for {evidence.name(claim.area)}{when}"
    latest = next((reading for period in reversed(evidence.periods(claim.indicator)) if (reading := evidence.read(claim.indicator, claim.area, period.text))), None)  # fmt: skip
    says: list[Part] = [f"Not held in this book: {needs}."]
    if latest is not None and not claim.counted:
        says += [f" The latest held is of {latest.when.words}: ", latest, "."]
    return Check("value", "not_held", tuple(says), latest, needs=needs)


def _judge_share(claim: Claim, stated: Stated, searcher: Searcher) -> Check:
    """A share in words: one in four, three in ten, more than a quarter."""
    evidence = searcher.evidence
    readings: list[Reading] = []
    for period in stated.periods or ("",):
        readings += searcher.as_stated(replace_period(claim, period))[1]
    for reading in readings:
        if share_holds(reading.value, claim.value or 0.0, claim.printed, claim.qualifier):
            title = evidence.indicators[reading.indicator].title
            return Check(
                "value", "confirmed",
                (f"“{title}” in {evidence.name(reading.area)}, {reading.when.words}: ", reading, "."),
                reading, (Fit(_recipe(reading), reading),), len(readings),
            )  # fmt: skip
    if not readings:
        return _not_held(claim, searcher)
    reading = readings[0]
    return Check("value", "contradicted", (f"Published for {evidence.name(reading.area)}, {reading.when.words}: ", reading, f", which is not “{claim.printed}”."), reading, tried=len(readings))  # fmt: skip


def _recipe(reading: Reading):  # type: ignore[no-untyped-def]
    from needsbook.audit.recipes import Recipe

    return Recipe(reading.indicator, reading.edition)


UNIT_WORDS = {
    "percent": "per cent", "per_10k": "per 10,000", "per_100k": "per 100,000", "per_1000": "per 1,000",
    "per_100_pupils": "per 100 pupils",
}  # fmt: skip


def _wrong_unit(claim: Claim, searcher: Searcher) -> Check:
    evidence = searcher.evidence
    reading = evidence.read(claim.indicator, claim.area, claim.period)
    if reading is None:
        return _not_held(claim, searcher)
    known = UNIT_WORDS.get(evidence.indicators[claim.indicator].unit, "")
    said = UNIT_WORDS.get(claim.unit, claim.unit)
    return Check(
        "value", "contradicted",
        (f"Published for {evidence.name(claim.area)}, {reading.when.words}: ", reading, f" {known}, not {said}."),
        reading, tried=1,
    )  # fmt: skip
