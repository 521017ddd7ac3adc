"""Cells of a workbook merged downwards: the name of an area that stands once for its rows.

The readers of workbooks give the text in the first of the rows and blanks below it. Words are
carried down within the merged cell; a number is not: it is one figure for all its rows.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator

from needsbook.refresh.reading.grid import Row, Span

_CELL = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*\bref="([A-Z]{1,3})(\d+):([A-Z]{1,3})(\d+)"')
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
MOST = 20_000


def find_spans(body: bytes, sheet: str) -> tuple[Span, ...]:
    """(column from 0, first line, last line) of each merged cell of several rows; none if unread."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            if "content.xml" in archive.namelist():
                return tuple(_of_ods(archive, sheet))
            return tuple(_of_xlsx(body, archive, sheet))[:MOST]
    except Exception:  # a damaged part is told by the reader of its cells
        return ()


def _of_xlsx(body: bytes, archive: zipfile.ZipFile, sheet: str) -> Iterator[Span]:
    from openpyxl import load_workbook

    path = load_workbook(io.BytesIO(body), read_only=True)[sheet]._worksheet_path
    with archive.open(path) as part:
        rest = b""
        # The list of merged cells stands behind the rows.
        while chunk := part.read(1 << 20):
            text = rest + chunk
            for left, top, _, bottom in _CELL.findall(text):
                if int(bottom) > int(top):
                    yield _column(left), int(top), int(bottom)
            rest = text[text.rfind(b"<") :] if b"<" in text else b""


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _of_ods(archive: zipfile.ZipFile, sheet: str) -> Iterator[Span]:
    from lxml import etree

    content = archive.read("content.xml")
    if b"number-rows-spanned" not in content:
        return
    inside, line = False, 0
    for event, node in etree.iterparse(io.BytesIO(content), events=("start", "end")):
        if node.tag == f"{_TABLE}table":
            inside = event == "start" and node.get(f"{_TABLE}name") == sheet
            line = 0
        elif event == "end" and node.tag == f"{_TABLE}table-row":
            if inside:
                column = 0
                for cell in node:
                    rows = int(cell.get(f"{_TABLE}number-rows-spanned", "1"))
                    if rows > 1:
                        yield column, line + 1, line + rows
                    column += int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
                line += int(node.get(f"{_TABLE}number-rows-repeated", "1"))
            node.clear()


def carry_down(rows: Iterable[Row], spans: tuple[Span, ...]) -> Iterator[Row]:
    """The rows with the words of a merged cell in each of its rows."""
    if not spans:
        yield from rows
        return
    tops: dict[int, list[tuple[int, int]]] = {}
    for column, first, last in spans:
        tops.setdefault(first, []).append((column, last))
    open_: dict[int, tuple[int, str]] = {}
    for line, cells in rows:
        for column, last in tops.get(line, ()):
            text = cells[column] if column < len(cells) else ""
            if isinstance(text, str) and text.strip():
                open_[column] = (last, text)
        carried = {
            column: text for column, (last, text) in open_.items()
            if line <= last and not (column < len(cells) and str(cells[column]).strip())
        }  # fmt: skip
        if carried:
            cells = [*cells, *[""] * (max(carried) + 1 - len(cells))]
            for column, text in carried.items():
                cells[column] = text
        yield line, cells
