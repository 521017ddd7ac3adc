"""Colours as roles, and how a verdict is drawn.

Each role is a CSS variable with the light value as fallback, so a page can turn dark and
a file on its own still shows. The palette is the Government Analysis Function's (package
``afcharts``), lightened for dark pages; greys come from the GOV.UK palette.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

# role: (on a light page, on a dark page)
COLOURS: Mapping[str, tuple[str, str]] = {
    "ink": ("#0b0c0c", "#f3f2f1"),
    "muted": ("#505a5f", "#b8bdc0"),
    "grid": ("#cccccc", "#44494d"),
    "axis": ("#8a9296", "#8a9296"),
    "paper": ("#ffffff", "#14181b"),
    "area": ("#12436d", "#6bace6"),
    "second": ("#801650", "#ec8fbf"),
    "region": ("#28a197", "#4fc9be"),
    "country": ("#3d3d3d", "#d4d4d4"),
    "other": ("#bfbfbf", "#5d6468"),
    "range": ("#dddddd", "#33393d"),
    "middle": ("#b4b4b4", "#596065"),
    "better": ("#28a197", "#4fc9be"),
    "on-better": ("#0b0c0c", "#0b0c0c"),
    "similar": ("#d4d4d4", "#8a9296"),
    "on-similar": ("#0b0c0c", "#0b0c0c"),
    "worse": ("#801650", "#ec8fbf"),
    "on-worse": ("#ffffff", "#0b0c0c"),
    "higher": ("#12436d", "#6bace6"),
    "on-higher": ("#ffffff", "#0b0c0c"),
    "lower": ("#add1f1", "#d5e8f8"),
    "on-lower": ("#0b0c0c", "#0b0c0c"),
    "not-compared": ("#ffffff", "#14181b"),
    "on-not-compared": ("#0b0c0c", "#f3f2f1"),
}
ROLES = tuple(COLOURS)


@dataclass(frozen=True)
class Verdict:
    """How a verdict is drawn: never by colour alone."""

    letter: str
    words: str
    shape: str
    role: str


VERDICTS: Mapping[str, Verdict] = {
    "better": Verdict("B", "better", "o", "better"),
    "similar": Verdict("S", "similar", "s", "similar"),
    "worse": Verdict("W", "worse", "D", "worse"),
    "higher": Verdict("H", "higher", "^", "higher"),
    "lower": Verdict("L", "lower", "v", "lower"),
    "not_compared": Verdict("–", "not compared", "o", "not-compared"),
}


def find_verdict(verdict: str) -> Verdict:
    """The look of a verdict: “not compared” and “not_compared” are the same one."""
    return VERDICTS[verdict.replace(" ", "_")]


def paint(role: str) -> str:
    """A stand-in for the colour of ``role``; ``finish_svg`` puts the variable there."""
    return f"#fe00{ROLES.index(role):02x}"


def css_value(role: str) -> str:
    """The colour of ``role`` as CSS: its variable with the light value as fallback."""
    return f"var(--nb-{role},{COLOURS[role][0]})"


def css_variables() -> str:
    """A style sheet that sets every colour: light by default, dark where the page is."""
    light = "".join(f"--nb-{role}:{values[0]};" for role, values in COLOURS.items())
    dark = "".join(f"--nb-{role}:{values[1]};" for role, values in COLOURS.items())
    return (
        f":root{{{light}}}\n"
        f'html[data-theme="dark"]{{{dark}}}\n'
        f"@media print{{:root,html[data-theme]{{{light}}}}}\n"
    )
