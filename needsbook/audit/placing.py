"""Whose number is it: the place, the clause and the partner of each number in a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from needsbook.audit.sentences import BENCHMARKS, EVERY, Mention, Number, Sentence

AVERAGE = re.compile(
    r"^\W*(?:(?:averages?|figures?|rates?)\W*(?:of|at|is|was|were)?|of)?\W*$", re.I
)
RESPECTIVELY = re.compile(r"\brespectively\b", re.I)
SHARE_OF = re.compile(r"^\s*of\s+(?:the|its|these|those|all)?\s*$", re.I)
PARTS = re.compile(
    r"\b(?:made up of|consisting of|of whom|of which|comprising|split into|namely)\b", re.I
)
LEAST_OPENING = 3


def place_numbers(sentence: Sentence, own: Sequence[str]) -> list[str]:
    """The area of each number; empty where the words leave it open."""
    found = []
    numbers, places = sentence.numbers, sentence.places
    if sentence.column and not places:
        return [sentence.column] * len(numbers)
    for at, number in enumerate(numbers):
        limit = numbers[at + 1].start if at + 1 < len(numbers) else len(sentence.text)
        found.append(_place_one(sentence, number, limit, places, numbers[0].start, own))
    match = RESPECTIVELY.search(sentence.text)
    named = list(
        dict.fromkeys(
            one.area for one in places if one.area not in BENCHMARKS and one.area != EVERY
        )
    )
    if match and len(named) > 1:
        # “were 209 and 92 respectively”: the last numbers, in the order the places were named.
        last = [at for at, number in enumerate(numbers) if number.end <= match.start()][
            -len(named) :
        ]
        for at, area in zip(last, named[-len(last) :], strict=True):
            found[at] = area
    return found


def _place_one(
    sentence: Sentence,
    number: Number,
    limit: int,
    places: Sequence[Mention],
    first: int,
    own: Sequence[str],
) -> str:
    text = sentence.text
    before = [one for one in places if one.end <= number.start]
    after = [one for one in places if number.end <= one.start < limit]
    # “22.9 per cent (W)”: the place hangs on the number.
    if after and re.fullmatch(r"\s*\(?", text[number.end : after[0].start]):
        return after[0].area
    # “England (20.1 per cent)”, “the national average of 65 per cent”.
    if before and AVERAGE.match(text[before[-1].end : number.start]):
        return before[-1].area
    # “below London”: a benchmark after a word of comparison owns no number before the word.
    after = [
        one
        for one in after
        if one.area not in BENCHMARKS
        or not any(number.end <= at < one.start for at, _ in sentence.relations)
    ]
    starts_with_place = any(
        one.start < first and one.area not in BENCHMARKS and one.area != EVERY for one in places
    )
    if after and not starts_with_place:
        return after[0].area
    if before:
        # A benchmark named in passing does not own the numbers that follow it.
        named = [one for one in before if one.area not in BENCHMARKS]
        if named:
            return named[-1].area
        return sentence.column or (own[0] if len(own) == 1 else before[-1].area)
    if after:
        return after[0].area
    return sentence.column or (own[0] if len(own) == 1 else "")


def find_own_words(sentence: Sentence, at: int) -> str:
    """What is said of one number alone: from the last comma before it to the next number,
    or to the first comma after it where another number follows."""
    numbers, text = sentence.numbers, sentence.text
    start, last = numbers[at].start, at + 1 == len(numbers)
    following = text[start:] if last else text[start : numbers[at + 1].start]
    if not last:
        following = re.split(r"[,;:]\s", following)[0]
    gap = text[numbers[at - 1].end : start] if at else ""
    opening = re.split(r"[,;:]\s", gap)[-1] if re.search(r"[,;:]\s", gap) else ""
    return f"{opening} {following}".strip()


def find_clause(sentence: Sentence, at: int) -> str:
    """What is said of one number, with the sentence's start where its own words are few."""
    own = find_own_words(sentence, at)
    gap = sentence.text[sentence.numbers[at - 1].end : sentence.numbers[at].start] if at else ""
    opening = re.split(r"[,;:]\s", gap)[-1] if re.search(r"[,;:]\s", gap) else ""
    lead = sentence.text[: sentence.numbers[0].start]
    return own if len(opening.split()) >= LEAST_OPENING else f"{lead} {own}"


def is_share(sentence: Sentence, at: int) -> bool:
    """Whether the number is “61% of (the) 92 …”, a share whose base is printed."""
    numbers = sentence.numbers
    if numbers[at].unit != "percent" or at + 1 >= len(numbers) or numbers[at + 1].unit:
        return False
    return bool(SHARE_OF.match(sentence.text[numbers[at].end : numbers[at + 1].start]))


def is_base(sentence: Sentence, at: int) -> bool:
    return at > 0 and is_share(sentence, at - 1)


def in_parts(sentence: Sentence, at: int) -> bool:
    match = PARTS.search(sentence.text)
    return match is not None and sentence.numbers[at].start > match.start()


def relate_benchmarks(sentence: Sentence) -> list[tuple[str, str]]:
    """Each benchmark with the word of comparison that stands before it."""
    found = []
    for place in sentence.places:
        words = [word for at, word in sentence.relations if at < place.start]
        if place.area in BENCHMARKS and words:
            found.append((place.area, words[-1]))
    return found


def pair_comparisons(sentence: Sentence, own: Sequence[str]) -> dict[str, list[tuple[str, str]]]:
    """Place to (benchmark, word): each benchmark belongs to the place named last before it."""
    found: dict[str, list[tuple[str, str]]] = {}
    subjects: list[str] = (
        [sentence.column] if sentence.column else list(own) if len(own) == 1 else []
    )
    fresh = True
    for place in sentence.places:
        words = [word for at, word in sentence.relations if at < place.start]
        if place.area == EVERY:
            subjects, fresh = list(own), True
        elif place.area not in BENCHMARKS:
            # Places named one after another share what is said next.
            subjects = [place.area] if fresh else [*subjects, place.area]
            fresh = False
        elif words:
            for subject in subjects:
                found.setdefault(subject, []).append((place.area, words[-1]))
            fresh = True
    return found
