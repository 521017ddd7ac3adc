"""The sentences at the head of a section: the value, the comparisons, the direction."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from needsbook.findings.assess import assess
from needsbook.page.base import PlacePage
from needsbook.page.standing_pictures import make_neighbours, make_strip
from needsbook.show.blocks import Block
from needsbook.show.words_paragraph import describe
from needsbook.store import Figure


def make_sentences(page: PlacePage, names: Sequence[str]) -> Block:
    """For each indicator the value on its own, then what the tests allow one to say of it."""
    figures: list[Figure] = []
    parts: list[str] = []
    for name in names:
        said = describe(assess(page.store, name, page.area.code))
        figures += [figure for one in said for figure in one.figures]
        parts.append(f'<p class="nb-lead">{said[0].html()}</p>')
        if said[1:]:
            parts.append(f"<p>{' '.join(one.html() for one in said[1:])}</p>")
        strip = make_strip(page, name)
        if strip.html:
            beside = make_neighbours(page, name)
            figures += [*strip.figures, *beside.figures]
            parts.append(
                f'{strip.html}<details class="nb-near"><summary>'
                f"{escape(page.area.name)} among its statistical neighbours</summary>"
                f"{beside.html}</details>"
            )
    return Block(f'<div class="nb-say">{"".join(parts)}</div>', tuple(figures), "say")
