"""Periods: one written form each, and their order in time.

Forms: ``2018`` (calendar year), ``2017/18`` (academic year), ``FYE 2025`` (financial
year ending 31 March), ``2019-03-31`` (a day), ``Dec 2018-Feb 2019`` (average of
months), ``2011/12-2013/14`` and ``2014-2016`` (years pooled), ``mid-2016`` (30 June).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from needsbook.errors import BadInput

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June", "July", "August",
    "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, order=True)
class Period:
    """A stretch of time; ordered by its last day, then its first.

    ``kind`` is one of: year, academic_year, financial_year, day, months, pooled_years,
    pooled_academic_years, mid_year.
    """

    end: date
    start: date
    text: str
    kind: str

    @property
    def slug(self) -> str:
        """The period in an id or an address: lower case, hyphens only."""
        return re.sub(r"[^a-z0-9]+", "-", self.text.lower()).strip("-")

    @property
    def words(self) -> str:
        """The period as prose has it: “31 March 2019”, “the year ending March 2025”."""
        if self.kind == "day":
            return say_day(self.end)
        if self.kind == "financial_year":
            return f"the financial year ending March {self.end.year}"
        if self.kind == "mid_year":
            return f"mid-{self.end.year}"
        if self.kind == "months":
            first, last = self.text.split("-")
            return f"{_long_month(first)} to {_long_month(last)}"
        if self.kind.startswith("pooled"):
            return " to ".join(self.text.split("-"))
        return self.text

    @property
    def spans(self) -> bool:
        """Whether its words are those of a span, “… to …”: averages of months, pooled years."""
        return self.kind == "months" or self.kind.startswith("pooled")

    @property
    def label(self) -> str:
        """The period as tables and charts have it: days as in prose, others as published."""
        return self.words if self.kind == "day" else self.text

    @property
    def adverb(self) -> str:
        """The period beside a verb: “in 2017/18”, “on 31 March 2019”, “over 2014 to 2016”."""
        if self.kind == "months":
            return f"on average from {self.words}"
        before = "over" if self.kind.startswith("pooled") else "on" if self.kind == "day" else "in"
        return f"{before} {self.words}"

    @property
    def brief(self) -> str:
        """``label`` beside a verb, where words are few: “in FYE 2025”, “on 31 March 2019”."""
        return f"{'on' if self.kind == 'day' else 'in'} {self.label}"

    def __str__(self) -> str:
        return self.text


def say_day(day: date | str) -> str:
    """A day as prose has it: “31 March 2019”; a text that is no ISO date stays as it is."""
    if isinstance(day, str):
        try:
            day = date.fromisoformat(day)
        except ValueError:
            return str(day)
    return f"{day.day} {say_month(day)}"


def say_month(day: date) -> str:
    """The month of a day as prose has it: “March 2019”."""
    return f"{MONTH_NAMES[day.month - 1]} {day.year}"


def label_period(text: str) -> str:
    """The label of the period written as ``text``; empty for none."""
    return parse_period(text).label if text else ""


def say_briefly(text: str) -> str:
    """``brief`` of the period written as ``text``."""
    return parse_period(text).brief


def say_when(text: str) -> str:
    """The adverb of the period written as ``text``: “in 2017/18”, “on 31 March 2019”."""
    return parse_period(text).adverb


def _long_month(text: str) -> str:
    short, year = text.split(" ")
    return say_month(date(int(year), MONTHS.index(short) + 1, 1))


def _month_end(year: int, month: int) -> date:
    following = date(year + (month == 12), month % 12 + 1, 1)
    return following - timedelta(days=1)


def _academic(first: str, second: str) -> tuple[date, date]:
    start = int(first)
    if (start + 1) % 100 != int(second):
        raise ValueError
    return date(start, 9, 1), date(start + 1, 8, 31)


@lru_cache(maxsize=4096)
def parse_period(text: str) -> Period:
    """The ``Period`` written as ``text``; ``BadInput`` if it has none of the forms."""
    try:
        if not text.isascii():  # other scripts have digits too, and \d takes them
            raise ValueError
        if match := re.fullmatch(r"(\d{4})", text):
            year = int(match[1])
            return Period(date(year, 12, 31), date(year, 1, 1), text, "year")
        if match := re.fullmatch(r"(\d{4})/(\d{2})", text):
            start, end = _academic(match[1], match[2])
            return Period(end, start, text, "academic_year")
        if match := re.fullmatch(r"FYE (\d{4})", text):
            year = int(match[1])
            return Period(date(year, 3, 31), date(year - 1, 4, 1), text, "financial_year")
        if match := re.fullmatch(r"mid-(\d{4})", text):
            day = date(int(match[1]), 6, 30)
            return Period(day, day, text, "mid_year")
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            day = date.fromisoformat(text)
            return Period(day, day, text, "day")
        if match := re.fullmatch(r"([A-Z][a-z]{2}) (\d{4})-([A-Z][a-z]{2}) (\d{4})", text):
            start = date(int(match[2]), MONTHS.index(match[1]) + 1, 1)
            end = _month_end(int(match[4]), MONTHS.index(match[3]) + 1)
            if end < start:
                raise ValueError
            return Period(end, start, text, "months")
        if match := re.fullmatch(r"(\d{4})/(\d{2})-(\d{4})/(\d{2})", text):
            start, _ = _academic(match[1], match[2])
            _, end = _academic(match[3], match[4])
            if end <= start:
                raise ValueError
            return Period(end, start, text, "pooled_academic_years")
        if match := re.fullmatch(r"(\d{4})-(\d{4})", text):
            if int(match[2]) <= int(match[1]):
                raise ValueError
            return Period(
                date(int(match[2]), 12, 31), date(int(match[1]), 1, 1), text, "pooled_years"
            )
    except ValueError:
        pass
    raise BadInput(
        f"“{text}” is not a period",
        do="write it as 2018, 2017/18, FYE 2025, 2019-03-31, Dec 2018-Feb 2019, "
        "2011/12-2013/14, 2014-2016 or mid-2016",
    )
