"""A document's text, line by line, with the place of each line. Nothing in it is run or fetched."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from needsbook.errors import BadInput

LARGEST_FILE = 100 * 1024 * 1024
LARGEST_UNPACKED = 400 * 1024 * 1024
MOST_PAGES = 2000
LEAST_TEXT = 20


@dataclass(frozen=True)
class Line:
    """One paragraph, table row or list item; ``number`` counts from 1, ``page`` too (0: no pages)."""

    text: str
    number: int
    page: int = 0
    heading: bool = False


def read_lines(path: Path) -> list[Line]:
    """The lines of a text, Markdown, HTML, Word or PDF file; ``BadInput`` says why one cannot be read."""
    readers: dict[str, Callable[[Path, bytes], list[Line]]] = {
        ".txt": _read_text, ".md": _read_text, ".markdown": _read_text,
        ".html": _read_html, ".htm": _read_html, ".docx": _read_word, ".pdf": _read_pdf,
    }  # fmt: skip
    reader = readers.get(path.suffix.lower())
    if reader is None:
        known = ", ".join(sorted(readers))
        raise BadInput(
            f"{path.name} is not a kind of document the audit reads",
            path.as_posix(),
            f"save it as one of {known}",
        )
    size = path.stat().st_size
    if size > LARGEST_FILE:
        raise BadInput(
            f"{path.name} has {size / 1048576:.0f} MB; the audit reads up to 100",
            path.as_posix(),
            "split it",
        )
    content = path.read_bytes()
    if not content.strip():
        raise BadInput(f"{path.name} is empty", path.as_posix(), "give the document's file")
    lines = [line for line in reader(path, content) if line.text]
    if not lines:
        raise BadInput(
            f"{path.name} holds no text", path.as_posix(), "give a version with text in it"
        )
    return lines


def _number(texts: list[str]) -> list[Line]:
    return [
        Line(_tidy(text), at, heading=text.lstrip().startswith("#"))
        for at, text in enumerate(texts, start=1)
    ]


def _tidy(text: str) -> str:
    """``text`` on one line, without Markdown's marks and the targets of its links.

    Tabs stay: they part the cells of a table's row. So do bullets inside a line.
    """
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"</?(?:ul|ol|li|b|i|em|strong|br|p|td|tr|th)\b[^>]*>", " ", text)
    text = re.sub(r"^[#>\s]+|\*\*|__|^\s*[-*•➤]\s+", "", text)
    cells = (" ".join(cell.split()) for cell in text.replace("\u00ad", "").split("\t"))
    return "\t".join(cells).strip()


def _read_text(path: Path, content: bytes) -> list[Line]:
    for coding in (
        "utf-8-sig",
        "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "cp1252",
    ):
        try:
            text = content.decode(coding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise BadInput(
            f"{path.name} is not text in a coding we know", path.as_posix(), "save it as UTF-8"
        )
    if "\x00" in text:
        raise BadInput(
            f"{path.name} holds binary data, not text", path.as_posix(), "save it as text or PDF"
        )
    return _number(text.splitlines())


def _read_html(path: Path, content: bytes) -> list[Line]:
    from bs4 import BeautifulSoup

    page = BeautifulSoup(content, "lxml")
    for hidden in page(["script", "style", "template", "noscript", "iframe", "object", "head"]):
        hidden.decompose()
    blocks = (
        "p",
        "li",
        "td",
        "th",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "caption",
        "dd",
        "dt",
        "blockquote",
        "figcaption",
    )
    found = []
    for element in page.find_all(blocks):
        if element.find(blocks):
            continue
        found.append(element.get_text(" ", strip=True))
    return _number(found or page.get_text("\n", strip=True).splitlines())


def _read_word(path: Path, content: bytes) -> list[Line]:
    if content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise BadInput(
            f"{path.name} is locked with a password, or is an old .doc", path.as_posix(),
            "open it in Word and save a copy as .docx without a password",
        )  # fmt: skip
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
            if unpacked > LARGEST_UNPACKED:
                raise BadInput(
                    f"{path.name} unpacks to {unpacked / 1048576:.0f} MB", path.as_posix(),
                    "save a copy without its pictures",
                )  # fmt: skip
        from docx import Document as open_word
        from docx.table import Table

        document = open_word(io.BytesIO(content))
        texts: list[str] = []
        for part in document.iter_inner_content():
            if isinstance(part, Table):
                texts += [
                    "\t".join(dict.fromkeys(cell.text for cell in row.cells)) for row in part.rows
                ]
            else:
                texts.append(part.text)
    except BadInput:
        raise
    except Exception as error:
        raise BadInput(
            f"{path.name} is not a Word file that can be read ({type(error).__name__})", path.as_posix(),
            "open it in Word and save it again as .docx",
        ) from None  # fmt: skip
    return _number(texts)


def _read_pdf(path: Path, content: bytes) -> list[Line]:
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
            lines.append(Line(_tidy(text), len(lines) + 1, at))
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
