"""Measures that stand on a topic's page because their own file says so (``shown:``)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from html import escape

from needsbook.page.base import PlacePage
from needsbook.page.gaps import show_no_figure
from needsbook.page.pictures import make_about
from needsbook.page.section_words import make_sentences
from needsbook.show.blocks import Block


def list_added(page: PlacePage, topics: Iterable[str]) -> list[str]:
    """The indicators whose files ask to be shown on the page of one of these topics, by title."""
    wanted = {page.topics[topic].id for topic in topics}
    found = [indicator for indicator in page.store.indicators.values() if indicator.shown in wanted]
    return [
        indicator.id
        for indicator in sorted(
            found, key=lambda indicator: (indicator.title.casefold(), indicator.id)
        )
    ]


def make_added(page: PlacePage, topics: Iterable[str]) -> Block:
    """For each measure its sentences and its place, and its meaning folded below them.

    Pages stay light: the line over time is a press on the number away, on its card.

    A file of ``data/indicators`` with ``shown: TOPIC`` is all it takes. A measure without a
    figure for the area is one line at the page's end; nothing shown is an empty block.
    """
    page.read("data/indicators")
    blocks = [_show_measure(page, name) for name in list_added(page, topics)]
    if not blocks:
        return page.emit(Block("", (), "note"))
    whole = page.stack(blocks)
    return replace(whole, html=f'<div class="nb-added">{whole.html}</div>')


def _show_measure(page: PlacePage, name: str) -> Block:
    if page.store.figure(name, page.area.code).missing:
        return show_no_figure(page, name)
    indicator = page.indicator(name)
    said = make_sentences(page, [name], beside=False)
    about = make_about(page, [name])
    whole = page.stack([said, about])
    html = f"<div><h3>{escape(indicator.title)}</h3>{said.html}{about.html}</div>"
    return replace(whole, html=html, title=indicator.title)
