"""Every kind of page on a desk's screen, by day: what it loads, fits, says and is called."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.browser.checks import find_violations, list_headings, measure_overflow
from tests.browser.conftest import KINDS, Visit, visit_pages

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", params=KINDS)
def opened(browser: Any, built_book: Path, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """One page, opened once for all tests of this file."""
    with visit_pages(browser, built_book) as visit:
        yield visit(request.param)


def test_nothing_is_asked_of_another_host(opened: Visit, built_book: Path) -> None:
    own = (built_book.as_uri(), "data:", "http://127.0.0.1")
    assert opened.requests
    assert [request for request in opened.requests if not request.startswith(own)] == []


def test_console_has_no_errors(opened: Visit) -> None:
    assert opened.errors == []


def test_page_is_no_wider_than_the_window(opened: Visit) -> None:
    assert measure_overflow(opened.page) == []


def test_headings_are_in_order(opened: Visit) -> None:
    levels = list_headings(opened.page)
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1] == []


def test_language_is_british_english(opened: Visit) -> None:
    assert opened.page.locator("html").get_attribute("lang") == "en-GB"


def test_there_is_one_search_box(opened: Visit) -> None:
    boxes = opened.page.locator("input[type=search]:visible, .search-button-field:visible")
    assert boxes.count() == 1


def test_dates_are_written_out(opened: Visit) -> None:
    words = opened.page.locator("body").inner_text()
    assert re.findall(r"(?<![\w./-])\d{4}-\d\d-\d\d(?![\w/-])", words) == []
    assert re.search(r"Last updated on \d{1,2} [A-Z][a-z]+ \d{4}", words)


def test_no_accessibility_rule_is_broken(opened: Visit) -> None:
    # Last: the rules are checked by a script that asks for style sheets a file may not read.
    assert find_violations(opened.page) == []


def test_dark_is_kept_when_chosen(visit: Callable[..., Visit]) -> None:
    page = visit("westminster/oral-health").page
    page.evaluate("localStorage.setItem('mode', 'dark'); localStorage.setItem('theme', 'dark')")
    page.reload()
    page.wait_for_function("document.documentElement.dataset.theme === 'dark'")
    assert find_violations(page) == []
