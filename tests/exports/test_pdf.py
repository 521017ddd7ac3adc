"""The profile and its chapters as PDF."""

from __future__ import annotations

import io
import sys
from dataclasses import replace
from typing import Any

import pypdf
import pytest

from needsbook.errors import BuildError
from needsbook.exports import pdf
from needsbook.exports.articles import Article, Drawing
from needsbook.exports.imprint import Imprint

pytestmark = pytest.mark.skipif(bool(pdf.why_no_pdf()), reason=f"no PDF here: {pdf.why_no_pdf()}")
EPOCH = 1_763_769_600


@pytest.fixture(scope="module")
def articles(article: Article) -> list[Article]:
    return [article, replace(article, title="Second chapter")]


@pytest.fixture(scope="module")
def made(articles: list[Article], imprint: Imprint) -> tuple[bytes, list[bytes]]:
    return pdf.make_profile(imprint, articles, EPOCH)


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
    made: tuple[bytes, list[bytes]], article: Article
) -> None:
    reader = read(made[0])
    tags = check_tagged(reader, "City of Westminster: the whole profile")
    heads = [tag for tag, _ in tags if tag.startswith("/H")]
    assert heads[0] == "/H1"
    assert heads.count("/H1") == 4
    (drawing,) = article.drawings.values()
    assert [alt for tag, alt in tags if tag == "/Figure"] == [drawing.alt] * 2
    text = reader.pages[1].extract_text()
    assert "Obesity in Westminster & beyond" in text
    assert "Second chapter" in text


def test_chapters_are_the_pages_of_the_whole(made: tuple[bytes, list[bytes]]) -> None:
    whole, chapters = made
    first, second = (read(one) for one in chapters)
    tags = check_tagged(first, "Obesity in Westminster & beyond")
    assert next(tag for tag, _ in tags if tag.startswith("/H")) == "/H1"
    check_tagged(second, "Second chapter")
    assert len(read(whole).pages) == 2 + len(first.pages) + len(second.pages)
    assert "3 of" in first.pages[0].extract_text()
    assert "25.0%" in first.pages[0].extract_text()


def test_words_in_pictures_can_be_searched(made: tuple[bytes, list[bytes]]) -> None:
    assert "Westminster 25.0%" in read(made[1][0]).pages[0].extract_text()


def test_words_of_an_inner_element_stand_where_the_outer_one_says(
    article: Article, imprint: Imprint
) -> None:
    def place(svg: str) -> list[float]:
        """Where the word stands, across the picture."""
        (name,) = article.drawings
        changed = replace(article, drawings={name: Drawing(name, svg, "words")})
        _, (chapter,) = pdf.make_profile(imprint, [changed], EPOCH)
        found: list[float] = []

        def visit(text: str, cm: Any, tm: Any, *_: Any) -> None:
            if "Londinium" in text:
                found.append(cm[0] * tm[4] + cm[4])

        read(chapter).pages[0].extract_text(visitor_text=visit)
        return found

    head = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100" width="200" height="100">'
    inner = place(f'{head}<text x="90" y="50"><tspan>Londinium</tspan></text></svg>')
    outer = place(f'{head}<text x="90" y="50">Londinium</text></svg>')
    assert inner == outer
    assert len(outer) == 1
    assert place(f'{head}<text x="10" y="50">Londinium</text></svg>') < outer


def test_same_input_gives_the_same_bytes(
    made: tuple[bytes, list[bytes]], articles: list[Article], imprint: Imprint
) -> None:
    assert pdf.make_profile(imprint, articles, EPOCH) == made


def test_picture_that_cannot_be_drawn_stops_the_build(article: Article, imprint: Imprint) -> None:
    broken = {name: Drawing(name, "<svg", "words") for name in article.drawings}
    with pytest.raises(BuildError, match="cannot be set"):
        pdf.make_profile(imprint, [replace(article, drawings=broken)], EPOCH)


def test_machine_without_pango_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    pdf.why_no_pdf.cache_clear()
    try:
        assert pdf.why_no_pdf().startswith("the library Pango is missing on this machine")
    finally:
        pdf.why_no_pdf.cache_clear()


def test_word_with_a_halo_is_drawn_on_top_of_it() -> None:
    halo = (
        '<text x="1" paint-order="stroke" stroke="#ffffff" stroke-width="4"><tspan>Abbey</tspan>'
        '</text><text style="fill:#000000;paint-order:stroke;stroke:#ffffff;stroke-width:3">B</text>'
        "<text>C</text>"
    )
    assert pdf.set_halos(halo) == (
        '<text x="1" paint-order="stroke" stroke="#ffffff" stroke-width="4"><tspan>Abbey</tspan>'
        '</text><text x="1"><tspan>Abbey</tspan></text>'
        '<text style="fill:#000000;paint-order:stroke;stroke:#ffffff;stroke-width:3">B</text>'
        '<text style="fill:#000000;">B</text><text>C</text>'
    )
    group = '<g paint-order="stroke"><text style="fill:#ffffff;stroke:#092135">1</text></g>'
    assert pdf.set_halos(group) == (
        '<g paint-order="stroke"><text style="fill:#ffffff;stroke:#092135">1</text>'
        '<text style="fill:#ffffff;">1</text></g>'
    )
