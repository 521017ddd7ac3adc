"""A draft claims file from a document: what its sentences seem to say, doubts listed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from needsbook.audit.evidence import Evidence
from needsbook.audit.findings import Contradiction
from needsbook.audit.proposals import choose, propose_indicators, propose_period
from needsbook.audit.reading import Line
from needsbook.audit.sentences import (
    BENCHMARKS,
    Mention,
    Number,
    Sentence,
    area_patterns,
    read_sentence,
    split_sentences,
)
from needsbook.catalogue.plans import Plan

PEOPLE = re.compile(r"\b(?:children|pupils|young people|residents|families|babies|people)\b", re.I)
AVERAGE = re.compile(r"^\W*(?:averages?|figures?|rates?)?\W*(?:of|at|is|was|were|had|to)?\W*$", re.I)
PARTS = re.compile(r"\b(?:made up of|consisting of|of whom|of which|comprising|split into|namely)\b", re.I)
SHARE_OF = re.compile(r"^\s*of\s+(?:the|its|these|those|all)?\s*$", re.I)
FROM_TO = re.compile(r"\b(rose|risen|rises|grew|grown|increased|fell|fallen|falls|dropped|decreased|declined)\b[^.;]*?\bfrom\s+(\d[\d,.]*\d|\d)\s*(?:%|per cent)?\s+to\s+(\d[\d,.]*\d|\d)", re.I)
BETWEEN = re.compile(r"\bbetween\s+(\d[\d,.]*\d|\d)\s*(?:%|per cent)?\s+and\s+(\d[\d,.]*\d|\d)\s*(?:%|per cent)", re.I)
LEAST_BARE_NUMBER = 10


@dataclass(frozen=True)
class Draft:
    """A document as a plan: its claims, the sentence each stands in, and all sentences."""

    plan: Plan
    sentences: tuple[Sentence, ...]
    sources: dict[str, int]
    clashes: tuple[Contradiction, ...] = ()
    doubts: tuple[str, ...] = ()


@dataclass
class _Writer:
    """Collects the claims of a document, sentence by sentence."""

    evidence: Evidence
    own: tuple[str, ...]
    claims: list[dict[str, Any]] = field(default_factory=list)
    sources: dict[str, int] = field(default_factory=dict)
    clashes: list[Contradiction] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    def add(self, at: int, sentence: Sentence, content: dict[str, Any]) -> str:
        number = sum(1 for one in self.sources.values() if one == at) + 1
        claim_id = f"line-{sentence.line}-{at + 1}-{number}"
        place = {"section": sentence.section, "line": sentence.line}
        self.claims.append({"id": claim_id, "where": place, "says": sentence.text[:400], **content})
        self.sources[claim_id] = at
        return claim_id


def draft_plan(
    lines: Sequence[Line], own: Sequence[str], evidence: Evidence, slug: str, title: str, published: str
) -> Draft:
    """The document as a plan with draft claims; what the words do not decide is left open."""
    writer = _Writer(evidence, tuple(own))
    patterns = area_patterns(evidence.areas, own)
    sentences = [read_sentence(text, line, section, patterns) for text, line, section in split_sentences(lines)]
    for at, sentence in enumerate(sentences):
        _draft_sentence(at, sentence, writer)
    places = tuple(dict.fromkeys([*own, *(claim["area"] for claim in writer.claims)])) or ("england",)
    plan = Plan.model_validate(
        {
            "slug": slug, "title": title, "publisher": "as the document says", "published": published,
            "covers": "as the document says", "areas": [one for one in places if one not in BENCHMARKS] or ["england"],
            "note": "A draft: proposed by comparing words, to be checked by a person.",
            "claims": writer.claims,
        }
    )  # fmt: skip
    return Draft(plan, tuple(sentences), writer.sources, tuple(writer.clashes), tuple(writer.doubts))


def _draft_sentence(at: int, sentence: Sentence, writer: _Writer) -> None:
    if sentence.numbers:
        _draft_numbers(at, sentence, writer)
    elif sentence.relation:
        _draft_comparison(at, sentence, writer)
    if re.search(r"\bwards?\b", sentence.text, re.I):
        _draft_wards(at, sentence, writer)


def place_numbers(sentence: Sentence, own: Sequence[str]) -> list[str]:
    """The area of each number; empty where the words leave it open."""
    found = []
    numbers, places = sentence.numbers, sentence.places
    for at, number in enumerate(numbers):
        limit = numbers[at + 1].start if at + 1 < len(numbers) else len(sentence.text)
        found.append(_place_one(sentence, number, limit, places, numbers[0].start, own))
    return found


def _place_one(
    sentence: Sentence, number: Number, limit: int, places: Sequence[Mention], first: int, own: Sequence[str]
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
    starts_with_place = bool(places) and places[0].start < first
    if after and not starts_with_place:
        return after[0].area
    if before:
        # A benchmark named in passing does not own the numbers that follow it.
        named = [one for one in before if one.area not in BENCHMARKS] or before
        return named[-1].area
    if after:
        return after[0].area
    return own[0] if len(own) == 1 else ""


def _clause(sentence: Sentence, at: int) -> str:
    """What is said of one number: the sentence's start and the words up to the next number."""
    numbers = sentence.numbers
    end = numbers[at + 1].start if at + 1 < len(numbers) else len(sentence.text)
    start = numbers[at].start
    return f"{sentence.text[: numbers[0].start]} {sentence.text[start:end]}"


def _definition(sentence: Sentence, clause: str) -> dict[str, str]:
    found: dict[str, str] = {}
    low = clause.lower()
    if sentence.ages:
        found["ages"] = sentence.ages
    if "overweight" in low:
        found["numerator"] = "overweight or obese"
    elif "obes" in low:
        found["numerator"] = "obese"
    if re.search(r"\bby residence\b|\bwhere they live\b|\bresident (?:children|pupils)\b", low):
        found["place"] = "residence"
    elif re.search(r"\bby (?:authority of )?school\b|\bwhere they go to school\b", low):
        found["place"] = "school"
    if "after housing costs" in low:
        found["housing_costs"] = "after"
    elif "before housing costs" in low:
        found["housing_costs"] = "before"
    return found


def _draft_numbers(at: int, sentence: Sentence, writer: _Writer) -> None:
    areas = place_numbers(sentence, writer.own)
    writer.clashes += _find_clashes(sentence, at, writer)
    drafted: list[tuple[dict[str, Any], Number]] = []
    benchmarks: list[tuple[str, Number]] = []
    local = any(area and area not in BENCHMARKS for area in areas)
    said: dict[str, str] = {}
    for place, number in enumerate(sentence.numbers):
        area = areas[place]
        if area in BENCHMARKS and local:
            benchmarks.append((area, number))
            continue
        content = _draft_value(sentence, place, area, writer, said.get(number.unit, ""))
        if content is not None and content.get("indicator"):
            said[number.unit] = content["indicator"]
        if content is not None:
            drafted.append((content, number))
    ids: list[str] = []
    for content, number in drafted:
        if content.get("indicator"):
            content["comparators"] = _comparators(sentence, benchmarks, number)
        ids.append(writer.add(at, sentence, content))
    _link_parts(sentence, drafted, ids, writer)


def _draft_value(
    sentence: Sentence, at: int, area: str, writer: _Writer, said: str = ""
) -> dict[str, Any] | None:
    """The draft of one number; ``said`` is what the sentence's number before it was about."""
    number = sentence.numbers[at]
    evidence = writer.evidence
    clause = _clause(sentence, at)
    definition = _definition(sentence, clause)
    content: dict[str, Any] = {
        "printed": number.printed, "value": number.value, "unit": number.unit or "number",
        "qualifier": number.qualifier, "area": area or (writer.own[0] if writer.own else "england"),
    }  # fmt: skip
    if not area:
        writer.doubts.append(f"line {sentence.line}: {number.printed}: which place? {', '.join(writer.own) or 'none named'}")
        return {**content, "needs": f"the place it is about ({', '.join(writer.own) or 'none is named'})"}
    # Bases of shares and parts of sums are of no indicator, whatever words stand near.
    linked = _is_base(sentence, at) or (at and _in_parts(sentence, at)) or _is_share(sentence, at)
    proposals = [] if linked else propose_indicators(sentence, number, evidence, clause)
    if not proposals and not linked:
        proposals = propose_indicators(sentence, number, evidence)
    name, doubtful = choose(proposals, definition.get("ages", ""), definition.get("numerator", ""), evidence)
    # “72% in one borough and 76% in the other”: the second says no more than the first.
    if not linked and said and (said in doubtful or not proposals):
        name, doubtful = said, []
    if name:
        period, periods = propose_period(*sentence.period, name, evidence)
        if periods:
            writer.doubts.append(f"line {sentence.line}: {number.printed}: which period? {', '.join(periods)}")
        if "numerator" in definition and evidence.definitions.get(name) is None:
            definition.pop("numerator")
        if sentence.period[0] == "month":
            definition["time"] = "month"
        key = "-".join(definition.get(one, "") for one in ("ages", "numerator", "place", "housing_costs"))
        return {
            **content, "indicator": name, "period": period, "definition": definition,
            "fact": f"{name} {key}".strip(" -"), "unit": evidence.indicators[name].unit,
        }  # fmt: skip
    if doubtful:
        writer.doubts.append(f"line {sentence.line}: {number.printed}: which indicator? {', '.join(doubtful)}")
        return {**content, "needs": f"a choice of indicator: the words fit {' and '.join(doubtful)}"}
    if number.unit or linked or (number.value >= LEAST_BARE_NUMBER and PEOPLE.search(sentence.text)):
        return {**content, "needs": "an indicator: the words fit none in the catalogue"}
    return None


def _is_share(sentence: Sentence, at: int) -> bool:
    """Whether the number is “61% of (the) 92 …”, a share whose base is printed."""
    numbers = sentence.numbers
    if numbers[at].unit != "percent" or at + 1 >= len(numbers) or numbers[at + 1].unit:
        return False
    return bool(SHARE_OF.match(sentence.text[numbers[at].end : numbers[at + 1].start]))


def _is_base(sentence: Sentence, at: int) -> bool:
    return at > 0 and _is_share(sentence, at - 1)


def _in_parts(sentence: Sentence, at: int) -> bool:
    match = PARTS.search(sentence.text)
    return match is not None and sentence.numbers[at].start > match.start()


def _comparators(sentence: Sentence, benchmarks: Sequence[tuple[str, Number]], own: Number) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for area, number in benchmarks:
        if number.unit == own.unit:
            found[area] = {"area": area, "printed": number.printed, "value": number.value}
    if sentence.relation:
        for place in sentence.places:
            if place.area in BENCHMARKS and place.start > sentence.relation_at:
                found.setdefault(place.area, {"area": place.area})["relation"] = sentence.relation
    return list(found.values())


def _link_parts(
    sentence: Sentence, drafted: list[tuple[dict[str, Any], Number]], ids: list[str], writer: _Writer
) -> None:
    by_start = {number.start: claim for (_, number), claim in zip(drafted, ids, strict=True)}
    entries = {claim["id"]: claim for claim in writer.claims[-len(ids):]} if ids else {}
    for at, number in enumerate(sentence.numbers):
        if _is_share(sentence, at) and number.start in by_start:
            base = by_start.get(sentence.numbers[at + 1].start)
            if base:
                entries[by_start[number.start]]["share_of"] = base
    match = PARTS.search(sentence.text)
    if match:
        whole = [by_start[one.start] for one in sentence.numbers if one.end <= match.start() and one.start in by_start]
        parts = [by_start[one.start] for one in sentence.numbers if one.start >= match.end() and one.start in by_start]
        if whole and len(parts) > 1:
            entries[whole[-1]]["parts"] = parts


def _draft_comparison(at: int, sentence: Sentence, writer: _Writer) -> None:
    marks = [one.area for one in sentence.places if one.area in BENCHMARKS and one.start > sentence.relation_at]
    areas = list(dict.fromkeys(one.area for one in sentence.places if one.area not in BENCHMARKS)) or list(writer.own[:1])
    if not marks or not areas:
        return
    definition = _definition(sentence, sentence.text)
    proposals = propose_indicators(sentence, None, writer.evidence)
    # Words of comparison are about shares and rates; a count depends on the size of the place.
    proposals = [one for one in proposals if writer.evidence.indicators[one.indicator].method != "count"]
    name, doubtful = choose(proposals, definition.get("ages", ""), definition.get("numerator", ""), writer.evidence)
    if not name:
        if doubtful:
            writer.doubts.append(f"line {sentence.line}: which indicator? {', '.join(doubtful)}")
        return
    period, _ = propose_period(*sentence.period, name, writer.evidence)
    for area in areas:
        comparators = [{"area": mark, "relation": sentence.relation} for mark in dict.fromkeys(marks)]
        writer.add(at, sentence, {
            "kind": "comparison", "area": area, "indicator": name, "period": period,
            "definition": definition, "comparators": comparators,
        })  # fmt: skip


def _draft_wards(at: int, sentence: Sentence, writer: _Writer) -> None:
    for area in writer.own:
        names = {ward.name for ward in writer.evidence.areas.wards_of(writer.evidence.areas[area].code)}
        found: list[tuple[int, str]] = []
        text = sentence.text
        for name in sorted(names, key=lambda one: (-len(one), one)):
            place = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)
            if place:
                found.append((place.start(), name))
                text = text[: place.start()] + " " * len(name) + text[place.end():]
        if len(found) > 1:
            proposals = propose_indicators(sentence, None, writer.evidence)
            proposals = [one for one in proposals if writer.evidence.indicators[one.indicator].at_level("ward")]
            name, doubtful = choose(proposals, "", "", writer.evidence)
            writer.add(at, sentence, {
                "kind": "wards", "area": area, "wards": [name for _, name in sorted(found)],
                "indicator": name, "needs": "" if name else f"an indicator: the words fit {' and '.join(doubtful) or 'none'}",
            })  # fmt: skip


def _find_clashes(sentence: Sentence, at: int, writer: _Writer) -> Iterator[Contradiction]:
    """Movements that run against their words, and ranges that run backwards."""
    claim = f"line-{sentence.line}-{at + 1}-1"
    for match in FROM_TO.finditer(sentence.text):
        word, start, end = match[1].lower(), float(match[2].replace(",", "")), float(match[3].replace(",", ""))
        up = word[0] in "rgi"
        if (end < start) if up else (end > start):
            yield Contradiction("range", (claim,), f"“{word}” from {match[2]} to {match[3]} runs the other way.")
    for match in BETWEEN.finditer(sentence.text):
        if float(match[1].replace(",", "")) > float(match[2].replace(",", "")):
            yield Contradiction("range", (claim,), f"“between {match[1]} and {match[2]}” runs backwards.")


