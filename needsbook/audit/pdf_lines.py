"""The lines of a PDF page as they stand: cells, words, the size of the print and the place."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

FIGURE = re.compile(
    r"^[<>~≤≥±+−–-]?\s?£?\d[\d,]*(?:\.\d+)?\s?%?\*?$|^(?:[-–—*:xcz]|n/?a|\.\.)$", re.I
)
# A gap of this share of a character's height parts two cells.
GAP, LEAST_GAP = 0.8, 6.0
BOLD = re.compile(rb"bold|black|heavy", re.I)
# Lines whose tops differ by less than this share of their print stand on one height.
SAME_HEIGHT = 0.35


@dataclass(frozen=True)
class Word:
    """A run of characters without a wide gap: its text and its left and right ends in points."""

    text: str
    left: float
    right: float


@dataclass(frozen=True)
class PageLine:
    """A line of a page: its cells, its single words, and the height of its characters.

    ``size`` is that of its font, ``top`` where it stands, both in points (0: not known);
    ``bold``: its first letter is.
    """

    cells: tuple[Word, ...]
    words: tuple[Word, ...]
    height: float
    size: float = 0.0
    top: float = 0.0
    bold: bool = False

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


def read_page(page: Any) -> list[PageLine]:
    """The lines of one page in the order of its text (``page`` of pypdfium2)."""
    from pypdfium2 import raw

    text = page.get_textpage()
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    loose = raw.FS_RECTF()
    found: list[PageLine] = []
    line: list[tuple[str, float, float, float]] = []
    size = level = 0.0
    bold = False
    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    for at in range(text.count_chars()):
        sign = chr(raw.FPDFText_GetUnicode(text.raw, at))
        if sign in "\r\n":
            if line:
                found.append(replace(_make_line(line), size=size, top=level, bold=bold))
                line = []
            continue
        if not line or (len(line) == 1 and line[0][0].isspace()):
            # The box of the font, not of the letter: a bracket is no larger print.
            raw.FPDFText_GetLooseCharBox(text.raw, at, loose)
            size, level = loose.top - loose.bottom, loose.top
            raw.FPDFText_GetFontInfo(text.raw, at, name, len(name), flags)
            bold = BOLD.search(name.value) is not None
        raw.FPDFText_GetCharBox(text.raw, at, left, right, bottom, top)
        line.append((sign, left.value, right.value, top.value - bottom.value))
    if line:
        found.append(replace(_make_line(line), size=size, top=level, bold=bold))
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


def join_pieces(lines: Sequence[PageLine]) -> list[PageLine]:
    """The lines with pieces that stand on one height, one right of the other, made one."""
    joined: list[PageLine] = []
    for line in lines:
        last = joined[-1] if joined else None
        level = last is not None and line.top and abs(last.top - line.top) < SAME_HEIGHT * line.size
        if last is not None and level and line.cells[0].left > last.cells[-1].right + LEAST_GAP:
            joined[-1] = replace(
                last, cells=(*last.cells, *line.cells), words=(*last.words, *line.words)
            )
        else:
            joined.append(line)
    return joined
