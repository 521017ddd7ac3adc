"""Tables a build reads (CSV): the columns each has, and every fault of one, row by row.

A reader declares its table as a ``TableForm`` beside the code that reads it; the registry of
files names the form, so that ``needsbook check`` finds all faults of all tables in one go, and
the reader itself refuses the first.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice
from pathlib import Path

from needsbook.errors import BadInput

# So many faults of one table are told one by one; the rest are counted.
TOLD = 5
NUMBER = r"-?\d+(\.\d+)?"
SHARE = r"0(\.\d+)?|1(\.0+)?"
DAY = r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
AREA_CODE = r"[A-Z]\d{8}"


@dataclass(frozen=True)
class FileColumn:
    """A column of a table: the form its cells have, and how that is said.

    ``names`` is what the cells name (“area”, “indicator”), where that must be known.
    """

    name: str
    form: str = r".*\S.*"
    said: str = "text"
    names: str = ""


@dataclass(frozen=True)
class TableForm:
    """The columns of a table in their order, and those that together tell its rows apart."""

    columns: tuple[FileColumn, ...]
    key: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(column.name for column in self.columns)


def optional(column: FileColumn) -> FileColumn:
    """The column, whose cells may be empty too."""
    return FileColumn(column.name, f"|{column.form}", column.said, column.names)


def read_table(path: Path, form: TableForm, where: str) -> list[dict[str, str]]:
    """The rows of a table; ``BadInput`` names the first fault, its row and its column."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise BadInput(f"{path.name} is missing", where, "restore the file") from None
    return parse_table(content, form, where)


def parse_table(content: bytes, form: TableForm, where: str) -> list[dict[str, str]]:
    """As ``read_table``, of the bytes of a table."""
    for fault in find_table_faults(content, form, where):
        raise fault
    rows = csv.reader(content.decode("utf-8").splitlines())
    return [dict(zip(form.names, cells, strict=True)) for cells in islice(rows, 1, None)]


def find_table_faults(
    content: bytes,
    form: TableForm,
    where: str,
    known: Mapping[str, Container[str]] | None = None,
) -> Iterator[BadInput]:
    """The faults of a table in order of row; after ``TOLD`` of them the rest are counted.

    ``known`` are the names cells may have, by what they name; left out: any.
    """
    faults = _find_faults(content, form, where, known or {})
    yield from islice(faults, TOLD)
    if rest := sum(1 for _ in faults):
        yield BadInput(
            f"{Path(where).name} has {rest} more faults",
            where,
            "mend those above first; if there are many, restore the file",
        )


def _find_faults(
    content: bytes, form: TableForm, where: str, known: Mapping[str, Container[str]]
) -> Iterator[BadInput]:
    name = Path(where).name
    if not content.strip():
        yield BadInput(f"{name} is empty", where, "restore the file")
        return
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        yield BadInput(f"{name} is not UTF-8", f"{where}, row {row}", "save the file as UTF-8")
        return
    # Lines are what a person counts; no table of ours has a cell that runs over two.
    reader = csv.reader(text.splitlines(), strict=True)
    try:
        header = next(reader)
        if fault := _check_header(header, form, name, where):
            yield fault
            return
        yield from _check_rows(reader, form, where, known)
    except csv.Error as error:
        yield BadInput(f"a row cannot be read ({error})", f"{where}, row {reader.line_num}", "mend its quotes")  # fmt: skip
        return
    if reader.line_num == 1:
        yield BadInput(f"{name} has a header and no rows", where, "restore the file")
    elif not content.endswith(b"\n"):
        yield BadInput(
            f"{name} does not end with a line feed", f"{where}, row {reader.line_num}",
            "the file may be cut short: restore it",
        )  # fmt: skip


def _check_header(header: Sequence[str], form: TableForm, name: str, where: str) -> BadInput | None:
    if tuple(header) == form.names:
        return None
    missing = [column for column in form.names if column not in header]
    strange = [column for column in header if column not in form.names]
    parts = []
    if missing:
        parts.append(f"lacks the column {', '.join(missing)}")
    if strange:
        parts.append(f"has the column {', '.join(column or '(blank)' for column in strange)}")
    what = " and ".join(parts) or "has its columns in another order, or one twice"
    near = get_close_matches(strange[0], missing, 1, 0.5) if strange and missing else []
    do = (
        f"did you mean “{near[0]}” by “{strange[0]}”?"
        if near
        else f"write exactly {','.join(form.names)}"
    )
    return BadInput(f"{name} {what}", f"{where}, row 1", do)


def _check_rows(
    reader: Iterator[list[str]],
    form: TableForm,
    where: str,
    known: Mapping[str, Container[str]],
) -> Iterator[BadInput]:
    patterns = [re.compile(column.form) for column in form.columns]
    sound: list[set[str]] = [set() for _ in form.columns]
    at = [form.names.index(name) for name in form.key]
    seen: dict[tuple[str, ...], int] = {}
    for number, cells in enumerate(reader, start=2):
        place = f"{where}, row {number}"
        if not cells:
            yield BadInput("a row is blank", place, "remove it")
            continue
        if len(cells) != len(form.columns):
            yield BadInput(
                f"a row has {len(cells)} cells, the header has {len(form.columns)}",
                place,
                "restore the row, or mend its quotes",
            )
            continue
        for column, pattern, cell, held in zip(form.columns, patterns, cells, sound, strict=True):
            if cell in held:
                continue
            if not pattern.fullmatch(cell):
                what = f"“{cell}” is not {column.said}" if cell else f"{column.name} is empty"
                do = f"write {column.said}" + (", or nothing" if pattern.fullmatch("") else "")
                yield BadInput(what, f"{place}, column {column.name}", do)
            elif cell and column.names in known and cell not in known[column.names]:
                yield BadInput(
                    f"unknown {column.names} “{cell}”",
                    f"{place}, column {column.name}",
                    f"correct it, or add the {column.names}",
                )
            else:
                held.add(cell)
        if at:
            key = tuple(cells[position] for position in at)
            if key in seen:
                yield BadInput(f"the row of {' '.join(filter(None, key))} stands twice", f"{place} (first in row {seen[key]})", "remove one")  # fmt: skip
            seen.setdefault(key, number)
