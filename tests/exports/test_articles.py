"""The article of a page, made ready for paper."""

from __future__ import annotations

import re

import pytest

from needsbook.errors import BuildError
from needsbook.exports.articles import Article, find_title, part_svg, read_article


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
    assert drawing.fit(30, 100) == (30, 15)
    assert drawing.fit(100, 10) == (20, 10)
    assert drawing.fit(100, 100) == (40, 20)  # no larger than its words need


def test_a_table_stands_with_its_picture_and_explanations_at_the_end(article: Article) -> None:
    heads = re.findall(r"<h2[^>]*>(.*?)</h2>", article.body)
    assert heads == [
        "Year 6",
        "What the measures mean",
        "Sources of the figures on this page",
    ]
    assert "<details" not in article.body
    assert "<summary" not in article.body
    pair = re.search(r'<div class="nb-pair">.*?</table>', article.body, re.S)
    assert pair
    assert "Figure 1. Year 6 obesity over time" in pair[0]
    assert "<caption>The figures of figure 1</caption>" in pair[0]


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


CUT = (
    '<svg xmlns="http://www.w3.org/2000/svg" data-cuts="{cuts}" viewBox="0 0 300 {height}" '
    'width="300" height="{height}"><desc>Many rows.</desc></svg>'
)


@pytest.mark.parametrize(
    ("cuts", "height", "heights"),
    [
        ("30 300 500", 610, [610]),  # fits
        ("30 300 600 900", 1190, [600, 620]),
        ("30 400 700 1300", 1650, [400, 330, 630, 380]),  # one part stays taller than half a page
    ],
)
def test_tall_picture_is_cut_where_it_says(cuts: str, height: int, heights: list[int]) -> None:
    parts = part_svg(CUT.format(cuts=cuts, height=height))
    found = [re.search(r'viewBox="0 0 300 (\d+)"', part) for part in parts]
    assert [int(match[1]) for match in found if match] == heights
    # Nothing is left out and nothing twice: each part but the first repeats the head.
    assert sum(heights) - 30 * (len(heights) - 1) == height


def test_parts_of_a_tall_picture_are_images_with_words(page: str) -> None:
    tall = CUT.format(cuts="30 700", height=1400)
    changed = re.sub(r"<svg\b.*?</svg>", tall, page, flags=re.S)
    article = read_article("westminster/obesity", changed)
    assert [drawing.alt for drawing in article.drawings.values()] == [
        "Many rows.",
        "The same picture continued, part 2.",
    ]


def test_words_that_have_a_line_of_their_own_on_the_screen_do_not_run_together(page: str) -> None:
    cell = '<td><span class="nb-of-name">Name</span><span class="nb-of-counts">What</span></td>'
    changed = page.replace('<td class="nb-number">21.1%</td>', cell)
    body = read_article("westminster/obesity", changed).body
    assert 'Name</strong><br><span class="nb-of-counts">What' in body


def test_wide_table_gives_more_room_to_more_words(page: str) -> None:
    table = (
        '<table class="nb-of-table nb-of-wide"><caption>T</caption><thead><tr><th>A</th><th>B</th>'
        f"</tr></thead><tbody><tr><th>{'some words ' * 20}</th><td>no</td></tr></tbody></table>"
    )
    body = read_article("westminster/obesity", page.replace("</figure>", f"</figure>{table}")).body
    assert '</caption><colgroup><col width="81%"><col width="19%"></colgroup>' in body
