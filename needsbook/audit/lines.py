"""A line of a document, as every reader of a kind of file gives it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One paragraph, table row or list item; ``number`` counts from 1, ``page`` too (0: no pages).

    ``level`` is a heading's (0: no heading). A table's row has ``cells``; ``table`` counts
    the tables, so that one's rows are not taken for another's.
    """

    text: str
    number: int
    page: int = 0
    level: int = 0
    cells: tuple[str, ...] = ()
    table: int = 0


def make_row(cells: Sequence[str], number: int, table: int, page: int = 0) -> Line:
    """A row of a table; cells that say the same stay apart."""
    tidied = tuple(tidy(cell) for cell in cells)
    return Line("\t".join(tidied).strip(), number, page, cells=tidied, table=table)


def tidy(text: str) -> str:
    """``text`` on one line, without Markdown's marks and the targets of its links.

    Tabs stay: they part the cells of a table's row. So do bullets inside a line.
    """
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"</?(?:ul|ol|li|b|i|em|strong|br|p|td|tr|th)\b[^>]*>", " ", text)
    text = re.sub(r"^[#>\s]+|\*\*|__|^\s*[-*•➤]\s+", "", text)
    text = re.sub(r"(?<![\w*])\*(?=[^\s*])([^*]+?)(?<=[^\s*])\*(?![\w*])", r"\1", text)
    cells = (" ".join(cell.split()) for cell in text.replace("\u00ad", "").split("\t"))
    return "\t".join(cells).strip()
