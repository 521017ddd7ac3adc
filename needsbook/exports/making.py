"""The tasks of the processes that make the files: pages in, bytes out.

A format more is one function and its line in ``PAGE_WRITERS`` or ``WORKBOOK_WRITERS``: the
files are then made, kept, named and offered with the others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path

from needsbook.exports.articles import Article, read_article
from needsbook.exports.briefing import NAME, is_landing, shorten
from needsbook.exports.imprint import Imprint
from needsbook.exports.ods import make_ods
from needsbook.exports.pdf import make_chapter, make_profile
from needsbook.exports.png_files import draw_pictures, name_tools
from needsbook.exports.table_sheets import Workbook
from needsbook.exports.typeset import read_fonts
from needsbook.exports.word import make_word, prepare_references
from needsbook.exports.xlsx import make_xlsx


def prepare() -> None:
    """Have ready what every file needs: for the process that those who make them are split off from."""
    from PIL import Image

    read_fonts()
    prepare_references()
    Image.preinit()
    name_tools()
    for name in ("gptables", "pypandoc", "pypdfium2", "typst"):
        import_module(name)


def _write_chapter(
    imprint: Imprint, article: Article, pictures: Mapping[str, bytes], epoch: int
) -> bytes:
    return make_chapter(imprint, article, epoch)


# By ending: what readers know the format as, and the function that writes a file of it.
PAGE_WRITERS: dict[
    str, tuple[str, Callable[[Imprint, Article, Mapping[str, bytes], int], bytes]]
] = {".docx": ("Word", make_word), ".pdf": ("PDF", _write_chapter)}
WORKBOOK_WRITERS: dict[str, tuple[str, Callable[[Workbook, int], bytes]]] = {
    ".xlsx": ("Excel", make_xlsx), ".ods": ("OpenDocument", make_ods),
}  # fmt: skip


def name_files(base: str, page: str) -> tuple[str, ...]:
    """The addresses of a page's files; those of a landing page are the briefing."""
    name = f"{page.rpartition('/')[0]}/{NAME}" if is_landing(page) else page
    return tuple(f"{base}/{name}{ending}" for ending in PAGE_WRITERS)


def name_workbooks(base: str, slug: str) -> tuple[str, ...]:
    """The addresses of the workbooks of an area's figures."""
    return tuple(f"{base}/{slug}/figures{ending}" for ending in WORKBOOK_WRITERS)


def name_format(address: str) -> str:
    """What readers know the format of a file as: “Word”, “CSV in a zip file”."""
    words = {ending: name for ending, (name, _) in {**PAGE_WRITERS, **WORKBOOK_WRITERS}.items()}
    packed = address.endswith(".zip")
    name = {".csv": "CSV", **words}[Path(address.removesuffix(".zip")).suffix]
    return f"{name} in a zip file" if packed else name


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
    """A page in every format of ``PAGE_WRITERS``; ``kept`` holds the pictures that were drawn for the page."""
    article = read_article(page, text)
    if is_landing(page):
        article = shorten(article)
    pictures = draw_pictures(
        {name: drawing.svg for name, drawing in article.drawings.items()}, kept
    )
    return [write(imprint, article, pictures, epoch) for _, write in PAGE_WRITERS.values()]


def make_workbooks(book: Workbook, epoch: int) -> list[bytes]:
    """The workbook in every format of ``WORKBOOK_WRITERS``."""
    return [write(book, epoch) for _, write in WORKBOOK_WRITERS.values()]
