"""What a number means: the indicators its words fit, its place, its periods, and what stays open."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from needsbook.audit.carried_subjects import FAR, find_named, is_far
from needsbook.audit.contexts import (
    ANAPHORA,
    FARTHEST,
    find_area,
    find_when,
    is_elliptical,
    scopes_of,
    stray_words,
)
from needsbook.audit.language.dates import Date, find_dates
from needsbook.audit.language.measures import MeasureCandidate, names_of
from needsbook.audit.language.numbers import BASE, Number
from needsbook.audit.language.parts import find_part
from needsbook.audit.language.roles import PREVIOUS
from needsbook.audit.language.sentence_reading import Read
from needsbook.audit.language.stems import expand
from needsbook.audit.language.unit_fit import ALIKE
from needsbook.audit.language.views import GROUPS, of_everyone
from needsbook.audit.said_periods import (
    find_periods,
    previous_period,
    read_definition,
    take_stretch,
)
from needsbook.audit.siblings import find_rates, find_siblings
from needsbook.audit.unsaid_words import check_ages, check_bare, check_people, check_words
from needsbook.audit.writer import Topic, Writer
from needsbook.catalogue.units import find_unit

THEM = re.compile(
    r"\b(?:of|among|for|to)\s+(?:them|these|those|whom)\b|\bthese\s+(?:children|young|pupils)\b|\btheir\b|\bthey\b",
    re.I,
)
RATE_SAID = re.compile(r"\brates?\b|\bscores?\b|\bindex\b|\bper\b", re.I)


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
    carried: tuple[str, ...] = ()
    assigned = read.assigned.get(at)
    candidates = (
        [MeasureCandidate(assigned, 1)]
        if assigned
        else []
        if assigned == ""
        else writer.lexicon.propose(scopes, number, rate)
    )
    if (
        assigned is None
        and not candidates
        and number is not None
        and read.roles[at] in ("value", "previous")
    ):
        # What the sentence before names may be gone on with; it can bear a number out, no more.
        wider = replace(scopes, carried=f"{scopes.carried} {_said_before(read, writer)}".rstrip())
        if wider.carried != scopes.carried:
            candidates = writer.lexicon.propose(wider, number, rate)
            candidates = [
                replace(candidate, weak=True)
                for candidate in candidates
                if not writer.lexicon.told_by_name(candidate.indicator)
            ]
        if not candidates and (candidates := find_named(read, number, rate, earlier, writer)):
            carried = (FAR,)
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
    date, how, pooled = take_stretch(read, at, date, how, candidates, evidence)
    still_open = list(carried)
    definition = read_definition(near if at >= 0 else read.text, read.text)
    topic = None if assigned is not None else _topic(read, number, candidates, writer)
    if topic is not None and find_part(
        scopes, topic.indicator, evidence, [scopes.clause, scopes.label]
    ):
        topic = None
    if topic is not None and number is not None and is_far(topic, read):
        still_open.append(FAR)
    if topic is not None:
        candidates = find_siblings(topic, number, rate, read, evidence)
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
        still_open += check_words(options[0], scopes, read, near, writer)
    if options and number is not None and topic is None and not assigned:
        still_open += check_people(options[0], read, at, writer)
    if read.passage.cell and not read.passage.column.strip():
        still_open.append("what its column is about (it has no head)")
    if options:
        still_open += check_ages(options[0].indicator, read, at, evidence)
        if len(subjects) > 1:
            titles = " or ".join(
                f"“{evidence.indicators[option.indicator].short_title}”" for option in options[:3]
            )
            still_open.append(f"which is meant, {titles}")
        if number is not None and not number.unit and not number.share and topic is None:
            still_open += check_bare(options[0], scopes, read, writer)
    periods, sure = find_periods(options, date, how, evidence)
    if (
        how == "loose"
        and not any(date.usable for date in read.dates)
        and read.passage.before
        and earlier
    ):
        for told in earlier[-1].dates:
            if told.usable:
                more, _ = find_periods(options, told, "before", evidence)
                periods = list(dict.fromkeys([*periods, *more]))
    if topic is None and _is_beside_the_year_before(read, at):
        # “up from 42.6% in 2023 (England 46.4%)”: of the year before or of the latest.
        main = find_periods(options, read.dates[0], "sentence", evidence)
        periods = list(dict.fromkeys([*main[0], *periods]))
    if topic is not None and how in ("", "loose", "before", "head") and topic.period:
        periods, sure, how = list(topic.periods), topic.sure, "topic"
    if topic is not None and how == "earlier" and topic.period:
        before = previous_period(topic.period, evidence.periods(topic.indicator))
        periods, sure = [before] if before else [], topic.sure and bool(before)
    if pooled is False:
        # “Over the three years to 2023/24 it was 9.2”: no figure of a single year.
        periods, sure = [], False
    if how == "loose" or not sure:
        still_open.append(
            "the period" if date is not None or how in ("unclear", "earlier") else "the year"
        )
    return Meant(tuple(options), area, tuple(periods), tuple(dict.fromkeys(still_open)), definition, date, len(subjects) > 1)  # fmt: skip


def _said_before(read: Read, writer: Writer) -> str:
    """The words of the sentence before, and of what “them” stands for."""
    if read.passage.cell or not read.passage.before:
        return ""
    topic = writer.topic
    near = (
        topic is not None
        and topic.paragraph[1] == read.passage.headings
        and read.passage.paragraph - topic.paragraph[0] <= 1
    )
    them = writer.spoken if near or THEM.search(read.text) else ""
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
    if writer.lexicon.leads_elsewhere(topic.indicator, read.text):
        return None
    unit = writer.evidence.indicators[topic.indicator].unit
    if topic.counted or find_unit(unit).counted:
        fits = number is None or not number.unit or bool(find_rates(topic, number, writer.evidence))
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
