"""What the audit says: verdicts, what was found, and how many figures were tried."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from needsbook.audit.held_figures import Reading
from needsbook.audit.phrases import Part, Phrase, Quoted, tell
from needsbook.audit.recipes import Recipe
from needsbook.catalogue.plans import Claim, Plan

Verdict = Literal[
    "confirmed", "near", "untested", "mislabelled", "first_published", "as_revised",
    "not_supported", "contradicted", "not_held", "undecidable",
]  # fmt: skip

# In the order of the summary: what stands first, what cannot be said last.
VERDICTS: tuple[Verdict, ...] = (
    "confirmed", "near", "untested", "mislabelled", "first_published", "as_revised",
    "not_supported", "contradicted", "not_held", "undecidable",
)  # fmt: skip
# What an officer has to put right; the others are to be known, or to be told apart.
COMPLAINTS: tuple[Verdict, ...] = (
    "contradicted", "not_supported", "mislabelled", "first_published", "as_revised",
)  # fmt: skip
OPEN: tuple[Verdict, ...] = ("not_held", "undecidable")
VERDICT_WORDS: Mapping[Verdict, str] = {
    "confirmed": "Confirmed",
    "near": "Near the published figure",
    "untested": "Order as stated, not tested",
    "mislabelled": "Published, but wrongly labelled",
    "first_published": "True as first published, false as revised",
    "as_revised": "False as first published, true as revised",
    "not_supported": "Not supported by the test",
    "contradicted": "Contradicted",
    "not_held": "Not held in this book",
    "undecidable": "Undecidable",
}
# Which verdict a claim with several checks carries: the gravest.
GRAVITY: tuple[Verdict, ...] = (
    "contradicted", "not_supported", "first_published", "as_revised", "mislabelled", "near",
    "undecidable", "not_held", "untested", "confirmed",
)  # fmt: skip


@dataclass(frozen=True)
class Fit:
    """A published figure that prints as the claim does.

    ``differences`` says in what it is not what the claim says it is (empty: nothing);
    ``supports`` what else in the document the same series and period bear out; ``tried``
    how many figures no farther from the claim were looked at; ``expected`` how many of
    them would print so, supports included, by accident.
    """

    recipe: Recipe
    reading: Reading
    differences: tuple[str, ...] = ()
    supports: tuple[Quoted, ...] = ()
    cut_off: bool = False
    swapped_with: str = ""
    tried: int = 1
    expected: float = 0.0


@dataclass(frozen=True)
class Check:
    """One test of a claim: its own number, a comparator, a relation or a rank."""

    name: str
    verdict: Verdict
    says: Phrase
    reading: Reading | None = None
    fits: tuple[Fit, ...] = ()
    tried: int = 0
    needs: str = ""


@dataclass(frozen=True)
class AuditFinding:
    """The verdict on one claim, with every check behind it."""

    claim: Claim
    verdict: Verdict
    checks: tuple[Check, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def says(self) -> Phrase:
        """What decided the verdict: the gravest check first, then the others."""
        ordered = sorted(self.checks, key=lambda check: check.verdict != self.verdict)
        parts: list[Part] = []
        for check in ordered:
            parts += [*([" "] if parts else []), *check.says]
        return tuple(parts)

    @property
    def open(self) -> tuple[Check, ...]:
        """Checks that nothing could decide, beside a verdict that was reached."""
        if self.verdict in OPEN:
            return ()
        return tuple(check for check in self.checks if check.verdict in OPEN)

    @property
    def title(self) -> str:
        """The verdict's name; of a figure the sentence is set beside, it says so."""
        words = VERDICT_WORDS[self.verdict]
        beside = self.claim.role == "comparator" and self.verdict in COMPLAINTS
        return f"{words} (the figure it is set beside)" if beside else words

    @property
    def readings(self) -> tuple[Reading, ...]:
        """Every reading the finding speaks of, first mention first."""
        found: dict[Reading, None] = {}
        for check in self.checks:
            for reading in (check.reading, *(fit.reading for fit in check.fits)):
                if reading is not None:
                    found[reading] = None
        return tuple(found)

    @property
    def tried(self) -> int:
        """How many figures were looked at for this claim."""
        return sum(check.tried for check in self.checks)


@dataclass(frozen=True)
class Contradiction:
    """Two or more claims of one document that cannot all be true, whatever the data say."""

    kind: Literal[
        "two_values",
        "parts",
        "whole_people",
        "order",
        "range",
        "words",
        "points",
        "ward_place",
        "ward_vintage",
    ]
    claims: tuple[str, ...]
    told: Phrase

    @property
    def says(self) -> str:
        """The contradiction as plain text."""
        return tell(self.told)


CONTRADICTION_WORDS: Mapping[str, str] = {
    "two_values": "One fact, two values",
    "parts": "Parts that do not add up",
    "whole_people": "A percentage no whole number gives",
    "order": "An order that clashes with its values",
    "range": "A range or a movement that clashes",
    "words": "Words that clash with their number",
    "points": "Percentage points called per cent",
    "ward_place": "A ward of another borough",
    "ward_vintage": "Wards of different lists in one sentence",
}


@dataclass(frozen=True)
class Audit:
    """The audit of one plan."""

    plan: Plan
    findings: tuple[AuditFinding, ...]
    contradictions: tuple[Contradiction, ...] = ()

    @property
    def totals(self) -> dict[Verdict, int]:
        """How many claims carry each verdict, in the order of ``VERDICTS``, zeros included."""
        return {verdict: sum(f.verdict == verdict for f in self.findings) for verdict in VERDICTS}

    def finding(self, claim_id: str) -> AuditFinding:
        """The finding on the claim with this id."""
        return next(
            audit_finding for audit_finding in self.findings if audit_finding.claim.id == claim_id
        )


def weigh_checks(checks: list[Check], own: bool) -> Verdict:
    """The verdict of a claim with these checks: the gravest.

    ``own``: the first check is of the claim's own number. Where that is decided, or its figure
    is known not to be held, a comparator or a word that nothing can decide or test leaves the
    verdict as it is, and stays open beside it.
    """
    if not checks:
        return "undecidable"
    verdicts = [check.verdict for check in checks]
    if own and verdicts[0] != "undecidable":
        verdicts = verdicts[:1] + [
            verdict for verdict in verdicts[1:] if verdict not in OPEN and verdict != "untested"
        ]
    return min(verdicts, key=GRAVITY.index)
