"""Reading the book in other ways: without scripts, by keyboard, by search, on paper."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest

from tests.browser.conftest import KINDS, Visit

pytestmark = pytest.mark.browser
BY_TOPIC = [name for name in KINDS if "/" in name and not name.startswith("about/")]
FOCUS = """() => {
  const one = document.activeElement, look = getComputedStyle(one);
  return {tag: one.tagName, name: one.querySelector('title')?.textContent ?? '',
          map: one.closest('svg.nb-map') !== null, outline: parseFloat(look.outlineWidth),
          kind: look.outlineStyle, stroke: parseFloat(look.strokeWidth)};
}"""


@pytest.mark.parametrize("name", BY_TOPIC)
def test_page_is_whole_without_scripts(visit: Callable[..., Visit], name: str) -> None:
    page = visit(name, scripts=False).page
    article = page.locator("article.bd-article")
    assert article.locator("h1").is_visible()
    assert len(article.inner_text()) > 400
    folded = article.locator("details:not([open]) > summary:visible")
    for number in range(min(folded.count(), 2)):
        summary = folded.nth(0)
        body = summary.locator("xpath=following-sibling::*[1]")
        assert not body.is_visible(), number
        summary.click()
        # The opened one no longer matches, so ask for its content by where it stands.
        assert article.locator("details[open]").count() > number


def test_folded_table_opens_without_scripts(visit: Callable[..., Visit]) -> None:
    page = visit("westminster/poverty", scripts=False).page
    # One that stands open to a click: others lie inside a fold of their own.
    table = page.locator("details.nb-data:visible", has_text="Church Street").first
    assert not table.locator("table").is_visible()
    table.locator("summary").click()
    assert table.locator("table").is_visible()
    assert "Church Street" in table.inner_text()


def test_search_finds_a_word_from_a_file(visit: Callable[..., Visit]) -> None:
    visited = visit("index")
    page = visited.page
    box = page.locator("input[type=search]:visible").or_(
        page.locator(".search-button-field:visible")
    )
    box.first.click()
    page.locator("input[type=search]:visible").first.fill("obesity")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=obesity*")
    page.wait_for_selector("#search-results ul.search li a")
    found = page.locator("#search-results ul.search li a")
    addresses = [found.nth(n).get_attribute("href") or "" for n in range(found.count())]
    assert any("westminster/obesity.html" in address for address in addresses)
    assert all(request.startswith(("file:", "data:")) for request in visited.requests)


def test_menu_holds_the_pages_of_this_area_only(visit: Callable[..., Visit]) -> None:
    page = visit("westminster/poverty").page
    links = page.locator(".bd-sidebar-primary a:visible")
    addresses = [links.nth(n).get_attribute("href") or "" for n in range(links.count())]
    own = [address for address in addresses if "/" not in address and address.endswith(".html")]
    other = [address for address in addresses if "kensington-and-chelsea/" in address]
    assert len(own) >= 10
    assert len(other) == 1


def test_wards_are_reached_by_keyboard_and_show_it(visit: Callable[..., Visit]) -> None:
    page = visit("westminster/poverty").page
    before = page.locator("svg.nb-map").first
    page.evaluate(
        """() => { const link = [...document.querySelectorAll('article a[href], article summary')]
          .filter(one => one.checkVisibility() && one.compareDocumentPosition(document.querySelector('svg.nb-map'))
            & Node.DOCUMENT_POSITION_FOLLOWING).pop(); link.focus(); }"""
    )
    page.keyboard.press("Tab")
    seen = page.evaluate(FOCUS)
    # The map is one stop of the tab key; arrow keys walk its wards and say each.
    assert seen["map"]
    assert seen["outline"] >= 2
    assert seen["kind"] != "none"
    said = page.locator(".nb-told")
    walked = []
    for _ in range(2):
        page.keyboard.press("ArrowRight")
        assert before.locator(".nb-at").count() == 1
        walked.append(before.locator(".nb-at title").first.text_content() or "")
        assert walked[-1] in said.all_inner_texts()[0]
    assert all("%" in stop for stop in walked)
    assert walked[0] != walked[1]
    page.keyboard.press("Tab")
    assert not page.evaluate(FOCUS)["map"]
    assert before.is_visible()


def test_focus_shows_on_links_and_folds(visit: Callable[..., Visit]) -> None:
    page = visit("westminster/key-facts").page
    for wanted in ("article a.nb-link", "article summary", ".bd-sidebar-primary nav a"):
        page.keyboard.press("Tab")  # the keyboard is in use, so focus has to be seen
        page.locator(f"{wanted}:visible").first.focus()
        seen = page.evaluate(FOCUS)
        assert seen["outline"] >= 2, wanted
        assert seen["kind"] != "none", wanted


def test_skip_link_comes_first(visit: Callable[..., Visit]) -> None:
    page = visit("westminster/poverty").page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main-content"


@pytest.mark.parametrize("name", ["westminster/poverty", "overview/side-by-side"])
def test_printed_page_has_its_tables_and_no_menus(visit: Callable[..., Visit], name: str) -> None:
    page = visit(name).page
    page.emulate_media(media="print")
    for menu in (".bd-sidebar-primary", ".bd-sidebar-secondary", ".prev-next-footer"):
        assert page.locator(f"{menu}:visible").count() == 0
    tables = page.locator("article table")
    assert tables.count() > 0
    heights = [tables.nth(n).bounding_box() for n in range(tables.count())]
    assert all(box is not None and box["height"] > 20 for box in heights)


def test_printed_pages_are_a4_and_hold_the_figures(visit: Callable[..., Visit]) -> None:
    from pypdf import PdfReader

    page = visit("westminster/poverty").page
    reader = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True)))
    size = reader.pages[0].mediabox
    assert abs(float(size.width) - 595) < 2
    assert abs(float(size.height) - 842) < 2
    words = " ".join(page.extract_text() for page in reader.pages)
    assert "Church Street" in words
    assert "Search" not in reader.pages[0].extract_text()
