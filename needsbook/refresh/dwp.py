"""DWP children in low-income families: the workbook on GOV.UK, found through its content API.

Sheets are found by name (housing costs, measure, level), headers by their first cell,
columns by the year in their heading. The second “Area Code” is the ward's.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd
import python_calamine

from needsbook.catalogue.fetches import DwpFetch
from needsbook.catalogue.indicators import Indicator
from needsbook.catalogue.passports import Recovery
from needsbook.errors import BadInput, SourceError
from needsbook.paths import Project
from needsbook.refresh import statxplore
from needsbook.refresh.fingertips import read_json
from needsbook.refresh.published_cells import Cell, as_percentage, read_cell
from needsbook.refresh.raw_tables import simplify, unknown_layout
from needsbook.refresh.recovering import tell_recovered
from needsbook.refresh.rows import Fetched, Published, as_fraction, make_rows
from needsbook.refresh.services import service_url
from needsbook.refresh.transport import Client, HttpAnswer

COLLECTION = "/government/collections/children-in-low-income-families-local-area-statistics"
STATISTICS = "/government/statistics/children-in-low-income-families-local-area-statistics"
SHEET = re.compile(
    r"(?:^|_)(?:(AHC|BHC)_)?(Relative|Absolute)_(Ward|LA|Local_Authority)s?$", re.IGNORECASE
)
YEARS = re.compile(r"^(number|percentage) of children fye (\d{4})$")
PREAMBLE = 40
Workbook = python_calamine.CalamineWorkbook


@dataclass(frozen=True)
class WorkbookSheet:
    """One sheet: its name, and its rows from the header on."""

    name: str
    level: str
    rows: list[list[object]]
    first: int


# Digits from which a fraction is unrounded, and how far from whole a base may come out.
EXACT_DIGITS = 8
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


def open_workbook(body: bytes, place: str) -> Workbook:
    """The workbook (ODS or XLSX) in ``body``; ``SourceError`` if it is not one, or too large."""
    if body[:4] == b"PK\x03\x04":
        try:
            with zipfile.ZipFile(io.BytesIO(body)) as archive:
                size = sum(member.file_size for member in archive.infolist())
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            raise SourceError("the workbook is damaged", place, "fetch it again") from None
        if size > 1_500_000_000:
            raise SourceError("the workbook unpacks to too many bytes", place, "check the file")
    elif body[:8] != b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        start = body[:40].decode("utf-8", "replace").strip() or "nothing"
        raise SourceError(
            f"the file is not a workbook; it begins with “{start}”", place, "fetch it again"
        )
    try:
        return Workbook.from_filelike(io.BytesIO(body))
    except BaseException as error:  # the reader raises its own and, on odd input, panics
        if isinstance(error, (KeyboardInterrupt, SystemExit)):
            raise
        raise SourceError(
            f"the workbook cannot be read ({type(error).__name__})", place,
            "open it in a spreadsheet and save it again; a password must be removed",
        ) from None  # fmt: skip


def choose_sheets(book: Workbook, fetch: DwpFetch, place: str) -> list[WorkbookSheet]:
    """The sheets of the entry's costs and measure, at the levels it asks for.

    A sheet name without costs is of the years when only before-housing-costs was published.
    """
    found = []
    for name in book.sheet_names:
        match = SHEET.search(name.strip())
        if not match:
            continue
        costs = (match[1] or "BHC").upper()
        if (costs, match[2].capitalize()) != (fetch.costs, fetch.measure):
            continue
        is_ward = match[3].casefold() == "ward"
        if is_ward != ("ward" in fetch.levels):
            continue
        found.append(_read_sheet(book, name, "ward" if is_ward else "upper_tier", place))
    if not found:
        raise SourceError(
            f"no sheet of {fetch.costs} {fetch.measure} figures by "
            f"{'ward' if 'ward' in fetch.levels else 'local authority'}; the sheets are "
            f"{', '.join(book.sheet_names)}",
            place,
            "the workbook's sheets were renamed or dropped: check the release",
        )
    if len(found) > 1:
        raise SourceError(
            f"two sheets fit: {', '.join(sheet.name for sheet in found)}",
            place,
            "check the release",
        )
    return found


def read_cells(book: Workbook, name: str, place: str) -> list[list[object]]:
    """Every row of one sheet, from its first; numbers as numbers, the rest as text."""
    try:
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except BaseException as error:  # see open_workbook
        if isinstance(error, (KeyboardInterrupt, SystemExit)):
            raise
        raise SourceError(
            f"the sheet {name} cannot be read", place, "fetch the workbook again"
        ) from None
    return [list(row) for row in rows]


def _read_sheet(book: Workbook, name: str, level: str, place: str) -> WorkbookSheet:
    rows = read_cells(book, name, place)
    for number, row in enumerate(rows[:PREAMBLE]):
        if row and simplify(str(row[0])) in (
            "local authority",
            "area name",
            "local authority name",
        ):
            return WorkbookSheet(name, level, rows[number:], number + 1)
    shown = [" ".join(str(cell).split()) for row in rows[:3] for cell in row if str(cell).strip()]
    raise unknown_layout(shown, ("Local Authority [note]",), f"{place}, sheet {name}")


def read_sheet(sheet: WorkbookSheet, place: str) -> Iterator[Published]:
    """The figures of one sheet; percentages run 0 to 100 whether or not written as fractions."""
    where = f"{place}, sheet {sheet.name}"
    names = [simplify(str(cell)) for cell in sheet.rows[0]]
    codes = [at for at, name in enumerate(names) if name == "area code"]
    expected = 2 if sheet.level == "ward" else 1
    if len(codes) != expected:
        raise BadInput(
            f"unknown layout: “Area Code” stands {len(codes)} times, expected {expected}; found "
            f"{', '.join(name or '(blank)' for name in names)}",
            where, "the publisher changed the sheet: report it",
        )  # fmt: skip
    years: dict[str, dict[str, int]] = {}
    for at, name in enumerate(names):
        if match := YEARS.match(name):
            kinds = years.setdefault(f"FYE {match[2]}", {})
            if match[1] in kinds:
                raise BadInput(f"the column “{name}” stands twice", where, "report it")
            kinds[match[1]] = at
    if not years or any(set(kinds) != {"number", "percentage"} for kinds in years.values()):
        raise unknown_layout(
            names, ("Number of children FYE …", "Percentage of children FYE …"), where
        )
    body = [
        (line, row)
        for line, row in enumerate(sheet.rows[1:], start=sheet.first + 1)
        if len(row) > codes[-1] and str(row[codes[-1]]).strip()
    ]
    _check_nothing_lost(sheet, codes[-1], len(body), where)
    for period, kinds in sorted(years.items()):
        rates = [
            read_cell(_cell(row, kinds["percentage"]), f"{where}, row {line}") for line, row in body
        ]
        fractions = as_fraction(rates)
        for (line, row), rate in zip(body, rates, strict=True):
            count = _cell(row, kinds["number"])
            yield _publish(
                str(row[codes[-1]]).strip(), period, rate, fractions, count, f"{where}, row {line}"
            )


def _publish(
    code: str, period: str, rate: Cell, fraction: bool, count: object, where: str
) -> Published:
    number = read_cell(count, where)
    value = as_percentage(rate.number) if fraction else rate.number
    reason = rate.reason
    note = rate.note
    if not value and number.reason == "low":
        reason, note = "low", "number [low]"
    return Published(
        area=code, period=period, value=value or None, count=number.number or None,
        denominator=_recover_base(number.number, rate.number, fraction),
        reason=reason if not value else "", note=note, place=where,
    )  # fmt: skip


def _recover_base(number: str, rate: str, fraction: bool) -> str | None:
    """The base, which the workbook does not print: its cells carry the percentage unrounded,
    so that number over percentage is a whole number of children; None where it is not."""
    digits = rate.partition(".")[2]
    if not number or not fraction or len(digits) < EXACT_DIGITS or not float(rate) > 0:
        return None
    base = float(number) / float(rate)
    return str(round(base)) if abs(base - round(base)) < WHOLE * max(base, 1.0) else None


def tell_bases(rows: pd.DataFrame, project: Project) -> tuple[Recovery, ...]:
    """What the passport says of the bases among ``rows``; nothing where there are none."""
    based = rows[rows["denominator"].ne("")]
    if based.empty:
        return ()
    return tell_recovered(
        project, "base", BASE_WORDS, BASE_HOW, based["area_code"], based["period"]
    )


def _cell(row: Sequence[object], at: int) -> object:
    return row[at] if at < len(row) else ""


def _check_nothing_lost(sheet: WorkbookSheet, code_at: int, kept: int, where: str) -> None:
    """A row with figures and no code would vanish in silence."""
    for line, row in enumerate(sheet.rows[1:], start=sheet.first + 1):
        code = str(row[code_at]).strip() if len(row) > code_at else ""
        if not code and any(isinstance(cell, (int, float)) for cell in row):
            raise BadInput(
                "a row has figures and no area code", f"{where}, row {line}", "check the file"
            )
    if not kept:
        raise SourceError(
            "the sheet has no rows", where, "the file may be cut short: fetch it again"
        )


def fetch_figures(
    client: Client, indicator: Indicator, fetch: DwpFetch, project: Project
) -> Fetched:
    """The indicator's figures from the newest workbook."""
    title, date, address = find_workbook(client)
    answer = client.download(address)
    place = address.rsplit("/", 1)[-1]
    published, names = read_workbook(answer.body, fetch, place)
    rows, left_out = make_rows(indicator, fetch, published, project, place)
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
        table=f"sheet {names}",
        address=answer.address,
        method="GOV.UK workbook",
        raw_sha256=answer.raw.sha256,
        left_out=left_out,
        remarks=tuple(remarks),
        recovered=tell_bases(rows, project),
    )


def read_workbook(body: bytes, fetch: DwpFetch, place: str) -> tuple[list[Published], str]:
    """The figures of the entry's sheet, and the sheet's name."""
    sheets = choose_sheets(open_workbook(body, place), fetch, place)
    published = [held for sheet in sheets for held in read_sheet(sheet, place)]
    return published, ", ".join(sheet.name for sheet in sheets)
