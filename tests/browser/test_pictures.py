"""Every picture of the built book is named, described and has its table beside it."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

# Read from the files: what a screen reader is given does not depend on a browser.
FOLDERS = ("westminster", "kensington-and-chelsea", "overview")


@cache
def read_pages(site: Path) -> dict[str, BeautifulSoup]:
    paths = [path for folder in FOLDERS for path in sorted((site / folder).glob("*.html"))]
    return {
        path.relative_to(site).as_posix(): BeautifulSoup(path.read_text(encoding="utf-8"), "lxml")
        for path in paths
    }


def list_pictures(site: Path) -> list[tuple[str, Tag]]:
    """Every drawing and image of the pages' own text that is not decoration."""
    return [
        (name, element)
        for name, page in read_pages(site).items()
        for element in page.select("article svg, article img")
        if element.get("aria-hidden") != "true"
    ]


def spoken(picture: Tag, attribute: str) -> str:
    """The words of the elements that ``attribute`` points to, as a screen reader joins them."""
    words = []
    for name in str(picture.get(attribute, "")).split():
        element = picture.find(id=name)
        words.append(element.get_text(" ", strip=True) if element else "")
    return " ".join(words)


def name_and_description(picture: Tag) -> tuple[str, str]:
    """The title and the description of a picture."""
    if picture.name == "img":
        return str(picture.get("alt", "")), str(picture.get("alt", ""))
    title = picture.find("title", recursive=False)
    if title and "nb-spark" in (picture.get("class") or ()):
        return "", title.get_text(strip=True)  # a line in a table: its name says what it shows
    description = picture.find("desc", recursive=False)
    return (
        title.get_text(strip=True) if title else str(picture.get("aria-label", "")),
        description.get_text(strip=True) if description else "",
    )


def test_there_are_pictures_to_look_at(built_book: Path) -> None:
    assert len(list_pictures(built_book)) > 100


def test_pictures_have_a_name(built_book: Path) -> None:
    nameless = [
        (page, str(picture)[:80])
        for page, picture in list_pictures(built_book)
        if not (
            spoken(picture, "aria-labelledby") or picture.get("aria-label") or picture.get("alt")
        )
        or (picture.name == "svg" and picture.get("role") not in ("img", "group"))
    ]
    assert nameless == []


def test_descriptions_say_something_of_their_own(built_book: Path) -> None:
    poor = []
    for page, picture in list_pictures(built_book):
        title, words = name_and_description(picture)
        if not 20 <= len(words) <= 250:
            poor.append((page, "length", len(words), words))
        if re.search(r"\.(svg|png|jpe?g)\b|_images/", words):
            poor.append((page, "file name", 0, words))
        if picture.name == "svg" and title and title.casefold() in words.casefold():
            poor.append((page, "repeats its title", 0, words))
    assert poor == []


def test_ids_are_unique_on_each_page(built_book: Path) -> None:
    for page, soup in read_pages(built_book).items():
        names = Counter(str(element["id"]) for element in soup.find_all(id=True))
        assert [name for name, times in names.items() if times > 1] == [], page


def test_every_picture_has_its_table_beside_it(built_book: Path) -> None:
    alone = []
    for page, soup in read_pages(built_book).items():
        for figure in soup.select("article figure.nb-figure"):
            if figure.find("table"):
                continue  # drawn as a table
            beside = [
                next_sibling
                for next_sibling in figure.find_next_siblings()[:3]
                if next_sibling.name == "details" and next_sibling.find("table")
            ]
            if not beside or not beside[0].find("tbody").find("tr"):
                alone.append((page, figure.get("id")))
    assert alone == []


@pytest.mark.parametrize("folder", FOLDERS[:2])
def test_tables_name_their_columns_and_rows(built_book: Path, folder: str) -> None:
    for page, soup in read_pages(built_book).items():
        if not page.startswith(folder):
            continue
        for table in soup.select("article table"):
            assert table.find("caption"), page
            assert all(element.get("scope") for element in table.find_all("th")), (
                page,
                table.caption,
            )
