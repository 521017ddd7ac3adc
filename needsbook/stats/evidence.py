"""One comparison on the ladder of evidence: two figures in, a verdict with its step out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from needsbook.stats.envelope import FLAWS, Sides, find_envelope, make_sides
from needsbook.stats.intervals import number_or_nan
from needsbook.stats.ladder import Rungs, climb
from needsbook.stats.steps import (
    BASE_ELSEWHERE,
    COUNTED,
    NO_BASE,
    PLACED,
    PUBLISHED,
    STEP_RULES,
    STEP_WORDS,
)
from needsbook.stats.verdicts import (
    COUNTS_ONLY,
    DIRECTIONS,
    ESTIMATES,
    INTERVAL_TEST,
    NO_BENCHMARK,
    NO_INTERVAL,
    NO_VALUE,
    NOT_TESTED,
    OVERLAP_TEST,
    PROPORTIONS_TEST,
    RATES_TEST,
    Verdict,
    name_outcome,
)

TOO_CLOSE = (
    "no count or base is at hand, and the difference is too small to hold for every number "
    "of people it may rest on"
)
OPEN = "the counts that print as these values do not all lead to the same verdict"


@dataclass(frozen=True)
class Evidence:
    """What is known of one figure; None for what is not (see ``ladder.Sides`` for units).

    ``lower`` and ``upper`` are the PUBLISHED limits only. ``base_from`` says in words which
    table or year the range ``base_low`` to ``base_high`` is from, ``people`` what is counted
    in the base (“pupils”).
    """

    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    count: float | None = None
    base: float | None = None
    half: float = 0.0
    base_low: float | None = None
    base_high: float | None = None
    living: float | None = None
    coarse: float = 1.0
    grain: float = 1.0
    base_from: str = ""
    people: str = "people"


NUMBERS = tuple(field.name for field in fields(Sides))


def stack_evidence(rows: Sequence[Evidence]) -> Sides:
    """Many figures as arrays, in order."""
    columns = {
        name: np.array([number_or_nan(getattr(row, name)) for row in rows], dtype=np.float64)
        for name in NUMBERS
    }
    return make_sides(**columns)


def find_step(figure: Evidence, method: str, multiplier: float = 1.0) -> int:
    """The step a figure stands on by itself: 0 without a value, 1 to 4 by what is known of
    it, 5 where only the number of people living there is known, else 6."""
    return find_steps([figure], [method], [multiplier])[0]


def find_steps(
    figures: Sequence[Evidence], methods: Sequence[str], multipliers: Sequence[float]
) -> list[int]:
    """As ``find_step``, for many figures of many indicators in one call."""
    if not figures:
        return []
    kinds = np.asarray(methods, dtype=np.str_)
    scales = np.asarray(multipliers, dtype=np.float64)
    found = find_envelope(stack_evidence(figures), kinds, scales).step
    living = np.array([figure.living is not None for figure in figures])
    climbs = (found == PLACED) & living & np.isin(kinds, ("proportion", "rate"))
    return [int(step) for step in np.where(climbs, NO_BASE, found)]


def find_flaw(figure: Evidence, method: str, multiplier: float = 1.0) -> str:
    """Why a number beside the figure was not used; empty where all can be right."""
    found = find_envelope(stack_evidence([figure]), method, multiplier)
    return FLAWS.get(int(found.flaw[0]), "")


def weigh(
    area: Evidence,
    benchmark: Evidence,
    polarity: str = "neutral",
    method: str = "proportion",
    multiplier: float = 1.0,
    confidence: float = 0.95,
    whole: bool = True,
) -> Verdict:
    """The verdict on ``area`` against ``benchmark`` on the highest step both allow.

    ``whole``: the benchmark holds the area, or is an average taken as it stands; false for
    two areas, or two periods. Everything else as in ``ladder.climb``.
    """
    return weigh_many([area], [benchmark], polarity, method, multiplier, confidence, whole)[0]


def weigh_many(
    areas: Sequence[Evidence],
    benchmarks: Sequence[Evidence],
    polarity: str = "neutral",
    method: str = "proportion",
    multiplier: float = 1.0,
    confidence: float = 0.95,
    whole: bool = True,
) -> list[Verdict]:
    """As ``weigh``, for many pairs of one indicator at once."""
    found = climb(
        stack_evidence(areas), stack_evidence(benchmarks), method, multiplier, confidence, whole
    )
    return [
        _make_verdict(found, row, evidence, side, polarity, method, confidence, whole)
        for row, (evidence, side) in enumerate(zip(areas, benchmarks, strict=True))
    ]


def _make_verdict(
    found: Rungs,
    row: int,
    area: Evidence,
    benchmark: Evidence,
    polarity: str,
    method: str,
    confidence: float,
    whole: bool,
) -> Verdict:
    def refuse(reason: str, step: int = 0) -> Verdict:
        return Verdict("not compared", "", reason=reason, confidence=confidence, step=step)

    if area.value is None or not np.isfinite(area.value):
        return refuse(NO_VALUE)
    if method == "count":
        return refuse(COUNTS_ONLY)
    if benchmark.value is None or not np.isfinite(benchmark.value):
        return refuse(NO_BENCHMARK)
    code, step = int(found.code[row]), int(found.step[row])
    if code == NOT_TESTED:
        bases = (area.base, area.base_low) if whole else (area.base, area.base_low, benchmark.base)
        if method == "estimate":
            return refuse(ESTIMATES, PLACED)
        if method == "score":
            return refuse(NO_INTERVAL, PLACED)
        return refuse(OPEN if any(base is not None for base in bases) else TOO_CLOSE, PLACED)
    p = float(found.p[row])
    direction = DIRECTIONS[code]
    sides = [area] if whole else [area, benchmark]
    return Verdict(
        name_outcome(direction, polarity),
        direction,
        tuple(_name_tests(step, p, benchmark, method, whole)),
        p=p if np.isfinite(p) else None,
        confidence=confidence,
        step=step,
        above=float(found.above[row]) if step == NO_BASE else None,
        base_from="; ".join(dict.fromkeys(side.base_from for side in sides if side.base_from))
        if step == BASE_ELSEWHERE
        else "",
    )


def _name_tests(step: int, p: float, benchmark: Evidence, method: str, whole: bool) -> list[str]:
    tests = [INTERVAL_TEST]
    limits = benchmark.lower is not None or benchmark.count is not None
    if not whole or (step >= COUNTED and limits):
        tests.append(OVERLAP_TEST)
    if np.isfinite(p):
        tests.append(PROPORTIONS_TEST if method == "proportion" else RATES_TEST)
    if step not in (PUBLISHED, COUNTED):
        tests.append(STEP_RULES[step])
    return tests


def name_step(verdict: Verdict, people: str = "people") -> str:
    """The step in words, with what it hangs on: “any base: for any number of pupils above
    42”, “base from elsewhere: pupils of 2022/23”; empty where there was nothing to test."""
    if not verdict.step:
        return ""
    words = STEP_WORDS[verdict.step]
    if verdict.step == NO_BASE and verdict.above is not None:
        return f"{words}: for any number of {people} above {verdict.above:,.0f}"
    if verdict.base_from:
        return f"{words}: {verdict.base_from}"
    return words
