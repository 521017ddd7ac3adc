"""Engagement: who was asked when a plan was made, and what they said.

``data/engagement/<consultation>.yml`` holds printed counts with their base and overlaps,
and which group named which answer; ``data/engagement/easy_read.yml`` the words of the
easy-read edition.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Literal

from pydantic import Field, model_validator

from needsbook.catalogue.areas import SLUG_PATTERN, load_areas
from needsbook.catalogue.documents import Document, read_document
from needsbook.catalogue.indicators import load_indicators
from needsbook.catalogue.periods import parse_period
from needsbook.errors import BadInput, unknown_name
from needsbook.paths import Project


class Count(Document):
    """One printed count; ``qualifier`` is how the document hedges it."""

    id: str = Field(pattern=r"^[a-z]+(_[a-z]+)*$")
    """Its id."""
    label: str
    """What is counted."""
    value: int = Field(ge=0)
    """The number printed."""
    qualifier: Literal["exact", "about", "more_than"] = "exact"
    """How the document hedges it."""
    note: str = ""
    """A remark for readers."""


class AnswerRow(Document):
    """A row of a table of answers."""

    id: str = Field(pattern=SLUG_PATTERN)
    """Its id."""
    label: str
    """The row’s heading."""
    value: int = Field(ge=0)
    """The number printed."""


class AnswerTable(Document):
    """Answers by one attribute. ``base`` says who is counted, ``overlap`` whether one
    person can stand in two rows; ``expect`` names the count the rows should fit into."""

    id: str = Field(pattern=SLUG_PATTERN)
    """Its id."""
    title: str
    """The title readers see."""
    base: str
    """Who is counted."""
    overlap: str
    """Whether one person can stand in two rows."""
    exclusive: bool
    """Whether no one can."""
    expect: str = ""
    """The count its rows should fit into."""
    rows: tuple[AnswerRow, ...] = Field(min_length=2)
    """The rows as printed."""


class Group(Document):
    """A group whose answers were summed up apart."""

    id: str = Field(pattern=SLUG_PATTERN)
    """Its id."""
    label: str
    """The name readers see."""


class Answer(Document):
    """An answer, and the groups for which the summary names it."""

    id: str = Field(pattern=SLUG_PATTERN)
    """Its id."""
    label: str
    """The answer, restated."""
    by: tuple[str, ...] = Field(min_length=1)
    """The groups for which the summary names it."""


class Question(Document):
    """A question. ``asked`` are the groups summed up; ``pending`` says why others are not."""

    id: str = Field(pattern=SLUG_PATTERN)
    """Its id."""
    title: str
    """The title readers see."""
    asked: tuple[str, ...] = Field(min_length=1)
    """Groups whose answers were summed up."""
    pending: str = ""
    """Why other groups’ answers are not there."""
    answers: tuple[Answer, ...] = Field(min_length=1)
    """The answers the summary names."""


class Consultation(Document):
    """One round of engagement and its printed results."""

    id: str = Field(pattern=SLUG_PATTERN)
    """The file’s name without .yml."""
    title: str
    """The title readers see."""
    areas: tuple[str, ...] = Field(min_length=1)
    """Slugs of the areas it was held in."""
    period: str
    """The day the counts are for."""
    document: str
    """The document the results are printed in."""
    standing: str
    """How final the counts are."""
    methods: tuple[str, ...]
    """How people were asked."""
    counts: tuple[Count, ...]
    """Counts of answers, people or meetings as printed."""
    tables: tuple[AnswerTable, ...] = ()
    """Answers by one attribute."""
    groups: tuple[Group, ...] = ()
    """Groups whose answers were summed up apart."""
    questions: tuple[Question, ...] = ()
    """What was asked, and which group named what."""
    drawn: Mapping[str, tuple[str, ...]] = {}
    """By framework: the outcomes its authors drew from what was said, by id; for a round of
    which the document holds counts of meetings only."""

    @model_validator(mode="after")
    def _consistent(self) -> Consultation:
        parse_period(self.period)
        counts = {count.id for count in self.counts}
        groups = {group.id for group in self.groups}
        for table in self.tables:
            if table.expect and table.expect not in counts:
                raise ValueError(f"table {table.id} expects the unknown count {table.expect}")
        for question in self.questions:
            named = set(question.asked) | {g for answer in question.answers for g in answer.by}
            if named - groups:
                raise ValueError(f"question {question.id} names {sorted(named - groups)[0]}")
        return self


class Card(Document):
    """One fact of the easy-read edition.

    ``text`` holds ``{share}`` (“3 in 10 children”) or ``{value}`` and ``{place}``;
    ``who`` is what the share counts. ``instead_of`` names the card this one stands in for
    where an area has no figure for that one; with a figure for both, this one is left out.
    """

    id: str = Field(pattern=SLUG_PATTERN)
    """Its id."""
    title: str
    """The card’s heading."""
    indicator: str
    """The indicator it shows."""
    who: str = "children"
    """Whom the share counts."""
    text: str
    """The sentence, with {share} and {place}."""
    compare: bool = True
    """Whether it is set beside England."""
    instead_of: str = ""
    """The card it stands in for where that one has no figure."""


class EasyReadTopic(Document):
    """A topic: what young people said, the cards that answer, what is not known."""

    id: str = Field(pattern=SLUG_PATTERN)
    """Its id."""
    title: str
    """The title readers see."""
    said: Mapping[str, tuple[str, ...]] = {}
    """By area: what young people said, in plain words."""
    cards: tuple[Card, ...] = ()
    """One fact each."""
    unknown: tuple[str, ...] = Field(min_length=1)
    """What is not known, in plain words."""


class EasyRead(Document):
    """The words of the easy-read edition. ``said`` maps an area's slug to sentences."""

    title: str
    """The title readers see."""
    intro: tuple[str, ...]
    """Sentences at the start of the page."""
    said_from: Mapping[str, str]
    """By area: where what young people said comes from."""
    nobody_said: str
    """What stands where nothing is held."""
    topics: tuple[EasyReadTopic, ...] = Field(min_length=1)
    """The topics, in the order shown."""


@cache
def load_consultations(project: Project) -> Mapping[str, Consultation]:
    """Every consultation by id, in order of id."""
    areas = load_areas(project)
    found: dict[str, Consultation] = {}
    for path in sorted((project.data / "engagement").glob("*.yml")):
        if path.stem == "easy_read":
            continue
        content = read_document(path, Consultation)
        where = project.relative(path)
        if content.id != path.stem:
            raise BadInput(
                f"id “{content.id}” is not the file's name", where, f"write id: {path.stem}"
            )
        for slug in content.areas:
            if slug not in areas:
                raise unknown_name(
                    "area", slug, (a.slug for a in areas if a.level != "ward"), where
                )
        found[content.id] = content
    return found


@cache
def load_easy_read(project: Project) -> EasyRead:
    """The words of the easy-read edition; every indicator named must be known."""
    path = project.data / "engagement" / "easy_read.yml"
    content = read_document(path, EasyRead)
    indicators = load_indicators(project)
    for topic in content.topics:
        for card in topic.cards:
            if card.indicator not in indicators:
                raise unknown_name("indicator", card.indicator, indicators, project.relative(path))
    return content
