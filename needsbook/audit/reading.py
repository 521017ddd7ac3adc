"""A document's text, line by line, with the place of each line. Nothing in it is run or fetched."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from needsbook.audit.lines import Line, make_row, tidy
from needsbook.errors import BadInput

LARGEST_FILE = 100 * 1024 * 1024


def read_lines(path: Path) -> list[Line]:
    """The lines of a text, Markdown, HTML, Word or PDF file; ``BadInput`` says why one cannot be read."""
    from needsbook.audit.reading_pdf import read_pdf
    from needsbook.audit.reading_word import read_word

    readers: dict[str, Callable[[Path, bytes], list[Line]]] = {
        ".txt": _read_text, ".md": _read_text, ".markdown": _read_text,
        ".html": _read_html, ".htm": _read_html, ".docx": read_word, ".pdf": read_pdf,
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
    return read_text_lines(text.splitlines())


RULE = re.compile(r"^\s*\|?(?:\s*:?-{2,}:?\s*\|)+\s*:?-*:?\s*\|?\s*$")
HEAD_MARK = re.compile(r"^\s*(#{1,6})\s+\S")
LIST_MARK = re.compile(r"^\s*(?:[-*•➤▪]\s+|\d+[.)]\s|[a-z][.)]\s|#|>|\|)")
HANGING = re.compile(
    r"(?:,|\b(?:of|in|the|and|to|for|by|at|a|an|with|from|or|was|were|is|are|than|per|that|who|which|on|its|their|as|this|good))$",
    re.I,
)
# “Number at 31 March 2025: 563”: a line of a list ends with its figure.
LISTED_FIGURE = re.compile(r":\s*[\d.,]+\s*%?$")
WRAPPED = range(55, 140)


def read_text_lines(texts: Sequence[str]) -> list[Line]:
    """Lines of plain text or Markdown: rows of tables as rows, broken paragraphs as one."""
    found: list[Line] = []
    table, before, last = 0, False, ""
    for number, text in enumerate(texts, start=1):
        piped = text.count("|") >= 2 and text.strip().startswith("|")
        if RULE.match(text) and piped:
            continue
        if piped or "\t" in text.strip():
            table += not before
            cells = text.strip().strip("|").split("|") if piped else text.rstrip("\n").split("\t")
            found.append(make_row(cells, number, table))
            before, last = True, ""
            continue
        before = before and not text.strip()
        mark = HEAD_MARK.match(text)
        joined = found and last and not mark and _goes_on(last, text)
        if joined:
            found[-1] = replace(found[-1], text=f"{found[-1].text} {tidy(text)}".strip())
        else:
            found.append(Line(tidy(text), number, level=len(mark[1]) if mark else 0))
        last = "" if mark else text.strip()
    return found


def _goes_on(last: str, text: str) -> bool:
    """Whether ``text`` goes on with the sentence that ``last`` leaves unfinished."""
    text = text.strip()
    if not text or LIST_MARK.match(text) or last.endswith((".", "?", "!", ":", ";")):
        return False
    if text[0].isupper() and LISTED_FIGURE.search(last):
        return False
    if text[0].islower() or HANGING.search(last):
        return True
    return len(last) in WRAPPED and not last.endswith(")")


def _read_html(path: Path, content: bytes) -> list[Line]:
    from bs4 import BeautifulSoup

    page = BeautifulSoup(content, "lxml")
    for hidden in page(HIDDEN):
        hidden.decompose()
    for element in page.select(".sr-only, .visually-hidden, [hidden], [aria-hidden=true]"):
        if not element.decomposed:
            element.decompose()
    found: list[Line] = []
    _walk_html(page.body or page, found)
    return found


HIDDEN = (
    "script",
    "style",
    "template",
    "noscript",
    "iframe",
    "object",
    "head",
    "nav",
    "footer",
    "svg",
    "form",
    "button",
)
BLOCKS = frozenset(
    ["p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "caption", "dd", "dt", "blockquote", "figcaption", "div", "section", "article", "main", "table", "ul", "ol", "dl", "details", "summary", "aside", "header", "tr", "td", "th", "tbody", "thead", "tfoot", "figure", "body", "html", "pre", "address", "hr", "br"]
)  # fmt: skip


def _walk_html(element: Any, found: list[Line]) -> None:
    """The text of any element: inline text is gathered until a block begins."""
    inline: list[str] = []

    def close() -> None:
        text = tidy(" ".join("".join(inline).split()))
        if text:
            found.append(Line(text, len(found) + 1))
        inline.clear()

    for child in element.children:
        name = getattr(child, "name", None)
        if name is None:
            if type(child).__name__ == "NavigableString":
                inline.append(str(child))
        elif name == "table":
            close()
            _read_html_table(child, found)
        elif re.fullmatch(r"h[1-6]", name):
            close()
            if text := tidy(child.get_text(" ", strip=True)):
                found.append(Line(text, len(found) + 1, level=int(name[1])))
        elif name in BLOCKS or child.find(BLOCKS):
            close()
            _walk_html(child, found)
        else:
            inline.append(child.get_text())
    close()


def _read_html_table(table: Any, found: list[Line]) -> None:
    caption = table.find("caption")
    if caption is not None:
        text = tidy(caption.get_text(" ", strip=True))
        found.append(
            Line(
                text if re.match(r"(?:table|figure)\b", text, re.I) else f"Table 1: {text}",
                len(found) + 1,
            )
        )
    number = len(found) + 1
    for row in table.find_all("tr"):
        cells: list[str] = []
        for cell in row.find_all(["td", "th"]):
            span = str(cell.get("colspan", "1"))
            cells += [cell.get_text(" ", strip=True)] * (
                int(span) if span.isdigit() and int(span) < 50 else 1
            )
        if cells:
            found.append(make_row(cells, len(found) + 1, number))
