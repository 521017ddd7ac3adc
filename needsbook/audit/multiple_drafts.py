"""Claims of ratios without a number, between two years or two places: halved, a third lower."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from needsbook.audit.contexts import says_more
from needsbook.audit.language.dates import Date
from needsbook.audit.language.multiples import find_multiples
from needsbook.audit.language.numbers import Number
from needsbook.audit.language.places import NO_AREA
from needsbook.audit.language.sentence_reading import Read
from needsbook.audit.meanings import Meant, find_meaning
from needsbook.audit.movements import is_part, put_claim
from needsbook.audit.spans import find_span
from needsbook.audit.writer import Writer

KIND_SAID = re.compile(
    r"\b(?:rates?|percentage|proportion|share|score|prevalence|per\s+cent|average)\b", re.I
)
COUNT_SAID = re.compile(r"\bnumbers?\b", re.I)
# A place after the words: what they are set against.
AGAINST = re.compile(r"\s*(?:than|(?:of|in|as|that|those|what\s+it\s+is)\b)?[^.;,\d]{0,45}$", re.I)
BOTH = "both years"
STATED_YEAR = ("the year", "the period")


def draft_multiples(at: int, read: Read, earlier: Sequence[Read], writer: Writer) -> bool:
    """“The rate halved between 2015 and 2022”, “a quarter lower than in England”.

    Whether a movement was told so: its way needs no claim of its own.
    """
    values = [role for role in read.roles if role in ("value", "previous")]
    found = list(find_multiples(read.text))
    if len(found) != 1 or len(values) > 1:
        # Two numbers beside the words are judged themselves, and the words against them.
        return False
    multiple = found[0]
    meant = find_meaning(replace(read, numbers=()), -1, earlier, writer)
    option, unsure = _which(meant, read, writer)
    if not option or meant.several or not meant.area or meant.area in NO_AREA or is_part(meant):
        return False
    marks = [
        place for place in read.places
        if place.benchmark and place.area not in NO_AREA and place.area != meant.area
        and place.start >= multiple.end and AGAINST.match(read.text[multiple.end : place.start])
    ]  # fmt: skip
    content = {
        "kind": "ratio", "area": meant.area, "indicator": option, "role": "ratio", "printed": multiple.printed,
        "value": multiple.factor, "unit": "times", "qualifier": multiple.qualifier,
        "word": "part" if multiple.part else "times",
    }  # fmt: skip
    number = Number(multiple.printed, multiple.factor, "", multiple.qualifier, multiple.start, multiple.end)  # fmt: skip
    if marks:
        if not multiple.part:
            return False
        content |= {"period": next(iter(meant.periods), ""), "comparators": [{"area": marks[0].area}]}  # fmt: skip
        still_open = (*meant.open, *unsure)
    else:
        if re.match(r"[^.;,]{0,20}\bthan\b(?![^.;]*(?:19|20)\d\d|[^.;]*\byear)", read.text[multiple.end :]):  # fmt: skip
            # “a third lower than boys”: set against what this book may not hold.
            return False
        since, period, sure = _years(read, option, meant, writer)
        content |= {"period": period, "since": since}
        rest = tuple(name for name in meant.open if name not in STATED_YEAR)
        still_open = (*rest, *unsure, *(() if sure else (BOTH,)))
    if says_more(read, (multiple.start, multiple.end), option, writer):
        still_open = (*still_open, "what is counted")
    put_claim(at, read, content, replace(meant, open=still_open), number, writer)
    return not marks


def _which(meant: Meant, read: Read, writer: Writer) -> tuple[str, tuple[str, ...]]:
    """The indicator meant, and what is unsure of it: whether a number or a rate is told of."""
    known = writer.evidence.indicators
    counts = [option.indicator for option in meant.options if known[option.indicator].method == "count"]  # fmt: skip
    others = [option.indicator for option in meant.options if option.indicator not in counts]
    if COUNT_SAID.search(read.text) and not re.search(r"\brates?\b", read.text, re.I):
        return (counts[0], ()) if counts else ("", ())
    if not others:
        return (counts[0] if counts else ""), ()
    said = KIND_SAID.search(read.text) or known[others[0]].unit in ("percent", "score", "points")
    return others[0], () if said else ("whether the number or the rate is meant",)


def _years(read: Read, option: str, meant: Meant, writer: Writer) -> tuple[str, str, bool]:
    """The two periods and whether they are stated; an empty later one is the latest known."""
    candidate = next(found for found in meant.options if found.indicator == option)
    since, period, sure = find_span(read, candidate, writer)
    if since and not period:
        return since, "", _is_since(read.dates, read.text)
    if since and period and not sure and len([date for date in read.dates if date.usable]) == 1:
        # “In 2023/24 it halved”: of the year before, or of any earlier one.
        return since, period, False
    return since, period, sure and bool(since)


def _is_since(dates: Sequence[Date], text: str) -> bool:
    """Whether the one year told is the one it is counted from: “since 2015/16”."""
    return any(re.search(r"\bsince\s+(?:\w+\s+){0,3}$", text[: date.start] + " ", re.I) or (date.kind == "by" and re.match(r"since", text[date.start :], re.I)) for date in dates)  # fmt: skip
