"""DWP children in low-income families: the workbook on GOV.UK, found through its content API.

Sheets are found by name (housing costs, measure, level) and read by the layout of their
columns. The second “Area Code” is the ward's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from needsbook.catalogue.fetches import DwpFetch
from needsbook.catalogue.indicators import Indicator
from needsbook.catalogue.passports import Recovery
from needsbook.errors import BadInput, SourceError
from needsbook.paths import Project
from needsbook.refresh import statxplore
from needsbook.refresh.json_answers import read_json
from needsbook.refresh.published_cells import read_cell
from needsbook.refresh.reading.area_cells import CODE
from needsbook.refresh.reading.choice import Choice
from needsbook.refresh.reading.file_reading import FileReading
from needsbook.refresh.reading.grid import Grid
from needsbook.refresh.reading.live import LAYOUTS, find_in_grids, open_grids, read_found
from needsbook.refresh.reading.sense import settle_fractions
from needsbook.refresh.recovering import tell_recovered
from needsbook.refresh.rows import Fetched, Published, make_rows
from needsbook.refresh.services import service_url
from needsbook.refresh.transport import Client, HttpAnswer

COLLECTION = "/government/collections/children-in-low-income-families-local-area-statistics"
STATISTICS = "/government/statistics/children-in-low-income-families-local-area-statistics"
SHEET = re.compile(
    r"(?:^|_)(?:(AHC|BHC)_)?(Relative|Absolute)_(Ward|LA|Local_Authority)s?$", re.IGNORECASE
)

# Digits from which a percentage is unrounded, and how far from whole a base may come out.
EXACT_DIGITS = 6
WHOLE = 1e-7
BASE_WORDS = "base recovered from the published rate"
BASE_HOW = (
    "The workbook’s cells carry the percentage unrounded: number over percentage is a whole "
    "number of children in every row that has a base here."
)


def find_workbook(client: Client) -> tuple[str, str, str]:
    """Title, date and address of the newest release's workbook."""
    base = service_url("govuk")
    answer = client.get(f"{base}{COLLECTION}", accept=(200, 404, 410))
    _check_there(answer, "the collection")
    documents = (read_json(answer, dict).get("links") or {}).get("documents") or []
    releases = [
        document
        for document in documents
        if str(document.get("base_path", "")).startswith(STATISTICS)
        and document.get("public_updated_at")
    ]
    if not releases:
        raise SourceError(
            "the collection names no release", answer.address, "its page may have moved"
        )
    newest = max(
        releases, key=lambda item: (str(item["public_updated_at"]), str(item["base_path"]))
    )
    answer = client.get(f"{base}{newest['base_path']}", accept=(200, 404, 410))
    _check_there(answer, "the release")
    content = read_json(answer, dict)
    attachments = (content.get("details") or {}).get("attachments") or []
    books = [
        attachment
        for attachment in attachments
        if str(attachment.get("filename") or attachment.get("url", ""))
        .casefold()
        .endswith((".ods", ".xlsx"))
    ]
    if len(books) > 1:
        books = [
            book
            for book in books
            if re.search(r"local.area|children", str(book.get("title")), re.I)
        ] or books
    if len(books) != 1:
        listed = "; ".join(str(book.get("title")) for book in books or attachments) or "none"
        raise SourceError(
            f"{len(books)} workbooks are attached to the release: {listed}", answer.address,
            "download the right one and use needsbook import",
        )  # fmt: skip
    return (
        str(newest.get("title") or content.get("title")),
        str(content.get("public_updated_at") or newest["public_updated_at"])[:10],
        str(books[0]["url"]),
    )


def _check_there(answer: HttpAnswer, what: str) -> None:
    if answer.status != 200:
        raise SourceError(
            f"{what} is gone (status {answer.status})", answer.address,
            "find its new page on GOV.UK, or download the workbook and use needsbook import",
        )  # fmt: skip


def choose_sheet(grids: Sequence[Grid], fetch: DwpFetch, place: str) -> Grid:
    """The sheet of the entry's costs and measure, at the level it asks for.

    A sheet name without costs is of the years when only before-housing-costs was published.
    """
    found = []
    for grid in grids:
        match = SHEET.search(grid.sheet.strip())
        if not match or (match[3].casefold() == "ward") != ("ward" in fetch.levels):
            continue
        if ((match[1] or "BHC").upper(), match[2].capitalize()) == (fetch.costs, fetch.measure):
            found.append(grid)
    if not found:
        raise SourceError(
            f"no sheet of {fetch.costs} {fetch.measure} figures by "
            f"{'ward' if 'ward' in fetch.levels else 'local authority'}; the sheets are "
            f"{', '.join(grid.sheet for grid in grids)}",
            place,
            "the workbook's sheets were renamed or dropped: check the release",
        )
    if len(found) > 1:
        raise SourceError(
            f"two sheets fit: {', '.join(grid.sheet for grid in found)}",
            place,
            "check the release",
        )
    return found[0]


def read_workbook(
    body: bytes, indicator: Indicator, fetch: DwpFetch, place: str, project: Project
) -> FileReading:
    """The figures of the entry's sheet, 0 to 100 whether or not written as fractions, with
    the bases that can be recovered."""
    if body[:4] not in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        start = body[:40].decode("utf-8", "replace").strip() or "nothing"
        raise SourceError(
            f"the file is not a workbook; it begins with “{start}”", place, "fetch it again"
        )
    sheet = choose_sheet(open_grids(body, place), fetch, place)
    found = find_in_grids([sheet], LAYOUTS[DwpFetch], place, project)
    codes, expected = found.roles.count("area_code"), 2 if "ward" in fetch.levels else 1
    if codes != expected:
        raise BadInput(
            f"unknown layout: “Area Code” stands {codes} times, expected {expected}; found "
            f"{', '.join(name or '(blank)' for name in found.printed)}",
            sheet.place, "the publisher changed the sheet: report it",
        )  # fmt: skip
    reading = read_found(found, indicator, fetch, project)
    _check_nothing_lost(reading)
    settle_fractions(reading, indicator, pd.DataFrame(), Choice())
    reading.published = [
        replace(row, denominator=_recover_base(row)) if reading.settled else row
        for row in reading.published
    ]
    return reading


def _recover_base(row: Published) -> str | None:
    """The base, which the workbook does not print: its cells carry the percentage unrounded,
    so that number over percentage is a whole number of children; None where it is not."""
    number, rate = read_cell(row.count).number, read_cell(row.value).number
    digits = rate.partition(".")[2]
    if not number or len(digits) < EXACT_DIGITS or not float(rate) > 0:
        return None
    base = 100 * float(number) / float(rate)
    return str(round(base)) if abs(base - round(base)) < WHOLE * max(base, 1.0) else None


def tell_bases(rows: pd.DataFrame, project: Project) -> tuple[Recovery, ...]:
    """What the passport says of the bases among ``rows``; nothing where there are none."""
    based = rows[rows["denominator"].ne("")]
    if based.empty:
        return ()
    return tell_recovered(
        project, "base", BASE_WORDS, BASE_HOW, based["area_code"], based["period"]
    )


def _check_nothing_lost(reading: FileReading) -> None:
    """A row with figures and no code would vanish in silence."""
    for area in reading.areas_left:
        if not CODE.fullmatch(area):
            raise BadInput(
                f"a row has figures and no area code ({area})", reading.table.grid.place,
                "check the file",
            )  # fmt: skip
    if not reading.published:
        raise SourceError(
            "the sheet has no rows of the areas asked for", reading.table.grid.place,
            "the file may be cut short: fetch it again",
        )  # fmt: skip


def fetch_figures(
    client: Client, indicator: Indicator, fetch: DwpFetch, project: Project
) -> Fetched:
    """The indicator's figures from the newest workbook."""
    title, date, address = find_workbook(client)
    answer = client.download(address)
    place = address.rsplit("/", 1)[-1]
    reading = read_workbook(answer.body, indicator, fetch, place, project)
    rows, _ = make_rows(indicator, fetch, reading.published, project, place)
    remarks = ["figures of the last year are provisional"]
    key = statxplore.find_key()
    if key is not None:
        counts = {
            (area, period): float(number)
            for area, period, number in zip(
                rows["area_code"], rows["period"], rows["count"], strict=True
            )
            if number
        }
        service = statxplore.StatXplore(client, key)
        remarks.append(statxplore.check_counts(service, fetch, counts))
    return Fetched(
        indicator=indicator.id,
        dataset=fetch.dataset,
        rows=rows,
        release=title,
        release_date=date,
        table=f"sheet {reading.table.grid.sheet}",
        address=answer.address,
        method="GOV.UK workbook",
        raw_sha256=answer.raw.sha256,
        left_out=dict(sorted(reading.areas_left.items())),
        remarks=tuple(remarks),
        recovered=tell_bases(rows, project),
    )
