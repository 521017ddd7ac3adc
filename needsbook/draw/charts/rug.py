"""Tartan rug: indicators by authorities, a verdict in every cell, as a picture."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from needsbook.draw.alt import count_words, describe_missing, join_alt
from needsbook.draw.lettering import cut_text, measure_text, wrap_text
from needsbook.draw.picture import Picture
from needsbook.draw.sheet import SMALL, Sheet
from needsbook.draw.style import VERDICTS, VerdictLook, find_verdict
from needsbook.store.figures import Figure

CELL = 27
ROW = 38
SLANT = 52
NAME_ROOM = 250


@dataclass(frozen=True)
class RugCell:
    """One authority's figure and its tested verdict against the benchmark; ``above`` is the
    number of people above which a verdict without a base holds."""

    figure: Figure
    verdict: str = "not_compared"
    step: int = 0
    above: Figure | None = None


@dataclass(frozen=True)
class RugRow:
    """One indicator: its title, its benchmark's figure, a cell (or None) an authority."""

    title: str
    cells: Sequence[RugCell | None]
    benchmark: Figure | None = None
    topic: str = ""


def find_look(cell: RugCell | None) -> VerdictLook | None:
    """How a cell is filled; None where there is no value to judge."""
    if cell is None or cell.figure.missing:
        return None
    return find_verdict(cell.verdict)


def draw_rug(
    rows: Sequence[RugRow],
    names: Sequence[str],
    *,
    title: str,
    benchmark: str = "England",
    own: Collection[str] = (),
    prefix: str = "",
) -> Picture:
    """The rug as a picture: letters on colours, “×” where there is no value."""
    sheet, left, top = _draw_heads(names, own)
    titles = {id(row): wrap_text(row.title, SMALL, NAME_ROOM, most=2) for row in rows}
    height = ROW if any(len(lines) > 1 for lines in titles.values()) else CELL
    y, topic = top, ""
    cells: dict[str, list[tuple[float, float]]] = {}
    topics = list(dict.fromkeys(row.topic for row in rows))
    for row in sorted(rows, key=lambda rug_row: topics.index(rug_row.topic)):
        if row.topic != topic:
            topic = row.topic
            y += 26
            sheet.text(0, y - 6, topic, size=17, bold=True)
        lines = titles[id(row)]
        for number, line in enumerate(lines):
            base = y + height / 2 + 5 + 16 * (number - (len(lines) - 1) / 2)
            sheet.text(NAME_ROOM, base, line, size=SMALL, anchor="end")
        for number, cell in enumerate(row.cells):
            look = find_look(cell)
            place = (left + CELL * (number + 0.5), y + height / 2)
            cells.setdefault(look.role if look else "", []).append(place)
        y += height
    _draw_cells(sheet, cells, height)
    for number, name in enumerate(names):
        if name in own:
            x = left + CELL * number
            sheet.line([x, x, x + CELL, x + CELL, x], [top, y, y, top, top], "ink", width=2)
    used = [look for look in VERDICTS.values() if look.role in cells]
    key = ", ".join(f"{look.letter} {look.words}" for look in used)
    none = "× no value." if "" in cells else ""
    y = sheet.notes(y + 4, [f"Against {benchmark}: {key}. {none}" if key else none])
    figures = [cell.figure for row in rows for cell in row.cells if cell]
    alt = _describe(rows, names, benchmark, own)
    return sheet.finish(y + 8, title=title, alt=alt, kind="rug", figures=figures, prefix=prefix)


def _draw_heads(names: Sequence[str], own: Collection[str]) -> tuple[Sheet, float, float]:
    """A sheet wide enough for the columns, their slanted names on it; where cells begin."""
    heads = [cut_text(name, SMALL, 190, bold=name in own) for name in names]
    runs = [
        measure_text(head, SMALL, bold=name in own) for name, head in zip(names, heads, strict=True)
    ]
    slant = math.radians(SLANT)
    left = NAME_ROOM + 12.0
    top = max((run * math.sin(slant) for run in runs), default=0) + 24
    starts = [left + CELL * (number + 0.5) + 4 for number in range(len(names))]
    ends = [x + run * math.cos(slant) for x, run in zip(starts, runs, strict=True)]
    sheet = Sheet(math.ceil(max(ends, default=left) + 8))
    for x, name, head in zip(starts, names, heads, strict=True):
        sheet.text(x, top - 6, head, size=SMALL, bold=name in own, rotate=SLANT)
    return sheet, left, top


def _draw_cells(sheet: Sheet, cells: dict[str, list[tuple[float, float]]], height: float) -> None:
    """All cells of a verdict as one set of marks, then its letter on each."""
    wide, tall = (CELL - 1) / 2, (height - 1) / 2
    box = [(-wide, -tall), (wide, -tall), (wide, tall), (-wide, tall), (-wide, -tall)]
    looks: dict[str, tuple[str, str, str]] = {"": ("paper", "×", "muted")}
    looks |= {
        verdict.role: (verdict.role, verdict.letter, f"on-{verdict.role}")
        for verdict in VERDICTS.values()
    }
    for role, (fill, letter, colour) in looks.items():
        places = cells.get(role, [])
        edge = "grid" if role in ("", "not-compared") else ""
        sheet.marks(places, box, 2 * max(wide, tall), fill, edge=edge, edge_width=0.5)
        for x, y in places:
            sheet.text(x, y + 5, letter, size=14, colour=colour, anchor="middle")


def _describe(
    rows: Sequence[RugRow], names: Sequence[str], benchmark: str, own: Collection[str]
) -> str:
    sentences = [
        f"{count_words(len(rows), 'indicator', 'indicators')} in rows, "
        f"{count_words(len(names), 'authority', 'authorities')} in columns, against {benchmark}"
    ]
    for number, name in enumerate(names):
        if name not in own:
            continue
        looks = [find_look(row.cells[number]) for row in rows]
        counts = [
            f"{looks.count(look)} {look.words}" for look in VERDICTS.values() if look in looks
        ]
        sentences.append(f"{name}: {', '.join(counts) or 'no value'}")
    gone = [cell.figure for row in rows for cell in row.cells if cell and cell.figure.missing]
    sentences.append(describe_missing(gone, "cell", "cells"))
    return join_alt(sentences)
