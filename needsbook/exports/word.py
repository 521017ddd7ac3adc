"""A chapter as Word (.docx), by pandoc from the article: real headings, tables and alt text.

Pictures are PNG, drawn from the page's own: Word shows SVG only in newer versions.
"""

from __future__ import annotations

import io
import re
import subprocess
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from needsbook.errors import BuildError
from needsbook.exports.address_code import SIDE_MM, tell_code, write_code
from needsbook.exports.articles import IMAGE, Article
from needsbook.exports.briefing import is_landing
from needsbook.exports.imprint import Imprint
from needsbook.exports.markup import MANY
from needsbook.exports.zips import fix_zip

FONT = "Arial"
_LARGEST = (150, 185)  # mm
_IN_BRIEF = (70, 12)
_IN_CELL = (20, 12)
_CELL = re.compile(r"<td\b(?:(?!</td>).)*<img\b(?:(?!</td>).)*</td>", re.S)
BRIEF = 0.82  # letters of the briefing, which two pages hold in two columns
EASY = 1.3  # letters of the easy-read edition: 14 points and more
_ITEM = re.compile(r"<li>((?:(?!</?(?:li|ul|ol|p|table|div|h4)\b).)*)</li>", re.S)
_FACTS = re.compile(r'<ol class="nb-facts">(.*?)</ol>', re.S)
_TABLE = re.compile(rb"<w:tbl>(?:(?!<w:tbl>).)*?</w:tbl>", re.S)
CELL_EDGE = 57  # twentieths of a point, one millimetre: tables of ten columns keep their words
CODE = "leads-back.png"
_STAMP = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def make_word(
    imprint: Imprint, article: Article, pictures: Mapping[str, bytes], epoch: int
) -> bytes:
    """The chapter as the bytes of a .docx file; the same input gives the same bytes.

    ``pictures`` holds the PNG of each drawing by its name. ``BuildError`` when pandoc fails.
    """
    import pypandoc

    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        for name, drawn in pictures.items():
            (base / f"{name}.png").write_bytes(drawn)
        if address := imprint.find_address(article.page):
            (base / CODE).write_bytes(write_code(address))
        size = EASY if 'class="nb-er' in article.body else BRIEF if is_landing(article.page) else 1
        (base / "reference.docx").write_bytes(make_reference(size, is_landing(article.page)))
        (base / "page.html").write_bytes(lay_out(imprint, article).encode("utf-8"))
        done = subprocess.run(
            [
                pypandoc.get_pandoc_path(), "page.html", "-f", "html", "-t", "docx",
                "-o", "page.docx", "--reference-doc=reference.docx", "--metadata=lang:en-GB",
                "--resource-path=.", "--fail-if-warnings",
            ],
            cwd=base, capture_output=True, text=True, encoding="utf-8", errors="replace",
            check=False,
        )  # fmt: skip
        if done.returncode != 0:
            raise BuildError(
                f"{article.title}: pandoc made no Word file: {done.stderr.strip()[-300:]}",
                f"{article.page}.html",
                "mend the page, or install the package pypandoc_binary again",
            )
        content = (base / "page.docx").read_bytes()
    moment = datetime.fromtimestamp(epoch, UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    return fix_zip(content, lambda name, data: _finish(name, data, moment))


def lay_out(imprint: Imprint, article: Article) -> str:
    """The chapter as an HTML document for pandoc: what paper needs and no more."""

    def place(found: re.Match[str], largest: tuple[int, int] = _LARGEST) -> str:
        name, alt = found[1], found[2]
        if is_landing(article.page):
            largest = _IN_BRIEF
        width, height = article.drawings[name].fit(*largest)
        return f'<p><img src="{name}.png" alt="{alt}" width="{width}mm" height="{height}mm"></p>'

    # Within a <figure> pandoc makes the caption the alternative text: keep the two apart.
    body = re.sub(r"<figure\b[^<>]*>", "", article.body).replace("</figure>", "")
    body = re.sub(
        r"<figcaption\b[^<>]*>(.*?)</figcaption>",
        r'<div custom-style="Figure Title"><p>\1</p></div>',
        body,
        flags=re.S,
    )
    body = _CELL.sub(lambda cell: IMAGE.sub(lambda image: place(image, _IN_CELL), cell[0]), body)
    body = IMAGE.sub(place, body)
    body = re.sub(
        r'<div class="nb-source">(.*?)</div>', r'<div custom-style="Source">\1</div>', body,
        flags=re.S,
    )  # fmt: skip
    body = re.sub(
        r'<p class="nb-(?:quiet|of-note)">(.*?)</p>', r'<div custom-style="Source"><p>\1</p></div>',
        body, flags=re.S,
    )  # fmt: skip
    # Facts are blocks with tables, not items: within a list their captions would be plain.
    body = _FACTS.sub(
        lambda found: found[1].replace('<li class="nb-fact">', "<div>").replace("</li>", "</div>"),
        body,
    )
    # Items as paragraphs: pandoc sets bare ones in the small letters of table cells.
    body = _ITEM.sub(r"<li><p>\1</p></li>", body)
    body = body.replace('class="nb-number"', 'style="text-align: right"')
    leads = ""
    if address := escape(imprint.find_address(article.page)):
        leads = (
            f'<div custom-style="Source"><p><a href="{address}">{address}</a></p></div>'
            f'<p><img src="{CODE}" alt="{tell_code(address)}" width="{SIDE_MM}mm"></p>'
        )
    return (
        f'<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8">'
        f"<title>{escape(article.title)}</title>"
        f'<meta name="author" content="{escape(imprint.book)}"></head><body>'
        f"<h1>{escape(article.title)}</h1>"
        f'<div custom-style="Source"><p>{escape(imprint.about)}</p></div>{leads}{body}</body></html>'
    )


def _finish(name: str, data: bytes, moment: bytes) -> bytes:
    """A part of the file without the clock, and as accessible as Word can check."""
    if name == "docProps/core.xml":
        return _STAMP.sub(rb"\g<1>" + moment, data)
    if name == "word/document.xml":
        # The title stands as the first heading; pandoc's title block would say it twice.
        data = re.sub(
            rb'<w:p>(?:(?!</w:p>).)*<w:pStyle w:val="(?:Title|Author)" ?/>.*?</w:p>',
            b"", data, flags=re.S,
        )  # fmt: skip
        data = _TABLE.sub(_set_small, data)
        # Widths of columns are left to Word: it fits them to what they hold.
        return data.replace(b'<w:tblLayout w:type="fixed" />', b"")
    return data


def _set_small(table: re.Match[bytes]) -> bytes:
    """A table of many columns in smaller letters: larger ones would part its words."""
    if table[0].count(b"<w:gridCol") <= MANY:
        return table[0]
    return table[0].replace(b'w:val="Compact"', b'w:val="Dense"')


def prepare_references() -> None:
    """Make the documents of styles that are made once: of a chapter, a briefing, easy read."""
    for size, brief in ((1, False), (BRIEF, True), (EASY, False)):
        make_reference(size, brief)


@cache
def make_reference(larger: float = 1.0, brief: bool = False) -> bytes:
    """The document whose styles and page (A4) every chapter takes over; ``larger``: its letters.

    ``brief`` is that of the briefing: two columns, little air.
    """
    import pypandoc
    from docx import Document
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Mm, Pt, RGBColor

    plain = subprocess.run(
        [pypandoc.get_pandoc_path(), "--print-default-data-file", "reference.docx"],
        capture_output=True, check=True,
    ).stdout  # fmt: skip
    document: Any = Document(io.BytesIO(plain))
    styles = document.styles
    sizes = {"Heading 1": 20, "Heading 2": 15, "Heading 3": 12, "Heading 4": 11}
    for name, size in {
        "Normal": 11,
        "Body Text": 11,
        "First Paragraph": 11,
        "Compact": 9,
        **sizes,
    }.items():
        if name not in [style.name for style in styles]:
            continue
        style = styles[name]
        _set_font(style, round(size * larger))
        style.font.color.rgb = RGBColor(0x0B, 0x0C, 0x0C)
        if name in sizes:
            style.font.bold, style.font.italic = True, False
            style.paragraph_format.keep_with_next = True
            style.paragraph_format.space_before = Pt(14)
            style.paragraph_format.space_after = Pt(5)
    styles["Heading 1"].font.color.rgb = RGBColor(0x12, 0x43, 0x6D)
    styles["Heading 1"].paragraph_format.space_before = Pt(0)
    styles["Compact"].paragraph_format.space_before = Pt(1)
    styles["Compact"].paragraph_format.space_after = Pt(1)
    dense = styles.add_style("Dense", WD_STYLE_TYPE.PARAGRAPH)
    dense.base_style = styles["Compact"]
    _set_font(dense, 7)
    for name, size, bold in (("Figure Title", 11, True), ("Source", 9, False)):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
        _set_font(style, size)
        style.font.bold = bold
        style.paragraph_format.keep_with_next = bold
        style.paragraph_format.space_after = Pt(4)
    caption = styles["Table Caption"]
    _set_font(caption, 10)
    caption.font.bold, caption.font.italic = True, False
    caption.paragraph_format.keep_with_next = True
    caption.paragraph_format.space_before = Pt(10)
    _rule_table(styles["Table"])
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin = section.bottom_margin = Mm(20)
    if brief:
        _tighten(document)
    _number_pages(section.footer)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _tighten(document: Any) -> None:
    """Two columns, narrow margins and little air, so that two pages hold a briefing."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls, qn
    from docx.shared import Mm, Pt

    section, styles = document.sections[0], document.styles
    section.left_margin = section.right_margin = Mm(15)
    section.top_margin = section.bottom_margin = Mm(13)
    section.footer_distance = Mm(6)
    for held in section._sectPr.findall(qn("w:cols")):
        section._sectPr.remove(held)
    # Before what the schema puts after it.
    columns = parse_xml(f'<w:cols {nsdecls("w")} w:num="2" w:space="454"/>')
    later = section._sectPr.find(qn("w:docGrid"))
    section._sectPr.append(columns) if later is None else later.addprevious(columns)
    air = {"Heading 1": (0, 3), "Heading 2": (7, 2), "Heading 3": (5, 0)}
    for name in ("Normal", "Body Text", "First Paragraph", "Compact", "Source", *air):
        before, after = air.get(name, (0, 2))
        form = styles[name].paragraph_format
        form.space_before, form.space_after = Pt(before), Pt(after)
    # A picture follows its words: the two stay together.
    styles["First Paragraph"].paragraph_format.keep_with_next = True
    for name, size in (("Heading 2", 11), ("Heading 3", 9), ("Source", 7)):
        _set_font(styles[name], size)


def _set_font(style: Any, size: int) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt

    style.font.name, style.font.size = FONT, Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        if "Theme" in name or "theme" in name:
            del fonts.attrib[name]
    for part in ("w:ascii", "w:hAnsi", "w:cs"):
        fonts.set(qn(part), FONT)


def _rule_table(style: Any) -> None:
    """Thin lines between rows, a header row in bold: nothing but lines and weight."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls, qn

    lines = "".join(
        f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="{colour}"/>'
        for side, size, colour in (
            ("top", 8, "0B0C0C"), ("bottom", 8, "0B0C0C"), ("insideH", 4, "B1B4B6"),
        )
    )  # fmt: skip
    element = style.element
    held = element.find(qn("w:tblPr"))
    borders = parse_xml(f"<w:tblBorders {nsdecls('w')}>{lines}</w:tblBorders>")
    margins = held.find(qn("w:tblCellMar"))
    if margins is not None:
        margins.addprevious(borders)  # the schema orders the parts of a style
        for side in ("left", "right"):
            for edge in margins.findall(qn(f"w:{side}")):
                edge.set(qn("w:w"), str(CELL_EDGE))
    else:
        held.append(borders)
    for part in element.findall(qn("w:tblStylePr")):
        element.remove(part)
    element.append(
        parse_xml(
            f'<w:tblStylePr {nsdecls("w")} w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr>'
            '<w:tcBorders><w:bottom w:val="single" w:sz="8" w:space="0" w:color="0B0C0C"/>'
            '</w:tcBorders><w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr>'
        )
    )


def _number_pages(footer: Any) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    paragraph = footer.paragraphs[0]
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        inner = (
            f'<w:fldChar w:fldCharType="{kind}"/>' if kind else f"<w:instrText>{text}</w:instrText>"
        )
        paragraph._p.append(parse_xml(f"<w:r {nsdecls('w')}>{inner}</w:r>"))
