"""A whole profile as one tagged PDF of print quality (PDF/UA-1, A4), and its chapters.

A chapter is a file of its own too, set in the same way with pages of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

import pypdfium2

from needsbook.exports.address_code import SIDE_MM, draw_code, tell_code
from needsbook.exports.articles import Article
from needsbook.exports.briefing import PAGES, SIZES, is_landing, write_style
from needsbook.exports.imprint import Imprint
from needsbook.exports.markup import write_body
from needsbook.exports.typeset import place_picture, quote, set_pdf, set_pdf_apart


def make_profile(imprint: Imprint, articles: Sequence[Article], epoch: int) -> bytes:
    """The profile: a cover, the contents, each article as a chapter.

    The same input gives the same bytes; ``epoch`` is the only clock. ``BuildError`` when a
    picture cannot be drawn or has no words: none may be missing.
    """
    title = f"{imprint.area}: the whole profile"
    runs = groupby(articles, key=lambda article: (is_landing(article.page), article.columns))
    chapters = []
    for (briefing, _), run in runs:
        held = list(run)
        size = _fit(imprint, held[0], epoch) if briefing else SIZES[0]
        chapters.append(_write_run(imprint, held, size))
    source = _write(imprint, title, [_write_front(imprint, articles[0].page), *chapters])
    return set_pdf_apart(source, title, accessible=True, epoch=epoch)


def make_chapter(imprint: Imprint, article: Article, epoch: int) -> bytes:
    """One article as a PDF of its own; see ``make_profile``."""
    size = _fit(imprint, article, epoch) if is_landing(article.page) else SIZES[0]
    source = _write(imprint, article.title, [_write_run(imprint, [article], size)])
    return set_pdf(source, article.title, accessible=True, epoch=epoch)


def _fit(imprint: Imprint, article: Article, epoch: int) -> float:
    """The largest letters with which a briefing keeps to its pages (else the smallest)."""
    for size in SIZES[:-1]:
        source = _write(imprint, article.title, [_write_run(imprint, [article], size)])
        content = set_pdf(source, article.title, accessible=True, epoch=epoch)
        if len(pypdfium2.PdfDocument(content)) <= PAGES:
            return size
    return SIZES[-1]


def _write_run(imprint: Imprint, articles: Sequence[Article], size: float = SIZES[0]) -> str:
    """Chapters set alike, which run on; the briefing stands on pages of its own."""
    chapters = "".join(_write_chapter(imprint, article) for article in articles)
    if is_landing(articles[0].page):
        return f"#[{write_style(size)}{chapters}]\n"
    if articles[0].columns > 1:
        return f"#in-columns[{chapters}]\n"
    return chapters


def _write_chapter(imprint: Imprint, article: Article) -> str:
    return (
        f"#heading(level: 1)[#{quote(article.title)};]\n"
        f"{_write_about(imprint, article.page)}\n{write_body(article)}"
    )


def _write_about(imprint: Imprint, page: str) -> str:
    """The line below a title; beside it, of a book that has one, the page's address."""
    address = imprint.find_address(page)
    if not address:
        return f"#quiet[#{quote(imprint.about)};]"
    return f"#quiet(leads({quote(imprint.about)}, {quote(address)}, {_place_code(address)}))"


def _place_code(address: str) -> str:
    return place_picture(draw_code(address), f"{SIDE_MM}mm", tell_code(address))


def _write_front(imprint: Imprint, first: str) -> str:
    day = f"Figures as held on {imprint.day}"
    address = imprint.find_address(first)
    code = f", leads(none, {quote(address)}, {_place_code(address)})" if address else ""
    return (
        f"#cover({quote(imprint.area)}, {quote(imprint.book)}, {quote(day)}{code})\n"
        "#heading(level: 1, outlined: false)[Contents]\n#in-contents[#outline(title: none, depth: 2)]\n"
        "#pagebreak(weak: true)\n"
    )


def _write(imprint: Imprint, title: str, parts: Sequence[str]) -> str:
    style = (Path(__file__).parent / "print.typ").read_text(encoding="utf-8")
    head = f"#set document(title: {quote(title)}, author: {quote(imprint.book)})\n"
    return "".join([head, style, *parts])
