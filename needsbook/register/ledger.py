"""Every published id at hand: from an id to its figure and its row in the snapshot."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from needsbook.errors import UnknownName
from needsbook.store import Figure, Store


class Ledger:
    """The published figures of a store by id, found through the store's one index."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._index = store.index
        self._figures: dict[int, Figure] = {}
        self._places: dict[str, int] = {}  # of the ids that were asked for
        # The indicators and area slugs that were looked up, held or not.
        self.asked: set[tuple[str, str]] = set()

    def stamps(self) -> Iterator[tuple[str, str, list[str]]]:
        """For every indicator and area slug: the last parts of their ids, in order of time."""
        return self._index.stamps()

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Every indicator and area slug with figures, in order of the table."""
        areas = self.store.areas
        return ((indicator, areas[code].slug) for indicator, code in self._index.pairs())

    def positions(self, indicator: str, area: str) -> range:
        """Where the rows of an indicator and area slug stand in the table, in order of time."""
        self.asked.add((indicator, area))
        if area not in self.store.areas:
            return range(0)
        return self._index.positions(indicator, self.store.areas[area].code)

    def stamp_at(self, position: int) -> str:
        """The last part of the id of this row of the table."""
        return self._index.stamp(position)

    def __contains__(self, name: object) -> bool:
        return self.find(str(name)) is not None

    def figure(self, name: str) -> Figure:
        """The published figure with this id; ``UnknownName`` offers the nearest."""
        return self.figure_at(self._position(name))

    def figure_at(self, position: int) -> Figure:
        """The published figure in this row of the table."""
        if position not in self._figures:
            self._figures[position] = self.store.make_figure(self._index.row(position))
        return self._figures[position]

    def row(self, name: str) -> int:
        """The line of the snapshot's CSV an id stands in (the header is line 1)."""
        return self.line_at(self._position(name))

    def line_at(self, position: int) -> int:
        """The line of the snapshot's CSV behind this row of the table."""
        return int(self._index.cell("row", position))

    def dataset_at(self, position: int) -> str:
        """The dataset this row of the table was read from."""
        return str(self._index.cell("dataset", position))

    def find(self, name: str) -> int | None:
        """Where the row with this id stands in the table; None where it is not held."""
        position = self._places.get(name)
        if position is None:
            indicator, _, rest = name.partition(".")
            area, _, stamp = rest.partition(".")
            self.asked.add((indicator, area))
            position = self._index.find(indicator, area, stamp)
            if position is not None:
                self._places[name] = position
        return position

    def _position(self, name: str) -> int:
        position = self.find(name)
        if position is None:
            raise unknown_id(name, self)
        return position


def open_ledger(store: Store) -> Ledger:
    """The ledger of a store, made once."""
    return store.remember("ledger", lambda: Ledger(store))


def unknown_id(name: str, ledger: Ledger) -> UnknownName:
    """The error for an id that is not held; it offers the nearest whole ids.

    The nearest indicator first, then its nearest area, then that area's nearest periods.
    """
    indicator, _, rest = name.strip().lower().partition(".")
    slug, _, stamp = rest.partition(".")
    held: dict[str, list[str]] = {}
    for known, area in ledger.pairs():
        held.setdefault(known, []).append(area)
    indicators = [indicator] if indicator in held else get_close_matches(indicator, held, 2, 0.6)
    offers: list[str] = []
    for near in indicators:
        areas = sorted(held[near])
        places = [slug] if slug in areas else get_close_matches(slug, areas, 1, 0.6)
        for place in places:
            stamps = [ledger.stamp_at(at) for at in ledger.positions(near, place)]
            closest = get_close_matches(stamp, stamps, 3, 0.5) or stamps[-1:]
            offers += [f"{near}.{place}.{found}" for found in closest]
    if offers:
        do = "did you mean " + " or ".join(offers[:3]) + "?"
    else:
        do = "write it as indicator.area.period, or look for it with: needsbook find WORDS"
    return UnknownName(f"unknown figure “{name}”", "", do)
