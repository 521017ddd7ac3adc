"""What an audit of a document found, by sentence: what its reports and comments are written from."""

from __future__ import annotations

from dataclasses import dataclass

from needsbook.audit.drafts import Draft
from needsbook.audit.findings import COMPLAINTS, Audit, AuditFinding


@dataclass(frozen=True)
class DocumentAudit:
    """A document's draft claims and the audit of them."""

    draft: Draft
    audit: Audit
    path: str = ""
    dated: bool = False

    def complaints(self) -> dict[int, list[str]]:
        """What is wrong, by number of the sentence (from 0): verdicts and kinds of contradiction."""
        found: dict[int, list[str]] = {}
        for finding in self.audit.findings:
            if finding.verdict in COMPLAINTS:
                found.setdefault(self.draft.sources[finding.claim.id], []).append(finding.verdict)
        for clash in self.audit.contradictions:
            for claim in clash.claims[-1:]:
                found.setdefault(self.draft.sources[claim], []).append(clash.kind)
        return {at: sorted(kinds) for at, kinds in sorted(found.items())}

    def by_sentence(self) -> list[tuple[str, list[AuditFinding]]]:
        """Every sentence with the findings on it."""
        findings: dict[int, list[AuditFinding]] = {}
        for finding in self.audit.findings:
            findings.setdefault(self.draft.sources[finding.claim.id], []).append(finding)
        return [
            (passage.text, findings.get(at, [])) for at, passage in enumerate(self.draft.passages)
        ]
