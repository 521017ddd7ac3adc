"""Answers by everyday words on the page of results, from a file and without a server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import visit_pages

SCRIPT = Path(__file__).resolve().parents[2] / "book" / "_static" / "find-words.js"
WORDS = [
    {"t": "Tooth decay", "a": "Medway", "u": "teeth.html", "l": "In 2023/24, 27.4%.",
     "w": ["teeth", "dentist"]},
    {"t": "Child poverty", "a": "Medway", "u": "poverty.html", "l": "In 2025, 20%.",
     "w": ["poor", "low income"]},
    {"t": "Not held: asthma", "a": "", "u": "not-held.html#asthma",
     "l": "Nothing is held here; it is published elsewhere.", "w": ["asthma", "inhaler"]},
]  # fmt: skip
PAGE = """<!DOCTYPE html><meta charset="utf-8"><title>x</title><div id="search-results"></div>
<script src="find-words.js"></script><script>setTimeout(function () {
  document.getElementById("search-results").innerHTML =
    '<p class="search-summary">Your search did not match any documents.</p>'; }, 150);</script>"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("answers")
    (made / "search.html").write_text(PAGE, encoding="utf-8")
    (made / "find-words.js").write_text(SCRIPT.read_text(encoding="utf-8"), encoding="utf-8")
    words = f"window.needsbookWords = {json.dumps(WORDS)};"
    (made / "everyday-words.js").write_text(words, encoding="utf-8")
    return made


def ask(browser: Any, folder: Path, query: str) -> tuple[list[str], str]:
    """The answers to ``query``, and what the text search says below them."""
    with visit_pages(browser, folder) as open_visit:
        page = open_visit("search", tail=f"?q={query}").page
        page.wait_for_selector(".search-summary")
        page.wait_for_timeout(200)
        return page.locator("#nb-found li").all_inner_texts(), page.inner_text(".search-summary")


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("teeth", "Tooth decay, Medway"),
        ("dentists", "Tooth decay, Medway"),
        ("teeth medway", "Tooth decay, Medway"),
        ("poor families", "Child poverty, Medway"),
        ("Asthma", "Not held: asthma"),
    ],
)
def test_an_answer_has_its_area_and_a_line_and_nothing_denies_it(
    browser: Any, folder: Path, query: str, title: str
) -> None:
    answers, below = ask(browser, folder, query)
    assert len(answers) == 1
    first, line = answers[0].split("\n", 1)
    assert first == title
    assert line.strip() in [entry["l"] for entry in WORDS]
    assert "did not match" not in below


def test_what_no_word_means_is_left_to_the_text_search(browser: Any, folder: Path) -> None:
    answers, below = ask(browser, folder, "zeppelin")
    assert not answers
    assert "did not match" in below
