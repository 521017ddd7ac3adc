"""Chapters as Word."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from needsbook.exports.articles import Article
from needsbook.exports.imprint import Imprint
from needsbook.exports.making import make_chapter_files
from needsbook.exports.word import make_reference, make_word

EPOCH = 1_763_769_600
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


@pytest.fixture(scope="module")
def content(article: Article, imprint: Imprint) -> bytes:
    return make_word(imprint, article, dict.fromkeys(article.drawings, PNG), EPOCH)


@pytest.fixture(scope="module")
def document(content: bytes) -> Any:
    return docx.Document(io.BytesIO(content))


def test_headings_are_headings_and_the_title_stands_once(document: Any) -> None:
    heads = [(p.style.name, p.text) for p in document.paragraphs if "Heading" in p.style.name]
    assert heads[:3] == [
        ("Heading 1", "Obesity in Westminster & beyond"),
        ("Heading 2", "Year 6"),
        ("Heading 2", "What the measures mean"),
    ]
    assert sum("Obesity in Westminster" in p.text for p in document.paragraphs) == 1


def test_table_is_a_table_with_a_header_row_and_its_numbers(document: Any) -> None:
    (table,) = document.tables
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows == [["Area", "Value"], ["=Westminster", "25.0%"], ["England", "21.1%"]]
    assert "w:tblHeader" in table.rows[0]._tr.xml
    assert "w:tblHeader" not in table.rows[1]._tr.xml
    captions = [p.text for p in document.paragraphs if p.style.name == "Table Caption"]
    assert captions == ["The figures of figure 1"]


def test_picture_keeps_the_words_that_describe_it(document: Any, article: Article) -> None:
    (shape,) = document.inline_shapes
    (drawing,) = article.drawings.values()
    assert shape._inline.docPr.get("descr") == drawing.alt
    assert shape.width.mm == pytest.approx(40, abs=1)


def test_page_is_a4_and_numbered_and_the_file_is_named(document: Any, imprint: Imprint) -> None:
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert "PAGE" in section.footer._element.xml
    assert document.core_properties.title == "Obesity in Westminster & beyond"
    assert document.core_properties.author == imprint.book
    assert document.core_properties.language == "en-GB"
    assert document.core_properties.created.replace(tzinfo=None) == datetime(2025, 11, 22)


def test_same_input_gives_the_same_bytes(
    content: bytes, article: Article, imprint: Imprint
) -> None:
    again = make_word(imprint, article, dict.fromkeys(article.drawings, PNG), EPOCH)
    assert again == content


def test_pictures_are_drawn_for_the_page(tmp_path: Any, page: str, imprint: Imprint) -> None:
    made, pdf = make_chapter_files(imprint, "westminster/obesity", page, EPOCH, tmp_path)
    (shape,) = docx.Document(io.BytesIO(made)).inline_shapes
    assert shape.width > shape.height
    assert pdf.startswith(b"%PDF-")


def test_a_briefing_has_two_columns_and_little_air_and_a_chapter_has_not() -> None:
    for brief, columns in ((True, "2"), (False, None)):
        made = docx.Document(io.BytesIO(make_reference(0.82 if brief else 1.0, brief)))
        section = made.sections[0]
        held = section._sectPr.find(qn("w:cols"))
        assert (held.get(qn("w:num")) if held is not None else None) == columns
        assert (section.page_width.mm, section.page_height.mm) == pytest.approx((210, 297), abs=1)
        assert (made.styles["Heading 3"].paragraph_format.space_before.pt <= 5) == brief


@pytest.mark.parametrize(("columns", "style"), [(6, "Compact"), (7, "Dense")])
def test_a_table_of_many_columns_is_set_in_smaller_letters(
    article: Article, imprint: Imprint, columns: int, style: str
) -> None:
    cells = "<td>Westminster</td>" * columns
    wide = replace(article, body=f"<table><tbody><tr>{cells}</tr></tbody></table>")
    made = docx.Document(io.BytesIO(make_word(imprint, wide, {}, EPOCH)))
    (table,) = made.tables
    assert {cell.paragraphs[0].style.name for cell in table.rows[0].cells} == {style}
    assert made.styles["Dense"].font.size < made.styles["Compact"].font.size
