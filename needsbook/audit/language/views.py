"""A sentence as one of its numbers has it: words that belong to the other numbers blanked.

“Eligibility in primary and secondary schools was 24.7% and 25.8%”: the first number is of the
first measure named. “46% of disadvantaged pupils against 60% of all pupils”: the second is of
no part.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from needsbook.audit.language.measures import Lexicon
from needsbook.audit.language.numbers import BASE, Number, Span
from needsbook.audit.language.sentence_reading import Read

JOINED = re.compile(r"\s*(?:,|,?\s*(?:and|or))\s*", re.I)
ENDS = re.compile(r"[;:]\s|\.\s|\b(?:while|whilst|whereas|but)\b", re.I)
PEOPLE = r"(?:children|pupils|young\s+people|students|learners|residents)"
OF_ALL = re.compile(rf"\s*(?:of|for|among(?:st)?)\s+all\s+(?:\w+\s+)?{PEOPLE}\b", re.I)
ALL_BEFORE = re.compile(
    rf"\b(?:for|of|among(?:st)?|with|to)\s+all\s+(?:\w+\s+)?{PEOPLE}\b[^.;,\d]{{0,40}}$|(?:[,;:]|\band)\s*all\s+(?:\w+\s+)?{PEOPLE}\s*$|\boverall\s*\(?\s*$",
    re.I,
)
# Words for groups that a number of all pupils is not of.
GROUPS = re.compile(
    r"\b(?:disadvantaged|FSM(?:[- ]eligible)?|pupil\s+premium)\b|\b(?:who\s+(?:are|were)\s+)?eligible\s+for\s+free\s+(?:school\s+)?meals\b"
    r"|\b(?:in\s+receipt\s+of|with|receiving|on)\s+(?:SEND?\s+support|an\s+EHC\s?P?(?:\s+plan)?|SEND?)\b",
    re.I,
)


ALL = re.compile(rf"\ball\s+(?:\w+\s+)?{PEOPLE}\b", re.I)


def of_everyone(text: str) -> bool:
    """Whether a sentence is said of all pupils and names no group."""
    return bool(ALL.search(text)) and not GROUPS.search(text)


def find_views(read: Read, lexicon: Lexicon) -> dict[int, str]:
    """The sentence of each number that is not read as it stands, of the same length, by the number's place."""
    if read.passage.cell or not read.numbers:
        return {}
    views: dict[int, str] = {}
    for run in find_runs(read):
        for at, spans in _spread(read, run, lexicon).items():
            views[at] = _blank(read.text, spans)
    for at in range(len(read.numbers)):
        if at not in views and (spans := _groups_of_others(read, at)):
            views[at] = _blank(read.text, spans)
    return views


def _blank(text: str, spans: Sequence[Span]) -> str:
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def find_runs(read: Read) -> list[list[int]]:
    """Numbers that follow one another with nothing but a comma or “and” between: “24.7% and 25.8%”."""
    runs: list[list[int]] = []
    for at in range(len(read.numbers) - 1):
        first, second = read.numbers[at], read.numbers[at + 1]
        between = BASE.sub(" ", read.text[first.end : second.start])
        alike = first.unit == second.unit and first.share == second.share
        if not alike or not JOINED.fullmatch(between):
            continue
        if runs and runs[-1][-1] == at:
            runs[-1].append(at + 1)
        else:
            runs.append([at, at + 1])
    return runs


def _spread(read: Read, run: Sequence[int], lexicon: Lexicon) -> dict[int, list[Span]]:
    """What each number of a run leaves out: the words that tell the others' measures from its own."""
    first, last = read.numbers[run[0]], read.numbers[run[-1]]
    low = read.numbers[run[0] - 1].end if run[0] else 0
    ends = [match.end() for match in ENDS.finditer(read.text, low, first.start)]
    high = read.numbers[run[-1] + 1].start if run[-1] + 1 < len(read.numbers) else len(read.text)
    sides = [(ends[-1] if ends else low, first.start), (last.end, high)]
    for start, end in sides:
        told = _told_in(read.text[start:end], first, lexicon)
        if len(told) == len(run):
            return {
                at: [
                    (start + span[0], start + span[1])
                    for rank, spans in enumerate(told)
                    for span in spans
                    if rank != place
                ]
                for place, at in enumerate(run)
            }
    return {}


def _told_in(text: str, number: Number, lexicon: Lexicon) -> list[tuple[Span, ...]]:
    """Where the measures that ``text`` names are told apart, in the order they are named."""
    said = lexicon.places_said(text, number)
    shared = [
        span
        for spans in said.values()
        for span in spans
        if all(span in others for others in said.values())
    ]
    told: list[tuple[Span, ...]] = []
    for spans in said.values():
        own = tuple(span for span in spans if span not in shared)
        if own and own not in told:
            told.append(own)
    told.sort()
    # A measure whose words hold another's as well is not a third one, nor is one that is said
    # only inside the words of another: “absence” in “persistent absence”.
    apart = [
        own for own in told if not any(set(more) < set(own) or _lies_in(own, more) for more in told)
    ]
    clear = all(first[-1][1] <= second[0][0] for first, second in pairwise(apart))
    return apart if clear else []


def _lies_in(own: Sequence[Span], other: Sequence[Span]) -> bool:
    """Whether every span of one measure overlaps a longer one of the other's."""
    return all(
        any(start < high and low < end and high - low > end - start for low, high in other)
        for start, end in own
    )


def _groups_of_others(read: Read, at: int) -> list[Span]:
    """Groups named with the other numbers, where this one is said to be of all."""
    number = read.numbers[at]
    low = read.numbers[at - 1].end if at else 0
    own = (low, read.numbers[at + 1].start if at + 1 < len(read.numbers) else len(read.text))
    if not OF_ALL.match(read.text, number.end) and not ALL_BEFORE.search(
        read.text[low : number.start]
    ):
        return []
    found = [match.span() for match in GROUPS.finditer(read.text)]
    if any(number.end <= start < own[1] for start, _ in found):
        return []
    return found
