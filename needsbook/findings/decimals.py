"""How many decimals a publisher's file prints, table by table: the rounding of its values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from needsbook.catalogue import Indicator
from needsbook.stats.text_columns import TextColumn, pair_numbers, renumber
from needsbook.store.store import Store

if TYPE_CHECKING:
    import pandas as pd

MOST_DECIMALS = 6
# A table with fewer values is judged by the whole file: England is one row a year.
FEW_VALUES = 5


def count_decimals(store: Store, indicator: Indicator) -> dict[tuple[str, str, str], int]:
    """Decimals by dataset, period and level: the most that any value there carries.

    A file that rounds prints some value of each table to its last decimal; one value that
    happens to end in a nought says nothing.
    """

    low, high = store.index.slice(indicator.id)
    store.touched.add(indicator.id)

    def make() -> dict[tuple[str, str, str], int]:
        values = store.index.values[low:high]
        rows = np.flatnonzero(~np.isnan(values)) + low
        values = values[rows - low]
        decimals = np.full(len(values), MOST_DECIMALS)
        for places in range(MOST_DECIMALS - 1, -1, -1):
            same = np.abs(np.round(values, places) - values) < 1e-9 * np.maximum(np.abs(values), 1)
            decimals[same] = places
        columns = [TextColumn(texts, numbers[rows]) for numbers, texts in _list_columns(store)]
        tables, which = number_tables(columns)
        held = np.bincount(which, minlength=len(tables)).tolist()
        most = np.zeros(len(tables), dtype=np.int64)
        np.maximum.at(most, which, decimals)
        always: dict[tuple[str, str], int] = {}
        for (dataset, _, level), number in zip(tables, most.tolist(), strict=True):
            always[dataset, level] = max(always.get((dataset, level), 0), number)
        return {
            (dataset, period, level): always[dataset, level] if values_held < FEW_VALUES else number
            for (dataset, period, level), values_held, number in zip(
                tables, held, most.tolist(), strict=True
            )
        }

    return store.remember(("decimals", indicator.id), make)


def list_halves(store: Store, rows: pd.DataFrame) -> NDArray[np.float64]:
    """Half of the last decimal that is printed of each of ``rows`` of the tidy table."""
    names = ("indicator", "dataset", "period", "area_code")
    *columns, codes = (TextColumn.of(rows[name]) for name in names)
    tables, which = number_tables([*columns, _replace_by_levels(store, codes)])
    half = np.full(len(tables), np.nan)
    for at, (name, *table) in enumerate(tables):
        indicator = store.indicators[name]
        dataset, period, level = table
        printed = count_decimals(store, indicator)
        places = printed.get((dataset, period, level), indicator.decimals)
        half[at] = 0.5 * 10.0**-places
    return half[which]


def number_tables(columns: Sequence[TextColumn]) -> tuple[list[tuple[str, ...]], NDArray[np.int64]]:
    """The different rows of ``columns`` and, row by row, the number of the one it is."""
    which = np.zeros(len(columns[0].number), dtype=np.int64)
    for column in columns:
        which = renumber(pair_numbers(which, column.number.astype(np.int64)))
    first = np.zeros(int(which.max(initial=-1)) + 1, dtype=np.int64)
    first[which] = np.arange(len(which))
    texts = (
        [column.texts[number] for number in column.number[first].tolist()] for column in columns
    )
    return list(zip(*texts, strict=True)), which


def _list_columns(store: Store) -> list[tuple[NDArray[np.int64], list[str]]]:
    """Dataset, period and level of every row of the table, as numbers of texts."""

    def make() -> TextColumn:
        numbers, texts = store.index.codes("area_code")
        return _replace_by_levels(store, TextColumn(texts, numbers))

    levels = store.remember(("levels",), make)
    return [
        store.index.codes("dataset"),
        store.index.codes("period"),
        (levels.number, levels.texts),
    ]


def _replace_by_levels(store: Store, codes: TextColumn) -> TextColumn:
    levels = sorted({store.areas[code].level for code in codes.texts})
    number = codes.look_up(lambda code: levels.index(store.areas[code].level), np.int64)
    return TextColumn(levels, number)
