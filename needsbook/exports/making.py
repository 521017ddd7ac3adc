"""The tasks of the processes that make the files: pages in, bytes out."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from needsbook.exports.articles import Article, read_article
from needsbook.exports.imprint import Imprint
from needsbook.exports.ods import make_ods
from needsbook.exports.pdf import make_profile
from needsbook.exports.tables import Workbook
from needsbook.exports.word import make_word
from needsbook.exports.xlsx import make_xlsx
from needsbook.register.downloads import FONTS, PNG_SHRINK
from needsbook.register.draw_pictures import draw_png

PRINT_ZOOM = 2  # finer than for the screen: about two hundred dots an inch on the page


def make_pdfs(imprint: Imprint, folder: Path, pages: Sequence[str], epoch: int) -> list[bytes]:
    """The profile of an area, then each of its chapters."""
    whole, chapters = make_profile(imprint, [_read(folder, page) for page in pages], epoch)
    return [whole, *chapters]


def make_word_file(imprint: Imprint, folder: Path, page: str, epoch: int) -> list[bytes]:
    """The Word file of a page; its pictures are drawn without the words the text gives."""
    article = _read(folder, page)
    fonts = files("matplotlib") / "mpl-data" / "fonts" / "ttf"
    how = {"fonts": [str(fonts / name) for name in FONTS], "zoom": PRINT_ZOOM, "shrink": PNG_SHRINK}
    pictures = {name: draw_png(one.svg, how) for name, one in article.drawings.items()}
    return [make_word(imprint, article, pictures, epoch)]


def make_workbooks(book: Workbook, epoch: int) -> list[bytes]:
    """The workbook as XLSX and as ODS."""
    return [make_xlsx(book, epoch), make_ods(book, epoch)]


def _read(folder: Path, page: str) -> Article:
    return read_article(page, (folder / f"{page}.html").read_text(encoding="utf-8"))
