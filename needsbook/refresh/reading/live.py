"""A publisher's file fetched by an entry, read by the reader of files of any origin.

What a file is downloaded by, a person or this program, makes no difference to what its columns
mean: the same layouts, filters and refusals hold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache

from needsbook.catalogue.areas import load_areas
from needsbook.catalogue.fetches import (
    DwpFetch,
    EesFetch,
    EesFileFetch,
    Fetch,
    FingertipsFetch,
    NomisFetch,
)  # fmt: skip
from needsbook.catalogue.indicators import Indicator, load_indicators
from needsbook.errors import BadInput, SourceError
from needsbook.paths import Project
from needsbook.refresh.reading.area_cells import Places
from needsbook.refresh.reading.choice import Choice
from needsbook.refresh.reading.columns import names_for
from needsbook.refresh.reading.file_reading import FileReading
from needsbook.refresh.reading.grid import Grid
from needsbook.refresh.reading.grids import read_grids
from needsbook.refresh.reading.headers import HeaderFound, find_tables
from needsbook.refresh.reading.layouts import load_layouts
from needsbook.refresh.reading.reader import read_for
from needsbook.refresh.reading.spans import FORM_KINDS, Kind, Periods
from needsbook.refresh.reading.taken import Context

LAYOUTS: dict[type, str] = {
    EesFetch: "ees", EesFileFetch: "ees", FingertipsFetch: "fingertips",
    DwpFetch: "dwp_low_income", NomisFetch: "nomis",
}  # fmt: skip
POOLED = {"calendar": "pooled_years", "academic": "pooled_academic_years"}
MOST_POOLED = 10
AGAIN = "fetch it again, or check the address"
# Advice for a person at the command line does not help an entry.
MEND = "correct the indicator's fetch entry: the publisher may have renamed it"


def read_fetched(
    body: bytes,
    indicator: Indicator,
    fetch: Fetch,
    place: str,
    project: Project,
    labels: Mapping[str, str] | None = None,
) -> FileReading:
    """The figures of a fetched text file.

    ``labels`` (column to label) are those the entry or a data set's own metadata names.
    ``SourceError`` when what came is no such table, ``BadInput`` for columns and labels that
    are not the entry's.
    """
    return read_found(find_fetched(body, fetch, place, project), indicator, fetch, project, labels)


def find_fetched(body: bytes, fetch: Fetch, place: str, project: Project) -> HeaderFound:
    """The table of a fetched text file; ``SourceError`` when what came is none."""
    return _find_in_body(body, LAYOUTS[type(fetch)], place, project)


# Several indicators stand in one file: it is parsed once for those that follow each other.
@lru_cache(maxsize=2)
def _find_in_body(body: bytes, layout: str, place: str, project: Project) -> HeaderFound:
    return find_in_grids(open_grids(body, place), layout, place, project)


def open_grids(body: bytes, place: str) -> list[Grid]:
    """Every sheet of a fetched file, or its text; ``SourceError`` when what came is neither."""
    try:
        return read_grids(body, place)
    except BadInput as error:
        raise SourceError(error.what, error.where, AGAIN) from None


def find_in_grids(grids: Sequence[Grid], layout: str, place: str, project: Project) -> HeaderFound:
    """The widest table of the grids, which must be of the layout."""
    tables = []
    for grid in grids:
        try:
            table = find_tables(grid, load_layouts(project))
        except BadInput as error:
            if grid.delimiter not in ("", ","):
                continue  # another delimiter's quotes may make no sense
            raise SourceError(error.what, error.where, AGAIN) from None
        if table is not None:
            tables.append(table)
    widest = max(tables, key=lambda table: len(table.names), default=None)
    if widest is None or widest.layout.id != layout:
        shown = ", ".join(f"“{name}”" for name in (widest.printed[:30] if widest else ())) or "none"
        known = load_layouts(project)[layout]
        wanted = ", ".join(names[0].strip("/^$") for names in known.needs)
        raise BadInput(
            f"unknown layout: the file has no columns as its publisher writes them ({wanted}); "
            f"its columns are {shown}",
            place, "check the address",
        )  # fmt: skip
    return widest


def read_found(
    found: HeaderFound,
    indicator: Indicator,
    fetch: Fetch,
    project: Project,
    labels: Mapping[str, str] | None = None,
) -> FileReading:
    """The figures of a table that was found; errors as of ``read_fetched``."""
    areas = load_areas(project)
    kinds = _list_kinds(fetch)
    context = Context(
        indicator, fetch, Choice(where=labels or {}), areas,
        Places(project, areas, lambda: frozenset(fetch.levels)),
        Periods(fetch.periods, areas, lambda level: kinds), load_indicators(project),
        datetime.now(UTC).date(),
    )  # fmt: skip
    try:
        reading = read_for(found, context)
    except BadInput as error:
        raise BadInput(error.what, error.where, MEND if "--" in error.do else error.do) from None
    _check_column(reading, found, context)
    if found.grid.delimiter and reading.notes:
        # What a publisher's interface sends has no notes: it is a line that was cut.
        line = min(reading.notes)
        raise SourceError(
            f"row {line} has fewer cells than the header: the file may be cut short",
            f"{found.grid.place}, row {line}", AGAIN,
        )  # fmt: skip
    return reading


def demand_columns(found: HeaderFound, roles: Sequence[str]) -> None:
    """Nothing; ``BadInput`` where a column is gone without which refreshed figures say less."""
    for role in roles:
        if found.at(role) is None:
            raise _unknown_column(found, found.layout.columns[role])


def find_column(found: HeaderFound, *names: str) -> int:
    """The column with one of these names; ``BadInput`` lists those found and expected."""
    at = found.column(*names)
    if at is None:
        raise _unknown_column(found, names)
    return at


def _list_kinds(fetch: Fetch) -> frozenset[Kind]:
    """The kinds of periods an entry may bring: of Fingertips also several years pooled."""
    usual = {(FORM_KINDS[fetch.periods], 0)}
    if isinstance(fetch, FingertipsFetch) and fetch.periods in POOLED:
        usual |= {(POOLED[fetch.periods], years) for years in range(2, MOST_POOLED + 1)}
    return frozenset(usual)


def _check_column(reading: FileReading, found: HeaderFound, context: Context) -> None:
    """A live entry takes a column it names; what else a header might mean is never guessed."""
    names = names_for(found, context.indicator, context.entry)
    allowed = [name for known in names for name in known.value]
    if not allowed:
        return  # the layout has one column of figures
    at = found.column(*allowed)
    if at is None or found.printed[at] != reading.value_name:
        raise _unknown_column(found, allowed)


def _unknown_column(found: HeaderFound, wanted: Sequence[str]) -> BadInput:
    shown = ", ".join(name or "(blank)" for name in found.printed[:40])
    names = " or ".join(f"“{name}”" for name in dict.fromkeys(wanted))
    return BadInput(f"unknown layout: no column {names}; found {shown}", found.grid.place, MEND)
