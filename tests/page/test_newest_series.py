"""Series that another one carries on: left to the pages of their topics."""

from __future__ import annotations

import re

import pytest

from needsbook.findings.succession import is_carried_on
from needsbook.page import open_overview
from needsbook.show.summary import make_summary
from needsbook.store import Store
from needsbook.store.figures import unique_figures

ENDED = {
    "obesity_reception_pct", "obesity_year6_pct", "idaci_2019_score", "child_poverty_hmrc_pct",
    "child_poverty_hmrc_u16_pct",
}  # fmt: skip


def without(store: Store, indicator: str) -> Store:
    return Store(store.project, store.table[~store.table["indicator"].eq(indicator)].copy())


@pytest.mark.parametrize("kind", ["side_by_side", "spines", "rug"])
@pytest.mark.parametrize("areas", [["kensington-and-chelsea", "westminster"], ["medway"]])
def test_a_profile_shows_the_newest_series_alone(store: Store, kind: str, areas: list[str]) -> None:
    page = open_overview(areas, store)
    block = getattr(page, kind)()
    shown = {figure.indicator for figure in unique_figures(block.figures)}
    assert not shown & ENDED
    assert {"obesity_reception_resident_pct", "obesity_year6_resident_pct"} <= shown
    assert not re.search(r"obesity, by school|IDACI 2019", block.html)


def test_every_series_left_out_names_the_one_that_goes_on(store: Store) -> None:
    ended = {name for name in store.indicators if store.indicators.find_successors(name)}
    assert ended == ENDED
    assert all(is_carried_on(store, name, ["westminster"]) for name in ended)


def test_an_ended_series_stays_where_no_newer_one_is_held(store: Store) -> None:
    bare = without(store, "obesity_year6_resident_pct")
    assert not is_carried_on(bare, "obesity_year6_pct", ["westminster"])
    assert is_carried_on(bare, "obesity_reception_pct", ["westminster"])
    block = open_overview(["westminster"], bare).side_by_side()
    assert "Year 6 obesity, by school" in block.html


@pytest.mark.parametrize("slug", ["hackney", "worcestershire"])
def test_a_summary_tells_the_newest_series_alone(store: Store, slug: str) -> None:
    summary = make_summary(store, store.areas[slug])
    findings = [finding for some in summary.sides.values() for finding in some]
    told = {figure.indicator for finding in findings for figure in finding.figures}
    assert not told & ENDED
    titles = {store.indicators[name].short_title for name in ENDED}
    assert not titles & {name for unknown in summary.unknown for name in unknown.measures}
