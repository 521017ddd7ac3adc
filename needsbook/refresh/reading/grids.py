"""Files as grids of cells: encodings, delimiters, workbooks, and what a spreadsheet spoils.

A text file is read row by row from its bytes, so that a large one needs little more memory
than its own size. A cell that is no number and no text (an error, a formula without its
result, a date) stays what it is, so that the row that uses it can be refused by cell.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Callable, Iterator

from needsbook.errors import BadInput
from needsbook.refresh.csv_rows import read_csv_rows
from needsbook.refresh.reading.grid import Grid, Row
from needsbook.refresh.reading.packed import PACKED, open_archive

WIDEST = 100_000
BLANK = b"\x00\t\r\n \xef\xbb\xbf\xff\xfe"


def read_grids(body: bytes, place: str) -> list[Grid]:
    """Every grid of the file: one a sheet, or one a delimiter of a text file."""
    start = body[:8]
    if start[:4] in PACKED:
        from needsbook.refresh.reading.workbooks import read_ods, read_xlsx

        kind, content = open_archive(body, place)
        return {"xlsx": read_xlsx, "ods": read_ods, "text": _read_text}[kind](content, place)
    if start == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        from needsbook.refresh.reading.workbooks import read_old

        return read_old(body, place)
    if start[:2] == b"\x1f\x8b" or start[:6] in (b"7z\xbc\xaf'\x1c", b"Rar!\x1a\x07"):
        raise BadInput("the file is compressed", place, "unpack it and import the file inside")
    if start[:4] == b"%PDF":
        raise BadInput("the file is a PDF", place, "import the table itself: CSV, ODS or XLSX")
    return _read_text(body, place)


def find_encoding(body: bytes, place: str) -> str:
    """The encoding of a text file; ``BadInput`` if it is none."""
    # Of a large file the beginning tells: to strip it whole is to hold it twice.
    if not any(part.strip(BLANK) for part in (body[:4000], body[4000:8000])) and not body.strip(
        BLANK
    ):
        raise BadInput("the file is empty", place, "download it again")
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encoding = "utf-16"
    elif body[:4000].count(b"\0") > len(body[:4000]) // 4:
        # ASCII in UTF-16 has a zero in every other byte, first or second by its order.
        encoding = "utf-16-be" if body[:1] == b"\0" else "utf-16-le"
    else:
        encoding = "utf-8-sig"
    try:
        text = "".join(_decode(body, encoding, keep=2_000))
    except UnicodeDecodeError:
        if encoding != "utf-8-sig":
            raise BadInput(
                "the file is damaged (UTF-16 cut short)", place, "download it again"
            ) from None
        encoding = "cp1252"
        try:
            text = "".join(_decode(body, encoding, keep=2_000))
        except UnicodeDecodeError:
            raise BadInput("the file is not text", place, "save it as CSV in UTF-8") from None
    if "\0" in text or (encoding != "utf-16" and "utf-16" not in encoding and b"\0" in body):
        raise BadInput("the file is not text (zero bytes)", place, "save it as CSV in UTF-8")
    if text.lstrip()[:1] == "<":
        raise _not_a_table(body, text, place)
    if text.lstrip()[:1] in "{[" and text.lstrip()[1:2] in '"{[\n ':
        raise BadInput("the file is JSON, not a table", place, "download the CSV instead")
    return encoding


def _not_a_table(body: bytes, text: str, place: str) -> BadInput:
    """The error for markup: a page, or a table that a program wrote as markup and named a workbook."""
    table = re.search(rb"<(table|tr)\b", body.replace(b"\0", b""), re.IGNORECASE)
    if re.search(r"urn:schemas-microsoft-com:office:spreadsheet", text):
        what = "the file is a workbook written as XML (Excel 2003)"
    elif table is not None and place.lower().endswith((".xls", ".xlsx", ".ods", ".csv")):
        what = "the file is a web page with a table, named as if it were a workbook"
    else:
        return BadInput(
            "a web page came instead of a table", place, "download the file itself again"
        )
    return BadInput(what, place, "open it in a spreadsheet and save it as XLSX or CSV")


def _decode(body: bytes, encoding: str, keep: int) -> Iterator[str]:
    """The first ``keep`` characters, after the whole was decoded piece by piece."""
    decoder = codecs.getincrementaldecoder(encoding)()
    step = 1 << 20
    for at in range(0, len(body), step):
        text = decoder.decode(body[at : at + step], final=at + step >= len(body))
        if keep > 0:
            yield text[:keep]
            keep -= len(text)


def _read_text(body: bytes, place: str) -> list[Grid]:
    encoding = find_encoding(body, place)
    return [
        Grid(place, _make_reader(body, encoding, mark, place), delimiter=mark)
        for mark in (",", ";", "\t", "|")
    ]


def _make_reader(
    body: bytes, encoding: str, delimiter: str, place: str
) -> Callable[[], Iterator[Row]]:
    def rows() -> Iterator[Row]:
        text = io.TextIOWrapper(io.BytesIO(body), encoding=encoding, newline="")
        do = "mend the quotes of that row, or save the table again as CSV"
        for line, cells in read_csv_rows(text, delimiter, place, do):
            if len(cells) > WIDEST:
                raise BadInput(
                    f"a row has {len(cells):,} cells", f"{place}, row {line}", "check it"
                )
            yield line, list(cells)

    return rows
