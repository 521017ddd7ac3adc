"""Statistical neighbours: their mean and median, and what hangs on that choice.

The mean is the plain mean of the neighbours' published values and the median their
middle value: neither is weighted by size, since the list says who is alike, not how
large. Both are given, because tools differ (one prints the mean, another the median).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from needsbook.stats.evidence import Evidence, weigh
from needsbook.stats.verdicts import Verdict

MEAN_RULE = "mean of the neighbours' values, each authority counting once"
MEDIAN_RULE = "median of the neighbours' values"


@dataclass(frozen=True)
class NeighbourSummary:
    """Mean and median of ``used`` neighbours of ``listed``; None when none has a value."""

    mean: float | None
    median: float | None
    used: int
    listed: int


@dataclass(frozen=True)
class NeighbourVerdicts:
    """The verdicts against the mean and the median; ``sensitive`` when they differ."""

    against_mean: Verdict
    against_median: Verdict

    @property
    def sensitive(self) -> bool:
        """Whether the verdict depends on which of the two is taken."""
        return self.against_mean.outcome != self.against_median.outcome


def summarise_neighbours(values: ArrayLike) -> NeighbourSummary:
    """Mean and median of the values that are there (``nan`` stands for a missing one)."""
    data = np.atleast_1d(np.asarray(values, dtype=np.float64))
    known = data[np.isfinite(data)]
    if not known.size:
        return NeighbourSummary(None, None, 0, int(data.size))
    return NeighbourSummary(
        float(known.mean()), float(np.median(known)), int(known.size), int(data.size)
    )


def judge_neighbours(
    area: Evidence,
    summary: NeighbourSummary,
    polarity: str = "neutral",
    method: str = "proportion",
    multiplier: float = 1.0,
    confidence: float = 0.95,
) -> NeighbourVerdicts:
    """The area's verdict against the neighbours' mean and against their median.

    Both are taken as values of the whole list, not of a sample; they are as far from exact
    as the figures' own rounding. The verdicts stand on the ladder of evidence.
    """
    mean, median = (
        weigh(area, Evidence(value, half=area.half), polarity, method, multiplier, confidence)
        for value in (summary.mean, summary.median)
    )
    return NeighbourVerdicts(mean, median)
