"""The report on a document in the order an officer needs it: wrong, open, right.

One page of summary first; then each statement with its page (or heading and paragraph), the
sentence with its number marked, the published figure with its source, and what to do.
"""

from __future__ import annotations

import csv
import io
import json
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from needsbook import __version__
from needsbook.audit.findings import (
    COMPLAINTS,
    CONTRADICTION_WORDS,
    OPEN,
    VERDICT_WORDS,
    VERDICTS,
    AuditFinding,
    Contradiction,
)
from needsbook.audit.held_figures import HeldEvidence
from needsbook.audit.phrases import tell
from needsbook.audit.reports import LEVELS, SARIF_SCHEMA, WIDTH
from needsbook.escaping import disarm_text
from needsbook.show.table_markup import CellMarkup, RowMarkup, write_markup

if TYPE_CHECKING:
    from needsbook.audit.document_audit import DocumentAudit

GROUPS = ("wrong", "open", "right")
GROUP_WORDS = {
    "wrong": "Wrong, and certain",
    "open": "Could not be told",
    "right": "Right, or near enough",
}
TO_DO = {
    "contradicted": "Replace the figure with the published one, or say where it comes from.",
    "mislabelled": "Correct the year, place, definition or unit the figure is given.",
    "not_supported": "Take the word of comparison back, or use the published figures.",
    "first_published": "Use the figure as revised since, or say that it is the first release.",
    "as_revised": "Nothing to correct; the figure was revised after the document appeared.",
    "near": "See whether a newer release changed the figure.",
    "untested": "Nothing to correct; do not call the difference significant.",
    "not_held": "Check it by hand: this book holds no figure for it.",
    "undecidable": "Check it by hand.",
    "confirmed": "Nothing to do.",
}
# Of a word there is no figure to replace: “halved”, “lower than England”, “third highest”.
WORDS_TO_DO = {
    "contradicted": "Correct the words: the published figures do not bear them out.",
    "near": "See whether the words say what the figures do.",
}
WORD_KINDS = ("ratio", "comparison", "direction", "rank", "wards")
CLASH_TO_DO = "Make the numbers and the words of the sentence agree."
UNDATED = (
    "No month of publication was given (--published 2025-06), so only sentences that carry a "
    "date are judged."
)
MOST_LISTED = 12


@dataclass(frozen=True)
class ReportEntry:
    """One statement as the report tells it."""

    group: str
    title: str
    where: str
    page: int
    line: int
    before: str
    marked: str
    after: str
    says: str
    to_do: str
    source: str
    finding: AuditFinding | None = None
    clash: Contradiction | None = None


def group_of(finding: AuditFinding) -> str:
    """Wrong, open or right."""
    if finding.verdict in COMPLAINTS:
        return "wrong"
    return "open" if finding.verdict in OPEN else "right"


def list_entries(done: DocumentAudit, evidence: HeldEvidence) -> list[ReportEntry]:
    """Every statement and contradiction, in the officer's order, then that of the document."""
    found = [_tell_finding(done, finding, evidence) for finding in done.audit.findings]
    found += [_tell_clash(done, clash) for clash in done.audit.contradictions]
    return sorted(found, key=lambda entry: (GROUPS.index(entry.group), entry.line))


def _place(done: DocumentAudit, claim: str) -> tuple[str, int, int]:
    passage = done.draft.passages[done.draft.sources[claim]]
    if passage.page:
        return f"page {passage.page}", passage.page, passage.line
    where = f"“{passage.section}”, " if passage.headings else ""
    what = f"paragraph {passage.paragraph}" if not passage.cell else f"table, line {passage.line}"
    return f"{where}{what}", 0, passage.line


def _tell_finding(
    done: DocumentAudit, finding: AuditFinding, evidence: HeldEvidence
) -> ReportEntry:
    claim = finding.claim
    passage = done.draft.passages[done.draft.sources[claim.id]]
    spot = done.draft.stated[claim.id]
    where, page, line = _place(done, claim.id)
    before, after = passage.text[: spot.start], passage.text[spot.end :]
    if passage.cell:
        before = " · ".join(words for words in (passage.caption, passage.label, passage.column) if words) + ": " + before  # fmt: skip
    source = evidence.indicators[claim.indicator].official.page if claim.indicator in evidence.indicators else ""  # fmt: skip
    return ReportEntry(
        group_of(finding), finding.title, where, page, line, before, passage.text[spot.start : spot.end],
        after, tell(finding.says), _say_to_do(finding), source, finding,
    )  # fmt: skip


def _say_to_do(finding: AuditFinding) -> str:
    words = WORDS_TO_DO if finding.claim.kind in WORD_KINDS else {}
    return words.get(finding.verdict, TO_DO[finding.verdict])


def _tell_clash(done: DocumentAudit, clash: Contradiction) -> ReportEntry:
    passage = done.draft.passages[done.draft.sources[clash.claims[-1]]]
    where, page, line = _place(done, clash.claims[-1])
    return ReportEntry(
        "wrong", f"Contradicts itself: {CONTRADICTION_WORDS[clash.kind].lower()}", where, page, line,
        "", passage.text, "", clash.says, CLASH_TO_DO, "", None, clash,
    )  # fmt: skip


def count_groups(entries: Sequence[ReportEntry]) -> dict[str, int]:
    """How many entries each group has."""
    return {group: sum(entry.group == group for entry in entries) for group in GROUPS}


def _summary(done: DocumentAudit, entries: Sequence[ReportEntry]) -> list[str]:
    counts = count_groups(entries)
    lines = [f"{len(entries):,} statements with figures were read."]
    lines += [f"{counts[group]:5,}  {GROUP_WORDS[group]}" for group in GROUPS]
    if not done.dated:
        lines += ["", UNDATED]
    return lines


def write_document_table(done: DocumentAudit, evidence: HeldEvidence) -> str:
    """The report for a terminal: a summary, then wrong, open and right."""
    entries = list_entries(done, evidence)
    lines = [f"Audit of {done.audit.plan.title}", "", *_summary(done, entries)]
    for group in GROUPS:
        chosen = [entry for entry in entries if entry.group == group]
        lines += ["", f"{GROUP_WORDS[group]} ({len(chosen):,})", "-" * WIDTH]
        if not chosen:
            lines.append("  none")
        for entry in chosen:
            lines += _wrap(f"{entry.where}: {entry.title}", "  ", "    ")
            lines += _wrap(f"{entry.before}[{entry.marked}]{entry.after}"[:500], "    ", "    ")
            lines += _wrap(entry.says, "    ", "    ")
            if group != "right":
                lines += _wrap(f"To do: {entry.to_do}" + (f" Source: {entry.source}" if entry.source else ""), "    ", "    ")  # fmt: skip
    if done.draft.doubts:
        lines += ["", "left open, for a person to decide:", *(f"  {doubt}" for doubt in done.draft.doubts)]  # fmt: skip
    return "\n".join(lines) + "\n"


def _wrap(text: str, first: str, rest: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=first, subsequent_indent=rest)


def write_document_csv(done: DocumentAudit, evidence: HeldEvidence) -> str:
    """One row per statement, in the officer's order; no cell can run as a formula."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(
        ("group", "verdict", "page", "where", "line", "sentence", "printed", "role", "indicator", "area",
         "period", "published", "found", "to_do", "needs", "source", "claim")
    )  # fmt: skip
    for entry in list_entries(done, evidence):
        row = [entry.group, entry.title, str(entry.page or ""), entry.where, str(entry.line), f"{entry.before}{entry.marked}{entry.after}"]  # fmt: skip
        if entry.finding is not None:
            claim, check = entry.finding.claim, entry.finding.checks[0]
            value = tell((check.reading,)) if check.reading is not None else ""
            row += [claim.printed, claim.role, claim.indicator, claim.area, claim.period, value, entry.says,
                    entry.to_do, check.needs, entry.source, claim.id]  # fmt: skip
        else:
            ids = " ".join(entry.clash.claims) if entry.clash else ""
            row += ["", entry.clash.kind if entry.clash else "", "", "", "", "", entry.says, entry.to_do, "", "", ids]  # fmt: skip
        writer.writerow([disarm_text(cell) for cell in row])
    return buffer.getvalue()


def write_document_json(done: DocumentAudit, evidence: HeldEvidence) -> str:
    """The whole report for programs."""
    entries = list_entries(done, evidence)
    content = {
        "document": done.path,
        "title": done.audit.plan.title,
        "published": done.audit.plan.published if done.dated else None,
        "groups": count_groups(entries),
        "totals": done.audit.totals,
        "statements": [_record(entry, evidence) for entry in entries if entry.finding is not None],
        "contradictions": [
            {"kind": entry.clash.kind, "claims": list(entry.clash.claims), "page": entry.page, "where": entry.where,
             "says": entry.says}
            for entry in entries if entry.clash is not None
        ],
        "left_open": list(done.draft.doubts),
    }  # fmt: skip
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _record(entry: ReportEntry, evidence: HeldEvidence) -> dict[str, Any]:
    assert entry.finding is not None
    claim, check = entry.finding.claim, entry.finding.checks[0]
    return {
        "claim": claim.id, "group": entry.group, "verdict": entry.finding.verdict, "kind": claim.kind, "role": claim.role,
        "page": entry.page, "where": entry.where, "line": entry.line, "says": claim.says, "printed": claim.printed,
        "value": claim.value, "unit": claim.unit, "qualifier": claim.qualifier, "indicator": claim.indicator,
        "area": claim.area, "period": claim.period, "since": claim.since,
        "published": check.reading.value if check.reading is not None else None,
        "figures": [evidence.figure(reading).id for reading in entry.finding.readings],
        "found": entry.says, "needs": check.needs, "to_do": entry.to_do, "source": entry.source,
    }  # fmt: skip


def write_document_sarif(done: DocumentAudit, evidence: HeldEvidence) -> str:
    """SARIF 2.1.0 (OASIS) with the document's own path; a page is a property of the place."""
    rules: list[dict[str, Any]] = [
        {"id": verdict, "shortDescription": {"text": VERDICT_WORDS[verdict]}}
        for verdict in VERDICTS
    ]
    rules += [
        {"id": key, "shortDescription": {"text": words}}
        for key, words in CONTRADICTION_WORDS.items()
    ]
    results = []
    for entry in list_entries(done, evidence):
        verdict = (
            entry.finding.verdict if entry.finding else entry.clash.kind if entry.clash else ""
        )
        level, kind = LEVELS[entry.finding.verdict] if entry.finding else ("error", "fail")
        physical: dict[str, Any] = {"artifactLocation": {"uri": done.path}}
        if entry.page:
            physical["properties"] = {"page": entry.page}
        else:
            physical["region"] = {"startLine": entry.line, "snippet": {"text": entry.marked}}
        results.append({
            "ruleId": verdict, "level": level, "kind": kind,
            "message": {"text": f"{entry.where}: {entry.marked}: {entry.says} {entry.to_do}"},
            "locations": [{"physicalLocation": physical, "logicalLocations": [{"name": entry.where}]}],
        })  # fmt: skip
    run = {
        "tool": {"driver": {"name": "needsbook", "version": __version__, "rules": rules}},
        "columnKind": "unicodeCodePoints", "results": results,
    }  # fmt: skip
    return json.dumps({"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2) + "\n"  # fmt: skip


STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:56rem;margin:0 auto;padding:1rem;color:#0b0c0c;background:#fff}"
    "h1,ul{overflow-wrap:anywhere}caption{text-align:left;font-weight:700}table{border-collapse:collapse}th,td{text-align:left;padding:.25rem 1.5rem .25rem 0;border-bottom:1px solid #b1b4b6}"
    "td.n{text-align:right;font-variant-numeric:tabular-nums}fieldset{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;margin:1.5rem 0}"
    "label{display:inline-flex;gap:.4rem;align-items:center;min-height:24px}ol{list-style:none;padding:0}"
    "ol>li{border-top:1px solid #b1b4b6;padding:.75rem 0;overflow-wrap:anywhere}li p{margin:.2rem 0}"
    "mark{background:#fff2b3;color:inherit;padding:0 .15em;font-weight:700}.t{font-weight:700}.q{color:#505a5f;font-size:.95rem}"
    "li[data-group=wrong]{border-left:5px solid #942514;padding-left:.75rem}"
    "li[data-group=open]{border-left:5px solid #b1b4b6;padding-left:.75rem}"
    "li[data-group=right]{border-left:5px solid #00703c;padding-left:.75rem}"
    "a{color:#1d70b8}@media print{fieldset{display:none}.first{break-after:page}}"
)  # fmt: skip
SIGNS = {"wrong": "✗", "open": "?", "right": "✓"}


def write_document_html(done: DocumentAudit, evidence: HeldEvidence) -> str:
    """A page that stands alone: a summary, filters without a script, then every statement."""
    entries = list_entries(done, evidence)
    title = escape(f"Audit of {done.audit.plan.title}")
    counts = count_groups(entries)
    rows = [
        RowMarkup([CellMarkup(f"{SIGNS[group]} {GROUP_WORDS[group]}", "row"),
                   CellMarkup(f"{counts[group]:,}", look="n")])
        for group in GROUPS
    ]  # fmt: skip
    found = write_markup("What was found", [], [rows], framed=False)
    note = "" if done.dated else f"<p><strong>{escape(UNDATED)}</strong></p>"
    choices = [("all", "Everything"), *((group, f"{SIGNS[group]} {GROUP_WORDS[group]}") for group in GROUPS)]  # fmt: skip
    radios = "".join(
        f'<label><input type="radio" name="show" value="{key}"{" checked" if key == "all" else ""}> {words}</label>'
        for key, words in choices
    )
    hidden = ",".join(
        f'main:has(input[value="{group}"]:checked) li[data-group]:not([data-group="{group}"])' for group in GROUPS
    )  # fmt: skip
    listed = "".join(_list_first(entries))
    doubts = "".join(f"<li>{escape(doubt)}</li>" for doubt in done.draft.doubts)
    left = f"<h2>Left open, for a person to decide</h2><ul>{doubts}</ul>" if doubts else ""
    items = "".join(_write_entry(entry) for entry in entries)
    return (
        f'<!DOCTYPE html>\n<html lang="en-GB"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<style>{STYLE}{hidden}{{display:none}}</style></head><body><main><section class=\"first\"><h1>{title}</h1>"
        f"<p>{len(entries):,} statements with figures were read.</p>{found}"
        f"{note}<h2>What to put right</h2>{listed}</section><h2>Every statement</h2>"
        f"<fieldset><legend>Show</legend>{radios}</fieldset><ol>{items}</ol>{left}</main></body></html>\n"
    )  # fmt: skip


def _list_first(entries: Sequence[ReportEntry]) -> Iterator[str]:
    wrong = [entry for entry in entries if entry.group == "wrong"]
    if not wrong:
        yield "<p>Nothing was found that is wrong and certain.</p>"
        return
    yield "<ul>"
    for entry in wrong[:MOST_LISTED]:
        yield f"<li>{escape(entry.where)}: <mark>{escape(entry.marked[:120])}</mark> {escape(entry.title)}.</li>"
    if len(wrong) > MOST_LISTED:
        yield f"<li>and {len(wrong) - MOST_LISTED:,} more below.</li>"
    yield "</ul>"


def _write_entry(entry: ReportEntry) -> str:
    source = f' <a href="{escape(entry.source)}">Where it is published</a>' if entry.source else ""
    to_do = f'<p class="q">To do: {escape(entry.to_do)}</p>' if entry.group != "right" else ""
    return (
        f'<li data-group="{entry.group}"><p><span class="t"><span aria-hidden="true">{SIGNS[entry.group]}</span> '
        f'{escape(entry.title)}</span> <span class="q">{escape(entry.where)}</span></p>'
        f"<p>{escape(entry.before)}<mark>{escape(entry.marked)}</mark>{escape(entry.after)}</p>"
        f"<p>{escape(entry.says)}{source}</p>{to_do}</li>"
    )


DOCUMENT_WRITERS = {
    "table": write_document_table, "csv": write_document_csv, "json": write_document_json,
    "sarif": write_document_sarif, "html": write_document_html,
}  # fmt: skip
