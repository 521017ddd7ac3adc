"""Every page is a short walk for the tab key, light to load, and its pictures keep their words."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlparse

import pytest

from tests.browser.checks import count_stops, find_bad_words, measure_overflow
from tests.browser.conftest import KINDS, Visit

pytestmark = pytest.mark.browser
# Text spacing a reader may set (WCAG 2.2, 1.4.12).
SPACING = (
    "* { letter-spacing: 0.12em !important; word-spacing: 0.16em !important; "
    "line-height: 1.5 !important }"
)


@pytest.mark.parametrize("name", KINDS)
def test_a_page_is_a_short_walk_and_a_light_load(
    visit: Callable[..., Visit], name: str, built_book: Path
) -> None:
    visited = visit(name)
    assert count_stops(visited.page) < 120
    assert len(visited.requests) <= 15
    files = [
        Path(urlparse(request).path) for request in visited.requests if "searchindex" not in request
    ]
    frame = sum(file.stat().st_size for file in files if file.suffix != ".html")
    assert frame < 300_000  # style, scripts and fonts: all but the page's own text and pictures
    assert not [request for request in visited.requests if "fontawesome" in request]
    # As hosts and ``needsbook serve`` send them: packed.
    sent = sum(len(gzip.compress(file.read_bytes())) for file in files)
    assert sent <= 250_000


@pytest.mark.parametrize("name", KINDS)
def test_words_of_pictures_are_whole_and_apart_however_letters_are_spaced(
    visit: Callable[..., Visit], name: str
) -> None:
    page = visit(name).page
    assert find_bad_words(page) == []
    page.add_style_tag(content=SPACING)
    assert find_bad_words(page) == []
    assert measure_overflow(page) == []


def test_the_overview_of_measures_fits_the_page_and_takes_two_lines_a_row_on_a_phone(
    visit: Callable[..., Visit],
) -> None:
    page = visit("westminster/key-facts").page
    page.set_viewport_size({"width": 1265, "height": 900})
    wide = "table => table.parentElement.scrollWidth - table.parentElement.clientWidth"
    table = page.locator("table.nb-overview").first
    assert table.evaluate(wide) <= 0
    page.set_viewport_size({"width": 390, "height": 844})
    assert table.evaluate(wide) <= 0
    lines = table.evaluate(
        """table => [...table.querySelectorAll('tbody tr:not(.nb-overview-topic)')].map(row =>
             Math.round((row.clientHeight - 11) / parseFloat(getComputedStyle(row).lineHeight)))"""
    )
    assert len(lines) > 100
    assert sum(count > 2 for count in lines) <= len(lines) / 50
    assert max(lines) <= 3


@pytest.mark.parametrize("name", [name for name in KINDS if name.startswith("westminster/")])
def test_a_page_about_a_theme_is_ten_screens_at_most(
    visit: Callable[..., Visit], name: str
) -> None:
    page = visit(name).page
    if not page.locator(".nb-say").count():
        pytest.skip("not a page about a theme")
    page.set_viewport_size({"width": 1280, "height": 900})
    assert page.evaluate("document.documentElement.scrollHeight") <= 10 * 900
    # A section's words and its line over time stand side by side.
    beside = page.evaluate(
        """() => [...document.querySelectorAll('section:has(> .cell .nb-say)')].filter(one =>
             one.querySelector(':scope > .cell:not(:has(.nb-say)) figure[data-kind=trend] > .nb-narrow')).map(one => {
               const words = one.querySelector('.nb-say').getBoundingClientRect();
               const line = one.querySelector('figure[data-kind=trend]').getBoundingClientRect();
               return words.right <= line.left && Math.abs(words.top - line.top) < 60; })"""
    )
    assert beside
    assert all(beside)


def test_arrow_keys_walk_a_map_and_say_its_wards(visit: Callable[..., Visit]) -> None:
    page = visit("westminster/poverty").page
    drawing = page.locator(".nb-figure svg.nb-map").first
    drawing.focus()
    page.keyboard.press("ArrowRight")
    first = page.locator(".nb-told").text_content()
    page.keyboard.press("ArrowRight")
    second = page.locator(".nb-told").text_content()
    assert first
    assert first != second
    assert "(2 of " in str(second)


def test_folds_that_follow_one_another_are_one_stop(visit: Callable[..., Visit]) -> None:
    page = visit("westminster/poverty").page
    folds = page.locator(".nb-say:has(> details.nb-near + details.nb-near)").first.locator(
        ":scope > details.nb-near > summary"
    )
    folds.first.focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.textContent") == folds.nth(1).text_content()
    page.keyboard.press("Enter")
    assert folds.nth(1).evaluate("one => one.parentElement.open")
    assert folds.evaluate_all("all => all.filter(one => one.tabIndex === 0).length") == 1


def test_the_skip_link_moves_the_focus(visit: Callable[..., Visit]) -> None:
    page = visit("westminster/poverty").page
    page.locator("#pst-skip-link a").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main-content"
