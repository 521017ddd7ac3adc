"""Days a page may depend on: the book's data date, and quarters."""

from __future__ import annotations

from datetime import date, timedelta

from needsbook.catalogue.periods import MONTHS, Period, parse_period
from needsbook.catalogue.promises import add_months
from needsbook.store.data_date import find_data_date

# What a page names among the documents it was made from when it depends on that day.
DATA_DATE = "the data date"
__all__ = [
    "DATA_DATE",
    "find_data_date",
    "is_quarter",
    "name_quarter",
    "parse_quarter",
]


def name_quarter(day: date) -> str:
    """The last whole quarter before ``day``, as a period: “Apr 2026-Jun 2026”."""
    first = add_months(date(day.year, (day.month - 1) // 3 * 3 + 1, 1), -3)
    last = add_months(first, 3) - timedelta(days=1)
    return f"{MONTHS[first.month - 1]} {first.year}-{MONTHS[last.month - 1]} {last.year}"


def is_quarter(period: Period) -> bool:
    """Whether a period is one of the four quarters of a year."""
    return (
        period.kind == "months"
        and period.start.month in (1, 4, 7, 10)
        and add_months(period.start, 3) - timedelta(days=1) == period.end
    )


def parse_quarter(text: str) -> Period | None:
    """The quarter written as ``text``, or None when it is none."""
    from needsbook.errors import BadInput

    try:
        period = parse_period(text.strip())
    except BadInput:
        return None
    return period if is_quarter(period) else None
