"""Confidence intervals: proportions, rates, standardised rates, differences and ratios.

Every function takes arrays (or numbers) of one shape and returns arrays of that shape.
A row whose input makes no sense (a denominator of zero, a count below zero, a count
above the denominator of a proportion, a missing number) is ``nan`` in that row and
leaves the others alone. ``confidence`` is 0.95 or 0.998 in this book; any level between
0 and 1 works.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaincinv, ndtri

Array = NDArray[np.float64]

EXACT_BELOW = 10
WILSON = "Wilson score interval (Wilson 1927; Newcombe 1998)"
EXACT = "exact Poisson interval (Garwood 1936), the rule below 10 events"
BYAR = "Byar's interval (Breslow and Day 1987), the rule from 10 events"


def number_or_nan(value: float | None) -> float:
    """``value`` as statistics take it: what is not known is ``nan``."""
    return np.nan if value is None else float(value)


class Interval(NamedTuple):
    """Lower and upper limits, one per row."""

    lower: Array
    upper: Array


class Estimate(NamedTuple):
    """A value with its limits, one per row."""

    value: Array
    lower: Array
    upper: Array


def find_z(confidence: float) -> float:
    """The normal deviate of a two-sided ``confidence``: 1.96 for 0.95, 3.09 for 0.998."""
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must lie between 0 and 1, not {confidence}")
    return float(ndtri(0.5 + confidence / 2))


def _floats(*values: ArrayLike) -> list[Array]:
    arrays = np.broadcast_arrays(*(np.asarray(value, dtype=np.float64) for value in values))
    return [np.asarray(column, dtype=np.float64) for column in arrays]


def wilson_interval(count: ArrayLike, denominator: ArrayLike, confidence: float = 0.95) -> Interval:
    """Limits of a proportion (0 to 1) by Wilson's score method, without continuity correction.

    Source: Wilson EB (1927), J Am Stat Assoc 22:209-212; method 3 of Newcombe RG (1998),
    Stat Med 17:857-872; OHID's method for proportions. A count of zero has the lower
    limit 0, a count equal to the denominator the upper limit 1.
    """
    x, n = _floats(count, denominator)
    z = find_z(confidence)
    good = (n > 0) & (x >= 0) & (x <= n)
    n = np.where(good, n, np.nan)
    p = x / n
    scale = 1 + z * z / n
    centre = (p + z * z / (2 * n)) / scale
    # Rounding can leave p(1-p) a hair below zero when the count equals the denominator.
    half = z / scale * np.sqrt(np.maximum(p * (1 - p), 0) / n + z * z / (4 * n * n))
    lower = np.where(x == 0, 0.0, np.maximum(centre - half, 0.0))
    upper = np.where(x == n, 1.0, np.minimum(centre + half, 1.0))
    return Interval(np.where(good, lower, np.nan), np.where(good, upper, np.nan))


def count_interval(count: ArrayLike, confidence: float = 0.95) -> Interval:
    """Limits of a number of events: exact Poisson below 10, Byar's method from 10.

    Source: Garwood F (1936), Biometrika 28:437-442 (exact, through the chi-square, here
    the gamma, distribution); Breslow NE and Day NE (1987), Statistical Methods in Cancer
    Research volume II, page 69 (Byar's approximation); the choice at 10 is OHID's.
    """
    (x,) = _floats(count)
    z = find_z(confidence)
    tail = (1 - confidence) / 2
    good = x >= 0
    few = good & (x < EXACT_BELOW)
    safe = np.where(few | ~good, float(EXACT_BELOW), x)
    lower = safe * (1 - 1 / (9 * safe) - z / (3 * np.sqrt(safe))) ** 3
    more = safe + 1
    upper = more * (1 - 1 / (9 * more) + z / (3 * np.sqrt(more))) ** 3
    # gammaincinv only where it is needed: it is a hundred times slower than Byar.
    lower, upper = np.atleast_1d(lower), np.atleast_1d(upper)
    at, events = np.atleast_1d(few), np.atleast_1d(x)
    lower[at] = np.where(events[at] > 0, gammaincinv(events[at], tail), 0.0)
    upper[at] = gammaincinv(events[at] + 1, 1 - tail)
    lower, upper = lower.reshape(x.shape), upper.reshape(x.shape)
    return Interval(np.where(good, lower, np.nan), np.where(good, upper, np.nan))


def rate_interval(
    count: ArrayLike, denominator: ArrayLike, multiplier: float = 1.0, confidence: float = 0.95
) -> Interval:
    """Limits of ``multiplier`` times events per person: ``count_interval`` over the denominator.

    Events may outnumber persons (suspensions per 100 pupils do), so a count above the
    denominator is allowed here. A denominator of zero or less is ``nan``.
    """
    x, n = _floats(count, denominator)
    limits = count_interval(x, confidence)
    scale = multiplier / np.where(n > 0, n, np.nan)
    return Interval(limits.lower * scale, limits.upper * scale)


def difference_interval(
    count_a: ArrayLike,
    denominator_a: ArrayLike,
    count_b: ArrayLike,
    denominator_b: ArrayLike,
    confidence: float = 0.95,
) -> Estimate:
    """The difference of two proportions (a - b, each 0 to 1) with Newcombe's limits.

    Source: Newcombe RG (1998), Stat Med 17:873-890, method 10: the Wilson limits of each
    side, squared and added. Works with zero counts; ``nan`` where a side is not a proportion.
    """
    xa, na, xb, nb = _floats(count_a, denominator_a, count_b, denominator_b)
    a, b = wilson_interval(xa, na, confidence), wilson_interval(xb, nb, confidence)
    good = np.isfinite(a.lower) & np.isfinite(b.lower)
    pa, pb = xa / np.where(good, na, np.nan), xb / np.where(good, nb, np.nan)
    value = pa - pb
    lower = value - np.hypot(pa - a.lower, b.upper - pb)
    upper = value + np.hypot(a.upper - pa, pb - b.lower)
    return Estimate(value, np.maximum(lower, -1.0), np.minimum(upper, 1.0))


def ratio_interval(
    count_a: ArrayLike,
    denominator_a: ArrayLike,
    count_b: ArrayLike,
    denominator_b: ArrayLike,
    confidence: float = 0.95,
) -> Estimate:
    """The ratio of two proportions (a / b) with limits on the log scale.

    Source: Katz D, Baptista J, Azen SP, Pike MC (1978), Biometrics 34:469-474. The method
    has no answer when either count is zero: value 0 is kept for a zero above, its limits
    are ``nan``, and everything is ``nan`` for a zero below.
    """
    xa, na, xb, nb = _floats(count_a, denominator_a, count_b, denominator_b)
    z = find_z(confidence)
    good = (na > 0) & (nb > 0) & (xa >= 0) & (xb > 0) & (xa <= na) & (xb <= nb)
    pa, pb = xa / np.where(good, na, np.nan), xb / np.where(good, nb, np.nan)
    value = pa / np.where(good, pb, np.nan)
    both = good & (xa > 0)
    xa, na, xb, nb = (np.where(both, number, np.nan) for number in (xa, na, xb, nb))
    error = np.sqrt(np.maximum(1 / xa - 1 / na + 1 / xb - 1 / nb, 0))
    return Estimate(value, value * np.exp(-z * error), value * np.exp(z * error))
