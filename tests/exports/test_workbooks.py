"""The workbook of an area: one model, two forms, the same values."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from odf.opendocument import load
from odf.table import Table, TableCell, TableRow

from needsbook.catalogue import Area
from needsbook.exports.imprint import Imprint
from needsbook.exports.ods import make_ods
from needsbook.exports.table_sheets import COLUMNS, SHORTHAND, Workbook, clean_words, make_workbook
from needsbook.exports.xlsx import make_xlsx
from needsbook.register.entries import Entry
from needsbook.store.figures import MISSING_WORDS, Figure

EPOCH = 1_763_769_600
HOSTILE = ("=1+1", "+44", "-2+3", "@SUM(A1)", "\t=1", ' =HYPERLINK("http://x")')


def make_entry(name: str, number: int, value: float | None = 1.5, reason: str = "") -> Entry:
    figure = Figure(
        id=f"obesity.ward-{number}.2018-19",
        indicator="obesity",
        area_code=f"E0500000{number}",
        period="2018/19",
        value=value,
        printed="1.5%" if value is not None else "suppressed",
        unit="percent",
        lower_ci=None if value is None else 0.25,
        upper_ci=None if value is None else 2.75,
        count=None if value is None else 0.0,
        reason=reason,
        note=name,
    )
    area = Area(code=figure.area_code, slug=f"ward-{number}", name=name, level="ward")
    return Entry(figure, None, area, pages=["westminster/obesity"])


@pytest.fixture(scope="module")
def entries() -> list[Entry]:
    found = [make_entry(name, number) for number, name in enumerate(HOSTILE)]
    found.append(make_entry("Quiet", 8, None, "suppressed"))
    found.append(make_entry("Elsewhere", 9))
    found[-1].pages = ["medway/obesity"]
    return found


@pytest.fixture(scope="module")
def book(entries: list[Entry], imprint: Imprint) -> Workbook:
    chapters = [("westminster/empty", "Empty"), ("westminster/obesity", "=Obesity")]
    return make_workbook(imprint, chapters, entries)


@pytest.fixture(scope="module")
def xlsx(book: Workbook) -> bytes:
    return make_xlsx(book, EPOCH)


@pytest.fixture(scope="module")
def ods(book: Workbook) -> bytes:
    return make_ods(book, EPOCH)


def read_ods(content: bytes) -> dict[str, list[list[Any]]]:
    """Every sheet's rows: numbers as numbers, words as words."""
    document: Any = load(io.BytesIO(content))
    sheets = {}
    for table in document.spreadsheet.getElementsByType(Table):
        rows = []
        for row in table.getElementsByType(TableRow):
            cells: list[Any] = []
            for cell in row.getElementsByType(TableCell):
                if cell.getAttribute("valuetype") == "float":
                    cells.append(float(cell.getAttribute("value")))
                else:
                    cells.append("".join(str(part) for part in cell.childNodes))
            rows.append(cells)
        sheets[table.getAttribute("name")] = rows
    return sheets


def test_only_figures_of_the_area_and_no_empty_sheet(book: Workbook) -> None:
    (sheet,) = book.sheets
    assert sheet.label == "Table 2"
    assert len(sheet.rows) == len(HOSTILE) + 1
    assert all(len(row) == len(COLUMNS) for row in sheet.rows)
    assert all(cell != "" for row in sheet.rows for cell in row)


def test_missing_value_is_a_sign_and_zero_is_a_zero(book: Workbook) -> None:
    rows = {row[1]: dict(zip(COLUMNS, row, strict=True)) for row in book.sheets[0].rows}
    assert rows["Quiet"]["Value"] == "[c]"
    assert rows["'=1+1"]["Count"] == 0.0
    assert rows["'=1+1"]["Out of"] == "[z]"
    assert set(SHORTHAND) == set(MISSING_WORDS)
    assert len(set(SHORTHAND.values())) == len(SHORTHAND)
    assert all(sign in book.notes["value"] for sign in SHORTHAND.values())


def test_workbook_is_marked_up(xlsx: bytes, imprint: Imprint) -> None:
    held = openpyxl.load_workbook(io.BytesIO(xlsx))
    assert held.sheetnames == ["Cover", "Contents", "Notes", "Table 2"]
    assert held["Cover"]["A1"].value == "City of Westminster: figures of the profile"
    assert list(held["Table 2"].tables) == ["table_2"]
    assert held["Table 2"].tables["table_2"].ref == f"A3:M{3 + len(HOSTILE) + 1}"
    assert "[note 1]" in held["Table 2"]["D3"].value
    assert held["Notes"]["A3"].value == "Note number"
    assert held.properties.creator == imprint.book


def test_no_cell_is_a_formula_or_begins_like_one(xlsx: bytes, ods: bytes) -> None:
    sheets = openpyxl.load_workbook(io.BytesIO(xlsx))
    words = []
    for cell in (cell for sheet in sheets for row in sheet for cell in row):
        assert cell.data_type in ("s", "n")
        if cell.data_type == "s":
            words.append(str(cell.value))
    words += [
        cell for rows in read_ods(ods).values() for row in rows for cell in row
        if isinstance(cell, str)
    ]  # fmt: skip
    assert sum("1+1" in word for word in words) >= 2
    assert not [word for word in words if word.lstrip().startswith(("=", "+", "-", "@"))]


def test_both_forms_hold_the_same(book: Workbook, xlsx: bytes, ods: bytes) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx))["Table 2"]
    first = [list(row) for row in sheet.iter_rows(min_row=4, values_only=True)]
    second = read_ods(ods)["Table 2"][3:]
    assert first == second == [list(row) for row in book.sheets[0].rows]


def test_same_input_gives_the_same_bytes(book: Workbook, xlsx: bytes, ods: bytes) -> None:
    assert make_xlsx(book, EPOCH) == xlsx
    assert make_ods(book, EPOCH) == ods


def test_markup_of_the_library_is_no_markup_in_a_name() -> None:
    assert clean_words("a $$note$$ [x](y)\n b") == "a $ $note$ $ [x] (y) b"
