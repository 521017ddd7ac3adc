"""The words of a section: a blank of the source carries none, an old figure says it is the last."""

from __future__ import annotations

import pytest

from needsbook.catalogue import parse_period
from needsbook.page.area_page import AreaPage
from needsbook.page.section_words import make_sentences
from needsbook.store import Store
from needsbook.store.figures import REASONS

SMALL = ("city-of-london", "isles-of-scilly", "rutland", "westmorland-and-furness")


@pytest.mark.parametrize("slug", SMALL)
def test_words_about_a_blank_carry_no_section(store: Store, slug: str) -> None:
    """The sentence may stand above a map; alone under a heading it is left to the page's end."""
    page, kinds = AreaPage(store, store.areas[slug]), {"say": 0, "note": 0, "not_held": 0}
    for name in store.indicators:
        figure = store.figure(name, page.area.code)
        if figure.missing or name.endswith("_pct"):
            block = make_sentences(page, [name], beside=False)
            kinds[block.kind] += 1
            assert (block.kind == "say") == (not figure.missing), name
            assert bool(block.gaps) == figure.missing, name
    assert kinds["say"]
    assert kinds["note"] or kinds["not_held"]


@pytest.mark.parametrize("slug", SMALL)
def test_an_area_left_behind_is_told_so(store: Store, slug: str) -> None:
    """The figures of 2018 of an area others have of 2025: why, where the source says it."""
    page = AreaPage(store, store.areas[slug])
    peers = [area.code for area in store.areas.at_level("upper_tier")]
    behind = 0
    for name in store.indicators:
        figure = store.figure(name, page.area.code)
        if figure.missing:
            continue
        latest = store.latest(name, peers)
        html = make_sentences(page, [name], beside=False).html
        later = store.figure(name, page.area.code, latest)
        said = "no later figure of" in html.lower() or f'data-figure="{later.id}"' in html
        if parse_period(latest) > parse_period(figure.period):
            behind += 1
            assert said, name
            assert ("no later figure of" in html.lower()) == (later.reason not in REASONS), name
        else:
            assert "no later figure of" not in html.lower(), name
    assert behind
