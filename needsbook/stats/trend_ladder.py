"""The recent trend where counts are not printed: the ladder of evidence over time.

The statistic is that of ``stats.trends`` (chi-square for a linear trend, Armitage 1955;
its Poisson form for rates), taken at its least over everything the published figures may
stand for: each value anywhere within its rounding, each base anywhere in its range. A
change is claimed only where even that passes the threshold, and the slope keeps its sign
whichever point is left out.

Where no base is known at all, the bases of one area are taken to move by no more than
``MOVES`` from one point to another, and the smallest of them is found from which on the
trend holds (step 5): with all bases in one proportion chi-square grows with their size.
"""

from __future__ import annotations

from itertools import product

import numpy as np

from needsbook.stats.envelope import Sides
from needsbook.stats.intervals import Array
from needsbook.stats.ladder import SHARE_OF_LIVING
from needsbook.stats.trends import PROPORTION_TREND, RATE_TREND, THRESHOLD, Trend

BASE, BASE_ELSEWHERE, NO_BASE = 3, 4, 5
MOVES = 3 / 2
# Chi-square is least at a corner of the ranges or very near one: a little room for the latter.
ROOM = 1.05


def find_trend_by_bases(
    times: Array, sides: Sides, method: str, multiplier: float, used: tuple[int, ...]
) -> Trend | None:
    """The trend of the points of ``sides`` at ``times`` (years); None where none can be claimed.

    ``method`` is proportion or rate. ``used`` goes into the trend as it is. Only a rise or a
    fall is ever found: that there is no change cannot be known without counts.
    """
    if method not in ("proportion", "rate") or len(times) < 2:
        return None
    low = np.maximum(sides.value - sides.half, 0.0) / multiplier
    high = (sides.value + sides.half) / multiplier
    if method == "proportion":
        high = np.minimum(high, 1.0)
    least = np.where(sides.base > 0, sides.base, sides.base_low)
    most = np.where(sides.base > 0, sides.base, sides.base_high)
    # Rounded counts and three-month averages: the base is within half a step.
    slack = np.where(sides.coarse > 1, sides.coarse / 2, np.where(sides.grain < 1, 0.5, 0.0))
    printed = sides.base > 0
    least, most = least - np.where(printed, slack, 0), most + np.where(printed, slack, 0)
    known = bool(np.all(np.isfinite(least) & (least > 0)))
    step = BASE if bool(np.all(printed)) else BASE_ELSEWHERE
    name = PROPORTION_TREND if method == "proportion" else RATE_TREND
    for rising in (True, False):
        towards, away = (low, high) if rising else (high, low)
        if known:
            chi_square = _find_least(times, towards, away, least, most, method, rising)
            if chi_square > THRESHOLD * ROOM:
                return _claim(rising, name, used, chi_square, step)
            continue
        if not np.isfinite(sides.living).all():
            continue
        ones = np.ones(len(times))
        per_person = _find_least(times, towards, away, ones, ones * MOVES, method, rising)
        if per_person > 0:
            needed = float(np.ceil(THRESHOLD * ROOM / per_person))
            if needed < SHARE_OF_LIVING * float(sides.living.min()):
                return _claim(rising, name, used, THRESHOLD * ROOM, NO_BASE, needed)
    return None


def _claim(
    rising: bool,
    name: str,
    used: tuple[int, ...],
    chi_square: float,
    step: int,
    above: float | None = None,
) -> Trend:
    from scipy.special import chdtrc

    return Trend(
        "increasing" if rising else "decreasing", name, len(used), used, chi_square,
        float(chdtrc(1, chi_square)), None, True, step=step, above=above,
    )  # fmt: skip


def _find_least(
    times: Array,
    towards: Array,
    away: Array,
    least: Array,
    most: Array,
    method: str,
    rising: bool,
) -> float:
    """The least chi-square in the direction asked for; 0 where the slope may turn.

    Later points take the value that favours the trend least (``towards``), earlier ones
    the opposite (``away``); the bases go through all corners of their ranges.
    """
    corners = np.array(list(product((0, 1), repeat=len(times))), dtype=bool)
    bases = np.where(corners, most, least)
    smallest = np.inf
    everything = np.arange(len(times))
    groups = [everything]
    if len(times) > 2:
        groups += [np.delete(everything, out) for out in everything]
    for number, keep in enumerate(groups):
        n, t = bases[:, keep], times[keep]
        centre = (n * t).sum(axis=1, keepdims=True) / n.sum(axis=1, keepdims=True)
        apart = t - centre
        share = np.where(apart > 0, towards[keep], away[keep])
        score = (n * share * apart).sum(axis=1) * (1 if rising else -1)
        if (score <= 0).any():
            return 0.0
        if number:
            continue  # of the others only the sign is asked for
        spread = (n * apart**2).sum(axis=1)
        overall_low = (n * np.minimum(towards, away)).sum(axis=1) / n.sum(axis=1)
        overall_high = (n * np.maximum(towards, away)).sum(axis=1) / n.sum(axis=1)
        variance = _largest_variance(overall_low, overall_high, method == "proportion") * spread
        with np.errstate(divide="ignore", invalid="ignore"):
            found = np.where(variance > 0, score**2 / variance, 0.0)
        smallest = min(smallest, float(found.min()))
    return smallest if np.isfinite(smallest) else 0.0


def _largest_variance(low: Array, high: Array, proportion: bool) -> Array:
    if not proportion:
        return high
    middle = np.clip(0.5, low, high)
    return np.asarray(middle * (1 - middle))
