"""One figure explained in plain text: every step from the published row to the sentence."""

from __future__ import annotations

from collections.abc import Iterable

from needsbook.catalogue import load_sources, parse_period
from needsbook.catalogue.periods import label_period
from needsbook.catalogue.sources import name_publications
from needsbook.findings.assess import assess
from needsbook.findings.assessment import Assessment, Comparison
from needsbook.findings.deprivation import SCORE, compare_with_alike
from needsbook.findings.evidence import take_evidence
from needsbook.show.sentences import join_text
from needsbook.show.words import name_unit
from needsbook.show.words_paragraph import describe
from needsbook.stats.assess_table import INTERVAL_NAMES
from needsbook.stats.evidence import find_flaw, find_step, name_step
from needsbook.stats.peers import MEAN_RULE, MEDIAN_RULE
from needsbook.stats.ranks import RANGE_RULE, TIE_RULE
from needsbook.stats.steps import BASE_ELSEWHERE, COUNTED, NO_BASE, PLACED, STEP_RULES, STEP_WORDS
from needsbook.stats.trends import SIGNIFICANCE, THRESHOLD, Trend
from needsbook.store.figures import Figure, print_value
from needsbook.store.store import Store

WIDTH = 12
POLARITY_WORDS = {
    "lower_is_better": "a lower value is better",
    "higher_is_better": "a higher value is better",
    "neutral": "neither a high nor a low value is good in itself",
}
CLAIM_RULE = "a difference is claimed only when every test named here agrees"


def explain(store: Store, indicator: str, area: str, period: str = "latest") -> str:
    """The text of ``needsbook explain``: value, interval and method with its reference,
    benchmarks with verdicts and tests, trend, rank and range, neighbours, the sentence,
    and every input row by dataset, release and line. Ends with a line feed.

    Raises ``UnknownName`` for an indicator or area that is not in the catalogue, and
    ``BadInput`` for a period that is none.
    """
    place = store.areas.find(area)
    found = assess(store, indicator, place.code, period)
    lines = [
        f"{found.indicator.title}, {place.name}"
        + (f", {parse_period(found.figure.period).words}" if found.figure.period else ""),
        "",
        *_explain_value(store, found),
    ]
    if found.figure.value is not None:
        for comparison in found.comparisons:
            lines += _explain_comparison(found, comparison)
        lines += _explain_trend(found)
        lines += _explain_rank(found)
        lines += _explain_neighbours(store, found)
        lines += _explain_alike(store, found)
    lines += ["", *_item("sentence", join_text(describe(found)))]
    lines += ["", "input rows", *_list_rows(store, _collect_inputs(found))]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _item(name: str, *texts: str) -> list[str]:
    """``name`` and its texts in two columns; each text on a line of its own."""
    return [
        f"{name if not number else '':<{WIDTH}}{text}" for number, text in enumerate(texts) if text
    ]


def _print_number(found: Assessment, value: float) -> str:
    return print_value(value, found.indicator.unit, found.indicator.decimals)


def _print_interval(found: Assessment, figure: Figure) -> str:
    if figure.lower_ci is None or figure.upper_ci is None:
        return ""
    lower, upper = (_print_number(found, value) for value in (figure.lower_ci, figure.upper_ci))
    return f"{lower} to {upper}"


def _explain_evidence(store: Store, found: Assessment) -> list[str]:
    """The step of the ladder the figure itself stands on, and what it is known by."""
    figure, indicator = found.figure, found.indicator
    if indicator.method == "count":
        return []
    evidence = take_evidence(store, figure)
    step = find_step(evidence, indicator.method, indicator.multiplier)
    texts = [f"step {step}, {STEP_WORDS[step]}: {STEP_RULES[step]}"]
    people = evidence.people
    if evidence.base is not None and evidence.count is None:
        texts.append(f"base: {evidence.base:,.12g} {people}")
    if step == BASE_ELSEWHERE and evidence.base_low and evidence.base_high:
        texts.append(
            f"base between {evidence.base_low:,.0f} and {evidence.base_high:,.0f} {people}, "
            f"from {evidence.base_from}"
        )
    if step == NO_BASE and evidence.living is not None:
        texts.append(
            f"people of that age living there: about {evidence.living:,.0f}; a verdict that "
            f"holds from a tenth of them on is given"
        )
    if flaw := find_flaw(evidence, indicator.method, indicator.multiplier):
        texts.append(f"not used: {flaw}")
    return _item("evidence", *texts)


def _explain_value(store: Store, found: Assessment) -> list[str]:
    figure, indicator = found.figure, found.indicator
    unit = "" if indicator.unit == "percent" else f" ({indicator.unit_words})"
    lines = _item("figure", figure.id)
    if figure.value is None:
        return lines + _item(
            "value", f"{figure.printed}{f' ({figure.note})' if figure.note else ''}"
        )
    counts = ""
    if figure.count is not None and figure.denominator is not None:
        counts = f"{figure.count:,.12g} {indicator.numerator}, out of {figure.denominator:,.12g}"
    lines += _item("value", f"{figure.printed}{unit}", counts, figure.note)
    if figure.recovered:
        lines += _item("", figure.recovered)
    interval = _print_interval(found, figure)
    how = INTERVAL_NAMES[figure.interval_method]
    level = f"{100 * found.confidence:.3g} per cent, {how}" if interval else ""
    lines += _item("interval", interval or how, level)
    lines += _explain_evidence(store, found)
    return lines + _item("polarity", POLARITY_WORDS[indicator.polarity])


def _explain_tests(comparison: Comparison) -> list[str]:
    verdict = comparison.verdict
    if not verdict.tested:
        placed = [f"step {PLACED}, {STEP_WORDS[PLACED]}"] if verdict.step == PLACED else []
        return [f"not compared: {verdict.reason}", *placed]
    lines = [
        f"{verdict.outcome}",
        f"step {verdict.step}, {name_step(verdict, comparison.people)}",
        *(f"by: {method}" for method in verdict.methods),
    ]
    if verdict.p is not None:
        lines.append(f"p of the last test: {_print_p(verdict.p)}")
    lines.append(CLAIM_RULE)
    return lines


def _print_p(p: float) -> str:
    return "below 0.001" if p < 0.001 else f"{p:.3f}"


def _explain_comparison(found: Assessment, comparison: Comparison) -> list[str]:
    figure = comparison.figure
    interval = _print_interval(found, figure)
    lines = [
        "",
        *_item(
            "benchmark", f"{figure.printed} {comparison.words}", interval and f"interval {interval}"
        ),
    ]
    if comparison.difference is not None:
        unit = name_unit(comparison.difference.unit, comparison.difference.printed.lstrip("−"))
        lines += _item(
            "difference", f"{comparison.difference.printed}{unit}, from the unrounded values"
        )
    return lines + _item("verdict", *_explain_tests(comparison))


def _explain_trend(found: Assessment) -> list[str]:
    trend, figures = found.trend.trend, found.trend.figures
    lines = [""]
    if trend.outcome == "not possible":
        return lines + _item("trend", "not tested", trend.reason)
    points = ", ".join(f"{label_period(figure.period)} {figure.printed}" for figure in figures)
    robust = "holds" if trend.robust else "does not hold"
    return lines + _item(
        "trend",
        trend.outcome,
        f"points: {points}",
        f"by: {trend.method}",
        *_explain_trend_step(trend),
        f"chi-square {trend.chi_square:.2f}, one degree of freedom; a change is claimed above "
        f"{THRESHOLD:.4f} (p = {SIGNIFICANCE})",
        f"the sign of the slope {robust} whichever point is left out",
        "points before a break in the series are never used",
    )


def _explain_trend_step(trend: Trend) -> list[str]:
    texts = [f"step {trend.step}, {STEP_WORDS[trend.step]}"] if trend.step else []
    if trend.above is not None:
        texts.append(f"holds for any number of people above {trend.above:,.0f} in each period")
    if trend.step > COUNTED:
        texts.append("the least chi-square of all counts and bases that the figures allow")
    return texts


def _explain_rank(found: Assessment) -> list[str]:
    standing = found.standing
    if standing is None:
        return []
    rank = standing.rank
    tied = f", shared by {rank.tied}" if rank.tied > 1 else ""
    where = f"{rank.rank} of {rank.of} authorities {standing.group.place}{tied}"
    span = (
        f"range: {rank.best} to {rank.worst}; {RANGE_RULE}"
        if rank.best is not None
        else "no range: the figure has no interval, so the place is not tested"
    )
    return ["", *_item("rank", f"{where}, from the largest value", f"ties: {TIE_RULE}", span)]


def _explain_neighbours(store: Store, found: Assessment) -> list[str]:
    neighbours = found.neighbours
    if neighbours is None:
        return ["", *_item("neighbours", "none listed, or none with a comparable figure")]
    named = ", ".join(
        f"{store.areas[figure.area_code].name} {figure.printed}" for figure in neighbours.figures
    )
    summary = neighbours.summary
    lines = [
        "",
        *_item(
            "neighbours",
            f"{neighbours.passport.title}, list of {neighbours.passport.year}: "
            f"{summary.used} of {summary.listed} with a comparable figure",
            named,
        ),
    ]
    for comparison, rule in ((neighbours.mean, MEAN_RULE), (neighbours.median, MEDIAN_RULE)):
        verdict = comparison.verdict
        outcome = verdict.outcome if verdict.tested else f"not compared: {verdict.reason}"
        step = (
            f"; step {verdict.step}, {name_step(verdict, comparison.people)}"
            if verdict.tested
            else ""
        )
        lines += _item("", f"{comparison.figure.printed} ({rule}): {outcome}{step}")
    choice = (
        "the verdict changes with the choice of mean or median"
        if neighbours.sensitive
        else "the verdict is the same for mean and median"
    )
    return lines + _item("", choice if neighbours.mean.verdict.tested else "")


def _explain_alike(store: Store, found: Assessment) -> list[str]:
    """The second group: authorities as deprived, with mean, median and verdicts."""
    alike = compare_with_alike(store, found.indicator, found.figure, found.confidence)
    if alike is None:
        return ["", *_item("as deprived", "no group: no score of deprivation, or no figures")]
    title = store.indicators[SCORE].title
    known = [figure for figure in alike.figures if figure.value is not None]
    lines = [
        "",
        *_item(
            "as deprived",
            f"tenth {alike.tenth} of authorities by the {title} (1: most deprived): "
            f"{len(known)} of {len(alike.figures)} others with a figure",
        ),
    ]
    for comparison in (alike.mean, alike.median):
        verdict = comparison.verdict
        outcome = verdict.outcome if verdict.tested else f"not compared: {verdict.reason}"
        step = (
            f"; step {verdict.step}, {name_step(verdict, comparison.people)}"
            if verdict.tested
            else ""
        )
        lines += _item("", f"{comparison.figure.printed} ({comparison.words}): {outcome}{step}")
    return lines


def _collect_inputs(found: Assessment) -> list[Figure]:
    figures: list[Figure] = [found.figure, *(comparison.figure for comparison in found.comparisons)]
    figures += found.trend.figures
    if found.neighbours:
        figures += found.neighbours.figures
    if found.standing:
        figures += found.standing.figures
    return figures


def _list_rows(store: Store, figures: Iterable[Figure]) -> list[str]:
    """Each published figure once: id, dataset, line of its CSV, publisher and release."""
    sources = load_sources(store.project)
    lines: dict[str, str] = {}
    for figure in figures:
        if not figure.dataset or figure.id in lines:
            continue
        passport = store.passport(figure)
        rows = store.source_rows(figure)
        line = ", ".join(str(number) for number in rows["row"].tolist())
        publisher = sources[passport.source].name
        lines[figure.id] = (
            f"  {figure.id}: {figure.printed}; {figure.dataset}.csv line {line}; "
            + name_publications([(publisher, passport.publication, passport.release)])[0]
        )
    return list(lines.values())
