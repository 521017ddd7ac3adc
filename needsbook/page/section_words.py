"""The sentences at the head of a section: the value, the comparisons, the direction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from needsbook.catalogue import parse_period
from needsbook.findings.assess import assess
from needsbook.page.base import PlacePage
from needsbook.page.deprivation import make_alike
from needsbook.page.gaps import say_no_figure
from needsbook.page.standing_pictures import make_neighbours, make_strip
from needsbook.show.blocks import Block
from needsbook.show.sentences import Sentence, compose
from needsbook.show.words import say_missing
from needsbook.show.words_paragraph import describe, find_untested
from needsbook.store import Figure
from needsbook.store.figures import REASONS


def make_sentences(page: PlacePage, names: Sequence[str], beside: bool = True) -> Block:
    """For each indicator the value on its own, then what the tests allow one to say of it.

    ``beside`` adds pictures of the area among its neighbours and the areas as deprived. Words
    about figures the source leaves blank are a ``note``: alone they carry no section.
    """
    figures: list[Figure] = []
    parts: list[str] = []
    gaps: list[str] = []
    untested: list[tuple[str, str]] = []
    kind = "note"
    for name in names:
        figure = page.store.figure(name, page.area.code)
        if figure.missing:
            gaps.append(say_no_figure(page, page.indicator(name)))
        if figure.missing and figure.reason not in REASONS:
            continue
        found = assess(page.store, name, page.area.code)
        lead, *told = describe(found, reasons=False)
        parts.append(f'<p class="nb-lead">{lead.html()}</p>')
        if not figure.missing:
            kind = "say"
            told += say_no_later(page, name, figure)
        if told:
            parts.append(f"<p>{' '.join(sentence.html() for sentence in told)}</p>")
        title = page.indicator(name).short_title
        untested += [(title, untested_name) for untested_name in find_untested(found)]
        figures += [told_figure for sentence in (lead, *told) for told_figure in sentence.figures]
        for block in _draw_beside(page, name, beside):
            parts.append(block.html)
            figures += block.figures
    if not parts:
        return page.show_gap(*gaps)
    html = f'<div class="nb-say">{"".join(parts)}</div>'
    return Block(html, tuple(figures), kind, gaps=tuple(gaps), untested=tuple(untested))


def _draw_beside(page: PlacePage, name: str, beside: bool) -> Iterator[Block]:
    """The line of all authorities and, with ``beside``, the folded comparisons below it."""
    strip = make_strip(page, name)
    if not strip.html:
        return
    yield strip
    if not beside:
        return
    who = escape(page.area.name)
    yield _fold(f"{who} among its statistical neighbours", make_neighbours(page, name))
    alike = make_alike(page, name)
    if alike.html:
        yield _fold(f"{who} among the authorities as deprived", alike)


def _fold(summary: str, block: Block) -> Block:
    html = f'<details class="nb-near"><summary>{summary}</summary>{block.html}</details>'
    return Block(html, block.figures)


def say_no_later(page: PlacePage, name: str, figure: Figure) -> list[Sentence]:
    """That others have a later figure of ``name`` than the area, and what the source says of
    the area's; nothing where the area's is the latest."""
    store, area = page.store, page.area
    peers = [place.code for place in store.areas.at_level(area.level)]
    latest = store.latest(name, peers)
    if not latest or parse_period(latest) <= parse_period(figure.period):
        return []
    later = store.figure(name, area.code, latest)
    if later.reason in REASONS:
        return [say_missing(page.indicator(name), area, later)]
    return [compose(f"no later figure of {area.in_prose} is held in this book")]
