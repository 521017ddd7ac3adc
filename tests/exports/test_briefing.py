"""The briefing: the landing page's article, short enough for two pages."""

from __future__ import annotations

import io

from needsbook.exports.articles import Article
from needsbook.exports.briefing import is_landing, shorten
from needsbook.exports.imprint import Imprint
from needsbook.exports.making import name_files
from needsbook.exports.pdf import make_chapter

FINDING = (
    '<article class="nb-finding"><h3>Persistent absence</h3><p>In 2024/25, 22.1% of pupils were '
    "persistently absent, 4.0 percentage points above England (18.1%): 7th highest of 153 "
    'authorities.<sup>2</sup> counted, not tested</p><p class="nb-quiet">3rd of 11.</p></article>'
)


def make_article(number):
    body = (
        f"<h2>What is worse</h2><div>{FINDING * number}</div>"
        '<p class="nb-more">Ward by ward</p>'
        '<section class="nb-measures"><h2>What the measures mean</h2><div><h3>Sources</h3>'
        "<ul><li>Department for Education</li></ul></div></section>"
        '<section class="nb-print-sources"><h2>Sources</h2><p>each figure</p></section>'
    )
    return Article("medway/index", "What stands out in Medway", body)


def test_only_a_landing_page_is_a_briefing():
    assert is_landing("medway/index")
    assert not is_landing("index")
    assert not is_landing("medway/poverty")
    assert name_files("x", "medway/index") == ("x/medway/briefing.docx", "x/medway/briefing.pdf")
    assert name_files("x", "medway/poverty")[1] == "x/medway/poverty.pdf"


def test_what_only_the_profile_has_room_for_is_left_out():
    text = shorten(make_article(1)).body
    assert "7th highest of 153" in text
    assert "Department for Education" in text
    for gone in ("each figure", "3rd of 11", "Ward by ward", "<sup>", "What the measures mean"):
        assert gone not in text


def test_seventeen_findings_fit_two_pages():
    import pypdfium2

    imprint = Imprint("A book", "Medway", "26 November 2026")
    for number in (1, 17, 40):  # few findings in large letters, many in small ones
        content = make_chapter(imprint, shorten(make_article(number)), 1_700_000_000)
        assert len(pypdfium2.PdfDocument(io.BytesIO(content))) <= 2


def test_which_measures_are_unknown_is_left_out_also_where_it_stands_unfolded():
    listed = "<ul><li>Tooth decay</li></ul>"
    for inner in (listed, f"<details><summary>Which measures</summary>{listed}</details>"):
        body = f'<ul class="nb-unknown"><li>Some are not held.{inner}</li></ul>'
        text = shorten(Article("medway/index", "What stands out", body)).body
        assert "Some are not held." in text
        assert "Tooth decay" not in text
