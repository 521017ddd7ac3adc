"""Outcomes frameworks: what a plan set out to change, and how it said it would know.

``data/frameworks/<framework>.yml`` holds one framework. A measure that asks several things at once is split into parts:
each part has one number, one direction and one state. Names and meanings are restated.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from needsbook.catalogue.areas import SLUG_PATTERN
from needsbook.catalogue.documents import Document

PART_PATTERN = r"^[a-z0-9]+$"
DataClass = Literal["open", "part", "local", "survey"]
Direction = Literal["higher", "lower"]
DATA_CLASSES: Mapping[str, str] = {
    "open": "published for every authority",
    "part": "published in part",
    "local": "in local records only",
    "survey": "known only by asking people",
}
DATA_SHORT: Mapping[str, str] = {
    "open": "Open", "part": "Part open", "local": "Local", "survey": "Survey",
}  # fmt: skip


class Outcome(Document):
    """One outcome. ``candidates`` are indicators of the book that speak to it and that the
    plan does not name; ``areas`` is set where it holds for some of the areas only."""

    id: str = Field(pattern=SLUG_PATTERN)
    """Its id within the plan."""
    title: str
    """The outcome, restated."""
    statements: tuple[str, ...] = Field(min_length=1)
    """What it says more closely, restated."""
    areas: tuple[str, ...] = ()
    """Slugs of the areas it holds for; empty for all."""
    candidates: tuple[str, ...] = ()
    """Indicators of the book that speak to it though the plan names none."""


class Item(Document):
    """A priority, or an area of work, of a plan."""

    id: str = Field(pattern=SLUG_PATTERN)
    """Its id within the plan."""
    title: str
    """What it is, restated."""
    areas: tuple[str, ...] = ()
    """Slugs of the areas it holds for; empty for all."""


class Target(Document):
    """A value the plan itself set for a part, and the day it is to be reached by."""

    value: float
    """The value to reach."""
    by: date | None = None
    """The day to reach it by; left out where none is set."""
    where: str
    """Where the plan says so."""
    source: str = "the plan"
    """What set it."""


class PartEntry(Document):
    """One part of a measure as written: what is empty is taken from its measure.

    ``match`` says how the indicator meets the plan's words: ``same``; ``near`` (then
    ``difference`` says how they differ); ``reading`` where the plan names no series and
    this book chose one.
    """

    id: str = Field(pattern=PART_PATTERN)
    """Its id: the measure’s, with a letter where there are several."""
    name: str
    """A short name for tables."""
    counts: str
    """What counts, out of what, when."""
    unit: Literal["percent", "count", "rate", "score", "days"]
    """What kind of number it is."""
    data: DataClass | None = None
    """Where figures can come from, if not as the measure says."""
    direction: Direction | None = None
    """Which way is wished for, if not as the measure says."""
    indicator: str = ""
    """The indicator that shows it; empty when none does."""
    match: Literal["", "same", "near", "reading"] = ""
    """How the indicator meets the plan’s words."""
    difference: str = ""
    """How a near series differs from the plan’s words."""
    sense: Literal["", "opposite"] = ""
    """opposite: the indicator counts the other side, so that less of it is more of this."""
    counted_in: Literal["", "places", "sessions"] = ""
    """What the base counts, where it is not people: tests of it are over-sure."""
    proposed: bool = False
    """Whether this book proposes it, the plan having named no measure."""
    reason: str = ""
    """Why there is no data yet, if the class’s reason does not do."""
    target: Target | None = None
    """The plan’s own target; left out where it set none."""

    @model_validator(mode="after")
    def _matched(self) -> PartEntry:
        if bool(self.indicator) != bool(self.match):
            raise ValueError(f"{self.id}: an indicator and how it matches go together")
        if (self.match == "near") != bool(self.difference):
            raise ValueError(f"{self.id}: say in ‘difference’ how a near series differs")
        return self


class Measure(Document):
    """One measure as the plan has it, split into ``parts``.

    ``direction_from`` is ``plan`` where the plan states the direction wished for, and
    ``reading`` where it is this book's. ``context`` names indicators that are shown but
    never tested, as they count other children or other events.
    """

    id: str = Field(pattern=PART_PATTERN)
    """Its id within the plan."""
    outcome: str
    """The outcome it belongs to."""
    title: str
    """What is measured, restated."""
    data: DataClass
    """Where figures can come from: open, part, local or survey."""
    direction: Direction
    """Which way is wished for."""
    direction_from: Literal["plan", "reading"]
    """Whether the plan says so or this book reads it so."""
    held_by: str
    """Who holds the figures, or would."""
    note: str = ""
    """A remark for readers."""
    context: tuple[str, ...] = ()
    """Indicators shown beside it and never tested."""
    parts: tuple[PartEntry, ...] = Field(min_length=1)
    """One entry for each thing it asks for at once."""


class MeasurePart(Document):
    """One part of a measure, everything filled in.

    ``local_id`` is the id its local figures have. ``reason`` is set when no series of the
    book shows it, and says why.
    """

    id: str
    local_id: str
    measure: str
    outcome: str
    name: str
    counts: str
    unit: str
    data: DataClass
    direction: Direction
    direction_from: str
    held_by: str
    indicator: str
    match: str
    difference: str
    sense: str
    counted_in: str
    proposed: bool
    reason: str
    target: Target | None

    @property
    def polarity(self) -> str:
        """Which way the figures that show it are wished to go."""
        higher = (self.direction == "higher") != (self.sense == "opposite")
        return "higher_is_better" if higher else "lower_is_better"


class Framework(Document):
    """One framework (``data/frameworks/<id>.yml``); ``start`` sets where baselines lie."""

    id: str = Field(pattern=SLUG_PATTERN)
    """The file’s name without .yml."""
    short: str = Field(pattern=r"^[a-z][a-z0-9]*$")
    """A few letters and digits that start the ids of its local figures."""
    title: str
    """The plan’s title."""
    kind: Literal["outcomes framework", "logic model", "draft outcomes"]
    """What kind of framework the plan has."""
    standing: Literal["adopted", "draft"]
    """Whether the document held was adopted or a draft."""
    areas: tuple[str, ...] = Field(min_length=1)
    """Slugs of the areas it holds for."""
    start: date
    """The day it starts: baselines lie before it."""
    end: date
    """Its last day."""
    start_from: str
    """Why these days, in a sentence or two for readers."""
    document: str
    """The document it was restated from."""
    measures_note: str
    """What readers must know of its measures."""
    vision: str
    """The plan’s vision, restated."""
    outcomes: tuple[Outcome, ...] = Field(min_length=1)
    """What it wants to come about."""
    priorities: tuple[Item, ...] = ()
    """What it puts first, if it says."""
    work: tuple[Item, ...] = ()
    """What is to be done, if it says."""
    reasons: Mapping[DataClass, str]
    """By data class: why a part without a series has no data yet."""
    measures: tuple[Measure, ...] = ()
    """How it said it would know, in its own order."""

    @model_validator(mode="after")
    def _consistent(self) -> Framework:
        if self.end <= self.start:
            raise ValueError("the framework ends before it starts")
        if set(self.reasons) != set(DATA_CLASSES):
            raise ValueError(f"‘reasons’ needs {', '.join(DATA_CLASSES)}")
        known = {outcome.id for outcome in self.outcomes}
        seen: set[str] = set()
        for measure in self.measures:
            if measure.outcome not in known:
                raise ValueError(f"measure {measure.id} names the outcome {measure.outcome}")
            names = {measure.id} | {part.id for part in measure.parts}
            if names & seen:
                raise ValueError(f"measure {measure.id} stands twice")
            seen |= names
        return self

    def outcomes_for(self, area_slug: str) -> tuple[Outcome, ...]:
        """The outcomes that hold for an area."""
        return tuple(
            outcome for outcome in self.outcomes if not outcome.areas or area_slug in outcome.areas
        )

    def items_for(self, items: tuple[Item, ...], area_slug: str) -> tuple[Item, ...]:
        """Those of ``items`` (priorities or work) that hold for an area."""
        return tuple(entry for entry in items if not entry.areas or area_slug in entry.areas)

    def measures_of(self, outcome: str) -> tuple[Measure, ...]:
        """The measures of one outcome, in the order of the plan."""
        return tuple(measure for measure in self.measures if measure.outcome == outcome)

    def parts_of(self, measure: Measure) -> tuple[MeasurePart, ...]:
        """The parts of a measure, each with everything it takes from the measure."""
        return tuple(self._fill(measure, part) for part in measure.parts)

    def parts(self) -> tuple[MeasurePart, ...]:
        """Every part of every measure, in the order of the plan."""
        return tuple(part for measure in self.measures for part in self.parts_of(measure))

    def _fill(self, measure: Measure, part: PartEntry) -> MeasurePart:
        data = part.data or measure.data
        return MeasurePart(
            id=part.id,
            local_id=f"{self.short}_{part.id}",
            measure=measure.id,
            outcome=measure.outcome,
            name=part.name,
            counts=part.counts,
            unit=part.unit,
            data=data,
            direction=part.direction or measure.direction,
            direction_from=measure.direction_from if part.direction is None else "reading",
            held_by=measure.held_by,
            indicator=part.indicator,
            match=part.match,
            difference=part.difference,
            sense=part.sense,
            counted_in=part.counted_in,
            proposed=part.proposed,
            reason="" if part.indicator else part.reason or self.reasons[data],
            target=part.target,
        )
