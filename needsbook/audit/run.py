"""One entry for the command: a plan by its slug, or a document by its path."""

from __future__ import annotations

from pathlib import Path

from needsbook.audit.decide import audit_plan
from needsbook.audit.evidence import gather_evidence
from needsbook.audit.reports import WRITERS
from needsbook.catalogue.plans import load_plans
from needsbook.errors import BadInput, unknown_name
from needsbook.paths import Project
from needsbook.store.store import open_store


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
        audit = audit_plan(plans[slug], store)
        evidence = gather_evidence(store, plans[slug].combined)
        if form == "docx":
            from needsbook.audit.word import write_claims_word

            return write_claims_word(audit)
        return WRITERS[form](audit, evidence)
    if not path.is_file():
        raise unknown_name(
            "plan or document", what, plans, "give a plan's slug or the path of a file"
        )
    from needsbook.audit.documents import audit_document

    return audit_document(project, path, areas, form, published)
