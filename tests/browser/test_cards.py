"""Following a number to its card in a real browser: by mouse, by keyboard, without scripts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser
PAGE = "westminster/oral-health.html"
CARD = "figures/dental_decay_age5_pct/westminster.html#2016-17"
LINK = 'a.nb-link[href$="dental_decay_age5_pct/westminster.html#2016-17"]'


@pytest.fixture
def chromium(browser: Any) -> Any:
    """The one headless Chromium of this process."""
    return browser


def open_page(browser: Any, address: str, **options: Any) -> Any:
    page = browser.new_context(**options).new_page()
    page.goto(address)
    return page


def reveal(page: Any) -> None:
    """Open every folded table."""
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")


def test_number_leads_to_its_card(chromium: Any, built_book: Path) -> None:
    page = open_page(chromium, (built_book / PAGE).as_uri())
    reveal(page)
    link = page.locator(LINK).first
    assert link.inner_text() == "30.3%"
    link.click()
    assert page.url.endswith(CARD)
    card = page.locator("section.card:target")
    assert "30.3%" in card.inner_text()
    assert "2016/17" in card.inner_text()
    assert "Office for Health Improvement and Disparities" in page.locator("main").inner_text()


def test_number_is_reached_by_keyboard(chromium: Any, built_book: Path) -> None:
    page = open_page(chromium, (built_book / PAGE).as_uri())
    reveal(page)
    page.locator(LINK).first.focus()
    width = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert float(width.removesuffix("px")) >= 2
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{CARD}")


def test_card_works_without_scripts(chromium: Any, built_book: Path) -> None:
    address = f"{(built_book / CARD.partition('#')[0]).as_uri()}#2016-17"
    page = open_page(chromium, address, java_script_enabled=False)
    card = page.locator("section.card:target")
    assert card.locator("button").count() == 0
    card.locator("summary", has_text="How to cite").click()
    assert "30.3%" in card.locator("pre").first.inner_text()


def test_a_card_is_set_in_the_letters_of_the_book(chromium: Any, built_book: Path) -> None:
    page = chromium.new_context().new_page()
    errors: list[str] = []
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    page.goto((built_book / CARD.partition("#")[0]).as_uri())
    page.evaluate("document.fonts.ready")
    loaded = page.evaluate("[...document.fonts].map(font => font.status)")
    assert "loaded" in loaded
    assert "error" not in loaded
    assert errors == []


def test_copy_button_copies_the_citation(chromium: Any, built_book: Path) -> None:
    context = chromium.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{(built_book / CARD.partition('#')[0]).as_uri()}#2016-17")
    card = page.locator("section.card:target")
    card.locator("summary", has_text="How to cite").click()
    card.locator("button", has_text="Copy").first.click()
    status = page.locator("[role=status]")
    assert status.count() == 1  # one place to be heard from, however many buttons there are
    status.filter(has_text="Copied").wait_for()
    assert [words for words in card.locator(".told").all_text_contents() if words] == ["Copied"]
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "30.3%" in copied
    card.locator("a", has_text="For a list of references").click()
    source = page.locator("section:target")
    source.locator("summary").click()
    source.locator("button", has_text="Copy").first.click()
    status.filter(has_text="Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("Office for Health Improvement and Disparities")
    assert f"page file://{built_book}/{CARD.partition('#')[0]}." in copied


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_card_has_no_accessibility_faults(
    chromium: Any, built_book: Path, scheme: str, width: int
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    for name in (
        CARD.partition("#")[0],
        "figures/index.html",
        "figures/dental_decay_age5_pct/index.html",
    ):
        page = open_page(
            chromium, (built_book / name).as_uri(),
            color_scheme=scheme, viewport={"width": width, "height": 900},
        )  # fmt: skip
        reveal(page)
        results = axe.Axe().run(page)
        assert results.violations_count == 0, results.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_printed_page_ends_with_numbered_sources(chromium: Any, built_book: Path) -> None:
    page = open_page(chromium, (built_book / PAGE).as_uri())
    section = page.locator(".nb-print-sources")
    assert not section.is_visible()
    page.emulate_media(media="print")
    assert section.is_visible()
    assert section.locator("li").count() >= 1
