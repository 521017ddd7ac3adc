"""A paragraph about one assessment: the sentences of ``words`` without their repetitions."""

from __future__ import annotations

from collections.abc import Sequence

from needsbook.findings.assess import OTHER_SERIES
from needsbook.findings.assessment import Assessment, Comparison
from needsbook.show.sentences import Part, Sentence, compose
from needsbook.show.words import (
    recall_first,
    recall_neighbours,
    say_base,
    say_comparison,
    say_neighbours,
    say_rank,
    say_trend,
    say_value,
)
from needsbook.stats.trends import COUNTS_ONLY as NO_BASE
from needsbook.stats.trends import NOTHING_TO_TEST, ONE_POINT
from needsbook.stats.verdicts import COUNTS_ONLY

UNTESTED = "with what is published, none of these last differences can be tested"
UNTESTED_CHANGE = "with what is published, whether that is a change cannot be tested"
UNTESTED_NUMBER = "a change in a plain number of people is not tested"


def describe(assessment: Assessment) -> list[Sentence]:
    """The value, its comparisons, neighbours, place and direction, in reading order.

    What could not be tested is given as figures only, with the reason once at the end,
    and a place that could not be tested is left out. A missing figure is one sentence that
    says why.
    """
    value = say_value(assessment.indicator, assessment.area, assessment.figure)
    if assessment.figure.value is None:
        return [value]
    tested = _say_tested(assessment)
    return [one for one in (value, *tested, *_say_untested(assessment)) if one]


def _join_parts(items: Sequence[tuple[Part, ...]], last: str = " and ") -> tuple[Part, ...]:
    joined: list[Part] = []
    for number, item in enumerate(items):
        if number:
            joined.append(last if number == len(items) - 1 else ", ")
        joined += item
    return tuple(joined)


def _say_tested(assessment: Assessment) -> list[Sentence]:
    tested = [one for one in assessment.comparisons if one.verdict.tested]
    alike = [one for one in tested if not one.verdict.claimed]
    said: list[Sentence] = []
    before: Comparison | None = None
    for one in tested:
        if not one.verdict.claimed:
            continue
        sentence = say_comparison(assessment.indicator, one)
        if before and before.verdict.outcome == one.verdict.outcome:
            sentence = _soften(sentence)
        said.append(sentence)
        before = one
    if alike:
        levels = _join_parts([(f"{one.words} (", one.figure, ")") for one in alike])
        lead = (
            "that was similar to the level "
            if len(alike) == 1
            else "that was similar to the levels "
        )
        said.append(compose(lead, *levels))
    neighbours, standing = assessment.neighbours, assessment.standing
    beside = [neighbours.mean, neighbours.median] if neighbours else []
    if neighbours and neighbours.mean.verdict.tested:
        said.append(say_neighbours(neighbours))
    if standing and standing.rank.best is not None:
        said.append(say_rank(standing))
    if assessment.trend.trend.reason not in (NOTHING_TO_TEST, NO_BASE, ONE_POINT):
        said.append(say_trend(assessment.indicator, assessment.trend))
    if base := say_base([*tested, *beside]):
        said.append(base)
    return said


def _soften(sentence: Sentence) -> Sentence:
    """“That was worse …” as “It was also worse …”, for the second of two alike."""
    first = sentence.parts[0]
    if isinstance(first, str) and first.startswith("That was "):
        return Sentence((f"It was also {first.removeprefix('That was ')}", *sentence.parts[1:]))
    return sentence


def _say_untested(assessment: Assessment) -> list[Sentence]:
    """Figures beside which nothing is claimed, and why."""
    said: list[Sentence] = []
    asked = [
        one
        for one in assessment.comparisons
        if not one.verdict.tested and one.verdict.reason != COUNTS_ONLY
    ]
    known = [
        one for one in asked if one.figure.value is not None and one.verdict.reason != OTHER_SERIES
    ]
    apart = [one for one in asked if one.verdict.reason == OTHER_SERIES]
    missing = [one for one in asked if one.figure.value is None]
    if known:
        first, rest = known[0], known[1:]
        beside: list[tuple[Part, ...]] = [(f"{first.words} it was ", first.figure)]
        beside += [(f"{one.words} ", one.figure) for one in rest]
        said.append(compose(*_join_parts(beside)))
    if apart:
        levels: list[tuple[Part, ...]] = [(f"{one.words} (", one.figure, ")") for one in apart]
        said.append(compose("measured in another way, and so not compared: ", *_join_parts(levels)))
    if missing:
        gaps = [(f"{one.words} (", one.figure, ")") for one in missing]
        said.append(compose("there is no figure to compare with ", *_join_parts(gaps, " or ")))
    neighbours, trend = assessment.neighbours, assessment.trend
    between = bool(known)
    if neighbours and not neighbours.mean.verdict.tested:
        said.append(compose(*recall_neighbours(neighbours)))
        between = True
    reason = trend.trend.reason
    changed = reason in (NOTHING_TO_TEST, NO_BASE) and len(trend.figures) > 1
    if changed:
        said.append(compose(*recall_first(trend)))
    if between:
        said.append(compose(UNTESTED))
    elif changed:
        said.append(compose(UNTESTED_NUMBER if reason == NO_BASE else UNTESTED_CHANGE))
    if reason == ONE_POINT:
        said.append(say_trend(assessment.indicator, trend))
    return said
