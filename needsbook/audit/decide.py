"""The audit of a plan: a finding for every claim, and what the document contradicts itself."""

from __future__ import annotations

from collections.abc import Callable

from needsbook.audit.contradictions import find_contradictions
from needsbook.audit.findings import Audit, AuditFinding, Check, weigh_checks
from needsbook.audit.held_figures import gather_evidence
from needsbook.audit.ranks import check_change, check_rank
from needsbook.audit.recipe_search import Searcher
from needsbook.audit.recipes import Recipe
from needsbook.audit.stated_orders import check_comparators, check_relations
from needsbook.audit.tool_comparisons import check_tools
from needsbook.audit.values import check_value
from needsbook.audit.wards import check_wards, find_mixed_lists
from needsbook.catalogue.plans import Claim, Plan
from needsbook.store.store import Store


def audit_plan(plan: Plan, store: Store) -> Audit:
    """The findings on every claim of ``plan``, in the order of the document."""
    evidence = gather_evidence(store, plan.combined)
    searcher = Searcher(plan, evidence)
    findings = tuple(audit_claim(claim, searcher) for claim in plan.claims)
    mixed = find_mixed_lists(plan, evidence)
    place = {claim.id: at for at, claim in enumerate(plan.claims)}
    contradictions = sorted(
        (*find_contradictions(plan), *mixed),
        key=lambda contradiction: (place[contradiction.claims[0]], contradiction.kind),
    )
    return Audit(plan, findings, tuple(contradictions))


def audit_claim(claim: Claim, searcher: Searcher) -> AuditFinding:
    """The finding on one claim: its own checks, then those of what it is set beside."""
    own: dict[str, Callable[[Claim, Searcher], Check]] = {
        "value": check_value,
        "rank": check_rank,
        "change": check_change,
        "wards": check_wards,
    }
    checks: list[Check] = []
    meant: tuple[Recipe, str] | None = None
    if claim.kind in own:
        check = own[claim.kind](claim, searcher)
        checks.append(check)
        if check.fits:
            meant = (check.fits[0].recipe, check.fits[0].reading.period)
    elif claim.tools:
        checks.append(check_tools(claim, searcher))
    elif not claim.indicator:
        checks.append(
            Check(claim.kind, "undecidable", (f"Needs: {claim.needs}.",), needs=claim.needs)
        )
    if claim.indicator:
        checks += check_comparators(claim, searcher, meant)
        checks += check_relations(claim, searcher, meant)
    notes = (f"Override recorded: {claim.override}",) if claim.override else ()
    return AuditFinding(claim, weigh_checks(checks, claim.kind in own), tuple(checks), notes)
