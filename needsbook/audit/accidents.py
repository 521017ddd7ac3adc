"""How likely a match is by accident: the figures tried, and how such figures spread.

A search that tries many figures finds one that prints alike sooner or later. So every
figure tried is charged the share of all authorities whose figure of the same series and
period would print the same (a density taken over a wider window where the printed one is
narrow); the sum of the charges is the number of matches expected by accident.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from needsbook.audit.held_figures import HeldEvidence
from needsbook.audit.recipes import Recipe
from needsbook.audit.rounding import window

SPREAD = 0.10
FEWEST = 8
BLIND = 0.05


class ChanceTable:
    """The spread of each (recipe, period) over upper-tier authorities, worked out once."""

    def __init__(self, evidence: HeldEvidence) -> None:
        self.evidence = evidence
        self._slugs = evidence.slugs_at("upper_tier")
        self._spread: dict[tuple[Recipe, str], npt.NDArray[np.float64]] = evidence.caches.spreads

    def spread(self, recipe: Recipe, period: str) -> npt.NDArray[np.float64]:
        """The values of all upper-tier authorities, sorted."""
        key = (recipe, period)
        if key not in self._spread:
            found = [recipe.read(self.evidence, slug, period) for slug in self._slugs]
            self._spread[key] = np.sort(
                np.array([reading.value for reading in found if reading is not None])
            )
        return self._spread[key]

    def charge(
        self, recipe: Recipe, period: str, printed: float, decimals: int, qualifier: str = "exact"
    ) -> float:
        """The chance, 0 to 1, that a figure of this series and period prints so by accident."""
        values = self.spread(recipe, period)
        if len(values) < FEWEST:
            return BLIND
        low, high = window(printed, decimals, qualifier)
        if math.isinf(low) or math.isinf(high):
            return float(max(_share(values, low, high), 1 / len(values)))
        reach = max(abs(printed) * SPREAD, (high - low) / 2)
        near = _share(values, printed - reach, printed + reach)
        return float(min(1.0, max(near, 1 / len(values)) * (high - low) / (2 * reach)))


def _share(values: npt.NDArray[np.float64], low: float, high: float) -> float:
    inside = np.searchsorted(values, high, "right") - np.searchsorted(values, low, "left")
    return float(inside) / len(values)
