"""The lines of a PDF page by where their characters stand: paragraphs, and rows of tables.

A row is a line whose cells stand apart and hold figures after a label; the words of the line
over the first row go to the columns they stand over.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from needsbook.audit.pdf_lines import PageLine, Word, join_pieces
from needsbook.audit.pdf_rows import find_rows

WORD_GAP = 0.72
LARGER = 1.15


@dataclass(frozen=True)
class PdfTable:
    """The rows of one table on a page, the head first where it has one."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def part_page(lines: Sequence[PageLine], before: PdfTable | None) -> list[str | PdfTable]:
    """Paragraphs and tables in order; a table without a head goes on with the one ``before`` it."""
    lines = join_pieces(lines)
    usual = median(line.size or line.height for line in lines) if lines else 0.0
    spacing = _usual_spacing(lines)
    parts: list[str | PdfTable] = []
    running: list[str] = []
    at = 0

    def end() -> None:
        if running:
            parts.extend(join_lines(running))
            running.clear()

    while at < len(lines):
        found = find_rows(lines, at)
        if found is not None:
            body, stop = found
            head, taken = _find_head(lines[max(at - MOST_HEADS, 0) : at], body, running)
            del running[len(running) - taken :]
            end()
            if not head and before is not None and len(before.rows[0]) == len(body[0].cells):
                head = before.head
            before = PdfTable(head, tuple(tuple(cell.text for cell in row.cells) for row in body))
            parts.append(before)
            at = stop
            continue
        line = lines[at]
        bullet = BULLET.match(line.text)
        if running and at and (bullet or _starts_anew(lines[at - 1], line, spacing)):
            end()
        if bullet and line.text[bullet.end() :]:
            running.append(line.text[bullet.end() :])
            at += 1
            continue
        if (line.size or line.height) > LARGER * usual and len(line.text) < 120:
            end()
            running.append(line.text)
            after = lines[at + 1] if at + 1 < len(lines) else None
            if after is None or (after.size or after.height) <= LARGER * usual:
                parts.append(" ".join(running))
                running.clear()
        else:
            running.append(line.text)
        at += 1
    end()
    return parts


# The signs of a list, those of symbol fonts among them.
BULLET = re.compile(r"^\s*[•●▪■◦‣\uf0a7\uf0b7\uf0d8]\s*")
LONGEST_HEADING = 100
MOST_HEADS = 12
# A gap of so many usual distances between lines parts two paragraphs.
APART = 1.35


def _usual_spacing(lines: Sequence[PageLine]) -> float:
    """The distance between the lines of a paragraph, in points; 0 where it is not known."""
    gaps = [
        first.top - second.top
        for first, second in pairwise(lines)
        if 0 < first.top - second.top < 4 * max(first.size, 1.0)
    ]
    return median(gaps) if len(gaps) > 2 else 0.0


def _starts_anew(before: PageLine, line: PageLine, spacing: float) -> bool:
    """Whether a gap, and no sentence that goes on, lies between two lines."""
    if before.bold != line.bold and (before.bold or line.text[:1].isupper()):
        # A heading in bold print, or what begins under one.
        return len(before.text if before.bold else line.text) < LONGEST_HEADING
    if not spacing or line.text[:1].islower() or before.top <= line.top:
        return False
    return before.top - line.top > APART * spacing


def _find_head(
    over: Sequence[PageLine], body: Sequence[PageLine], running: Sequence[str]
) -> tuple[tuple[str, ...], int]:
    """The head of a table in the lines over it, and how many of the lines it takes."""
    if not over or not running or running[-1] != over[-1].text:
        return (), 0
    if head := _read_head(over[-1], body):
        return head, 1
    # “Three or more” over “placements”: a head broken over lines.
    for taken in range(2, len(over) + 1):
        lines = over[-taken:]
        if any(line.figures or line.text.rstrip().endswith((".", ";", ":")) for line in lines):
            break
        if [line.text for line in lines] != list(running[-taken:]):
            break
        columns = [_over_columns(line, body) for line in lines]
        joined = tuple(" ".join(filter(None, words)) for words in zip(*columns, strict=True))
        higher = over[-taken - 1 : -taken]
        level = higher and abs(higher[0].top - max(line.top for line in lines)) < higher[0].size / 2
        if all(joined[1:]) and not (level and len(running) > taken):
            return joined, taken
    return (), 0


def _over_columns(line: PageLine, body: Sequence[PageLine]) -> list[str]:
    """The words of a line by the column of the table they stand over."""
    width = len(body[0].cells)
    lefts = [min(row.cells[at].left for row in body) for at in range(width)]
    rights = [max(row.cells[at].right for row in body) for at in range(width)]
    edges = [(rights[at] + lefts[at + 1]) / 2 for at in range(width - 1)]
    heads = [""] * width

    def place(left: float, right: float) -> int:
        return sum((left + right) / 2 > edge for edge in edges)

    words = []
    for cell in line.cells:
        ends = place(cell.left, cell.left), place(cell.right, cell.right)
        # “Walsall 2023” is wider than the figures under it and stays one head.
        inside = [
            word for word in line.words if cell.left <= word.left and word.right <= cell.right
        ]
        words += [cell] if ends[1] - ends[0] <= 1 else inside
    for word in words:
        column = place(word.left, word.right)
        heads[column] = f"{heads[column]} {word.text}".strip()
    return heads


def _read_head(over: PageLine, body: Sequence[PageLine]) -> tuple[str, ...]:
    """The words of the line over a table by the column they stand over; nothing where none does."""
    if over.figures or over.text.rstrip().endswith((".", ";")):
        return ()
    width = len(body[0].cells)
    heads = _over_columns(over, body)
    if all(heads):
        return tuple(heads)
    chunks = _chunk(over)
    if len(chunks) in (width, width - 1):
        return ("",) * (width - len(chunks)) + tuple(chunk.text for chunk in chunks)
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
