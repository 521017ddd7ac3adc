"""Dates in a sentence, and the periods of an indicator they may mean."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from needsbook.audit.language.numbers import free
from needsbook.catalogue import Period, parse_period
from needsbook.catalogue.periods import MONTH_NAMES, MONTHS
from needsbook.errors import BadInput

MONTH = "(?:" + "|".join((*MONTH_NAMES, *(m for m in MONTHS if m != "May"), "Sept")) + r")\.?"
YEAR = r"(?:19[89]\d|20[0-4]\d)"
# The finest forms first: what one has taken no other reads again.
FORMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("law", re.compile(rf"\b(?:list|lists|boundaries|wards)\s+of\s+({YEAR})|\b(?:Act|Regulations?|Order|Bill|Strategy|Review|Framework|Green Paper|White Paper)\s+(?:of\s+)?\(?({YEAR})\)?", re.I)),
    ("pooled", re.compile(rf"\b(?<!from\s)({YEAR})/\d\d\s*(?:to|-|–)\s*({YEAR}|\d\d)/\d\d\b")),
    ("months", re.compile(rf"\b({MONTH})\s+({YEAR})\s*(?:to|-|–|and)\s*({MONTH})\s+({YEAR})\b", re.I)),
    ("fye", re.compile(rf"\b(?:(?:financial\s+|fiscal\s+)?years?\s+(?:ending|ended|to|up\s+to)\s+(?:(?:31|31st|end(?:\s+of)?)\s+)?(?:March|Mar)|FYE)\s+({YEAR})\b", re.I)),
    ("ending", re.compile(rf"\b(?:(?:\w+\s+)?years?|12\s+months|twelve\s+months)\s+(?:ending|ended|to|up\s+to)\s+(?:\d{{1,2}}(?:st|nd|rd|th)?\s+|(?:the\s+)?end(?:\s+of)?\s+)?({MONTH})\s+({YEAR})\b", re.I)),
    ("day", re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?({MONTH}),?\s+({YEAR})\b", re.I)),
    ("day", re.compile(rf"\b({MONTH})\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+({YEAR})\b", re.I)),
    ("numeric", re.compile(rf"\b(\d{{1,2}})[/.](\d{{1,2}})[/.]({YEAR}|\d\d)\b")),
    ("iso", re.compile(rf"\b({YEAR})-(\d\d)-(\d\d)\b")),
    ("end", re.compile(rf"\bend\s+of\s+({MONTH})\s+({YEAR})\b", re.I)),
    ("year end", re.compile(rf"\b(?:at|towards)\s+the\s+end\s+of\s+({YEAR})\b(?!\s?[/–-]\s?\d\d)", re.I)),
    ("mid", re.compile(rf"\bmid[-\s]*({YEAR})\b|\b({YEAR})\s+mid[-\s]*year\b", re.I)),
    ("quarter", re.compile(rf"\b(?:Q[1-4]|quarter\s+(?:[1-4]|one|two|three|four))(?:\s+(?:of\s+)?({YEAR})(?:\s?[/–-]\s?\d\d(?:\d\d)?)?)?(?!\d)", re.I)),
    ("term", re.compile(rf"\b(autumn|spring|summer)(?:\s+(?:term|of|census))*\s+({YEAR})(?:\s?[/–-]\s?\d\d(?:\d\d)?)?(?!\d)", re.I)),
    ("academic", re.compile(rf"\b({YEAR})\s?[/–-]\s?(\d{{2}}(?:\d\d)?)\b(?!\s*(?:%|per cent|children|pupils))")),
    ("academic", re.compile(r"(?<![\d/.,])(\d{2})/(\d{2})(?![\d/%]|[.,]\d)")),
    ("academic", re.compile(rf"\bFY\s?({YEAR}|\d\d)[/–-](\d{{2}}(?:\d\d)?)\b")),
    ("census", re.compile(rf"\b(?:Census\s+(?:of\s+|in\s+)?({YEAR})|({YEAR})\s+(?:population\s+)?Census)\b")),
    ("span", re.compile(rf"\b({YEAR})\s+(?:to|through)\s+({YEAR})\b(?!/)")),
    ("month", re.compile(rf"\b({MONTH})\s+({YEAR})\b", re.I)),
    ("by", re.compile(rf"\b(?:by|until|before|after|since)\s+(?:the\s+end\s+of\s+)?({YEAR})\b", re.I)),
    ("year", re.compile(rf"(?<![\d,.£/-])({YEAR})(?![\d/]|[,.]\d|\s*(?:%|per\b|children|pupils|people|young|LAC|looked))")),
    ("noyear", re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?({MONTH})(?!\w)|\b(?:{MONTH})\s+\d{{1,2}}(?:st|nd|rd|th)\b", re.I)),
    ("relative", re.compile(r"\b((?:the\s+)?year\s+before\s+that|two\s+years\s+(?:before|earlier|ago|previously))\b", re.I)),
    ("relative", re.compile(r"\b(?:the\s+)?(?:previous|preceding|prior|last)\s+(?:academic\s+|school\s+|financial\s+)?year\b|\b(?:the|a|one)\s+year\s+(?:before|earlier|ago|previously)\b|\b(?:twelve|12)\s+months\s+(?:before|earlier|ago|previously)\b|\bthe\s+same\s+(?:point|time|date|period)\s+(?:in\s+the\s+(?:previous|prior|preceding)|last|the\s+previous|the)\s+year(?:\s+before|\s+earlier)?\b|\byear[- ]on[- ]year\b", re.I)),
)  # fmt: skip
# “By 2025 it was 63.9%”: a year that is past, no aim.
PAST = re.compile(
    r",?\s+(?:(?!to\b|will\b|should\b)[\w’']+\s+){0,4}?(?:was|were|had|stood|fell|rose|dropped|reached|grew|increased|decreased)\b",
    re.I,
)
# What a date of these kinds cannot be a period of.
NO_PERIOD = ("law", "quarter", "census", "by", "noyear", "relative")


@dataclass(frozen=True)
class Date:
    """A date named in a text: its kind, its parts as written, and its place."""

    kind: str
    parts: tuple[str, ...]
    start: int
    end: int

    @property
    def back(self) -> str:
        """How a number's year is found from the year told: “previous”, or “two back”."""
        return "two back" if any(self.parts) else "previous"

    @property
    def usable(self) -> bool:
        """Whether it may be a period figures are about."""
        return self.kind not in NO_PERIOD


def find_dates(text: str) -> list[Date]:
    """Every date of ``text``, in order."""
    taken: list[tuple[int, int]] = []
    found: list[Date] = []
    for kind, pattern in FORMS:
        for match in pattern.finditer(text):
            if not free(match.span(), taken):
                continue
            parts = tuple(group or "" for group in match.groups())
            if kind == "months" and _month(parts[0]) == _month(parts[2]):
                # “between March 2024 and March 2025”: two days a year apart, no stretch of months.
                continue
            if kind == "year end":
                # “At the end of 2024”: of a period with that December in it, not of the year.
                kind, parts = "month", ("December", *parts, "end")
            if kind == "by" and PAST.match(text, match.end()):
                kind = "year"
            if kind == "academic" and not _one_year(parts):
                if len(parts[0]) < 4:
                    continue
                found.append(Date("span", (parts[0], _full(parts[0], parts[1])), *match.span()))
            elif kind == "day" and not parts[0].isdigit():
                found.append(Date(kind, (parts[1], parts[0], parts[2]), *match.span()))
            else:
                found.append(Date(kind, parts, *match.span()))
            taken.append(match.span())
    return sorted(found, key=lambda other: other.start)


def _full(first: str, last: str) -> str:
    return last if len(last) == 4 else first[:2] + last


def _one_year(parts: Sequence[str]) -> bool:
    return (int(parts[0][-2:]) + 1) % 100 == int(parts[1][-2:])


def _month(word: str) -> int:
    return [m.lower() for m in MONTHS].index(word[:3].lower()) + 1


def _year_of(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _check(text: str) -> str:
    try:
        return parse_period(text).text
    except BadInput:
        return ""


def periods_meant(found: Date, held: Sequence[Period]) -> tuple[list[str], bool]:
    """The periods of a series ``found`` may mean, and whether it surely means one of them.

    ``held`` are the series' periods: their kind says how its dates are written. A date the
    series has no form for (a quarter, a month of a yearly average) surely means none.
    """
    kinds = {period.kind for period in held}
    meant: list[str] = []
    sure = True
    for kind in sorted(kinds):
        texts, certain = _as_kind(found, kind, held)
        meant += texts
        sure = sure and (certain or not texts)
    meant = [text for text in dict.fromkeys(_check(name) for name in meant) if text]
    return meant, sure and bool(meant)


def _as_kind(found: Date, kind: str, held: Sequence[Period]) -> tuple[list[str], bool]:
    makers = {
        "academic_year": _academic, "financial_year": _financial, "day": _day, "year": _calendar,
        "mid_year": _mid, "months": _months, "pooled_years": _pooled, "pooled_academic_years": _pooled_academic,
    }  # fmt: skip
    maker = makers.get(kind)
    return maker(found, held) if maker else ([], False)


def _next(year: int) -> str:
    return f"{year}/{(year + 1) % 100:02d}"


def _academic(found: Date, held: Sequence[Period]) -> tuple[list[str], bool]:
    kind, parts = found.kind, found.parts
    if kind == "academic":
        return [_next(_year_of(parts[0]))], True
    if kind == "year":
        year = int(parts[0])
        # “in 2024”: the year that ends in it, rarely the one that begins in it.
        return [_next(year - 1), _next(year)], True
    if kind in ("month", "day", "end"):
        when = _day_of(found)
        if when is None:
            return [], False
        return [_next(when.year if when.month >= 9 else when.year - 1)], when.month in (1, 7, 8)
    if kind == "term":
        year = int(parts[1])
        if parts[0].lower() == "summer":
            return [_next(year - 1)], True
        return [_next(year if parts[0].lower() == "autumn" else year - 1)], False
    if kind == "ending":
        return ([_next(int(parts[1]) - 1)], True) if _month(parts[0]) in (7, 8) else ([], False)
    if kind == "months":
        whole = (_month(parts[0]), _month(parts[2])) in ((9, 7), (9, 8)) and int(parts[3]) == int(parts[1]) + 1  # fmt: skip
        return ([_next(int(parts[1]))], True) if whole else ([], False)
    return [], False


def _financial(found: Date, held: Sequence[Period]) -> tuple[list[str], bool]:
    kind, parts = found.kind, found.parts
    if kind == "academic":
        return [f"FYE {_year_of(parts[0]) + 1}"], True
    if kind == "fye":
        return [f"FYE {parts[0]}"], True
    if kind == "ending":
        return ([f"FYE {parts[1]}"], True) if _month(parts[0]) == 3 else ([], False)
    if kind == "year":
        return [f"FYE {parts[0]}", f"FYE {int(parts[0]) + 1}"], True
    if kind == "months":
        whole = (_month(parts[0]), _month(parts[2])) == (4, 3) and int(parts[3]) == int(parts[1]) + 1  # fmt: skip
        return ([f"FYE {parts[3]}"], True) if whole else ([], False)
    when = _day_of(found)
    if when is not None and when.month == 3:
        return [f"FYE {when.year}"], kind == "month" or when.day == 31
    return [], False


def _day(found: Date, held: Sequence[Period]) -> tuple[list[str], bool]:
    kind, parts = found.kind, found.parts
    if not held:
        return [], False
    month, day = held[-1].end.month, held[-1].end.day
    tail = f"-{month:02d}-{day:02d}"
    if kind in ("day", "numeric", "iso", "end"):
        when = _day_of(found)
        return ([when.isoformat()], True) if when is not None else ([], False)
    if kind == "academic":
        first = _year_of(parts[0])
        return [f"{first + 1 if month < 8 else first}{tail}"], True
    if kind == "fye":
        return [f"{parts[0]}{tail}"], month == 3
    if kind in ("month", "ending"):
        named = _month(parts[0])
        return ([f"{parts[1]}{tail}"], True) if named == month else ([], False)
    if kind == "year":
        return [f"{parts[0]}{tail}"], True
    return [], False


def _calendar(found: Date, held: Sequence[Period]) -> tuple[list[str], bool]:
    if found.kind == "year":
        return [found.parts[0]], True
    if found.kind == "ending" and _month(found.parts[0]) == 12:
        return [found.parts[1]], True
    if found.kind == "month" and _month(found.parts[0]) == 12:
        return [found.parts[1]], False
    return [], False


def _mid(found: Date, held: Sequence[Period]) -> tuple[list[str], bool]:
    if found.kind == "mid":
        return [f"mid-{found.parts[0] or found.parts[1]}"], True
    if found.kind == "year":
        return [f"mid-{found.parts[0]}"], True
    when = _day_of(found)
    if when is not None and when.month == 6:
        return [f"mid-{when.year}"], True
    return [], False


def _months(found: Date, held: Sequence[Period]) -> tuple[list[str], bool]:
    kind, parts = found.kind, found.parts
    if kind == "months":
        first, second = MONTHS[_month(parts[0]) - 1], MONTHS[_month(parts[2]) - 1]
        return [f"{first} {parts[1]}-{second} {parts[3]}"], True
    if kind == "year":
        return [period.text for period in held if period.end.year == int(parts[0])], True
    if kind == "month" and len(parts) > 2:
        when = date(int(parts[1]), _month(parts[0]), 1)
        return [period.text for period in held if period.start <= when <= period.end], True
    if kind == "academic":
        year = _year_of(parts[0])
        return [period.text for period in held if date(year, 9, 1) <= period.start and period.end <= date(year + 1, 8, 31)], True  # fmt: skip
    return [], False


def _pooled(found: Date, held: Sequence[Period]) -> tuple[list[str], bool]:
    if found.kind == "span":
        return [f"{found.parts[0]}-{found.parts[1]}"], True
    return [], False


def _pooled_academic(found: Date, held: Sequence[Period]) -> tuple[list[str], bool]:
    if found.kind == "pooled":
        return [f"{_next(int(found.parts[0]))}-{_next(_year_of(found.parts[1]))}"], True
    return [], False


def _day_of(found: Date) -> date | None:
    parts = found.parts
    try:
        if found.kind == "day":
            return date(int(parts[2]), _month(parts[1]), int(parts[0]))
        if found.kind == "numeric":
            return date(_year_of(parts[2]), int(parts[1]), int(parts[0]))
        if found.kind == "iso":
            return date(int(parts[0]), int(parts[1]), int(parts[2]))
        if found.kind in ("month", "end"):
            month, year = _month(parts[0]), int(parts[1])
            following = date(year + (month == 12), month % 12 + 1, 1)
            return date.fromordinal(following.toordinal() - 1)
    except ValueError:
        return None
    return None
