"""A paragraph about one assessment: the sentences of ``words`` without their repetitions."""

from __future__ import annotations

from collections.abc import Sequence

from needsbook.findings.assess import OTHER_SERIES
from needsbook.findings.assessment import Assessment
from needsbook.show.sentences import Part, Sentence, compose
from needsbook.show.words import (
    recall_first,
    recall_neighbours,
    say_base,
    say_comparisons,
    say_neighbours,
    say_rank,
    say_trend,
    say_value,
)
from needsbook.stats.trends import COUNTS_ONLY as NO_BASE
from needsbook.stats.trends import NOTHING_TO_TEST, ONE_POINT
from needsbook.stats.verdicts import COUNTS_ONLY, ESTIMATES

# Trends that are given as figures only: no test is made of them.
UNTESTED_TRENDS = (NOTHING_TO_TEST, NO_BASE, ESTIMATES)
UNTESTED = "with what is published, none of these last differences can be tested"
UNTESTED_CHANGE = "with what is published, whether that is a change cannot be tested"
UNTESTED_NUMBER = "numbers of people are set side by side without a test"


def describe(assessment: Assessment, reasons: bool = True) -> list[Sentence]:
    """The value, its comparisons, neighbours, place and direction, in reading order.

    What could not be tested is given as figures only, with the reason once at the end (left
    out without ``reasons``: a page says it once for all its sections, see ``find_untested``),
    and a place that could not be tested is left out. A missing figure is one sentence that
    says why.
    """
    value = say_value(assessment.indicator, assessment.area, assessment.figure)
    if assessment.figure.value is None:
        return [value]
    tested = _say_tested(assessment)
    return [
        sentence for sentence in (value, *tested, *_say_untested(assessment, reasons)) if sentence
    ]


def find_untested(assessment: Assessment) -> list[str]:
    """What could not be tested, and which piece is missing: “differences not tested, because …”."""
    if assessment.figure.value is None:
        return []
    neighbours = assessment.neighbours
    sides = [*assessment.comparisons, *([neighbours.mean] if neighbours else [])]
    found = [
        f"differences not tested, because {side.verdict.reason}"
        for side in sides
        if not side.verdict.tested
        and side.figure.value is not None
        and side.verdict.reason not in ("", COUNTS_ONLY, OTHER_SERIES)
    ]
    trend = assessment.trend.trend
    if trend.reason == ONE_POINT:
        found.append("no comparison over time, because no earlier figure is comparable")
    elif trend.outcome == "not possible" and len(assessment.trend.figures) > 1:
        found.append(f"no trend over the latest points tested, because {trend.reason}")
    return list(dict.fromkeys(found))


def _join_parts(items: Sequence[tuple[Part, ...]], last: str = " and ") -> tuple[Part, ...]:
    joined: list[Part] = []
    for number, words in enumerate(items):
        if number:
            joined.append(last if number == len(items) - 1 else ", ")
        joined += words
    return tuple(joined)


def _say_tested(assessment: Assessment) -> list[Sentence]:
    tested = [comparison for comparison in assessment.comparisons if comparison.verdict.tested]
    alike = [comparison for comparison in tested if not comparison.verdict.claimed]
    said: list[Sentence] = []
    claimed = [comparison for comparison in tested if comparison.verdict.claimed]
    for outcome in dict.fromkeys(comparison.verdict.outcome for comparison in claimed):
        same = [comparison for comparison in claimed if comparison.verdict.outcome == outcome]
        sentence = say_comparisons(assessment.indicator, same)
        said.append(_soften(sentence) if said else sentence)
    if alike:
        levels = _join_parts(
            [(f"{comparison.words} (", comparison.figure, ")") for comparison in alike]
        )
        level = "level" if len(alike) == 1 else "levels"
        said.append(compose(f"{'it' if said else 'that'} was similar to the {level} ", *levels))
    neighbours, standing = assessment.neighbours, assessment.standing
    beside = [neighbours.mean, neighbours.median] if neighbours else []
    if neighbours and neighbours.mean.verdict.tested:
        said.append(say_neighbours(neighbours))
    if standing and standing.rank.best is not None:
        said.append(say_rank(standing))
    if assessment.trend.trend.reason not in UNTESTED_TRENDS and (
        assessment.trend.trend.reason != ONE_POINT
    ):
        said.append(say_trend(assessment.indicator, assessment.trend))
    if base := say_base([*tested, *beside]):
        said.append(base)
    return said


def _soften(sentence: Sentence) -> Sentence:
    """“That was worse …” as “It was worse …”, for all but the first."""
    first = sentence.parts[0]
    if isinstance(first, str) and first.startswith("That was "):
        return Sentence((f"It was {first.removeprefix('That was ')}", *sentence.parts[1:]))
    return sentence


def _say_untested(assessment: Assessment, reasons: bool) -> list[Sentence]:
    """Figures beside which nothing is claimed, and why."""
    said: list[Sentence] = []
    asked = [
        comparison
        for comparison in assessment.comparisons
        if not comparison.verdict.tested and comparison.verdict.reason != COUNTS_ONLY
    ]
    known = [
        comparison
        for comparison in asked
        if comparison.figure.value is not None and comparison.verdict.reason != OTHER_SERIES
    ]
    apart = [comparison for comparison in asked if comparison.verdict.reason == OTHER_SERIES]
    missing = [comparison for comparison in asked if comparison.figure.value is None]
    if known:
        first, rest = known[0], known[1:]
        beside: list[tuple[Part, ...]] = [(f"{first.words} it was ", first.figure)]
        beside += [(f"{comparison.words} ", comparison.figure) for comparison in rest]
        said.append(compose(*_join_parts(beside)))
    if apart:
        levels: list[tuple[Part, ...]] = [
            (f"{comparison.words} (", comparison.figure, ")") for comparison in apart
        ]
        said.append(compose("measured in another way, and so not compared: ", *_join_parts(levels)))
    if missing:
        held = all(comparison.figure.reason == "not_held" for comparison in missing)
        gaps: list[tuple[Part, ...]] = [
            (comparison.words,) if held else (f"{comparison.words} (", comparison.figure, ")")
            for comparison in missing
        ]
        ending = " is held in this book" if held else ""
        lead = "no figure to set beside it " if held else "there is no figure to compare with "
        said.append(compose(lead, *_join_parts(gaps, " or "), ending))
    neighbours, trend = assessment.neighbours, assessment.trend
    between = bool(known)
    if neighbours and not neighbours.mean.verdict.tested:
        said.append(compose(*recall_neighbours(neighbours)))
        between = True
    reason = trend.trend.reason
    changed = reason in UNTESTED_TRENDS and len(trend.figures) > 1
    if changed:
        said.append(compose(*recall_first(trend)))
    if not reasons:
        return said
    if between:
        said.append(compose(UNTESTED))
    elif changed:
        said.append(compose(UNTESTED_NUMBER if reason == NO_BASE else UNTESTED_CHANGE))
    if reason == ONE_POINT:
        said.append(say_trend(assessment.indicator, trend))
    return said
