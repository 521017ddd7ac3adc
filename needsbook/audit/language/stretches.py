"""Several years told as one period: “between 2020 and 2022”, “over the three years to 2022/23”."""

from __future__ import annotations

import re
from collections.abc import Sequence

from needsbook.audit.language.dates import Date
from needsbook.audit.language.numbers import Number
from needsbook.audit.language.roles import DOWN, IMPROVED, UP

YEAR = r"(?:19[89]\d|20[0-4]\d)"
WORDS = {"two": 2, "three": 3, "four": 4, "five": 5}
BETWEEN = re.compile(
    rf"\bbetween\s+(?:the\s+(?:years\s+)?)?(?P<first>{YEAR})(?P<short>/\d\d(?:\d\d)?)?\s+and\s+(?P<last>{YEAR})(?P<end>/\d\d(?:\d\d)?)?\b",
    re.I,
)
YEARS_TO = re.compile(
    rf"\b(?P<years>{'|'.join(WORDS)}|[2-5])[\s-](?:calendar\s+|school\s+|academic\s+|financial\s+)?years?(?:[\s-]+(?:period|average|mean|rate|figure|total))?\s+(?:to|ending|ended|up\s+to)\s+(?:in\s+|with\s+)?(?:(?:the\s+)?end\s+of\s+)?(?P<last>{YEAR})(?P<end>/\d\d(?:\d\d)?)?\b",
    re.I,
)
MOVED = re.compile(
    rf"\b(?:{UP}|{DOWN}|{IMPROVED}|worsen\w*|chang\w+|doubled|halved|trebled|tripled|moved|went)\b|\bfrom\s+[\d.,]+",
    re.I,
)


def find_stretches(text: str) -> list[Date]:
    """The stretches of years of ``text`` in order: a “span” of calendar years, or “pooled” school years."""
    found: list[Date] = []
    for match in BETWEEN.finditer(text):
        if bool(match["short"]) == bool(match["end"]) and match["first"] < match["last"]:
            kind = "pooled" if match["end"] else "span"
            found.append(Date(kind, (match["first"], match["last"]), *match.span()))
    for match in YEARS_TO.finditer(text):
        long = WORDS.get(match["years"].lower()) or int(match["years"])
        first = int(match["last"]) - long + 1
        kind = "pooled" if match["end"] else "span"
        found.append(Date(kind, (str(first), match["last"]), *match.span()))
    return sorted(found, key=lambda date: date.start)


def find_stretch(text: str, numbers: Sequence[Number], at: int) -> Date | None:
    """The stretch a number is of: the next before another number, else the last one before it."""
    number = numbers[at]
    high = numbers[at + 1].start if at + 1 < len(numbers) else len(text)
    stretches = find_stretches(text)
    after = [stretch for stretch in stretches if number.end <= stretch.start < high]
    before = [stretch for stretch in stretches if stretch.end <= number.start]
    if after and not (before and re.search(r"[;.]\s|,\s", text[number.end : after[0].start])):
        return after[0]
    return before[-1] if before else None


def tells_movement(text: str) -> bool:
    """Whether figures are said to move over the stretch: its ends are two periods then."""
    return bool(MOVED.search(text))
