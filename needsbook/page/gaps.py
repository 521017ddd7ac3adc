"""What a page cannot show and why, in one form of words.

A sentence says “not held in this book” unless the indicator's file records that a source
says there is nothing to hold (``unpublished``); then it names that source.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from needsbook.store.figures import MISSING_WORDS, REASONS

if TYPE_CHECKING:
    from needsbook.catalogue import Indicator
    from needsbook.page.base import PlacePage
    from needsbook.show.blocks import Block

WHAT = {
    "ward": "figures by ward",
    "district": "figures by district",
    "upper_tier": "figures of authorities",
    "region": "figures of regions",
}


def say_gap(indicator: Indicator, level: str, period: str = "", what: str = "") -> str:
    """“Year 6 obesity, by residence: figures by ward are not held in this book.”"""
    said = indicator.find_unpublished(level, period)
    reason = MISSING_WORDS["not_published" if said else "not_held"]
    source = f" ({said.source})" if said else ""
    return f"{indicator.short_title}: {what or WHAT[level]} are {reason}{source}."


def say_no_figure(page: PlacePage, indicator: Indicator) -> str:
    """“Year 6 obesity, by residence: no figure of Medway is held in this book.”"""
    said = indicator.find_unpublished(page.area.level)
    title, name = indicator.short_title, page.area.in_prose
    if said:
        return f"{title}: no figure of {name} is published ({said.source})."
    reason = page.store.figure(indicator.id, page.area.code).reason
    if reason in REASONS:  # the source has a row of the area, and says why it is blank
        return f"{title}: figures of {name} are {MISSING_WORDS[reason]} in the source."
    return f"{title}: no figure of {name} is held in this book."


def show_no_figure(page: PlacePage, name: str) -> Block:
    """The gap of an indicator without any figure for the page's area."""
    return page.show_gap(say_no_figure(page, page.indicator(name)))
