"""The briefing: the summary of an area on two pages of A4, as PDF and Word.

It is the article of the landing page without what only the whole profile has room for:
the list of sources figure by figure and the tables behind the pictures. Who published the
figures stands at its end.
"""

from __future__ import annotations

from dataclasses import replace

from lxml import html

from needsbook.exports.articles import Article

NAME = "briefing"
_LEFT_OUT = (
    "//section[contains(@class,'nb-print-sources')]",
    "//sup",
    # Large pictures are the page's and the profile's.
    "//section[./h2][.//figure[contains(@class,'nb-figure')]]",
    "//p[@class='nb-more']",
    # The lists of the first screen say what follows in sentences.
    "//div[@class='nb-minute']",
    # Paper has no links to files.
    "//section[normalize-space(./h2)='Take away']",
    # Which measures are meant stands on the page.
    "//ul[@class='nb-unknown']//details",
    "//ul[@class='nb-unknown']/li/ul",
    "//*[contains(concat(' ',@class,' '),' nb-finding ')]/p[@class='nb-quiet']",
)
# Smaller letters and less air than in a chapter: two pages must hold it.
_STYLE = """
#set page(margin: (top: 13mm, bottom: 14mm, left: 16mm, right: 16mm))
#set text(size: SIZEpt)
#set par(leading: 0.5em, spacing: 0.6em)
#set list(spacing: 0.5em)
#show heading.where(level: 1): set block(below: 2mm)
#show heading.where(level: 2): it => block(
  above: 3.2mm, below: 1.6mm, sticky: true, width: 100%, inset: (top: 1.2mm),
  stroke: (top: 0.6pt + line-grey), text(size: 10.5pt, it.body),
)
#show heading.where(level: 3): set block(above: 1.8mm, below: 1mm)
#show heading.where(level: 3): set text(size: 8.5pt)
"""

PAGES = 2
# Sizes of letters in points, the most readable first: the first that two pages hold is taken.
SIZES = (9.5, 9, 8.5, 8, 7.5, 7)


def write_style(size: float) -> str:
    """How a briefing is set in letters of ``size`` points."""
    return _STYLE.replace("SIZE", f"{size:g}")


def is_landing(page: str) -> bool:
    """Whether ``page`` is an area's landing page, of which the briefing is made."""
    return page.count("/") == 1 and page.endswith("/index")


def shorten(article: Article) -> Article:
    """The article without what a briefing leaves out; its drawings are those still called."""
    body = html.fragment_fromstring(article.body, create_parent="div")
    for path in _LEFT_OUT:
        for element in body.xpath(f".{path}"):
            element.drop_tree()
    for section in body.xpath(".//section[contains(@class,'nb-measures')]"):
        section.find("h2").text = "Sources"
        for heading in section.xpath(".//h3"):
            heading.drop_tree()
    text = html.tostring(body, encoding="unicode")
    called = {name: drawing for name, drawing in article.drawings.items() if f'"{name}"' in text}
    return replace(article, body=text, drawings=called)
