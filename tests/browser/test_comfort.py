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
    assert sent <= 600_000


@pytest.mark.parametrize("name", KINDS)
def test_words_of_pictures_are_whole_and_apart_however_letters_are_spaced(
    visit: Callable[..., Visit], name: str
) -> None:
    page = visit(name).page
    assert find_bad_words(page) == []
    page.add_style_tag(content=SPACING)
    assert find_bad_words(page) == []
    assert measure_overflow(page) == []


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


def test_the_skip_link_moves_the_focus(visit: Callable[..., Visit]) -> None:
    page = visit("westminster/poverty").page
    page.locator("#pst-skip-link a").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main-content"
