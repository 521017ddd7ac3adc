"""Every claim of one passage: its numbers, then what it says in words alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from needsbook.audit.clashes import find_clashes, link_sums
from needsbook.audit.contexts import stray_words
from needsbook.audit.drafting import draft_value
from needsbook.audit.language.clauses import window_before
from needsbook.audit.language.roles import GAP_WORD
from needsbook.audit.language.sentence_reading import Read
from needsbook.audit.language.views import find_runs
from needsbook.audit.meanings import leave_topic
from needsbook.audit.movements import (
    draft_change,
    draft_direction,
    draft_gap,
    draft_range,
    is_held_gap,
)
from needsbook.audit.multiple_drafts import draft_multiples
from needsbook.audit.orders import draft_comparison, draft_wards
from needsbook.audit.rank_drafts import draft_rank, draft_ratio
from needsbook.audit.writer import Writer

FIGURES = re.compile(
    r"\b(?:figures|rates|proportions|percentages|shares|numbers|averages|ones|equivalents)\b", re.I
)
SHARE_OF = re.compile(r"^\s*of\s+(?:the|its|these|those|all|our)?\s*$", re.I)


def draft_passage(at: int, read: Read, earlier: Sequence[Read], writer: Writer) -> None:
    """The claims of one passage, added to ``writer``."""
    if read.passage.heading:
        return
    leave_topic(read, earlier, writer)
    drafted: dict[int, list[dict[str, Any]]] = {}
    index = 0
    while index < len(read.numbers):
        role = read.roles[index]
        read = _carry_measures(at, index, read, drafted, writer)
        if _said_twice(read, index):
            index += 1
            continue
        if role in ("change", "gap") and is_held_gap(read, index, earlier, writer):
            drafted[index] = draft_value(at, index, read, earlier, "value", writer)
        elif role == "change":
            drafted[index] = draft_change(at, index, read, earlier, writer)
        elif role == "gap":
            drafted[index] = draft_gap(at, index, read, earlier, writer)
            if GAP_WORD.search(read.text):
                # “so that the gap was 30 points. Nationally it was 22.”
                writer.topic = None
        elif role == "range" and index + 1 < len(read.numbers) and read.roles[index + 1] == "range":
            drafted[index] = draft_range(at, index, read, earlier, writer)
            index += 1
        elif not is_base(read, index):
            drafted[index] = draft_value(at, index, read, earlier, role, writer)
        else:
            drafted[index] = draft_value(at, index, read, earlier, "value", writer)
        index += 1
    link_sums(read, drafted, writer)
    _link_shares(read, drafted)
    if not read.passage.cell:
        draft_ratio(at, read, earlier, writer)
        moved = draft_multiples(at, read, earlier, writer)
        draft_rank(at, read, earlier, writer)
        if "change" not in read.roles and not moved:
            draft_direction(at, read, earlier, writer)
        draft_comparison(at, read, earlier, writer)
        draft_wards(at, read, writer)
        writer.clashes += find_clashes(at, read, writer)


def _carry_measures(
    at: int, index: int, read: Read, drafted: dict[int, list[dict[str, Any]]], writer: Writer
) -> Read:
    """“The national figures were 54% and 89%”: the measures told before, in their order."""
    run = next((run for run in find_runs(read) if run[0] == index), None)
    if run is None or index in read.views:
        return read
    low = window_before(read.text, read.numbers, index)[0]
    if stray_words(_undated(read, low, read.numbers[index].start), read):
        return read
    number = read.numbers[index]
    told = [record for records in drafted.values() for record in records]
    if not told:
        told = [record for record in writer.claims if writer.sources[record["id"]] == at - 1]
    values = [record for record in told if record.get("role", "") in ("value", "previous")]
    named = list(dict.fromkeys(str(record.get("indicator", "")) for record in values))
    known = writer.evidence.indicators
    if len(named) != len(run) or any(
        name not in known or (number.unit and known[name].unit != number.unit) for name in named
    ):
        if FIGURES.search(read.text[low : number.start]):
            # “For England the first three figures were …”: which is which is not sure.
            return replace(read, assigned={**read.assigned, **dict.fromkeys(run, "")})
        return read
    return replace(read, assigned={**read.assigned, **dict(zip(run, named, strict=True))})


def _undated(read: Read, low: int, high: int) -> str:
    """A stretch of the sentence without its dates."""
    text = read.text[low:high]
    for date in sorted(read.dates, key=lambda date: -date.start):
        if low <= date.start and date.end <= high:
            text = text[: date.start - low] + " " + text[date.end - low :]
    return text


def _said_twice(read: Read, index: int) -> bool:
    """A share in words with its own number in brackets after it: the number is judged."""
    number = read.numbers[index]
    if not number.share or index + 1 >= len(read.numbers):
        return False
    following = read.numbers[index + 1]
    between = read.text[number.end : following.start]
    return following.unit == "percent" and bool(
        re.fullmatch(r"[^.;,]{0,60}\(\s*(?:around\s+)?", between)
    )


def is_share(read: Read, index: int) -> bool:
    """Whether the number is “61% of (the) 92 …”, a share whose base is printed."""
    numbers = read.numbers
    if numbers[index].unit != "percent" or index + 1 >= len(numbers) or numbers[index + 1].unit:
        return False
    return bool(SHARE_OF.match(read.text[numbers[index].end : numbers[index + 1].start]))


def is_base(read: Read, index: int) -> bool:
    """Whether the number is the base of the share before it."""
    return index > 0 and is_share(read, index - 1)


def _link_shares(read: Read, drafted: dict[int, list[dict[str, Any]]]) -> None:
    for index in range(len(read.numbers) - 1):
        if is_share(read, index) and drafted.get(index) and drafted.get(index + 1):
            share, base = drafted[index][0], drafted[index + 1][0]
            share["share_of"] = base["id"]
            for record in (share, base):
                if record.get("indicator") and record is share:
                    record.update(
                        indicator="", needs="a figure of the part it is a share of", fact=""
                    )
