"""Outcomes frameworks: what a plan set out to change, and how it said it would know.

``data/frameworks/<framework>.yml`` holds one framework. A measure that asks several things at once is split into parts:
each part has one number, one direction and one state. Names and meanings are restated.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Literal

from pydantic import Field, model_validator

from needsbook.catalogue.areas import SLUG_PATTERN, load_areas
from needsbook.catalogue.documents import Document, read_document
from needsbook.catalogue.indicators import Indicator, load_indicators
from needsbook.errors import BadInput, unknown_name
from needsbook.paths import Project

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


@cache
def load_frameworks(project: Project) -> Mapping[str, Framework]:
    """Every framework by id, in order of id; names it uses must be known."""
    areas, indicators = load_areas(project), load_indicators(project)
    found: dict[str, Framework] = {}
    for path in sorted(project.frameworks.glob("*.yml")):
        if path.stem == "crosswalk":
            continue
        framework = read_document(path, Framework)
        where = project.relative(path)
        if framework.id != path.stem:
            raise BadInput(
                f"id “{framework.id}” is not the file's name", where, f"write id: {path.stem}"
            )
        for slug in framework.areas:
            if slug not in areas:
                raise unknown_name(
                    "area", slug, (a.slug for a in areas if a.level != "ward"), where
                )
        for name in _named_indicators(framework):
            if name not in indicators:
                raise unknown_name("indicator", name, indicators, where)
        framework = apply_answers(framework, indicators)
        _check_directions(framework, indicators, where)
        found[framework.id] = framework
    check_answers(project, indicators, found)
    return found


def _read_answer(text: str) -> tuple[str, str, str]:
    """Framework, part and how it is matched, of “framework:part” or “framework:=part”."""
    name, _, part = text.partition(":")
    return name, part.removeprefix("="), "same" if part.startswith("=") else "near"


def apply_answers(framework: Framework, indicators: Mapping[str, Indicator]) -> Framework:
    """``framework`` with the parts that indicators say they answer (``answers``) filled in.

    The first fills the part; each further one of the same polarity stands under it as a part
    of its own. What the framework's own file says is never replaced.
    """
    answers: dict[str, list[tuple[Indicator, str]]] = {}
    for indicator in indicators.values():
        for text in indicator.answers:
            name, wanted, match = _read_answer(text)
            if name == framework.id:
                answers.setdefault(wanted, []).append((indicator, match))
    if not answers:
        return framework
    measures = []
    for measure in framework.measures:
        taken = {part.id for part in measure.parts}
        parts: list[PartEntry] = []
        for part in measure.parts:
            parts.append(part)
            for indicator, match in answers.get(part.id, ()):
                held = {entry.indicator for entry in parts}
                if indicator.id in held:
                    continue
                filled = part.model_copy(
                    update={
                        "indicator": indicator.id, "match": match, "reason": "",
                        "difference": f"shown by: {indicator.definition}" if match == "near" else "",
                    }
                )  # fmt: skip
                if parts[-1].id == part.id and not parts[-1].indicator:
                    parts[-1] = filled
                    continue
                letter = next(c for c in "bcdefghijklmnop" if f"{part.id}{c}" not in taken)
                taken.add(f"{part.id}{letter}")
                parts.append(
                    filled.model_copy(
                        update={"id": f"{part.id}{letter}", "name": indicator.short_title}
                    )
                )
        measures.append(measure.model_copy(update={"parts": tuple(parts)}))
    return framework.model_copy(update={"measures": tuple(measures)})


def _is_opposite(direction: str, indicator: Indicator) -> bool:
    wanted = "higher_is_better" if direction == "higher" else "lower_is_better"
    return indicator.polarity not in (wanted, "neutral")


def _check_directions(
    framework: Framework, indicators: Mapping[str, Indicator], where: str
) -> None:
    """Nothing; a part whose direction is against its indicator's polarity is ``BadInput``."""
    for part in framework.parts():
        if not part.indicator:
            continue
        check_direction(part, indicators[part.indicator], where)


def check_direction(part: MeasurePart, indicator: Indicator, where: str) -> None:
    """Nothing; an indicator whose polarity is against the part's direction is ``BadInput``."""
    opposite = _is_opposite(part.direction, indicator)
    if indicator.polarity == "neutral" or opposite == (part.sense == "opposite"):
        return
    raise BadInput(
        f"part {part.id} wishes for a {part.direction} figure, but {indicator.id} is "
        f"{indicator.polarity.replace('_', ' ')}",
        where,
        "correct the direction, or write sense: opposite at the part if the indicator counts the "
        "other side"
        if opposite
        else "take sense: opposite away, or let another indicator answer",
    )


def check_answers(
    project: Project,
    indicators: Mapping[str, Indicator],
    frameworks: Mapping[str, Framework] | None = None,
) -> None:
    """Nothing; an answer that names no part, or opposite answers to one part, is ``BadInput``."""
    known = frameworks if frameworks is not None else load_frameworks(project)
    seen: dict[tuple[str, str], Indicator] = {}
    for indicator in indicators.values():
        where = project.relative(project.indicators / f"{indicator.id}.yml")
        for text in indicator.answers:
            name, part, _ = _read_answer(text)
            if name not in known:
                raise unknown_name("framework", name, known, where)
            parts = {measure_part.id: measure_part for measure_part in known[name].parts()}
            if part not in parts:
                raise unknown_name(f"part of {name}", part, parts, where)
            check_direction(parts[part], indicator, where)
            other = seen.setdefault((name, part), indicator)
            if {other.polarity, indicator.polarity} == {"higher_is_better", "lower_is_better"}:
                raise BadInput(
                    f"{other.id} and {indicator.id} both answer {name}:{part}, and what is better "
                    "of one is worse of the other",
                    where,
                    "let one of them answer it",
                )


def _named_indicators(framework: Framework) -> list[str]:
    names = [name for outcome in framework.outcomes for name in outcome.candidates]
    for measure in framework.measures:
        names += [*measure.context, *(part.indicator for part in measure.parts if part.indicator)]
    return names


def frameworks_for(project: Project, area_slug: str) -> tuple[Framework, ...]:
    """The frameworks that hold for an area, the earliest first (empty when none does)."""
    found = (
        framework for framework in load_frameworks(project).values() if area_slug in framework.areas
    )
    return tuple(sorted(found, key=lambda framework: (framework.start, framework.id)))
