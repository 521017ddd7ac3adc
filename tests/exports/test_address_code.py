"""A paper copy of a book that has an address leads back to the page; of another, nowhere."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from xml.etree import ElementTree as ET

import numpy as np
import pypdf
import segno
from PIL import Image

from needsbook.exports.address_code import EDGE, draw_code, tell_code, write_code
from needsbook.exports.articles import Article
from needsbook.exports.imprint import Imprint
from needsbook.exports.pdf import make_chapter, make_profile
from needsbook.exports.png_files import draw_pictures
from needsbook.exports.word import make_word

SITE = "https://needs.example.gov.uk/book/"
ADDRESS = f"{SITE}westminster/obesity.html"
EPOCH = 1_763_769_600


def list_links(content: bytes) -> set[str]:
    links = set()
    for page in pypdf.PdfReader(io.BytesIO(content)).pages:
        for note in page.get("/Annots") or ():
            links.add(str(note.get_object().get("/A", {}).get("/URI", "")))
    return links


def test_a_pdf_has_its_page_s_address_as_a_link(article: Article, imprint: Imprint) -> None:
    published = replace(imprint, site=SITE)
    for make in (
        lambda held: make_chapter(held, article, EPOCH),
        lambda held: make_profile(held, [article], EPOCH),
    ):
        assert ADDRESS in list_links(make(published))
        assert not any(link.startswith(SITE) for link in list_links(make(imprint)))


def test_a_word_file_has_the_address_and_the_code_in_words(
    article: Article, imprint: Imprint
) -> None:
    pictures = draw_pictures({name: held.svg for name, held in article.drawings.items()})
    content = make_word(replace(imprint, site=SITE), article, pictures, EPOCH)
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert tell_code(ADDRESS) in file.read("word/document.xml").decode("utf-8")
        assert ADDRESS in file.read("word/_rels/document.xml.rels").decode("utf-8")


def test_the_code_is_the_address_s_in_both_forms() -> None:
    modules = np.array(segno.make(ADDRESS, micro=False, error="m").matrix, dtype=bool)
    side = len(modules) + 2 * EDGE
    picture = np.array(Image.open(io.BytesIO(write_code(ADDRESS))).convert("1"))
    drawn = ~picture[4::8, 4::8]  # the middle of each module
    assert drawn.shape == (side, side)
    assert (drawn[EDGE:-EDGE, EDGE:-EDGE] == modules).all()
    assert not drawn[:EDGE].any()
    root = ET.fromstring(draw_code(ADDRESS))
    assert root.get("viewBox") == f"0 0 {side} {side}"
