"""Bringing in a downloaded file: the same reading, checks and difference as a refresh.

The kind of file is told from its content: a Fingertips CSV, a CSV of Explore Education
Statistics, the DWP workbook, or a table of one's own (CSV, ODS or XLSX) with a column of
codes, one of periods and one of values.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from needsbook.catalogue.fetches import (
    DwpFetch,
    EesFetch,
    EesFileFetch,
    Fetch,
    FingertipsFetch,
)
from needsbook.catalogue.indicators import Indicator, load_indicators
from needsbook.errors import BadInput, NeedsbookError, SourceError
from needsbook.paths import Project
from needsbook.refresh import dwp, ees, ees_layout, fingertips
from needsbook.refresh.accept import Held
from needsbook.refresh.differences import Difference
from needsbook.refresh.own_tables import (
    Choice,
    Part,
    find_home,
    find_period_form,
    is_own_table,
    read_own_table,
)
from needsbook.refresh.raw import RawStore
from needsbook.refresh.rows import Fetched, make_rows
from needsbook.refresh.run import Task, compare_fetched
from needsbook.refresh.tables import Table, decode, read_table, simplify

LARGEST = 400_000_000


def import_file(
    path: Path,
    name: str,
    project: Project,
    held: Held,
    store: RawStore,
    choice: Choice | None = None,
) -> list[Difference]:
    """What the file would change in the indicator's snapshots; nothing is written."""
    choice = choice or Choice()
    indicator = load_indicators(project)[name]
    body = _read(path)
    raw = store.keep(body, path.name)
    found = []
    for fetch, published, table, remarks in _read_any(body, path.name, indicator, held, choice):
        rows, left_out = make_rows(indicator, fetch, published, project, path.name)
        fetched = Fetched(
            indicator=indicator.id,
            dataset=fetch.dataset,
            rows=rows,
            release=f"file {path.name}",
            release_date="",
            table=table,
            address=path.name,
            method="import of a downloaded file",
            raw_sha256=raw.sha256,
            left_out=left_out,
            remarks=remarks,
            series=fetch.series,
        )
        areas = frozenset(rows["area_code"])
        found.append(compare_fetched(held, Task(indicator, fetch), fetched, only=areas))
    return found


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise BadInput(
                "the file is too large", path.name, f"at most {LARGEST:,} bytes are read"
            )
        body = path.read_bytes()
    except FileNotFoundError:
        raise BadInput("the file is not there", path.name, "check its name and folder") from None
    except (IsADirectoryError, PermissionError) as error:
        raise BadInput(
            f"the file cannot be read ({type(error).__name__})", path.name, "check it"
        ) from None
    if not body.strip():
        raise BadInput("the file is empty", path.name, "download it again")
    return body


def _read_any(
    body: bytes, place: str, indicator: Indicator, held: Held, choice: Choice
) -> Iterator[Part]:
    """The file's figures by the entry they belong to."""
    if body[:4] == b"PK\x03\x04" or body[:4] == b"\xd0\xcf\x11\xe0":
        yield from _read_workbook(body, place, indicator, held, choice)
        return
    header = _find_header(body, place)
    if fingertips.is_fingertips(header):
        yield _read_fingertips(body, place, indicator, held, choice)
    elif ees_layout.is_school_table(header) and "value" not in header:
        yield _read_school(body, place, indicator, choice)
    else:
        yield read_own_table(body, place, indicator, held, choice)


def _find_header(body: bytes, place: str) -> list[str]:
    """The simplified names of the row that looks like a header of any kind we know."""
    text = decode(body, place, error=BadInput)
    for delimiter in (",", ";", "\t"):
        for number, cells in enumerate(csv.reader(io.StringIO(text), delimiter=delimiter)):
            names = [simplify(cell) for cell in cells]
            if fingertips.is_fingertips(names) or ees_layout.is_school_table(names):
                return names
            if is_own_table(names):
                return names
            if number > 60:
                break
    return []


def _with_dataset(fetch: Fetch, choice: Choice) -> Fetch:
    return fetch.model_copy(update={"dataset": choice.dataset}) if choice.dataset else fetch


def _read_fingertips(
    body: bytes, place: str, indicator: Indicator, held: Held, choice: Choice
) -> Part:
    table = read_table(body, place, fingertips.is_fingertips, fingertips.COLUMNS[:5])
    entry = next((one for one in indicator.fetch if isinstance(one, FingertipsFetch)), None)
    if entry is None:
        entry = _guess_fingertips(table, indicator, held, choice, place)
    at = table.column("Indicator ID")
    if all(row[at] != str(entry.id) for row in table.rows):
        ids = ", ".join(sorted({row[at] for row in table.rows})[:8])
        raise BadInput(
            f"the file holds {ids or 'no indicator'}, not {entry.id}", place, "check the download"
        )
    fetch = _with_dataset(entry, choice)
    assert isinstance(fetch, FingertipsFetch)
    return fetch, list(fingertips.read_figures(table, fetch)), f"indicator {entry.id}", ()


def _guess_fingertips(
    table: Table, indicator: Indicator, held: Held, choice: Choice, place: str
) -> FingertipsFetch:
    """An entry from the file itself, if it holds one indicator for one sex and age."""
    names = ("Indicator ID", "Sex", "Age", "Indicator Name")
    at = [table.column(name) for name in names]
    category = table.find("Category Type")
    kinds = {
        tuple(row[one] for one in at) for row in table.rows if category is None or not row[category]
    }
    if len(kinds) != 1:
        listed = "; ".join(" ".join(kind[:3]) for kind in sorted(kinds)[:6])
        raise BadInput(
            f"the file holds {len(kinds)} kinds of figures: {listed}", place,
            f"say which in a fetch entry of data/indicators/{indicator.id}.yml, or keep one in the file",
        )  # fmt: skip
    number, sex, age, name = kinds.pop()
    if not number.isdigit():
        raise BadInput(f"“{number}” is not an indicator number", place, "check the download")
    return FingertipsFetch(
        connector="fingertips", dataset=find_home(indicator, held, choice), id=int(number), name=name,
        sex=sex, age=age, periods=find_period_form(indicator),
        levels=("country", "region", "sub_region", "upper_tier", "district", "ward"),
    )  # fmt: skip


def _read_school(body: bytes, place: str, indicator: Indicator, choice: Choice) -> Part:
    entry = next(
        (one for one in indicator.fetch if isinstance(one, (EesFetch, EesFileFetch))), None
    )
    if entry is None:
        raise BadInput(
            f"which column of this file is {indicator.id} is not known", place,
            f"give data/indicators/{indicator.id}.yml a fetch entry that names its columns",
        )  # fmt: skip
    fetch = _with_dataset(entry, choice)
    assert isinstance(fetch, (EesFetch, EesFileFetch))
    labels = _guess_totals(body, place, fetch) if isinstance(fetch, EesFetch) else None
    published = list(ees_layout.read_school_rows(body, fetch, place, labels))
    return fetch, published, ", ".join(fetch.columns["value"]), ()


def _guess_totals(body: bytes, place: str, fetch: EesFetch) -> dict[str, str]:
    """The labels to keep: the entry's own, and the total of any other column that has one."""
    table = read_table(body, place, ees_layout.is_school_table, ees_layout.EXPECTED)
    labels = dict(fetch.filters)
    for at, name in enumerate(table.header):
        if name in labels:
            continue
        values = {row[at] for row in table.rows}
        total = next((v for t in ees.TOTALS for v in values if v.casefold() == t), None)
        if total is not None:
            labels[name] = total
    return labels


def _read_workbook(
    body: bytes, place: str, indicator: Indicator, held: Held, choice: Choice
) -> Iterator[Part]:
    entries = [one for one in indicator.fetch if isinstance(one, DwpFetch)]
    book = dwp.open_workbook(body, place)
    if not entries or not any(dwp.SHEET.search(name.strip()) for name in book.sheet_names):
        yield read_own_table(_first_table(book, place), place, indicator, held, choice)
        return
    errors: list[NeedsbookError] = []
    for entry in entries:
        try:
            published, sheet = dwp.read_workbook(body, entry, place)
        except SourceError as error:
            errors.append(error)
            continue
        yield _with_dataset(entry, choice), published, f"sheet {sheet}", ()
    if len(errors) == len(entries):
        raise errors[0]


def _first_table(book: dwp.Workbook, place: str) -> bytes:
    """The first sheet with a header of our own kind, as CSV."""
    for name in book.sheet_names:
        rows = dwp.read_cells(book, name, place)
        if any(is_own_table([simplify(str(cell)) for cell in row]) for row in rows[:60]):
            text = io.StringIO()
            csv.writer(text, lineterminator="\n").writerows(
                [
                    int(cell) if isinstance(cell, float) and cell.is_integer() else cell
                    for cell in row
                ]
                for row in rows
            )
            return text.getvalue().encode("utf-8")
    raise BadInput(
        f"no sheet has a table we know; the sheets are {', '.join(book.sheet_names)}", place,
        "a table needs a column of codes, one of periods and one of values",
    )  # fmt: skip
