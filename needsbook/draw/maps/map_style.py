"""How maps look: colours as roles, hatching for what has no value.

The ramp is the Government Analysis Function's sequential palette, light for low values;
on a dark page it runs the other way, so that high always stands out from the paper.
"""

from __future__ import annotations

from collections.abc import Mapping

from needsbook.draw.palette import COLOURS as CHART_COLOURS
from needsbook.draw.palette import css_variables

# role: (on a light page, on a dark page)
COLOURS: Mapping[str, tuple[str, str]] = {
    "map-one": ("#add1f1", "#27476a"),
    "map-two": ("#6bace6", "#2f6ba8"),
    "map-three": ("#2073bc", "#5a9bdb"),
    "map-four": ("#12436d", "#93c4ef"),
    "map-five": ("#092135", "#dcecfa"),
    "on-map-one": ("#0b0c0c", "#ffffff"),
    "on-map-two": ("#0b0c0c", "#ffffff"),
    "on-map-three": ("#ffffff", "#0b0c0c"),
    "on-map-four": ("#ffffff", "#0b0c0c"),
    "on-map-five": ("#ffffff", "#0b0c0c"),
    "map-none": ("#ffffff", "#14181b"),
    "map-hatch": ("#505a5f", "#b8bdc0"),
    "map-line": ("#ffffff", "#14181b"),
    "map-edge": ("#0b0c0c", "#f3f2f1"),
    "map-around": ("#f0f0ee", "#20262a"),
    "map-around-line": ("#c5c8ca", "#4b5459"),
}
_LADDER = ("one", "two", "three", "four", "five")
# Which steps of the ladder are used for so many classes: as far apart as they go.
_RUNGS: Mapping[int, tuple[int, ...]] = {
    1: (2,), 2: (1, 3), 3: (0, 2, 4), 4: (0, 1, 3, 4), 5: (0, 1, 2, 3, 4),
}  # fmt: skip
PATTERNS = ("suppressed", "low", "none")


def css_value(role: str) -> str:
    """The colour of ``role`` as CSS: its variable with the light value as fallback."""
    colours = COLOURS if role in COLOURS else CHART_COLOURS
    return f"var(--nb-{role},{colours[role][0]})"


def map_css() -> str:
    """The style sheet that maps need in a page: every colour, dark where the page is."""
    return css_variables(COLOURS)


def class_role(index: int, classes: int) -> str:
    """The role that fills class ``index`` of ``classes``; its text has “on-” before it."""
    return f"map-{_LADDER[_RUNGS[classes][index]]}"


def pattern_of(reason: str) -> str:
    """The pattern for a missing value: suppressed, too low to show, or no data."""
    return reason if reason in ("suppressed", "low") else "none"


def draw_patterns(prefix: str, wanted: tuple[str, ...]) -> str:
    """``<defs>`` with the wanted patterns: diagonal lines, upright lines, dots."""
    if not wanted:
        return ""
    line = f'style="stroke:{css_value("map-hatch")}" stroke-width="1.1"'
    dot = f'style="fill:{css_value("map-hatch")}"'
    marks = {
        "suppressed": f'<path d="M-2,2l4-4M0,8l8-8M6,10l4-4" {line}/>',
        "low": f'<path d="M2,0v8M6,0v8" {line}/>',
        "none": f'<circle cx="2" cy="2" r="1.1" {dot}/><circle cx="6" cy="6" r="1.1" {dot}/>',
    }
    made = "".join(
        f'<pattern id="{prefix}-{name}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<rect width="8" height="8" style="fill:{css_value("map-none")}"/>{marks[name]}</pattern>'
        for name in PATTERNS
        if name in wanted
    )
    return f"<defs>{made}</defs>"
