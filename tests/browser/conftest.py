"""A headless Chromium, pages of the built book opened in it, and what they asked for."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
# One page of every kind the book has: those of one area, those of all, those about the book.
KINDS = (
    "index",
    "westminster/key-facts",
    "westminster/in-two-charts",
    "westminster/population",
    "westminster/poverty",
    "westminster/obesity",
    "westminster/oral-health",
    "westminster/outcomes",
    "westminster/performance",
    "westminster/promises",
    "westminster/what-people-said",
    "westminster/easy-read",
    "westminster/ward-maps",
    "overview/side-by-side",
    "overview/spine-charts",
    "overview/tartan-rug",
    "overview/inequality",
    "overview/audit",
    "overview/gallery",
    "overview/about-the-data",
    "about/how-to-read",
    "about/methods",
    "search",
)


def find_chromium() -> str:
    """The path of a Chromium, or an empty string."""
    names = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
    found = next((path for name in names if (path := shutil.which(name))), "")
    return found or ("/usr/bin/chromium" if Path("/usr/bin/chromium").exists() else "")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A headless Chromium for all tests of one process; none is a failure in CI."""
    path = find_chromium()
    if not path:
        if os.environ.get("CI", "").lower() in ("1", "true"):
            pytest.fail("there is no Chromium to test with, and in CI there has to be one")
        pytest.skip("there is no Chromium on this machine")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield running
        running.close()


@dataclass
class Visit:
    """An open page: what it asked for and what its console called an error."""

    page: Any
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@contextmanager
def visit_pages(browser: Any, site: Path) -> Iterator[Callable[..., Visit]]:
    """A function that opens a page of ``site``; every page is closed at the end."""
    contexts: list[Any] = []

    def open_page(
        name: str, width: int = 1280, dark: bool = False, scripts: bool = True, tail: str = ""
    ) -> Visit:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripts,
            locale="en-GB",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        visited = Visit(page)
        page.on("request", lambda item: visited.requests.append(item.url))
        page.on("pageerror", lambda item: visited.errors.append(str(item)))
        page.on(
            "console",
            lambda item: visited.errors.append(item.text) if item.type == "error" else None,
        )
        page.goto(f"{site.as_uri()}/{name}.html{tail}")
        return visited

    try:
        yield open_page
    finally:
        for context in contexts:
            context.close()


@pytest.fixture
def visit(browser: Any, built_book: Path) -> Iterator[Callable[..., Visit]]:
    """Opens a page of the book by its address, from its file, in a context of its own."""
    with visit_pages(browser, built_book) as open_page:
        yield open_page
