"""Cells of a filled-in sheet: what each column may hold, and one error per wrong cell."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from needsbook.catalogue.frameworks import MeasurePart
from needsbook.catalogue.periods import say_day
from needsbook.errors import BadInput
from needsbook.outcomes.local import DECIMALS, LocalRow
from needsbook.outcomes.review_dates import parse_quarter
from needsbook.store.figures import REASONS

COLUMNS = (
    "measure", "outcome", "what_counts", "unit", "quarter", "count", "denominator", "value",
    "reason", "note",
)  # fmt: skip
LETTERS = dict(zip(COLUMNS, "ABCDEFGHIJ", strict=True))
NOTE_LENGTH = 200
# A rate per cent and its counts may differ by what rounding to one decimal can do.
TOLERANCE = 0.051


@dataclass(frozen=True)
class CellError:
    """One wrong cell: where it is, what stands in it, what was expected."""

    file: str
    sheet: str
    cell: str
    found: str
    expected: str

    def __str__(self) -> str:
        return f"{self.file}, sheet {self.sheet}, cell {self.cell}: {self.found}; expected {self.expected}"


class BadCells(BadInput):
    """A sheet with wrong cells: nothing of it was read in. ``cells`` holds every one."""

    def __init__(self, file: str, cells: list[CellError]) -> None:
        self.cells = tuple(cells)
        super().__init__(
            f"{file}: {len(cells)} cell(s) cannot be read, so nothing was read in",
            "\n         ".join(str(cell) for cell in cells),
            "correct them and import the file again",
        )

    def __reduce__(self) -> Any:
        return type(self), (self.cells[0].file if self.cells else "", list(self.cells))


def print_cell(value: object) -> str:
    """A cell's content as an error names it."""
    text = str(value)
    return f"“{text[:40]}{'…' if len(text) > 40 else ''}”"


class RowReader:
    """Reads one row of a sheet; wrong cells are collected in ``errors``."""

    def __init__(self, file: str, sheet: str, number: int, cells: Mapping[str, Any]) -> None:
        self.file, self.sheet, self.number = file, sheet, number
        self.cells = cells
        self.errors: list[CellError] = []

    def complain(self, column: str, expected: str) -> None:
        """Record that a cell is wrong."""
        value = self.cells[column]
        found = "it is empty" if value is None else f"it holds {print_cell(value)}"
        cell = f"{LETTERS[column]}{self.number}"
        self.errors.append(CellError(self.file, self.sheet, cell, found, expected))

    def text(self, column: str) -> str:
        """A cell's text without spaces around it (empty for an empty cell)."""
        value = self.cells[column]
        return "" if value is None else str(value).strip()

    def number_in(
        self, column: str, low: float, high: float, whole: bool, words: str
    ) -> float | None:
        """A cell's number (None when empty or wrong); text and truth values are no numbers."""
        value = self.cells[column]
        if value is None or (isinstance(value, str) and not value.strip()):
            return None
        good = isinstance(value, int | float) and not isinstance(value, bool)
        if not good or not math.isfinite(value) or not low <= value <= high:
            self.complain(column, words)
            return None
        if whole and value != int(value):
            self.complain(column, words)
            return None
        return float(value)


def read_cells(
    reader: RowReader, parts: Mapping[str, MeasurePart], area_code: str
) -> LocalRow | None:
    """One row as a local figure; None when it is left empty or has a wrong cell.

    Small numbers are still in it: ``local_protect`` hides them before anything is written.
    """
    name = reader.text("measure")
    part = parts.get(name)
    if part is None:
        reader.complain("measure", "the id of a measure as in the sheet that was sent out")
        return None
    quarter = parse_quarter(reader.text("quarter"))
    if quarter is None:
        reader.complain("quarter", "a quarter such as Apr 2026-Jun 2026")
    elif quarter.end >= date.today():
        reader.complain("quarter", f"a quarter that is over, not one up to {say_day(quarter.end)}")
    count = reader.number_in("count", 0, 10_000_000, True, "a whole number of 0 or more")
    whole = reader.number_in("denominator", 1, 10_000_000, True, "a whole number of 1 or more")
    value = _read_value(reader, part)
    reason, note = reader.text("reason"), reader.text("note")
    if reason and reason not in REASONS:
        reader.complain("reason", f"empty or one of {', '.join(REASONS)}")
    if len(note) > NOTE_LENGTH or any(ord(sign) < 32 for sign in note):
        reader.complain("note", f"one line of at most {NOTE_LENGTH} characters")
    if reader.errors:
        return None
    if count is None and whole is None and value is None and not reason:
        return None
    assert quarter is not None
    row = _settle(reader, part, count, whole, value, reason)
    if row is None or reader.errors:
        return None
    shown, shown_count, shown_whole, why = row
    return LocalRow(
        indicator=name, area_code=area_code, period=quarter.text, value=shown, count=shown_count,
        denominator=shown_whole, reason=why, note=note,
    )  # fmt: skip


def _read_value(reader: RowReader, part: MeasurePart) -> float | None:
    if part.unit == "percent":
        return reader.number_in("value", 0, 100, False, "a number from 0 to 100, without a % sign")
    if part.unit == "score":
        return reader.number_in("value", -1000, 1000, False, "a number")
    return reader.number_in("value", 0, 10_000_000, part.unit != "rate", "a number of 0 or more")


def _settle(
    reader: RowReader,
    part: MeasurePart,
    count: float | None,
    whole: float | None,
    value: float | None,
    reason: str,
) -> tuple[str, str, str, str] | None:
    """Value, count, denominator and reason as text, once the cells agree with each other."""
    if reason:
        for column, found in (("value", value), ("count", count)):
            if found is not None:
                reader.complain(column, "an empty cell beside a reason")
        return "", "", "", reason
    if count is not None and whole is not None and count > whole:
        reader.complain("count", f"at most the denominator, {whole:g}")
        return None
    if part.unit == "count":
        count = value if count is None else count
        if value is not None and value != count:
            reader.complain("value", f"the same as the count, {count:g}, or an empty cell")
        value = count
    if part.unit == "percent":
        if count is not None and whole is None:
            reader.complain("denominator", "a whole number beside a count")
            return None
        if count is not None and whole is not None:
            worked = 100 * count / whole
            if value is not None and abs(value - worked) > TOLERANCE:
                reader.complain(
                    "value", f"{worked:.1f} by the count and denominator, or an empty cell"
                )
            value = worked
    if value is None:
        reader.complain("value", "a value, a count or a reason")
        return None
    return f"{value:.{DECIMALS[part.unit]}f}", _whole(count), _whole(whole), ""


def _whole(number: float | None) -> str:
    return "" if number is None else f"{number:.0f}"
