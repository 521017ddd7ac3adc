"""Bringing in a file of any origin: recognised, read, compared, and taken when accepted.

The same checks and the same difference as a refresh. A file is read through the layouts of
``data/layouts``; every row that is not taken is counted by its cause.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from needsbook.catalogue import lait
from needsbook.catalogue.areas import load_areas
from needsbook.catalogue.fetches import (
    DwpFetch,
    EesFetch,
    EesFileFetch,
    Fetch,
    FileFetch,
    FingertipsFetch,
    NomisFetch,
)
from needsbook.catalogue.indicators import Indicator, load_indicators
from needsbook.catalogue.lait import load_dictionary
from needsbook.catalogue.passports import Recovery
from needsbook.errors import BadInput, NeedsbookError
from needsbook.paths import Project
from needsbook.refresh.accept import Held
from needsbook.refresh.batches import IMPORTED
from needsbook.refresh.differences import Difference
from needsbook.refresh.doubts import is_rounded, refuse_doubts
from needsbook.refresh.fetch_run import FetchTask, compare_fetched
from needsbook.refresh.file_origins import open_source
from needsbook.refresh.homes import find_form, list_kinds, list_levels, split_by_home
from needsbook.refresh.raw import RawStore
from needsbook.refresh.reading.ages import add_up_columns
from needsbook.refresh.reading.area_cells import Places
from needsbook.refresh.reading.choice import Choice
from needsbook.refresh.reading.columns import names_for
from needsbook.refresh.reading.dated_sheets import (
    check_sheet_period,
    is_sheet_a_year,
)
from needsbook.refresh.reading.headers import HeaderFound
from needsbook.refresh.reading.own_tables import find_id, keep_held
from needsbook.refresh.reading.reader import Context, FileReading, read_for
from needsbook.refresh.reading.schools import sum_schools
from needsbook.refresh.reading.sense import check_sense, settle_fractions
from needsbook.refresh.reading.spans import Periods
from needsbook.refresh.reading.surroundings import OtherTitle
from needsbook.refresh.recovering import fill_counts
from needsbook.refresh.rows import Fetched, Published, make_rows
from needsbook.store.evidence_checks import ROUNDED_TO

ENTRIES: Mapping[str, tuple[type, ...]] = {
    "ees": (EesFetch, EesFileFetch), "fingertips": (FingertipsFetch,),
    "dwp_low_income": (DwpFetch,), "nomis": (NomisFetch,),
}  # fmt: skip


@dataclass
class Imported:
    """What a file gives for one indicator: the differences, and how it was read."""

    indicator: str
    reading: FileReading
    differences: list[Difference] = field(default_factory=list)


def read_as(
    path: Path, name: str, project: Project, held: Held, store: RawStore, choice: Choice
) -> Imported:
    """The file read as one indicator's; ``BadInput`` says what forbids it."""
    indicator = load_indicators(project)[name]
    source = open_source(path, project, choice)
    raw = store.keep(source.body, path.name)
    read, errors = [], []
    for found in source.tables:
        try:
            read.append(read_layout_table(found, indicator, project, held, choice))
        except NeedsbookError as error:
            errors.append((found, error))
    if not read:
        raise _choose_error(errors)
    # A sheet with another title beside one that says nothing of itself: a person must choose.
    other = [
        found for found, problem in errors
        if isinstance(problem, OtherTitle) and found.layout.id == read[0].table.layout.id
    ]  # fmt: skip
    apart = bool(other) or not is_sheet_a_year(read)
    if len(read) + len(other) > 1 and apart and not all(part.identified for part in read):
        listed = ", ".join(
            header_found.grid.sheet
            for header_found in (*(reading.table for reading in read), *other)
        )
        raise BadInput(
            f"{len(read) + len(other)} sheets have tables that fit: {listed}", path.name,
            "name the one with --sheet",
        )  # fmt: skip
    whole = read[0]
    for reading in read[1:]:
        whole.parts += reading.parts
        whole.published += reading.published
        whole.left += reading.left
        whole.areas_left += reading.areas_left
        whole.explained += reading.explained
        whole.remarks += [text for text in reading.remarks if text not in whole.remarks]
    whole.remarks += source.passed
    for found, problem in errors:
        if found.grid.sheet and found.layout.id == whole.table.layout.id:
            whole.remarks.append(f"sheet {found.grid.sheet} was not read: {problem.what}")
    return compare_with_held(whole, indicator, project, held, choice, path.name, raw.sha256)


def _choose_error(errors: list[tuple[HeaderFound, NeedsbookError]]) -> NeedsbookError:
    """The error to show: that of the table that was read furthest."""
    return max(errors, key=lambda pair: (pair[0].layout.id != "table", len(pair[0].names)))[1]


def find_entry(found: HeaderFound, indicator: Indicator, choice: Choice) -> Fetch | None:
    """The indicator's entry for files of this layout."""
    kinds = ENTRIES.get(found.layout.id, ())
    fitting = [fetch for fetch in indicator.fetch if isinstance(fetch, kinds)] if kinds else []
    return fitting[0] if fitting else None


def read_layout_table(
    found: HeaderFound, indicator: Indicator, project: Project, held: Held, choice: Choice
) -> FileReading:
    """What a table gives for the indicator by its layout; ``BadInput`` where a column forbids it."""
    areas = load_areas(project)
    entry = find_entry(found, indicator, choice)
    form = entry.periods if entry else find_form(indicator)
    kinds = list_kinds(held, indicator, form, areas)
    context = Context(
        indicator, entry, choice, areas,
        Places(project, areas, lambda: list_levels(held, indicator, areas)),
        Periods(form, areas, kinds), load_indicators(project), today(), _find_lait_form(indicator, project),
    )  # fmt: skip
    table, summed = add_up_columns(found, indicator), ""
    if choice.schools:
        table, summed = sum_schools(table, indicator, names_for(table, indicator, entry), choice)
    reading = read_for(table, context)
    reading.remarks += [summed] if summed else []
    if not reading.published:
        raise _nothing(reading, indicator, context)
    first = reading.published[0]
    check_sheet_period(reading, lambda text: context.periods.read(text, first.area, first.place))
    rows = held.everywhere(indicator.id)
    settle_fractions(reading, indicator, rows, choice)
    if find_id(found) is not None:
        reading.published = keep_held(reading.published, rows)
    reading.parts = split_by_home(held, indicator, reading.published, choice, areas, reading)
    reading.published = [published for _, part in reading.parts for published in part]
    if not reading.published:
        raise _nothing(reading, indicator, context)
    check_sense(reading, indicator, rows, areas, choice)
    return reading


def _find_lait_form(indicator: Indicator, project: Project) -> str:
    """What the years of the tool's tables mean for the indicator; "" where it is not of the tool."""
    measure = load_dictionary(project).get(indicator.lait.measure) if indicator.lait else None
    return lait.find_form(measure, indicator.lait) if measure is not None else ""


def today() -> date:
    """The day by which a period has begun or not."""
    return datetime.now(UTC).date()


def _nothing(reading: FileReading, indicator: Indicator, context: Context) -> BadInput:
    """The error for a table of which no row is taken: every cause with its number."""
    causes = describe_left(reading)
    wrong = list(context.periods.wrong.values())
    if wrong:
        return BadInput(
            f"no row can be taken: {wrong[0]}", reading.table.grid.place,
            f"choose the indicator whose periods these are; {indicator.id} keeps its own",
        )  # fmt: skip
    early = [cause for cause in reading.left if cause.startswith("periods before")]
    if early:
        return BadInput(
            f"no figure of {indicator.id} is of its series: {causes}", reading.table.grid.place,
            "earlier figures are another series (another method or revision): they are not taken",
        )  # fmt: skip
    return BadInput(
        f"no figure of {indicator.id} for any area the book holds: {causes or 'the table has no rows'}",
        reading.table.grid.place,
        "see each row's reason with --explain; areas are added with needsbook add-area",
    )


def describe_left(reading: FileReading) -> str:
    """The rows not taken, by cause."""
    parts = [f"{number:,} × {cause}" for cause, number in reading.left.most_common()]
    if reading.areas_left:
        names = list(reading.areas_left)
        parts.append("such as " + ", ".join(names[:4]))
    return "; ".join(parts)


def compare_with_held(
    reading: FileReading, indicator: Indicator, project: Project, held: Held, choice: Choice,
    place: str, sha256: str,
) -> Imported:  # fmt: skip
    """The differences, one for each snapshot that takes some of the rows."""
    entry = find_entry(reading.table, indicator, choice)
    found = Imported(indicator.id, reading)
    for dataset, published in _join_parts(reading.parts):
        fetch = _make_fetch(entry, dataset, find_form(indicator))
        refuse_doubts(
            indicator, published, held.everywhere(indicator.id), held.passports.get(dataset)
        )
        recovered: tuple[Recovery, ...] = ()
        if getattr(entry, "ratios", ()):
            published, recovered = fill_counts(indicator, published, held.based(indicator), project)
        rows, left_out = make_rows(indicator, fetch, published, project, place)
        fetched = Fetched(
            indicator=indicator.id, dataset=dataset, rows=rows, release=f"file {place}",
            release_date="", table=_name_table(reading), address=place,
            method=IMPORTED, raw_sha256=sha256,
            left_out=dict(left_out), remarks=(
                *(reading.remarks if not found.differences else ()),
                *(recovery.words for recovery in recovered),
            ),
            series=fetch.series, recovered=recovered,
            counts_rounded_to=ROUNDED_TO if is_rounded(published) else 1,
        )  # fmt: skip
        found.differences.append(
            compare_fetched(
                held, FetchTask(indicator, fetch), fetched, only=frozenset(rows["area_code"]),
                allow_losses=choice.losses, add_only=True,
            )
        )  # fmt: skip
    return found


def _join_parts(parts: list[tuple[str, list[Published]]]) -> list[tuple[str, list[Published]]]:
    """The rows of every sheet by snapshot."""
    joined: dict[str, list[Published]] = {}
    for dataset, published in parts:
        joined.setdefault(dataset, []).extend(published)
    return sorted(joined.items())


def _make_fetch(entry: Fetch | None, dataset: str, form: str) -> Fetch | FileFetch:
    levels = ("country", "region", "sub_region", "upper_tier", "district", "ward")
    if entry is not None and entry.dataset == dataset:
        return entry.model_copy(update={"levels": levels, "first": ""})
    return FileFetch(connector="file", dataset=dataset, periods=form, levels=levels)  # type: ignore[arg-type]


def _name_table(reading: FileReading) -> str:
    sheet = reading.table.grid.sheet
    parts = [f"sheet {sheet}"] if sheet else []
    return ", ".join([*parts, f"column {reading.value_name}"])
