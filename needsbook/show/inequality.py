"""Inequality between an area's wards, in sentences."""

from __future__ import annotations

from needsbook.catalogue.periods import say_when
from needsbook.findings.inequality import InequalityFound
from needsbook.show.sentences import Part, Sentence, compose
from needsbook.show.words import name_unit


def say_inequality(found: InequalityFound) -> list[Sentence]:
    """The fifths, and whether the wards follow deprivation (only where the slope says so)."""
    parts = found.parts
    lead = f"{say_when(found.period)}, {found.indicator.words.name} was "
    where = f" in the most deprived fifth of wards {found.area.place} and "
    said = [compose(lead, parts["most"], where, parts["least"], " in the least deprived fifth")]
    if found.slope is None:
        return said
    unit = name_unit(parts["slope"].unit, parts["slope"].printed.lstrip("−"))
    index: tuple[Part, ...] = (
        "the slope index of inequality is ", parts["slope"], f"{unit} (interval ",
        parts["slope_lower"], " to ", parts["slope_upper"], ")",
    )  # fmt: skip
    if found.slope.claimed:
        way = "higher" if found.slope.value > 0 else "lower"
        said.append(compose(f"it was {way} where deprivation was greater: ", *index))
    else:
        said.append(compose("there was no clear pattern by deprivation: ", *index))
    return said
