"""The quarterly workbook: made for an area, filled in by hand, read back with checks."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from needsbook.catalogue import Area, load_areas
from needsbook.catalogue.framework_files import frameworks_for
from needsbook.catalogue.frameworks import MeasurePart
from needsbook.errors import BadInput, unknown_name
from needsbook.outcomes.local import LocalRow, Sender, list_parts, store_rows
from needsbook.outcomes.local_protect import protect_rows
from needsbook.outcomes.own_measures import (
    OUTCOME_TITLE,
    list_ids,
    make_part,
    read_own,
    read_own_sheet,
    write_own_sheet,
)
from needsbook.outcomes.own_measures import SHEET as OWN_SHEET
from needsbook.outcomes.sheet_cells import (
    COLUMNS,
    LETTERS,
    BadCells,
    CellError,
    RowReader,
    read_cells,
)
from needsbook.paths import Project
from needsbook.store.figures import MISSING_WORDS, REASONS

SHEET = "Figures"
COVER = "Read me first"
HEADS = {
    "measure": "Measure id", "outcome": "Outcome", "what_counts": "What counts", "unit": "Unit",
    "quarter": "Quarter", "count": "Count", "denominator": "Out of", "value": "Value",
    "reason": "Reason if empty", "note": "Note",
}  # fmt: skip
WIDTHS = dict(zip(COLUMNS, (14, 26, 60, 10, 20, 11, 11, 11, 22, 40), strict=True))
FILLED = ("count", "denominator", "value", "reason", "note")
HEAD_ROW = 1
BY_CELL = "B12"
MOST_ROWS = 2000
# A workbook is a zip file: every entry gets this time, so that the same sheet is the same bytes.
FIXED = (2000, 1, 1, 0, 0, 0)
NOTES = {
    "count": "How many. A whole number. Counts from 1 to 4 are hidden when the sheet is read in.",
    "denominator": "Out of how many. For a percentage only.",
    "value": "Leave empty for a percentage with a count; it is worked out.",
    "reason": "Why there is no number. Choose from the list.",
    "note": "One line, shown to readers. No names of children.",
}


@dataclass(frozen=True)
class SheetImported:
    """What an import did: rows read, how many are new or changed, how many were suppressed."""

    area: Area
    rows: int
    new: int
    changed: int
    suppressed: int


@dataclass(frozen=True)
class SheetRead:
    """What a workbook says: its rows, small numbers hidden (``more`` of them so that others
    stay hidden), the measures its council added, and who filled it in."""

    area: Area
    rows: tuple[LocalRow, ...]
    own: dict[str, dict[str, str]]
    more: int
    by: str


def list_wanted(project: Project, area: Area) -> list[tuple[str, str, MeasurePart]]:
    """Plan, outcome and part of each measure of an area that no published series shows:
    those of its plans, if it has any."""
    return [
        (framework.title, next(o.title for o in framework.outcomes if o.id == part.outcome), part)
        for framework in frameworks_for(project, area.slug)
        for part in framework.parts()
        if not part.indicator
    ]


def list_own(project: Project, area: Area) -> list[tuple[str, str, MeasurePart]]:
    """The measures the council added before, and as many free rows as the sheet offers."""
    known = read_own(project, area.slug)
    blank = {
        "name": "Your own measure", "counts": f"name it on the sheet “{OWN_SHEET}”",
        "unit": "count", "direction": "higher", "held_by": "",
    }  # fmt: skip
    return [
        ("", OUTCOME_TITLE, make_part(known.get(name) or {"id": name, **blank}))
        for name in list_ids(known)
    ]


def make_template(project: Project, area: Area, quarter: str) -> bytes:
    """The workbook to fill in for an area and a quarter, as the bytes of an XLSX file.

    One row a part of a measure; the cells to fill are marked, checked as they are typed,
    and explained by a note on their heading. The same input gives the same bytes.
    """
    from openpyxl import Workbook

    book = Workbook()
    cover = book.active
    cover.title = COVER
    _write_cover(cover, area, quarter)
    sheet = book.create_sheet(SHEET)
    _write_rows(sheet, [*list_wanted(project, area), *list_own(project, area)], quarter)
    write_own_sheet(book, read_own(project, area.slug))
    book.properties.creator = "needsbook"
    book.properties.title = f"Quarterly figures for {area.name}"
    moment = datetime(*FIXED)
    book.properties.created = book.properties.modified = moment
    return _fix_bytes(book)


def _write_cover(sheet: Any, area: Area, quarter: str) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    lines = (
        f"Quarterly figures for {area.name}, {quarter}",
        "",
        f"Fill in the light cells of the sheet “{SHEET}”: a count (with “out of” for a "
        "percentage), or a value, or a reason why there is none.",
        "Leave a row empty if you have nothing to say on it yet; it is then skipped.",
        "Type numbers as numbers, without commas, spaces or a % sign. Formulas are not read.",
        "Counts from 1 to 4 are hidden when the sheet is read in, and so is a percentage that "
        "would give one away. Write no names of children anywhere.",
        f"Measures of your own: name them on the sheet “{OWN_SHEET}”, and fill in their rows at "
        f"the end of “{SHEET}”.",
        "To send the next quarter, change the quarter in the column of that name or ask for a "
        "new sheet.",
        "Then run: needsbook measures import and the name of this file.",
    )
    for number, text in enumerate(lines, start=1):
        cell = sheet.cell(number, 1, text)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet["A1"].font = Font(bold=True, size=14)
    sheet["A10"], sheet["B10"] = "area", area.slug
    sheet["A11"], sheet["B11"] = "area code", area.code
    sheet["A12"] = "filled in by (name and team)"
    sheet[BY_CELL].fill = PatternFill("solid", fgColor="FFF6E0")
    sheet.column_dimensions["A"].width = 90
    sheet.column_dimensions["B"].width = 26


def _write_rows(sheet: Any, wanted: Sequence[tuple[str, str, MeasurePart]], quarter: str) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font, PatternFill, Protection

    light = PatternFill("solid", fgColor="FFF6E0")
    for column in COLUMNS:
        cell = sheet[f"{LETTERS[column]}{HEAD_ROW}"]
        cell.value, cell.font = HEADS[column], Font(bold=True)
        if column in NOTES:
            cell.comment = Comment(NOTES[column], "needsbook", height=80, width=260)
        sheet.column_dimensions[LETTERS[column]].width = WIDTHS[column]
    for number, (_, outcome, part) in enumerate(wanted, start=HEAD_ROW + 1):
        texts = (part.local_id, outcome, f"{part.name}: {part.counts}", part.unit, quarter)
        for column, text in zip(COLUMNS, texts, strict=False):
            sheet[f"{LETTERS[column]}{number}"] = text
            sheet[f"{LETTERS[column]}{number}"].alignment = Alignment(
                wrap_text=True, vertical="top"
            )
        for column in ("quarter", *FILLED):
            cell = sheet[f"{LETTERS[column]}{number}"]
            cell.fill, cell.protection = light, Protection(locked=False)
        _add_checks(sheet, number, part)
    sheet.freeze_panes = "B2"
    sheet.protection.sheet = True


def _add_checks(sheet: Any, number: int, part: MeasurePart) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    high = "100" if part.unit == "percent" else "10000000"
    low = "-1000" if part.unit == "score" else "0"
    for column, kind, bottom, top, words in (
        ("count", "whole", "0", "10000000", "a whole number of 0 or more"),
        ("denominator", "whole", "1", "10000000", "a whole number of 1 or more"),
        ("value", "decimal", low, high, f"a number from {low} to {high}"),
    ):
        check = DataValidation(type=kind, operator="between", formula1=bottom, formula2=top)
        check.allow_blank, check.showErrorMessage = True, True
        check.errorTitle, check.error = "Not a number that fits", f"Write {words}."
        sheet.add_data_validation(check)
        check.add(f"{LETTERS[column]}{number}")
    reasons = DataValidation(type="list", formula1=f'"{",".join(REASONS)}"', allow_blank=True)
    reasons.showErrorMessage, reasons.errorTitle = True, "Not a reason"
    reasons.error = "Choose one: " + ", ".join(MISSING_WORDS[reason] for reason in REASONS)[:200]
    sheet.add_data_validation(reasons)
    reasons.add(f"{LETTERS['reason']}{number}")


def _fix_bytes(book: Any) -> bytes:
    """The workbook's bytes with one fixed time throughout."""
    raw, fixed = io.BytesIO(), io.BytesIO()
    book.save(raw)
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(fixed, "w") as new:
        for name in sorted(old.namelist(), key=lambda item: (item != "[Content_Types].xml", item)):
            content = old.read(name)
            if name == "docProps/core.xml":
                # The library stamps the moment of saving over the one it was given.
                content = re.sub(
                    rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2000-01-01T00:00:00Z", content
                )
            entry = zipfile.ZipInfo(name, FIXED)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, content)
    return fixed.getvalue()


def read_workbook(project: Project, path: Path) -> SheetRead:
    """What a filled-in workbook says, small numbers hidden; nothing is written.

    A file that is no such workbook is ``BadInput``; wrong cells are ``BadCells``, which
    names every one of them with file, sheet, cell and what was expected.
    """
    book = _open(path)
    try:
        area = _find_area(project, book, path)
        rows, own = _read_sheet(project, book, area, path.name)
        by = str(book[COVER][BY_CELL].value or "").strip()
    finally:
        book.close()
    if not rows:
        raise BadInput(
            f"{path.name}: no row is filled in", f"{path.name}, sheet {SHEET}",
            "write a count, a value or a reason in at least one row",
        )  # fmt: skip
    parts = {**list_parts(project, area.slug), **{k: make_part(row) for k, row in own.items()}}
    kept, more = protect_rows(rows, parts)
    return SheetRead(area, tuple(kept), own, more, " ".join(by[:80].split()))


def import_workbook(
    project: Project, path: Path, read: SheetRead | None = None, sender: Sender | None = None
) -> SheetImported:
    """Read a filled-in workbook into ``data/local/<area>.csv``; all of it or nothing.

    ``read`` is the workbook as read before, if it was.
    """
    read = read or read_workbook(project, path)
    new, changed = store_rows(project, read.area, read.rows, read.own, sender)
    hidden = sum(row.reason == "suppressed" for row in read.rows)
    return SheetImported(read.area, len(read.rows), new, changed, hidden)


def _open(path: Path) -> Any:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    do = "import the .xlsx file that ‘needsbook measures template’ made"
    if not path.is_file():
        raise BadInput(f"there is no file {path.name}", path.as_posix(), do)
    try:
        # Not data_only: a formula must be seen as one, not as the value it had when saved.
        return load_workbook(path)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError, EOFError):
        raise BadInput(f"{path.name} is not a workbook that can be read", path.name, do) from None


def _find_area(project: Project, book: Any, path: Path) -> Area:
    do = "use a sheet made with ‘needsbook measures template’"
    for name in (COVER, SHEET):
        if name not in book.sheetnames:
            raise BadInput(f"{path.name} has no sheet “{name}”", path.name, do)
    slug = str(book[COVER]["B10"].value or "").strip()
    areas = load_areas(project)
    if slug not in areas:
        named = [area.slug for area in areas if area.level != "ward"]
        raise unknown_name("area", slug, named, f"{path.name}, sheet {COVER}, cell B10")
    area = areas[slug]
    code = str(book[COVER]["B11"].value or "").strip()
    if code != area.code:
        raise BadInput(
            f"the code “{code}” is not that of {area.name}",
            f"{path.name}, sheet {COVER}, cell B11",
            f"write {area.code}",
        )
    return area


def _read_sheet(
    project: Project, book: Any, area: Area, file: str
) -> tuple[list[LocalRow], dict[str, dict[str, str]]]:
    """The figures of a workbook, and the measures its council added."""
    sheet = book[SHEET]
    errors: list[CellError] = []
    for column in COLUMNS:
        place = f"{LETTERS[column]}{HEAD_ROW}"
        if sheet[place].value != HEADS[column]:
            found = f"it holds “{sheet[place].value}”"
            errors.append(CellError(file, SHEET, place, found, f"the heading “{HEADS[column]}”"))
    if errors:
        raise BadCells(file, errors)
    if sheet.max_row > MOST_ROWS:
        raise BadInput(f"{file} has {sheet.max_row} rows", SHEET, f"keep to {MOST_ROWS} rows")
    parts = {k: p for k, p in list_parts(project, area.slug).items() if not p.indicator}
    own, wrong = read_own_sheet(book, read_own(project, area.slug))
    errors += [CellError(file, OWN_SHEET, *pair) for pair in wrong]
    if errors:
        raise BadCells(file, errors)
    parts |= {name: make_part(row) for name, row in own.items()}
    unnamed = set(list_ids(own)) - set(own)
    rows: list[LocalRow] = []
    seen: dict[tuple[str, str], int] = {}
    for number in range(HEAD_ROW + 1, sheet.max_row + 1):
        cells = {name: sheet[f"{LETTERS[name]}{number}"].value for name in COLUMNS}
        if all(value is None for value in cells.values()):
            continue
        reader = RowReader(file, SHEET, number, cells)
        if reader.text("measure") in unnamed:
            if any(reader.text(column) for column in FILLED):
                reader.complain("measure", f"a measure that is named on the sheet “{OWN_SHEET}”")
                errors += reader.errors
            continue
        row = read_cells(reader, parts, area.code)
        if row is not None and row.key in seen:
            reader.complain(
                "measure", f"each measure once a quarter (it also stands in row {seen[row.key]})"
            )
        errors += reader.errors
        if row is not None and not reader.errors:
            seen[row.key] = number
            rows.append(row)
    if errors:
        raise BadCells(file, errors)
    return rows, own
