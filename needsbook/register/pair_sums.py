"""What a book or its cards read of the table: pairs of indicator and area, and their digest.

After one figure changed, a book that looked at it is made anew, and no other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cached_property

import numpy as np
import pandas as pd

from needsbook.store import Store

# What an id is made of: a row more or less is seen by whoever lists what there is.
_NAMING = ["indicator", "area_code", "period", "edition", "sex", "age"]


class PairSums:
    """Digests of the rows of an indicator and an area (by slug), as they stand in the table."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @cached_property
    def ids(self) -> str:
        """The digest of the ids of everything published."""
        named = pd.util.hash_pandas_object(self._store.table[_NAMING], index=False)
        return hashlib.sha256(named.to_numpy().tobytes()).hexdigest()

    @cached_property
    def _running(self) -> np.ndarray:
        rows = pd.util.hash_pandas_object(self._store.table, index=False).to_numpy()
        return np.concatenate([np.zeros(1, dtype=np.uint64), np.cumsum(rows, dtype=np.uint64)])

    def digest(self, pairs: Iterable[tuple[str, str]]) -> str:
        """The digest of all rows of ``pairs``; one without rows counts as such."""
        areas, index, running = self._store.areas, self._store.index, self._running
        digest = hashlib.sha256()
        for indicator, slug in sorted(pairs):
            held = index.positions(indicator, areas[slug].code) if slug in areas else range(0)
            # The difference of running sums, which wrap: the sum over the rows of the pair.
            rows = int(running[held.stop]) - int(running[held.start]) & (1 << 64) - 1
            digest.update(f"{indicator} {slug} {len(held)} {rows}\n".encode())
        return digest.hexdigest()


def open_pair_sums(store: Store) -> PairSums:
    """The digests of a store, made once."""
    return store.remember("pair sums", lambda: PairSums(store))


def fold_pairs(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """The slugs of each indicator, in order: short to write down."""
    found: dict[str, list[str]] = {}
    for indicator, slug in sorted(pairs):
        found.setdefault(indicator, []).append(slug)
    return found


def unfold_pairs(folded: dict[str, list[str]]) -> list[tuple[str, str]]:
    """The pairs that ``fold_pairs`` was given."""
    return [(indicator, slug) for indicator, slugs in folded.items() for slug in slugs]
