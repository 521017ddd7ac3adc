"""The second group beside the statistical neighbours, and the fifths of deprivation."""

from __future__ import annotations

import re

import pytest

from needsbook.findings.deprivation import FIFTHS, find_bands, list_alike
from needsbook.page import open_page
from needsbook.page.deprivation import name_band
from needsbook.store import Store
from needsbook.store.figures import unique_figures


@pytest.mark.parametrize(
    ("band", "bands", "words"),
    [
        (1, 10, "most deprived tenth"), (5, 10, "fifth most deprived tenth"),
        (6, 10, "fifth least deprived tenth"), (10, 10, "least deprived tenth"),
        (1, 5, "most deprived fifth"), (3, 5, "middle fifth"),
        (4, 5, "second least deprived fifth"),
    ],
)  # fmt: skip
def test_bands_are_called_from_the_nearer_end(band: int, bands: int, words: str) -> None:
    assert name_band(band, bands, "tenth" if bands == 10 else "fifth") == words


@pytest.mark.parametrize("slug", ["westminster", "medway", "hackney", "cornwall", "birmingham"])
def test_every_section_names_the_authorities_as_deprived(store: Store, slug: str) -> None:
    page = open_page(slug, store)
    block = page.say("child_poverty_bhc_pct")
    assert "among the authorities as deprived</summary>" in block.html
    for area in list_alike(store, page.area):
        assert area.name.replace("’", "’") in block.html
    held = {figure.id for figure in unique_figures(block.figures)}
    assert set(re.findall(r'data-figure="([^"]+)"', block.html)) <= held


def test_a_county_has_no_such_group_and_the_chart_says_so(store: Store) -> None:
    page = open_page("kent", store)
    assert page.alike("fsm_primary_pct").html == ""
    assert "as deprived" not in page.say("fsm_primary_pct").html
    assert "No score of Kent is held in this book" in page.distribution("fsm_primary_pct").html


@pytest.mark.parametrize(
    ("slug", "indicator", "words"),
    [
        ("medway", "suspension_rate", "worse than England; C, count and base"),
        ("westminster", "fsm_primary_pct", "higher than England; N, any base"),
        ("hackney", "ks4_attainment8_score", "cannot be tested"),
    ],
)
def test_the_distribution_carries_fifths_and_the_verdict_s_step(
    store: Store, slug: str, indicator: str, words: str
) -> None:
    page = open_page(slug, store)
    block = page.distribution(indicator)
    assert words in block.alt
    bands = find_bands(store, FIFTHS)
    assert block.html.count(", its own (") == 1
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", block.html, re.S)
    mine = next(row for row in rows if f">{page.area.name}<" in row)
    assert name_band(bands[page.area.code], FIFTHS, "fifth") in mine
