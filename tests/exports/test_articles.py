"""The article of a page, made ready for paper."""

from __future__ import annotations

import re

import pytest

from needsbook.errors import BuildError
from needsbook.exports.articles import Article, find_title, read_article


def test_title_is_taken_out_of_the_body(article: Article, page: str) -> None:
    assert article.title == "Obesity in Westminster & beyond"
    assert "<h1" not in article.body
    assert find_title(page, "westminster/obesity") == article.title


def test_pictures_become_images_described_by_their_own_words(article: Article) -> None:
    (drawing,) = article.drawings.values()
    assert drawing.alt == "Line chart: Westminster 25.0% in 2019/20; no clear change."
    assert f'<img src="{drawing.name}" alt="{drawing.alt}">' in article.body
    assert "var(" not in drawing.svg
    assert 'viewBox="0 0 200 100"' in drawing.svg


def test_image_fits_in_either_direction(article: Article) -> None:
    (drawing,) = article.drawings.values()
    assert drawing.fit(100, 100) == (100, 50)
    assert drawing.fit(100, 20) == (40, 20)


def test_folded_parts_stand_at_the_end_in_order(article: Article) -> None:
    heads = re.findall(r"<h2[^>]*>(.*?)</h2>", article.body)
    assert heads == [
        "Year 6",
        "Tables",
        "What the measures mean",
        "Sources of the figures on this page",
    ]
    assert "<details" not in article.body
    assert "<summary" not in article.body
    assert "<caption>Table 1. Year 6 obesity</caption>" in article.body
    assert "Figure 1. Year 6 obesity over time" in article.body
    assert "Table 1 at the end gives these figures." in article.body


def test_links_that_lead_nowhere_on_paper_are_words(article: Article) -> None:
    assert re.findall(r'href="([^"]*)"', article.body) == ["https://example.org/x"]
    assert "Download" not in article.body
    assert "25.0%" in article.body


def test_source_number_stands_once_a_paragraph(article: Article) -> None:
    assert article.body.count("<sup>1</sup>") == 1


def test_page_without_article_or_heading_is_refused(page: str) -> None:
    with pytest.raises(BuildError, match="no article"):
        read_article("westminster/obesity", "<html><body></body></html>")
    with pytest.raises(BuildError, match="no heading"):
        read_article("westminster/obesity", re.sub(r"<h1>.*?</h1>", "", page))
