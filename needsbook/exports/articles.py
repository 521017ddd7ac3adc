"""The article of a built page, made ready for paper: no links to cards, nothing folded.

Pictures become images with the words the page describes them by. A page of pictures and
narrow tables is set in two columns, with the forms of its pictures made for phones.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape, unescape
from typing import Any

from lxml import etree, html

from needsbook.errors import BuildError
from needsbook.exports.condensed import condense
from needsbook.exports.downloads import bare_picture
from needsbook.exports.end_notes import read_words
from needsbook.exports.folded import place_folded
from needsbook.exports.tall_pictures import VIEW, part_svg

Element = Any
_ARTICLE = re.compile(r'<article class="bd-article"[^<>]*>(.*)</article>', re.S)
# The two forms of a picture, for screens and for phones: paper takes one of them.
_NARROW = re.compile(r'<div class="nb-narrow">.*?</svg></div>', re.S)
_WIDE = re.compile(
    r'<div class="nb-wide">(?:(?!<div\b).)*?</svg></div>(?=\s*<div class="nb-narrow">)', re.S
)
_FRAME = re.compile(r'<figure class="nb-figure"[^<>]*>(.*?)</figure>', re.S)
_ROW = re.compile(r"<tr\b(?:(?!</tr>).)*</tr>", re.S)
_CELL = re.compile(r"<t[hd]\b")
# What a column of two can hold: pixels of a picture, columns of a table.
_WIDEST, _MOST_COLUMNS = 460, 6
_FEW_COLUMNS, _SENTENCE = 3, 80
_SVG = re.compile(r"<svg\b.*?</svg>", re.S)
IMAGE = re.compile(r'<img src="([^"]+)" alt="([^"]*)">')
_TAG = re.compile(r"<[^<>]*>")
_HEADING = re.compile(r"<h1[^<>]*>(.*?)</h1>", re.S)
_PERMALINK = re.compile(r'<a class="headerlink".*?</a>', re.S)
BOLD = 1.2  # the width of a bold letter beside a plain one
LARGEST_PIXEL = 0.2  # mm of a pixel of a picture on paper
_LINES = {"nb-of-why", "nb-of-counts", "nb-of-holder", "nb-of-context"}
# Only the screen needs these.
_DROPPED = (
    "//script", "//style", "//button", "//form", "//fieldset", "//a[contains(@class,'headerlink')]",
    "//p[not(node())]", "//*[contains(concat(' ',@class,' '),' nb-takeaway ')]",
    "//*[contains(concat(' ',@class,' '),' toctree-wrapper ')]",
)  # fmt: skip
_LINKS = "//*[contains(concat(' ',@class,' '),' nb-downloads ')]"


@dataclass(frozen=True)
class Drawing:
    """A picture of an article: SVG with its own colours, and the words for it."""

    name: str
    svg: str
    alt: str

    def fit(self, width: float, height: float, pixel: float = LARGEST_PIXEL) -> tuple[float, float]:
        """The size (mm, mm) of its own shape within ``width`` and ``height``.

        It is never larger than its words need to be as large as the text (``pixel``: mm).
        """
        found = VIEW.search(self.svg)
        across, down = (float(found[1]), float(found[2])) if found else (width, height)
        scale = min(width / across, height / down, pixel)
        return round(across * scale, 1), round(down * scale, 1)


@dataclass
class Article:
    """A page's article: its ``title``, the ``body`` without it, its drawings by name.

    ``body`` is HTML text whose first heading is of the second level; images are called as
    the drawings are.
    """

    page: str
    title: str
    body: str
    drawings: dict[str, Drawing] = field(default_factory=dict)
    columns: int = 1


def read_article(page: str, text: str, *, condensed: bool = False) -> Article:
    """The article of the built page ``page``; ``BuildError`` if it has none, or no heading.

    ``condensed``: as a chapter of the whole profile, see ``needsbook.exports.condensed``.
    """
    found = _ARTICLE.search(text)
    if found is None:
        raise BuildError(
            "the page has no article to take away", f"{page}.html", "build the book again"
        )
    columns = count_columns(found[1])
    source, drawings = _take_drawings(page, (_WIDE if columns > 1 else _NARROW).sub("", found[1]))
    body = html.fragment_fromstring(source, create_parent="div")
    for path in _DROPPED:
        for element in body.xpath(f".{path}"):
            element.drop_tree()
    heading = body.find(".//h1")
    if heading is None:
        raise BuildError("the page has no heading", f"{page}.html", "give the notebook a title")
    title = read_words(heading)
    heading.drop_tree()
    if condensed:
        condense(body, page)
    place_folded(body, page)
    for element in body.xpath(f".{_LINKS}"):
        element.drop_tree()
    _unlink(body)
    _strip(body)
    text = etree.tostring(body, encoding="unicode", method="html")
    drawings = {name: drawing for name, drawing in drawings.items() if f'"{name}"' in text}
    return Article(page, title, text, drawings, columns)


def count_columns(source: str) -> int:
    """Two where an article has pictures and all it holds is narrow enough, else one."""
    frames = _FRAME.findall(source)
    widths = [
        float(found[1])
        for frame in frames
        for found in [VIEW.search(_WIDE.sub("", frame))]
        if found
    ]
    rows = _ROW.findall(source)
    broad = any(len(_CELL.findall(row)) > _MOST_COLUMNS for row in rows)
    return 1 if len(widths) < 2 or max(widths) > _WIDEST or broad else 2


def find_title(text: str, page: str) -> str:
    """The words of a page's first heading; the page's address where it has none."""
    found = _HEADING.search(text)
    words = _TAG.sub("", _PERMALINK.sub("", found[1])) if found else ""
    return " ".join(unescape(words).split()) or page


def _take_drawings(page: str, source: str) -> tuple[str, dict[str, Drawing]]:
    """The article with an image in place of each drawing (its SVG is no HTML), and those."""
    drawings: dict[str, Drawing] = {}
    prefix = re.sub(r"[^a-z0-9]+", "-", page.lower())

    def take(found: re.Match[str]) -> str:
        alt = describe_svg(found[0])
        if not alt and 'aria-hidden="true"' in found[0].partition(">")[0]:
            return ""  # an ornament: the number it repeats stands beside it
        images = ""
        for number, svg in enumerate(part_svg(bare_picture(found[0])), start=1):
            name = f"{prefix}-{len(drawings) + 1}.svg"
            words = alt if number == 1 else f"The same picture continued, part {number}."
            drawings[name] = Drawing(name, svg, words)
            # What it prints, for whoever asks whether a table of it says more.
            said = escape(" ".join(unescape(_TAG.sub(" ", svg)).split())) if number == 1 else ""
            images += f'<img src="{name}" alt="{escape(words)}" data-words="{said}">'
        return images

    return _SVG.sub(take, source), drawings


def describe_svg(svg: str) -> str:
    """What a picture says of itself: its description, or its title where it has none."""
    for tag in ("desc", "title"):
        found = re.search(rf"<{tag}\b[^<>]*>(.*?)</{tag}>", svg, re.S)
        if found and (words := " ".join(unescape(_TAG.sub("", found[1])).split())):
            return words
    return ""


def _unlink(body: Element) -> None:
    """Take away every link that leads nowhere on paper; sources keep their number.

    The number of a source stands once a paragraph, at the first figure from it.
    """
    noted: dict[Element, set[str]] = {}
    for link in body.xpath(".//a"):
        number = link.get("data-n")
        if number:
            paragraph = next(
                (element for element in link.iterancestors() if element.tag in ("p", "li")), body
            )
            if number not in noted.setdefault(paragraph, set()):
                noted[paragraph].add(number)
                mark = etree.SubElement(link, "sup")
                mark.text = number
        if not link.get("href", "").startswith(("https://", "http://", "mailto:")):
            link.drop_tag()


def _strip(body: Element) -> None:
    """Only what paper needs: no wrappers of cells, no attributes of the screen."""
    for element in body.xpath(".//div[contains(@class,'cell') or contains(@class,'output')]"):
        element.drop_tag()
    for element in body.xpath(".//div[@class='nb-scroll']"):
        element.drop_tag()
    for image in body.iter("img"):
        image.attrib.pop("data-words", None)
    for element in body.xpath(".//data"):
        element.tag = "span"
    for element in body.xpath(".//span[@class='nb-of-name']"):
        element.tag = "strong"
    for span in body.iter("span"):
        # On the screen a line of its own.
        before = span.getprevious()
        if _LINES & set(span.get("class", "").split()) and (
            before is not None or (span.getparent().text or "").strip()
        ):
            span.addprevious(html.Element("br"))
    for element in body.iter():
        if not isinstance(element.tag, str):
            continue
        for name in list(element.attrib):
            if name not in ("class", "href", "src", "alt", "scope", "colspan", "rowspan", "start"):
                del element.attrib[name]
    for table in body.xpath(".//table"):
        if "nb-of-wide" in table.get("class", "") or _is_broad(table):
            _share_width(table)


def _share_width(table: Element) -> None:
    """Give a table of words a share of the width for each column: wider for more words."""
    count = _count_cells(table)
    most = [8.0] * count  # letters, of which most periods need as many
    edges = 3.0  # letters: what the margins of a cell take
    for row in table.iter("tr"):
        for number, cell in enumerate(row if len(row) == count else ()):
            words = "".join(cell.itertext()).split()
            longest = max(map(len, words), default=0) if cell.find(".//img") is None else 14
            needed = longest * (BOLD if cell.tag == "th" else 1) + edges
            most[number] = max(most[number], needed, 2.6 * sum(map(len, words)) ** 0.5)
    group = html.Element("colgroup")
    for value in most:
        etree.SubElement(group, "col", {"width": f"{100 * value / sum(most):.0f}%"})
    caption = table.find("caption")
    table.insert(0 if caption is None else 1, group)


def _count_cells(table: Element) -> int:
    return max((len(row) for row in table.iter("tr")), default=0)


def _is_broad(table: Element) -> bool:
    """Whether a table's columns need shares of their own: many, or one of them of sentences."""
    count = _count_cells(table)
    said = max(
        (len("".join(element.itertext())) for element in table.iterfind(".//tbody//*")), default=0
    )
    return count > _MOST_COLUMNS or (count > _FEW_COLUMNS and said > _SENTENCE)
