"""The audit of the bi-borough plan, made once, and small documents."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from needsbook.audit.decide import audit_plan
from needsbook.audit.document_audit import DocumentAudit
from needsbook.audit.findings import Audit
from needsbook.audit.held_figures import HeldEvidence, gather_evidence
from needsbook.audit.plan_files import audit_file
from needsbook.audit.recipe_search import Searcher
from needsbook.catalogue.plans import Plan, load_plan
from needsbook.paths import Project
from needsbook.store import Store

BOROUGHS = ("westminster", "kensington-and-chelsea")


@pytest.fixture(scope="session")
def plan(project: Project) -> Plan:
    return load_plan(project, "bi-borough-2019")


@pytest.fixture(scope="session")
def audit(plan: Plan, store: Store) -> Audit:
    return audit_plan(plan, store)


@pytest.fixture(scope="session")
def evidence(plan: Plan, store: Store) -> HeldEvidence:
    return gather_evidence(store, plan.combined)


@pytest.fixture(scope="session")
def searcher(plan: Plan, evidence: HeldEvidence) -> Searcher:
    return Searcher(plan, evidence)


@pytest.fixture
def audit_text(store: Store, tmp_path: Path) -> Callable[..., DocumentAudit]:
    """The audit of a text about an area; “{indicator area period}” stands for the value held."""
    held = gather_evidence(store)

    def fill(match: re.Match[str]) -> str:
        reading = held.read(*match.group(1).split())
        assert reading is not None, match.group(1)
        return f"{reading.value:,.{reading.decimals}f}"

    def audit_words(area: str, text: str, published: str = "2026-03") -> DocumentAudit:
        path = tmp_path / "d.md"
        path.write_text(re.sub(r"\{([^}]*)\}", fill, text), encoding="utf-8")
        return audit_file(store, path, (area,), published)

    return audit_words


def write_pdf(path: Path, pages: list[list[str]]) -> Path:
    """A PDF with these lines on its pages, written by hand so that no tool is needed."""
    objects: list[bytes] = [b"", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for lines in pages:
        shown = " T* ".join(
            "({}) Tj".format(line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)"))
            for line in lines
        )
        stream = f"BT /F1 10 Tf 12 TL 40 780 Td {shown} ET".encode("latin-1")
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        kids.append(len(objects) + 1)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % len(objects)
        )
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
    listed = b" ".join(b"%d 0 R" % kid for kid in kids)
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (listed, len(kids))
    content, places = b"%PDF-1.4\n", []
    for number, made_object in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, made_object)
    start = len(content)
    content += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    content += b"".join(b"%010d 00000 n \n" % place for place in places)
    content += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        start,
    )
    path.write_bytes(content)
    return path
