"""How well documents are read: the answers beside them against what the audit finds."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from needsbook.audit.document_audit import DocumentAudit
from needsbook.audit.officer import group_of
from needsbook.audit.plan_files import audit_file
from needsbook.store import Store

DOCUMENTS = Path(__file__).parent / "documents"
SAME_THING = ("_resident", "_pct")


@dataclass(frozen=True)
class Answer:
    """What a careful reader says of one number of a document."""

    document: str
    areas: tuple[str, ...]
    published: str
    printed: str
    indicator: str
    area: str
    verdict: str


def read_answers() -> list[Answer]:
    """The answers written beside the documents."""
    with (DOCUMENTS / "answers.csv").open(encoding="utf-8", newline="") as file:
        return [
            Answer(
                row["document"], tuple(row["areas"].split()), row["published"], row["printed"],
                row["indicator"], row["area"], row["verdict"],
            )
            for row in csv.DictReader(file)
        ]  # fmt: skip


def _plain(indicator: str) -> str:
    """The indicator without its basis, which a sentence rarely states."""
    return indicator.replace("_resident", "")


def audit_documents(store: Store) -> Iterator[tuple[str, DocumentAudit, list[Answer]]]:
    """Each document with its audit and its answers."""
    answers = read_answers()
    for name in dict.fromkeys(answer.document for answer in answers):
        own = [answer for answer in answers if answer.document == name]
        yield name, audit_file(store, DOCUMENTS / name, own[0].areas, own[0].published), own


def _planted_sentences(done: DocumentAudit, answers: list[Answer]) -> set[int]:
    """The sentences that hold a planted error: a wrong figure, or a clash beside the number printed."""
    clashes = [answer.printed for answer in answers if answer.verdict == "clash"]
    wrong = {answer.printed for answer in answers if answer.verdict == "wrong"}
    told = {
        done.draft.sources[finding.claim.id]
        for finding in done.audit.findings
        if finding.claim.printed in wrong and group_of(finding) == "wrong"
    }
    return told | {
        at
        for at, passage in enumerate(done.draft.passages)
        if any(
            re.search(rf"(?<![\d.]){re.escape(printed)}(?![\d.]\d)", passage.text)
            for printed in clashes
        )
    }


def measure_quality(store: Store) -> tuple[Counter[str], list[str]]:
    """Counts (asked, found, read, judged, complaints, false) and every miss in words."""
    counts: Counter[str] = Counter()
    misses: list[str] = []
    for name, done, answers in audit_documents(store):
        wrong = Counter(figure.printed for figure in answers if figure.verdict == "wrong")
        planted = _planted_sentences(done, answers)
        for answer in answers:
            counts["asked"] += 1
            if answer.verdict == "clash":
                found_at = {done.draft.sources[name] for clash in done.audit.contradictions for name in clash.claims}  # fmt: skip
                counts["found"] += 1
                counts["read"] += 1
                counts["judged"] += bool(found_at & planted)
                continue
            found = [
                finding
                for finding in done.audit.findings
                if finding.claim.printed == answer.printed
            ]
            if not found:
                misses.append(f"{name}: {answer.printed}: not found")
                continue
            counts["found"] += 1
            place = [
                candidate for candidate in found
                if not answer.indicator or (_plain(candidate.claim.indicator), candidate.claim.area) == (_plain(answer.indicator), answer.area)
            ]  # fmt: skip
            if place:
                counts["read"] += 1
            groups = {group_of(candidate) for candidate in (place or found)}
            if place and answer.verdict in groups:
                counts["judged"] += 1
            else:
                got = [
                    (candidate.claim.indicator, candidate.claim.area, candidate.verdict)
                    for candidate in found
                ]
                misses.append(f"{name}: {answer.printed}: wanted {answer.verdict}, got {got}")
        for finding in done.audit.findings:
            if group_of(finding) == "wrong":
                counts["complaints"] += 1
                told = done.draft.sources[finding.claim.id] in planted
                if not wrong[finding.claim.printed] and not told and "errors" not in name:
                    counts["false"] += 1
                    misses.append(f"{name}: false complaint of {finding.claim.printed}")
        for clash in done.audit.contradictions:
            counts["complaints"] += 1
            if "errors" not in name and not planted & {done.draft.sources[claim] for claim in clash.claims}:  # fmt: skip
                counts["false"] += 1
                misses.append(f"{name}: false contradiction: {clash.says}")
    return counts, misses
