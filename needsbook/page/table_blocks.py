"""Which columns the table beside a picture has: only those that hold something."""

from __future__ import annotations

from collections.abc import Sequence

from needsbook.catalogue import parse_period
from needsbook.catalogue.periods import label_period
from needsbook.show.tables import Cell, Column, make_table
from needsbook.store import Figure, Store


def table_of_areas(
    store: Store, figures: Sequence[Figure], caption: str, own: str = "", numbered: bool = False
) -> str:
    """One row an area: value, and interval, count and denominator where any are published.

    ``numbered``: each row with its number, which a map shows in the row's place.
    """
    interval = any(figure.lower_ci is not None for figure in figures)
    counted = any(figure.count is not None for figure in figures)
    based = any(figure.denominator is not None for figure in figures)
    periods = {figure.period for figure in figures if figure.period}
    columns = [Column("Area", header=True)]
    columns += [Column("On the map", "place")] if numbered else []
    columns += [Column("Value", "figure")]
    columns += [Column("95% interval", "interval")] if interval else []
    columns += [Column("Count", "count")] if counted else []
    columns += [Column("Out of", "denominator")] if based else []
    columns += [Column("Period", "period")] if len(periods) > 1 else []
    rows = []
    for number, figure in enumerate(figures, start=1):
        cells: list[Cell] = [store.areas[figure.area_code].name]
        cells += [str(number)] if numbered else []
        cells.append(figure)
        cells += [figure] * (interval + counted + based)
        cells += [label_period(figure.period)] if len(periods) > 1 else []
        rows.append(cells)
    marked = [number for number, figure in enumerate(figures) if figure.area_code == own]
    return make_table(columns, rows, caption, own=marked)


def table_of_periods(
    lines: Sequence[tuple[str, Sequence[Figure]]],
    caption: str,
    by_age: bool = False,
) -> tuple[str, int]:
    """One row a period (or a single year of age), one column an area; and how many rows."""
    if by_age:
        keys = [str(number) for number in range(max(len(figures) for _, figures in lines))]
        cells = [{str(n): figure for n, figure in enumerate(figures)} for _, figures in lines]
        columns = [Column("Age", header=True)]
    else:
        cells = [{figure.period: figure for figure in figures} for _, figures in lines]
        keys = sorted({key for column in cells for key in column}, key=parse_period)
        columns = [Column("Period", "period", header=True)]
    columns += [Column(name, "figure") for name, _ in lines]
    interval = not by_age and any(figure.lower_ci is not None for figure in lines[0][1])
    if interval:
        columns.insert(2, Column("95% interval", "interval"))
    rows: list[list[Cell]] = []
    for key in keys:
        row: list[Cell] = [
            key if by_age else label_period(key),
            *(column.get(key) for column in cells),
        ]
        if interval:
            row.insert(2, cells[0].get(key))
        rows.append(row)
    return make_table(columns, rows, caption), len(rows)
