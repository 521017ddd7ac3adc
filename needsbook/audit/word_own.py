"""Comments in the officer's own Word file, each at its number."""

from __future__ import annotations

import copy
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docx import Document as open_word
from docx.table import Table
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from needsbook.audit.document_audit import DocumentAudit
from needsbook.audit.docx_comments import AUTHOR, INITIALS, clean_text, freeze
from needsbook.audit.held_figures import HeldEvidence
from needsbook.audit.officer import SIGNS, ReportEntry, list_entries


def write_own_word(done: DocumentAudit, evidence: HeldEvidence, path: Path) -> bytes:
    """The file at ``path`` with a comment at each number that is wrong or could not be told."""
    document = open_word(io.BytesIO(path.read_bytes()))
    places: list[list[Paragraph]] = []
    for part in document.iter_inner_content():
        if isinstance(part, Table):
            places += [[paragraph for cell in row.cells for paragraph in cell.paragraphs] for row in part.rows]  # fmt: skip
        else:
            places.append([part])
    for entry in list_entries(done, evidence):
        if entry.group == "right" or not 1 <= entry.line <= len(places):
            continue
        runs = next(_find_runs(places[entry.line - 1], entry), None)
        if runs is None:
            continue
        title = "" if entry.says.startswith(entry.title) else f"{entry.title}. "
        says = clean_text(f"{SIGNS[entry.group]} {title}{entry.says} To do: {entry.to_do}")
        comment = document.add_comment(runs, text=says, author=AUTHOR, initials=INITIALS)
        for name in [key for key in comment._comment_elm.attrib if key.endswith("}date")]:
            del comment._comment_elm.attrib[name]
    return freeze(document, own=True)


def _find_runs(paragraphs: list[Paragraph], entry: ReportEntry) -> Iterator[list[Run]]:
    """The runs that hold the number: of the paragraph whose sentence it stands in."""
    marked = entry.marked
    for paragraph in paragraphs:
        text = paragraph.text
        lead = entry.before[-24:]
        at = text.find(lead + marked) if lead else -1
        start = at + len(lead) if at >= 0 else text.find(marked)
        if start < 0 or not marked:
            continue
        yield _isolate(paragraph, start, start + len(marked))


def _isolate(paragraph: Paragraph, start: int, end: int) -> list[Run]:
    """The runs from ``start`` to ``end``, split where one holds more than the number."""
    found: list[Run] = []
    at = 0
    for run in list(paragraph.runs):
        low, high = at, at + len(run.text)
        at = high
        if high <= start or low >= end:
            continue
        if _is_plain(run):
            run = _cut(run, max(start, low) - low, min(end, high) - low)
        found.append(run)
    return found or paragraph.runs or [paragraph.add_run("")]


def _is_plain(run: Run) -> bool:
    names = [child.tag.rsplit("}", 1)[-1] for child in run._r]
    return all(name in ("rPr", "t") for name in names) and names.count("t") == 1


def _cut(run: Run, start: int, end: int) -> Run:
    """The middle of a run as a run of its own, its look kept."""
    text = run.text
    pieces: list[Any] = []
    for piece in (text[:start], text[start:end], text[end:]):
        element = copy.deepcopy(run._r)
        twin = Run(element, run._parent)
        twin.text = piece
        pieces.append(element if piece else None)
    parent = run._r.getparent()
    place = parent.index(run._r)
    parent.remove(run._r)
    kept = [piece for piece in pieces if piece is not None]
    for at, element in enumerate(kept):
        parent.insert(place + at, element)
    return Run(pieces[1], run._parent)
