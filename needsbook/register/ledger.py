"""Every published id at hand: from an id to its figure and its row in the snapshot."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from functools import cached_property
from types import SimpleNamespace
from typing import Any
from weakref import WeakKeyDictionary

from pandas import factorize
from pandas.api.types import is_numeric_dtype

from needsbook.catalogue import parse_period
from needsbook.errors import UnknownName
from needsbook.store import Figure, Store


class Ledger:
    """The published figures of a store by id; reading it once costs about a second."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._figures: dict[int, Figure] = {}

    @cached_property
    def stamps(self) -> list[tuple[str, str, str]]:
        """For every row of the table in order: indicator, area slug, the rest of its id."""
        table = self.store.table
        slugs = {code: self.store.areas[code].slug for code in table["area_code"].unique()}
        periods = {text: parse_period(text).slug for text in table["period"].unique()}
        columns = (self._columns[name] for name in ("period", "edition", "sex", "age"))
        found = []
        for indicator, code, period, edition, sex, age in zip(
            self._columns["indicator"], self._columns["area_code"], *columns, strict=True
        ):
            stamp = periods[period]
            if edition:
                stamp += f"~{edition}"
            if sex or age:
                stamp += "." + "-".join(one for one in (sex, f"age-{age}" if age else "") if one)
            found.append((indicator, slugs[code], stamp))
        return found

    @cached_property
    def positions(self) -> Mapping[str, int]:
        """Where the row of an id stands in the table."""
        return {".".join(parts): number for number, parts in enumerate(self.stamps)}

    @cached_property
    def histories(self) -> Mapping[tuple[str, str], list[int]]:
        """Positions of the rows of an indicator and area slug, in order of time."""
        found: dict[tuple[str, str], list[int]] = {}
        for number, (indicator, slug, _) in enumerate(self.stamps):
            found.setdefault((indicator, slug), []).append(number)
        return found

    @cached_property
    def _columns(self) -> Mapping[str, list[Any]]:
        # Whole columns as lists: a frame gives single rows at a hundredth of the speed.
        return {name: self._list(name) for name in self.store.table.columns}

    def _list(self, name: str) -> list[Any]:
        """A column as a list; equal texts are one object, of which there are a million."""
        column = self.store.table[name]
        if is_numeric_dtype(column):
            return column.tolist()
        codes, distinct = factorize(column, use_na_sentinel=False)
        texts = distinct.tolist()
        return [texts[code] for code in codes]

    def _row(self, position: int) -> SimpleNamespace:
        return SimpleNamespace(**{name: held[position] for name, held in self._columns.items()})

    def __contains__(self, name: object) -> bool:
        return name in self.positions

    def figure(self, name: str) -> Figure:
        """The published figure with this id; ``UnknownName`` offers the nearest."""
        return self.figure_at(self._position(name))

    def figure_at(self, position: int) -> Figure:
        """The published figure in this row of the table."""
        if position not in self._figures:
            self._figures[position] = self.store.make_figure(self._row(position))
        return self._figures[position]

    def row(self, name: str) -> int:
        """The line of the snapshot's CSV an id stands in (the header is line 1)."""
        return self.line_at(self._position(name))

    def line_at(self, position: int) -> int:
        """The line of the snapshot's CSV behind this row of the table."""
        return int(self._columns["row"][position])

    def dataset_at(self, position: int) -> str:
        """The dataset this row of the table was read from."""
        return str(self._columns["dataset"][position])

    def _position(self, name: str) -> int:
        if name not in self.positions:
            raise unknown_id(name, self)
        return self.positions[name]


_OPEN: WeakKeyDictionary[Store, Ledger] = WeakKeyDictionary()


def open_ledger(store: Store) -> Ledger:
    """The ledger of a store, made once."""
    return _OPEN.setdefault(store, Ledger(store))


def unknown_id(name: str, ledger: Ledger) -> UnknownName:
    """The error for an id that is not held; it offers the nearest whole ids.

    The nearest indicator first, then its nearest area, then that area's nearest periods.
    """
    indicator, _, rest = name.strip().lower().partition(".")
    slug, _, stamp = rest.partition(".")
    held = {one for one, _ in ledger.histories}
    indicators = [indicator] if indicator in held else get_close_matches(indicator, held, 2, 0.6)
    offers: list[str] = []
    for one in indicators:
        areas = sorted(area for found, area in ledger.histories if found == one)
        places = [slug] if slug in areas else get_close_matches(slug, areas, 1, 0.6)
        for place in places:
            stamps = [ledger.stamps[at][2] for at in ledger.histories[(one, place)]]
            near = get_close_matches(stamp, stamps, 3, 0.5) or stamps[-1:]
            offers += [f"{one}.{place}.{found}" for found in near]
    if offers:
        do = "did you mean " + " or ".join(offers[:3]) + "?"
    else:
        do = "write it as indicator.area.period, or look for it with: needsbook find WORDS"
    return UnknownName(f"unknown figure “{name}”", "", do)
