"""A sheet or a text as rows of cells, whatever file it came from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

Row = tuple[int, list[object]]
Span = tuple[int, int, int]

SAMPLE = 60


@dataclass(frozen=True)
class Odd:
    """A cell that cannot be used: ``kind`` is error, formula or date; ``text`` what stands there."""

    kind: str
    text: str

    def __str__(self) -> str:
        return self.text


class Percent(float):
    """A number a spreadsheet shows as a percentage: 0.245 that is printed 24.5%."""


@dataclass(frozen=True)
class Grid:
    """One table's cells: ``rows()`` gives (line, cells) anew each time."""

    place: str
    rows: Callable[[], Iterator[Row]]
    sheet: str = ""
    hidden: bool = False
    delimiter: str = ""
    period: str = ""
    """The one period of all its rows, where the sheet's name or title says it."""
    hidden_rows: Callable[[], frozenset[int]] = frozenset
    """The lines a reader of the workbook does not see."""
    spans: Callable[[], tuple[Span, ...]] = tuple
    """Cells merged downwards: column from 0, first and last line."""
    beside: tuple[tuple[str, str, tuple[tuple[int, str], ...]], ...] = ()
    """What the workbook's sheets without a table say: place, sheet, and its lines with numbers."""

    def head(self, number: int = SAMPLE) -> list[Row]:
        """The first rows."""
        found = []
        for row in self.rows():
            found.append(row)
            if len(found) >= number:
                break
        return found
