"""Tables that stand crosswise: areas as columns, or areas in a first column without a name.

Both are turned into the plain form (one row an area and period) before they are read; the
lines above the header stay, since they say what the figures are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from needsbook.refresh.reading.area_cells import CODE, mend_code
from needsbook.refresh.reading.columns import text_of
from needsbook.refresh.reading.grid import Grid, Row
from needsbook.refresh.reading.headers import split_year
from needsbook.refresh.reading.layouts import simplify

KNOWN_SHARE = 0.6


def turn_grid(grid: Grid, is_area: Callable[[str], bool]) -> Grid | None:
    """The grid in the plain form; None where it does not stand crosswise."""
    head = grid.head()
    for number, (line, cells) in enumerate(head):
        texts = [text_of(cell) for cell in cells]
        filled = [at for at in range(1, len(texts)) if texts[at]]
        known = [at for at in filled if is_area(texts[at])]
        if len(known) >= 2 and len(known) >= KNOWN_SHARE * len(filled):
            below = (
                [text_of(cell) for cell in head[number + 1][1]] if number + 1 < len(head) else []
            )
            dated = {at: year for at, year in enumerate(below) if at and _is_year(year)}
            if len(dated) >= 2 and set(dated) >= set(filled):
                return _turn_dated(grid, line, texts, below, dated)
            return _turn(grid, line, texts, filled)
        years = [at for at in filled if split_year(simplify(texts[at])) is not None]
        if texts and not texts[0] and years and len(years) == len(filled) and _starts_with_areas(grid, line, is_area):  # fmt: skip
            return _name_first(grid, line)
    return None


def _turn(grid: Grid, header: int, texts: Sequence[str], columns: Sequence[int]) -> Grid:
    coded = all(CODE.fullmatch(str(mend_code(texts[at]))) for at in columns)

    def rows() -> Iterator[Row]:
        for line, cells in grid.rows():
            if line < header:
                yield line, cells
            elif line == header:
                yield line, ["area code" if coded else "area", "period", "value"]
            elif sum(bool(text_of(cell)) for cell in cells) < 2:
                yield line, [text for cell in cells if (text := text_of(cell))]
            else:
                for at in columns:
                    yield line, [texts[at], cells[0], cells[at] if at < len(cells) else ""]

    # No delimiter: a row of the plain form is never cut short.
    return replace(grid, rows=rows, delimiter="", spans=tuple)


def _is_year(text: str) -> bool:
    return split_year(simplify(text)) is not None


def _turn_dated(
    grid: Grid, header: int, texts: Sequence[str], below: Sequence[str], years: Mapping[int, str]
) -> Grid:
    """Areas over years: a row an area, year and line of the table (its indicators)."""
    areas, area = {}, ""
    for at in range(1, len(below)):
        area = texts[at] if at < len(texts) and texts[at] else area
        areas[at] = area
    first = texts[0] or below[0] or "indicator"

    def rows() -> Iterator[Row]:
        passed = False
        for line, cells in grid.rows():
            if line < header:
                yield line, cells
            elif line == header:
                yield line, ["area", "period", first, "value"]
            elif not passed:
                passed = True  # the years
            elif sum(bool(text_of(cell)) for cell in cells) < 2:
                yield line, [text for cell in cells if (text := text_of(cell))]
            else:
                for at, year in years.items():
                    yield line, [areas[at], year, cells[0], cells[at] if at < len(cells) else ""]

    return replace(grid, rows=rows, delimiter="", spans=tuple)


def _starts_with_areas(grid: Grid, header: int, is_area: Callable[[str], bool]) -> bool:
    firsts = [
        text_of(cells[0]) for line, cells in grid.head()
        if line > header and sum(bool(text_of(cell)) for cell in cells) > 1
    ]  # fmt: skip
    return bool(firsts) and sum(map(is_area, firsts)) >= KNOWN_SHARE * len(firsts)


def _name_first(grid: Grid, header: int) -> Grid:
    def rows() -> Iterator[Row]:
        for line, cells in grid.rows():
            yield line, ["area", *cells[1:]] if line == header else cells

    return replace(grid, rows=rows)
