"""The text of a PDF file, page by page."""

from __future__ import annotations

import io
from pathlib import Path

from needsbook.audit.reading import Line, tidy
from needsbook.errors import BadInput

MOST_PAGES = 2000
LEAST_TEXT = 20


def read_pdf(path: Path, content: bytes) -> list[Line]:
    """The paragraphs of a PDF file, each with its page."""
    import logging

    from pypdf import PdfReader
    from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError

    # pypdf tells of every small fault of a file; what stops the reading is raised anyway.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    where, again = path.as_posix(), "print or export it again as a PDF with text"
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise BadInput(
                f"{path.name} is locked with a password", where, "save a copy without a password"
            )
        if len(reader.pages) > MOST_PAGES:
            raise BadInput(
                f"{path.name} has {len(reader.pages):,} pages; the audit reads up to {MOST_PAGES:,}",
                where, "split it",
            )  # fmt: skip
        pages = [page.extract_text() or "" for page in reader.pages]
    except BadInput:
        raise
    except (FileNotDecryptedError, DependencyError):
        raise BadInput(
            f"{path.name} is locked with a password", where, "save a copy without a password"
        ) from None
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        IndexError,
        AttributeError,
        RecursionError,
        OSError,
    ) as error:
        raise BadInput(
            f"{path.name} is broken: no PDF reader can follow it ({type(error).__name__})",
            where,
            again,
        ) from None
    if sum(len(page.split()) for page in pages) < LEAST_TEXT:
        raise BadInput(
            f"{path.name} is a scan: its {len(pages)} page{'s' if len(pages) != 1 else ''} hold pictures, no text",
            where, "run it through text recognition first",
        )  # fmt: skip
    lines: list[Line] = []
    for at, page in enumerate(pages, start=1):
        for text in _join_lines(page):
            lines.append(Line(tidy(text), len(lines) + 1, at))
    return lines


def _join_lines(page: str) -> list[str]:
    """The paragraphs of a PDF page: lines joined until one ends a sentence or stands alone."""
    paragraphs: list[str] = []
    current = ""
    for line in page.splitlines():
        text = line.strip()
        if not text:
            paragraphs, current = [*paragraphs, current], ""
            continue
        joined = (
            current[:-1] + text
            if current.endswith("-") and text[:1].islower()
            else f"{current} {text}".strip()
        )
        current = joined
        if text.endswith((".", "?", "!", ":")):
            paragraphs, current = [*paragraphs, current], ""
    return [text for text in [*paragraphs, current] if text]
