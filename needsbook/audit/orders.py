"""Words of comparison between places, and lists of wards."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from needsbook.audit.contexts import says_more
from needsbook.audit.findings import Contradiction
from needsbook.audit.language.places import EVERY, NO_AREA
from needsbook.audit.language.sentence_reading import LED, Read
from needsbook.audit.meanings import find_meaning
from needsbook.audit.writer import Stated, Writer

NOT_ABOUT_PLACES = re.compile(
    r"\bthan\s+(?:in\s+)?(?:the\s+)?(?:previous|last|ever|expected|other|any|before|boys|girls|usual|\d)",
    re.I,
)
FARTHEST = 90


def pair_comparisons(
    read: Read, subject: str, own: Sequence[str]
) -> dict[str, list[tuple[str, str]]]:
    """Place to (benchmark, word): each benchmark belongs to the word and the place before it."""
    if (led := _pair_leading(read, subject)) is not None:
        return led
    found: dict[str, list[tuple[str, str]]] = {}
    subjects: list[str] = [subject] if subject and subject not in NO_AREA else []
    fresh = True
    for place in read.places:
        words = [(start, word) for start, word in read.relations if start < place.start]
        mark = words and (
            place.benchmark or (place.area not in NO_AREA and place.area not in subjects)
        )
        if place.area == EVERY:
            subjects, fresh = list(own), True
        elif mark and place.area not in NO_AREA:
            start, word = words[-1]
            if place.start - start <= FARTHEST and not re.search(
                r"[;.]", read.text[start : place.start]
            ):
                for name in subjects:
                    if name != place.area:
                        found.setdefault(name, []).append((place.area, word))
            fresh = True
        elif not place.benchmark and place.area not in NO_AREA:
            subjects = [place.area] if fresh else [*subjects, place.area]
            fresh = False
    return found


def _pair_leading(read: Read, subject: str) -> dict[str, list[tuple[str, str]]] | None:
    """“Compared with England, Leeds has a lower rate”: the place first named is the other's."""
    lead = LED.match(read.text)
    if lead is None or len(read.relations) != 1:
        return None
    start, word = read.relations[0]
    before = [place for place in read.places if lead.end() <= place.start < start]
    if not before or before[0].start - lead.end() > FARTHEST // 2:
        return {}
    mark = before[0].area
    # “Compared with England, a lower share in Leeds …”: the place compared may come last.
    others = [place.area for place in read.places if place.area != mark and not place.benchmark]
    named = list(dict.fromkeys(others)) or [subject]
    if mark in NO_AREA or len(named) != 1 or named[0] in ("", mark, *NO_AREA):
        return {}
    return {named[0]: [(mark, word)]}


def draft_comparison(at: int, read: Read, earlier: Sequence[Read], writer: Writer) -> None:
    """One claim for each place and the benchmarks its words of comparison are about."""
    if not read.relations or not any(
        place.benchmark or place.area not in NO_AREA for place in read.places
    ):
        return
    if NOT_ABOUT_PLACES.search(read.text) and len(read.relations) == 1:
        return
    evidence = writer.evidence
    # A sentence of one measure: where its numbers are of several, its words may be of either.
    # The first number is that of the place compared.
    named = {
        claim["indicator"]: claim for claim in reversed(writer.claims)
        if writer.sources[claim["id"]] == at and claim.get("indicator") and claim.get("kind", "value") == "value"
    }  # fmt: skip
    meant = find_meaning(replace(read, numbers=()), -1, earlier, writer)
    options = [
        option.indicator
        for option in meant.options
        if evidence.indicators[option.indicator].method != "count"
    ]
    rated = [name for name in named if evidence.indicators[name].method != "count"]
    if len(rated) == 1:
        options = rated
    elif len(rated) > 1:
        return
    if not options or any(text.startswith("a figure for") for text in meant.open):
        return
    if meant.several and not rated:
        return
    period = next((named[slug]["period"] for slug in rated), "") or (
        meant.periods[0] if meant.periods else ""
    )
    still_open = (
        meant.open
        if not rated
        else tuple(
            lacking
            for lacking in meant.open
            if lacking not in ("what is counted", "the year", "the period") or not period
        )
    )
    definition = {
        key: value
        for key, value in meant.definition.items()
        if evidence.definitions.get(options[0])
    }
    word = _mark_word(read, read.relations[0][0])
    if not rated and says_more(read, word, options[0], writer):
        still_open = (*still_open, "what is counted")
    for area, related in pair_comparisons(read, meant.area, writer.own).items():
        unique = dict(related)
        start, end = _mark_word(read, read.relations[0][0])
        writer.add(at, read.passage, {
            "kind": "comparison", "area": area, "indicator": options[0], "period": period, "definition": definition,
            "role": "comparison", "word": "tested" if read.tested else "",
            "comparators": [{"area": mark, "relation": word} for mark, word in unique.items()],
        }, Stated(still_open, meant.periods, start, end))  # fmt: skip


def _mark_word(read: Read, start: int) -> tuple[int, int]:
    """Where the word of comparison at ``start`` stands."""
    word = re.match(r"\w+", read.text[start:])
    return start, start + (word.end() if word else 1)


def draft_wards(at: int, read: Read, writer: Writer) -> None:
    """Lists of wards said to have the most of something, and wards that lie in another borough."""
    if not re.search(r"\bwards?\b", read.text, re.I):
        return
    named: dict[str, list[tuple[int, str]]] = {}
    for area in writer.own:
        named[area] = _ward_names(read.text, area, writer)
    _misplaced(at, read, named, writer)
    about = {place.area for place in read.places if place.area in writer.own}
    for area, found in named.items():
        if len(found) < 2 or (about and area not in about):
            continue
        if not re.search(r"\b(?:most|highest|largest|top)\b", read.text, re.I):
            continue
        meant = find_meaning(replace(read, numbers=()), -1, (), writer)
        ward = [
            option.indicator
            for option in meant.options
            if writer.evidence.indicators[option.indicator].at_level("ward")
        ]
        names = [name for _, name in sorted(found)]
        writer.add(at, read.passage, {
            "kind": "wards", "area": area, "wards": names, "role": "wards", "indicator": ward[0] if ward else "",
            "needs": "" if ward else "an indicator with figures for wards: the words fit none",
        }, Stated(meant.open, (), found[0][0], found[0][0] + len(found[0][1])))  # fmt: skip


def _ward_names(text: str, area: str, writer: Writer) -> list[tuple[int, str]]:
    areas = writer.evidence.areas
    names = {ward.name for ward in areas.wards_of(areas[area].code)}
    found: list[tuple[int, str]] = []
    for name in sorted(names, key=lambda item: (-len(item), item)):
        place = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)
        if place:
            found.append((place.start(), name))
            text = text[: place.start()] + " " * len(name) + text[place.end() :]
    return found


def _misplaced(
    at: int, read: Read, named: dict[str, list[tuple[int, str]]], writer: Writer
) -> None:
    """A ward said to be of one borough that only another of the document's has."""
    about = list(
        dict.fromkeys(mention.area for mention in read.places if mention.area in writer.own)
    )
    if len(about) != 1 or not named.get(about[0]):
        return
    inside = {name for _, name in named[about[0]]}
    for area, found in named.items():
        foreign = [name for _, name in found if name not in inside]
        if area != about[0] and foreign:
            here, there = (writer.evidence.name(slug) for slug in (about[0], area))
            claim = next(
                (claim_id for claim_id, place in writer.sources.items() if place == at), ""
            )
            if not claim:
                claim = writer.add(at, read.passage, {
                    "kind": "statement", "area": about[0], "role": "wards",
                    "needs": "figures for the wards named",
                }, Stated((), (), found[0][0], found[0][0] + len(found[0][1])))  # fmt: skip
            writer.clashes.append(Contradiction("ward_place", (claim,), (f"{', '.join(foreign)}: a ward of {there}, not of {here}.",)))  # fmt: skip
