"""Five rows of an import, before and after, as a table a person can check."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from needsbook.catalogue.areas import Areas
from needsbook.refresh.accept import Held
from needsbook.refresh.differences import Difference

SHOWN = 5
HEADER = ("area", "code", "period", "held", "file", "count", "out of")


def preview_rows(differences: Sequence[Difference], held: Held, areas: Areas) -> Iterator[str]:
    """The lines of the table: changed and new rows first, then any others."""
    rows: list[tuple[bool, tuple[str, ...]]] = []
    for difference in differences:
        name = difference.fetched.indicator
        before = {
            (row.area_code, row.period): row.value or row.reason
            for row in held.of_indicator(difference.fetched.dataset, name).itertuples()
        }
        columns = ("area_code", "period", "value", "reason", "count", "denominator")
        cells: tuple[str, ...]
        for code, period, value, reason, count, base in zip(
            *(difference.fetched.rows[column].astype(str) for column in columns), strict=True
        ):
            old, new = str(before.get((code, period), "–")), value or f"({reason})"
            cells = (areas[code].name, code, period, old, new, count, base)
            rows.append((_same(old, new), cells))
    rows.sort(key=lambda pair: pair[0])
    shown = [HEADER, *(cells for _, cells in rows[:SHOWN])]
    if not any(cells[5] or cells[6] for cells in shown[1:]):
        shown = [cells[:5] for cells in shown]
    widths = [max(len(cells[at]) for cells in shown) for at in range(len(shown[0]))]
    for cells in shown:
        yield "  ".join(
            cell.rjust(width) if at > 2 else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(cells, widths, strict=True))
        ).rstrip()
    if len(rows) > SHOWN:
        yield f"… and {len(rows) - SHOWN:,} rows more"


def _same(old: str, new: str) -> bool:
    try:
        return float(old) == float(new)
    except ValueError:
        return old.strip("()") == new.strip("()")
