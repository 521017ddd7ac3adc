"""The audit of a plan: a finding for every claim, and what the document contradicts itself.

Here also the one entry of the command: a plan by its slug, or a document by its path.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from needsbook.audit.contradictions import find_contradictions
from needsbook.audit.findings import Audit, AuditFinding, Check, weigh_checks
from needsbook.audit.held_figures import gather_evidence
from needsbook.audit.ranks import check_change, check_rank
from needsbook.audit.recipe_search import Searcher
from needsbook.audit.recipes import Recipe
from needsbook.audit.reports import WRITERS
from needsbook.audit.stated_orders import check_comparators, check_relations
from needsbook.audit.values import check_value
from needsbook.audit.wards import check_wards, find_mixed_lists
from needsbook.catalogue.plans import Claim, Plan, load_plans
from needsbook.errors import BadInput, unknown_name
from needsbook.paths import Project
from needsbook.store.opening import open_store
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
    elif not claim.indicator:
        checks.append(
            Check(claim.kind, "undecidable", (f"Needs: {claim.needs}.",), needs=claim.needs)
        )
    if claim.indicator:
        checks += check_comparators(claim, searcher, meant)
        checks += check_relations(claim, searcher, meant)
    notes = (f"Override recorded: {claim.override}",) if claim.override else ()
    return AuditFinding(claim, weigh_checks(checks, claim.kind in own), tuple(checks), notes)


def keep_areas(audit: Audit, store: Store, areas: tuple[str, ...]) -> Audit:
    """The audit of the claims of some of a plan's areas (slugs, codes or names); all where none is named."""
    if not areas:
        return audit
    plan = audit.plan
    wanted = {store.areas.find(area).slug for area in areas}
    foreign = sorted(wanted - set(plan.areas))
    if foreign:
        raise BadInput(
            f"{plan.slug} says nothing of {', '.join(foreign)}",
            do=f"choose from {', '.join(plan.areas)}",
        )
    wider = {slug for slug, parts in plan.combined.items() if wanted & set(parts)}
    kept = tuple(finding for finding in audit.findings if finding.claim.area in wanted | wider)
    ids = {finding.claim.id for finding in kept}
    clashes = tuple(
        contradiction for contradiction in audit.contradictions if ids & set(contradiction.claims)
    )
    return Audit(plan, kept, clashes)


def audit_what(
    project: Project, what: str, areas: tuple[str, ...], form: str, published: str = ""
) -> str | bytes:
    """The report on a plan (slug) or a document (path), in ``form``: text, or bytes for Word."""
    plans = load_plans(project)
    slug = what.replace("_", "-")
    path = Path(what)
    if slug in plans and not path.is_file():
        if form == "claims":
            raise BadInput(
                f"the claims of {slug} are written already",
                f"data/plans/{slug.replace('-', '_')}/claims.yml",
            )
        store = open_store(project)
        audit = keep_areas(audit_plan(plans[slug], store), store, areas)
        evidence = gather_evidence(store, plans[slug].combined)
        if form == "docx":
            from needsbook.audit.docx_comments import write_claims_word

            return write_claims_word(audit)
        return WRITERS[form](audit, evidence)
    if not path.is_file():
        raise unknown_name(
            "plan or document", what, plans, "give a plan's slug or the path of a file"
        )
    from needsbook.audit.plan_files import audit_document

    return audit_document(project, path, areas, form, published)
