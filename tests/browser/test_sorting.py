"""The overview of all measures, sorted by a press on its headings; readable without a script."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from needsbook.page import open_page
from needsbook.store import Store
from tests.browser.conftest import Visit, visit_pages

STATIC = Path(__file__).resolve().parents[2] / "book" / "_static"
KEPT = ("persistent_absence_pct", "dental_decay_age5_pct", "ks4_attainment8_score",
        "fsm_secondary_pct", "population_0_17")  # fmt: skip
VALUES = """rows => rows.filter(row => row.offsetParent !== null && row.cells.length > 1).map(row => {
  const held = row.cells[1].querySelector("data"); return held ? parseFloat(held.value) : null })"""


@pytest.fixture(scope="module")
def folder(store: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = store.table["indicator"].isin(KEPT)
    few = Store(store.project, store.table[rows].reset_index(drop=True))
    table = open_page("medway", few).overview().html
    made = tmp_path_factory.mktemp("sorting")
    script = (STATIC / "sort.js").read_text(encoding="utf-8")
    page = f'<!DOCTYPE html><meta charset="utf-8"><title>x</title>{table}<script>{script}</script>'
    (made / "page.html").write_text(page, encoding="utf-8")
    return made


def read(visited: Visit) -> list[float]:
    values = visited.page.eval_on_selector_all("table[data-sortable] tbody tr", VALUES)
    return [value for value in values if value is not None]


def test_a_press_sorts_a_second_turns_and_a_third_puts_back(browser: Any, folder: Path) -> None:
    with visit_pages(browser, folder) as open_visit:
        visited = open_visit("page")
        before = read(visited)
        assert len(before) == len(KEPT)
        button = visited.page.locator("thead button", has_text="Medway").first
        head = visited.page.locator("thead th", has_text="Medway").first
        button.click()
        assert read(visited) == sorted(before)
        assert head.get_attribute("aria-sort") == "ascending"
        button.focus()
        visited.page.keyboard.press("Enter")  # the keyboard does what the mouse does
        assert read(visited) == sorted(before, reverse=True)
        assert head.get_attribute("aria-sort") == "descending"
        button.click()
        assert read(visited) == before
        assert head.get_attribute("aria-sort") is None
        assert not visited.errors


def test_names_sort_by_the_alphabet_and_rows_without_a_place_stand_last(
    browser: Any, folder: Path
) -> None:
    with visit_pages(browser, folder) as open_visit:
        visited = open_visit("page")
        visited.page.locator("thead button", has_text="Measure").click()
        names = visited.page.eval_on_selector_all(
            "table[data-sortable] tbody tr", "rows => rows.filter(row => row.offsetParent !== null)"
            ".map(row => row.cells[0].textContent.trim().toLowerCase())",
        )  # fmt: skip
        assert names == sorted(names)
        visited.page.locator("thead button", has_text="Place among authorities").click()
        told = visited.page.eval_on_selector_all(
            "table[data-sortable] tbody tr", "rows => rows.filter(row => row.offsetParent !== null)"
            ".map(row => row.textContent)",
        )  # fmt: skip
        assert "not ranked" in told[-1]


def test_without_a_script_all_rows_stand_by_theme(browser: Any, folder: Path) -> None:
    with visit_pages(browser, folder) as open_visit:
        visited = open_visit("page", scripts=False)
        text = visited.page.inner_text("table[data-sortable]")
        assert visited.page.locator("thead button").count() == 0
        assert "Persistent absence" in text
        assert visited.page.locator("tbody th[scope=rowgroup]").count() >= 3
