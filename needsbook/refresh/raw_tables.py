"""CSV files as publishers and people really write them, read by column name.

A byte order mark, Windows line ends, Latin-1, notes above the header, a different
delimiter: all are read. A row of another width, a web page, a cut file: one clear error.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from needsbook.errors import BadInput, NeedsbookError, SourceError
from needsbook.refresh.csv_rows import read_csv_rows

PREAMBLE = 60
DELIMITERS = (",", ";", "\t")


def simplify(name: str) -> str:
    """A column's name for comparing: no notes, one space, lower case, no underscores."""
    text = re.sub(r"\[[^\]]*\]|\(%\)", " ", name.replace("\ufeff", ""))
    return " ".join(text.replace("_", " ").replace("\u00a0", " ").split()).casefold()


@dataclass(frozen=True)
class RawTable:
    """Rows of text under a header; ``first`` is the file's line of each row, ``place`` its name."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    place: str

    def find(self, *names: str) -> int | None:
        """The column with the first of these names there is; None if it has none of them."""
        simple = [simplify(name) for name in self.header]
        for name in names:
            if simple.count(simplify(name)) > 1:
                raise BadInput(
                    f"the column “{name}” stands twice",
                    self.place,
                    "the layout is not known: report it",
                )
            if simplify(name) in simple:
                return simple.index(simplify(name))
        return None

    def column(self, *names: str) -> int:
        """The column with one of these names; ``BadInput`` lists those found and expected."""
        at = self.find(*names)
        if at is None:
            raise unknown_layout(self.header, names, self.place)
        return at

    def __iter__(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        return zip(self.lines, self.rows, strict=True)


def unknown_layout(found: Sequence[str], expected: Sequence[str], place: str) -> BadInput:
    """The error for a layout we do not know: the columns found and the columns expected."""
    shown = ", ".join(name.strip() or "(blank)" for name in found[:40]) or "none"
    if len(found) > 40:
        shown += f" and {len(found) - 40} more"
    return BadInput(
        f"unknown layout: no column {' or '.join(f'“{name}”' for name in expected)}; found {shown}",
        place,
        "if the publisher renamed the column, add its new name to the indicator's fetch entry",
    )


def decode(body: bytes, place: str, *, error: type[NeedsbookError] = SourceError) -> str:
    """``body`` as text: UTF-8 with or without mark, UTF-16 with mark, else Windows-1252."""
    if not body.strip(b"\x00\t\r\n \xef\xbb\xbf"):
        raise error("the file is empty", place, "ask again later, or check the question")
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            text = body.decode("utf-16")
        except UnicodeDecodeError:
            raise error("the file is damaged (UTF-16 cut short)", place, "fetch it again") from None
    else:
        try:
            text = body.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = body.decode("cp1252", errors="replace")
            if "\ufffd" in text:
                raise error("the file is not text", place, "save it as CSV in UTF-8") from None
    if "\0" in text:
        raise error("the file is not text (zero bytes)", place, "save it as CSV in UTF-8")
    if text.lstrip()[:1] == "<":
        raise error("a web page came instead of a table", place, "the address may have changed")
    return text


def _cells(text: str, delimiter: str, place: str) -> Iterator[tuple[int, list[str]]]:
    do = "it may be cut short: fetch it again"
    return read_csv_rows(io.StringIO(text, newline=""), delimiter, place, do)


def read_table(
    body: bytes, place: str, is_header: Callable[[Sequence[str]], bool], expected: Sequence[str]
) -> RawTable:
    """The table in ``body``: its header is the first row ``is_header`` accepts.

    Blank rows and notes below a blank row are left out; every other row must be as wide
    as the header (empty cells beyond it are allowed).
    """
    text = decode(body, place)
    last: list[str] = []
    for delimiter in DELIMITERS:
        rows = _cells(text, delimiter, place)
        for number, (line, cells) in enumerate(rows):
            if is_header([simplify(cell) for cell in cells]):
                return _take(cells, rows, place)
            if delimiter == "," and len(cells) > len(last) and line <= PREAMBLE:
                last = cells
            if number >= PREAMBLE:
                break
    raise unknown_layout(last, expected, place)


def _take(header: list[str], rows: Iterator[tuple[int, list[str]]], place: str) -> RawTable:
    while header and not header[-1].strip():
        header = header[:-1]
    width = len(header)
    kept, lines = [], []
    blank = False
    for line, cells in rows:
        if not any(cell.strip() for cell in cells):
            blank = True
            continue
        if blank and not any(cell.strip() for cell in cells[1:]):
            continue  # a note below the table
        if len(cells) < width or any(cell.strip() for cell in cells[width:]):
            raise BadInput(
                f"a row has {len(cells)} cells, the header {width}", f"{place}, row {line}",
                "the file may be cut short or its layout changed: fetch it again",
            )  # fmt: skip
        blank = False
        kept.append(tuple(cell.strip() for cell in cells[:width]))
        lines.append(line)
    names = tuple(name.replace("\ufeff", "").strip() for name in header)
    return RawTable(names, tuple(kept), tuple(lines), place)
