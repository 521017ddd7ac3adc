"""The audit as text: for a terminal, a spreadsheet, a program, an editor, a browser."""

from __future__ import annotations

import csv
import io
import json
import textwrap
from html import escape
from typing import Any

from needsbook import __version__
from needsbook.audit.audit_page import (
    claims_block,
    contradictions_block,
    method_block,
    summary_block,
)
from needsbook.audit.findings import (
    CONTRADICTION_WORDS,
    VERDICT_WORDS,
    VERDICTS,
    Audit,
    AuditFinding,
)
from needsbook.audit.held_figures import HeldEvidence
from needsbook.audit.phrases import tell
from needsbook.escaping import disarm_text

WIDTH = 100
# SARIF has three levels and a kind; a confirmed claim is a result that passed.
LEVELS = {
    "confirmed": ("none", "pass"), "mislabelled": ("warning", "fail"),
    "first_published": ("warning", "fail"), "as_revised": ("note", "fail"),
    "not_supported": ("warning", "fail"), "contradicted": ("error", "fail"),
    "undecidable": ("none", "open"), "not_held": ("none", "open"),
    "near": ("none", "review"), "untested": ("none", "review"),
}  # fmt: skip
SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def write_table(audit: Audit, evidence: HeldEvidence) -> str:
    """The table of the terminal: each claim with its verdict and why, then the totals."""
    lines = [f"{audit.plan.title} ({audit.plan.slug})", ""]
    wide = max((len(audit_finding.claim.id) for audit_finding in audit.findings), default=5)
    printed = max((len(audit_finding.claim.printed) for audit_finding in audit.findings), default=7)
    lines.append(f"{'claim':{wide}}  {'printed':{printed}}  verdict")
    lines.append(f"{'-' * wide}  {'-' * printed}  {'-' * 24}")
    for finding in audit.findings:
        claim = finding.claim
        lines.append(
            f"{claim.id:{wide}}  {claim.printed:{printed}}  {VERDICT_WORDS[finding.verdict]}"
        )
        lines += textwrap.wrap(
            tell(finding.says), WIDTH, initial_indent="    ", subsequent_indent="    "
        )
    lines += ["", "totals"]
    lines += [f"  {number:4,}  {VERDICT_WORDS[total]}" for total, number in audit.totals.items()]
    lines.append(f"  {len(audit.findings):4,}  claims")
    lines += ["", f"contradictions inside the document: {len(audit.contradictions)}"]
    for contradiction in audit.contradictions:
        text = f"{CONTRADICTION_WORDS[contradiction.kind]}: {contradiction.says} [{', '.join(contradiction.claims)}]"
        lines += textwrap.wrap(text, WIDTH, initial_indent="  ", subsequent_indent="    ")
    return "\n".join(lines) + "\n"


def write_csv(audit: Audit, evidence: HeldEvidence) -> str:
    """One row per claim, then one per contradiction; no cell can run as a formula."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(
        ("claim", "section", "line", "area", "says", "printed", "verdict", "found", "figures",
         "figures_tried", "needs")
    )  # fmt: skip
    for finding in audit.findings:
        claim = finding.claim
        figures = " ".join(evidence.figure(reading).id for reading in finding.readings)
        needs = "; ".join(dict.fromkeys(check.needs for check in finding.checks if check.needs))
        row = (claim.id, claim.where.section, str(claim.where.line), claim.area, claim.says,
               claim.printed, finding.verdict, tell(finding.says), figures, str(finding.tried), needs)  # fmt: skip
        writer.writerow([disarm_text(cell) for cell in row])
    for contradiction in audit.contradictions:
        clash = (
            " ".join(contradiction.claims),
            "",
            "",
            "",
            "",
            "",
            contradiction.kind,
            contradiction.says,
            "",
            "",
            "",
        )
        writer.writerow([disarm_text(cell) for cell in clash])
    return buffer.getvalue()


def _record(finding: AuditFinding, evidence: HeldEvidence) -> dict[str, Any]:
    claim = finding.claim
    return {
        "claim": claim.id,
        "where": {"section": claim.where.section, "line": claim.where.line},
        "area": claim.area,
        "says": claim.says,
        "printed": claim.printed,
        "value": claim.value,
        "verdict": finding.verdict,
        "found": tell(finding.says),
        "figures": [evidence.figure(reading).id for reading in finding.readings],
        "figures_tried": finding.tried,
        "checks": [
            {
                "name": check.name,
                "verdict": check.verdict,
                "found": tell(check.says),
                "needs": check.needs,
            }
            for check in finding.checks
        ],
        "notes": list(finding.notes),
    }


def write_json(audit: Audit, evidence: HeldEvidence) -> str:
    """The whole audit for programs."""
    content = {
        "plan": audit.plan.slug,
        "title": audit.plan.title,
        "totals": audit.totals,
        "findings": [_record(finding, evidence) for finding in audit.findings],
        "contradictions": [
            {
                "kind": contradiction.kind,
                "claims": list(contradiction.claims),
                "says": contradiction.says,
            }
            for contradiction in audit.contradictions
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def write_sarif(audit: Audit, evidence: HeldEvidence) -> str:
    """The audit as SARIF 2.1.0 (OASIS): one result per claim and per contradiction."""
    lines = {claim.id: claim.where.line for claim in audit.plan.claims}
    rules: list[dict[str, Any]] = [
        {"id": verdict, "shortDescription": {"text": VERDICT_WORDS[verdict]}}
        for verdict in VERDICTS
    ]
    rules += [
        {"id": key, "shortDescription": {"text": words}}
        for key, words in CONTRADICTION_WORDS.items()
    ]
    results: list[dict[str, Any]] = []
    for finding in audit.findings:
        level, kind = LEVELS[finding.verdict]
        text = f"{finding.claim.printed or finding.claim.says}: {tell(finding.says)}"
        results.append(
            _result(
                audit,
                finding.verdict,
                level,
                kind,
                text,
                finding.claim.where.line,
                finding.claim.id,
            )
        )
    for contradiction in audit.contradictions:
        results.append(
            _result(
                audit,
                contradiction.kind,
                "error",
                "fail",
                contradiction.says,
                lines[contradiction.claims[0]],
                contradiction.claims[0],
            )
        )
    content = {
        "$schema": SARIF_SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "needsbook", "version": __version__, "rules": rules}},
                "columnKind": "unicodeCodePoints",
                "results": results,
            }
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _result(
    audit: Audit, rule: str, level: str, kind: str, text: str, line: int, claim: str
) -> dict[str, Any]:
    place = {
        "physicalLocation": {
            "artifactLocation": {"uri": audit.plan.slug},
            "region": {"startLine": line},
        },
        "logicalLocations": [{"name": claim}],
    }
    return {
        "ruleId": rule,
        "level": level,
        "kind": kind,
        "message": {"text": text},
        "locations": [place],
    }


def write_html(audit: Audit, evidence: HeldEvidence) -> str:
    """A page that stands alone: no script, nothing fetched."""
    blocks = (
        summary_block(audit, evidence),
        contradictions_block(audit, evidence),
        claims_block(audit, evidence),
        method_block(),
    )
    body = "".join(f"<h2>{escape(block.title)}</h2>{block.html}" for block in blocks)
    style = (
        "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:1rem}"
        ".nb-scroll{overflow-x:auto}table{border-collapse:collapse}caption{text-align:left}"
        "th,td{text-align:left;vertical-align:top;padding:.25rem .75rem .25rem 0;border-bottom:1px solid}"
        ".nb-number{text-align:right}.nb-quiet{font-size:.9rem}"
    )
    title = escape(f"Audit of {audit.plan.title}")
    return (
        f'<!DOCTYPE html>\n<html lang="en-GB"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<style>{style}</style></head><body><main><h1>{title}</h1>{body}</main></body></html>\n"
    )


WRITERS = {
    "table": write_table,
    "csv": write_csv,
    "json": write_json,
    "sarif": write_sarif,
    "html": write_html,
}
