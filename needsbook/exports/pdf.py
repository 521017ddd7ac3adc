"""A whole profile as one tagged PDF of print quality (PDF/UA-1, A4), by WeasyPrint.

Its chapters are also files of their own: the same pages, laid out once, with the numbers
they have in the whole.
"""

from __future__ import annotations

import gc
import logging
import os
import re
from collections.abc import Mapping, Sequence
from functools import cache
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

from needsbook.errors import BuildError
from needsbook.exports.articles import IMAGE, Article
from needsbook.exports.imprint import Imprint

VARIANT = "pdf/ua-1"
_HALOED = re.compile(r"(<text\b[^<>]*\bpaint-order[^<>]*>)((?:(?!</text>).)*</text>)", re.S)
# A map gives the halo of its names to the group they stand in.
_GROUP = re.compile(r'<g\b[^<>]*\bpaint-order="stroke"[^<>]*>(?:(?!<g\b|</g>).)*</g>', re.S)
_WORD = re.compile(r"(<text\b[^<>]*>)((?:(?!</text>).)*</text>)", re.S)
_HALO = re.compile(
    r'\s(?:paint-order|stroke|stroke-width|stroke-linejoin)="[^"]*"'
    r"|(?<=[\";])(?:paint-order|stroke|stroke-width|stroke-linejoin):[^;\"]*;?"
)
_LARGEST = (125, 128)  # mm
_BASE = "https://book.invalid/"
_FONTS = {"400": "DejaVuSans.ttf", "700": "DejaVuSans-Bold.ttf"}


@cache
def why_no_pdf() -> str:
    """Empty where PDFs can be made; else what this machine lacks, in a sentence."""
    try:
        import weasyprint  # noqa: F401
    except (ImportError, OSError) as error:
        first = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        return f"the library Pango is missing on this machine ({first})"
    return ""


def make_profile(
    imprint: Imprint, articles: Sequence[Article], epoch: int
) -> tuple[bytes, list[bytes]]:
    """The profile (a cover, the contents, each article as a chapter), and each chapter alone.

    The same input gives the same bytes (on machines with the same fonts); ``epoch`` is the
    only clock. ``BuildError`` when a picture cannot be drawn: none may be missing.
    """
    os.environ["SOURCE_DATE_EPOCH"] = str(epoch)
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    _draw_words_whole()
    drawings = {
        name: set_halos(one.svg) for article in articles for name, one in article.drawings.items()
    }
    fonts = FontConfiguration()
    complaints = _Complaints()
    logger = logging.getLogger("weasyprint")
    logger.addHandler(complaints)
    # The tree of boxes is one large cycle that lives to the end: collecting it midway costs
    # a third of the time and frees nothing.
    gc.disable()
    try:
        document = weasyprint.HTML(
            string=lay_out(imprint, articles),
            base_url=_BASE,
            url_fetcher=_fetch_from(drawings),
        )
        css = weasyprint.CSS(
            string=_read_css(), font_config=fonts, base_url=_BASE, url_fetcher=_fetch_from({})
        )
        set_whole = document.render(stylesheets=[css], font_config=fonts, pdf_variant=VARIANT)
        whole = set_whole.write_pdf(pdf_variant=VARIANT)
        chapters = _write_chapters(set_whole, articles)
    finally:
        gc.enable()
        logger.removeHandler(complaints)
    if complaints.lines:
        raise BuildError(
            f"the profile of {imprint.area} cannot be set: {complaints.lines[0]}",
            imprint.area,
            "mend the picture or the page named",
        )
    return bytes(whole), chapters


def _write_chapters(whole: Any, articles: Sequence[Article]) -> list[bytes]:
    """Each chapter's pages as a PDF of their own; a chapter begins on the page of its anchor."""
    starts = []
    for number in range(1, len(articles) + 1):
        name = f"chapter-{number}"
        starts.append(next(at for at, page in enumerate(whole.pages) if name in page.anchors))
    chapters = []
    for article, start, end in zip(articles, starts, [*starts[1:], len(whole.pages)], strict=True):
        part = whole.copy(whole.pages[start:end])
        part.metadata.title = article.title
        chapters.append(bytes(part.write_pdf(pdf_variant=VARIANT)))
    return chapters


def lay_out(imprint: Imprint, articles: Sequence[Article]) -> str:
    """The profile as one HTML document."""
    title = f"{imprint.area}: the whole profile"
    contents = "".join(
        f'<li><a href="#chapter-{number}">{escape(one.title)}</a></li>'
        for number, one in enumerate(articles, start=1)
    )
    parts = [
        f'<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>{escape(title)}'
        f'</title><meta name="author" content="{escape(imprint.book)}"></head><body>',
        f'<section class="nb-cover"><h1>{escape(imprint.area)}</h1>'
        f"<p>{escape(imprint.book)}</p><p>Figures as held on {escape(imprint.day)}</p></section>",
        f'<section class="nb-contents"><h1>Contents</h1><ol>{contents}</ol></section>',
    ]
    for number, one in enumerate(articles, start=1):
        parts.append(
            f'<section class="nb-chapter" id="chapter-{number}"><h1>{escape(one.title)}</h1>'
            f'<p class="nb-meta">{escape(imprint.area)}. From: {escape(imprint.book)}. Figures as '
            f"held on {escape(imprint.day)}. The tables behind the pictures are in the Word version "
            f"of this chapter and in the workbook of figures.</p>"
            f"{_size_images(_leave_out_tables(one.body), one)}</section>"
        )
    parts.append("</body></html>")
    return "".join(parts)


def set_halos(svg: str) -> str:
    """``svg`` with each word that has a halo drawn twice: its halo, then the word on top.

    WeasyPrint does not know ``paint-order`` and would draw the halo over the word.
    """

    def twice(found: re.Match[str]) -> str:
        return found[0] + _HALO.sub("", found[1]) + found[2]

    svg = _GROUP.sub(lambda found: _WORD.sub(twice, found[0]), svg)
    return _HALOED.sub(twice, svg)


def _size_images(body: str, article: Article) -> str:
    """``body`` with a size for each picture: left to themselves they keep their height."""

    def size(found: re.Match[str]) -> str:
        width, height = article.drawings[found[1]].fit(*_LARGEST)
        return f'<img src="{found[1]}" alt="{found[2]}" style="width:{width}mm;height:{height}mm">'

    return IMAGE.sub(size, body)


def _leave_out_tables(body: str) -> str:
    """``body`` without the section of tables that the screen folds below the pictures."""
    from lxml import html

    tree = html.fragment_fromstring(body, create_parent=False)
    for one in tree.xpath(".//section[@class='nb-tables']|.//p[@class='nb-see']"):
        one.drop_tree()
    return str(html.tostring(tree, encoding="unicode"))


def _read_css() -> str:
    text = (Path(__file__).parent / "print.css").read_text(encoding="utf-8")
    # Where the first faces are missing, the one that comes with matplotlib is always there.
    faces = "".join(
        f'@font-face {{ font-family: "Needs Fallback"; font-weight: {weight}; '
        f'src: url("{_font(name)}"); }}\n'
        for weight, name in _FONTS.items()
    )
    return faces + text.replace('"Needs Sans"', '"Liberation Sans", Arial, "Needs Fallback"')


def _font(name: str) -> str:
    return f"{_BASE}fonts/{name}"


def _fetch_from(drawings: Mapping[str, str]) -> Any:
    """A fetcher that knows the drawings and the fonts and nothing else: no network."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Fetcher(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            name = url.rsplit("/", 1)[-1]
            if name in drawings:
                return URLFetcherResponse(
                    url, drawings[name].encode("utf-8"), {"Content-Type": "image/svg+xml"}
                )
            if name in _FONTS.values():
                path = Path(str(files("matplotlib") / "mpl-data" / "fonts" / "ttf" / name))
                return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": "font/ttf"})
            raise ValueError(f"{name} is not part of the book")

    return Fetcher()


class _Complaints(logging.Handler):
    """Keeps what the typesetter only logs: an image it left out, a style it did not know."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


class _Whole(str):
    """Words that a loop over their letters gets in one piece."""

    __slots__ = ()

    def __iter__(self) -> Any:
        if self:  # none for no letters: words in an inner element stand where the outer says
            yield str(self)

    def lstrip(self, chars: str | None = None, /) -> str:
        return _Whole(str.lstrip(self, chars))


@cache
def _draw_words_whole() -> None:
    """Let the words of our pictures be drawn as words.

    WeasyPrint sets text in pictures letter by letter, for pictures that turn or space single
    letters; ours never do. In one piece they are kerned, can be searched, and take half
    the time. A version that works otherwise is left as it is.
    """
    from weasyprint.svg import Node

    before = getattr(Node, "process_whitespace", None)
    if before is not None:

        def keep_whole(string: str, preserve: bool) -> str:
            return _Whole(before(string, preserve))

        Node.process_whitespace = staticmethod(keep_whole)
