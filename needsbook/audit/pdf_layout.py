"""The lines of a PDF page by where their characters stand: paragraphs, and rows of tables.

A row is a line whose cells stand apart and hold figures after a label; the words of the line
over the first row go to the columns they stand over.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

FIGURE = re.compile(
    r"^[<>~≤≥±+−–-]?\s?£?\d[\d,]*(?:\.\d+)?\s?%?\*?$|^(?:[-–—*:xcz]|n/?a|\.\.)$", re.I
)
# A gap of this share of a character's height parts two cells.
GAP, LEAST_GAP = 0.8, 6.0
WORD_GAP = 0.72
LARGER = 1.15


@dataclass(frozen=True)
class Word:
    """A run of characters without a wide gap: its text and its left and right ends in points."""

    text: str
    left: float
    right: float


@dataclass(frozen=True)
class PageLine:
    """A line of a page: its cells, its single words, and the height of its characters."""

    cells: tuple[Word, ...]
    words: tuple[Word, ...]
    height: float

    @property
    def text(self) -> str:
        return " ".join(cell.text for cell in self.cells)

    @property
    def figures(self) -> int:
        """How many cells after the label are figures; none where any of them is not."""
        rest = self.cells[1:]
        if not rest or FIGURE.match(self.cells[0].text):
            return 0
        return len(rest) if all(FIGURE.match(word.text) for word in rest) else 0


@dataclass(frozen=True)
class PdfTable:
    """The rows of one table on a page, the head first where it has one."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def read_page(page: Any) -> list[PageLine]:
    """The lines of one page in the order of its text (``page`` of pypdfium2)."""
    from pypdfium2 import raw

    text = page.get_textpage()
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    found: list[PageLine] = []
    line: list[tuple[str, float, float, float]] = []
    for at in range(text.count_chars()):
        sign = chr(raw.FPDFText_GetUnicode(text.raw, at))
        if sign in "\r\n":
            if line:
                found.append(_make_line(line))
                line = []
            continue
        raw.FPDFText_GetCharBox(text.raw, at, left, right, bottom, top)
        line.append((sign, left.value, right.value, top.value - bottom.value))
    if line:
        found.append(_make_line(line))
    text.close()
    return [page_line for page_line in found if page_line.cells]


def _make_line(signs: Sequence[tuple[str, float, float, float]]) -> PageLine:
    height = max((pair[3] for pair in signs if not pair[0].isspace()), default=0.0)
    cells: list[Word] = []
    words: list[Word] = []
    cell, word = "", ""
    cell_from = word_from = last = 0.0
    for sign, left, right, _ in signs:
        if sign.isspace():
            cell += " "
            if word:
                words.append(Word(word, word_from, last))
                word = ""
            continue
        if cell.strip() and left - last > max(LEAST_GAP, GAP * height):
            cells.append(Word(cell.strip(), cell_from, last))
            if word:
                words.append(Word(word, word_from, last))
            cell, word = "", ""
        if not cell.strip():
            cell, cell_from = "", left
        if not word:
            word_from = left
        cell, word, last = cell + sign, word + sign, right
    if cell.strip():
        cells.append(Word(cell.strip(), cell_from, last))
    if word:
        words.append(Word(word, word_from, last))
    return PageLine(tuple(cells), tuple(words), height)


def part_page(lines: Sequence[PageLine], before: PdfTable | None) -> list[str | PdfTable]:
    """Paragraphs and tables in order; a table without a head goes on with the one ``before`` it."""
    usual = median(page_line.height for page_line in lines) if lines else 0.0
    parts: list[str | PdfTable] = []
    running: list[str] = []
    at = 0

    def end() -> None:
        if running:
            parts.extend(join_lines(running))
            running.clear()

    while at < len(lines):
        stop = at
        while (
            stop < len(lines) and lines[stop].figures and lines[stop].figures == lines[at].figures
        ):
            stop += 1
        if stop - at >= 2 or (stop > at and lines[at].figures >= 2):
            body = lines[at:stop]
            over = lines[at - 1] if at else None
            head = _read_head(over, body) if over is not None else ()
            if head and running and over is not None and running[-1] == over.text:
                running.pop()
            end()
            if not head and before is not None and len(before.rows[0]) == len(body[0].cells):
                head = before.head
            before = PdfTable(head, tuple(tuple(cell.text for cell in row.cells) for row in body))
            parts.append(before)
            at = stop
            continue
        line = lines[at]
        if line.height > LARGER * usual and len(line.text) < 120:
            end()
            running.append(line.text)
            if at + 1 >= len(lines) or lines[at + 1].height <= LARGER * usual:
                parts.append(" ".join(running))
                running.clear()
        else:
            running.append(line.text)
        at += 1
    end()
    return parts


def _read_head(over: PageLine, body: Sequence[PageLine]) -> tuple[str, ...]:
    """The words of the line over a table by the column they stand over; nothing where none does."""
    if over.figures or over.text.rstrip().endswith((".", ";")):
        return ()
    width = len(body[0].cells)
    lefts = [min(row.cells[at].left for row in body) for at in range(width)]
    rights = [max(row.cells[at].right for row in body) for at in range(width)]
    edges = [(rights[at] + lefts[at + 1]) / 2 for at in range(width - 1)]
    chunks = _chunk(over)
    if len(chunks) in (width, width - 1):
        return ("",) * (width - len(chunks)) + tuple(chunk.text for chunk in chunks)
    heads = [""] * width
    for word in over.words:
        middle = (word.left + word.right) / 2
        column = sum(middle > edge for edge in edges)
        heads[column] = f"{heads[column]} {word.text}".strip()
    return tuple(heads) if all(heads[1:]) else ()


def _chunk(line: PageLine) -> list[Word]:
    """The words of a line joined where no more than a space lies between them."""
    chunks: list[Word] = []
    for word in line.words:
        if chunks and word.left - chunks[-1].right <= WORD_GAP * line.height:
            last = chunks.pop()
            word = Word(f"{last.text} {word.text}", last.left, word.right)
        chunks.append(word)
    return chunks


def join_lines(lines: Sequence[str]) -> list[str]:
    """The paragraphs of a page: lines joined until one ends a sentence or stands alone."""
    paragraphs: list[str] = []
    current = ""
    for line in lines:
        text = line.strip()
        if current.endswith(("-", "\u00ad", "\ufffe", "\u0002")) and text[:1].islower():
            current = current[:-1] + text
        else:
            current = f"{current} {text}".strip()
        if text.endswith((".", "?", "!", ":")):
            paragraphs.append(current)
            current = ""
    return [text for text in [*paragraphs, current] if text]
