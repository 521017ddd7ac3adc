"""Releases for readers, and the feed of them."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from needsbook.editions.releases import ATOM, FEED, PAGE, Release, write_feed

RELEASES = (
    Release("2026", "2026-11-22", 9, False, {"new period": (1102, ("Persistent absence",))}),
    Release("2019", "2019-07-31", 2025, True, {}),
)
URN = re.compile(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def read(title: str, base: str = "") -> ET.Element:
    return ET.fromstring(write_feed(RELEASES, title, base))


def find_all(feed: ET.Element, tag: str) -> list[str]:
    return [element.text or "" for element in feed.iter(f"{{{ATOM}}}{tag}")]


def test_without_an_address_ids_are_names_of_their_own_and_stay() -> None:
    ids = find_all(read("Westminster"), "id")
    assert len(set(ids)) == len(RELEASES) + 1
    assert all(URN.fullmatch(name) for name in ids)
    assert ids == find_all(read("Westminster"), "id")


def test_two_books_are_two_feeds() -> None:
    assert not set(find_all(read("Westminster"), "id")) & set(find_all(read("Medway"), "id"))


def test_with_an_address_ids_and_links_carry_it() -> None:
    feed = read("Westminster", "https://example.org/needs/")
    assert find_all(feed, "id")[1] == "https://example.org/needs/#edition-2026"
    links = {link.get("href") for link in feed.iter(f"{{{ATOM}}}link")}
    assert links == {
        f"https://example.org/needs/{FEED}",
        f"https://example.org/needs/{PAGE}",
        f"https://example.org/needs/{PAGE}#edition-2026",
        f"https://example.org/needs/{PAGE}#edition-2019",
    }


def test_a_feed_has_what_readers_of_feeds_ask_for() -> None:
    feed = read("Westminster")
    assert find_all(feed, "updated")[0] == "2026-11-22T00:00:00Z"
    assert find_all(feed, "name") == ["Westminster"]
    first, last = find_all(feed, "summary")
    assert "1,102 changes in 1 measure" in first
    assert last == "The first edition: 2,025 figures."


@pytest.mark.parametrize("base", ["", "https://example.org/"])
def test_a_book_without_editions_has_a_feed_too(base: str) -> None:
    feed = ET.fromstring(write_feed((), "Nowhere", base))
    assert len(find_all(feed, "id")) == 1
    assert find_all(feed, "updated") == ["1970-01-01T00:00:00Z"]
