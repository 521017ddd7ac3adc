"""The page “what changed”."""

from __future__ import annotations

import re
from pathlib import Path

from needsbook.editions import compare_editions, read_edition
from needsbook.editions.changes_page import changes_blocks
from needsbook.editions.diff import count_kinds
from needsbook.paths import Project
from needsbook.register.entries import ID
from needsbook.register.ledger import Ledger
from needsbook.register.marks import find_marks
from needsbook.register.origins import find_origin
from needsbook.store import Store


def test_counts_on_the_page_are_those_of_the_difference(project: Project, store: Store) -> None:
    first, *_ = changes_blocks(project, store)
    counts = count_kinds(
        compare_editions(read_edition(project, "2019"), read_edition(project, "2026"))
    )
    assert {figure.id.split(".")[2]: figure.value for figure in first.figures} == {
        kind.replace(" ", "-"): count for kind, count in counts.items()
    }
    for figure in first.figures:
        assert ID.fullmatch(figure.id)
        assert find_origin(project, figure) is not None


def test_every_number_carries_the_id_of_a_figure_of_its_block(
    project: Project, store: Store
) -> None:
    blocks = changes_blocks(project, store)
    for block in blocks:
        known = {figure.id for figure in block.figures}
        assert {mark.id for mark in find_marks(block.html)} == known
    assert sum(len(block.figures) for block in blocks) > 7


def test_revised_figures_are_those_of_the_store(project: Project, store: Store) -> None:
    revised = changes_blocks(project, store)[1]
    assert len(revised.figures) >= 2
    for figure in revised.figures:
        assert Ledger(store).figure(figure.id) == figure
    assert re.search(r"49,421.*39,962", re.sub("<[^>]*>", "", revised.html))


def test_page_says_so_where_nothing_is_frozen(tmp_path: Path, store: Store) -> None:
    (block,) = changes_blocks(Project(tmp_path), store)
    assert "No two editions" in block.html
