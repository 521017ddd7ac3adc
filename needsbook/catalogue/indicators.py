"""Indicators: one file each, everything the book knows about a measure but its figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Literal

from pydantic import Field, field_validator, model_validator

from needsbook.catalogue.documents import Document, read_document
from needsbook.catalogue.fetches import Fetch
from needsbook.catalogue.periods import parse_period
from needsbook.catalogue.sources import ID_PATTERN, load_sources
from needsbook.errors import BadInput, unknown_name
from needsbook.paths import Project

Unit = Literal[
    "percent", "per_1000", "per_10k", "per_100k", "per_100_pupils",
    "persons", "children", "score", "points",
]  # fmt: skip
Polarity = Literal["lower_is_better", "higher_is_better", "neutral"]
Level = Literal["country", "region", "sub_region", "upper_tier", "district", "ward"]
Method = Literal["proportion", "rate", "count", "score"]
Topic = Literal[
    "population", "poverty", "free_school_meals", "obesity", "oral_health", "attainment",
    "vulnerable", "care", "post_16", "health",
]  # fmt: skip

UNIT_WORDS: Mapping[str, str] = {
    "percent": "per cent",
    "per_1000": "per 1,000",
    "per_10k": "per 10,000",
    "per_100k": "per 100,000",
    "per_100_pupils": "per 100 pupils",
    "persons": "people",
    "children": "children",
    "score": "score",
    "points": "points",
}
MULTIPLIERS: Mapping[str, float] = {
    "percent": 100, "per_1000": 1000, "per_10k": 10_000, "per_100k": 100_000, "per_100_pupils": 100,
}  # fmt: skip


class Coverage(Document):
    """A promise checked by ``needsbook check``: a level, since when, how many areas."""

    level: Level
    first: str
    last: str = ""
    areas: int = Field(ge=1)
    extent: str = ""

    @field_validator("first", "last")
    @classmethod
    def _period(cls, text: str) -> str:
        return parse_period(text).text if text else ""


class Break(Document):
    """Figures from ``first`` on are not comparable with those before it."""

    first: str
    reason: str

    @field_validator("first")
    @classmethod
    def _period(cls, text: str) -> str:
        return parse_period(text).text


class Official(Document):
    """Where the publisher puts the figures, for the refresher and the reader."""

    publication: str
    identifier: str
    cadence: str
    page: str = Field(pattern=r"^https://")
    next_release: str = ""


class Words(Document):
    """How sentences name the indicator.

    ``clause`` holds ``{value}`` and ``{place}``: “{value} of Year 6 pupils {place} were
    obese”. ``name`` is a singular noun phrase for comparisons: “Year 6 obesity”.
    """

    name: str
    clause: str

    @field_validator("clause")
    @classmethod
    def _places(cls, text: str) -> str:
        if "{value}" not in text or "{place}" not in text:
            raise ValueError("must hold {value} and {place}")
        return text


class Disclosure(Document):
    """Counts from 1 to ``below`` - 1 are hidden when we publish a table of our own."""

    below: int = Field(default=0, ge=0)
    reason: str = ""


class Indicator(Document):
    """One indicator (``data/indicators/<id>.yml``)."""

    id: str = Field(pattern=ID_PATTERN)
    title: str
    short_title: str
    topic: Topic
    definition: str
    unit: Unit
    decimals: int = Field(ge=0, le=4)
    method: Method
    ages: str
    numerator: str
    denominator: str
    basis: str
    polarity: Polarity
    source: str
    official: Official
    levels: tuple[Coverage, ...] = Field(min_length=1)
    datasets: tuple[str, ...] = Field(min_length=1)
    minimum: float | None = None
    maximum: float | None = None
    breaks: tuple[Break, ...] = ()
    caveats: tuple[str, ...] = ()
    words: Words
    synonyms: tuple[str, ...] = ()
    disclosure: Disclosure = Disclosure()
    fetch: tuple[Fetch, ...] = ()

    @model_validator(mode="after")
    def _sensible(self) -> Indicator:
        if self.method == "rate" and self.unit not in MULTIPLIERS:
            raise ValueError(f"a rate cannot be in {self.unit}")
        return self

    @property
    def unit_words(self) -> str:
        """The unit as prose has it: “per cent”, “per 10,000”."""
        return UNIT_WORDS[self.unit]

    @property
    def multiplier(self) -> float:
        """What a proportion is multiplied by to give the unit (1 for counts and scores)."""
        return MULTIPLIERS.get(self.unit, 1.0)

    def at_level(self, level: str) -> bool:
        """Whether the indicator promises figures at ``level``."""
        return any(coverage.level == level for coverage in self.levels)


class Indicators(Mapping[str, Indicator]):
    """Indicators by id; an unknown id offers the nearest ones."""

    def __init__(self, found: Mapping[str, Indicator]) -> None:
        self._found = dict(found)

    def __getitem__(self, key: str) -> Indicator:
        if key not in self._found:
            raise unknown_name("indicator", key, self._found)
        return self._found[key]

    def __contains__(self, key: object) -> bool:
        return key in self._found

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


@cache
def load_indicators(project: Project) -> Indicators:
    """Every indicator, in order of id; wrong files are ``BadInput``."""
    sources = load_sources(project)
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
        found[indicator.id] = indicator
    if not found:
        raise BadInput("no indicator is defined", project.relative(project.indicators))
    return Indicators(found)
