"""Verdicts: is an area's value different from a benchmark, and is that good or bad?

A difference is claimed only when every test that the figures allow agrees:

1. the benchmark's value lies outside the area's interval (the method of the published
   public health profiles: OHID, technical guidance on comparing areas with a benchmark);
2. where the benchmark has an interval too, the two intervals do not meet;
3. where both sides have a count and a denominator, a test of the two proportions or
   rates gives p below 1 - confidence.

Where the area has no interval nothing is tested, and the verdict says why. Values,
limits and benchmarks are in one unit; counts and denominators are plain numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

from needsbook.stats.intervals import Array, number_or_nan

Direction = Literal["higher", "similar", "lower", ""]
Outcome = Literal["better", "similar", "worse", "higher", "lower", "not compared"]

INTERVAL_TEST = "benchmark outside the interval (method of the published health profiles)"
OVERLAP_TEST = "intervals do not meet"
PROPORTIONS_TEST = "two-proportion test (pooled score test, Pearson 1900; Newcombe 1998)"
RATES_TEST = "two-rate test (conditional score test, Breslow and Day 1987)"

NOT_TESTED = 0
SIMILAR = 1
HIGHER = 2
LOWER = 3
DIRECTIONS: tuple[Direction, ...] = ("", "similar", "higher", "lower")

NO_VALUE = "there is no value to test"
NO_BENCHMARK = "there is no value to compare with"
NO_INTERVAL = "the figures at hand come with neither counts nor an interval"
COUNTS_ONLY = "a number of people depends on the size of the area"
ESTIMATES = "population estimates are no sample and have no interval"


@dataclass(frozen=True)
class Verdict:
    """One comparison: ``outcome`` in the words of the polarity, ``direction`` of the value.

    ``methods`` names the tests made, in order; ``reason`` is set when none could be made.
    ``p`` is the probability of the count test, None where it was not made. ``confidence``
    is the level of the intervals. ``step`` is the step of the ladder of evidence it stands
    on (``needsbook.stats.ladder``; 0 where there is nothing to test); on step 5 it holds
    for any number of people above ``above``, and on step 4 ``base_from`` says where the
    base is known from.
    """

    outcome: Outcome
    direction: Direction
    methods: tuple[str, ...] = ()
    reason: str = ""
    p: float | None = None
    confidence: float = 0.95
    step: int = 0
    above: float | None = None
    base_from: str = ""

    @property
    def tested(self) -> bool:
        """Whether any test was made."""
        return self.outcome != "not compared"

    @property
    def claimed(self) -> bool:
        """Whether the tests allow to speak of a difference."""
        return self.direction in ("higher", "lower")


def compare_values(
    value: ArrayLike,
    lower: ArrayLike,
    upper: ArrayLike,
    benchmark: ArrayLike,
    benchmark_lower: ArrayLike = np.nan,
    benchmark_upper: ArrayLike = np.nan,
) -> NDArray[np.int8]:
    """One code per row by tests 1 and 2: 0 not tested, 1 similar, 2 higher, 3 lower.

    A row without value, interval or benchmark is 0. A benchmark without interval is
    taken as exact. A limit that touches the benchmark counts as meeting it.
    """
    v, lo, hi, b, b_lo, b_hi = np.broadcast_arrays(
        *(
            np.asarray(buffer, dtype=np.float64)
            for buffer in (value, lower, upper, benchmark, benchmark_lower, benchmark_upper)
        )
    )
    tested = np.isfinite(v) & np.isfinite(lo) & np.isfinite(hi) & np.isfinite(b)
    # A published interval that leaves out its own value, or stands upside down, is no test.
    tested &= (lo <= v) & (v <= hi)
    top, bottom = np.fmax(b, b_hi), np.fmin(b, b_lo)
    codes = np.full(v.shape, SIMILAR, dtype=np.int8)
    codes[tested & (lo > top)] = HIGHER
    codes[tested & (hi < bottom)] = LOWER
    codes[~tested] = NOT_TESTED
    return codes


def measure_p_proportions(
    count_a: ArrayLike, denominator_a: ArrayLike, count_b: ArrayLike, denominator_b: ArrayLike
) -> Array:
    """Two-sided p of the pooled score test of two proportions; ``nan`` where impossible.

    Source: the chi-square of a two by two table without continuity correction (Pearson
    1900), as for example in Newcombe RG (1998), Stat Med 17:873-890. Two proportions that
    are both 0 or both 1 have p = 1.
    """
    xa, na, xb, nb = (
        np.asarray(buffer, dtype=np.float64)
        for buffer in (count_a, denominator_a, count_b, denominator_b)
    )
    good = (na > 0) & (nb > 0) & (xa >= 0) & (xb >= 0) & (xa <= na) & (xb <= nb)
    na, nb = np.where(good, na, np.nan), np.where(good, nb, np.nan)
    pooled = (xa + xb) / (na + nb)
    variance = pooled * (1 - pooled) * (1 / na + 1 / nb)
    flat = good & (variance <= 0)
    z = (xa / na - xb / nb) / np.sqrt(np.where(flat, 1.0, variance))
    return np.asarray(np.where(flat, 1.0, 2 * ndtr(-np.abs(z))))


def measure_p_rates(
    count_a: ArrayLike, denominator_a: ArrayLike, count_b: ArrayLike, denominator_b: ArrayLike
) -> Array:
    """Two-sided p that two Poisson rates are equal; ``nan`` where impossible.

    Given the sum of the events, the first count is binomial with the share of its
    denominator (Breslow NE and Day NE 1987, volume II, chapter 3); the score test of that
    share is used. No events on either side have p = 1.
    """
    xa, na, xb, nb = (
        np.asarray(buffer, dtype=np.float64)
        for buffer in (count_a, denominator_a, count_b, denominator_b)
    )
    good = (na > 0) & (nb > 0) & (xa >= 0) & (xb >= 0)
    na, nb = np.where(good, na, np.nan), np.where(good, nb, np.nan)
    events, share = xa + xb, na / (na + nb)
    flat = good & (events == 0)
    z = (xa - events * share) / np.sqrt(np.where(flat, 1.0, events * share * (1 - share)))
    return np.asarray(np.where(flat, 1.0, 2 * ndtr(-np.abs(z))))


def confirm_codes(codes: ArrayLike, p: ArrayLike, confidence: float = 0.95) -> NDArray[np.int8]:
    """``codes`` of ``compare_values`` after test 3: a difference that p denies is similar."""
    found = np.array(codes, dtype=np.int8, copy=True)
    found[(found >= HIGHER) & (np.asarray(p, dtype=np.float64) >= 1 - confidence)] = SIMILAR
    return found


def name_outcome(direction: Direction, polarity: str) -> Outcome:
    """The outcome in the words of the polarity: “worse” for “higher” where lower is better."""
    if direction == "":
        return "not compared"
    if direction == "similar" or polarity == "neutral":
        return direction
    good = "higher" if polarity == "higher_is_better" else "lower"
    return "better" if direction == good else "worse"


@dataclass(frozen=True)
class Side:
    """One side of a comparison: a value with what is known of its uncertainty."""

    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    count: float | None = None
    denominator: float | None = None


def judge(
    area: Side,
    benchmark: Side,
    polarity: str = "neutral",
    method: str = "proportion",
    confidence: float = 0.95,
) -> Verdict:
    """The verdict on ``area`` against ``benchmark`` by every test the two sides allow.

    ``polarity`` is lower_is_better, higher_is_better or neutral. ``method`` is the
    indicator's: proportion and rate choose the count test; a plain ``count`` is never
    compared between areas, since it depends on their size.
    """
    if area.value is None or not np.isfinite(area.value):
        return Verdict("not compared", "", reason=NO_VALUE, confidence=confidence)
    if method == "count":
        return Verdict("not compared", "", reason=COUNTS_ONLY, confidence=confidence)
    if benchmark.value is None or not np.isfinite(benchmark.value):
        return Verdict("not compared", "", reason=NO_BENCHMARK, confidence=confidence)
    codes = compare_values(
        number_or_nan(area.value), number_or_nan(area.lower), number_or_nan(area.upper), number_or_nan(benchmark.value),
        number_or_nan(benchmark.lower), number_or_nan(benchmark.upper),
    )  # fmt: skip
    if int(codes) == NOT_TESTED:
        return Verdict("not compared", "", reason=NO_INTERVAL, confidence=confidence)
    methods = [INTERVAL_TEST]
    if benchmark.lower is not None and benchmark.upper is not None:
        methods.append(OVERLAP_TEST)
    test = {"proportion": measure_p_proportions, "rate": measure_p_rates}.get(method)
    p = np.nan
    if test is not None:
        p = float(
            test(
                number_or_nan(area.count), number_or_nan(area.denominator),
                number_or_nan(benchmark.count), number_or_nan(benchmark.denominator),
            )
        )  # fmt: skip
    if np.isfinite(p):
        methods.append(PROPORTIONS_TEST if method == "proportion" else RATES_TEST)
        codes = confirm_codes(codes, p, confidence)
    direction = DIRECTIONS[int(codes)]
    return Verdict(
        name_outcome(direction, polarity),
        direction,
        tuple(methods),
        p=p if np.isfinite(p) else None,
        confidence=confidence,
    )


def assign_quantiles(values: ArrayLike, bands: int = 5, invert: bool = False) -> Array:
    """The band of each value, 1 to ``bands``, by OHID's rule; ``nan`` for a missing value.

    Band 1 holds the lowest values (the highest with ``invert``). Values are ranked, equal
    values sharing the smallest rank r of the n, and the band is
    ``bands + 1 - ceil((n + 1 - r) / (n / bands))`` rounded down, at least 1. Source: OHID,
    technical guide on assigning deprivation categories. 33 areas in 5 bands come out as
    7, 7, 6, 7, 6 from the first ranks, where equal cutting gives 7, 6, 7, 6, 7. Fewer
    values than bands give no bands (``nan``).
    """
    data = np.asarray(values, dtype=np.float64)
    there = np.isfinite(data)
    n = int(there.sum())
    result = np.full(data.shape, np.nan)
    if n < bands:
        return result
    known = -data[there] if invert else data[there]
    rank = np.searchsorted(np.sort(known), known, side="left") + 1
    # In whole numbers: ceil((n + 1 - r) * bands / n), free of rounding.
    steps = -(-((n + 1 - rank) * bands) // n)
    result[there] = np.maximum(bands + 1 - steps, 1)
    return result
