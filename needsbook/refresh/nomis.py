"""ONS populations from Nomis: single years of age added up, page by page.

A question Nomis does not understand is answered with nothing, and a large answer is cut
without a word, so every page's RECORD_COUNT is compared with the rows received.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from needsbook.catalogue.areas import load_areas
from needsbook.catalogue.fetches import NomisFetch
from needsbook.catalogue.indicators import Indicator
from needsbook.errors import BadInput, SourceError
from needsbook.paths import Project
from needsbook.refresh.published_cells import plain, read_cell
from needsbook.refresh.reading.columns import text_of
from needsbook.refresh.reading.file_reading import FileReading
from needsbook.refresh.reading.grid import Grid, Row
from needsbook.refresh.reading.headers import HeaderFound
from needsbook.refresh.reading.live import (
    LAYOUTS,
    find_column,
    find_fetched,
    find_in_grids,
    read_found,
)
from needsbook.refresh.rows import Fetched, make_rows
from needsbook.refresh.services import service_url
from needsbook.refresh.transport import Client, HttpAnswer

PAGE = 25_000
MOST_PAGES = 400
ALL_AGES = 200
FIRST_AGE = 101
WARDS = "TYPE182"
SELECT = (
    "date,geography_code,geography_name,gender,c_age,measures,obs_value,obs_status,"
    "obs_status_name,record_offset,record_count"
)


# The sums as a table of the layout the publisher's own files have.
SUMMED = ("GEOGRAPHY_CODE", "DATE", "OBS_VALUE", "count", "denominator", "missing_reason")


@dataclass(frozen=True)
class NomisPage:
    """One answer: its header, and its rows as text with their lines."""

    table: HeaderFound
    rows: tuple[tuple[int, list[str]], ...]


def list_ages(fetch: NomisFetch) -> list[int]:
    """The numbers Nomis gives the single years of age asked for."""
    first, last = (int(part) for part in fetch.ages.split("-"))
    if not 0 <= first <= last <= 89:
        raise BadInput(
            f"ages {fetch.ages} are not single years below 90", "fetch entry", "correct them"
        )
    return [FIRST_AGE + age for age in range(first, last + 1)]


def ask_pages(
    client: Client, fetch: NomisFetch, params: dict[str, object], project: Project
) -> Iterator[tuple[HttpAnswer, NomisPage]]:
    """Every page of one question; ``SourceError`` if any row is missing at the end."""
    data_set = fetch.data_set
    address = f"{service_url('nomis')}/dataset/{data_set}.data.csv"
    received = 0
    for _ in range(MOST_PAGES):
        asked = dict(params) | ({"RecordOffset": received} if received else {})
        answer = client.get(address, asked)
        if not answer.body.strip(b"\xef\xbb\xbf\r\n\t "):
            raise SourceError(
                f"Nomis answered {data_set} with nothing: a code or parameter is not known to it",
                answer.address, "check the areas and ages of the indicator's fetch entry",
            )  # fmt: skip
        page = read_page(answer.body, fetch, project)
        if not page.rows:
            raise SourceError(
                f"Nomis answered {data_set} with a header and no rows"
                + (f" after {received:,} rows" if received else ""),
                answer.address, "check the areas and dates asked for, or try again later",
            )  # fmt: skip
        yield answer, page
        received += len(page.rows)
        total = _read_total(page, answer)
        if total is None:
            # Without a count a full page cannot be told from a cut one: ask on until it is not full.
            if len(page.rows) < PAGE:
                return
        elif received >= total:
            if received > total:
                raise SourceError(
                    f"Nomis announced {total:,} rows and sent {received:,}",
                    answer.address,
                    "try again later",
                )
            return
    raise SourceError(
        f"more than {MOST_PAGES} pages of {data_set}", address, "ask for less at once"
    )


def read_page(body: bytes, fetch: NomisFetch, project: Project) -> NomisPage:
    """The rows of one answer; ``BadInput`` for one that is cut within a row."""
    found = find_fetched(body, fetch, f"Nomis {fetch.data_set}", project)
    rows = []
    for line, cells in found.rows():
        if not any(str(cell).strip() for cell in cells):
            continue
        if len(cells) != len(found.names):
            raise BadInput(
                f"a row has {len(cells)} cells, the header {len(found.names)}",
                f"{found.grid.place}, row {line}", "the answer may be cut short: fetch it again",
            )  # fmt: skip
        rows.append((line, [text_of(cell) for cell in cells]))
    return NomisPage(found, tuple(rows))


def _read_total(page: NomisPage, answer: HttpAnswer) -> int | None:
    at = page.table.column("RECORD_COUNT")
    totals = {cells[at].strip('"') for _, cells in page.rows} if at is not None else set()
    totals.discard("")
    if not totals:
        return None
    if len(totals) > 1 or not next(iter(totals)).isdigit():
        raise SourceError(
            f"RECORD_COUNT is {', '.join(sorted(totals)[:3])}", answer.address, "report it"
        )
    return int(totals.pop())


def add_ages(pages: Iterable[NomisPage], fetch: NomisFetch, decimals: int = 1) -> Grid:
    """Residents of the ages asked for, a row an area and year: the sum of single years.

    A sum is given only when every age is there once; a missing age makes it missing.
    """
    ages = list_ages(fetch)
    cells: dict[tuple[str, str], dict[int, str]] = defaultdict(dict)
    reasons: dict[tuple[str, str], str] = {}
    for page in pages:
        area, year, at_age, value, status = (
            find_column(page.table, name)
            for name in ("GEOGRAPHY_CODE", "DATE", "C_AGE", "OBS_VALUE", "OBS_STATUS")
        )
        gender = page.table.column("GENDER")
        for line, row in page.rows:
            where = f"{page.table.grid.place}, row {line}"
            if gender is not None and row[gender] not in ("0", "Total"):
                continue
            key = (row[area], row[year])
            if not row[at_age].isdigit():
                raise BadInput(f"“{row[at_age]}” is not an age number", where, "report it")
            age = int(row[at_age])
            cell = read_cell(row[value], where)
            if not cell.number and row[status] == "Q":
                reasons[key] = "suppressed"
            if cells[key].setdefault(age, cell.number) != cell.number:
                raise SourceError(
                    f"{key[0]} has two populations for age number {age} in {row[year]}", where,
                    "nothing was taken from this answer",
                )  # fmt: skip
    rows = [
        [*key, *_sum_ages(found, ages, fetch, decimals, reasons.get(key, "not_available"))]
        for key, found in cells.items()
    ]  # fmt: skip
    table: list[Row] = [(line, list(cells)) for line, cells in enumerate([SUMMED, *rows], start=1)]
    return Grid(f"Nomis {fetch.data_set}", lambda: iter(table))


def _sum_ages(
    found: Mapping[int, str], ages: Sequence[int], fetch: NomisFetch, decimals: int, reason: str
) -> list[str]:
    """Value, count, base and reason of one area and year, as columns of ``SUMMED``."""
    numbers = [found.get(age, "") for age in ages]
    everyone = found.get(ALL_AGES, "")
    total = sum(int(float(number)) for number in numbers if number)
    if not all(numbers) or (fetch.share and not everyone):
        return ["", "", "", reason]
    if not fetch.share:
        return [str(total), "", "", ""]
    whole = int(float(everyone))
    if whole == 0:
        return ["", "", "", "not_applicable"]
    return [plain(round_share(total, whole, decimals)), str(total), everyone, ""]


def round_share(part: int, whole: int, decimals: int) -> Decimal:
    """``part`` of ``whole`` in per cent, half away from zero."""
    return (Decimal(100 * part) / Decimal(whole)).quantize(
        Decimal(1).scaleb(-decimals), ROUND_HALF_UP
    )


def read_ages(
    pages: Iterable[NomisPage], indicator: Indicator, fetch: NomisFetch, project: Project
) -> FileReading:
    """The figures of an entry from the pages of its answers."""
    grid = add_ages(pages, fetch, indicator.decimals)
    found = find_in_grids([grid], LAYOUTS[NomisFetch], grid.place, project)
    return read_found(found, indicator, fetch, project)


def fetch_figures(
    client: Client, indicator: Indicator, fetch: NomisFetch, project: Project
) -> Fetched:
    """The population of the entry's ages, or its share of all residents."""
    numbers = list_ages(fetch) + ([ALL_AGES] if fetch.share else [])
    params: dict[str, object] = {
        "geography": "",
        "date": "latestMINUS9-latest",
        "gender": 0,
        "c_age": ",".join(str(number) for number in numbers),
        "measures": 20100,
        "select": SELECT,
    }
    answers, pages = [], []
    for geography in _list_geographies(fetch, project):
        for answer, page in ask_pages(client, fetch, params | {"geography": geography}, project):
            answers.append(answer)
            pages.append(page)
    reading = read_ages(pages, indicator, fetch, project)
    rows, _ = make_rows(indicator, fetch, reading.published, project, f"Nomis {fetch.data_set}")
    last = max(rows["period"])
    return Fetched(
        indicator=indicator.id,
        dataset=fetch.dataset,
        rows=rows,
        release=f"estimates to {last}",
        release_date="",
        table=f"{fetch.data_set}, ages {fetch.ages}"
        + (", share of all ages" if fetch.share else ""),
        address=answers[0].address,
        method="Nomis CSV, single years of age added up",
        raw_sha256=answers[0].raw.sha256,
        left_out=dict(sorted(reading.areas_left.items())),
        remarks=("revised in place by the publisher: earlier years may have changed",),
    )


def _list_geographies(fetch: NomisFetch, project: Project) -> list[str]:
    """Lists of areas to ask for: codes for authorities, and wards inside each authority shown."""
    areas = load_areas(project)
    chosen = []
    codes = [
        area.code for level in fetch.levels if level != "ward" for area in areas.at_level(level)
    ]
    # Codes in one address stay well below the length servers accept.
    chosen += [",".join(codes[start : start + 100]) for start in range(0, len(codes), 100)]
    if "ward" in fetch.levels:
        named = [areas[slug] for book in areas.books.values() for slug in book.areas]
        shown = {area.code for area in named if area.parts} | {
            area.code
            for area in areas
            if area.parts == "wards" and area.level in ("upper_tier", "district")
        }
        chosen += [f"{code}{WARDS}" for code in sorted(shown) if areas[code].parts == "wards"]
    if not chosen:
        raise BadInput("the fetch entry asks for no area", fetch.dataset, "give it levels")
    return chosen
