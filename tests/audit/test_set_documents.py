"""The same document as Word, HTML and PDF of ten pages and more: the same complaints, and no others."""

from __future__ import annotations

import html
import random
import re
import textwrap
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document

from needsbook.audit.document_audit import DocumentAudit
from needsbook.audit.officer import group_of
from needsbook.audit.pdf_lines import PageLine, Word
from needsbook.audit.pdf_rows import find_rows
from needsbook.audit.plan_files import audit_file
from needsbook.store import Store
from tests.audit.conftest import write_pdf
from tests.audit.quality import DOCUMENTS

PAPERS = {
    "leeds_public_health_report.md": "leeds",
    "medway_scrutiny_report.md": "medway",
    "hackney_send_evaluation.md": "hackney",
    "cornwall_jsna.md": "cornwall",
    "derby_cabinet_report.md": "derby",
}
# What stands between the figures of a real paper, none of which the book holds.
BETWEEN = (
    "The partnership board met on 14 October 2025 and agreed that the four workstreams would report every eight weeks. Twelve members attended and three sent apologies.",
    "A budget of £3.4 million was set for the programme in 2025/26, of which £1.1 million comes from the public health grant. Spending to the end of quarter 2 was £1.52 million, 2 per cent below profile.",
    "We heard from 214 parents and carers through an online survey that was open for six weeks. Of these, 71% said they knew where to turn for help and 38% had used a family hub in the last 12 months.",
    "Three primary schools took part in the pilot. In those schools attendance improved by 1.4 percentage points over two terms, and staff reported fewer behaviour incidents (down from 46 to 29).",
    "Staff survey results were better than last year: 82% of practitioners would recommend the service as a place to work (76% in 2024), from a response rate of 57%.",
    "The helpline took 3,120 calls between April and September 2025, 14% more than in the same months of 2024. Two in five were about speech and language.",
    "Waiting times for an autism assessment remain too long. At the end of September 2025, 1,140 children were waiting and the longest wait was 118 weeks.",
    "Under the new contract the provider must see 90% of children within 18 weeks. Performance in the first two quarters was 63% and 67%.",
    "The commissioner wrote to the council on 3 June 2025. The letter named 5 areas for improvement, and 2 of them have since been closed.",
    "Costs have risen: a residential placement now costs £6,250 a week on average, against £5,480 two years ago, and 17 placements cost more than £10,000 a week.",
    "The service employs 148 full-time equivalent staff. Sickness absence averaged 8.2 days a head, and 11% of posts were filled by agency workers on 1 October 2025 according to payroll.",
    "Consultation ran from 6 January to 14 March 2025. There were 431 responses, 64% of them from residents and 19% from people who work with children.",
)
MARKED = ("#", "|", "- ", "* ")


def lengthen(text: str, seed: int) -> list[str]:
    """The paragraphs of a document with what stands between the figures of a real one."""
    chance = random.Random(seed)
    found: list[str] = []
    for part in text.split("\n\n"):
        found.append(part.strip("\n"))
        if not part.startswith(MARKED) and not part.rstrip().endswith(":"):
            found += chance.sample(BETWEEN, 4)
    return found


def _rows(part: str) -> list[list[str]]:
    rows = [line.strip().strip("|").split("|") for line in part.splitlines() if not re.fullmatch(r"[|\s:-]+", line)]  # fmt: skip
    return [[cell.strip() for cell in row] for row in rows]


def set_word(parts: list[str], path: Path) -> None:
    document = Document()
    for part in parts:
        if part.startswith("#"):
            document.add_heading(part.lstrip("# "), len(part) - len(part.lstrip("#")))
        elif part.startswith("|"):
            rows = _rows(part)
            table = document.add_table(rows=len(rows), cols=len(rows[0]))
            for at, row in enumerate(rows):
                for column, cell in enumerate(row):
                    table.cell(at, column).text = cell
        else:
            for line in part.splitlines():
                document.add_paragraph(re.sub(r"^[-*] ", "", line))
    document.save(str(path))


def set_html(parts: list[str], path: Path) -> None:
    found = []
    for part in parts:
        if part.startswith("#"):
            level = len(part) - len(part.lstrip("#"))
            found.append(f"<h{level}>{html.escape(part.lstrip('# '))}</h{level}>")
        elif part.startswith("|"):
            rows = ("".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in _rows(part))
            found.append(f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>")
        elif part.startswith(("- ", "* ")):
            found.append("".join(f"<li>{html.escape(line[2:])}</li>" for line in part.splitlines()))
        else:
            found.append(f"<p>{html.escape(part)}</p>")
    path.write_text(f"<html><body>{''.join(found)}</body></html>", encoding="utf-8")


def set_pdf(parts: list[str], path: Path) -> None:
    """The prose on pages of 40 lines; tables are the matter of another test."""
    lines: list[str] = []
    for part in (part for part in parts if not part.startswith("|")):
        for line in part.splitlines():
            lines += textwrap.wrap(re.sub(r"^[-*#]+ ", "", line).replace("’", "'"), 90)
        lines.append("")
    write_pdf(path, [lines[at : at + 40] for at in range(0, len(lines), 40)])


def _complaints(done: DocumentAudit) -> Counter[tuple[str, str]]:
    found = [finding.claim for finding in done.audit.findings if group_of(finding) == "wrong"]
    return Counter((claim.printed, claim.indicator) for claim in found)


@pytest.mark.parametrize("name", PAPERS)
def test_a_long_paper_brings_the_same_complaints_whatever_kind_of_file_it_is(
    store: Store, tmp_path: Path, name: str
) -> None:
    text = (DOCUMENTS / name).read_text(encoding="utf-8")
    own = (PAPERS[name],)
    wanted = _complaints(audit_file(store, DOCUMENTS / name, own, "2026-06"))
    assert wanted
    parts = lengthen(text, len(name))
    setters: dict[str, Callable[[list[str], Path], None]] = {"docx": set_word, "html": set_html}
    for kind, setter in setters.items():
        setter(parts, tmp_path / f"a.{kind}")
        assert _complaints(audit_file(store, tmp_path / f"a.{kind}", own, "2026-06")) == wanted
    set_pdf(parts, tmp_path / "a.pdf")
    done = audit_file(store, tmp_path / "a.pdf", own, "2026-06")
    assert not _complaints(done) - wanted


def _line(top: float, *cells: tuple[str, float], size: float = 10.0) -> PageLine:
    words = tuple(Word(text, left, left + 5.0 * len(text)) for text, left in cells)
    return PageLine(words, words, size, size, top)


def test_rows_of_a_pdf_whose_labels_are_broken_over_lines_are_put_together() -> None:
    lines = [
        _line(300, ("Children in", 90)), _line(285, ("need per", 90)), _line(270, ("10,000", 90)),
        _line(300, ("31 March", 177)), _line(285, ("2025", 177)),
        _line(300, ("370.2", 264), ("313.9", 350), ("330.3", 437)),
        _line(245, ("Looked after", 90), ("31 March", 177), ("72", 264), ("55", 350), ("67", 437)),
        _line(230, ("per 10,000", 90), ("2025", 177)),
        _line(200, ("Members are asked to note the report and to agree the next steps below.", 90)),
    ]  # fmt: skip
    found = find_rows(lines, 0)
    assert found is not None
    rows, stop = found
    assert stop == len(lines) - 1
    assert [[cell.text for cell in row.cells] for row in rows] == [
        ["Children in need per 10,000", "31 March 2025", "370.2", "313.9", "330.3"],
        ["Looked after per 10,000", "31 March 2025", "72", "55", "67"],
    ]


def test_rows_whose_figures_stand_in_the_middle_of_their_labels_are_put_together() -> None:
    lines = [
        _line(307, ("Persistent", 90)), _line(300, ("23.0", 264), ("21.3", 350)), _line(293, ("absence (%)", 90)),
        _line(267, ("Severe", 90)), _line(260, ("2.10", 264), ("2.32", 350)), _line(253, ("absence (%)", 90)),
    ]  # fmt: skip
    found = find_rows(lines, 0)
    assert found is not None
    assert [[cell.text for cell in row.cells] for row in found[0]] == [
        ["Persistent absence (%)", "23.0", "21.3"],
        ["Severe absence (%)", "2.10", "2.32"],
    ]
