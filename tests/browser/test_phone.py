"""Every kind of page on a phone, at night: width, contrast, letters and fingers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.checks import find_violations, measure_letters, measure_overflow
from tests.browser.conftest import KINDS, Visit, visit_pages

pytestmark = pytest.mark.browser
# The smallest letters in pixels a chart may come down to on a phone.
SMALLEST = 9.5


@pytest.fixture(scope="module", params=KINDS)
def opened(browser: Any, built_book: Path, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """One page, opened once for all tests of this file."""
    with visit_pages(browser, built_book) as visit:
        yield visit(request.param, width=390, dark=True)


def test_page_is_no_wider_than_the_window(opened: Visit) -> None:
    assert measure_overflow(opened.page) == []


def test_page_is_dark(opened: Visit) -> None:
    colour = opened.page.evaluate("getComputedStyle(document.body).backgroundColor")
    parts = [int(word) for word in colour.removeprefix("rgb(").removesuffix(")").split(",")]
    assert max(parts) < 60


def test_letters_of_charts_are_large_enough(opened: Visit) -> None:
    letters = measure_letters(opened.page, "svg.nb-chart:not(.nb-multiples)")
    assert [letter for letter in letters if letter[0] < SMALLEST] == []


def test_menu_opens_and_lists_the_pages(opened: Visit) -> None:
    menu = opened.page.locator(".primary-toggle:visible")
    assert menu.count() == 1
    box = menu.bounding_box()
    assert min(box["width"], box["height"]) >= 24


def test_no_accessibility_rule_is_broken(opened: Visit) -> None:
    assert find_violations(opened.page) == []
