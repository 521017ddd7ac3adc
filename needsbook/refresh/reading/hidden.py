"""Rows of a workbook that nobody sees: filtered out or hidden by hand.

The readers of workbooks give every row. Who looked at the sheet and imports it means the rows
shown; a hidden row may be of a part (boys) or a working beside the figure.
"""

from __future__ import annotations

import io
import re
import zipfile

from needsbook.refresh.reading.old_workbooks import OLD, find_hidden_of_old

_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*>")
_LINE = re.compile(rb'\br="(\d+)"')
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_STEP = 1 << 20


def find_hidden_rows(body: bytes, sheet: str) -> frozenset[int]:
    """The lines (from 1) of a sheet that are hidden; none where the file cannot tell."""
    try:
        if body[:8] == OLD:
            return find_hidden_of_old(body, sheet)
        if body[:4] != b"PK\x03\x04":
            return frozenset()
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            names = archive.namelist()
            if "content.xml" in names:
                return _of_ods(archive, sheet)
        return _of_xlsx(body, sheet)
    except Exception:  # a damaged part is told by the reader of its cells
        return frozenset()


def _of_xlsx(body: bytes, sheet: str) -> frozenset[int]:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(body), read_only=True)
    path = book[sheet]._worksheet_path
    found, last = set(), 0
    with zipfile.ZipFile(io.BytesIO(body)) as archive, archive.open(path) as part:
        rest = b""
        while chunk := part.read(_STEP):
            text = rest + chunk
            for match in _ROW.finditer(text):
                line = _LINE.search(match[0])
                last = int(line[1]) if line else last + 1
                if _HIDDEN.search(match[0]):
                    found.add(last)
            # A tag may be cut by the step: its beginning is read again with the next.
            cut = text.rfind(b"<")
            rest = text[cut:] if b">" not in text[cut:] else b""
    return frozenset(found)


def _of_ods(archive: zipfile.ZipFile, sheet: str) -> frozenset[int]:
    from lxml import etree

    content = archive.read("content.xml")
    if b'table:visibility="' not in content:
        return frozenset()
    found: set[int] = set()
    inside, line = False, 0
    for event, node in etree.iterparse(io.BytesIO(content), events=("start", "end")):
        if node.tag == f"{_TABLE}table":
            inside = event == "start" and node.get(f"{_TABLE}name") == sheet
            line = 0
        elif inside and event == "start" and node.tag == f"{_TABLE}table-row":
            many = int(node.get(f"{_TABLE}number-rows-repeated", "1"))
            if node.get(f"{_TABLE}visibility") in ("collapse", "filter"):
                # The empty rest of a sheet is repeated a million times.
                found.update(range(line + 1, line + 1 + min(many, 100_000)))
            line += many
        elif event == "end" and node.tag == f"{_TABLE}table-row":
            node.clear()
    return frozenset(found)
