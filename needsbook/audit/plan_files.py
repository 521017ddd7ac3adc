"""The audit of any document: its sentences, a draft of its claims, and the report on them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from needsbook.audit.contradictions import find_contradictions
from needsbook.audit.document_audit import DocumentAudit
from needsbook.audit.drafts import Draft, draft_plan
from needsbook.audit.findings import COMPLAINTS, OPEN, Audit, AuditFinding, Contradiction, Verdict
from needsbook.audit.firm_readings import TOLD_ALREADY
from needsbook.audit.held_figures import gather_evidence
from needsbook.audit.judging import judge_claim, replace_period
from needsbook.audit.lines import Line
from needsbook.audit.officer import DOCUMENT_WRITERS
from needsbook.audit.reading import read_lines
from needsbook.audit.recipe_search import UNKNOWN_DATE, Searcher
from needsbook.audit.said_periods import previous_period
from needsbook.audit.second_readings import WHICH_YEAR, soften
from needsbook.audit.swapped_years import name_swaps
from needsbook.audit.wards import find_mixed_lists
from needsbook.catalogue.areas import slugify
from needsbook.catalogue.plans import Claim, Plan
from needsbook.errors import BadInput
from needsbook.memory import give_back
from needsbook.paths import Project
from needsbook.store.opening import open_store
from needsbook.store.store import Store


def audit_file(
    store: Store,
    path: Path,
    areas: tuple[str, ...],
    published: str = "",
    lines: list[Line] | None = None,
) -> DocumentAudit:
    """The audit of the document at ``path``; ``areas`` are slugs, codes or names.

    ``lines`` are what ``read_lines`` reads there, where that was done before.
    """
    if published and not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", published):
        raise BadInput(f"“{published}” is not a month", do="write it as 2019-07")
    own = [store.areas.find(area).slug for area in areas]
    lines = read_lines(path) if lines is None else lines
    slug = slugify(path.stem) or "document"
    draft = draft_plan(
        lines, own, gather_evidence(store), slug, path.stem, published or UNKNOWN_DATE
    )
    evidence = gather_evidence(store)
    searcher = Searcher(draft.plan, evidence)
    judged = [judge_claim(claim, draft.stated[claim.id], searcher) for claim in draft.plan.claims]
    judged_years, sure = name_swaps(judged, draft.passages, draft.sources, draft.stated, evidence)
    findings = soften(
        judged_years,
        {name: draft.passages[at].text for name, at in draft.sources.items()},
        draft.sources, draft.stated, evidence, own, sure,
    )  # fmt: skip
    findings = _bear_out(findings, draft, searcher, own)
    verdicts = {finding.claim.id: finding.verdict for finding in findings}
    inside = [
        contradiction
        for contradiction in find_contradictions(draft.plan)
        if _holds(contradiction, draft, verdicts)
    ]
    clashes = (*inside, *find_mixed_lists(draft.plan, evidence), *draft.clashes)
    place = {claim.id: at for at, claim in enumerate(draft.plan.claims)}
    ordered = tuple(
        sorted(
            clashes, key=lambda contradiction: (place[contradiction.claims[0]], contradiction.kind)
        )
    )
    return DocumentAudit(
        draft, Audit(draft.plan, findings, ordered), path.as_posix(), bool(published)
    )


def _bear_out(
    findings: Sequence[AuditFinding], draft: Draft, searcher: Searcher, own: Sequence[str]
) -> tuple[AuditFinding, ...]:
    """A number whose year its sentence leaves open, borne out by that of the figure beside it.

    A comparator is of the same year (“5.8% in 2025, up from 5.3% in 2024, compared with 5.3% in
    England”), what a figure rose or fell from is of the year before.
    """
    told: dict[int, list[Claim]] = {}
    for finding in findings:
        if finding.verdict == "confirmed" and finding.claim.area in own:
            told.setdefault(draft.sources[finding.claim.id], []).append(finding.claim)
    settled: list[AuditFinding] = []
    for finding in findings:
        claim, at = finding.claim, draft.sources[finding.claim.id]
        beside = [
            named.period
            for named in told.get(at, ())
            if named.indicator == claim.indicator and named.period
        ]
        if finding.checks[0].needs in (WHICH_YEAR, TOLD_ALREADY) and beside:
            period = beside[0]
            if claim.area in own:
                held = searcher.evidence.periods(claim.indicator)
                earlier = EARLIER.search(draft.passages[at].text)
                period = previous_period(period, held) if earlier else ""
            again = judge_claim(replace_period(claim, period), draft.stated[claim.id], searcher)
            finding = again if period and again.verdict == "confirmed" else finding
        settled.append(finding)
    return tuple(settled)


# “up from 12.08”, “32.6% a year before”.
EARLIER = re.compile(r"\b(?:from|after|before|earlier|previous\w*|ago|last\s+year)\b", re.I)


OF_PEOPLE = re.compile(
    r"^\W*of\s+(?:(?:all|the|our|its|these|those)\s+){0,2}(?:[\w-]+\s+){0,2}?(?:children|pupils|young\s+people|babies|families|schools|parents|adults|learners|students)\b",
    re.I,
)


def _is_of_people(claim: Claim) -> bool:
    """Whether a share is of a known measure, or its own words say of whom it is."""
    said = claim.says.partition(claim.printed or " ")[2]
    within = claim.value is None or 0 <= claim.value <= 100
    return bool(within or claim.indicator or OF_PEOPLE.search(said))


def _holds(clash: Contradiction, draft: Draft, verdicts: Mapping[str, Verdict]) -> bool:
    """Whether two values are of one fact: date, place, measure and part stated, and not both published."""
    if clash.kind == "range":
        # Of a measure nothing here knows (of a target, of last year's) there may be more than all,
        # and of children from elsewhere: so it is where that is published.
        return all(
            verdicts[name] not in ("confirmed", "near") and _is_of_people(draft.plan.claim(name))
            for name in clash.claims
        )
    if clash.kind != "two_values":
        return True
    # Nobody gives one fact twice in a sentence: two numbers of it are of two years or measures.
    if len({draft.sources[claim] for claim in clash.claims}) == 1:
        return False
    # Nor in a row of a table: its columns are of two places, years or measures.
    spots = [draft.passages[draft.sources[claim]] for claim in clash.claims]
    if all(spot.cell for spot in spots) and len({(spot.page, spot.line) for spot in spots}) == 1:
        return False
    # A number taken for another's year or measure says nothing against the other.
    if any(verdicts[claim] in OPEN for claim in clash.claims):
        return False
    # One of them is right and the other is already said to be wrong: the error is told once.
    told = {verdicts[claim] in COMPLAINTS for claim in clash.claims}
    if told == {True, False} and "confirmed" in {verdicts[claim] for claim in clash.claims}:
        return False
    stated = all(
        draft.stated[claim].whole and draft.plan.claim(claim).period for claim in clash.claims
    )
    # Two figures that are both published are of two bases, not one fact told twice.
    return stated and {verdicts[claim] for claim in clash.claims} != {"confirmed"}


def audit_document(
    project: Project, path: Path, areas: tuple[str, ...], form: str, published: str = ""
) -> str | bytes:
    """The report on a document in ``form``; ``claims`` gives the draft claims file itself."""
    # The document first: what reading a long PDF file takes is free again for the figures.
    lines = read_lines(path)
    give_back()
    store = open_store(project)
    done = audit_file(store, path, areas, published, lines)
    if form == "claims":
        return write_claims(done.draft)
    evidence = gather_evidence(store)
    if form == "docx":
        from needsbook.audit.docx_comments import write_sentences_word
        from needsbook.audit.word_own import write_own_word

        if path.suffix.lower() == ".docx":
            return write_own_word(done, evidence, path)
        return write_sentences_word(done.audit, done.by_sentence())
    return DOCUMENT_WRITERS[form](done, evidence)


def write_claims(draft: Draft) -> str:
    """The draft as a claims file: to be checked, completed and moved to ``data/plans``."""
    head = "# A draft, proposed by comparing words. Check every claim before it is used.\n"
    doubts = "".join(f"# open: {doubt}\n" for doubt in draft.doubts)
    return (
        head
        + doubts
        + yaml.safe_dump(_plain(draft.plan), sort_keys=False, allow_unicode=True, width=100)
    )


def _plain(plan: Plan) -> dict[str, Any]:
    content: dict[str, Any] = plan.model_dump(mode="json", exclude_defaults=True)
    return content
