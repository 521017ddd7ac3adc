"""The article of a built page, made ready for paper: no links to cards, nothing folded.

What a reader unfolds on the screen (tables of figures, what a measure means) moves to the
end of the chapter, numbered, so that the chapter itself reads from sentence to picture.
Pictures become images with the words the page describes them by.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape, unescape
from typing import Any

from lxml import etree, html

from needsbook.errors import BuildError
from needsbook.exports.downloads import bare_picture

Element = Any
_ARTICLE = re.compile(r'<article class="bd-article"[^<>]*>(.*)</article>', re.S)
# The form of a picture for phones: paper takes the wide one that stands before it.
_NARROW = re.compile(r'<div class="nb-narrow">.*?</svg></div>', re.S)
_SVG = re.compile(r"<svg\b.*?</svg>", re.S)
_VIEW = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
IMAGE = re.compile(r'<img src="([^"]+)" alt="([^"]*)">')
_CUTS = re.compile(r'data-cuts="([^"]*)"')
_TALLEST = 1000  # pixels: what a page holds with its words as large as the text
_TAG = re.compile(r"<[^<>]*>")
_HEADING = re.compile(r"<h1[^<>]*>(.*?)</h1>", re.S)
_PERMALINK = re.compile(r'<a class="headerlink".*?</a>', re.S)
LARGEST_PIXEL = 0.2  # mm of a pixel of a picture on paper
_LINES = {"nb-of-why", "nb-of-counts", "nb-of-holder", "nb-of-context"}
# Only the screen needs these.
_DROPPED = (
    "//script", "//style", "//button", "//a[contains(@class,'headerlink')]",
    "//*[contains(concat(' ',@class,' '),' nb-downloads ')]", "//p[not(node())]",
    "//*[contains(concat(' ',@class,' '),' toctree-wrapper ')]",
)  # fmt: skip


@dataclass(frozen=True)
class Drawing:
    """A picture of an article: SVG with its own colours, and the words for it."""

    name: str
    svg: str
    alt: str

    def fit(self, width: float, height: float) -> tuple[float, float]:
        """The size (mm, mm) of its own shape within ``width`` and ``height``.

        It is never larger than its words need to be as large as the text.
        """
        found = _VIEW.search(self.svg)
        across, down = (float(found[1]), float(found[2])) if found else (width, height)
        scale = min(width / across, height / down, LARGEST_PIXEL)
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


def read_article(page: str, text: str) -> Article:
    """The article of the built page ``page``; ``BuildError`` if it has none, or no heading."""
    found = _ARTICLE.search(text)
    if found is None:
        raise BuildError(
            "the page has no article to take away", f"{page}.html", "build the book again"
        )
    source, drawings = _take_drawings(page, _NARROW.sub("", found[1]))
    body = html.fragment_fromstring(source, create_parent="div")
    for path in _DROPPED:
        for one in body.xpath(f".{path}"):
            one.drop_tree()
    heading = body.find(".//h1")
    if heading is None:
        raise BuildError("the page has no heading", f"{page}.html", "give the notebook a title")
    title = _words(heading)
    heading.drop_tree()
    _number_figures(body)
    _unlink(body)
    _move_to_end(body)
    _strip(body)
    text = etree.tostring(body, encoding="unicode", method="html")
    return Article(page, title, text, drawings)


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
            images += f'<img src="{name}" alt="{escape(words)}">'
        return images

    return _SVG.sub(take, source), drawings


def part_svg(svg: str) -> list[str]:
    """The picture in parts that fit a page, cut where it says it may be (``data-cuts``).

    Each part has the head of the whole; a picture that says nothing stays whole.
    """
    size, told = _VIEW.search(svg), _CUTS.search(svg.partition(">")[0])
    if size is None or told is None or float(size[2]) <= _TALLEST:
        return [svg]
    width, height = float(size[1]), float(size[2])
    head, *cuts = [float(one) for one in told[1].split()]
    starts = [head]
    for cut, following in zip(cuts, [*cuts[1:], height], strict=True):
        if following - starts[-1] > _TALLEST - head:
            starts.append(cut)
    parts = []
    for start, end in zip(starts, [*starts[1:], height], strict=True):
        whole = head + end - start
        parts.append(
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {whole:g}" '
            f'width="{width:g}" height="{whole:g}">'
            f'<svg width="{width:g}" height="{head:g}">{svg}</svg>'
            f'<svg y="{head:g}" width="{width:g}" height="{whole - head:g}">'
            f'<svg x="0" y="{-start:g}" width="{width:g}" height="{height:g}">'
            f"{svg}</svg></svg></svg>"
        )
    return parts


def describe_svg(svg: str) -> str:
    """What a picture says of itself: its description, or its title where it has none."""
    for tag in ("desc", "title"):
        found = re.search(rf"<{tag}\b[^<>]*>(.*?)</{tag}>", svg, re.S)
        if found and (words := " ".join(unescape(_TAG.sub("", found[1])).split())):
            return words
    return ""


def _number_figures(body: Element) -> None:
    """Number the captions of pictures; each is followed by where its table stands."""
    tables = 0
    for number, frame in enumerate(body.xpath(".//figure"), start=1):
        caption = frame.find("figcaption")
        if caption is None:
            continue
        caption.text = f"Figure {number}. {caption.text or ''}"
        folded = _next_table(frame)
        if folded is not None:
            tables += 1
            folded.set("data-number", str(tables))
            note = html.fragment_fromstring(
                f'<p class="nb-see">Table {tables} at the end gives these figures.</p>'
            )
            source = frame.getnext()
            if source is not None and "nb-source" in source.get("class", ""):
                source.append(note)
            else:
                frame.addnext(note)


def _next_table(frame: Element) -> Element | None:
    """The folded table that belongs to a picture: before the next one, in the same block."""
    for one in frame.itersiblings():
        if one.tag == "figure":
            return None
        if one.tag == "details" and "nb-data" in one.get("class", ""):
            return one
    return None


def _unlink(body: Element) -> None:
    """Take away every link that leads nowhere on paper; sources keep their number.

    The number of a source stands once a paragraph, at the first figure from it.
    """
    noted: dict[Element, set[str]] = {}
    for link in body.xpath(".//a"):
        number = link.get("data-n")
        if number:
            paragraph = next((one for one in link.iterancestors() if one.tag in ("p", "li")), body)
            if number not in noted.setdefault(paragraph, set()):
                noted[paragraph].add(number)
                mark = etree.SubElement(link, "sup")
                mark.text = number
        if not link.get("href", "").startswith(("https://", "http://", "mailto:")):
            link.drop_tag()


def _move_to_end(body: Element) -> None:
    """Tables and explanations that were folded, as two sections before the sources."""
    for near in body.xpath(".//details[contains(@class,'nb-near')]"):
        # A picture with a table of its own: on paper it stands unfolded where it is.
        for summary in near.xpath("./summary"):
            summary.drop_tree()
        near.drop_tag()
    tables = _section("Tables", "nb-tables")
    about = _section("What the measures mean", "nb-measures")
    for folded in body.xpath(".//details"):
        summary = folded.find("summary")
        words = _words(summary) if summary is not None else ""
        if summary is not None:
            summary.drop_tree()
        if folded.tail and folded.tail.strip():
            folded.drop_tag()  # it stands within words: leave it where it is
            continue
        target = about
        folded.getparent().remove(folded)
        if "nb-data" in folded.get("class", ""):
            target = tables
            caption = folded.find(".//caption")
            number = folded.get("data-number")
            if caption is not None and number:
                caption.text = f"Table {number}. {caption.text or ''}"
        elif words:
            heading = html.Element("h3")
            heading.text = words.removesuffix(", and what to watch for")
            folded.insert(0, heading)
        folded.tag = "div"
        target.append(folded)
    last = body.xpath(".//section[contains(@class,'nb-print-sources')]")
    for one in (*(part for part in (tables, about) if len(part) > 1), *last):
        body.append(one)  # moves it to the end


def _section(title: str, name: str) -> Element:
    section = html.Element("section", {"class": name})
    etree.SubElement(section, "h2").text = title
    return section


def _strip(body: Element) -> None:
    """Only what paper needs: no wrappers of cells, no attributes of the screen."""
    for one in body.xpath(".//div[contains(@class,'cell') or contains(@class,'output')]"):
        one.drop_tag()
    for one in body.xpath(".//div[@class='nb-scroll']"):
        one.drop_tag()
    for one in body.xpath(".//data"):
        one.tag = "span"
    for one in body.xpath(".//span[@class='nb-of-name']"):
        one.tag = "strong"
    for one in body.iter("span"):
        # On the screen a line of its own.
        before = one.getprevious()
        if _LINES & set(one.get("class", "").split()) and (
            before is not None or (one.getparent().text or "").strip()
        ):
            one.addprevious(html.Element("br"))
    for one in body.iter():
        if not isinstance(one.tag, str):
            continue
        for name in list(one.attrib):
            if name not in ("class", "href", "src", "alt", "scope", "colspan", "rowspan", "start"):
                del one.attrib[name]
    for table in body.xpath(".//table[contains(@class,'nb-of-wide')]"):
        _share_width(table)


def _share_width(table: Element) -> None:
    """Give a table of words a share of the width for each column: wider for more words."""
    count = max(len(row) for row in table.iter("tr"))
    most = [13.0] * count  # letters, of which a period needs as many
    for row in table.iter("tr"):
        for number, cell in enumerate(row if len(row) == count else ()):
            words = "".join(cell.itertext()).split()
            longest = max(map(len, words), default=0) if cell.find(".//img") is None else 16
            most[number] = max(most[number], longest, 2 * sum(map(len, words)) ** 0.5)
    group = html.Element("colgroup")
    for one in most:
        etree.SubElement(group, "col", {"width": f"{100 * one / sum(most):.0f}%"})
    caption = table.find("caption")
    table.insert(0 if caption is None else 1, group)


def _words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())
