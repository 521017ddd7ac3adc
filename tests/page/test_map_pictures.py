"""Maps of an area's page: what their tables say, and what stands open."""

from __future__ import annotations

import re

from needsbook.page.area_page import open_page
from needsbook.show.blocks import Block, fold_block
from needsbook.store import Store
from tests.page.pages import templates_of

POVERTY = "child_poverty_bhc_pct"


def test_a_county_of_many_wards_has_the_maps_numbers_in_its_table(store: Store) -> None:
    templates_of(store.project)
    html = open_page("worcestershire", store).map(POVERTY).html
    table = html[html.index("<table") :]
    numbers = [int(n) for n in re.findall(r'<td><span class="nb-place">(\d+)</span></td>', table)]
    assert numbers == list(range(1, len(numbers) + 1))
    wards = dict(zip(re.findall(r'<th scope="row">([^<]*)</th>', table), numbers, strict=False))
    # A ward whose number is drawn bears its own name in the words of its outline.
    assert len(wards) > 100
    for district in ("Worcester", "Redditch", "Wychavon"):
        assert f">{district}</tspan>" in html
    assert '<details class="nb-near">' not in html


def test_wards_stand_open_and_other_authorities_fold(store: Store) -> None:
    templates_of(store.project)
    page = open_page("westminster", store)
    assert "<summary>Westminster on a map" not in page.map(POVERTY).html
    absence = page.map("persistent_absence_pct").html
    assert absence.startswith('<details class="nb-near"><summary>Westminster on a map of the')
    assert page.compare(POVERTY).html.startswith('<details class="nb-near">')


def test_a_remark_is_not_folded_away() -> None:
    note = Block("<p>Too few authorities.</p>", (), "note")
    assert fold_block(note, "More") == note
