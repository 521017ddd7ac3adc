"""What is known of a figure beside its value: the evidence the ladder of ``stats`` climbs on."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from needsbook.catalogue import Indicator, Period, parse_period
from needsbook.findings.decimals import count_decimals
from needsbook.findings.living import count_living, is_apart, name_people
from needsbook.stats.evidence import Evidence
from needsbook.stats.recovery import MOVES, bound_base
from needsbook.store.figures import Figure
from needsbook.store.store import Store

ESTIMATE = 3 / 2
FROM_COUNT = "the count and the printed rate"
# The same base in another table of the same period: apart from rounding it is the same.
NEAR_LESS, NEAR_MORE = 0.98, 1.02
YEARS_NEAR = 3
LENGTH_DAYS = 40
OF_POPULATION = re.compile(r"\b(?:population|women|residents|people) aged \d")
DAYS_PER_YEAR = 365.25


def read_evidence(indicator: Indicator, figure: Figure, half: float | None = None) -> Evidence:
    """What a figure brings by itself: value, printed limits, counts, and its rounding.

    ``half`` is half of the last printed decimal (that of the indicator when not given).
    """
    published = figure.interval_method == "published"
    months = bool(figure.period) and parse_period(figure.period).kind == "months"
    return Evidence(
        figure.value,
        figure.lower_ci if published else None,
        figure.upper_ci if published else None,
        figure.count,
        figure.denominator,
        0.5 * 10.0**-indicator.decimals if half is None else half,
        # An average of three months is a whole number of thirds.
        grain=1 / 3 if months else 1.0,
        people=name_people(indicator),
    )


def take_evidence(store: Store, figure: Figure) -> Evidence:
    """Everything the tests may know of ``figure``.

    A published figure brings its printed limits, counts, the rounding of its file and, where
    the base is missing, its range from other years or tables and the number of people of
    that age living there. A derived figure brings its value and rounding only. Every table
    looked into counts as read (``store.touched``).
    """
    indicator = store.indicators[figure.indicator]
    found = read_evidence(indicator, figure, _find_half(store, indicator, figure))
    if figure.value is None or figure.dataset not in store.passports:
        return found  # a sum of areas brings its count and base
    coarse = float(store.passports[figure.dataset].counts_rounded_to)
    found = replace(found, coarse=coarse)
    if indicator.method not in ("proportion", "rate") or found.lower is not None:
        return found
    if figure.denominator is not None:
        return found
    if figure.count is not None:
        low, high = divide_out(figure.count, figure.value, found.half, coarse, indicator.multiplier)
        if low is not None:
            return replace(found, base_low=low, base_high=high, base_from=FROM_COUNT)

    def make() -> Any:
        low, high, words = find_base(store, indicator, figure.area_code, figure.period)
        living = count_living(store, indicator, figure.area_code, figure.period)
        return (low, high, words, living)

    low, high, words, living = store.remember(
        ("base", indicator.id, figure.area_code, figure.period), make
    )
    return replace(found, base_low=low, base_high=high, base_from=words, living=living)


def divide_out(
    count: float, value: float, half: float, coarse: float, multiplier: float
) -> tuple[float | None, float | None]:
    """The range of the base of a printed count and value: the count over the share, both
    within their rounding; nothing where the value may be zero."""
    off = coarse / 2 if coarse > 1 else 0.0
    if value - half <= 0 or count - off <= 0:
        return None, None
    return (count - off) * multiplier / (value + half), (count + off) * multiplier / (value - half)


def find_base(
    store: Store, indicator: Indicator, code: str, period: str
) -> tuple[float | None, float | None, str]:
    """The range in which the base must lie, and in words where it is known from.

    The first of these that is held: the same base in another table of the same period; the
    area's bases of other years, each of which bounds ours by ``MOVES``; a base its file in
    ``data/indicators`` names; the population estimate where the base is a population of
    stated ages.
    """
    if is_apart(indicator):
        # A group of children may double within a year, and “their sessions” are of many
        # groups: neither another year nor another table bounds it.
        return None, None, ""
    siblings = _list_siblings(store, indicator)
    for sibling in siblings:
        for based in _list_bases(store, sibling, code):
            if based.period.text == period:
                words = f"that of “{sibling.short_title}”"
                return based.base * NEAR_LESS, based.base * NEAR_MORE, words
    alone = _list_lone_periods(store, indicator)
    if period not in alone:
        for group in ([indicator], siblings):
            found = _find_other_years(store, indicator, group, code, period, alone)
            if found is not None:
                return found
    for base in indicator.bases:
        other = store.indicators[base.indicator]
        near = _find_other_years(store, other, [other], code, period, frozenset(), YEARS_NEAR)
        if near is not None:
            low, high, words = near
            years = words.removeprefix(f"{name_people(other)} of ")
            # The range already allows for the years between: the share comes on top.
            return low * base.least, high * base.most, f"{base.words} ({years})"
    if OF_POPULATION.search(indicator.denominator.lower()):
        people = count_living(store, indicator, code, period)
        if people:
            return people / ESTIMATE, people * ESTIMATE, "the population estimates of that age"
    return None, None, ""


@dataclass(frozen=True)
class Based:
    """A printed base: its period, first and last day as numbers, and the number."""

    period: Period
    start: int
    end: int
    base: float


def _find_other_years(
    store: Store,
    indicator: Indicator,
    group: list[Indicator],
    code: str,
    period: str,
    alone: frozenset[str],
    years: float = MOVES[-1][0],
) -> tuple[float, float, str] | None:
    when = parse_period(period)
    start, end = when.start.toordinal(), when.end.toordinal()
    near: dict[str, Based] = {}
    known: list[tuple[float, float]] = []
    for sibling in group:
        for based in _list_bases(store, sibling, code):
            # A base of three pooled years is no base of one.
            length = (based.end - based.start) - (end - start)
            if abs(length) > LENGTH_DAYS or based.period.text in alone:
                continue
            away = abs(based.end - end) / DAYS_PER_YEAR
            if away > years + 0.1:
                continue
            near[based.period.text] = based
            known.append((away, based.base))
    bounds = bound_base(known)
    if bounds is None:
        return None
    low, high = bounds
    people = name_people(indicator)
    if period in near:
        base = near[period].base
        return base * NEAR_LESS, base * NEAR_MORE, f"{people} of {period}"
    ordered = sorted(near.values(), key=lambda match: match.end)
    first, last = ordered[0].period.words, ordered[-1].period.words
    return low, high, f"{people} of {first if first == last else f'{first} to {last}'}"


def _list_bases(store: Store, indicator: Indicator, code: str) -> list[Based]:
    """The bases printed for one area, in the edition in use."""
    store.touched.add(indicator.id)

    def make() -> Any:
        found = []
        for row in store.rows_of(indicator.id, code):
            if row.denominator > 0 and not row.sex and not row.age and not row.edition:
                when = parse_period(row.period)
                days = when.start.toordinal(), when.end.toordinal()
                found.append(Based(when, *days, float(row.denominator)))
        return found

    return store.remember(("bases", indicator.id, code), make)


def _list_lone_periods(store: Store, indicator: Indicator) -> frozenset[str]:
    """Years that stand alone between two breaks: few children were measured or examined in
    them, so that their base says nothing of other years, nor other years of theirs."""

    def make() -> Any:
        firsts = sorted(parse_period(cut.first) for cut in indicator.breaks)
        return frozenset(
            period.text
            for period, after in pairwise(firsts)
            if (after.start - period.end).days <= 1 and after.kind == period.kind
        )

    return store.remember(("alone", indicator.id), make)


def _list_siblings(store: Store, indicator: Indicator) -> list[Indicator]:
    """Other indicators over the same base: same words for it, same ages, basis and source."""

    def make() -> Any:
        mine = (indicator.denominator, indicator.ages, indicator.basis, indicator.source)
        return [
            candidate
            for candidate in store.indicators.values()
            if candidate.id != indicator.id
            and candidate.method == indicator.method
            and (candidate.denominator, candidate.ages, candidate.basis, candidate.source) == mine
        ]

    return store.remember(("siblings", indicator.id), make)


def _find_half(store: Store, indicator: Indicator, figure: Figure) -> float:
    """Half of the last decimal that the figure's file prints for its level and period."""
    decimals = indicator.decimals
    if figure.dataset in store.passports and figure.value is not None:
        level = store.areas[figure.area_code].level
        decimals = count_decimals(store, indicator).get(
            (figure.dataset, figure.period, level), indicator.decimals
        )
    return 0.5 * 10.0**-decimals
