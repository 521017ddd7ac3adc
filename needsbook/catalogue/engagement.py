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
    label: str
    value: int = Field(ge=0)
    qualifier: Literal["exact", "about", "more_than"] = "exact"
    note: str = ""


class TableRow(Document):
    """A row of a table of answers."""

    id: str = Field(pattern=SLUG_PATTERN)
    label: str
    value: int = Field(ge=0)


class AnswerTable(Document):
    """Answers by one attribute. ``base`` says who is counted, ``overlap`` whether one
    person can stand in two rows; ``expect`` names the count the rows should fit into."""

    id: str = Field(pattern=SLUG_PATTERN)
    title: str
    base: str
    overlap: str
    exclusive: bool
    expect: str = ""
    rows: tuple[TableRow, ...] = Field(min_length=2)


class Group(Document):
    """A group whose answers were summed up apart."""

    id: str = Field(pattern=SLUG_PATTERN)
    label: str


class Answer(Document):
    """An answer, and the groups for which the summary names it."""

    id: str = Field(pattern=SLUG_PATTERN)
    label: str
    by: tuple[str, ...] = Field(min_length=1)


class Question(Document):
    """A question. ``asked`` are the groups summed up; ``pending`` says why others are not."""

    id: str = Field(pattern=SLUG_PATTERN)
    title: str
    asked: tuple[str, ...] = Field(min_length=1)
    pending: str = ""
    answers: tuple[Answer, ...] = Field(min_length=1)


class Consultation(Document):
    """One round of engagement and its printed results."""

    id: str = Field(pattern=SLUG_PATTERN)
    title: str
    areas: tuple[str, ...] = Field(min_length=1)
    period: str
    document: str
    standing: str
    methods: tuple[str, ...]
    counts: tuple[Count, ...]
    tables: tuple[AnswerTable, ...] = ()
    groups: tuple[Group, ...] = ()
    questions: tuple[Question, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Consultation:
        parse_period(self.period)
        counts = {one.id for one in self.counts}
        groups = {one.id for one in self.groups}
        for table in self.tables:
            if table.expect and table.expect not in counts:
                raise ValueError(f"table {table.id} expects the unknown count {table.expect}")
        for question in self.questions:
            named = set(question.asked) | {g for one in question.answers for g in one.by}
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
    title: str
    indicator: str
    who: str = "children"
    text: str
    compare: bool = True
    instead_of: str = ""


class Topic(Document):
    """A topic: what young people said, the cards that answer, what is not known."""

    id: str = Field(pattern=SLUG_PATTERN)
    title: str
    said: Mapping[str, tuple[str, ...]] = {}
    cards: tuple[Card, ...] = ()
    unknown: tuple[str, ...] = Field(min_length=1)


class EasyRead(Document):
    """The words of the easy-read edition. ``said`` maps an area's slug to sentences."""

    title: str
    intro: tuple[str, ...]
    said_from: Mapping[str, str]
    nobody_said: str
    topics: tuple[Topic, ...] = Field(min_length=1)


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
