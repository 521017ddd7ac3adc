"""Whose date it is: the date of each number in a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from needsbook.audit.language.dates import Date
from needsbook.audit.language.numbers import BASE, Number
from needsbook.audit.language.places import EVERY, Mention

RESPECTIVELY = re.compile(r"\brespectively\b", re.I)


FROM = re.compile(r"\bfrom\s+(?:just\s+|around\s+|about\s+)?$", re.I)


SINCE = re.compile(r"\b(?:on|than|with|to|from|since|over|against)\s+(?:that\s+of\s+)?$", re.I)


def spread_respectively(
    text: str, numbers: Sequence[Number], places: Sequence[Mention]
) -> dict[int, str]:
    """“were 209 and 92 respectively”: the numbers just before the word, in the order of the places."""
    match = RESPECTIVELY.search(text)
    if match is None:
        return {}
    named = list(dict.fromkeys(place.area for place in places if place.area != EVERY))
    last = [at for at, number in enumerate(numbers) if number.end <= match.start()]
    if len(named) < 2 or len(last) < len(named):
        return {}
    return dict(zip(last[-len(named) :], named, strict=True))


def find_date(
    text: str, numbers: Sequence[Number], at: int, dates: Sequence[Date]
) -> tuple[Date | None, str]:
    """The date of a number and how it is said: “own”, “sentence”, “previous” (the year before) or “”."""
    number = numbers[at]
    if (paired := _pair_dates(text, numbers, at, dates)) is not None:
        return paired, "own"
    following = numbers[at + 1].start if at + 1 < len(numbers) else len(text)
    # “57% (2024: 55%, 2023: 54%)”: a date right before another number is that one's.
    others = [beside.start for beside in numbers if beside is not number]
    dates = [
        date
        for date in dates
        if not any(
            text[date.end : start].strip() in (":", "=") for start in others if start > date.end
        )
    ]
    usable = [date for date in dates if date.usable]
    right = [
        date
        for date in dates
        if date.end <= number.start and NEXT.fullmatch(text, date.end, number.start)
    ]
    if right and right[-1].kind == "relative":
        # “3.4 points on the year before (22.0%)”.
        return _main(usable, number), right[-1].back
    if (
        right
        and right[-1].usable
        and at
        and text[right[-1].end : number.start].strip() in (":", "=")
    ):
        return right[-1], "own"
    after = [date for date in dates if number.end <= date.start < following]
    for date in after:
        between = text[number.end : date.start]
        if date.kind == "relative":
            if len(between) < 40 and not re.search(r"[;,]", between):
                return _main(usable, number), date.back
            continue
        if date.kind == "noyear" or not date.usable:
            continue
        if _heads_the_next(text, numbers, at, date, dates):
            continue
        last = at + 1 == len(numbers)
        linked = re.search(r"(?:,|;|\band)\s*(?:in|at|on|by|for|during|to|the|and|up|down|compared|from|\s)*$", between, re.I)  # fmt: skip
        if linked and not last and any(d.end <= number.start for d in usable):
            break
        if linked and last and any(d.end <= number.start and d.start >= (numbers[at - 1].end if at else 0) for d in usable) and re.search(r"[,;]", between):  # fmt: skip
            break
        if len(between) <= 110:
            return date, "own"
        break
    gap = (numbers[at - 1].end if at else 0, number.start)
    inside = [date for date in usable if gap[0] <= date.start and date.end <= gap[1]]
    if usable and not inside and _is_of_the_year_before(text, gap, dates):
        return _main(usable, number), "previous"
    if inside:
        return inside[-1], "own"
    earlier = [date for date in usable if date.end <= number.start]
    if earlier:
        return earlier[-1], "sentence"
    if len(usable) == 1:
        return usable[0], "sentence"
    if usable:
        return usable[-1], "sentence"
    return None, ""


def _heads_the_next(
    text: str, numbers: Sequence[Number], at: int, near: Date, dates: Sequence[Date]
) -> bool:
    """“In 2023/24 36.3%, lower than in 2021/22 (39.5%)”: a date that the number in brackets is of."""
    if at + 1 == len(numbers):
        return False
    following = numbers[at + 1]
    closing = text.find(")", following.end)
    alone = not any(following.end <= date.start < closing for date in dates)
    low = numbers[at - 1].end if at else 0
    own = any(date.usable and low <= date.start < numbers[at].start for date in dates)
    opened = re.fullmatch(r"\s*\(\s*", text[near.end : following.start])
    return bool(own and alone and closing > 0 and opened)


def _is_of_the_year_before(text: str, gap: tuple[int, int], dates: Sequence[Date]) -> bool:
    """Whether “in the previous year” opens the number's own clause: “; in the previous year it was 9.4”."""
    for date in dates:
        if date.kind != "relative" or not gap[0] <= date.start < gap[1]:
            continue
        lead = text[gap[0] : date.start]
        tied = gap[0] > 0 and not re.search(r"[;,.]|\band\b|\bbut\b|\bwhile\b", lead)
        if not tied and not SINCE.search(lead):
            return True
    return False


def _pair_dates(
    text: str, numbers: Sequence[Number], at: int, dates: Sequence[Date]
) -> Date | None:
    """“between A and B, from X to Y”: the first number has the first date, the second the second."""
    usable = [near_date for near_date in dates if near_date.usable]
    if (listed := _pair_lists(text, numbers, at, usable)) is not None:
        return listed
    if len(usable) != 2 or usable[0].kind != usable[1].kind:
        return None
    for first in range(len(numbers) - 1):
        number, second = numbers[first], numbers[first + 1]
        linked = FROM.search(text[: number.start]) and re.fullmatch(r"\s*(?:\([^)]*\)\s*)?to\s+(?:\w+\s+)?", text[number.end : second.start])  # fmt: skip
        if linked and at in (first, first + 1):
            outside = all(date.end <= number.start or date.start >= second.end for date in usable)
            same_side = (usable[0].end <= number.start) == (usable[1].end <= number.start)
            if outside and same_side:
                return usable[at - first]
    return None


# What stands between a date and the number right after it.
NEXT = re.compile(r"\s*[(:=]\s*")


LISTED = re.compile(r"\s*(?:,|,?\s*and|to)\s*(?:in\s+|the\s+year\s+)?", re.I)


def _pair_lists(
    text: str, numbers: Sequence[Number], at: int, usable: Sequence[Date]
) -> Date | None:
    """“In 2023, 2024 and 2025 it was 37.4, 34.5 and 33.6”: the dates in their order."""

    def is_run(spots: Sequence[Date | Number]) -> bool:
        gaps = [text[first.end : second.start] for first, second in pairwise(spots)]
        return all(LISTED.fullmatch(BASE.sub(" ", gap)) for gap in gaps)

    for first in range(len(numbers) - 1):
        last = first + 1
        while last < len(numbers) and is_run(numbers[first : last + 1]):
            last += 1
        run = numbers[first:last]
        if len(run) < 2 or not first <= at < last:
            continue
        for start in range(len(usable) - len(run) + 1):
            told = usable[start : start + len(run)]
            outside = told[-1].end <= run[0].start or told[0].start >= run[-1].end
            if outside and is_run(told) and len({date.kind for date in told}) == 1:
                longer = usable[start + len(run) : start + len(run) + 1]
                if not (longer and is_run([told[-1], *longer])):
                    return told[at - first]
        return None
    return None


def _main(usable: Sequence[Date], number: Number) -> Date | None:
    before = [date for date in usable if date.end <= number.start]
    return before[-1] if before else (usable[0] if usable else None)
