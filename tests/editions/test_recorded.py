"""What was taken in since the last edition."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from needsbook.editions.recorded import show_recorded
from needsbook.paths import Project
from needsbook.register.marks import find_marks
from needsbook.store import Store

LOG = """changes:
- {{'on': '{on}', dataset: dfe_absence, indicator: persistent_absence_pct, release_after: revised,
   address: x, new_periods: [2024/25], revised: 3,
   largest_revision: {{area: E09000033, period: 2024/25, before: '21.5', after: '{after}'}}}}
"""


@pytest.fixture
def shown(tmp_path: Path, store: Store):
    def _shown(on: str = "2026-12-01", kept: tuple[str, ...] = ()):
        (tmp_path / "data").mkdir(exist_ok=True)
        log = LOG.format(on=on, after="22.14")
        (tmp_path / "data" / "changes.yml").write_text(log, encoding="utf-8")
        other = Store(store.project, store.table)
        other.project = Project(tmp_path)
        return show_recorded(other, "2026-11-26", kept)

    return _shown


def test_a_revision_is_told_with_the_value_before_and_now(shown) -> None:
    block = shown()
    text = re.sub("<[^>]*>", " ", block.html)
    assert "Persistent absence" in text
    assert "figures revised" in text
    assert "21.5%" in text
    assert [figure.value for figure in block.figures] == [21.5, 22.14]
    assert block.figures[0].inputs == (block.figures[1].id,)
    assert {mark.id for mark in find_marks(block.html)} == {figure.id for figure in block.figures}


def test_what_the_edition_holds_already_is_not_told_again(shown) -> None:
    assert "No figures were taken in" in shown(on="2026-11-01").html


def test_a_revision_of_other_areas_is_not_shown(shown) -> None:
    block = shown(kept=("E06000035",))
    assert "Persistent absence" in block.html
    assert not block.figures
