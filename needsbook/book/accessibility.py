"""What can be told about the accessibility of finished pages without a browser.

The tests open pages in a browser with axe-core; this looks at every page of a site for what
axe would find wrong first: no language, no heading, a picture or a field without a name.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lxml import html


def check_pages(site: Path) -> tuple[int, list[str]]:
    """How many pages were looked at, and each problem as a line."""
    problems, count = [], 0
    for path in sorted(site.rglob("*.html")):
        if "_static" in path.parts:
            continue
        count += 1
        name = path.relative_to(site).as_posix()
        problems += [f"{name}: {fault}" for fault in check_page(path.read_bytes())]
    return count, problems


def check_page(content: bytes) -> Iterator[str]:
    """The problems of one page."""
    root = html.fromstring(content)
    if not root.get("lang"):
        yield "no language"
    if not (root.findtext(".//title") or "").strip():
        yield "no title"
    if len(root.xpath("(//article|//main)[1]//h1")) != 1:
        yield "not exactly one main heading"
    for image in root.xpath("//img[not(@alt)]"):
        yield f"a picture without words: {image.get('src')}"
    for drawing in root.xpath("//svg[@role='img']"):
        if not (
            drawing.get("aria-label") or drawing.get("aria-labelledby") or drawing.xpath("./title")
        ):
            yield "a drawing without words"
    for field in root.xpath("//input[not(@type='hidden')]"):
        labels = root.xpath("//label[@for=$name]", name=field.get("id") or "-")
        if not (
            labels
            or field.get("aria-label")
            or field.get("title")
            or field.xpath("ancestor::label")
        ):
            yield f"a field without a label: {field.get('name') or field.get('id')}"
    for table in root.xpath("//table[not(.//th)]"):
        yield f"a table without headers: {(table.text_content() or '').strip()[:40]}"
    for link in root.xpath("//a[@href]"):
        named = link.get("aria-label") or link.get("title") or link.text_content().strip()
        if not (named or link.xpath(".//img[@alt!='']|.//svg")):
            yield f"a link without words: {link.get('href')}"
