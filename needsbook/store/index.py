"""The one index of the table: from an indicator and an area, or an id, to rows.

The store, the ledger of ids and the cards all find rows here. Rows of one indicator and area
stand together in the table, so their place is two numbers; columns of text are kept as whole
numbers into the distinct texts. Both are plain arrays, which processes split off from one that
holds them share without copying.

>>> index = Index(store.table, store.areas)  # doctest: +SKIP
>>> index.rows("obesity_year6_resident_pct", "E09000033")[-1].value  # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from pandas import factorize
from pandas.api.types import is_numeric_dtype

from needsbook.catalogue import Areas, parse_period
from needsbook.store.figures import figure_stamp


@dataclass(slots=True)
class TableRow:
    """One row of the tidy table (see ``needsbook.store.tidy``)."""

    indicator: str
    area_code: str
    period: str
    sex: str
    age: str
    value: float
    lower_ci: float
    upper_ci: float
    count: float
    denominator: float
    reason: str
    note: str
    dataset: str
    series: str
    edition: str
    release: str
    basis: str
    row: int
    start: str
    end: str


FIELDS = tuple(field.name for field in fields(TableRow))


class Index:
    """Where the rows of the table stand, and the rows themselves, one at a time."""

    def __init__(self, table: pd.DataFrame, areas: Areas) -> None:
        self._table = table
        self._areas = areas
        self._held: dict[tuple[str, str], list[TableRow]] = {}

    @cached_property
    def _columns(self) -> tuple[tuple[Any, list[str] | None], ...]:
        """For each field its numbers, or the numbers of its texts and the distinct texts."""
        return tuple(self._column(name) for name in FIELDS)

    def _column(self, name: str) -> tuple[Any, list[str] | None]:
        column = self._table[name]
        if is_numeric_dtype(column):
            return column.to_numpy(), None
        codes, distinct = factorize(column, use_na_sentinel=False)
        small = len(distinct) < np.iinfo(np.int16).max
        return codes.astype(np.int16 if small else np.int32), distinct.tolist()

    @cached_property
    def _bounds(self) -> Mapping[tuple[str, str], tuple[int, int]]:
        """First and last-but-one position of the rows of each indicator and area, in order."""
        (names, indicators), (codes, places) = self._columns[:2]
        assert indicators is not None
        assert places is not None
        if not len(names):
            return {}
        new = (names[1:] != names[:-1]) | (codes[1:] != codes[:-1])
        starts = np.concatenate([[0], np.flatnonzero(new) + 1, [len(names)]]).tolist()
        return {
            (indicators[names[low]], places[codes[low]]): (low, high)
            for low, high in pairwise(starts)
        }

    @cached_property
    def _wholes(self) -> Mapping[str, tuple[int, int]]:
        """The same of each indicator."""
        found: dict[str, tuple[int, int]] = {}
        for (indicator, _), (low, high) in self._bounds.items():
            found[indicator] = (found.get(indicator, (low, high))[0], high)
        return found

    def codes(self, name: str) -> tuple[Any, list[str]]:
        """A column of text as whole numbers, row by row, into its distinct texts."""
        numbers, texts = self._columns[FIELDS.index(name)]
        return numbers, texts or []

    @cached_property
    def values(self) -> Any:
        """The values row by row, ``nan`` for a missing one."""
        return np.asarray(self._columns[FIELDS.index("value")][0], dtype=np.float64)

    @cached_property
    def _whole(self) -> Any:
        """Which rows hold a value of a whole population."""
        valued = ~np.isnan(self.values)
        for name in ("sex", "age"):
            numbers, texts = self.codes(name)
            valued &= np.array([not text for text in texts], dtype=bool)[numbers]
        return valued

    @cached_property
    def _newest(self) -> Mapping[str, str]:
        (names, indicators), (periods, words) = self.codes("indicator"), self.codes("period")
        days, ends = self.codes("end")
        order = np.argsort(np.argsort(ends)) if ends else np.zeros(0, dtype=np.int64)
        rows = np.flatnonzero(~np.isnan(self.values))
        rows = rows[np.lexsort((order[days[rows]], names[rows]))]
        return {indicators[names[row]]: words[periods[row]] for row in rows.tolist()}

    def newest(self, indicator: str) -> str:
        """The last period in which any area has a value; empty where none has."""
        return self._newest.get(indicator, "")

    def alike(self, indicator: str, period: str, series: str) -> list[int]:
        """The rows that hold a value of a whole population for this period and series."""
        low, high = self.slice(indicator)
        found = self._whole[low:high].copy()
        for name, wanted in (("period", period), ("series", series)):
            numbers, texts = self.codes(name)
            found &= numbers[low:high] == (texts.index(wanted) if wanted in texts else -1)
        return [int(row) for row in np.flatnonzero(found) + low]

    def slice(self, indicator: str) -> tuple[int, int]:
        """Where the rows of an indicator begin and end in the table; nothing: 0, 0."""
        return self._wholes.get(indicator, (0, 0))

    def positions(self, indicator: str, code: str) -> range:
        """Where the rows of an indicator and area code stand, in order of time."""
        return range(*self._bounds.get((indicator, code), (0, 0)))

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Every indicator and area code with rows, in order of the table."""
        return iter(self._bounds)

    def cells(self, indicator: str) -> dict[tuple[str, str, str, str], int]:
        """Places of the rows of both sexes by (area code, period, edition, age)."""
        low, high = self.slice(indicator)
        numbers, sexes = self.codes("sex")
        both = np.array([not text for text in sexes], dtype=bool)[numbers[low:high]]
        kept = (np.flatnonzero(both) + low).tolist()
        # The distinct texts are shared by all keys: a table of ages has tens of thousands.
        columns = []
        for name in ("area_code", "period", "edition", "age"):
            codes, texts = self.codes(name)
            columns.append([texts[code] for code in codes[kept].tolist()])
        return dict(zip(zip(*columns, strict=True), kept, strict=True))

    def numbers(self, position: int) -> tuple[float, ...]:
        """Value, lower and upper limit, count and denominator of the row in this place."""
        return tuple(float(column[position]) for column in self._numbers)

    @cached_property
    def _numbers(self) -> tuple[Any, ...]:
        names = ("value", "lower_ci", "upper_ci", "count", "denominator")
        return tuple(self._columns[FIELDS.index(name)][0] for name in names)

    def row(self, position: int) -> TableRow:
        """The row in this place of the table."""
        return TableRow(*(
            values[position].item() if texts is None else texts[values[position]]
            for values, texts in self._columns
        ))  # fmt: skip

    def cell(self, name: str, position: int) -> Any:
        """One field of the row in this place of the table."""
        values, texts = self._columns[FIELDS.index(name)]
        return values[position].item() if texts is None else texts[values[position]]

    def rows(self, indicator: str, code: str) -> list[TableRow]:
        """The rows of an indicator and area code, in order of time."""
        key = (indicator, code)
        if key not in self._held:
            low, high = self._bounds.get(key, (0, 0))
            # Column by column: a number taken alone costs more than the list of all.
            taken = [
                values[low:high].tolist() if texts is None
                else [texts[number] for number in values[low:high].tolist()]
                for values, texts in self._columns
            ]  # fmt: skip
            self._held[key] = [TableRow(*cells) for cells in zip(*taken, strict=True)]
        return self._held[key]

    @cached_property
    def _stamps(self) -> tuple[Any, list[str]]:
        """For every row the last part of its id: the period, its edition, sex and age."""
        fields = [FIELDS.index(name) for name in ("period", "edition", "sex", "age")]
        texts = [self._columns[field][1] or [] for field in fields]
        sizes = [max(len(held), 1) for held in texts]
        # The four numbers as one, which is sorted a good deal sooner than four.
        codes = np.ravel_multi_index([self._columns[field][0] for field in fields], sizes)
        numbers, kinds = factorize(codes)
        words = [
            make_stamp(*(held[code] for held, code in zip(texts, kind, strict=True)))
            for kind in np.stack(np.unravel_index(kinds, sizes), axis=1).tolist()
        ]
        return numbers.astype(np.int32), words

    def stamp(self, position: int) -> str:
        """The last part of the id of the row in this place."""
        numbers, words = self._stamps
        return words[int(numbers[position])]

    def find(self, indicator: str, area: str, stamp: str) -> int | None:
        """Where the row with this id (area by slug) stands; None where there is none."""
        if area not in self._areas:
            return None
        low, high = self._bounds.get((indicator, self._areas[area].code), (0, 0))
        numbers, words = self._stamps
        # All numbers at once: taken one by one they cost more than the look at each.
        for place, number in enumerate(numbers[low:high].tolist()):
            if words[number] == stamp:
                return int(low + place)
        return None

    def stamps(self) -> Iterator[tuple[str, str, list[str]]]:
        """For every indicator and area (by slug): the last parts of the ids, in order of time."""
        numbers, words = self._stamps
        for (indicator, code), (low, high) in self._bounds.items():
            slug = self._areas[code].slug
            yield indicator, slug, [words[number] for number in numbers[low:high].tolist()]


def make_stamp(period: str, edition: str, sex: str, age: str) -> str:
    """The last part of an id: period, “~” and edition where superseded, sex and age."""
    part = "-".join(text for text in (sex, f"age-{age}" if age else "") if text)
    return figure_stamp(parse_period(period).slug, edition, part)
