"""What one sentence says of a number: its definition, its indicator, its movement."""

from __future__ import annotations

import re
from collections.abc import Iterator

from needsbook.audit.evidence import Evidence
from needsbook.audit.findings import Contradiction
from needsbook.audit.proposals import Proposal, propose_indicators
from needsbook.audit.sentences import Number, Sentence

# Families of results at school and after it.
RESULTS = frozenset(
    ("early_years", "key_stage_2", "key_stage_4", "attainment_8", "progress_8", "a_level", "neet",
     "exclusions", "absence")
)  # fmt: skip
ACHIEVED = re.compile(r"\b(?:achiev|attain|reach)\w*\b|\bgrades?\b|\bexpected standard\b", re.I)
# Part of a population an indicator is not about: the figure of all cannot judge it.
SUBGROUPS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = (
    (re.compile(r"\bSEND?\b|special educational needs", re.I), ("special_needs",)),
    (
        re.compile(r"\b(?:FSM|disadvantaged)\b|eligible for free school meals", re.I),
        ("free_school_meals",),
    ),
    (
        re.compile(r"\blooked[- ]after\b|\bin care\b|\bcare leavers?\b", re.I),
        ("looked_after_count", "looked_after_rate", "uasc"),
    ),
    (re.compile(r"\bEAL\b|additional language", re.I), ("first_language",)),
    (re.compile(r"\b(?:boys|girls|ethnic|apprentice\w*)\b", re.I), ()),
)
FROM_TO = re.compile(
    r"\b(rose|risen|rises|grew|grown|increased|fell|fallen|falls|dropped|decreased|declined)\b[^.;]*?\bfrom\s+(\d[\d,.]*\d|\d)\s*(?:%|per cent)?\s+to\s+(\d[\d,.]*\d|\d)",
    re.I,
)
BETWEEN = re.compile(
    r"\bbetween\s+(\d[\d,.]*\d|\d)\s*(?:%|per cent)?\s+and\s+(\d[\d,.]*\d|\d)\s*(?:%|per cent)",
    re.I,
)


def read_definition(sentence: Sentence, clause: str) -> dict[str, str]:
    found: dict[str, str] = {}
    low = clause.lower()
    if "obes" not in low and "overweight" not in low:
        low = sentence.text.lower()
    if sentence.ages:
        found["ages"] = sentence.ages
    if "overweight" in low:
        found["numerator"] = "overweight or obese"
    elif "obes" in low:
        found["numerator"] = "obese"
    if "numerator" in found and "ages" not in found:
        # The measurement programme weighs two school years, known by name.
        for words, ages in (("year 6", "10-11"), ("reception", "4-5")):
            if words in low:
                found["ages"] = ages
    if re.search(r"\bby residence\b|\bwhere they live\b|\bresident (?:children|pupils)\b", low):
        found["place"] = "residence"
    elif re.search(r"\bby (?:authority of )?school\b|\bwhere they go to school\b", low):
        found["place"] = "school"
    if "after housing costs" in low:
        found["housing_costs"] = "after"
    elif "before housing costs" in low:
        found["housing_costs"] = "before"
    return found


def propose_near(
    sentence: Sentence, number: Number, clause: str, evidence: Evidence
) -> list[Proposal]:
    """Proposals from the words nearest the number that give any: its clause, its sentence,
    and the sentence before it."""
    before = f"{sentence.before} {clause}" if sentence.before else ""
    unsure: list[Proposal] = []
    for words in (clause, sentence.text, before):
        proposals = propose_indicators(sentence, number, evidence, words) if words else []
        if proposals and proposals[0].sure:
            return _prefer_own(proposals, clause, evidence)
        unsure = unsure or proposals
    return unsure


def _prefer_own(proposals: list[Proposal], clause: str, evidence: Evidence) -> list[Proposal]:
    """The proposals whose telling word stands in the number's own clause, else all.

    “46% at secondary school and 53% at primary school speak …”: each has its own school.
    """
    own = [
        one
        for one in proposals
        if (definition := evidence.definitions.get(one.indicator)) is not None
        and definition.must_say
        and re.search(definition.must_say, clause, re.I)
    ]
    return own or proposals


def find_subgroup(
    sentence: str, clause: str, name: str, proposals: list[Proposal], evidence: Evidence
) -> str:
    """The words for a part of the population that the indicator does not single out.

    Results at school are told of groups all through a sentence, other figures clause by
    clause. Where the words fit a result and the group itself, neither is meant for sure.
    """
    definition = evidence.definitions.get(name)
    family = definition.family if definition else ""
    families_near = {
        found.family
        for one in proposals
        if (found := evidence.definitions.get(one.indicator)) is not None
    }
    results = bool(families_near & RESULTS) or bool(ACHIEVED.search(clause))
    for pattern, families in SUBGROUPS:
        match = pattern.search(sentence if family in RESULTS or results else clause)
        if match is None or pattern.search(evidence.indicators[name].title if name else ""):
            if match is not None and results and family in families:
                return match.group(0)
            continue
        if family not in families or results:
            return match.group(0)
    return ""


def find_clashes(sentence: Sentence, at: int) -> Iterator[Contradiction]:
    """Movements that run against their words, and ranges that run backwards."""
    claim = f"line-{sentence.line}-{at + 1}-1"
    for match in FROM_TO.finditer(sentence.text):
        word, start, end = (
            match[1].lower(),
            float(match[2].replace(",", "")),
            float(match[3].replace(",", "")),
        )
        up = word[0] in "rgi"
        if (end < start) if up else (end > start):
            yield Contradiction(
                "range", (claim,), (f"“{word}” from {match[2]} to {match[3]} runs the other way.",)
            )
    for match in BETWEEN.finditer(sentence.text):
        if float(match[1].replace(",", "")) > float(match[2].replace(",", "")):
            yield Contradiction(
                "range", (claim,), (f"“between {match[1]} and {match[2]}” runs backwards.",)
            )
