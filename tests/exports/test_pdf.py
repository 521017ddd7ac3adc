"""The profile and its chapters as PDF."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import Any

import pypdf
import pytest

from needsbook.errors import BuildError
from needsbook.exports.articles import Article, Drawing
from needsbook.exports.imprint import Imprint
from needsbook.exports.pdf import make_chapter, make_profile

EPOCH = 1_763_769_600


@pytest.fixture(scope="module")
def articles(article: Article) -> list[Article]:
    return [article, replace(article, title="Second chapter")]


@pytest.fixture(scope="module")
def profile(articles: list[Article], imprint: Imprint) -> bytes:
    return make_profile(imprint, articles, EPOCH)


@pytest.fixture(scope="module")
def chapter(article: Article, imprint: Imprint) -> bytes:
    return make_chapter(imprint, article, EPOCH)


def read(content: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(content))


def walk(element: Any) -> list[tuple[str, str]]:
    """Tag and alternative text of every structure element, in reading order."""
    element = element.get_object()
    if not isinstance(element, dict):
        return []
    found = [(str(element["/S"]), str(element.get("/Alt", "")))] if "/S" in element else []
    kids = element.get("/K", [])
    kids = kids.get_object() if hasattr(kids, "get_object") else kids
    for kid in kids if isinstance(kids, list) else [kids]:
        found += walk(kid)
    return found


def check_tagged(reader: pypdf.PdfReader, title: str) -> list[tuple[str, str]]:
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] is True or str(root["/MarkInfo"]["/Marked"]) == "True"
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert reader.metadata is not None
    assert reader.metadata.title == title
    for page in reader.pages:
        size = (float(page.mediabox.width), float(page.mediabox.height))
        assert size == pytest.approx((595.28, 841.89), abs=0.1)
    return walk(root["/StructTreeRoot"])


def test_profile_is_tagged_a4_with_cover_contents_and_chapters(
    profile: bytes, article: Article
) -> None:
    reader = read(profile)
    tags = check_tagged(reader, "City of Westminster: the whole profile")
    heads = [tag for tag, _ in tags if tag.startswith("/H")]
    assert heads[0] == "/H1"
    assert heads.count("/H1") == 4
    (drawing,) = article.drawings.values()
    assert [alt for tag, alt in tags if tag == "/Figure"] == [drawing.alt] * 2
    text = reader.pages[1].extract_text()
    assert re.search(r"Obesity in Westminster & beyond\W+3\b", text)
    assert re.search(r"Second chapter\W+\d", text)
    assert [heading["/Title"] for heading in reader.outline if isinstance(heading, dict)][-2:] == [
        article.title,
        "Second chapter",
    ]


def test_chapter_has_the_words_pictures_and_tables_of_its_page(chapter: bytes) -> None:
    reader = read(chapter)
    tags = [tag for tag, _ in check_tagged(reader, "Obesity in Westminster & beyond")]
    assert next(tag for tag in tags if tag.startswith("/H")) == "/H1"
    assert tags.count("/Table") == 1
    assert tags.count("/TH") == 2
    text = "".join(page.extract_text() for page in reader.pages)
    assert "Figure 1. Year 6 obesity over time" in text
    assert "The figures of figure 1" in text
    assert "Children measured." in text
    assert f"1 of {len(reader.pages)}" in reader.pages[0].extract_text()
    assert "25.0%" in reader.pages[0].extract_text()


def test_same_input_gives_the_same_bytes(
    profile: bytes, chapter: bytes, articles: list[Article], imprint: Imprint
) -> None:
    assert make_profile(imprint, articles, EPOCH) == profile
    assert make_chapter(imprint, articles[0], EPOCH) == chapter


def test_picture_that_cannot_be_drawn_stops_the_build(article: Article, imprint: Imprint) -> None:
    broken = {name: Drawing(name, "<svg", "words") for name in article.drawings}
    with pytest.raises(BuildError, match="cannot be set"):
        make_profile(imprint, [replace(article, drawings=broken)], EPOCH)


def test_picture_without_words_stops_the_build(article: Article, imprint: Imprint) -> None:
    silent = re.sub(r' alt="[^"]*"', ' alt=""', article.body)
    with pytest.raises(BuildError, match="missing alt text"):
        make_chapter(imprint, replace(article, body=silent), EPOCH)
