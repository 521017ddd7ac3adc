"""Ranks with a stated tie rule, and the range of ranks that the intervals allow.

Ties share the best place and the places they fill are skipped (competition ranking, “1,
2, 2, 4”). The range of an area runs from one more than the areas whose intervals lie
wholly beyond its own, to all areas less those whose intervals lie wholly behind it: the
places it could hold if every true value stood anywhere inside its interval (Goldstein H
and Healy MJR 1995, J R Stat Soc A 158:175-177, on why a rank needs its interval; the
range by pairwise non-overlap is the cautious form of it).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

TIE_RULE = "equal values share the best place, and the places they fill are skipped"
RANGE_RULE = (
    "the places an area could hold if every value lay anywhere inside its interval; "
    "an area without interval could stand anywhere"
)


@dataclass(frozen=True)
class Rank:
    """Place ``rank`` of ``of`` areas with a value; ``tied`` areas share it (1: none else).

    ``best`` and ``worst`` are the range, None where the area has no interval.
    """

    rank: int
    of: int
    tied: int = 1
    best: int | None = None
    worst: int | None = None

    @property
    def settled(self) -> bool:
        """Whether the intervals allow one place only."""
        return self.best is not None and self.best == self.worst


def rank_values(values: ArrayLike, descending: bool = True) -> NDArray[np.int64]:
    """The place of each value, 1 first, ties sharing the best place; 0 for a missing value.

    ``descending`` gives place 1 to the largest value.
    """
    data = np.asarray(values, dtype=np.float64)
    keys = -data if descending else data
    there = np.isfinite(keys)
    places = np.zeros(data.shape, dtype=np.int64)
    places[there] = np.searchsorted(np.sort(keys[there]), keys[there], side="left") + 1
    return places


def find_rank_ranges(
    values: ArrayLike, lower: ArrayLike, upper: ArrayLike, descending: bool = True
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The best and the worst possible place of each value; 0 where it has no interval.

    An area with a value but no interval could stand anywhere, so it widens the ranges of
    the others; an area without value takes no part.
    """
    data, lo, hi = (np.asarray(buffer, dtype=np.float64) for buffer in (values, lower, upper))
    there = np.isfinite(data)
    known = there & np.isfinite(lo) & np.isfinite(hi)
    best, worst = np.zeros(data.shape, dtype=np.int64), np.zeros(data.shape, dtype=np.int64)
    tops, bottoms = np.sort(hi[known]), np.sort(lo[known])
    above = known.sum() - np.searchsorted(bottoms, hi[known], side="right")
    below = np.searchsorted(tops, lo[known], side="left")
    ahead, behind = (above, below) if descending else (below, above)
    best[known] = ahead + 1
    worst[known] = there.sum() - behind
    return best, worst


def rank_area(
    position: int,
    values: ArrayLike,
    lower: ArrayLike,
    upper: ArrayLike,
    descending: bool = True,
) -> Rank | None:
    """The rank of the area at ``position`` among all; None where it has no value."""
    places = rank_values(values, descending)
    if not places[position]:
        return None
    best, worst = find_rank_ranges(values, lower, upper, descending)
    ranged = bool(best[position])
    return Rank(
        int(places[position]),
        int((places > 0).sum()),
        int((places == places[position]).sum()),
        int(best[position]) if ranged else None,
        int(worst[position]) if ranged else None,
    )
