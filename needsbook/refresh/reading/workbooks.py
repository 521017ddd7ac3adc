"""Workbooks as grids: XLSX cell by cell with its formats, ODS and XLS through one reader."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from functools import cache, partial
from typing import Any

import python_calamine

from needsbook.errors import BadInput
from needsbook.refresh.reading.grid import Grid, Odd, Percent, Row
from needsbook.refresh.reading.hidden import find_hidden_rows
from needsbook.refresh.reading.merged import find_spans

ERRORS = ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!")
AGAIN = "open it in a spreadsheet and save it again"


def read_xlsx(body: bytes, place: str) -> list[Grid]:
    """The sheets of an XLSX workbook; a formula without a stored result stays one."""
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(body), read_only=True, data_only=True)
        names = [(sheet.title, sheet.sheet_state != "visible") for sheet in book.worksheets]
        formulas = _has_formulas(body)
        if not names:
            return _read_other(body, place)
    except Exception:  # the reader raises whatever a damaged part makes it raise
        return _read_other(body, place)
    return [
        Grid(
            f"{place}, sheet {name}" if len(names) > 1 else place,
            _xlsx_rows(body, name, place, formulas), sheet=name, hidden=hidden,
            hidden_rows=cache(partial(find_hidden_rows, body, name)),
            spans=cache(partial(find_spans, body, name)),
        )
        for name, hidden in names
    ]  # fmt: skip


def _has_formulas(body: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                with archive.open(name) as part:
                    while chunk := part.read(1 << 20):
                        if b"<f>" in chunk or b"<f " in chunk:
                            return True
    return False


def _xlsx_rows(body: bytes, name: str, place: str, formulas: bool) -> Callable[[], Iterator[Row]]:
    kept: list[Row] = []

    def rows() -> Iterator[Row]:
        if not kept:
            kept.extend(read())
        return iter(kept)

    def read() -> Iterator[Row]:
        from openpyxl import load_workbook

        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                sheet = load_workbook(io.BytesIO(body), read_only=True, data_only=True)[name]
                sheet.reset_dimensions()
                other: Iterator[Any] = iter(())
                if formulas:
                    twin = load_workbook(io.BytesIO(body), read_only=True)[name]
                    twin.reset_dimensions()
                    other = twin.iter_rows()
            for line, cells in enumerate(sheet.iter_rows(), start=1):
                written = next(other, ()) if formulas else ()
                yield (
                    line,
                    [
                        _xlsx_cell(cell, written[at] if at < len(written) else None)
                        for at, cell in enumerate(cells)
                    ],
                )
        except Exception as error:
            raise BadInput(
                f"the sheet {name} cannot be read ({type(error).__name__})", place, AGAIN
            ) from None

    return rows


def _xlsx_cell(cell: Any, written: Any) -> object:
    value = cell.value
    if value is None:
        formula = written.value if written is not None else None
        if isinstance(formula, str) and formula.startswith("="):
            return Odd("formula", formula)
        if formula is not None and not isinstance(formula, (str, int, float)):
            return Odd("formula", "an array formula")
        return ""
    if getattr(cell, "data_type", "") == "e":
        return Odd("error", str(value))
    if isinstance(value, float) and "%" in str(getattr(cell, "number_format", "") or ""):
        return Percent(value)
    if isinstance(value, int) and not isinstance(value, bool):
        if "%" in str(getattr(cell, "number_format", "") or ""):
            return Percent(value)
        return value
    return _plain(value)


def _plain(value: Any) -> object:
    if isinstance(value, datetime):
        day = value.date() if value.time() == time(0) else value
        return Odd("date", day.isoformat())
    if isinstance(value, (date, time, timedelta)):
        return Odd("date", str(value))
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    if isinstance(value, str) and value.strip() in ERRORS:
        return Odd("error", value.strip())
    return value


def read_ods(body: bytes, place: str) -> list[Grid]:
    """The sheets of an ODS workbook."""
    return _read_other(body, place)


def read_old(body: bytes, place: str) -> list[Grid]:
    """The sheets of an XLS workbook; a protected one is named as such."""
    # A protected XLSX or XLSB is wrapped in this older container, its parts named in UTF-16.
    if "EncryptedPackage".encode("utf-16-le") in body:
        raise BadInput("the workbook is protected by a password", place, "save it without one")
    return _read_other(body, place)


def _read_other(body: bytes, place: str) -> list[Grid]:
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(body))
        sheets = [
            (sheet.name, sheet.visible != python_calamine.SheetVisibleEnum.Visible)
            for sheet in book.sheets_metadata
            if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
        ]
    except BaseException as error:  # the reader raises its own and, on odd input, panics
        if isinstance(error, (KeyboardInterrupt, SystemExit)):
            raise
        raise BadInput("the workbook is damaged or protected", place, AGAIN) from None
    return [
        Grid(
            f"{place}, sheet {name}" if len(sheets) > 1 else place,
            _other_rows(book, name, place), sheet=name, hidden=hidden,
            hidden_rows=cache(partial(find_hidden_rows, body, name)),
            spans=cache(partial(find_spans, body, name)),
        )
        for name, hidden in sheets
    ]  # fmt: skip


def _other_rows(
    book: python_calamine.CalamineWorkbook, name: str, place: str
) -> Callable[[], Iterator[Row]]:
    kept: list[Row] = []

    def rows() -> Iterator[Row]:
        if not kept:
            kept.extend(read())
        return iter(kept)

    def read() -> Iterator[Row]:
        try:
            found = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        except BaseException as error:  # see _read_other
            if isinstance(error, (KeyboardInterrupt, SystemExit)):
                raise
            raise BadInput(f"the sheet {name} cannot be read", place, AGAIN) from None
        for line, cells in enumerate(found, start=1):
            yield line, [_plain(cell) for cell in cells]

    return rows
