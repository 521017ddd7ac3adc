"""The book's “today”: the day its newest snapshot was obtained."""

from __future__ import annotations

import re
from datetime import date

from needsbook.store.store import Store


def find_data_date(store: Store) -> date:
    """The latest day on which any snapshot was obtained: the book's “today”.

    What is overdue or out of date must come out the same whenever the book is built, so
    nothing asks a clock. Without snapshots it is the first day of the calendar.
    """
    return store.remember(("data date",), lambda: _find_newest(store))


def _find_newest(store: Store) -> date:
    days = []
    for passport in store.passports.values():
        if match := re.match(r"\d{4}-\d{2}-\d{2}", passport.obtained.on):
            days.append(date.fromisoformat(match[0]))
    return max(days, default=date.min)
