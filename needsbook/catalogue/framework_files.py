"""The frameworks of ``data/frameworks``, with the parts that indicators answer filled in.

An indicator may say which parts of which framework it answers (``answers``); here these are
joined with what the framework's own file says, and contradictions are refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from needsbook.catalogue.areas import load_areas
from needsbook.catalogue.documents import read_document
from needsbook.catalogue.frameworks import Framework, MeasurePart, PartEntry
from needsbook.catalogue.indicators import Indicator, load_indicators
from needsbook.errors import BadInput, unknown_name
from needsbook.paths import Project


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
