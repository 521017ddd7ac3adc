"""The recent trend of every figure of a table at once: ``trends.find_trend``, by columns.

The test, its points and its threshold are those of ``needsbook.stats.trends``; only the
order of the work differs, since a table of all areas and periods holds tens of thousands
of runs. Both ways give the same outcome, and a test holds them to it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from needsbook.stats.intervals import Array, find_z
from needsbook.stats.trends import POINTS, THRESHOLD

NOT_POSSIBLE = 0
NO_CLEAR_CHANGE = 1
INCREASING = 2
DECREASING = 3
DAYS_PER_YEAR = 365.25
Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Trends:
    """One entry a row: ``outcome`` (0 not possible, 1 no clear change, 2 increasing, 3
    decreasing) and how many ``points`` it rests on."""

    outcome: NDArray[np.int8]
    points: Numbers


def step_back(run: Numbers, start: Numbers, end: Numbers, known: NDArray[np.bool_]) -> Numbers:
    """For each row the last earlier row of its run that has a value and does not overlap it.

    Rows of one ``run`` stand together, oldest first; ``start`` and ``end`` are days. -1
    where there is none.
    """
    rows = np.arange(len(run))
    places = rows[known]
    # One sorted key for all runs: a search for “this run, up to this day” finds the row.
    span = int(end.max(initial=0)) + 2
    keys = run[known] * span + end[known]
    slot = np.searchsorted(keys, run * span + start, side="right") - 1
    # A day begins and ends on itself: the row must still be an earlier one.
    before = np.cumsum(known) - known - 1
    slot = np.minimum(slot, before)
    found = np.where(slot >= 0, places[np.maximum(slot, 0)] if places.size else -1, -1)
    found = np.where((found >= 0) & (run[np.maximum(found, 0)] == run), found, -1)
    return np.asarray(np.where(known, found, -1), dtype=np.int64)


def find_trends(
    run: Numbers,
    start: Numbers,
    end: Numbers,
    value: Array,
    count: Array,
    denominator: Array,
    lower: Array,
    upper: Array,
    method: NDArray[np.str_],
    confidence: float = 0.95,
) -> Trends:
    """The trend up to each row from the last five points of its run (arrays of one length)."""
    known = np.isfinite(value)
    back = step_back(run, start, end, known)
    chain = np.full((len(run), POINTS), -1, dtype=np.int64)
    chain[:, 0] = np.where(known, np.arange(len(run)), -1)
    for step in range(1, POINTS):
        before = chain[:, step - 1]
        chain[:, step] = np.where(before >= 0, back[np.maximum(before, 0)], -1)
    points = (chain >= 0).sum(axis=1)
    outcome = np.zeros(len(run), dtype=np.int8)
    able = np.flatnonzero((points >= 2) & (method != "count"))
    outcome[able] = _test_chains(
        chain[able], end, value, count, denominator, upper - lower, method[able], confidence
    )
    return Trends(outcome, points)


def _test_chains(
    chain: Numbers,
    end: Numbers,
    value: Array,
    count: Array,
    denominator: Array,
    wide: Array,
    method: NDArray[np.str_],
    confidence: float,
) -> NDArray[np.int8]:
    """The outcome of each row of ``chain``: up to five numbers of points, -1 for none."""
    there = chain >= 0
    at = np.maximum(chain, 0)
    points = there.sum(axis=1)
    t, y = end[at] / DAYS_PER_YEAR, value[at]
    x, n, width = count[at], denominator[at], wide[at]
    share = (method == "proportion") | (method == "rate")
    sound = (n > 0) & (x >= 0) & ((x <= n) | (method == "rate")[:, None])
    counted = share & (sound | ~there).all(axis=1)
    widths = ((width > 0) | ~there).all(axis=1) & ~counted
    error = width / (2 * find_z(confidence))
    # Both tests are a weighted slope: weights and values differ, and the scale of the score.
    weight = np.where(counted[:, None], n, 1 / np.where(error > 0, error, np.nan) ** 2)
    height = np.where(counted[:, None], x / np.where(n > 0, n, np.nan), y)
    usable = there & (counted | widths)[:, None]
    weight = np.where(usable, weight, 0.0)
    height = np.where(usable, height, 0.0)
    chi_square, slope = _measure(weight, height, t, counted, method == "proportion")
    moments = np.where(usable, t, np.nan)
    with np.errstate(invalid="ignore"):
        largest = np.abs(height).max(axis=1, initial=0.0)
        reach = _spread(moments)
        dust = 1e-9 * largest / np.where(reach > 0, reach, np.nan)
    sign = _sign(slope, dust)
    outcome = np.where(counted | widths, NO_CLEAR_CHANGE, NOT_POSSIBLE).astype(np.int8)
    # Whether one point alone makes the trend is asked only where there seems to be one.
    claimed = np.flatnonzero((outcome == NO_CLEAR_CHANGE) & (chi_square > THRESHOLD))
    robust = np.ones(len(claimed), dtype=bool)
    for out in range(POINTS):
        left = weight[claimed]
        left[:, out] = 0.0
        _, other = _measure(
            left, height[claimed], t[claimed], counted[claimed], method[claimed] == "proportion"
        )
        robust &= ~usable[claimed, out] | (_sign(other, dust[claimed]) == sign[claimed])
    claimed = claimed[robust | (points[claimed] == 2)]
    outcome[claimed] = np.select(
        [sign[claimed] > 0, sign[claimed] < 0], [INCREASING, DECREASING], NO_CLEAR_CHANGE
    )
    return outcome


def _measure(
    weight: Array, height: Array, t: Array, counted: NDArray[np.bool_], share: NDArray[np.bool_]
) -> tuple[Array, Array]:
    """Chi-square and slope of each row's weighted regression on time; ``nan`` where flat."""
    with np.errstate(invalid="ignore", divide="ignore"):
        total = weight.sum(axis=1)
        centre = (weight * t).sum(axis=1) / total
        apart = t - centre[:, None]
        spread = (weight * apart**2).sum(axis=1)
        spread = np.where(spread > 0, spread, np.nan)
        score = (weight * apart * height).sum(axis=1)
        slope = score / spread
        overall = (weight * height).sum(axis=1) / total
        variance = overall * np.where(share, 1 - overall, 1.0) * spread
        by_counts = np.where(variance > 0, score**2 / variance, 0.0)
        chi_square = np.where(counted, by_counts, slope**2 * spread)
    return np.asarray(chi_square), np.asarray(slope)


def _spread(moments: Array) -> Array:
    low = np.where(np.isnan(moments), np.inf, moments).min(axis=1)
    high = np.where(np.isnan(moments), -np.inf, moments).max(axis=1)
    return np.asarray(high - low)


def _sign(slope: Array, dust: Array) -> NDArray[np.int8]:
    with np.errstate(invalid="ignore"):
        moved = np.abs(slope) > dust
    return np.where(moved, np.where(slope > 0, 1, -1), 0).astype(np.int8)
