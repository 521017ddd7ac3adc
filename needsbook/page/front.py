"""The front page's answer: for each area its three findings and where it lies."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from needsbook.catalogue import Area
from needsbook.draw.maps.locator import draw_locator
from needsbook.draw.maps.outlines import read_outlines, select_outlines
from needsbook.errors import NeedsbookError
from needsbook.page.minute import HEADINGS, mark_briefly, tell_briefly
from needsbook.page.summary import mark_grade
from needsbook.show.blocks import Block
from needsbook.show.summary import make_summary
from needsbook.store import Figure, Store

MOST_BESIDE = 2


def make_front(store: Store, areas: Sequence[Area]) -> Block:
    """The areas' three findings each with a small map, as one block for the home page.

    An area without figures says so. The block is one line of HTML, so that it can stand in
    a Markdown page.
    """
    parts: list[str] = []
    figures: list[Figure] = []
    for area in areas:
        summary = make_summary(store, area)
        items = []
        for finding in summary.top:
            figures += finding.figures
            items.append(
                f"<li>{finding.told.sentence.html()} {mark_grade(finding.told.grade)}</li>"
            )
        beside = []
        for finding in summary.extreme[:MOST_BESIDE]:
            name, sentence, grade = tell_briefly(finding)
            figures += sentence.figures
            title = escape(store.indicators[name].short_title)
            beside.append(f"{title} {sentence.html()}{mark_briefly(grade) if grade else ''}")
        found = (
            f'<ol class="nb-front-findings">{"".join(items)}</ol>'
            if items
            else '<p class="nb-plain">Nothing stands out in the figures held in this book.</p>'
        )
        if beside:
            found += f'<p class="nb-quiet">{HEADINGS["context"]}: {"; ".join(beside)}.</p>'
        parts.append(
            f'<section class="nb-front-area"><h2><a href="{area.slug}/index.html">'
            f"{escape(area.formal_name or area.name)}</a></h2>{_locate(store, area)}{found}"
            f'<p><a href="{area.slug}/index.html">What stands out in full</a></p></section>'
        )
    html = " ".join(f'<div class="nb-front">{"".join(parts)}</div>'.split())
    return Block(html, tuple(figures), "front", "What stands out")


def _locate(store: Store, area: Area) -> str:
    """The small map; empty where no boundary of the area is held."""
    parent = store.areas[area.parent] if area.level == "district" and area.parent else area
    layer = store.areas.around(area).layer
    try:
        outlines = read_outlines(store.project.layers / f"{layer}.json")
        region = area.region or parent.region
        codes = [authority.code for authority in store.areas.at_level("upper_tier", region)]
        kept = select_outlines(outlines, codes=codes)
    except NeedsbookError:
        return ""
    around = store.areas[region].name if region in store.areas else "England"
    return draw_locator(kept, parent.code, parent.name, around, f"front-{area.slug}")
