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
    "other": ("#8a9296", "#6f777b"),
    "range": ("#dddddd", "#33393d"),
    "middle": ("#8a9296", "#6f777b"),
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
class VerdictLook:
    """How a verdict is drawn: never by colour alone."""

    letter: str
    words: str
    shape: str
    role: str


VERDICTS: Mapping[str, VerdictLook] = {
    "better": VerdictLook("B", "better", "o", "better"),
    "similar": VerdictLook("S", "similar", "s", "similar"),
    "worse": VerdictLook("W", "worse", "D", "worse"),
    "higher": VerdictLook("H", "higher", "^", "higher"),
    "lower": VerdictLook("L", "lower", "v", "lower"),
    "not_compared": VerdictLook("–", "not compared", "o", "not-compared"),
}


def find_verdict(verdict: str) -> VerdictLook:
    """The look of a verdict: “not compared” and “not_compared” are the same one."""
    return VERDICTS[verdict.replace(" ", "_")]


def paint(role: str) -> str:
    """A stand-in for the colour of ``role``; ``finish_svg`` puts the variable there."""
    return f"#fe00{ROLES.index(role):02x}"


def css_value(role: str) -> str:
    """The colour of ``role`` as CSS: its variable with the light value as fallback."""
    return f"var(--nb-{role},{COLOURS[role][0]})"


def css_variables(colours: Mapping[str, tuple[str, str]] | None = None) -> str:
    """A style sheet that sets every colour (the charts' own, if none are given): light by
    default, dark where the page is, light on paper."""
    light = "".join(f"--nb-{role}:{pair[0]};" for role, pair in (colours or COLOURS).items())
    dark = "".join(f"--nb-{role}:{pair[1]};" for role, pair in (colours or COLOURS).items())
    return (
        f":root{{{light}}}\n"
        f'html[data-theme="dark"]{{{dark}}}\n'
        f"@media print{{:root,html[data-theme]{{{light}}}}}\n"
    )


def chart_css() -> str:
    """The style sheet that charts and tables need in a page: colours, verdicts, the rug.

    ``.nb-wide`` and ``.nb-narrow`` hold the two forms of one picture; only the one that
    suits the reader's screen is shown, and print takes the wide one.
    """
    verdicts = "\n".join(
        f".bd-article table.nb-table td.nb-v-{verdict.role}, td.nb-v-{verdict.role}, "
        f".nb-verdict.nb-v-{verdict.role} {{ background: {css_value(verdict.role)}; "
        f"color: {css_value(f'on-{verdict.role}')}; }}"
        for verdict in VERDICTS.values()
    )
    return f"{css_variables()}{verdicts}\n{_RULES}"


_RULES = """\
.nb-verdict { display: inline-block; min-width: 1.4em; padding: 0 0.2em; text-align: center;
  font-weight: 700; border: 1px solid var(--nb-muted,#505a5f); }
td.nb-v-better data, td.nb-v-worse data, td.nb-v-higher data { color: inherit; }
.bd-article table.nb-rug td { border: 1px solid var(--nb-paper,#ffffff); padding: 0.2rem 0.4rem;
  white-space: nowrap; vertical-align: middle; }
.bd-article table.nb-rug td abbr { font-weight: 700; text-decoration: none; margin-left: 0.3em; }
.bd-article table.nb-rug .nb-missing { display: inline-block; max-width: 6rem; font-size: 0.8rem;
  line-height: 1.15; white-space: normal; }
.bd-article table.nb-rug tbody th[scope="row"] { position: sticky; left: 0; z-index: 1;
  min-width: 15rem; line-height: 1.25; background: var(--nb-paper,#ffffff); }
.bd-article table.nb-rug th.nb-rug-name { vertical-align: bottom; padding: 0.2rem; }
.bd-article table.nb-rug th.nb-rug-name span { writing-mode: vertical-rl; rotate: 180deg;
  max-height: 13rem; }
.bd-article table.nb-rug th.nb-topic { text-align: left; font-size: 1.1em; padding-top: 0.8rem; }
.bd-article table.nb-rug .nb-period { display: block; font-weight: 400; font-size: 0.85em; }
.bd-article table.nb-rug td.nb-own { outline: 2px solid var(--nb-ink,#0b0c0c);
  outline-offset: -2px; }
.bd-article table.nb-rug th.nb-own { font-weight: 700; }
.nb-narrow { display: none; }
@media screen and (max-width: 600px) {
  .nb-wide { display: none; }
  .nb-narrow { display: block; }
  .bd-article table.nb-rug tbody th[scope="row"] { min-width: 8rem; max-width: 8rem;
    font-size: 0.85rem; }
}
"""
