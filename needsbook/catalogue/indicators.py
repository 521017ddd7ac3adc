"""Indicators: one file each, everything the book knows about a measure but its figures."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, cached_property
from typing import Literal

from pydantic import Field, field_validator, model_validator

from needsbook.catalogue.documents import ByName, Document, read_document, read_yaml
from needsbook.catalogue.fetches import Fetch
from needsbook.catalogue.lait import DeriveEntry, LaitEntry, complete_indicator
from needsbook.catalogue.periods import parse_period
from needsbook.catalogue.sources import ID_PATTERN, load_sources
from needsbook.catalogue.topics import Topics, load_topics
from needsbook.catalogue.units import UNITS
from needsbook.errors import BadInput, unknown_name
from needsbook.paths import Project

UnitName = Literal[
    "percent", "percentage_points", "per_1000", "per_10k", "per_100k", "per_100_pupils",
    "persons", "children", "score", "points",
]  # fmt: skip
Polarity = Literal["lower_is_better", "higher_is_better", "neutral"]
Level = Literal["country", "region", "sub_region", "upper_tier", "district", "ward"]
# An estimate is a share of population estimates: no sample, so without interval and test.
Method = Literal["proportion", "rate", "count", "score", "estimate"]


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
    title: str = ""
    """The title at this level, where the figures are counted otherwise than the title says."""
    basis: str = ""
    """The basis at this level, where it is another than the indicator’s."""

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


class Unpublished(Document):
    """Figures that the publisher itself says it does not publish."""

    level: Level
    """The level there are no figures for."""
    first: str = ""
    """First period this is true for; left out where it is true of all."""
    last: str = ""
    """Last period this is true for; left out where it goes on."""
    source: str
    """The document that says so, in words a reader can follow."""

    @field_validator("first", "last")
    @classmethod
    def _period(cls, text: str) -> str:
        return parse_period(text).text if text else ""

    def covers(self, level: str, period: str) -> bool:
        """Whether it speaks of ``level`` in ``period`` (empty: of every period)."""
        if level != self.level:
            return False
        if not period:
            return not self.first and not self.last
        end = parse_period(period).end
        early = bool(self.first) and end < parse_period(self.first).end
        late = bool(self.last) and end > parse_period(self.last).end
        return not early and not late


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
    """Counts from 1 to ``below`` - 1 are refused where figures come in, so none can be shown."""

    below: int = Field(default=0, ge=0)
    """Numbers of people from one to one less than this may not be held or shown."""
    reason: str = ""
    """Why, in a sentence for readers."""


class BaseElsewhere(Document):
    """A base known from another indicator's table, and how far ours may be from it."""

    indicator: str = Field(pattern=ID_PATTERN)
    """The indicator whose denominator it is."""
    least: float = Field(gt=0)
    """Our base is at least this many times the other one."""
    most: float = Field(gt=0)
    """Our base is at most this many times the other one."""
    words: str
    """What the other base counts."""


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
    estimate: bool = False
    """Whether the numbers are population estimates: no sample, so never tested as one."""
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
    datasets: tuple[str, ...] = ()
    """Every snapshot that holds it, the one to prefer first; none for a figure derived here."""
    minimum: float | None = None
    """Smallest plausible value; a smaller one is an error."""
    maximum: float | None = None
    """Largest plausible value; a larger one is an error."""
    succeeds: tuple[str, ...] = ()
    """The ended series this one carries on, newest first: the same thing, counted otherwise."""
    profile: bool = True
    """Whether spine charts and rugs show it: not ended series, nor variants of another measure."""
    breaks: tuple[Break, ...] = ()
    """Where figures stop being comparable; lines are cut there."""
    unpublished: tuple[Unpublished, ...] = ()
    """What its publisher says it does not publish; everything else missing is “not held”."""
    caveats: tuple[str, ...] = ()
    """What a reader must know, one sentence or two each."""
    words: Words
    """How sentences name it."""
    synonyms: tuple[str, ...] = ()
    """Phrases a plan may use for it."""
    disclosure: Disclosure = Disclosure()
    """Small counts to hide in tables of our own."""
    bases: tuple[BaseElsewhere, ...] = ()
    """Tables in which the same base is known, where ours prints none."""
    fetch: tuple[Fetch, ...] = ()
    """Where needsbook refresh takes its figures from, one entry per snapshot."""
    by_hand: str = ""
    """Why no service is asked for it, so that its files are imported by hand."""
    lait: LaitEntry | None = None
    """The measure of DfE’s Local Authority Interactive Tool it is taken from; what this file
    leaves out is then taken from the tool’s dictionary."""
    derive: DeriveEntry | None = None
    """How it is computed from other indicators of the book, if it is."""
    answers: tuple[str, ...] = ()
    """Parts of outcomes frameworks it answers, as framework:part, with = before the part’s
    id where it is the same measure and not a near one."""
    shown: str = ""
    """The topic whose page shows it in a section of its own; empty: in the overview only."""

    @model_validator(mode="after")
    def _sensible(self) -> Indicator:
        if self.method == "rate" and UNITS[self.unit].multiplier == 1:
            raise ValueError(f"a rate cannot be in {self.unit}")
        if self.estimate and self.method not in ("count", "estimate"):
            raise ValueError("population estimates have the method count or estimate")
        return self

    @model_validator(mode="after")
    def _has_figures(self) -> Indicator:
        if self.derive and (self.datasets or self.lait):
            raise ValueError("it is derived here, so it takes no figures from a snapshot or table")
        if not self.derive and not self.datasets:
            raise ValueError("name the snapshots that hold it, or say lait or derive")
        if self.by_hand and (self.fetch or self.lait or self.derive):
            raise ValueError(
                "by_hand says why nothing is asked for it, but it is fetched or derived"
            )
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

    def find_unpublished(self, level: str, period: str = "") -> Unpublished | None:
        """The record that a source publishes nothing at ``level`` in ``period``, if any."""
        return next(
            (unpublished for unpublished in self.unpublished if unpublished.covers(level, period)),
            None,
        )

    def title_at(self, level: str) -> str:
        """The title of the figures at ``level``."""
        return next(
            (
                coverage.title
                for coverage in self.levels
                if coverage.level == level and coverage.title
            ),
            self.title,
        )

    def basis_at(self, level: str) -> str:
        """How the figures at ``level`` are counted: by residence, by school, or otherwise."""
        return next(
            (
                coverage.basis
                for coverage in self.levels
                if coverage.level == level and coverage.basis
            ),
            self.basis,
        )

    def at_level(self, level: str) -> bool:
        """Whether the indicator promises figures at ``level``."""
        return any(coverage.level == level for coverage in self.levels)


class Indicators(ByName[Indicator]):
    """Indicators by id; an unknown id offers the nearest ones."""

    kind = "indicator"

    @cached_property
    def _following(self) -> dict[str, Indicator]:
        """The first indicator that carries on each id that any does."""
        following: dict[str, Indicator] = {}
        for indicator in self._found.values():
            for earlier in indicator.succeeds:
                following.setdefault(earlier, indicator)
        return following

    def find_successors(self, name: str) -> tuple[Indicator, ...]:
        """The series that carry on ``name``, nearest first; none where it goes on itself."""
        found: list[Indicator] = []
        known = name
        while (after := self._following.get(known)) and after.id != name and after not in found:
            found.append(after)
            known = after.id
        return tuple(found)


@cache
def load_indicators(project: Project) -> Indicators:
    """Every indicator, in order of id; wrong files are ``BadInput``."""
    sources, topics = load_sources(project), load_topics(project)
    found: dict[str, Indicator] = {}
    for path in sorted(project.indicators.glob("*.yml")):
        where = project.relative(path)
        raw = read_yaml(path)
        if isinstance(raw, dict) and "lait" in raw:
            raw = complete_indicator(raw, project, where)
        indicator = read_document(path, Indicator, raw)
        if indicator.id != path.stem:
            raise BadInput(
                f"id “{indicator.id}” is not the file's name", where, f"write id: {path.stem}"
            )
        if indicator.source not in sources:
            raise unknown_name("source", indicator.source, sources, where)
        if indicator.topic not in topics:
            raise unknown_name("topic", indicator.topic, topics, where)
        if indicator.shown and indicator.shown not in topics:
            raise unknown_name("topic", indicator.shown, topics, where)
        found[indicator.id] = indicator
    for indicator in found.values():
        for name in indicator.succeeds:
            if name not in found or name == indicator.id:
                where = f"{project.relative(project.indicators)}/{indicator.id}.yml, succeeds"
                raise unknown_name("indicator", name, found, where)
        _check_derived(indicator, found, project)
    _check_headlines(topics, Indicators(found), project)
    if not found:
        raise BadInput("no indicator is defined", project.relative(project.indicators))
    return Indicators(found)


def _check_headlines(topics: Topics, found: Indicators, project: Project) -> None:
    """A headline is the newest series of what it measures."""
    for topic in topics.values():
        where = f"{project.relative(project.topics)}, headlines of {topic.id}"
        for name in topic.headlines:
            if after := found.find_successors(name):
                raise BadInput(
                    f"{name} is a series that another one carries on",
                    where,
                    f"write {after[-1].id}",
                )


def _check_derived(indicator: Indicator, found: Mapping[str, Indicator], project: Project) -> None:
    where = project.relative(project.indicators / f"{indicator.id}.yml")
    for name in indicator.derive.difference if indicator.derive else ():
        if name not in found:
            raise unknown_name("indicator", name, found, where)
        if found[name].derive:
            raise BadInput(
                f"{name} is itself derived", where, "name indicators with figures of their own"
            )
