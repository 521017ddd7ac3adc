"""Series that have ended: all there is to say of one, folded at the end of a page."""

from __future__ import annotations

from dataclasses import replace
from html import escape

from needsbook.catalogue import parse_period
from needsbook.page.base import PlacePage
from needsbook.page.gaps import show_no_figure
from needsbook.page.map_pictures import make_map
from needsbook.page.pictures import make_about, make_trend
from needsbook.page.section_words import make_sentences
from needsbook.show.blocks import ASIDES, Block


def make_earlier(page: PlacePage, name: str) -> Block:
    """One folded part: the series' title and last period, then its words and pictures."""
    figure = page.store.figure(name, page.area.code)
    if figure.missing:
        return show_no_figure(page, name)
    indicator = page.indicator(name)
    blocks = [
        make_sentences(page, [name]),
        make_map(page, name),
        make_trend(page, name),
        make_about(page, [name]),
    ]
    whole = page.stack(
        [block for block in blocks if block.kind not in ASIDES or block.kind == "about"]
    )
    after = page.store.indicators.find_successors(name)
    carried = f" Carried on by: {after[0].title}." if after else ""
    when = parse_period(figure.period).words
    summary = f"{indicator.title}: last held for {when}.{carried}"
    html = f'<details class="nb-earlier"><summary>{escape(summary)}</summary>{whole.html}</details>'
    return page.emit(replace(whole, html=html, kind="earlier", title=indicator.title))
