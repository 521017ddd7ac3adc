"""Places, quarters and spreads of the values of many groups at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from needsbook.stats.intervals import Array

Numbers = NDArray[np.int64]
# Below these a place says less than the values themselves.
FEWEST_PLACED = 10
FEWEST_NEAR = 5
QUARTERS = 4


def place_values(
    group: Numbers, value: Array, ranked: NDArray[np.bool_], fewest: int = FEWEST_PLACED
) -> dict[str, NDArray[np.int64] | Array]:
    """Places of ``value`` within each ``group``, of the rows that are ``ranked``.

    ``place`` counts from the largest value and ``place_from_low`` from the smallest, ties
    sharing the best place (1 first); ``of`` is the number ranked, ``tied`` how many share
    the value; ``quarter`` runs from 1 (highest) to 4; ``mean`` and ``deviation`` (n - 1)
    are those of the ranked. A group of fewer than ``fewest`` values, or of equal ones, has
    no places and no quarters (0).
    """
    return place_settled(group, settle_values(value), ranked, fewest)


def settle_values(value: Array) -> Array:
    """Values rounded to what any source prints: two ways to write one number are one value."""
    settled = np.array(value, dtype=np.float64)
    # A number that is whole millionths has no more than twelve digits below a million.
    with np.errstate(invalid="ignore", over="ignore"):
        short = (np.rint(settled * 1e6) / 1e6 == settled) & (np.abs(settled) < 1e6)
    long = np.flatnonzero(~short & np.isfinite(settled))
    different, which = np.unique(settled[long], return_inverse=True)
    settled[long] = np.array([float(f"{number:.12g}") for number in different.tolist()])[which]
    return settled


def place_settled(
    group: Numbers, value: Array, ranked: NDArray[np.bool_], fewest: int = FEWEST_PLACED
) -> dict[str, NDArray[np.int64] | Array]:
    """``place_values`` of values that are settled: for who ranks the same ones in several ways."""
    rows = np.flatnonzero(ranked)
    size = len(value)
    place, low, of, tied, quarter = (np.zeros(size, dtype=np.int64) for _ in range(5))
    mean, deviation = np.full(size, np.nan), np.full(size, np.nan)
    if not rows.size:
        return _name(place, low, of, tied, quarter, mean, deviation)
    # Sorted twice, by value and then by group, in numbers as short as they can be: quicker.
    falling = rows[np.argsort(-value[rows])]
    short = group[falling].astype(np.min_scalar_type(int(group.max())))
    sorted_rows = falling[np.argsort(short, kind="stable")]
    g, v = group[sorted_rows], value[sorted_rows]
    starts = np.flatnonzero(np.r_[True, g[1:] != g[:-1]])
    counts = np.diff(np.r_[starts, len(g)])
    first = np.repeat(starts, counts)
    number = np.repeat(counts, counts)
    new = np.r_[True, (g[1:] != g[:-1]) | (v[1:] != v[:-1])]
    tie_starts = np.flatnonzero(new)
    tie_counts = np.diff(np.r_[tie_starts, len(v)])
    best = np.repeat(tie_starts, tie_counts) - first + 1
    shared = np.repeat(tie_counts, tie_counts)
    from_low = number - (best + shared - 1) + 1
    sums = np.add.reduceat(v, starts)
    average = np.repeat(sums / counts, counts)
    squares = np.add.reduceat((v - average) ** 2, starts)
    spread = np.repeat(np.sqrt(squares / np.maximum(counts - 1, 1)), counts)
    # Equal values leave no spread, whatever rounding dust their mean has.
    spread = np.where(shared == number, 0.0, spread)
    enough = (number >= fewest) & (shared < number)
    band = QUARTERS + 1 - -(-((number + 1 - best) * QUARTERS) // number)
    place[sorted_rows] = np.where(enough, best, 0)
    low[sorted_rows] = np.where(enough, from_low, 0)
    of[sorted_rows] = number
    tied[sorted_rows] = shared
    quarter[sorted_rows] = np.where(enough, np.maximum(band, 1), 0)
    mean[sorted_rows], deviation[sorted_rows] = average, spread
    return _name(place, low, of, tied, quarter, mean, deviation)


def _name(*columns: NDArray[np.int64] | Array) -> dict[str, NDArray[np.int64] | Array]:
    names = ("place", "place_from_low", "of", "tied", "quarter", "mean", "deviation")
    return dict(zip(names, columns, strict=True))


def compare_with_several(
    group: Numbers,
    codes: Any,
    value: Array,
    neighbours: Mapping[str, Sequence[str]],
) -> dict[str, NDArray[np.int64] | Array]:
    """Each row beside its area's neighbours in the same group.

    ``codes`` are the areas', an array of texts or a categorical one.
    ``neighbours`` is their median (``nan``: none has a value), ``neighbours_place`` and
    ``neighbours_place_from_low`` the place of the row among itself and them,
    ``neighbours_of`` how many that are, ``neighbours_tied`` how many share the value.
    """
    size = len(value)
    most = max((len(neighbour) for neighbour in neighbours.values()), default=0)
    median = np.full(size, np.nan)
    place, low, of, tied = (np.zeros(size, dtype=np.int64) for _ in range(4))
    found = {
        "neighbours": median, "neighbours_place": place, "neighbours_place_from_low": low,
        "neighbours_of": of, "neighbours_tied": tied,
    }  # fmt: skip
    if not most or not size:
        return found
    import pandas as pd

    area, texts = pd.factorize(codes)
    number = {code: at for at, code in enumerate(texts)}
    wanted = np.full((len(number), most), -1, dtype=np.int64)
    for code, at in number.items():
        near = [number.get(neighbour, -1) for neighbour in neighbours.get(code, ())]
        wanted[at, : len(near)] = near
    width = len(number) + 1
    # One place for every group and area, and a last one of each group that stays empty.
    numbered, groups = pd.factorize(group)
    by_place = np.full(len(groups) * width, np.nan)
    by_place[(numbered * width + area)[::-1]] = value[::-1]
    target = np.where(wanted < 0, width - 1, wanted)[area]
    near_values = by_place[numbered[:, None] * width + target]
    held = np.isfinite(near_values) & np.isfinite(value)[:, None]
    some = held.any(axis=1)
    if some.any():
        median[some] = _find_medians(near_values[some], held[some])
    with np.errstate(invalid="ignore"):
        above = (held & (near_values > value[:, None])).sum(axis=1)
        below = (held & (near_values < value[:, None])).sum(axis=1)
    total = held.sum(axis=1) + 1
    alike = total - above - below
    enough = (total >= FEWEST_NEAR) & (alike < total)
    place[:] = np.where(enough, above + 1, 0)
    low[:] = np.where(enough, below + 1, 0)
    of[:] = np.where(some, total, 0)
    tied[:] = np.where(some, alike, 0)
    return found


def _find_medians(values: Array, held: NDArray[np.bool_]) -> Array:
    """The median of the ``held`` values of each row, of which every row has one at least."""
    inside = np.sort(np.where(held, values, np.inf), axis=1)
    count, row = held.sum(axis=1), np.arange(len(values))
    return np.asarray((inside[row, (count - 1) // 2] + inside[row, count // 2]) / 2)
