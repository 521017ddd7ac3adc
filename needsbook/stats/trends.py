"""Recent trend: has a series risen or fallen over its last comparable points?

The test is a chi-square for a linear trend with one degree of freedom over the last
points of ONE run of comparable figures (at most five). A change is claimed only when the
statistic passes 9.5495, which is p = 0.002, and the slope keeps its sign whichever point
is left out. The threshold and the second rule are those of the published health profiles
(OHID, Fingertips technical guidance on trend markers), which ask for five points; here
fewer points are tested too, and their number is always given.

Which statistic is used depends on what is published:

- counts with denominators, proportions: Armitage P (1955), Biometrics 11:375-386;
- counts with denominators, rates: the Poisson form of the same test (Breslow NE and Day
  NE 1987, Statistical Methods in Cancer Research volume II, section 3.6);
- intervals only: weighted least squares of the values on time, each point weighted by one
  over its squared standard error (the width of its interval over twice its normal
  deviate), as OHID does for everything but proportions;
- neither: no test is possible.

Time is the end of each period, in years, so that a gap counts as the time it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc, chdtri

from needsbook.stats.intervals import Array, find_z
from needsbook.stats.verdicts import ESTIMATES

TrendOutcome = Literal["increasing", "decreasing", "no clear change", "not possible"]

SIGNIFICANCE = 0.002
THRESHOLD = float(chdtri(1, SIGNIFICANCE))
POINTS = 5

PROPORTION_TREND = "chi-square test for trend in proportions (Armitage 1955)"
RATE_TREND = "chi-square test for trend in rates (Breslow and Day 1987)"
INTERVAL_TREND = "chi-square of a weighted regression on time, weights from the intervals (OHID)"

ONE_POINT = "no comparison possible: there is only one comparable point"
NO_POINT = "no comparison possible: there is no value"
NOTHING_TO_TEST = "the figures at hand come with neither counts nor intervals for these points"
COUNTS_ONLY = "a number of people has no base to be tested on"


@dataclass(frozen=True)
class Trend:
    """The recent trend of one series.

    ``outcome`` speaks of the value, not of good or bad. ``points`` is the number tested,
    ``used`` their positions in the input, ``chi_square`` and ``p`` the statistic,
    ``robust`` whether the sign survives leaving any point out, ``slope`` the change a year
    in the unit of the data tested (None where counts are not known). ``reason`` is set when
    no test was possible. ``step`` is the step of the ladder of evidence (0: not tested); on
    step 5 the trend holds for any number of people above ``above`` in each period.
    """

    outcome: TrendOutcome
    method: str = ""
    points: int = 0
    used: tuple[int, ...] = ()
    chi_square: float | None = None
    p: float | None = None
    slope: float | None = None
    robust: bool = False
    reason: str = ""
    step: int = 0
    above: float | None = None

    @property
    def claimed(self) -> bool:
        """Whether the test allows to speak of a change."""
        return self.outcome in ("increasing", "decreasing")


def measure_trend_counts(
    counts: ArrayLike, denominators: ArrayLike, times: ArrayLike, proportion: bool = True
) -> tuple[float, float]:
    """Chi-square (1 df) and slope per unit of time of a linear trend in proportions or rates.

    ``counts``, ``denominators`` and ``times`` hold one number per point. Both results are
    ``nan`` where nothing varies in time; chi-square is 0 where nothing varies in value.
    """
    x, n, t = (np.asarray(buffer, dtype=np.float64) for buffer in (counts, denominators, times))
    overall = x.sum() / n.sum()
    centre = (n * t).sum() / n.sum()
    spread = float((n * (t - centre) ** 2).sum())
    if not spread > 0:
        return float("nan"), float("nan")
    score = float((x * (t - centre)).sum())
    variance = overall * (1 - overall if proportion else 1.0) * spread
    chi_square = score**2 / variance if variance > 0 else 0.0
    return chi_square, score / spread


def measure_trend_values(
    values: ArrayLike, errors: ArrayLike, times: ArrayLike
) -> tuple[float, float]:
    """Chi-square (1 df) and slope per unit of time of a weighted regression on time.

    ``errors`` are standard errors in the unit of ``values``. ``nan`` where nothing varies
    in time.
    """
    y, e, t = (np.asarray(buffer, dtype=np.float64) for buffer in (values, errors, times))
    weight = 1 / e**2
    centre = (weight * t).sum() / weight.sum()
    spread = float((weight * (t - centre) ** 2).sum())
    if not spread > 0:
        return float("nan"), float("nan")
    slope = float((weight * (t - centre) * y).sum()) / spread
    return slope**2 * spread, slope


def choose_points(
    starts: ArrayLike, ends: ArrayLike, known: ArrayLike, most: int = POINTS
) -> list[int]:
    """Positions of the last ``most`` known points whose periods do not overlap, oldest first.

    ``starts`` and ``ends`` are the first and last moment of each period, in years. Pooled
    years that share a year are not independent: of two that overlap the later is kept.
    """
    first, last = np.asarray(starts, dtype=np.float64), np.asarray(ends, dtype=np.float64)
    usable = np.asarray(known, dtype=bool)
    chosen: list[int] = []
    for position in np.argsort(last, kind="stable")[::-1]:
        if not usable[position]:
            continue
        if chosen and last[position] > first[chosen[-1]]:
            continue
        chosen.append(int(position))
        if len(chosen) == most:
            break
    return chosen[::-1]


def find_trend(
    starts: ArrayLike,
    ends: ArrayLike,
    values: ArrayLike,
    counts: ArrayLike | None = None,
    denominators: ArrayLike | None = None,
    lower: ArrayLike | None = None,
    upper: ArrayLike | None = None,
    method: str = "proportion",
    confidence: float = 0.95,
) -> Trend:
    """The recent trend of one run of comparable figures (the module's head states the test).

    One number per point, ``nan`` where missing. ``starts`` and ``ends`` are in years. All
    input must belong to one segment between breaks: cutting is the caller's duty, and
    ``find_latest_trend`` does it. ``method`` is the indicator's: proportion, rate, count
    or score. Counts are used when every chosen point has them, else intervals.
    """
    y = np.atleast_1d(np.asarray(values, dtype=np.float64))
    blank = np.full(y.shape, np.nan)
    x, n, lo, hi = (
        blank if buffer is None else np.atleast_1d(np.asarray(buffer, dtype=np.float64))
        for buffer in (counts, denominators, lower, upper)
    )
    chosen = choose_points(starts, ends, np.isfinite(y))
    if len(chosen) < 2:
        return Trend("not possible", points=len(chosen), used=tuple(chosen),
                     reason=ONE_POINT if chosen else NO_POINT)  # fmt: skip
    at = np.array(chosen)
    t = np.atleast_1d(np.asarray(ends, dtype=np.float64))[at]
    counted = method in ("proportion", "rate") and bool(
        np.all((n[at] > 0) & (x[at] >= 0) & ((x[at] <= n[at]) | (method == "rate")))
    )
    width = hi[at] - lo[at]
    if counted:
        name = PROPORTION_TREND if method == "proportion" else RATE_TREND
        proportion = method == "proportion"

        def measure(keep: Sequence[int]) -> tuple[float, float]:
            k = list(keep)
            return measure_trend_counts(x[at][k], n[at][k], t[k], proportion)

    elif method != "count" and bool(np.all(width > 0)):
        name = INTERVAL_TREND
        errors = width / (2 * find_z(confidence))

        def measure(keep: Sequence[int]) -> tuple[float, float]:
            k = list(keep)
            return measure_trend_values(y[at][k], errors[k], t[k])

    else:
        reason = {"count": COUNTS_ONLY, "estimate": ESTIMATES}.get(method, NOTHING_TO_TEST)
        return Trend("not possible", points=len(chosen), used=tuple(chosen), reason=reason)
    everything = list(range(len(chosen)))
    chi_square, slope = measure(everything)
    # Equal values give a slope of rounding dust: a change below a billionth is none.
    largest = float(np.abs(x[at] / n[at] if counted else y[at]).max())
    dust = 1e-9 * largest / float(t.max() - t.min())

    def find_sign(rise: float) -> int:
        return 0 if not abs(rise) > dust else 1 if rise > 0 else -1

    sign = find_sign(slope)
    # Two points leave only one when one is left out: then there is no slope to look at.
    robust = len(chosen) == 2 or all(
        find_sign(measure([k for k in everything if k != out])[1]) == sign for out in everything
    )
    outcome: TrendOutcome = "no clear change"
    if chi_square > THRESHOLD and robust and sign:
        outcome = "increasing" if sign > 0 else "decreasing"
    return Trend(
        outcome, name, len(chosen), tuple(chosen), float(chi_square),
        float(chdtrc(1, chi_square)), float(slope), robust, step=2 if counted else 1,
    )  # fmt: skip


@dataclass(frozen=True)
class Points:
    """One run of comparable figures: arrays of one length, oldest first, ``nan`` for missing."""

    starts: Array
    ends: Array
    values: Array
    counts: Array
    denominators: Array
    lower: Array
    upper: Array


def find_latest_trend(
    segments: Sequence[Points], method: str = "proportion", confidence: float = 0.95
) -> Trend:
    """The trend of the last segment that holds a value; earlier segments are never used.

    ``used`` counts positions within that segment.
    """
    for segment in reversed(segments):
        if np.isfinite(segment.values).any():
            return find_trend(
                segment.starts, segment.ends, segment.values, segment.counts, segment.denominators,
                segment.lower, segment.upper, method, confidence,
            )  # fmt: skip
    return Trend("not possible", reason=NO_POINT)
