"""Columns of few different texts as whole numbers: compared, counted and joined at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class TextColumn:
    """A column of few different texts: the ``texts`` and, row by row, the number of one."""

    texts: list[str]
    number: NDArray[np.int64]

    @classmethod
    def of(cls, column: pd.Series[str]) -> TextColumn:
        """A column of a table, whether it holds texts or numbers of texts."""
        import pandas as pd

        number, texts = pd.factorize(column)
        return cls([str(text) for text in texts], np.asarray(number, dtype=np.int64))

    def rank(self) -> NDArray[np.int64]:
        """Each row's text as its number in the order of the alphabet."""
        order = sorted(range(len(self.texts)), key=self.texts.__getitem__)
        ranks = np.empty(len(order), dtype=np.int64)
        ranks[order] = np.arange(len(order))
        return ranks[self.number]

    def at(self, rows: NDArray[np.intp]) -> Any:
        """The texts of ``rows``, held as numbers."""
        import pandas as pd

        return pd.Categorical.from_codes(self.number[rows], pd.Index(self.texts))

    def copy(self, rows: NDArray[np.int64]) -> Any:
        """The texts of ``rows`` themselves; an empty one for a row of -1."""
        import pandas as pd

        number = np.where(rows >= 0, self.number[np.maximum(rows, 0)], len(self.texts))
        return pd.Index([*self.texts, ""]).take(number).array

    def look_up(self, find: Callable[[str], object], kind: type) -> NDArray[Any]:
        """What ``find`` says of each row's text, asked once a text."""
        return np.array([find(text) for text in self.texts], dtype=kind)[self.number]


def write_out(column: pd.Series[Any], dtype: Any) -> Any:
    """A column of few different texts as the table had it: the texts themselves, row by row."""
    return column.cat.categories.astype(dtype).take(column.cat.codes.to_numpy()).array


def pair_numbers(column: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.int64]:
    """One number a row for two, equal where both are equal."""
    return column * (int(other.max(initial=0)) + 1) + other


def number_rows(rows: pd.DataFrame, names: Sequence[str]) -> NDArray[np.int64]:
    """One number a row, equal where all of ``names`` are equal."""
    number = np.zeros(len(rows), dtype=np.int64)
    for name in names:
        number = renumber(pair_numbers(number, TextColumn.of(rows[name]).number))
    return number


def renumber(number: NDArray[np.int64]) -> NDArray[np.int64]:
    """The same order in numbers from 0 without gaps, so that products stay small."""
    import pandas as pd

    return np.asarray(pd.factorize(number, sort=True)[0], dtype=np.int64)


def find_first(number: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether each row is the first of its number."""
    import pandas as pd

    return ~np.asarray(pd.Index(number).duplicated(), dtype=bool)


def count_days(column: pd.Series[str]) -> NDArray[np.int64]:
    """Days written as 2024-03-31 as whole numbers."""
    days = TextColumn.of(column)
    return days.look_up(lambda text: date.fromisoformat(text).toordinal(), np.int64)
