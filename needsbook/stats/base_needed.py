"""How many people a verdict needs: the smallest base from which on a difference is sure.

Each function takes shares or rates per person (arrays of one shape) and returns the
smallest whole base, ``inf`` where no base makes the difference sure.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import ArrayLike

from needsbook.stats.intervals import Array, count_interval, find_z, wilson_interval

# Verdicts that need more events than this are never given without a base.
MOST_EVENTS = 100_000
MOST_BASE = 1e9


def base_for_proportion(
    share: ArrayLike, other: ArrayLike, higher: bool, confidence: float = 0.95
) -> Array:
    """The base from which on Wilson's interval of ``share`` lies wholly beyond ``other``.

    Wilson's interval leaves out p0 when (p - p0)^2 > z^2 p0 (1 - p0) / n, so that the base
    is z^2 p0 (1 - p0) / (p - p0)^2 (Wilson EB 1927, J Am Stat Assoc 22:209-212).
    """
    p, p0 = (np.asarray(buffer, dtype=np.float64) for buffer in (share, other))
    gap = p - p0 if higher else p0 - p
    z = find_z(confidence)
    inside = np.clip(p0, 0.0, 1.0)
    sound = (gap > 0) & np.isfinite(p0)
    needed = z * z * inside * (1 - inside) / np.where(sound, gap, np.nan) ** 2
    return np.where(sound, np.floor(needed * (1 + 1e-12)) + 1, np.inf)


@cache
def _limits_per_event(confidence: float) -> tuple[Array, Array]:
    """Lower and upper limits over the count, for counts of 1, 2, …; made monotone."""
    events = np.arange(1.0, MOST_EVENTS + 1)
    limits = count_interval(events, confidence)
    lower = np.minimum.accumulate((limits.lower / events)[::-1])[::-1]
    upper = np.maximum.accumulate((limits.upper / events)[::-1])[::-1]
    return lower, upper


def base_for_rate(
    rate: ArrayLike, other: ArrayLike, higher: bool, confidence: float = 0.95
) -> Array:
    """The base from which on the interval of ``rate`` (events per person) lies beyond ``other``.

    The limits are those of ``count_interval`` (Garwood 1936; Byar). With k events the lower
    limit is k times a share that grows with k, so that the first k whose share passes
    other / rate gives the base k / rate.
    """
    r, r0 = (np.asarray(buffer, dtype=np.float64) for buffer in (rate, other))
    lower, upper = _limits_per_event(confidence)
    sound = np.isfinite(r) & np.isfinite(r0) & (r > 0) & ((r > r0) if higher else (r < r0))
    ratio = np.where(sound, r0 / np.where(r > 0, r, np.nan), np.nan)
    if higher:
        events = np.searchsorted(lower, ratio, side="right") + 1.0
    else:
        # upper falls with the count: look for the first one below the ratio.
        events = np.searchsorted(-upper, -ratio, side="right") + 1.0
    sound &= events <= MOST_EVENTS
    needed = np.ceil(events / np.where(sound, r, np.nan) - 1e-9)
    return np.where(sound, np.maximum(needed, 1), np.inf)


def base_for_pair(
    high: ArrayLike, low: ArrayLike, proportion: bool = True, confidence: float = 0.95
) -> Array:
    """The base which both sides must pass for their intervals not to meet.

    ``high`` is the least the higher side may be, ``low`` the most the lower one may be.
    Both limits draw nearer with every person, so that halving finds the base.
    """
    given = (np.atleast_1d(np.asarray(buffer, dtype=np.float64)) for buffer in (high, low))
    whole, rest = np.broadcast_arrays(*given)
    sound = np.isfinite(whole) & np.isfinite(rest) & (whole > rest)
    found = np.full(whole.shape, np.inf)
    found[sound] = _halve(whole[sound], rest[sound], proportion, confidence)
    return found


def _halve(a: Array, b: Array, proportion: bool, confidence: float) -> Array:
    """``base_for_pair`` where ``a`` is the larger one."""

    def apart(n: Array) -> np.ndarray:
        if proportion:
            p, q = np.clip(a, 0, 1), np.clip(b, 0, 1)
            first = wilson_interval(p * n, n, confidence).lower
            second = wilson_interval(q * n, n, confidence).upper
            return np.asarray(first > second)
        # At least k events above and, per person, at most the limit of j events below:
        # both tables are monotone, so that what holds at n holds from n on.
        lower, upper = _limits_per_event(confidence)
        k = np.minimum(np.floor(a * n), MOST_EVENTS).astype(np.int64)
        j = np.minimum(np.floor(np.maximum(b, 0) * n), MOST_EVENTS)
        j = j.astype(np.int64)
        far = a * lower[np.maximum(k, 1) - 1] > b * upper[np.maximum(j, 1) - 1]
        return np.asarray((k > 0) & (j > 0) & far)

    least, most = np.zeros(a.shape), np.full(a.shape, np.log2(MOST_BASE))
    possible = apart(2.0**most)
    for _ in range(48):
        middle = (least + most) / 2
        good = apart(2.0**middle)
        most = np.where(good, middle, most)
        least = np.where(good, least, middle)
    return np.where(possible, np.ceil(2.0**most * (1 + 1e-9)), np.inf)
