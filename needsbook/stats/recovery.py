"""Counts recovered from published rates.

Where a publisher prints several ratios over one base to many decimals and no counts,
usually only one base makes every numerator whole. The base is searched for in a range in
which it must lie; it is taken only when no other one fits, so that a recovered count is
the true one as long as the range holds the true base and the ratios share it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from needsbook.stats.intervals import wilson_interval

# More candidates than this are not searched: five decimals cannot tell them apart.
MOST_CANDIDATES = 2_000_000
# How far a base may move in so many years. In 78,771 pairs of bases held for one area
# (pupils, residents, young people known; one series) none is beyond these; children
# weighed and measured were left out, of whom few are in some years.
MOVES = ((3, 4 / 3), (7, 3 / 2))


def find_counts_behind(value: float, base: float, decimals: int = 0) -> tuple[int, int]:
    """The least and the greatest whole count that print as ``value`` per cent of ``base``.

    61 per cent of 92 can only be 56. Half a unit of the last decimal either way counts as
    printing the same. An empty range (first above second) means that none does.
    """
    half = Decimal(1).scaleb(-decimals) / 2
    low = (Decimal(str(value)) - half) * Decimal(str(base)) / 100
    high = (Decimal(str(value)) + half) * Decimal(str(base)) / 100
    return max(math.ceil(low), 0), math.floor(high)


def bound_base(known: Iterable[tuple[float, float]]) -> tuple[float, float] | None:
    """The range of a base, from bases of other years as ``(years away, base)``: each bounds it
    by ``MOVES``. None where none is near enough, or they contradict each other."""
    low, high = 0.0, float("inf")
    for years, base in known:
        factor = next((most for span, most in MOVES if abs(years) <= span + 0.1), None)
        if factor is not None and base > 0:
            low, high = max(low, base / factor), min(high, base * factor)
    return (low, high) if 0 < low <= high < float("inf") else None


@dataclass(frozen=True)
class Recovered:
    """One base and the numerator of each ratio, in the order given."""

    base: int
    counts: tuple[int, ...]


def recover_counts(
    ratios: Sequence[float],
    least: float,
    most: float,
    *,
    scale: float = 100.0,
    decimals: int = 5,
    multiple: int = 1,
    interval: tuple[int, float, float] | None = None,
) -> Recovered | None:
    """The only base between ``least`` and ``most`` that makes every numerator whole.

    ``ratios`` are printed to ``decimals`` and multiplied by ``scale`` (100: per cent).
    ``multiple`` is 5 where the publisher rounds its numbers to five. ``interval`` names one
    ratio by position with its printed Wilson limits, which must come out too. None where no
    base fits or more than one does, or where no ratio is above zero (any base fits then).
    Raises ValueError for a range that is empty or below one, and for no ratios.
    """
    if not ratios:
        raise ValueError("give at least one ratio")
    if not most > 0 or least > most:
        raise ValueError(f"no base lies between {least:g} and {most:g}")
    values = np.asarray(ratios, dtype=np.float64)
    if not np.isfinite(values).all() or not (values > 0).any():
        return None
    first = int(np.ceil(max(least, 1) / multiple)) * multiple
    candidates = np.arange(first, int(np.floor(most)) + 1, multiple, dtype=np.float64)
    if not candidates.size or candidates.size > MOST_CANDIDATES:
        return None
    half = 0.5 * 10.0**-decimals * (1 + 1e-6) + 1e-12
    fits = np.ones(candidates.shape, dtype=bool)
    for value in values:
        share = candidates[fits] * value / scale
        count = np.round(share / multiple) * multiple
        # The numerator must print as the ratio, not merely lie near it.
        fits[fits] = np.abs(count / candidates[fits] * scale - value) <= half
        if not fits.any():
            return None
    left = candidates[fits]
    if interval is not None and left.size:
        left = left[_fit_interval(left, values, scale, multiple, half, interval)]
    if left.size != 1:
        return None
    base = left[0]
    counts = np.round(values * base / scale / multiple) * multiple
    return Recovered(int(base), tuple(int(count) for count in counts))


def _fit_interval(
    bases: np.ndarray,
    values: np.ndarray,
    scale: float,
    multiple: int,
    half: float,
    interval: tuple[int, float, float],
) -> np.ndarray:
    position, lower, upper = interval
    counts = np.round(values[position] * bases / scale / multiple) * multiple
    limits = wilson_interval(counts, bases)
    # The publisher works from unrounded numbers: the width may differ by their rounding.
    loose = half + scale * multiple / bases
    width = (limits.upper - limits.lower) * scale
    return np.asarray(np.abs(width - (upper - lower)) <= loose)
