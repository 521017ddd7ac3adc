"""One entry for the command: a plan by its slug, or a document by its path."""

from __future__ import annotations

from pathlib import Path

from needsbook.audit.decide import audit_plan
from needsbook.audit.findings import Audit
from needsbook.audit.held_figures import gather_evidence
from needsbook.audit.reports import WRITERS
from needsbook.catalogue.plans import load_plans
from needsbook.errors import BadInput, unknown_name
from needsbook.paths import Project
from needsbook.store.opening import open_store
from needsbook.store.store import Store


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
