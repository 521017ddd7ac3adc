"""ONS populations from Nomis: single years of age added up, page by page.

A question Nomis does not understand is answered with nothing, and a large answer is cut
without a word, so every page's RECORD_COUNT is compared with the rows received.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal

from needsbook.catalogue.areas import load_areas
from needsbook.catalogue.fetches import NomisFetch
from needsbook.catalogue.indicators import Indicator
from needsbook.errors import BadInput, SourceError
from needsbook.paths import Project
from needsbook.refresh.published_cells import plain, read_cell
from needsbook.refresh.raw_tables import RawTable, read_table
from needsbook.refresh.rows import Fetched, Published, make_rows
from needsbook.refresh.services import service_url
from needsbook.refresh.times import name_period
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


def list_ages(fetch: NomisFetch) -> list[int]:
    """The numbers Nomis gives the single years of age asked for."""
    first, last = (int(part) for part in fetch.ages.split("-"))
    if not 0 <= first <= last <= 89:
        raise BadInput(
            f"ages {fetch.ages} are not single years below 90", "fetch entry", "correct them"
        )
    return [FIRST_AGE + age for age in range(first, last + 1)]


def ask_pages(
    client: Client, data_set: str, params: dict[str, object]
) -> Iterator[tuple[HttpAnswer, RawTable]]:
    """Every page of one question; ``SourceError`` if any row is missing at the end."""
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
        place = f"Nomis {data_set}"
        table = read_table(answer.body, place, lambda names: "obs value" in names, ("OBS_VALUE",))
        if not table.rows:
            raise SourceError(
                f"Nomis answered {data_set} with a header and no rows"
                + (f" after {received:,} rows" if received else ""),
                answer.address, "check the areas and dates asked for, or try again later",
            )  # fmt: skip
        yield answer, table
        received += len(table.rows)
        total = _read_total(table, answer)
        if total is None:
            # Without a count a full page cannot be told from a cut one: ask on until it is not full.
            if len(table.rows) < PAGE:
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


def _read_total(table: RawTable, answer: HttpAnswer) -> int | None:
    at = table.find("RECORD_COUNT")
    totals = {row[at].strip('"') for row in table.rows} if at is not None else set()
    totals.discard("")
    if not totals:
        return None
    if len(totals) > 1 or not next(iter(totals)).isdigit():
        raise SourceError(
            f"RECORD_COUNT is {', '.join(sorted(totals)[:3])}", answer.address, "report it"
        )
    return int(totals.pop())


def add_ages(
    tables: Iterable[RawTable], fetch: NomisFetch, decimals: int = 1
) -> Iterator[Published]:
    """Residents of the ages asked for, by area and year: the sum of published single years.

    A sum is given only when every age is there once; a missing age makes it missing.
    """
    ages = list_ages(fetch)
    cells: dict[tuple[str, str], dict[int, str]] = defaultdict(dict)
    reasons: dict[tuple[str, str], str] = {}
    for table in tables:
        at = {
            name: table.column(name)
            for name in ("DATE", "GEOGRAPHY_CODE", "C_AGE", "OBS_VALUE", "OBS_STATUS")
        }
        gender = table.find("GENDER")
        for line, row in table:
            where = f"{table.place}, row {line}"
            if gender is not None and row[gender] not in ("0", "Total"):
                continue
            key = (row[at["GEOGRAPHY_CODE"]], name_period(row[at["DATE"]], fetch.periods, where))
            if not row[at["C_AGE"]].isdigit():
                raise BadInput(f"“{row[at['C_AGE']]}” is not an age number", where, "report it")
            age = int(row[at["C_AGE"]])
            cell = read_cell(row[at["OBS_VALUE"]], where)
            if not cell.number and row[at["OBS_STATUS"]] == "Q":
                reasons[key] = "suppressed"
            if cells[key].setdefault(age, cell.number) != cell.number:
                raise SourceError(
                    f"{key[0]} has two populations for age number {age} in {row[at['DATE']]}", where,
                    "nothing was taken from this answer",
                )  # fmt: skip
    for (area, period), found in cells.items():
        numbers = [found.get(age, "") for age in ages]
        everyone = found.get(ALL_AGES, "")
        whole = all(numbers) and (bool(everyone) or not fetch.share)
        reason = reasons.get((area, period), "not_available")
        total = sum(int(float(number)) for number in numbers if number)
        if not whole:
            yield Published(area, period, None, reason=reason)
        elif not fetch.share:
            yield Published(area, period, str(total))
        elif int(float(everyone)) == 0:
            yield Published(area, period, None, reason="not_applicable")
        else:
            share = plain(round_share(total, int(float(everyone)), decimals))
            yield Published(area, period, share, count=str(total), denominator=everyone)


def round_share(part: int, whole: int, decimals: int) -> Decimal:
    """``part`` of ``whole`` in per cent, half away from zero."""
    return (Decimal(100 * part) / Decimal(whole)).quantize(
        Decimal(1).scaleb(-decimals), ROUND_HALF_UP
    )


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
    answers, tables = [], []
    for geography in _list_geographies(fetch, project):
        for answer, table in ask_pages(client, fetch.data_set, params | {"geography": geography}):
            answers.append(answer)
            tables.append(table)
    place = f"Nomis {fetch.data_set}"
    rows, left_out = make_rows(
        indicator, fetch, add_ages(tables, fetch, indicator.decimals), project, place
    )
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
        left_out=left_out,
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
