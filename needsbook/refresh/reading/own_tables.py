"""The book's own tables: figures.csv and the sheets of its workbooks, read back as they left.

Each row names its figure by id: indicator, area and period. What the book worked out itself
(differences, medians, intervals from counts, recovered counts) is not a publisher's and is
never taken; a row that says what is held already brings nothing new.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import pandas as pd

from needsbook.refresh.published_cells import read_cell
from needsbook.refresh.reading.columns import text_of
from needsbook.refresh.reading.headers import HeaderFound
from needsbook.refresh.rows import Published

OWN = frozenset(("book_export", "book_workbook"))
ID_COLUMNS = ("id", "Figure id")
KEPT = ("lower_ci", "upper_ci", "count", "denominator", "note", "reason")


def find_id(found: HeaderFound) -> int | None:
    """The column of ids of a table of the book; None for any other table."""
    return found.column(*ID_COLUMNS) if found.layout.id in OWN else None


def list_indicators(found: HeaderFound) -> frozenset[str]:
    """The indicators a table of the book holds figures of."""
    at = find_id(found)
    if at is None:
        return frozenset()
    rows = (text_of(cells[at]) for _, cells in found.rows() if at < len(cells))
    return frozenset(text.split(".")[0] for text in rows if "." in text)


def tell_cause(found: HeaderFound, cells: Sequence[object], indicator: str) -> str:
    """Why a row of the book's own table is not taken; "" when it is a published figure."""
    at = find_id(found)
    if at is None:
        return ""
    parts = text_of(cells[at]).split(".")
    if parts[0] != indicator:
        return "figures of other indicators"
    if len(parts) != 3 or "~" in parts[2]:
        return "figures worked out in the book, or superseded"
    method = found.column("method")
    if method is not None and text_of(cells[method]) not in ("", "published"):
        return "figures worked out in the book, or superseded"
    missing = found.column("missing_reason")
    value = found.at("value")
    held_not = missing is not None and text_of(cells[missing]) == "not_held"
    if held_not or (value is not None and text_of(cells[value]) == "[h]"):
        return "figures the book does not hold"
    return ""


def area_of(found: HeaderFound, cells: Sequence[object]) -> str:
    """The slug or code of the area a row's id names; "" for a table that is not the book's."""
    at = find_id(found)
    parts = text_of(cells[at]).split(".") if at is not None else []
    return parts[1] if len(parts) > 1 else ""


def drop_workings(found: HeaderFound, cells: Sequence[object], row: Published) -> Published:
    """The row without an interval or counts the book worked out itself."""
    at = find_id(found)
    if at is None:
        return row
    method, recovered = found.column("interval_method"), found.column("recovered")
    if method is None or text_of(cells[method]) != "published":
        row = replace(row, lower="", upper="")
    if recovered is None or text_of(cells[recovered]):
        row = replace(row, count="", denominator="")
    return row


def keep_held(published: Iterable[Published], held: pd.DataFrame) -> list[Published]:
    """The rows, each that says what is held already with everything that is held beside it."""
    known = {
        (code, period): (value, rest)
        for code, period, value, *rest in zip(
            held["area_code"], held["period"], held["value"], *(held[name] for name in KEPT), strict=True
        )
    }  # fmt: skip
    found = []
    for row in published:
        value, rest = known.get((row.area, row.period), ("", None))
        number = read_cell(row.value).number
        same = (not number and not value) or (
            number and value and abs(float(number) - float(value)) < 1e-9
        )
        if rest is not None and same:
            lower, upper, count, base, note, reason = rest
            row = replace(row, value=value, lower=lower, upper=upper, count=count, denominator=base, note=note, reason=reason)  # fmt: skip
        found.append(row)
    return found
