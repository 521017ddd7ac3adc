"""The sentences at the head of a section: the value, the comparisons, the direction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from needsbook.show.assess import Assessment, assess
from needsbook.show.blocks import Block
from needsbook.show.words import say_comparison, say_neighbours, say_rank, say_trend, say_value
from needsbook.store import Figure

if TYPE_CHECKING:
    from needsbook.page.area_page import AreaPage
    from needsbook.show.sentences import Sentence


def make_sentences(page: AreaPage, names: Sequence[str]) -> Block:
    """For each indicator two paragraphs: value and comparisons, then the recent trend."""
    figures: list[Figure] = []
    parts: list[str] = []
    for name in names:
        found = assess(page.store, name, page.area.code)
        said = [say_value(found.indicator, found.area, found.figure)]
        if found.figure.value is not None:
            said += [say_comparison(found.indicator, one) for one in found.comparisons]
            parts.append(_paragraph(said, figures))
            parts.append(_paragraph([say_trend(found.indicator, found.trend)], figures))
        else:
            parts.append(_paragraph(said, figures))
    return Block(f'<div class="nb-say">{"".join(parts)}</div>', tuple(figures), "say")


def make_standing(found: Assessment) -> tuple[str, tuple[Figure, ...]]:
    """The place among the region's authorities and the statistical neighbours, as HTML."""
    said: list[Sentence] = []
    if found.figure.value is not None:
        if found.standing:
            said.append(say_rank(found.standing))
        if found.neighbours:
            said.append(say_neighbours(found.neighbours))
    figures: list[Figure] = []
    return _paragraph(said, figures), tuple(figures)


def _paragraph(sentences: Sequence[Sentence], figures: list[Figure]) -> str:
    kept = [one for one in sentences if one]
    for one in kept:
        figures += one.figures
    return f"<p>{' '.join(one.html() for one in kept)}</p>" if kept else ""
