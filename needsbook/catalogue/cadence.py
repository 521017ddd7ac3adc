"""How often a series comes out, and how old its latest figure may be to pass for current.

The cadence is the publisher's, in words (``official.cadence``): “yearly, March”, “about
every two years”, “every four to six years”, “yearly; ended in 2016”. A figure comes out
within eighteen months of the end of its period and stands until the next one does.
"""

from __future__ import annotations

import re
from datetime import date

from needsbook.catalogue.periods import parse_period

DELAY_MONTHS = 18
_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10}
_NUMBER = r"(\d+|" + "|".join(_NUMBERS) + ")"
_YEARS = re.compile(rf"every {_NUMBER}(?: (?:to|or) {_NUMBER})? years")
_OFTEN = (("month", 1), ("quarter", 3), ("term", 6), ("half", 6))
_ENDED = re.compile(r"\b(?:ended|discontinued|ceased|last published)\b")


def months_between(cadence: str) -> int:
    """Months from one release of a series to the next by its cadence; 0 when it has ended.

    A cadence that says nothing of the kind is taken as yearly.
    """
    words = cadence.lower()
    if _ENDED.search(words):
        return 0
    if found := _YEARS.search(words):
        longest = found[2] or found[1]
        return 12 * (_NUMBERS.get(longest) or int(longest))
    if "decade" in words or "census" in words:
        return 120
    if not words.startswith(("year", "annual")):
        for name, months in _OFTEN:
            if name in words:
                return months
    return 12


def months_old(period: str, today: date) -> int:
    """Whole calendar months since the month in which ``period`` ended."""
    end = parse_period(period).end
    return (today.year - end.year) * 12 + today.month - end.month


def is_current(period: str, cadence: str, today: date, missed: int = 0) -> bool:
    """Whether a figure of ``period`` may still be the newest there is.

    ``missed`` allows for so many releases that the book may not have taken up yet. A series
    that has ended has no current figure.
    """
    step = months_between(cadence)
    return step > 0 and months_old(period, today) <= DELAY_MONTHS + step * (1 + missed)
