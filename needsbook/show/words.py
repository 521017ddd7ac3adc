"""One module turns an estimate with its verdict into a sentence.

Words that compare (higher, lower, better, worse, rose, fell, and a place in a ranking as
a fact) appear only where the verdict, trend or rank given allows them. Everything else
says “similar to”, “no clear change”, or why no test was possible.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from needsbook.catalogue import Area, Indicator, parse_period
from needsbook.catalogue.periods import say_when
from needsbook.catalogue.units import find_unit
from needsbook.findings.assessment import (
    Comparison,
    NeighbourComparison,
    Standing,
    TrendFound,
)
from needsbook.show.sentences import Part, Sentence, Spelled, compose, fill
from needsbook.stats.trends import COUNTS_ONLY as NO_BASE
from needsbook.stats.trends import NO_POINT, ONE_POINT
from needsbook.stats.verdicts import COUNTS_ONLY, NO_BENCHMARK, Verdict
from needsbook.store.figures import Figure, print_value

# “The figure for … is {suppressed}” and what follows it.
MISSING_ENDINGS = {
    "suppressed": " by the source, to protect small numbers",
    "not_available": " from the source",
    "not_applicable": "",
    "low": "",
    "combined_with_neighbour": " and not given for this area alone",
    "not_comparable": " with the others and is left out",
    "not_held": "",
    "not_published": "",
}
# A range of places wider than this share of the list says nothing a reader can use.
WIDE_RANGE = 0.5
SINGULAR = (
    (r"\bchildren and young people\b", "child or young person"),
    (r"\bchildren\b", "child"),
    (r"\bpeople\b", "person"),
    (r"\bwere\b", "was"),
)


def say_value(indicator: Indicator, area: Area, figure: Figure) -> Sentence:
    """“In 2017/18, 22.9% of Year 6 pupils in Westminster were obese.”

    A missing figure is left to ``say_missing``. A superseded edition and a note of the
    source (a neighbour counted with it, a caution) follow in brackets.
    """
    if figure.value is None:
        return say_missing(indicator, area, figure)
    clause = word_clause(indicator, figure.printed)
    if figure.printed == "1":
        for plural, singular in SINGULAR[:3] if indicator.method == "count" else ():
            clause, changed = re.subn(plural, singular, clause, count=1)
            if changed:
                break
        clause = re.sub(*SINGULAR[3], clause, count=1) if clause.startswith("{value}") else clause
    notes = [figure.edition.replace("-", " "), figure.note]
    note = f" ({'; '.join(name for name in notes if name)})" if any(notes) else ""
    return compose(
        f"{say_when(figure.period)}, ", *fill(clause, value=figure, place=area.place), note
    )


def word_clause(indicator: Indicator, printed: str) -> str:
    """The indicator's clause, with the unit behind the value where the value prints none:
    “… {place} was {value} percentage points”."""
    clause = indicator.words.clause
    if indicator.unit not in ("percentage_points", "points") or "points" in clause:
        return clause
    return clause.replace("{value}", f"{{value}}{name_unit(indicator.unit, printed)}")


def say_missing(indicator: Indicator, area: Area, figure: Figure) -> Sentence:
    """“The figure for Year 6 obesity in Westminster in 2019/20 is not available …”"""
    when = f" {say_when(figure.period)}" if figure.period else ""
    ending = MISSING_ENDINGS.get(figure.reason, "")
    note = f" ({figure.note})" if figure.note else ""
    return compose(
        f"the figure for {indicator.words.name} {area.place}{when} is ", figure, ending, note
    )


def _measure(difference: Figure | None, decimals: int, lead: str) -> tuple[Part, ...]:
    """``lead`` and the size of a difference with its unit; nothing if it prints as zero."""
    if difference is None or difference.value is None:
        return ()
    printed = print_value(abs(difference.value), difference.unit, decimals)
    if not any(digit in printed for digit in "123456789"):
        return ()
    return (lead, Spelled(difference, printed), name_unit(difference.unit, printed))


def name_unit(unit: str, printed: str) -> str:
    """What follows a difference, with its blank: “ percentage points”, “ per 10,000”."""
    found = find_unit(unit)
    return found.one if printed == "1" else found.many


def say_comparison(indicator: Indicator, comparison: Comparison) -> Sentence:
    """The area beside one benchmark: “That was worse than in England (20.1%): 2.8
    percentage points higher.”

    “Higher”, “lower”, “better” and “worse” stand only where the verdict claims a
    difference. Empty for plain counts, which are not compared between areas.
    """
    verdict, other = comparison.verdict, comparison.figure
    if verdict.reason == COUNTS_ONLY:
        return Sentence()
    if other.value is None or verdict.reason == NO_BENCHMARK:
        return compose(f"there is no figure {comparison.words} to compare with: ", other)
    if not verdict.tested:
        return compose(
            f"{comparison.words} it was ", other,
            f"; whether the two differ cannot be tested, because {verdict.reason}",
        )  # fmt: skip
    if not verdict.claimed:
        return compose(f"that was similar to the level {comparison.words} (", other, ")")
    by = _measure(comparison.difference, indicator.decimals, "")
    if verdict.outcome == verdict.direction:
        size = (", by ", *by) if by else ()
        return compose(
            f"that was {verdict.direction} than {comparison.words} (", other, ")", *size,
            *say_unrounded(comparison), *say_above(comparison),
        )  # fmt: skip
    size = (": ", *by, f" {verdict.direction}") if by else (f": {verdict.direction}",)
    return compose(
        f"that was {verdict.outcome} than {comparison.words} (", other, ")", *size,
        *say_unrounded(comparison), *say_above(comparison),
    )  # fmt: skip


def say_comparisons(indicator: Indicator, same: Sequence[Comparison]) -> Sentence:
    """Several benchmarks with one outcome in one sentence: “That was worse than in London
    (23.2%) and in England (22.2%): 1.0 and 2.0 percentage points higher.”"""
    if len(same) == 1:
        return say_comparison(indicator, same[0])
    verdict = same[0].verdict
    levels: list[Part] = []
    sizes: list[Part] = []
    unit = ""
    for number, comparison in enumerate(same):
        joint = "" if not number else " and " if number == len(same) - 1 else ", "
        levels += [f"{joint}{comparison.words} (", comparison.figure, ")"]
        by = _measure(comparison.difference, indicator.decimals, joint)
        if by:
            sizes += by[:2]
            unit = str(by[2])
    whole = len(sizes) == 2 * len(same)
    # One size for all of them is said once.
    alike = (
        whole
        and len({comparison.difference.printed for comparison in same if comparison.difference})
        == 1
    )
    sizes = sizes[:2] if alike else sizes
    ending: tuple[Part, ...] = (f": {verdict.direction}",)
    if verdict.outcome == verdict.direction:
        ending = (", by ", *sizes, unit, " each" if alike else "") if whole else ()
    elif whole:
        ending = (": ", *sizes, unit, f" {verdict.direction}{' than each' if alike else ''}")
    return compose(
        f"that was {verdict.outcome} than ",
        *levels,
        *ending,
        *say_unrounded(*same),
        *say_above(*same),
    )


def say_unrounded(*comparisons: Comparison) -> tuple[str, ...]:
    """“, from the unrounded values”, where readers who subtract what is printed get another
    number than the one given; nothing elsewhere."""
    notes = [
        comparison.difference.note
        for comparison in comparisons
        if comparison.difference and comparison.difference.note
    ]
    return (f", {notes[0]}",) if notes else ()


def say_above(*comparisons: Comparison) -> tuple[Part, ...]:
    """“, for any number of pupils above 42”, as parts: what a verdict without a base holds
    for (of several the largest number); nothing where the verdict rests on a base."""
    needed = [
        comparison
        for comparison in comparisons
        if comparison.above is not None and comparison.verdict.claimed
    ]
    if not needed:
        return ()
    most = max(needed, key=lambda comparison: comparison.verdict.above or 0.0)
    return (f", for any number of {most.people} above ", most.above) if most.above else ()


def say_base(comparisons: Sequence[Comparison]) -> Sentence:
    """Where the base is known from, once for all comparisons that rest on it."""
    known = [
        comparison
        for comparison in comparisons
        if comparison.verdict.base_from and comparison.verdict.tested
    ]
    froms = list(dict.fromkeys(comparison.verdict.base_from for comparison in known))
    if not froms:
        return Sentence()
    people = known[0].people
    return compose(
        f"the number of {people} is not printed beside it; the test takes it from {'; '.join(froms)}"
    )


def _name_verdict(verdict: Verdict) -> str:
    return f"{verdict.outcome} than" if verdict.claimed else "similar to"


def say_neighbours(neighbours: NeighbourComparison) -> Sentence:
    """The area beside the mean and the median of its statistical neighbours, with the
    list's year, and whether the verdict hangs on which of the two is taken."""
    return say_averages(name_neighbours(neighbours), neighbours.mean, neighbours.median)


def say_averages(whose: str, mean: Comparison, median: Comparison) -> Sentence:
    """The area beside the mean and the median of a group; ``whose`` names the group."""
    both: tuple[Part, ...] = ("the mean (", mean.figure, ") and the median (", median.figure, ")")
    if not mean.verdict.tested:
        return compose(*_recall(whose, mean, median), "; whether the area differs cannot be tested")
    if not median.verdict.tested:
        return compose(
            f"against {whose} it was {_name_verdict(mean.verdict)} the mean (", mean.figure,
            ")", *say_above(mean), "; whether it differs from the median (", median.figure,
            ") cannot be tested",
        )  # fmt: skip
    if mean.verdict.outcome != median.verdict.outcome:
        return compose(
            f"against {whose}, the verdict depends on the average taken: "
            f"{_name_verdict(mean.verdict)} the mean (", mean.figure,
            f"), {_name_verdict(median.verdict)} the median (", median.figure, ")",
            *say_above(mean, median),
        )  # fmt: skip
    return compose(
        f"against {whose} it was {_name_verdict(mean.verdict)} ", *both, *say_above(mean, median)
    )


def name_neighbours(neighbours: NeighbourComparison) -> str:
    """“its statistical neighbours (list of 2025)”, and that some have no figure."""
    gaps = neighbours.summary.used < neighbours.summary.listed
    year = neighbours.passport.year
    return f"its statistical neighbours (list of {year}{'; those with a figure' if gaps else ''})"


def recall_neighbours(neighbours: NeighbourComparison) -> tuple[Part, ...]:
    """“Its statistical neighbours (…) had a mean of 24.1% and a median of 23.8%”, as parts."""
    return _recall(name_neighbours(neighbours), neighbours.mean, neighbours.median)


def _recall(whose: str, mean: Comparison, median: Comparison) -> tuple[Part, ...]:
    return (f"{whose} had a mean of ", mean.figure, " and a median of ", median.figure)


def say_trend(indicator: Indicator, found: TrendFound) -> Sentence:
    """“It fell between 2013/14 (31.0%) and 2017/18 (22.9%), a change for the better.”

    “Rose” and “fell” stand only where the test found a change; otherwise “no clear
    change”, or why no comparison was possible.
    """
    trend, figures = found.trend, found.figures
    if trend.reason == NO_POINT:
        return Sentence()
    if trend.reason == ONE_POINT:
        return compose("no comparison over time is possible: no earlier figure is comparable")
    first, last = figures[0], figures[-1]
    span: tuple[Part, ...] = ("between ", *_at(first), " and ", *_at(last))
    if parse_period(first.period).spans:  # “between … to … and …” cannot be read
        words = [parse_period(figure.period).words for figure in (first, last)]
        span = ("from ", first, f" ({words[0]}) to ", last, f" ({words[1]})")
    if trend.outcome == "not possible":
        why = f"; whether that is a change cannot be tested, because {trend.reason}"
        return compose(*recall_first(found), why)
    if not trend.claimed:
        return compose("there was no clear change ", *span)
    rising = trend.outcome == "increasing"
    ending = ""
    if indicator.polarity != "neutral":
        good = rising == (indicator.polarity == "higher_is_better")
        ending = f", a change for the {'better' if good else 'worse'}"
    return compose("it rose " if rising else "it fell ", *span, ending)


def recall_first(found: TrendFound) -> tuple[Part, ...]:
    """“In 2013/14 it was 31.0%”, as parts: the first of the comparable points."""
    first = found.figures[0]
    subject = "the number" if found.trend.reason == NO_BASE else "it"
    return (f"{say_when(first.period)} {subject} was ", first)


def _at(figure: Figure) -> tuple[Part, ...]:
    return (f"{parse_period(figure.period).words} (", figure, ")")


def say_rank(standing: Standing) -> Sentence:
    """The place among a region's authorities, counted from the largest value.

    A single place is stated only where the intervals allow no other; a range otherwise;
    and none where the area has no interval, since a lead may be chance.
    """
    rank, parts, group = standing.rank, standing.parts, _name_group(standing)
    if rank.best is None or rank.worst is None:
        return compose(
            "its place among ", *group, " is not given: without intervals no range can be told"
        )
    if rank.settled:
        return compose(
            "it ranks ", parts["rank"], " of ", *group, ", counted from the highest value"
        )
    if rank.worst - rank.best + 1 > max(2, WIDE_RANGE * rank.of):
        return compose("the intervals are too wide to tell its place among ", *group)
    return compose(
        "counted from the top it stands between ", parts["best"], " and ",
        parts["worst"], " of ", *group, ", as far as the intervals tell",
    )  # fmt: skip


def _name_group(standing: Standing) -> tuple[Part, ...]:
    return (standing.parts["of"], f" authorities {standing.group.place}")
