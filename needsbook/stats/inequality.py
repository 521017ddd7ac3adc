"""Inequality between the wards of an area: gap and ratio of fifths, slope index, concentration.

Wards are ordered by a deprivation score (IDACI: the higher, the more deprived) and every
measure weighs them by population, so that small wards do not speak for many children.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtrit

from needsbook.stats.intervals import Array, difference_interval, ratio_interval
from needsbook.stats.verdicts import assign_quantiles

FIFTHS_RULE = (
    "wards in fifths by their IDACI score (OHID's rule for quintiles), "
    "each fifth's value being the mean of its wards weighted by population"
)
SLOPE_METHOD = (
    "slope index of inequality: weighted regression on the ridit of deprivation, "
    "interval from the t-distribution (Low and Low 2004; Pamuk 1985)"
)
FEWEST_WARDS = 5


@dataclass(frozen=True)
class FifthsGap:
    """Most deprived fifth against least deprived: values, gap (most - least) and ratio.

    In the unit of the values. Limits are None where counts are not given; ``ratio`` is
    None when the least deprived fifth has the value zero. ``wards`` counts both fifths.
    """

    most: float
    least: float
    gap: float
    ratio: float | None
    wards: tuple[int, int]
    gap_lower: float | None = None
    gap_upper: float | None = None
    ratio_lower: float | None = None
    ratio_upper: float | None = None


@dataclass(frozen=True)
class SlopeIndex:
    """The difference across the whole range from least to most deprived, with its interval.

    Positive when the value is greater where deprivation is. In the unit of the values.
    """

    value: float
    lower: float
    upper: float
    wards: int
    method: str = SLOPE_METHOD

    @property
    def claimed(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.lower > 0 or self.upper < 0


def _usable(*arrays: ArrayLike) -> tuple[list[Array], NDArray[np.bool_]]:
    data = [np.asarray(buffer, dtype=np.float64) for buffer in arrays]
    good = np.ones(data[0].shape, dtype=np.bool_)
    for column in data:
        good &= np.isfinite(column)
    return data, good


def measure_fifths(
    deprivation: ArrayLike,
    values: ArrayLike,
    populations: ArrayLike,
    counts: ArrayLike | None = None,
    multiplier: float = 100.0,
    confidence: float = 0.95,
) -> FifthsGap | None:
    """The gap between the most and the least deprived fifth of wards; None below five wards.

    One number per ward. Fifths are made of all wards with a score, then the wards without
    value or population are left out. With ``counts`` (events among ``populations``) the
    values are the pooled proportions times ``multiplier``, and the gap has Newcombe's, the
    ratio Katz's limits; without, the fifths' values are population-weighted means.
    """
    score = np.asarray(deprivation, dtype=np.float64)
    bands = assign_quantiles(score, invert=True)
    (value, weight), good = _usable(values, populations)
    good &= weight > 0
    if counts is not None:
        events = np.asarray(counts, dtype=np.float64)
        good &= np.isfinite(events) & (events >= 0) & (events <= weight)
    most, least = good & (bands == 1), good & (bands == 5)
    if not most.any() or not least.any():
        return None
    wards = (int(most.sum()), int(least.sum()))
    if counts is None:
        high = float(np.average(value[most], weights=weight[most]))
        low = float(np.average(value[least], weights=weight[least]))
        return FifthsGap(high, low, high - low, high / low if low else None, wards)
    sums = (events[most].sum(), weight[most].sum(), events[least].sum(), weight[least].sum())
    gap, ratio = difference_interval(*sums, confidence), ratio_interval(*sums, confidence)
    high, low = (float(a / b) * multiplier for a, b in (sums[:2], sums[2:]))
    return FifthsGap(
        high,
        low,
        high - low,
        _maybe(ratio.value),
        wards,
        float(gap.lower) * multiplier,
        float(gap.upper) * multiplier,
        _maybe(ratio.lower),
        _maybe(ratio.upper),
    )


def _maybe(value: ArrayLike) -> float | None:
    number = float(np.asarray(value))
    return number if np.isfinite(number) else None


def find_ridits(deprivation: ArrayLike, populations: ArrayLike) -> Array:
    """The relative rank (0 least to 1 most deprived) of each ward's middle resident.

    The midpoint of the ward's range in the cumulative population; wards of one score
    share the midpoint of their joint range. All input must be finite and positive.
    """
    score, weight = (np.asarray(buffer, dtype=np.float64) for buffer in (deprivation, populations))
    levels, where = np.unique(score, return_inverse=True)
    size = np.bincount(where, weights=weight, minlength=len(levels))
    middle = (np.cumsum(size) - size / 2) / weight.sum()
    return np.asarray(middle[where])


def measure_slope(
    deprivation: ArrayLike, values: ArrayLike, populations: ArrayLike, confidence: float = 0.95
) -> SlopeIndex | None:
    """The slope index of inequality across wards; None below five usable wards.

    Source: Low A and Low A (2004), J Public Health 26:388-395 (weights by population
    share, rank by the midpoint of the cumulative population); Pamuk ER (1985), Popul Stud
    39:17-31. Interval: t-distribution with n - 2 degrees of freedom of the weighted
    regression, as in OHID's technical guide on confidence intervals (regression slope).
    """
    (score, value, weight), good = _usable(deprivation, values, populations)
    good &= weight > 0
    n = int(good.sum())
    if n < FEWEST_WARDS or len(np.unique(score[good])) < 2:
        return None
    score, value, weight = score[good], value[good], weight[good]
    share, rank = weight / weight.sum(), find_ridits(score, weight)
    centre, level = float((share * rank).sum()), float((share * value).sum())
    spread = float((share * (rank - centre) ** 2).sum())
    slope = float((share * (rank - centre) * value).sum()) / spread
    residual = value - level - slope * (rank - centre)
    error = float(np.sqrt((share * residual**2).sum() / (n - 2) / spread))
    half = float(stdtrit(n - 2, 0.5 + confidence / 2)) * error
    return SlopeIndex(slope, slope - half, slope + half, n)
