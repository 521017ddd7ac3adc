"""Measures a council adds to its quarterly sheet: named in the sheet, kept beside its figures.

``data/local/<area>-measures.csv`` holds them (``id`` from own_01 on, name, what counts, unit,
direction wished for, target, who holds it). They are parts of no plan; their figures are read,
checked and shown like those of a plan's local measures.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

from needsbook.catalogue.frameworks import MeasurePart, Target
from needsbook.errors import BadInput
from needsbook.paths import Project

SHEET = "Your own measures"
COLUMNS = ("id", "name", "counts", "unit", "direction", "target", "held_by")
HEADS = {
    "id": "Measure id", "name": "Name", "counts": "What counts", "unit": "Unit",
    "direction": "Better is", "target": "Target", "held_by": "Who holds it",
}  # fmt: skip
UNITS = ("percent", "count", "rate", "score", "days")
DIRECTIONS = ("higher", "lower")
FREE = 6
MOST = 99
LENGTH = 120
OUTCOME = "own"
SET_IN = "the council’s quarterly sheet"
OUTCOME_TITLE = "The council’s own measures"


def own_path(project: Project, area_slug: str) -> Any:
    """Where the measures an area added are kept."""
    return project.data / "local" / f"{area_slug}-measures.csv"


def make_part(row: Mapping[str, str]) -> MeasurePart:
    """A measure a council added, as a part of no plan."""
    target = None
    if row.get("target"):
        target = Target(value=float(row["target"]), where=SET_IN, source=SET_IN)
    return MeasurePart(
        id=row["id"], local_id=row["id"], measure=row["id"], outcome=OUTCOME, name=row["name"],
        counts=row["counts"], unit=row["unit"], data="local", direction=row["direction"],  # type: ignore[arg-type]
        direction_from="plan", held_by=row["held_by"], indicator="", match="", difference="",
        sense="", counted_in="", proposed=False,
        reason="Only the council's own records can count this.", target=target,
    )  # fmt: skip


def read_own(project: Project, area_slug: str) -> dict[str, dict[str, str]]:
    """The measures an area added, by id, in order (empty when it added none)."""
    path = own_path(project, area_slug)
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise BadInput(
                f"{path.name} has the columns {reader.fieldnames}", project.relative(path),
                f"write exactly {', '.join(COLUMNS)}",
            )  # fmt: skip
        return {row["id"]: dict(row) for row in reader}


def own_parts(project: Project, area_slug: str) -> dict[str, MeasurePart]:
    """The measures an area added, as parts by id."""
    return {name: make_part(row) for name, row in read_own(project, area_slug).items()}


def print_own(rows: Iterable[Mapping[str, str]]) -> str:
    """The file of the measures an area added."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(sorted(rows, key=lambda row: row["id"]))
    return out.getvalue()


def list_ids(known: Mapping[str, Any]) -> list[str]:
    """The ids a sheet offers: those in use, then some that are free."""
    free = (f"own_{number:02d}" for number in range(1, MOST + 1))
    return sorted([*known, *[name for name in free if name not in known][:FREE]])


def write_own_sheet(book: Any, known: Mapping[str, Mapping[str, str]]) -> None:
    """Add the sheet on which a council names measures of its own."""
    from openpyxl.styles import Font, PatternFill, Protection
    from openpyxl.worksheet.datavalidation import DataValidation

    sheet = book.create_sheet(SHEET)
    light = PatternFill("solid", fgColor="FFF6E0")
    checks = {}
    for column, choices in (("unit", UNITS), ("direction", DIRECTIONS)):
        check = DataValidation(type="list", formula1=f'"{",".join(choices)}"', allow_blank=True)
        check.showErrorMessage, check.error = True, f"Choose one: {', '.join(choices)}."
        sheet.add_data_validation(check)
        checks[column] = check
    for at, (column, width) in enumerate(
        zip(COLUMNS, (13, 34, 60, 11, 11, 20, 34), strict=True), start=1
    ):
        cell = sheet.cell(1, at, HEADS[column])
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = width
    for number, name in enumerate(list_ids(known), start=2):
        sheet.cell(number, 1, name)
        for at, column in enumerate(COLUMNS[1:], start=2):
            cell = sheet.cell(number, at, known.get(name, {}).get(column) or None)
            cell.fill, cell.protection = light, Protection(locked=False)
            if column in checks:
                checks[column].add(cell.coordinate)
    sheet.freeze_panes = "B2"
    sheet.protection.sheet = True


def read_own_sheet(
    book: Any, known: Mapping[str, Mapping[str, str]]
) -> tuple[dict[str, dict[str, str]], list[tuple[str, str, str]]]:
    """The measures named on the sheet, and each wrong cell: where, what stands there, expected.

    A workbook made before there was such a sheet names none.
    """
    rows = {name: dict(row) for name, row in known.items()}
    wrong: list[tuple[str, str, str]] = []
    if SHEET not in book.sheetnames:
        return rows, wrong
    sheet = book[SHEET]
    offered, seen = set(list_ids(known)), set()
    for number in range(2, min(sheet.max_row, MOST + 2) + 1):
        row, cells = {}, {}
        for at, column in enumerate(COLUMNS, start=1):
            cell = sheet.cell(number, at)
            row[column] = "" if cell.value is None else str(cell.value).strip()
            cells[column] = cell.coordinate
        if not any(row[column] for column in COLUMNS[1:]):
            continue

        def complain(
            column: str, expected: str, row: dict[str, str] = row, cells: dict[str, str] = cells
        ) -> None:
            found = f"it holds “{row[column][:40]}”" if row[column] else "it is empty"
            wrong.append((cells[column], found, expected))

        if row["id"] not in offered or row["id"] in seen:
            complain("id", "the id of a measure as in the sheet that was sent out, once")
        seen.add(row["id"])
        for column in ("name", "counts", "held_by"):
            text = row[column]
            if not text or len(text) > LENGTH or text[0] in "=+@" or not text.isprintable():
                complain(column, f"one line of at most {LENGTH} characters, no formula")
        if row["unit"] not in UNITS:
            complain("unit", f"one of {', '.join(UNITS)}")
        if row["direction"] not in DIRECTIONS:
            complain("direction", f"one of {', '.join(DIRECTIONS)}")
        if row["target"] and not _fits(row["target"], row["unit"]):
            complain("target", "empty or a number that its unit can have")
        rows[row["id"]] = row
    return rows, wrong


def _fits(text: str, unit: str) -> bool:
    try:
        value = float(text)
    except ValueError:
        return False
    low, high = (-1000.0 if unit == "score" else 0.0), (100.0 if unit == "percent" else 1e7)
    return low <= value <= high
