"""The tasks of the processes that make the files: pages in, bytes out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from needsbook.exports.articles import read_article
from needsbook.exports.briefing import is_landing, shorten
from needsbook.exports.imprint import Imprint
from needsbook.exports.ods import make_ods
from needsbook.exports.pdf import make_chapter, make_profile
from needsbook.exports.png_files import draw_pictures
from needsbook.exports.table_sheets import Workbook
from needsbook.exports.word import make_word
from needsbook.exports.xlsx import make_xlsx


def make_profile_file(
    imprint: Imprint, pages: Sequence[tuple[str, str]], epoch: int
) -> list[bytes]:
    """The profile of an area as PDF: it begins with the briefing."""
    articles = [read_article(page, text, condensed=True) for page, text in pages]
    articles = [shorten(article) if is_landing(article.page) else article for article in articles]
    return [make_profile(imprint, articles, epoch)]


def make_chapter_files(
    imprint: Imprint, page: str, text: str, epoch: int, kept: Path
) -> list[bytes]:
    """A page as Word and as PDF; ``kept`` holds the pictures that were drawn for the page."""
    article = read_article(page, text)
    if is_landing(page):
        article = shorten(article)
    pictures = draw_pictures(
        {name: drawing.svg for name, drawing in article.drawings.items()}, kept
    )
    return [
        make_word(imprint, article, pictures, epoch),
        make_chapter(imprint, article, epoch),
    ]


def make_workbooks(book: Workbook, epoch: int) -> list[bytes]:
    """The workbook as XLSX and as ODS."""
    return [make_xlsx(book, epoch), make_ods(book, epoch)]
