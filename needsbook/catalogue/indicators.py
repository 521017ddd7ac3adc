"""Indicators: one file each, everything the book knows about a measure but its figures."""

from __future__ import annotations

from functools import cache
from typing import Literal

from pydantic import Field, field_validator, model_validator

from needsbook.catalogue.documents import ByName, Document, read_document
from needsbook.catalogue.fetches import Fetch
from needsbook.catalogue.periods import parse_period
from needsbook.catalogue.sources import ID_PATTERN, load_sources
from needsbook.catalogue.topics import load_topics
from needsbook.catalogue.units import UNITS
from needsbook.errors import BadInput, unknown_name
from needsbook.paths import Project

UnitName = Literal[
    "percent", "per_1000", "per_10k", "per_100k", "per_100_pupils",
    "persons", "children", "score", "points",
]  # fmt: skip
Polarity = Literal["lower_is_better", "higher_is_better", "neutral"]
Level = Literal["country", "region", "sub_region", "upper_tier", "district", "ward"]
Method = Literal["proportion", "rate", "count", "score"]


class Coverage(Document):
    """A promise checked by ``needsbook check``: a level, since when, how many areas."""

    level: Level
    """The level the promise is about."""
    first: str
    """First period with a figure."""
    last: str = ""
    """Last period, where the run has ended; left out where it goes on."""
    areas: int = Field(ge=1)
    """Fewest areas with a figure in the last period."""
    extent: str = ""
    """Which areas, where not all of the level."""

    @field_validator("first", "last")
    @classmethod
    def _period(cls, text: str) -> str:
        return parse_period(text).text if text else ""


class Break(Document):
    """Figures from ``first`` on are not comparable with those before it."""

    first: str
    """First period that cannot be compared with those before."""
    reason: str
    """Why, in a sentence for readers."""

    @field_validator("first")
    @classmethod
    def _period(cls, text: str) -> str:
        return parse_period(text).text


class Official(Document):
    """Where the publisher puts the figures, for the refresher and the reader."""

    publication: str
    """The publication it officially comes from."""
    identifier: str
    """The publisher’s own ids, tables and columns."""
    cadence: str
    """How often, and when, it is published."""
    page: str = Field(pattern=r"^https://")
    """The publication’s page."""
    next_release: str = ""
    """When the next release is due, if announced."""


class Words(Document):
    """How sentences name the indicator.

    ``clause`` holds ``{value}`` and ``{place}``: “{value} of Year 6 pupils {place} were
    obese”. ``name`` is a singular noun phrase for comparisons: “Year 6 obesity”.
    """

    name: str
    """A singular noun phrase for comparisons: “Year 6 obesity”."""
    clause: str
    """A clause with {value} and {place}."""

    @field_validator("clause")
    @classmethod
    def _places(cls, text: str) -> str:
        if "{value}" not in text or "{place}" not in text:
            raise ValueError("must hold {value} and {place}")
        return text


class Disclosure(Document):
    """Counts from 1 to ``below`` - 1 are hidden when we publish a table of our own."""

    below: int = Field(default=0, ge=0)
    """Counts from one to one less than this are hidden in our own tables."""
    reason: str = ""
    """Why, in a sentence for readers."""


class Indicator(Document):
    """One indicator (``data/indicators/<id>.yml``)."""

    id: str = Field(pattern=ID_PATTERN)
    """The file’s name without .yml."""
    title: str
    """The full title."""
    short_title: str
    """The title where space is short."""
    topic: str = Field(pattern=ID_PATTERN)
    """The topic it belongs to, as data/topics.yml names it."""
    definition: str
    """Who is counted, in a sentence or two, without figures."""
    unit: UnitName
    """The unit values are published in."""
    decimals: int = Field(ge=0, le=4)
    """Decimals printed."""
    method: Method
    """What kind of measure it is: decides which statistics apply."""
    ages: str
    """Ages covered, in words."""
    numerator: str
    """What is counted."""
    denominator: str
    """What it is set against, or “not applicable”."""
    basis: str
    """By residence, by school, or otherwise."""
    polarity: Polarity
    """Which way is better, if either is."""
    source: str
    """The publisher: a file in data/sources."""
    official: Official
    """Where the publisher puts the figures."""
    levels: tuple[Coverage, ...] = Field(min_length=1)
    """Promises of coverage, looked at by needsbook check."""
    datasets: tuple[str, ...] = Field(min_length=1)
    """Every snapshot that holds it, the one to prefer first."""
    minimum: float | None = None
    """Smallest plausible value; a smaller one is an error."""
    maximum: float | None = None
    """Largest plausible value; a larger one is an error."""
    breaks: tuple[Break, ...] = ()
    """Where figures stop being comparable; lines are cut there."""
    caveats: tuple[str, ...] = ()
    """What a reader must know, one sentence or two each."""
    words: Words
    """How sentences name it."""
    synonyms: tuple[str, ...] = ()
    """Phrases a plan may use for it."""
    disclosure: Disclosure = Disclosure()
    """Small counts to hide in tables of our own."""
    fetch: tuple[Fetch, ...] = ()
    """Where needsbook refresh takes its figures from, one entry per snapshot."""

    @model_validator(mode="after")
    def _sensible(self) -> Indicator:
        if self.method == "rate" and UNITS[self.unit].multiplier == 1:
            raise ValueError(f"a rate cannot be in {self.unit}")
        return self

    @property
    def unit_words(self) -> str:
        """The unit as prose has it: “per cent”, “per 10,000”."""
        return UNITS[self.unit].words

    @property
    def multiplier(self) -> float:
        """What a proportion is multiplied by to give the unit (1 for counts and scores)."""
        return UNITS[self.unit].multiplier

    @property
    def counted(self) -> bool:
        """Whether it is a plain number of people, which is never compared between areas."""
        return UNITS[self.unit].counted

    def at_level(self, level: str) -> bool:
        """Whether the indicator promises figures at ``level``."""
        return any(coverage.level == level for coverage in self.levels)


class Indicators(ByName[Indicator]):
    """Indicators by id; an unknown id offers the nearest ones."""

    kind = "indicator"


@cache
def load_indicators(project: Project) -> Indicators:
    """Every indicator, in order of id; wrong files are ``BadInput``."""
    sources, topics = load_sources(project), load_topics(project)
    found: dict[str, Indicator] = {}
    for path in sorted(project.indicators.glob("*.yml")):
        indicator = read_document(path, Indicator)
        where = project.relative(path)
        if indicator.id != path.stem:
            raise BadInput(
                f"id “{indicator.id}” is not the file's name", where, f"write id: {path.stem}"
            )
        if indicator.source not in sources:
            raise unknown_name("source", indicator.source, sources, where)
        if indicator.topic not in topics:
            raise unknown_name("topic", indicator.topic, topics, where)
        found[indicator.id] = indicator
    if not found:
        raise BadInput("no indicator is defined", project.relative(project.indicators))
    return Indicators(found)
