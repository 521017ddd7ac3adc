"""A small page with everything the exports look at."""

from __future__ import annotations

import pytest

from needsbook.exports.articles import Article, read_article
from needsbook.exports.imprint import Imprint

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100" width="100%" role="img" '
    'aria-labelledby="p1-title p1-desc"><title id="p1-title">Year 6 obesity over time</title>'
    '<desc id="p1-desc">Line chart: Westminster 25.0% in 2019/20; no clear change.</desc>'
    '<rect width="200" height="100" style="fill:var(--nb-map-none,#ffffff)"/>'
    '<text x="10" y="20" data-figure="a.b.c">Westminster 25.0%</text></svg>'
)
FIGURE = (
    '<figure class="nb-figure" id="trend-1"><figcaption>Year 6 obesity over time'
    f'<span class="nb-period">, 2019/20</span></figcaption>{SVG}</figure>'
    '<div class="nb-source"><p>Source: NHS England.</p><p class="nb-downloads">'
    '<a href="../_downloads/westminster/x.csv" download>Download data (CSV)</a></p></div>'
    '<details class="nb-data"><summary>Table of these figures (2 rows)</summary>'
    '<div class="nb-scroll" role="region" tabindex="0"><table class="nb-table"><caption>Year 6 '
    'obesity</caption><thead><tr><th scope="col">Area</th><th scope="col" class="nb-number">Value'
    '</th></tr></thead><tbody><tr><th scope="row">=Westminster</th><td class="nb-number">'
    '<a class="nb-link" href="../figures/a/b.html#c"><data value="25">25.0%</data>'
    '</a></td></tr><tr><th scope="row">England</th><td class="nb-number">21.1%</td></tr></tbody>'
    "</table></div></details>"
)
PAGE = (
    '<html><body><article class="bd-article"><section id="obesity">'
    '<h1>Obesity in Westminster &amp; beyond<a class="headerlink" href="#obesity">#</a></h1>'
    '<section><h2>Year 6<a class="headerlink" href="#y">#</a></h2>'
    '<div class="cell"><div class="cell_output"><div class="output text_html"><div class="nb-say">'
    '<p>It was <a class="nb-link" data-n="1" href="../figures/a/b.html#c"><data '
    'value="25">25.0%</data></a>, before <a class="nb-link" data-n="1" href="../figures/a/b.html#d">'
    '<data value="24">24.0%</data></a>; see <a href="https://example.org/x">the '
    "publisher</a>.</p></div></div></div></div>"
    f"{FIGURE}"
    '<details class="nb-about"><summary>What Year 6 obesity means, and what to watch for</summary>'
    "<dl><dt>Definition</dt><dd>Children measured.</dd></dl></details></section></section>"
    '<section class="nb-print-sources"><h2 id="s">Sources of the figures on this page</h2><ol>'
    "<li>NHS England.</li></ol></section></article></body></html>"
)


@pytest.fixture(scope="session")
def page() -> str:
    """The HTML of the small page."""
    return PAGE


@pytest.fixture(scope="session")
def article() -> Article:
    """Its article."""
    return read_article("westminster/obesity", PAGE)


@pytest.fixture(scope="session")
def imprint() -> Imprint:
    """A book, an area, a day."""
    return Imprint("Needs of children", "City of Westminster", "22 November 2026")
