"""The rules of the statistics in words, with their constants from the code that uses them.

The methods page names each rule by a placeholder, ``{{ rule: trend }}``; what stands there
cannot differ from what is done.
"""

from __future__ import annotations

import re
from html import escape

from needsbook.errors import BadInput
from needsbook.stats.ladder import SHARE_OF_LIVING
from needsbook.stats.ranks import RANGE_RULE, TIE_RULE
from needsbook.stats.standing import FEWEST_PLACED
from needsbook.stats.trends import POINTS, SIGNIFICANCE, THRESHOLD
from needsbook.stats.verdicts import (
    ESTIMATES,
    INTERVAL_TEST,
    OVERLAP_TEST,
    PROPORTIONS_TEST,
    RATES_TEST,
)

PLACE = re.compile(r"\{\{ rule: ([a-z_]+) \}\}")
RULES: dict[str, tuple[str, ...]] = {
    # Each a text and the settings in it, which are marked as no figures.
    "benchmark": (f"Against a benchmark that holds the area: {INTERVAL_TEST}.",),
    "overlap": (f"Between two areas or two periods, and where both sides are counted: {OVERLAP_TEST}.",),
    "two_proportions": (f"Counts of people out of a base: {PROPORTIONS_TEST}.",),
    "two_rates": (f"Events for a number of people: {RATES_TEST}.",),
    "trend": (
        "A rise or a fall is told where chi-square passes @, which is p = @, and where the slope "
        "keeps its sign whichever point is left out.",
        f"{THRESHOLD:.4f}", f"{SIGNIFICANCE:g}",
    ),
    "points": (
        "The latest @ comparable points are tested, fewer where fewer are held; the first and "
        "the last of them are always named with the verdict.",
        f"{POINTS:d}",
    ),
    "gaps": (
        "A year without a value is no point and is not filled in: points stand at the time they "
        "are of, so that a gap counts as the time it is. Of pooled years that overlap the later "
        "is kept.",
    ),
    "ties": (f"In rankings {TIE_RULE}.",),
    "range": (f"The range of places: {RANGE_RULE}. A range wider than half of the list is not told.",),
    "fewest": ("No place is given where fewer than @ authorities have a value.", f"{FEWEST_PLACED:d}"),
    "living": (
        "A verdict without a base needs fewer people than @ of those of that age living there.",
        f"{SHARE_OF_LIVING:g}",
    ),
    "estimates": (f"{ESTIMATES[:1].upper()}{ESTIMATES[1:]}.",),
    "rounding": (
        "Values are rounded half up from the published digits. A difference is that of the "
        "unrounded values, and says so where subtracting the printed ones gives another. Maps "
        "class values as they are printed.",
    ),
    "editions": (
        "Where a figure was published anew, the newest edition is used throughout; a superseded "
        "one serves the audit of documents alone.",
    ),
}  # fmt: skip


def write_rule(name: str) -> str:
    """One rule as HTML; its settings are marked as such. An unknown name is ``BadInput``."""
    if name not in RULES:
        raise BadInput(
            f"“{name}” is no rule", "book/about/methods.md", f"one of: {', '.join(RULES)}"
        )
    text, *settings = RULES[name]
    pieces = text.split("@")
    html = escape(pieces[0])
    for setting, piece in zip(settings, pieces[1:], strict=True):
        html += f'<span class="nb-setting">{escape(setting)}</span>{escape(piece)}'
    return html


def fill_rules(text: str) -> str:
    """``text`` with every placeholder of a rule replaced by its words."""
    return PLACE.sub(lambda found: write_rule(found[1]), text)
