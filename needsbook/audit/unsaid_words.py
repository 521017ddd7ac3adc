"""What the words about a number leave open: a part, a denial, ages or a subject of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from needsbook.audit.contexts import NEUTRAL, stray_words
from needsbook.audit.language.clauses import window_after, window_before
from needsbook.audit.language.dates import find_dates
from needsbook.audit.language.measures import MeasureCandidate, Scopes, names_of
from needsbook.audit.language.parts import OUTCOMES, find_group, find_narrowing, find_part
from needsbook.audit.language.places import ELSEWHERE
from needsbook.audit.language.sentence_reading import Read
from needsbook.audit.language.stems import expand, stem
from needsbook.audit.writer import Writer

HEADS = frozenset(
    stem(word)
    for word in [
        "indicator",
        "measure",
        "value",
        "latest",
        "current",
        "trend",
        "direction",
        "actual",
        "outturn",
        "result",
        "performance",
        "year",
        "date",
        "source",
        "table",
        "key",
        "fact",
        "metric",
        "lad",
        "los",
        "ltla",
        "utla",
        "group",
        "none",
        "published",
        "note",
    ]
)


NEGATED = re.compile(
    r"\b(?:did|do|does|were|was|are|had|have|has)\s+not\b(?!\s+(?:in\s+(?:education|employment)|known|(?:have|speak|use)\s+English))|n[’']t\b|\bfail\w*\s+to\b|\bwithout\s+(?!an?\s+EHC|further\s+action)",
    re.I,
)


MOST_STRAY = 1


def check_words(
    option: MeasureCandidate, scopes: Scopes, read: Read, near: str, writer: Writer
) -> list[str]:
    """What the words leave open: a part of the population, a denial, a subject of its own."""
    evidence = writer.evidence
    known = evidence.indicators[option.indicator]
    definition = evidence.definitions.get(option.indicator)
    results = known.unit in ("percent", "score", "points") and len(read.numbers) < 2
    texts = [scopes.label, scopes.clause, *([read.text] if results or not read.numbers else [])]
    found: list[str] = []
    if read.passage.cell:
        said = " ".join(definition.says) if definition else ""
        names = " ".join(
            (*names_of(known), known.definition, known.numerator, known.denominator, said)
        )
        for head in (read.passage.label, read.passage.column):
            stray = _stray_in_head(head, names, writer)
            if stray:
                found.append(f"what its row or column is about ({' '.join(stray[:4])})")
    part = find_part(scopes, option.indicator, evidence, texts)
    part = part or find_part(
        scopes, option.indicator, evidence, [_group_said(read, near)], replaced=near
    )
    if not part and read.passage.headings:
        part = find_part(scopes, option.indicator, evidence, [read.passage.headings[-1], read.passage.caption], above=True)  # fmt: skip
    part = part or _narrowed(read, texts, known, definition, writer)
    if option.far and re.match(r"(?:of|among)\s+(?:them|these|those|whom)", part, re.I):
        # “Of them” stands for the whole that the indicator is a share of.
        part = ""
    if part:
        found.append(f"a figure for the part it is about ({part})")
    if NEGATED.search(near):
        found.append("whether the rest is meant (the sentence denies)")
    if writer.lexicon.told_by_name(option.indicator):
        # A name alone is too little to call a sentence wrong by; it is enough to bear it out.
        found.append("what exactly is counted: the words fit the name of a measure")
    if not read.passage.cell and _names_its_own(scopes, known, definition, writer):
        found.append("what is counted")
    if option.weak and not read.passage.cell:
        found.append("what is counted")
    elif not read.passage.cell:
        names = " ".join((*names_of(known), known.definition, known.numerator, known.denominator))
        said = " ".join(definition.says) if definition else ""
        core = (
            definition is None or not definition.says or re.search(definition.says[0], near, re.I)
        )
        if not core and len(stray_words(near, read, f"{names} {said}")) > MOST_STRAY:
            found.append("what is counted")
    return found


# “The service worked with 431 children; 83% were boys”: a share of these, not of all.
SERVED = re.compile(
    r"\b(?:work(?:ed|ing)?\s+with|saw|seen|support\w+|help\w+|reach\w+|took\s+part|attend\w+|met|survey\w+|train\w+|finish\w+|interview\w+|audit\w+|sampl\w+|asked|visit\w+|registered|completed)\b[^.;\d]{0,60}$",
    re.I,
)
PEOPLE_SAID = re.compile(
    r"\b(?:children|pupils|young\s+people|learners|students|babies|infants|residents|year[- ]olds|families|leavers|\d\d?\s+year)\b", re.I
)  # fmt: skip


def check_people(option: MeasureCandidate, read: Read, at: int, writer: Writer) -> list[str]:
    """Whose share a number is, where its sentence tells of a service's people or names none at all."""
    number = read.numbers[at]
    if read.passage.cell or number.unit != "percent":
        return []
    for before in read.numbers[:at]:
        if not before.unit and before.counted and SERVED.search(read.text[: before.start]):
            return ["whether it is a share of all or of the people just counted"]
    if PEOPLE_SAID.search(read.text) or not read.passage.before:
        return []
    # “Absence among looked-after children has risen. More than a quarter were persistently absent.”
    group = find_group(read.passage.before[-1], option.indicator, writer.evidence)
    return [f"a figure for the part it is about ({group})"] if group else []


# “, the agency rate 6.3%”: what a number in a list is of.
OWN_HEAD = re.compile(
    r"(?:^|[,;]|\band\b|\bwhile\b|\bbut\b|\bwith\b)\s*(?:(?:the|an?|our|its|their|this|and)\s+)*((?:[A-Za-z][\w'’-]*\s+){1,4})(?:rate|score|percentage|proportion|share|figure|number|level|average)s?\b[^,;]{0,40}$",
    re.I,
)


def _names_its_own(scopes: Scopes, known: Any, definition: Any, writer: Writer) -> bool:
    """Whether the words right before a number in a list head it with a subject not the measure's."""
    before, cut, _ = scopes.clause.partition("…")
    if not cut:
        return False
    before = before.rstrip()
    match = OWN_HEAD.search(f", {before}")
    if match is None:
        return False
    held = stems_held(known, definition)
    words = re.findall(r"[a-z]{3,}", _without_places(match[1], writer).lower())
    return any(stem(word) not in held | NEUTRAL | OUTCOMES for word in words)


def stems_held(known: Any, definition: Any) -> frozenset[str]:
    """The stems of all words of a measure: its names, its definition, what must be said of it."""
    said = " ".join(definition.says) if definition else ""
    words = expand(
        " ".join((*names_of(known), known.definition, known.numerator, known.denominator, said))
    )
    return frozenset(stem(word) for word in re.findall(r"[a-z]+", words.lower()))


def _narrowed(read: Read, texts: Sequence[str], known: Any, definition: Any, writer: Writer) -> str:
    """What narrows the people of a sentence to fewer than the measure is of."""
    bare = [_without_places(text, writer) for text in texts]
    return find_narrowing(bare, stems_held(known, definition), NEUTRAL)


def _without_places(text: str, writer: Writer) -> str:
    for mention in reversed(writer.places.find(text)):
        if mention.area != ELSEWHERE:
            text = text[: mention.start] + " " + text[mention.end :]
    return text


def check_bare(option: MeasureCandidate, scopes: Scopes, read: Read, writer: Writer) -> list[str]:
    """A number without a unit may be of another subject that its words name as well."""
    passage = read.passage
    if not passage.cell and (passage.label or passage.column):
        return ["what is counted"]
    rivals = writer.lexicon.propose(scopes, None)
    own = family_of(option.indicator, writer)
    best = [
        rival
        for rival in rivals
        if rival.score >= option.score and family_of(rival.indicator, writer) != own
    ]
    return ["what is counted"] if best else []


def family_of(name: str, writer: Writer) -> str:
    """The family of an indicator; rates and counts of one thing are one."""
    definition = writer.evidence.definitions.get(name)
    found = definition.family if definition and definition.family else name
    return re.sub(r"_(?:rate|count)$", "", found)


# “SN”, “EE”: a head of two capitals names a place or a group that nothing here knows.
SHORT_NAME = re.compile(r"\b(?!LA\b|NO\b|OF\b|IN\b|TO\b|AT\b|BY\b|OR\b|KS\b|FY\b|YR\b)[A-Z]{2}s?\b")


def _stray_in_head(head: str, names: str, writer: Writer) -> list[str]:
    """Words of a row's or a column's head that name neither the measure, a place nor a date."""
    text = _without_places(head, writer)
    for date in sorted(find_dates(text), key=lambda match: -match.start):
        text = text[: date.start] + " " + text[date.end :]
    known = NEUTRAL | HEADS | {stem(word) for word in re.findall(r"[a-z]+", names.lower())}
    short = [word for word in SHORT_NAME.findall(text) if word.lower() not in names.lower().split()]
    long = [word for word in re.findall(r"[a-z]{3,}", text.lower()) if stem(word) not in known]
    return [*short, *long]


def _group_said(read: Read, near: str) -> str:
    """The opening of the sentence before its first number, which holds for all of them."""
    return read.text[: read.numbers[0].start] if read.numbers else ""


def check_ages(name: str, read: Read, at: int, evidence: Any) -> list[str]:
    """Ages named near the number that are not the indicator's."""
    definition = evidence.definitions.get(name)
    if definition is None or not re.fullmatch(r"\d+-\d+", definition.ages):
        return []
    allowed = {definition.ages, *definition.said_ages}
    passage = read.passage
    if passage.cell:
        from needsbook.audit.language.numbers import find_ages

        said = [
            ages for ages, _ in find_ages(f"{passage.label} | {passage.column} | {passage.caption}")
        ]
    else:
        low = window_before(read.text, read.numbers, at)[0] if at >= 0 else 0
        high = window_after(read.text, read.numbers, at)[1] if at >= 0 else len(read.text)
        said = [ages for ages, (start, end) in read.ages if low <= start and end <= high]
        said = said or ([read.ages[0][0]] if len({age for age, _ in read.ages}) == 1 else [])
    if said and not allowed & set(said):
        return [f"a figure for ages {said[0].replace('-', ' to ')}"]
    return []
