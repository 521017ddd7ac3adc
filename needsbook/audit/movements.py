"""Claims that are no values: changes, gaps, ranges, ranks, ratios, and movements in words alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from needsbook.audit.contexts import says_more
from needsbook.audit.language.measures import MeasureCandidate
from needsbook.audit.language.numbers import Number
from needsbook.audit.language.places import NO_AREA, Mention
from needsbook.audit.language.roles import moves
from needsbook.audit.language.sentence_reading import Read
from needsbook.audit.meanings import Meant, find_meaning
from needsbook.audit.said_periods import previous_period
from needsbook.audit.spans import family_periods, find_span
from needsbook.audit.writer import Stated, Writer

NOUN_UP = re.compile(r"\b(?:increase|rise|growth)\b", re.I)
NOUN_DOWN = re.compile(r"\b(?:decrease|fall|drop|reduction|decline)\b", re.I)
PARTS_GAP = re.compile(r"\b(?:gap|difference)\b.*\bbetween\b", re.I)
GAP_SAID = re.compile(r"\b(?:gap|difference|disparity)\b", re.I)
BY = re.compile(r"\bby\s+(?:around\s+|about\s+|just\s+)?[-+−–]?$", re.I)
RATED = ("per_10k", "per_100k", "per_1000", "per_100_pupils", "score", "points")


def is_held_gap(read: Read, index: int, earlier: Sequence[Read], writer: Writer) -> bool:
    """Whether the number is a published gap between two groups: a value of an indicator of its own."""
    number = read.numbers[index]
    if number.unit not in ("points", "") or BY.search(read.text[: number.start]):
        return False
    if not GAP_SAID.search(read.text):
        return False
    known = writer.evidence.indicators
    meant = find_meaning(read, index, earlier, writer)
    return bool(meant.options) and all(
        known[option.indicator].unit in ("percentage_points", "points") for option in meant.options
    )


def _subject(at: int, index: int, read: Read, earlier: Sequence[Read], writer: Writer) -> Meant:
    """The measure of a number that is no value: its unit says nothing of the indicator's."""
    number = read.numbers[index]
    meant = find_meaning(read, index, earlier, writer)
    if meant.options and number.unit not in ("points", ""):
        return meant
    bare = replace(read, numbers=(*read.numbers[:index], replace(number, unit="", counted=False), *read.numbers[index + 1 :]))  # fmt: skip
    wide = find_meaning(bare, -1, earlier, writer, every=True)
    still_open = tuple(name for name in wide.open if not name.startswith("which is meant"))
    return Meant(wide.options, meant.area or wide.area, wide.periods, still_open, wide.definition, wide.date, wide.several)  # fmt: skip


def _held(
    options: Sequence[MeasureCandidate], number: Number, writer: Writer, read: Read
) -> MeasureCandidate | None:
    """The one indicator meant, where a change of this unit can be a change of it."""
    known = writer.evidence.indicators
    unit = number.unit
    # “eight points above the region”: of a rate or a score, where no one says percentage points.
    loose = not re.search(r"percent|%|pp", number.printed, re.I)
    fitting = [
        option for option in options
        if unit == "percent" or (unit == "points" and known[option.indicator].unit in ("percent", *(RATED if loose else ()))) or unit in ("", known[option.indicator].unit)
    ]  # fmt: skip
    if unit == "percent":
        # A per cent more of a count: the count where it is held.
        counts = [
            candidate for candidate in fitting if known[candidate.indicator].method == "count"
        ]
        rate = re.search(r"\brates?\b", read.text, re.I)
        fitting = (
            counts
            if counts and not rate
            else [candidate for candidate in fitting if candidate not in counts]
        ) or fitting
    if unit == "":
        fitting = [
            candidate
            for candidate in fitting
            if known[candidate.indicator].method == "count"
            or known[candidate.indicator].unit in ("score", "points")
        ] or []
    if not fitting and unit == "":
        # A change of so many children is one of the count behind the rate spoken of.
        for option in options:
            definition = writer.evidence.definitions.get(option.indicator)
            behind = definition.per_population if definition else ""
            if behind in known:
                return MeasureCandidate(behind, option.score)
    return fitting[0] if fitting else None


def draft_change(
    at: int, index: int, read: Read, earlier: Sequence[Read], writer: Writer
) -> list[dict[str, Any]]:
    """“rose by 0.5 percentage points”, “an increase of 5%”."""
    number = read.numbers[index]
    meant = _subject(at, index, read, earlier, writer)
    content = _base(number, "change", meant, writer)
    option = _held(meant.options, number, writer, read)
    if option is None or not meant.area or meant.area in NO_AREA or is_part(meant):
        if not number.unit and not number.counted:
            return []
        return [
            put_claim(
                at,
                read,
                {**content, "kind": "statement", "needs": _needs(meant, writer, "change")},
                meant,
                number,
                writer,
            )
        ]
    since, period, sure = find_span(read, option, writer)
    if not period and meant.periods and any(date.kind == "relative" for date in read.dates):
        period = meant.periods[0]
        since = previous_period(period, family_periods(option.indicator, writer))
        sure = bool(since)
    value = -abs(number.value) if _way(read, number) == "down" else abs(number.value)
    still_open = (
        meant.open if sure and since and period else (*meant.open, "both years of the change")
    )
    still_open = tuple(
        name for name in still_open if name not in ("the year", "the period") or not sure
    )
    word = _way(read, number)
    return [put_claim(at, read, {
        **content, "kind": "change", "indicator": option.indicator, "period": period, "since": since,
        "value": value, "unit": number.unit or writer.evidence.indicators[option.indicator].unit, "word": word,
    }, replace(meant, open=still_open), number, writer)]  # fmt: skip


def _way(read: Read, number: Number) -> str:
    before = [name for place, name in moves(read.text) if place < number.start]
    tail = read.text[number.end : number.end + 20]
    if NOUN_DOWN.search(tail) or number.printed[:1] in "-−–":
        return "down"
    if NOUN_UP.search(tail) or number.printed[:1] == "+":
        return "up"
    return before[-1] if before else ""


def is_part(meant: Meant) -> bool:
    """Whether the words are of a part of the people the measure is of."""
    return any(name.startswith("a figure for") for name in meant.open)


def _base(number: Number, role: str, meant: Meant, writer: Writer) -> dict[str, Any]:
    area = (
        meant.area
        if meant.area and meant.area not in NO_AREA
        else (writer.own[0] if writer.own else "england")
    )
    return {
        "printed": number.printed, "value": number.value, "unit": number.unit or "number",
        "qualifier": number.qualifier, "role": role, "area": area,
    }  # fmt: skip


def _needs(meant: Meant, writer: Writer, what: str) -> str:
    if not meant.options:
        return f"an indicator for the {what}: the words fit none in the catalogue"
    title = writer.evidence.indicators[meant.options[0].indicator].title
    rest = (
        "; ".join(name for name in meant.open if name.startswith("a figure for"))
        or "the two figures it lies between"
    )
    return f"“{title}”: {rest}"


def put_claim(
    at: int,
    read: Read,
    content: dict[str, Any],
    meant: Meant,
    number: Number | None,
    writer: Writer,
) -> dict[str, Any]:
    """Add the claim with what its words state, and give its content back."""
    start, end = (number.start, number.end) if number else (0, len(read.text))
    writer.add(at, read.passage, content, Stated(meant.open, meant.periods, start, end))
    return writer.claims[-1]


def draft_gap(
    at: int, index: int, read: Read, earlier: Sequence[Read], writer: Writer
) -> list[dict[str, Any]]:
    """“13.8 points above England”; a gap between groups stays open."""
    number = read.numbers[index]
    meant = _subject(at, index, read, earlier, writer)
    content = _base(number, "gap", meant, writer)
    option = _held(meant.options, number, writer, read)
    marks = [place for place in read.places if place.benchmark and place.area not in NO_AREA]
    subjects = [
        place.area for place in read.places if not place.benchmark and place.area not in NO_AREA
    ]
    area = subjects[0] if subjects else content["area"]
    if marks and not subjects and all(mark.area == area for mark in marks):
        # “1,760 fewer than the 83,530 a year earlier”, of England: a change, no gap between places.
        return draft_change(at, index, read, earlier, writer)
    behind = re.search(
        r"\b(?:lower|less|below|behind|fewer|worse)\b",
        read.text[number.end : number.end + 60],
        re.I,
    )
    if option is None or is_part(meant) or not marks or (PARTS_GAP.search(read.text) and not marks):
        needs = _needs(meant, writer, "gap")
        return [
            put_claim(
                at, read, {**content, "kind": "statement", "needs": needs}, meant, number, writer
            )
        ]
    period = next((name for name in meant.periods), "")
    value = -number.value if behind else number.value
    return [put_claim(at, read, {
        **content, "kind": "gap", "area": area, "indicator": option.indicator, "period": period, "value": value,
        "unit": number.unit, "comparators": [{"area": _beside(number, marks)}],
    }, meant, number, writer)]  # fmt: skip


def _beside(number: Number, marks: Sequence[Mention]) -> str:
    """The place a gap is to: “six points below England (63%) and three below the South West”."""
    after = [mark.area for mark in marks if mark.start >= number.end]
    return after[0] if after else marks[-1].area


def draft_range(
    at: int, index: int, read: Read, earlier: Sequence[Read], writer: Writer
) -> list[dict[str, Any]]:
    """“between 63.7% and 72.6%”: the lowest and the highest of the years or places named."""
    first, second = read.numbers[index], read.numbers[index + 1]
    unit = first.unit or second.unit
    wide = replace(
        read, numbers=(*read.numbers[:index], replace(first, unit=unit), *read.numbers[index + 1 :])
    )
    meant = find_meaning(wide, index, earlier, writer)
    content = _base(first, "range", meant, writer)
    content["printed"] = read.text[first.start : second.end]
    option = meant.options[0] if meant.options and not meant.several else None
    since, period, _ = find_span(read, option, writer) if option else ("", "", False)
    if option is None or not since or not period or is_part(meant):
        return [
            put_claim(
                at,
                read,
                {
                    **content,
                    "kind": "statement",
                    "unit": unit or "number",
                    "needs": _needs(meant, writer, "range"),
                },
                meant,
                first,
                writer,
            )
        ]
    return [put_claim(at, read, {
        **content, "kind": "range", "indicator": option.indicator, "unit": unit or "number",
        "period": period, "since": since, "word": f"{second.value:g}",
    }, meant, first, writer)]  # fmt: skip


def draft_direction(at: int, read: Read, earlier: Sequence[Read], writer: Writer) -> None:
    """“Between 2022/23 and 2023/24 Year 6 obesity rose”: a movement without its numbers."""
    words = moves(read.text)
    if len(words) != 1 or any(number.unit or number.counted for number in read.numbers):
        return
    meant = find_meaning(replace(read, numbers=()), -1, earlier, writer)
    known = writer.evidence.indicators
    options = [
        option for option in meant.options if known[option.indicator].method != "count"
    ] or list(meant.options)
    if re.search(r"\bnumbers?\s+of\b", read.text, re.I):
        options = [option for option in meant.options if known[option.indicator].method == "count"]
    if not options or meant.several or not meant.area or meant.area in NO_AREA or is_part(meant):
        return
    since, period, sure = find_span(read, options[0], writer)
    if not since or not period:
        return
    if re.search(
        r"\b(?:gap|target|aim|should|will|may|could|if|not|likely|slow\w*)\b", read.text, re.I
    ):
        return
    still_open = tuple(
        lacking for lacking in meant.open if lacking not in ("the year", "the period")
    )
    start, name = words[0]
    if says_more(
        read, (start, start + len(read.text[start:].split()[0])), options[0].indicator, writer
    ):
        still_open = (*still_open, "what is counted")
    word = re.match(r"[\w-]+(?:\s+up|\s+down)?", read.text[start:])
    printed = word.group(0) if word else ""
    number = Number(printed, 0.0, "", "none", start, start + len(printed))
    put_claim(at, read, {
        "kind": "direction", "area": meant.area, "indicator": options[0].indicator, "role": "direction",
        "printed": number.printed, "period": period, "since": since, "word": name,
    }, replace(meant, open=still_open if sure else (*still_open, "both years")), number, writer)  # fmt: skip
