"""Tables whose rows name no period: the sheet's name or the title above says it once for all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from needsbook.errors import BadInput
from needsbook.refresh.reading.columns import text_of
from needsbook.refresh.reading.file_reading import FileReading
from needsbook.refresh.reading.grid import Grid, Row
from needsbook.refresh.reading.headers import HeaderFound, split_year
from needsbook.refresh.reading.layouts import simplify
from needsbook.refresh.reading.merged import carry_down

# A header stands among so many first rows.
HIGHEST = 20


def date_grid(grid: Grid, find: Callable[[Grid], HeaderFound | None]) -> HeaderFound | None:
    """The table of a grid with a column of its one period put before the others, or None."""
    texts: list[str] = [grid.sheet]
    for line, cells in grid.head(HIGHEST):
        filled = [text_of(cell) for cell in cells if text_of(cell)]
        period = _one_period(texts)
        if len(filled) >= 2 and period:
            found = find(
                replace(grid, rows=_with_period(grid, line, period), period=period, spans=tuple)
            )
            if found is not None and found.first == line + 1:
                return found
        texts.append(" ".join(filled))
    return None


def _one_period(texts: Sequence[str]) -> str:
    """The period that a name or title says; "" where none does, or two differ."""
    said = [found[0] for text in texts if (found := split_year(simplify(text))) is not None]
    return (
        said[0] if said and len({"".join(c for c in p if c.isdigit()) for p in said}) == 1 else ""
    )


def _with_period(grid: Grid, header: int, period: str) -> Callable[[], Iterator[Row]]:
    def rows() -> Iterator[Row]:
        for line, cells in carry_down(grid.rows(), grid.spans()):
            if line < header:
                # A row of headings above the header stays above its columns.
                several = sum(bool(text_of(cell)) for cell in cells) > 1
                yield line, ["", *cells] if several else list(cells)
            elif line == header:
                yield line, ["period", *cells]
            elif sum(bool(text_of(cell)) for cell in cells) < 2:
                yield line, list(cells)
            else:
                yield line, [period, *cells]

    return rows


def is_sheet_a_year(readings: Sequence[FileReading]) -> bool:
    """Whether sheets are one table, cut by period: the same columns, no period in two of them."""
    seen: set[str] = set()
    for reading in readings:
        mine = {published.period for published in reading.published}
        if reading.table.names != readings[0].table.names or mine & seen:
            return False
        if split_year(simplify(reading.table.grid.sheet)) is None:
            return False
        seen |= mine
    return True


def check_sheet_period(reading: FileReading, read: Callable[[str], str | None]) -> None:
    """``BadInput`` where a sheet called after one period holds the figures of one other."""
    sheet = reading.table.grid.sheet
    said = split_year(simplify(sheet))
    periods = {published.period for published in reading.published}
    if said is None or said[1] or len(periods) != 1:
        return
    try:
        meant = read(said[0])
    except BadInput:
        return
    if meant is not None and meant not in periods:
        raise BadInput(
            f"the sheet is called “{sheet}”, its rows say {next(iter(periods))}",
            reading.table.grid.place,
            "correct the name of the sheet or the periods of its rows",
        )
