"""A file of any origin, opened: what kind it is, and its tables; or why it cannot be read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from needsbook.catalogue.areas import load_areas
from needsbook.errors import BadInput
from needsbook.paths import Project
from needsbook.refresh.reading.area_cells import Places
from needsbook.refresh.reading.choice import Choice
from needsbook.refresh.reading.crosswise import turn_grid
from needsbook.refresh.reading.dated_sheets import date_grid
from needsbook.refresh.reading.grid import Grid
from needsbook.refresh.reading.grids import read_grids
from needsbook.refresh.reading.headers import HeaderFound, find_tables
from needsbook.refresh.reading.layouts import load_layouts
from needsbook.refresh.reading.notes_beside import keep_beside

LARGEST = 400_000_000


@dataclass
class FileOrigin:
    """A file opened once: its tables, and the sheets passed over."""

    name: str
    body: bytes
    tables: list[HeaderFound]
    passed: list[str]


def open_source(path: Path, project: Project, choice: Choice) -> FileOrigin:
    """The tables of the file; ``BadInput`` when none has a header of areas and periods."""
    body = read_file(path)
    grids = whole = read_grids(body, path.name)
    passed = []
    if choice.sheet:
        named = [
            grid
            for grid in grids
            if grid.sheet.strip().casefold() == choice.sheet.strip().casefold()
        ]
        if not named:
            listed = (
                ", ".join(grid.sheet for grid in grids if grid.sheet) or "none: it is a text file"
            )
            raise BadInput(
                f"no sheet “{choice.sheet}”; the sheets are {listed}", path.name, "correct --sheet"
            )
        grids = named
    elif any(grid.hidden for grid in grids):
        passed += [
            f"the hidden sheet {grid.sheet} was passed over" for grid in grids if grid.hidden
        ]
        grids = [grid for grid in grids if not grid.hidden] or grids
    layouts = load_layouts(project)
    knows = Places(project, load_areas(project), None).knows
    extra: dict[str, str] = {}
    tables = []
    for grid in grids:
        try:
            found = find_tables(grid, layouts, extra)
        except BadInput:
            if grid.delimiter not in ("", ","):
                continue  # another delimiter's quotes may make no sense
            raise
        if found is None:
            turned = turn_grid(grid, knows)
            found = find_tables(turned, layouts, extra) if turned is not None else None
            if found is None:
                found = date_grid(grid, lambda dated: find_tables(dated, layouts, extra))
        if found is not None:
            tables.append(found)
    if grids and grids[0].delimiter and tables:
        tables = [max(tables, key=lambda header_found: len(header_found.names))]
    if not tables:
        raise _no_table(grids, path.name)
    if len(whole) > len(grids):
        # A sheet named with --sheet may stand beside one of notes, and beside other tables.
        notes = [
            grid for grid in whole if grid in grids or find_tables(grid, layouts, extra) is None
        ]
    else:
        notes = whole
    return FileOrigin(path.name, body, keep_beside(tables, notes), passed)


def _no_table(grids: list[Grid], place: str) -> BadInput:
    """The error for a file without a header of areas and periods: what was found instead."""
    if grids[0].delimiter:
        rows = [
            [str(cell).strip() for cell in cells] for grid in grids for cells in _try_head(grid)
        ]
        widest = max(rows, key=len, default=[])
        shown = ", ".join(f"“{words}”" for words in widest[:30] if words) or "nothing"
        return BadInput(
            f"unknown layout: no column of area codes or names beside one of periods; found {shown}",
            place,
            "a table needs a column of areas, one of periods (or years as columns) and one of values",
        )
    names = ", ".join(grid.sheet for grid in grids)
    return BadInput(
        f"no sheet has a table we know; the sheets are {names}", place,
        "a table needs a column of areas, one of periods (or years as columns) and one of values",
    )  # fmt: skip


def _try_head(grid: Grid) -> list[list[object]]:
    """The first rows, or none where another delimiter's quotes make no sense."""
    try:
        return [cells for _, cells in grid.head(8)]
    except BadInput:
        if grid.delimiter == ",":
            raise
        return []


def read_file(path: Path) -> bytes:
    """The bytes of a file; ``BadInput`` if it is not there, too large or empty."""
    try:
        if path.stat().st_size > LARGEST:
            raise BadInput(
                "the file is too large", path.name, f"at most {LARGEST:,} bytes are read"
            )
        body = path.read_bytes()
    except FileNotFoundError:
        raise BadInput("the file is not there", path.name, "check its name and folder") from None
    except OSError as error:
        raise BadInput(
            f"the file cannot be read ({type(error).__name__})", path.name, "check it"
        ) from None
    if not body[:4000].strip() and not body.strip():
        raise BadInput("the file is empty", path.name, "download it again")
    return body
