"""The areas side by side: every verdict with what it rests on."""

from __future__ import annotations

import re

import pytest

from needsbook.page import open_overview
from needsbook.store import Store
from needsbook.store.figures import unique_figures


@pytest.mark.parametrize("areas", [["kensington-and-chelsea", "westminster"], ["kent", "medway"]])
def test_each_verdict_says_what_it_rests_on(store: Store, areas: list[str]) -> None:
    block = open_overview(areas, store).side_by_side()
    cells = re.findall(r'<td><span class="nb-verdict.*?</td>', block.html, re.S)
    claimed = [cell for cell in cells if "not compared" not in cell]
    assert len(claimed) > 60
    for held_cell in claimed:
        step = re.search(r'class="nb-step" title="([^"]+)"', held_cell)
        assert step, held_cell
        assert step[1] != "placed only"
        assert ("for any number of" in held_cell) == (step[1] == "any base")
    held = {figure.id for figure in unique_figures(block.figures)}
    assert set(re.findall(r'data-figure="([^"]+)"', block.html)) <= held
    assert block.html.count("by chance") == len(areas)


def test_many_areas_have_no_verdicts_here(store: Store) -> None:
    block = open_overview(["kent", "medway", "leeds", "hackney"], store).side_by_side()
    assert "against England" not in block.html
