"""A publisher's CSV fetched by an entry, read by the reader of files of any origin.

What a file is downloaded by, a person or this program, makes no difference to what its columns
mean: the same layouts, filters and refusals hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache

from needsbook.catalogue.areas import load_areas
from needsbook.catalogue.fetches import EesFetch, EesFileFetch
from needsbook.catalogue.indicators import Indicator, load_indicators
from needsbook.errors import BadInput, SourceError
from needsbook.paths import Project
from needsbook.refresh.reading.area_cells import Places
from needsbook.refresh.reading.choice import Choice
from needsbook.refresh.reading.columns import names_for
from needsbook.refresh.reading.file_reading import FileReading
from needsbook.refresh.reading.grids import read_grids
from needsbook.refresh.reading.headers import HeaderFound, find_tables
from needsbook.refresh.reading.layouts import load_layouts
from needsbook.refresh.reading.reader import read_for
from needsbook.refresh.reading.spans import FORM_KINDS, Periods
from needsbook.refresh.reading.taken import Context

LAYOUT = "ees"
# Advice for a person at the command line does not help an entry.
MEND = "correct the indicator's fetch entry: the publisher may have renamed it"


def read_fetched(
    body: bytes,
    indicator: Indicator,
    fetch: EesFetch | EesFileFetch,
    place: str,
    project: Project,
    labels: Mapping[str, str] | None = None,
) -> FileReading:
    """The figures of a fetched CSV of Explore Education Statistics.

    ``labels`` (column to label) are those a data set's own metadata names. ``SourceError`` when
    what came is no such table, ``BadInput`` for columns and labels that are not the entry's.
    """
    try:
        found = _find_table(body, place, project)
    except BadInput as error:
        raise SourceError(error.what, error.where, "fetch it again, or check the address") from None
    areas = load_areas(project)
    usual = frozenset({(FORM_KINDS[fetch.periods], 0)})
    context = Context(
        indicator, fetch, Choice(where=labels or {}), areas,
        Places(project, areas, lambda: frozenset(fetch.levels)),
        Periods(fetch.periods, areas, lambda level: usual), load_indicators(project),
        datetime.now(UTC).date(),
    )  # fmt: skip
    try:
        reading = read_for(found, context)
    except BadInput as error:
        raise BadInput(error.what, error.where, MEND if "--" in error.do else error.do) from None
    _check_column(reading, found, context)
    return reading


# Several indicators stand in one file: it is parsed once for those that follow each other.
@lru_cache(maxsize=2)
def _find_table(body: bytes, place: str, project: Project) -> HeaderFound:
    tables = [
        table for grid in read_grids(body, place)
        if (table := find_tables(grid, load_layouts(project))) is not None
    ]  # fmt: skip
    widest = max(tables, key=lambda table: len(table.names), default=None)
    if widest is None or widest.layout.id != LAYOUT:
        shown = ", ".join(f"“{name}”" for name in (widest.printed[:30] if widest else ())) or "none"
        raise BadInput(
            "the file has no columns of periods and levels as its publisher writes them "
            f"(time_period, geographic_level); its columns are {shown}",
            place, "check the address",
        )  # fmt: skip
    return widest


def _check_column(reading: FileReading, found: HeaderFound, context: Context) -> None:
    """A live entry takes a column it names; what else a header might mean is never guessed."""
    names = names_for(found, context.indicator, context.entry)
    allowed = [name for known in names for name in known.value]
    at = found.column(*allowed)
    if at is None or found.printed[at] != reading.value_name:
        shown = ", ".join(name or "(blank)" for name in found.printed[:40])
        wanted = " or ".join(f"“{name}”" for name in dict.fromkeys(allowed))
        raise BadInput(f"unknown layout: no column {wanted}; found {shown}", found.grid.place, MEND)
