"""What a number means: the indicators its words fit, its place, its periods, and what stays open."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from needsbook.audit.contexts import (
    ANAPHORA,
    FARTHEST,
    NEUTRAL,
    find_area,
    find_when,
    is_elliptical,
    scopes_of,
    stray_words,
)
from needsbook.audit.language.clauses import (
    window_after,
    window_before,
)
from needsbook.audit.language.dates import Date, find_dates, periods_meant
from needsbook.audit.language.measures import (
    ALIKE,
    MeasureCandidate,
    Scopes,
    expand,
    names_of,
    stem,
)
from needsbook.audit.language.numbers import BASE, Number
from needsbook.audit.language.parts import OUTCOMES, find_narrowing, find_part
from needsbook.audit.language.places import ELSEWHERE
from needsbook.audit.language.roles import PREVIOUS
from needsbook.audit.language.sentence_reading import Read
from needsbook.audit.language.views import GROUPS, of_everyone
from needsbook.audit.writer import Topic, Writer
from needsbook.catalogue.units import find_unit

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


THEM = re.compile(
    r"\b(?:of|among|for|to)\s+(?:them|these|those|whom)\b|\bthese\s+(?:children|young|pupils)\b|\btheir\b|\bthey\b",
    re.I,
)
RATE_SAID = re.compile(r"\brates?\b|\bscores?\b|\bindex\b|\bper\b", re.I)


MOST_STRAY = 1


@dataclass(frozen=True)
class Meant:
    """What one number is about: the indicators its words fit, its place, its periods."""

    options: tuple[MeasureCandidate, ...]
    area: str
    periods: tuple[str, ...]
    open: tuple[str, ...]
    definition: dict[str, str]
    date: Date | None = None
    several: bool = False


def find_meaning(
    read: Read, at: int, earlier: Sequence[Read], writer: Writer, every: bool = False
) -> Meant:
    """Measure, place and period of one number (``at`` -1: of the whole sentence).

    ``every`` keeps counts beside rates where no number tells them apart.
    """
    evidence = writer.evidence
    number = read.numbers[at] if at >= 0 else None
    scopes = scopes_of(read, at, earlier)
    near = f"{scopes.label} {scopes.clause}"
    # The base of the number before says nothing of this one: “93 per 10,000), compared with 675”.
    rate = bool(RATE_SAID.search(near if number is None or number.unit else BASE.sub(" ", near)))
    assigned = read.assigned.get(at)
    candidates = (
        [MeasureCandidate(assigned, 1)]
        if assigned
        else writer.lexicon.propose(scopes, number, rate)
    )
    if not candidates and number is not None and read.roles[at] in ("value", "previous"):
        # What the sentence before names may be gone on with; it can bear a number out, no more.
        wider = replace(scopes, carried=f"{scopes.carried} {_said_before(read, writer)}".rstrip())
        if wider.carried != scopes.carried:
            candidates = writer.lexicon.propose(wider, number, rate)
            candidates = [
                replace(candidate, weak=True)
                for candidate in candidates
                if not writer.lexicon.told_by_name(candidate.indicator)
            ]
    if number is None and not every:
        candidates = _by_word(candidates, read.text, evidence)
    area = find_area(read, at, earlier, writer)
    date, how = find_when(read, at, earlier)
    if at >= 0 and read.roles[at] == "previous" and how in ("sentence", "before"):
        # “9.7 in 2023/24, up from 8.2”: mostly of the year before; it may bear the number out.
        how = "before this"
    if how == "previous" and at >= 0 and read.roles[at] in ("change", "gap"):
        # A change on the year before is of the year told, not of the one before it.
        how = "before" if date is not None else ""
    still_open: list[str] = []
    definition = read_definition(near if at >= 0 else read.text, read.text)
    topic = None if assigned else _topic(read, number, candidates, writer)
    if topic is not None and find_part(
        scopes, topic.indicator, evidence, [scopes.clause, scopes.label]
    ):
        topic = None
    if topic is not None:
        candidates = _siblings(topic, number, rate, evidence)
        writer.topic = replace(topic, paragraph=(read.passage.paragraph, read.passage.headings))
        definition = {**topic.definition, **definition}
    options = _narrow(candidates, definition, read, near, evidence)
    subjects = {_subject(option.indicator, evidence) for option in options}
    spoken = writer.topic
    if len(subjects) > 1 and spoken is not None and spoken.sentence == read.text:
        # “; severe absence was 3.21%, against 2.86%”: the measure of the number before goes on.
        same = [option for option in options if option.indicator == spoken.indicator]
        if same and not writer.lexicon.says_any(options, scopes.clause):
            options, subjects = same, {_subject(spoken.indicator, evidence)}
            still_open.append("what is counted")
    if options and topic is None and not assigned:
        still_open += _check_words(options[0], scopes, read, near, writer)
    if options:
        still_open += _check_ages(options[0].indicator, read, at, evidence)
        if len(subjects) > 1:
            titles = " or ".join(
                f"“{evidence.indicators[option.indicator].short_title}”" for option in options[:3]
            )
            still_open.append(f"which is meant, {titles}")
        if number is not None and not number.unit and not number.share and topic is None:
            still_open += _check_bare(options[0], scopes, read, writer)
    periods, sure = _find_periods(options, date, how, evidence)
    if (
        how == "loose"
        and not any(date.usable for date in read.dates)
        and read.passage.before
        and earlier
    ):
        for told in earlier[-1].dates:
            if told.usable:
                more, _ = _find_periods(options, told, "before", evidence)
                periods = list(dict.fromkeys([*periods, *more]))
    if topic is None and _is_beside_the_year_before(read, at):
        # “up from 42.6% in 2023 (England 46.4%)”: of the year before or of the latest.
        main = _find_periods(options, read.dates[0], "sentence", evidence)
        periods = list(dict.fromkeys([*main[0], *periods]))
    if topic is not None and how in ("", "loose", "before", "head") and topic.period:
        periods, sure, how = list(topic.periods), topic.sure, "topic"
    if topic is not None and how == "earlier" and topic.period:
        before = previous_period(topic.period, evidence.periods(topic.indicator))
        periods, sure = [before] if before else [], topic.sure and bool(before)
    if how == "loose" or not sure:
        still_open.append(
            "the period" if date is not None or how in ("unclear", "earlier") else "the year"
        )
    return Meant(tuple(options), area, tuple(periods), tuple(dict.fromkeys(still_open)), definition, date, len(subjects) > 1)  # fmt: skip


def _said_before(read: Read, writer: Writer) -> str:
    """The words of the sentence before, and of what “them” stands for."""
    if read.passage.cell or not read.passage.before:
        return ""
    them = writer.spoken if THEM.search(read.text) else ""
    before = read.passage.before[-1]
    if of_everyone(read.text):
        before = GROUPS.sub(" ", before)
    return f"{before} {them}".rstrip()


def _is_beside_the_year_before(read: Read, at: int) -> bool:
    """Whether a number stands in brackets after the value of an earlier year, without a date of its own."""
    if at < 1 or len(read.dates) < 2 or not read.dates[0].usable:
        return False
    before, number = read.numbers[at - 1], read.numbers[at]
    between = read.text[before.end : number.start]
    opened = re.fullmatch(r"[^()]*\(\s*[^()]*", between)
    return bool(
        opened
        and PREVIOUS.search(read.text[: before.start])
        and not find_dates(between[between.find("(") :])
    )


def _topic(
    read: Read, number: Number | None, candidates: Sequence[MeasureCandidate], writer: Writer
) -> Topic | None:
    """What the paragraph is about, where the sentence goes on with it and names nothing else."""
    topic = writer.topic
    passage = read.passage
    if (
        topic is None
        or passage.cell
        or passage.label
        or passage.column
        or topic.paragraph[1] != passage.headings
    ):
        return None
    if passage.paragraph - topic.paragraph[0] > (FARTHEST if ANAPHORA.match(read.text) else 0):
        return None
    if not is_elliptical(read) or any(not candidate.weak for candidate in candidates):
        return None
    if of_everyone(read.text) and GROUPS.search(topic.sentence):
        return None
    if NEW_HEAD.match(read.text) and _names_beside(read, topic, writer):
        return None
    if not ANAPHORA.match(read.text) and _names_another(read, topic, writer):
        return None
    unit = writer.evidence.indicators[topic.indicator].unit
    if topic.counted or find_unit(unit).counted:
        fits = number is None or not number.unit or bool(_rates_of(topic, number, writer.evidence))
    else:
        fits = number is None or number.unit in ("", unit) or (number.unit, unit) in ALIKE
    return (
        topic
        if fits and not (number is not None and number.counted and not find_unit(unit).counted)
        else None
    )


# “The number of plans maintained was 3,412”.
NEW_HEAD = re.compile(
    r"\W*(?:the|our|its)\s+(?:total\s+)?(?:number|rate|proportion|percentage|share)\s+of\s+(?!these\b|those\b|them\b|such\b)",
    re.I,
)


def _names_beside(read: Read, topic: Topic, writer: Writer) -> bool:
    """Whether the words before the first number name what the measure spoken of does not hold."""
    known = writer.evidence.indicators[topic.indicator]
    head = read.text[: read.numbers[0].start] if read.numbers else read.text
    return bool(stray_words(head, read, expand(" ".join((*names_of(known), known.definition)))))


def _names_another(read: Read, topic: Topic, writer: Writer) -> bool:
    """Whether a short sentence heads its number with a word of its own: “On a plan: 362 children”."""
    head, colon, _ = read.text.partition(":")
    if not colon or not read.numbers or read.numbers[0].start < len(head):
        return False
    for date in sorted(read.dates, key=lambda date: -date.start):
        if date.end <= len(head):
            head = f"{head[: date.start]} {head[date.end :]}"
    known = writer.evidence.indicators[topic.indicator]
    return bool(stray_words(head, read, " ".join((*names_of(known), known.definition))))


def _rates_of(topic: Topic, number: Number, evidence: Any) -> list[str]:
    """The rates of the count that a paragraph is about, in the unit of a number: “a rate of 93 per 10,000”."""
    known = evidence.indicators
    return [
        name
        for name, definition in evidence.definitions.items()
        if definition.per_population == topic.indicator and known[name].unit == number.unit
    ]


def _siblings(
    topic: Topic, number: Number | None, rate: bool, evidence: Any
) -> list[MeasureCandidate]:
    """What a bare number goes on with: the rate told, or the count behind it where that may be meant.

    “A year earlier there were 1,750” after a rate; “The England rate is 67” after a count.
    """
    same = MeasureCandidate(topic.indicator, 1, topic.counted)
    definition = evidence.definitions.get(topic.indicator)
    behind = definition.per_population if definition else ""
    if number is not None and number.unit and (names := _rates_of(topic, number, evidence)):
        return [MeasureCandidate(name, 1) for name in names]
    if number is None or number.unit:
        return [same]
    if topic.counted:
        return [MeasureCandidate(topic.indicator, 1)] if rate else [same]
    if find_unit(evidence.indicators[topic.indicator].unit).counted and rate:
        rates = [
            MeasureCandidate(name, 1) for name, defined in evidence.definitions.items()
            if defined.per_population == topic.indicator
        ]  # fmt: skip
        return rates or [same]
    if not behind or rate or not float(number.value).is_integer():
        return [same]
    return [
        same,
        MeasureCandidate(topic.indicator, 1, True)
        if behind == "count"
        else MeasureCandidate(behind, 1),
    ]


def leave_topic(read: Read, earlier: Sequence[Read], writer: Writer) -> None:
    """A sentence about something else ends what its paragraph was about."""
    if writer.topic is None or read.passage.cell or is_elliptical(read):
        return
    named = writer.lexicon.propose(scopes_of(read, -1, earlier), None)
    if any(not candidate.weak for candidate in named) or any(
        number.unit for number in read.numbers
    ):
        writer.topic = None


def _by_word(
    candidates: list[MeasureCandidate], text: str, evidence: Any
) -> list[MeasureCandidate]:
    """Where no number tells a rate from a count, the words do; else a rate or a share is meant."""
    counts = [
        candidate
        for candidate in candidates
        if evidence.indicators[candidate.indicator].method == "count"
    ]
    others = [candidate for candidate in candidates if candidate not in counts]
    if re.search(r"\bnumbers?\s+of\b|\bhow\s+many\b", text, re.I) and not re.search(
        r"\brates?\b", text, re.I
    ):
        return counts or others
    return others or counts


def _subject(name: str, evidence: Any) -> tuple[str, ...]:
    definition = evidence.definitions.get(name)
    if definition is None or not definition.family:
        return (name,)
    return (definition.family, definition.ages, definition.numerator, definition.housing_costs)


def _narrow(
    candidates: Sequence[MeasureCandidate],
    definition: dict[str, str],
    read: Read,
    near: str,
    evidence: Any,
) -> list[MeasureCandidate]:
    """The best candidates that agree with what is said of residence and housing costs."""
    if not candidates:
        return []
    best = candidates[0].score
    top = [candidate for candidate in candidates if candidate.score >= best]
    for key in ("place", "housing_costs"):
        if key in definition:
            known = [
                (candidate, getattr(evidence.definitions.get(candidate.indicator), key, ""))
                for candidate in top
            ]
            agreeing = [
                candidate for candidate, held in known if not held or held == definition[key]
            ]
            top = agreeing or top
    return top


def _check_words(
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
    held = _stems_held(known, definition)
    words = re.findall(r"[a-z]{3,}", _without_places(match[1], writer).lower())
    return any(stem(word) not in held | NEUTRAL | OUTCOMES for word in words)


def _stems_held(known: Any, definition: Any) -> frozenset[str]:
    """The stems of all words of a measure: its names, its definition, what must be said of it."""
    said = " ".join(definition.says) if definition else ""
    words = expand(
        " ".join((*names_of(known), known.definition, known.numerator, known.denominator, said))
    )
    return frozenset(stem(word) for word in re.findall(r"[a-z]+", words.lower()))


def _narrowed(read: Read, texts: Sequence[str], known: Any, definition: Any, writer: Writer) -> str:
    """What narrows the people of a sentence to fewer than the measure is of."""
    bare = [_without_places(text, writer) for text in texts]
    return find_narrowing(bare, _stems_held(known, definition), NEUTRAL)


def _without_places(text: str, writer: Writer) -> str:
    for mention in reversed(writer.places.find(text)):
        if mention.area != ELSEWHERE:
            text = text[: mention.start] + " " + text[mention.end :]
    return text


def _check_bare(option: MeasureCandidate, scopes: Scopes, read: Read, writer: Writer) -> list[str]:
    """A number without a unit may be of another subject that its words name as well."""
    passage = read.passage
    if not passage.cell and (passage.label or passage.column):
        return ["what is counted"]
    rivals = writer.lexicon.propose(scopes, None)
    own = _family(option.indicator, writer)
    best = [
        rival
        for rival in rivals
        if rival.score >= option.score and _family(rival.indicator, writer) != own
    ]
    return ["what is counted"] if best else []


def _family(name: str, writer: Writer) -> str:
    """The family of an indicator; rates and counts of one thing are one."""
    definition = writer.evidence.definitions.get(name)
    found = definition.family if definition and definition.family else name
    return re.sub(r"_(?:rate|count)$", "", found)


def _stray_in_head(head: str, names: str, writer: Writer) -> list[str]:
    """Words of a row's or a column's head that name neither the measure, a place nor a date."""
    text = head
    for mention in reversed(writer.places.find(head)):
        if mention.area != ELSEWHERE:
            text = text[: mention.start] + " " + text[mention.end :]
    for date in sorted(find_dates(text), key=lambda match: -match.start):
        text = text[: date.start] + " " + text[date.end :]
    known = NEUTRAL | HEADS | {stem(word) for word in re.findall(r"[a-z]+", names.lower())}
    return [word for word in re.findall(r"[a-z]{3,}", text.lower()) if stem(word) not in known]


def _group_said(read: Read, near: str) -> str:
    """The opening of the sentence before its first number, which holds for all of them."""
    return read.text[: read.numbers[0].start] if read.numbers else ""


def _check_ages(name: str, read: Read, at: int, evidence: Any) -> list[str]:
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


# Taken once in a school year, in January or in the summer: “in 2025” is of the year that ends in it.
OF_THE_SUMMER = re.compile(
    r"(?:c(?:la|in|pp)_)?(?:ks[24]_|phonics|good_level|eyfsp)|alevel|applied_general|level[23]_|fsm6?_|ehcp_pct|sen_support_pct|first_language"
)


def _find_periods(
    options: Sequence[MeasureCandidate], date: Date | None, how: str, evidence: Any
) -> tuple[list[str], bool]:
    if date is None:
        return [], False
    if not options:
        return [], True
    meant: list[str] = []
    sure = True
    for option in options:
        held = evidence.periods(option.indicator)
        texts, certain = periods_meant(date, held)
        if date.kind == "year" and OF_THE_SUMMER.match(option.indicator):
            texts = texts[:1]
        if how == "before this":
            texts = [name for text in texts[:1] if (name := previous_period(text, held))] + texts
            certain = False
        if how == "two back":
            texts = [
                name
                for text in texts[:1]
                if (name := previous_period(previous_period(text, held), held))
            ]
        if how == "previous":
            texts = [name for text in texts[:1] if (name := previous_period(text, held))]
        meant += texts
        sure = sure and certain
    return list(dict.fromkeys(meant)), sure and bool(meant)


def previous_period(text: str, held: Sequence[Any]) -> str:
    """The period held before this one; empty where there is none."""
    names = [mention.text for mention in held]
    return names[names.index(text) - 1] if text in names and names.index(text) else ""


# “23.0% before housing costs and 44.9% after”.
AFTER_ALONE = re.compile(r"\bafter\W*(?:[.;,)]|and\b|$)")
BEFORE_ALONE = re.compile(r"\bbefore\W*(?:[.;,)]|and\b|$)")


def read_definition(near: str, sentence: str) -> dict[str, str]:
    """What the words say of residence or school, and of housing costs."""
    found: dict[str, str] = {}
    for text in (near, sentence):
        low = text.lower()
        if "place" not in found:
            if re.search(
                r"\bby residence\b|\bwhere they live\b|\bresident (?:children|pupils)\b", low
            ):
                found["place"] = "residence"
            elif re.search(
                r"\bby (?:authority of )?(?:the )?school\b|\bwhere they go to school\b|\battending schools?\b",
                low,
            ):
                found["place"] = "school"
        if "housing_costs" not in found:
            if re.search(r"after housing costs|\bahc\b", low) or (
                text is near and "housing" in sentence.lower() and AFTER_ALONE.search(low)
            ):
                found["housing_costs"] = "after"
            elif re.search(r"before housing costs|\bbhc\b", low) or (
                text is near and "housing" in sentence.lower() and BEFORE_ALONE.search(low)
            ):
                found["housing_costs"] = "before"
    return found
