"""A draft claims file from a document: what its sentences seem to say, doubts listed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from needsbook.audit.evidence import Evidence
from needsbook.audit.findings import Contradiction
from needsbook.audit.placing import (
    PARTS,
    find_clause,
    find_own_words,
    in_parts,
    is_base,
    is_share,
    pair_comparisons,
    place_numbers,
    relate_benchmarks,
)
from needsbook.audit.proposals import (
    Proposal,
    choose,
    propose_indicators,
    propose_period,
)
from needsbook.audit.reading import Line
from needsbook.audit.sentences import (
    BENCHMARKS,
    EVERY,
    Number,
    Sentence,
    area_patterns,
    read_sentence,
    split_sentences,
)
from needsbook.audit.wording import (
    find_clashes,
    find_subgroup,
    propose_near,
    read_definition,
)
from needsbook.catalogue.plans import Plan

PEOPLE = re.compile(r"\b(?:children|pupils|young people|residents|families|babies|people)\b", re.I)
CHANGE = re.compile(
    r"\b(?:(down|decrease of|fall of|drop of|fell by|decreased by|dropped by)|(up|increase of|rise of|rose by|increased by|grew by))\s*$",
    re.I,
)
LEAST_BARE_NUMBER = 10
SURE = 90.0


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
    lines: Sequence[Line],
    own: Sequence[str],
    evidence: Evidence,
    slug: str,
    title: str,
    published: str,
) -> Draft:
    """The document as a plan with draft claims; what the words do not decide is left open."""
    writer = _Writer(evidence, tuple(own))
    patterns = area_patterns(evidence.areas, own)
    sentences = [read_sentence(piece, patterns) for piece in split_sentences(lines, patterns)]
    for at, sentence in enumerate(sentences):
        _draft_sentence(at, sentence, writer)
    places = tuple(dict.fromkeys([*own, *(claim["area"] for claim in writer.claims)])) or (
        "england",
    )
    plan = Plan.model_validate(
        {
            "slug": slug, "title": title, "publisher": "as the document says", "published": published,
            "covers": "as the document says", "areas": [one for one in places if one not in BENCHMARKS] or ["england"],
            "note": "A draft: proposed by comparing words, to be checked by a person.",
            "claims": writer.claims,
        }
    )  # fmt: skip
    return Draft(
        plan, tuple(sentences), writer.sources, tuple(writer.clashes), tuple(writer.doubts)
    )


def _draft_sentence(at: int, sentence: Sentence, writer: _Writer) -> None:
    if sentence.numbers:
        _draft_numbers(at, sentence, writer)
    elif sentence.relations:
        _draft_comparison(at, sentence, writer)
    if re.search(r"\bwards?\b", sentence.text, re.I):
        _draft_wards(at, sentence, writer)


def _draft_numbers(at: int, sentence: Sentence, writer: _Writer) -> None:
    areas = place_numbers(sentence, writer.own)
    writer.clashes += find_clashes(sentence, at)
    drafted: list[tuple[dict[str, Any], Number]] = []
    benchmarks: list[tuple[str, Number]] = []
    local = any(area and area not in BENCHMARKS for area in areas)
    said: dict[str, str] = {}
    for place, number in enumerate(sentence.numbers):
        area = areas[place]
        if area in BENCHMARKS and local:
            benchmarks.append((area, number))
            continue
        every = area == EVERY and number.unit and writer.own
        for one in writer.own if every else ("" if area == EVERY else area,):
            content = _draft_value(sentence, place, one, writer, said.get(number.unit, ""))
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
    clause = find_clause(sentence, at)
    definition = read_definition(sentence, clause)
    linked = is_base(sentence, at) or (at > 0 and in_parts(sentence, at)) or is_share(sentence, at)
    own = propose_indicators(sentence, number, evidence, find_own_words(sentence, at))
    # “72% in one borough and 76% in the other”: the second says no more than the first.
    inherited = bool(said) and not own and not linked
    proposals = [] if linked or inherited else propose_near(sentence, number, clause, evidence)
    counted = number.value >= LEAST_BARE_NUMBER and PEOPLE.search(sentence.text)
    if not (number.unit or linked or counted):
        return None
    content: dict[str, Any] = {
        "printed": number.printed, "value": number.value, "unit": number.unit or "number",
        "qualifier": number.qualifier, "area": area or (writer.own[0] if writer.own else "england"),
    }  # fmt: skip
    if not area:
        writer.doubts.append(
            f"line {sentence.line}: {number.printed}: which place? {', '.join(writer.own) or 'none named'}"
        )
        return {
            **content,
            "needs": f"the place it is about ({', '.join(writer.own) or 'none is named'})",
        }
    name, doubtful = choose(
        proposals, definition.get("ages", ""), definition.get("numerator", ""), evidence
    )
    if inherited or (said and said in doubtful):
        name, doubtful = said, []
    group = find_subgroup(sentence.text, clause, name, proposals, evidence)
    if name and group:
        return {
            **content,
            "needs": f"“{evidence.indicators[name].title}” for the part of it the sentence is about ({group})",
        }
    if name:
        if not inherited:
            _note_unsure(sentence, number, name, proposals, writer)
        period, periods = propose_period(*sentence.period, name, evidence)
        if periods:
            writer.doubts.append(
                f"line {sentence.line}: {number.printed}: which period? {', '.join(periods)}"
            )
        if "numerator" in definition and evidence.definitions.get(name) is None:
            definition.pop("numerator")
        known = evidence.definitions.get(name)
        if sentence.period[0] == "month" and known is not None and known.time == "average":
            definition["time"] = "month"
        change = CHANGE.search(sentence.text[: number.start])
        if change:
            value = -number.value if change[1] else number.value
            unit = evidence.indicators[name].unit
            return {
                **content,
                "kind": "change",
                "indicator": name,
                "period": period,
                "value": value,
                "unit": unit,
            }
        key = "-".join(
            definition.get(one, "") for one in ("ages", "numerator", "place", "housing_costs")
        )
        return {
            **content, "indicator": name, "period": period, "definition": definition,
            "fact": f"{name} {key}".strip(" -"), "unit": evidence.indicators[name].unit,
        }  # fmt: skip
    if doubtful:
        writer.doubts.append(
            f"line {sentence.line}: {number.printed}: which indicator? {', '.join(doubtful)}"
        )
        return {
            **content,
            "needs": f"a choice of indicator: the words fit {' and '.join(doubtful)}",
        }
    return {**content, "needs": "an indicator: the words fit none in the catalogue"}


def _note_unsure(
    sentence: Sentence, number: Number | None, name: str, proposals: list[Proposal], writer: _Writer
) -> None:
    score = max((one.score for one in proposals if one.indicator == name), default=0.0)
    if score < SURE:
        what = number.printed if number else "the comparison"
        writer.doubts.append(
            f"line {sentence.line}: {what}: taken to be {name}; the words fit only in part"
        )


def _comparators(
    sentence: Sentence, benchmarks: Sequence[tuple[str, Number]], own: Number
) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for area, number in benchmarks:
        if number.unit == own.unit:
            found[area] = {"area": area, "printed": number.printed, "value": number.value}
    for area, word in relate_benchmarks(sentence):
        found.setdefault(area, {"area": area})["relation"] = word
    return list(found.values())


def _link_parts(
    sentence: Sentence,
    drafted: list[tuple[dict[str, Any], Number]],
    ids: list[str],
    writer: _Writer,
) -> None:
    by_start = {number.start: claim for (_, number), claim in zip(drafted, ids, strict=True)}
    entries = {claim["id"]: claim for claim in writer.claims[-len(ids) :]} if ids else {}
    for at, number in enumerate(sentence.numbers):
        if is_share(sentence, at) and number.start in by_start:
            base = by_start.get(sentence.numbers[at + 1].start)
            if base:
                entries[by_start[number.start]]["share_of"] = base
    match = PARTS.search(sentence.text)
    if match:
        whole = [
            by_start[one.start]
            for one in sentence.numbers
            if one.end <= match.start() and one.start in by_start
        ]
        parts = [
            by_start[one.start]
            for one in sentence.numbers
            if one.start >= match.end() and one.start in by_start
        ]
        if whole and len(parts) > 1:
            entries[whole[-1]]["parts"] = parts


def _draft_comparison(at: int, sentence: Sentence, writer: _Writer) -> None:
    """One claim for each place and the benchmarks its words of comparison are about."""
    definition = read_definition(sentence, sentence.text)
    proposals = propose_indicators(sentence, None, writer.evidence)
    # Words of comparison are about shares and rates; a count depends on the size of the place.
    proposals = [
        one for one in proposals if writer.evidence.indicators[one.indicator].method != "count"
    ]
    name, doubtful = choose(
        proposals, definition.get("ages", ""), definition.get("numerator", ""), writer.evidence
    )
    if not name or find_subgroup(sentence.text, sentence.text, name, proposals, writer.evidence):
        if doubtful:
            writer.doubts.append(f"line {sentence.line}: which indicator? {', '.join(doubtful)}")
        return
    _note_unsure(sentence, None, name, proposals, writer)
    period, _ = propose_period(*sentence.period, name, writer.evidence)
    for area, related in pair_comparisons(sentence, writer.own).items():
        writer.add(at, sentence, {
            "kind": "comparison", "area": area, "indicator": name, "period": period, "definition": definition,
            "comparators": [{"area": mark, "relation": word} for mark, word in related],
        })  # fmt: skip


def _draft_wards(at: int, sentence: Sentence, writer: _Writer) -> None:
    for area in writer.own:
        names = {
            ward.name for ward in writer.evidence.areas.wards_of(writer.evidence.areas[area].code)
        }
        found: list[tuple[int, str]] = []
        text = sentence.text
        for name in sorted(names, key=lambda one: (-len(one), one)):
            place = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)
            if place:
                found.append((place.start(), name))
                text = text[: place.start()] + " " * len(name) + text[place.end() :]
        if len(found) > 1:
            proposals = propose_indicators(sentence, None, writer.evidence)
            proposals = [
                one
                for one in proposals
                if writer.evidence.indicators[one.indicator].at_level("ward")
            ]
            name, doubtful = choose(proposals, "", "", writer.evidence)
            writer.add(at, sentence, {
                "kind": "wards", "area": area, "wards": [name for _, name in sorted(found)],
                "indicator": name, "needs": "" if name else f"an indicator: the words fit {' and '.join(doubtful) or 'none'}",
            })  # fmt: skip
