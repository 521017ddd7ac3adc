"""An article as Typst: its HTML, element by element, in the words of ``print.typ``.

Only what the articles hold is known; anything else is refused by name, so that nothing is
left out of a PDF unseen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import html

from needsbook.errors import BuildError
from needsbook.exports.articles import Article
from needsbook.exports.end_notes import read_words
from needsbook.exports.typeset import place_picture, quote

Element = Any
# What stands whole takes at most two thirds of a page: none is left emptier than that before it.
LARGEST = (174, 155, 0.185)  # mm: a picture under its caption
IN_COLUMN = (80, 155, 0.17)  # the same in one of two columns: words of six points
_MANY_POINTS, _SHORT_POINT = 6, 70  # points of a list, letters of one
_WHOLE, _WHOLE_IN_COLUMN = 165, 120  # mm: a picture with its table
_ROW, _AROUND = 3.7, 26  # mm: a row of a table; captions and source
WITHIN = (60, 24)  # mm: a picture within a card or a cell
IN_CELL = (18, 5)  # mm: a picture in a table of many columns
MANY = 6  # columns
# The function of print.typ that sets a block of this class.
STYLES = {
    "nb-lead": "lead", "nb-of-vision": "lead", "nb-source": "source", "nb-quiet": "quiet",
    "nb-see": "quiet", "nb-of-note": "quiet", "nb-plain": "aside", "nb-notice": "aside",
    "nb-fact": "whole", "nb-measures": "small",
    "nb-print-sources": "small", "nb-er-card": "card", "nb-er-said": "panel",
    "nb-er-unknown": "panel", "nb-er-title": "poster", "nb-er-place": "poster",
    "nb-er-fact": "large", "nb-er": "easy",
}  # fmt: skip
# And words of this class.
WORDS = {"nb-of-why": "faint", "nb-of-counts": "faint",
         "nb-of-holder": "faint", "nb-of-context": "faint", "nb-missing": "faint"}  # fmt: skip
_CONTAINERS = {"div", "section", "article", "p", "li", "td", "th", "dd", "dt", "figcaption"}
_HEADINGS = {"h2": 2, "h3": 3, "h4": 4}
_WRAPPED = {"strong": "strong", "b": "strong", "em": "emph", "i": "emph", "sup": "super",
            "sub": "sub", "code": "plain-code"}  # fmt: skip
_BLANK = re.compile(r"[ \t\r\n]+")


def write_body(article: Article) -> str:
    """The body of an article in Typst; ``BuildError`` names an element that is not known."""
    tree = html.fragment_fromstring(article.body, create_parent="div")
    return _Writer(article).blocks(tree)


class _Writer:
    def __init__(self, article: Article) -> None:
        self.article = article
        self.largest: tuple[float, ...] = IN_COLUMN if article.columns > 1 else LARGEST
        self.within = WITHIN

    def blocks(self, parent: Element) -> str:
        """What stands in ``parent``: paragraphs of words, and blocks between them."""
        parts: list[str] = []
        words: list[str] = []

        def close() -> None:
            run = _trim(words)
            if run:
                parts.append(f"#par[{run}]\n")
            words.clear()

        for child in _list_children(parent):
            if isinstance(child, str):
                words.append(_literal(child))
            elif self._is_inline(child):
                words.append(self.inline(child))
            else:
                close()
                parts.append(self.block(child))
        if not parts:
            return _trim(words)
        close()
        return "".join(parts)

    def _is_inline(self, element: Element) -> bool:
        return element.tag in _WRAPPED or element.tag in ("span", "abbr", "a", "br")

    def block(self, element: Element) -> str:
        tag = element.tag
        if tag in _HEADINGS:
            return f"#heading(level: {_HEADINGS[tag]})[{self.words(element)}]\n"
        if tag in ("ul", "ol") and "nb-facts" not in element.get("class", ""):
            points = list(element.iterchildren("li"))
            if tag == "ul" and self._are_short(points):
                half = (len(points) + 1) // 2
                sides = (points[:half], points[half:])
                lists = ", ".join(
                    f"list({', '.join(f'[{self.blocks(block)}]' for block in side)})"
                    for side in sides
                )
                return f"#grid(columns: (1fr, 1fr), column-gutter: 5mm, {lists})\n"
            items = ", ".join(f"[{self.blocks(point)}]" for point in points)
            start = f"start: {int(element.get('start', '1'))}, " if tag == "ol" else ""
            return f"#{'enum' if tag == 'ol' else 'list'}({start}{items})\n" if items else ""
        if tag == "dl":
            return self._terms(element)
        if tag == "table":
            return self._table(element)
        if tag == "figure":
            return self._figure(element)
        if tag == "img":
            return f"#block({self._picture(element, self.within)})\n"
        if tag not in _CONTAINERS and tag != "ol":
            raise BuildError(
                f"nothing is known of <{tag}> on paper",
                f"{self.article.page}.html",
                "tell needsbook/exports/markup.py how it is set",
            )
        if "nb-finding" in element.get("class", "").split():
            return self._finding(element)
        if "nb-pair" in element.get("class", "").split() and self._fits(element):
            return f"#whole[{self.blocks(element)}]\n"
        inside = self.blocks(element)
        if not inside:
            return ""
        for name in element.get("class", "").split():
            if name in STYLES:
                return f"#{STYLES[name]}[{inside}]\n"
        return f"#par[{inside}]\n" if tag == "p" else f"{inside}\n"

    def words(self, parent: Element) -> str:
        """What stands in ``parent``, of words alone."""
        return _trim(
            [
                _literal(name) if isinstance(name, str) else self.inline(name)
                for name in _list_children(parent)
            ]
        )

    def inline(self, element: Element) -> str:
        tag = element.tag
        if tag == "br":
            return "#linebreak();"
        if tag == "img":
            return f"#box({self._picture(element, self.within)});"
        inside = "".join(
            _literal(name) if isinstance(name, str) else self.inline(name)
            for name in _list_children(element)
        )
        if tag == "a":
            return f"#link({quote(element.get('href', ''))})[{inside}];"
        if tag in _WRAPPED:
            return f"#{_WRAPPED[tag]}[{inside}];"
        if tag in ("span", "abbr"):
            names = element.get("class", "").split()
            how = next((WORDS[name] for name in names if name in WORDS), "")
            return f"#{how}[{inside}];" if how else inside
        raise BuildError(
            f"nothing is known of <{tag}> within words on paper",
            f"{self.article.page}.html",
            "tell needsbook/exports/markup.py how it is set",
        )

    def _picture(self, element: Element, largest: tuple[float, ...]) -> str:
        drawing = self.article.drawings[element.get("src")]
        width, _ = drawing.fit(*largest)
        return place_picture(drawing.svg, f"{width}mm", element.get("alt", ""))

    def _figure(self, element: Element) -> str:
        caption = element.find("figcaption")
        images = [self._picture(image, self.largest) for image in element.iter("img")]
        if not images:
            return self.blocks(element)
        more = "".join(f"#block({image})\n" for image in images[1:])
        told = f"caption: [{self.words(caption)}], " if caption is not None else ""
        figure = f"#figure({told}kind: image, supplement: none, numbering: none, {images[0]})\n"
        # Parts of a tall picture may stand on pages of their own.
        return f"#[#show figure: set block(sticky: false)\n{figure}]\n{more}" if more else figure

    def _are_short(self, points: list[Element]) -> bool:
        """Whether there are many points, all so short that two stand beside each other."""
        return (
            self.article.columns == 1
            and len(points) >= _MANY_POINTS
            and all(len(read_words(point)) < _SHORT_POINT for point in points)
        )

    def _fits(self, pair: Element) -> bool:
        """Whether a picture and its table stand on one page, by the lines they need."""
        drawings = [self.article.drawings[image.get("src")] for image in pair.iter("img")]
        down = sum(drawing.fit(*self.largest)[1] for drawing in drawings)
        lines = sum(
            2 if any(len(read_words(cell)) > 24 for cell in row) else 1 for row in pair.iter("tr")
        )
        most = _WHOLE_IN_COLUMN if self.article.columns > 1 else _WHOLE
        return down + lines * _ROW + _AROUND <= most

    def _finding(self, element: Element) -> str:
        """A finding: its words, and its small picture beside them where it has one."""
        image = next(element.iter("img"), None)
        drawn = self._picture(image, WITHIN) if image is not None else ""
        for drawing in element.xpath(".//div[contains(@class,'nb-finding-picture')]"):
            drawing.drop_tree()
        inside = self.blocks(element)
        if not drawn:
            return f"#whole[{inside}]\n"
        return f"#finding([{inside}], {drawn})\n"

    def _terms(self, element: Element) -> str:
        items = []
        name = ""
        for child in element.iterchildren("dt", "dd"):
            if child.tag == "dt":
                name = self.words(child)
            else:
                items.append(f"terms.item([{name}], [{self.blocks(child)}])")
        return f"#terms({', '.join(items)})\n"

    def _table(self, element: Element) -> str:
        caption = element.find("caption")
        heads = element.findall("thead/tr")
        rows = [row for row in element.iter("tr") if row.getparent().tag != "thead"]
        count = max(_count(row) for row in [*heads, *rows])
        self.within = IN_CELL if count > MANY else WITHIN
        head = "".join(f"{cell}, " for row in heads for cell in self._cells(row, True))
        cells = [cell for row in rows for cell in self._cells(row, False)]
        self.within = WITHIN
        told = f"caption: [{self.words(caption)}], " if caption is not None else ""
        shares = [
            f"{column.get('width').rstrip('%')}fr" for column in element.iterfind("colgroup/col")
        ]
        columns = f"({', '.join(shares)})" if shares else str(count)
        table = (
            f"#figure({told}kind: table, supplement: none, numbering: none, "
            f"table(columns: {columns}, {f'table.header({head}), ' if head else ''}\n"
            + ",\n".join(cells)
            + "))\n"
        )
        return f"#dense[{table}]\n" if count > MANY else table

    def _cells(self, row: Element, head: bool) -> Iterator[str]:
        name = row.get("class", "")
        strong = head or "nb-own" in name or "nb-of-group" in name
        tinted = not head and strong
        for cell in row.iterchildren("th", "td"):
            how = [
                f"{key}: {int(cell.get(key))}" for key in ("colspan", "rowspan") if cell.get(key)
            ]
            if "nb-number" in cell.get("class", ""):
                how.append("align: right + bottom" if head else "align: right")
            elif head:
                how.append("align: bottom")
            if tinted:
                how.append("fill: tint")
            inside = self.blocks(cell)
            if strong:
                inside = f"#strong[{inside}]"
            yield f"table.cell({', '.join(how)})[{inside}]" if how else f"[{inside}]"


def _count(row: Element) -> int:
    return sum(int(cell.get("colspan", 1)) for cell in row.iterchildren("th", "td"))


def _list_children(parent: Element) -> Iterator[Any]:
    """Text and elements in their order."""
    if parent.text:
        yield parent.text
    for child in parent:
        if isinstance(child.tag, str):
            yield child
        if child.tail:
            yield child.tail


def _literal(text: str) -> str:
    """Words as a call of their own, with blanks as HTML reads them."""
    text = _BLANK.sub(" ", text)
    return f"#{quote(text)};" if text else ""


def _trim(words: list[str]) -> str:
    """A run of words without blanks at its ends; empty where there is nothing else."""
    blank = _literal(" ")
    words = [word for word in words if word]
    while words and words[0] == blank:
        words.pop(0)
    while words and words[-1] == blank:
        words.pop()
    return "".join(words)
