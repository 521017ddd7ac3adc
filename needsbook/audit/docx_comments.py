"""The audit in Word: the document's sentences, each with a comment beside it.

The bytes are the same on every run: no dates, no author, a fixed clock in the archive.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from datetime import datetime

from docx import Document as new_document
from docx.document import Document

from needsbook.audit.findings import CONTRADICTION_WORDS, VERDICT_WORDS, Audit, AuditFinding
from needsbook.audit.phrases import tell

AUTHOR, INITIALS = "needsbook audit", "nb"
EPOCH = (1980, 1, 1, 0, 0, 0)


def write_claims_word(audit: Audit) -> bytes:
    """A Word file with every claim of a plan and its verdict as a comment."""
    document = _start(f"Audit of {audit.plan.title}")
    for finding in audit.findings:
        claim = finding.claim
        printed = f" (printed: {claim.printed})" if claim.printed else ""
        add_commented(document, f"{claim.says}{printed}", [finding])
    _add_contradictions(document, audit)
    return freeze(document)


def write_sentences_word(
    audit: Audit, sentences: Iterable[tuple[str, list[AuditFinding]]]
) -> bytes:
    """A Word file with a document's sentences; those with figures carry comments."""
    document = _start(f"Audit of {audit.plan.title}")
    for text, findings in sentences:
        if findings:
            add_commented(document, text, findings)
        else:
            document.add_paragraph(text)
    _add_contradictions(document, audit)
    return freeze(document)


def _start(title: str) -> Document:
    document = new_document()
    document.add_heading(title, level=1)
    return document


def add_commented(document: Document, text: str, findings: list[AuditFinding]) -> None:
    """A paragraph with one comment per finding."""
    run = document.add_paragraph().add_run(clean_text(text))
    for finding in findings:
        said = clean_text(f"{VERDICT_WORDS[finding.verdict]}. {tell(finding.says)}")
        comment = document.add_comment(run, text=said, author=AUTHOR, initials=INITIALS)
        # A comment is stamped with the clock unless the attribute is taken away.
        for name in [key for key in comment._comment_elm.attrib if key.endswith("}date")]:
            del comment._comment_elm.attrib[name]


def _add_contradictions(document: Document, audit: Audit) -> None:
    if not audit.contradictions:
        return
    document.add_heading("Contradictions inside the document", level=2)
    for contradiction in audit.contradictions:
        document.add_paragraph(
            f"{CONTRADICTION_WORDS[contradiction.kind]}: {contradiction.says}", style="List Bullet"
        )


def clean_text(text: str) -> str:
    """``text`` without the control characters that XML forbids."""
    return "".join(sign for sign in text if sign >= " " or sign in "\t\n")


def freeze(document: Document, own: bool = False) -> bytes:
    """The file's bytes with every clock in it stopped; ``own``: properties are its author's."""
    if not own:
        core = document.core_properties
        core.author, core.last_modified_by, core.comments = "", "", ""
        core.created = core.modified = datetime(2000, 1, 1)
    buffer = io.BytesIO()
    document.save(buffer)
    frozen = io.BytesIO()
    with zipfile.ZipFile(buffer) as old, zipfile.ZipFile(frozen, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda item: (item != "[Content_Types].xml", item)):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            new.writestr(entry, old.read(name))
    return frozen.getvalue()
