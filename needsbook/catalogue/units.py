"""Units: what every place that prints, draws or tests a figure has to know of its unit.

A unit is named once here. Indicators name units of publishers; differences and derived figures
have units of their own (percentage points, ratio), which are here too where they are printed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Unit:
    """One unit.

    ``words`` stands in prose (“per 10,000”), ``title`` over an axis. ``multiplier`` is what
    a share is multiplied by to give it (1 for counts and scores). ``counted`` marks plain
    numbers of people, which hang on an area's size and are never compared between areas.
    ``one`` and ``many`` follow a printed difference, blank included. ``difference`` names the
    unit of a difference where it is another one.
    """

    id: str
    words: str
    title: str
    multiplier: float = 1.0
    counted: bool = False
    one: str = ""
    many: str = ""
    difference: str = ""


UNITS: Mapping[str, Unit] = {
    unit.id: unit
    for unit in (
        Unit("percent", "per cent", "Per cent", 100, difference="percentage_points"),
        Unit(
            "percentage_points",
            "percentage points",
            "Percentage points",
            one=" percentage point",
            many=" percentage points",
        ),
        Unit("per_1000", "per 1,000", "Per 1,000", 1000, one=" per 1,000", many=" per 1,000"),
        Unit("per_10k", "per 10,000", "Per 10,000", 10_000, one=" per 10,000", many=" per 10,000"),
        Unit(
            "per_100k",
            "per 100,000",
            "Per 100,000",
            100_000,
            one=" per 100,000",
            many=" per 100,000",
        ),
        Unit(
            "per_100_pupils",
            "per 100 pupils",
            "Per 100 pupils",
            100,
            one=" per 100 pupils",
            many=" per 100 pupils",
        ),
        Unit("persons", "people", "People", counted=True),
        Unit("children", "children", "Children", counted=True),
        Unit("score", "score", "Score"),
        Unit("points", "points", "Points", one=" point", many=" points"),
    )
}


def find_unit(name: str) -> Unit:
    """The unit called ``name``; one that is not listed stands for itself in words and titles."""
    return UNITS.get(name) or Unit(name, name, name)
