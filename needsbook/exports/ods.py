"""A workbook as OpenDocument (ODS), from the same model as the XLSX.

Written as text (OpenDocument 1.3, parts 2 and 3): an object for each of fifty thousand cells
would cost more than everything else a book lets people take away, and libraries that make
them stamp the clock and the order of their imports into the file.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

from needsbook.exports.table_sheets import COLUMNS, MARKED, Cell, Workbook
from needsbook.exports.xlsx import WIDTHS
from needsbook.exports.zips import write_zip

KIND = "application/vnd.oasis.opendocument.spreadsheet"
LEAD = "This worksheet contains one table. Notes are on the notes worksheet."
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_URN = "urn:oasis:names:tc:opendocument:xmlns"
_SPACES = (
    f'xmlns:office="{_URN}:office:1.0" xmlns:table="{_URN}:table:1.0" '
    f'xmlns:text="{_URN}:text:1.0" xmlns:style="{_URN}:style:1.0" '
    f'xmlns:fo="{_URN}:xsl-fo-compatible:1.0" xmlns:meta="{_URN}:meta:1.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.3"'
)


def make_ods(book: Workbook, epoch: int) -> bytes:
    """The workbook's bytes; the same input gives the same bytes."""
    widths = sorted({*WIDTHS, 16, 20, 90, 110})
    moment = datetime.fromtimestamp(epoch, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    parts = {
        "mimetype": KIND,
        "META-INF/manifest.xml": _write_manifest(),
        "content.xml": f"{_HEAD}<office:document-content {_SPACES}>{_write_styles(widths)}"
        f"<office:body><office:spreadsheet>{''.join(_list_sheets(book))}</office:spreadsheet>"
        "</office:body></office:document-content>",
        "styles.xml": f"{_HEAD}<office:document-styles {_SPACES}><office:styles/>"
        "</office:document-styles>",
        "meta.xml": f"{_HEAD}<office:document-meta {_SPACES}><office:meta>"
        f"<dc:title>{escape(book.title)}</dc:title><dc:creator>{escape(book.about[0])}</dc:creator>"
        f"<dc:language>en-GB</dc:language><meta:creation-date>{moment}</meta:creation-date>"
        f"<dc:date>{moment}</dc:date></office:meta></office:document-meta>",
    }
    return write_zip({name: text.encode("utf-8") for name, text in parts.items()})


def _write_manifest() -> str:
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>'
        for path, kind in (
            ("/", KIND), ("content.xml", "text/xml"), ("styles.xml", "text/xml"),
            ("meta.xml", "text/xml"),
        )
    )  # fmt: skip
    return (
        f'{_HEAD}<manifest:manifest xmlns:manifest="{_URN}:manifest:1.0" '
        f'manifest:version="1.3">{entries}</manifest:manifest>'
    )


def _list_sheets(book: Workbook) -> list[str]:
    order = {name: number for number, name in enumerate(book.notes, start=1)}
    contents: list[Sequence[Cell]] = [["Contents"], ["Worksheet", "What it holds"]]
    contents += [[sheet.label, sheet.title] for sheet in book.sheets]
    contents.append(["Notes", "How to read values, gaps and intervals"])
    notes: list[Sequence[Cell]] = [["Notes"], ["Note number", "Note text"]]
    notes += [[f"[note {order[name]}]", text] for name, text in book.notes.items()]
    heads = [f"{name} [note {order[MARKED[name]]}]" if name in MARKED else name for name in COLUMNS]
    written = [
        _write_sheet("Cover", [[book.title], *([line] for line in book.about)], (90,), -1),
        _write_sheet("Contents", contents, (20, 90), 1),
        _write_sheet("Notes", notes, (16, 110), 1),
    ]
    for sheet in book.sheets:
        rows = [[sheet.title], [LEAD], heads, *sheet.rows]
        written.append(_write_sheet(sheet.label, rows, WIDTHS, 2))
    return written


def _write_sheet(
    name: str, rows: Sequence[Sequence[Cell]], widths: Sequence[int], heads: int
) -> str:
    """One sheet; ``heads`` is the number of the row of column headings (from 0)."""
    parts = [f"<table:table table:name={quoteattr(name)}>"]
    parts += [f'<table:table-column table:style-name="wide{width}"/>' for width in widths]
    for number, row in enumerate(rows):
        style = "title" if number == 0 else "bold" if number == heads else "plain"
        cells = "".join(_write_cell(cell, style) for cell in row)
        made = f"<table:table-row>{cells}</table:table-row>"
        if number == heads:
            made = f"<table:table-header-rows>{made}</table:table-header-rows>"
        parts.append(made)
    return "".join([*parts, "</table:table>"])


def _write_cell(held: Cell, style: str) -> str:
    """A cell typed as what it holds: a number is never words, words are never a formula."""
    if isinstance(held, str):
        return (
            f'<table:table-cell office:value-type="string" table:style-name="{style}">'
            f"<text:p>{escape(held)}</text:p></table:table-cell>"
        )
    number = f"{held:.15g}"
    return (
        f'<table:table-cell office:value-type="float" office:value="{number}" '
        f'table:style-name="{style}"><text:p>{number}</text:p></table:table-cell>'
    )


def _write_styles(widths: Sequence[int]) -> str:
    cells = "".join(
        f'<style:style style:name="{name}" style:family="table-cell">'
        # A title runs on over the columns beside it; what stands in a column is wrapped.
        f'<style:table-cell-properties fo:wrap-option="{wrap}" style:vertical-align="top"/>'
        f'<style:text-properties fo:font-family="Arial" fo:font-size="{size}pt" '
        f'fo:font-weight="{weight}"/></style:style>'
        for name, size, weight, wrap in (
            ("plain", 12, "normal", "wrap"), ("bold", 12, "bold", "wrap"),
            ("title", 16, "bold", "no-wrap"),
        )
    )  # fmt: skip
    columns = "".join(
        f'<style:style style:name="wide{width}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{width * 2.1:.0f}mm"/></style:style>'
        for width in widths
    )
    return f"<office:automatic-styles>{cells}{columns}</office:automatic-styles>"
