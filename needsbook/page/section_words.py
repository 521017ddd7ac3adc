"""The sentences at the head of a section: the value, the comparisons, the direction."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from needsbook.findings.assess import assess
from needsbook.page.base import PlacePage
from needsbook.page.deprivation import make_alike
from needsbook.page.gaps import say_no_figure
from needsbook.page.standing_pictures import make_neighbours, make_strip
from needsbook.show.blocks import Block
from needsbook.show.words_paragraph import describe, find_untested
from needsbook.store import Figure


def make_sentences(page: PlacePage, names: Sequence[str], beside: bool = True) -> Block:
    """For each indicator the value on its own, then what the tests allow one to say of it.

    ``beside`` adds pictures of the area among its neighbours and the areas as deprived.
    """
    figures: list[Figure] = []
    parts: list[str] = []
    gaps: list[str] = []
    untested: list[tuple[str, str]] = []
    for name in names:
        figure = page.store.figure(name, page.area.code)
        if figure.missing and figure.reason in ("not_held", "not_published"):
            gaps.append(say_no_figure(page, page.indicator(name)))
            continue
        found = assess(page.store, name, page.area.code)
        said = describe(found, reasons=False)
        title = page.indicator(name).short_title
        untested += [(title, item) for item in find_untested(found)]
        figures += [figure for sentence in said for figure in sentence.figures]
        parts.append(f'<p class="nb-lead">{said[0].html()}</p>')
        if said[1:]:
            parts.append(f"<p>{' '.join(sentence.html() for sentence in said[1:])}</p>")
        strip = make_strip(page, name)
        if strip.html and not beside:
            figures += strip.figures
            parts.append(strip.html)
        elif strip.html:
            near = make_neighbours(page, name)
            figures += [*strip.figures, *near.figures]
            parts.append(
                f'{strip.html}<details class="nb-near"><summary>'
                f"{escape(page.area.name)} among its statistical neighbours</summary>"
                f"{near.html}</details>"
            )
            alike = make_alike(page, name)
            if alike.html:
                figures += alike.figures
                parts.append(
                    f'<details class="nb-near"><summary>{escape(page.area.name)} among the '
                    f"authorities as deprived</summary>{alike.html}</details>"
                )
    if not parts:
        return page.show_gap(*gaps)
    html = f'<div class="nb-say">{"".join(parts)}</div>'
    return Block(html, tuple(figures), "say", gaps=tuple(gaps), untested=tuple(untested))
