"""The text of a PDF file, page by page: paragraphs, and the rows of its tables."""

from __future__ import annotations

from pathlib import Path

from needsbook.audit.lines import Line, make_row, tidy
from needsbook.audit.pdf_layout import PdfTable, part_page
from needsbook.audit.pdf_lines import read_page
from needsbook.errors import BadInput

MOST_PAGES = 2000
LEAST_TEXT = 20


def read_pdf(path: Path, content: bytes) -> list[Line]:
    """The paragraphs and rows of a PDF file, each with its page."""
    from pypdfium2 import PdfDocument, PdfiumError

    where, again = path.as_posix(), "print or export it again as a PDF with text"
    try:
        document = PdfDocument(content)
        count = len(document)
        if count > MOST_PAGES:
            raise BadInput(
                f"{path.name} has {count:,} pages; the audit reads up to {MOST_PAGES:,}",
                where,
                "split it",
            )
        words, before, pages = 0, None, []
        for at in range(count):
            page = document[at]
            found = read_page(page)
            page.close()
            # The places of letters are let go page by page.
            words += sum(len(line.words) for line in found)
            pages.append(part_page(found, before))
            before = next((part for part in reversed(pages[-1]) if isinstance(part, PdfTable)), before)  # fmt: skip
        document.close()
    except PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise BadInput(
                f"{path.name} is locked with a password", where, "save a copy without a password"
            ) from None
        raise BadInput(
            f"{path.name} is broken: no PDF reader can follow it", where, again
        ) from None
    if words < LEAST_TEXT:
        raise BadInput(
            f"{path.name} is a scan: its {len(pages)} page{'s' if len(pages) != 1 else ''} hold pictures, no text",
            where, "run it through text recognition first",
        )  # fmt: skip
    lines: list[Line] = []
    tables = 0
    for at, page in enumerate(pages, start=1):
        for part in page:
            if isinstance(part, str):
                lines.append(Line(tidy(part), len(lines) + 1, at))
                continue
            tables += 1
            for cells in [*([part.head] if part.head else []), *part.rows]:
                lines.append(make_row(cells, len(lines) + 1, tables, at))
    return lines
