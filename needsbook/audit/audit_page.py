"""The book's page “Audit of the plan”: blocks that a notebook shows one after another."""

from __future__ import annotations

from dataclasses import replace
from html import escape

from needsbook.audit.decide import audit_plan
from needsbook.audit.findings import (
    CONTRADICTION_WORDS,
    VERDICT_WORDS,
    VERDICTS,
    Audit,
    AuditFinding,
    Verdict,
)
from needsbook.audit.held_figures import HeldEvidence, gather_evidence
from needsbook.audit.phrases import Phrase, PhraseFigures, Place, place_claim
from needsbook.audit.recipe_search import ACCEPTED_BY_CHANCE, RECENT_PERIODS
from needsbook.catalogue.plans import Claim, load_plan
from needsbook.findings.printed import claim_figure
from needsbook.paths import Project
from needsbook.show.blocks import Block, show_figure, show_place
from needsbook.show.tables import Column, make_table
from needsbook.store.figures import Figure, unique_figures
from needsbook.store.store import Store

# What the page is made from beside the indicators it reads.
DOCUMENTS = ("data/plans", "geo/ward_changes.csv", "geo/areas.yml", "geo/wards.csv")
# A sign beside the words, so that no verdict is told by colour alone.
MARKS: dict[Verdict, str] = {
    # Arrows: true of the release before, or of the one after.
    "confirmed": "✓", "near": "≃", "untested": "○", "mislabelled": "≈", "first_published": "←", "as_revised": "→",
    "not_supported": "~", "contradicted": "✗", "not_held": "–", "undecidable": "?",
}  # fmt: skip
MEANING: dict[Verdict, str] = {
    "confirmed": "the published figure of that definition, place and period prints as the plan has it",
    "near": "the published figure is a step of the last digit, or a few people, away",
    "untested": "both figures are held and stand in the order stated; no test shows a clear difference",
    "mislabelled": "the number is a published one, but of another year, age band, basis, definition or place",
    "first_published": "true of the figures first released, no longer true of the figures as revised since",
    "as_revised": "not true of the figures first released, true of the figures as revised since",
    "not_supported": "a word such as “higher” or “comparable” that a test of the figures denies",
    "contradicted": "the published figure is another one, and no near figure explains the number",
    "not_held": "the figure of that place, period, basis or release is not held in this book",
    "undecidable": "no published figure in this book can decide it; what is missing is named",
}


def tell_html(phrase: Phrase, claim: Claim, numbers: PhraseFigures) -> tuple[str, list[Figure]]:
    """A sentence about ``claim`` as HTML, each number a figure; and those figures."""
    parts: list[str] = []
    figures: list[Figure] = []
    for part in phrase:
        if isinstance(part, str):
            parts.append(escape(part))
        elif isinstance(part, Place):
            parts.append(show_place(part.words))
        else:
            made = numbers.make(part, claim)
            figures += made
            parts.append(show_figure(made[0]))
    return "".join(parts), figures


def audit_page(project: Project, store: Store, plan_slug: str, area: str = "") -> list[Block]:
    """The page's blocks: summary, contradictions in the document, every claim, the method.

    ``area`` keeps the claims of one area and those of areas it is counted into.
    """
    plan = load_plan(project, plan_slug)
    audit = audit_plan(plan, store)
    evidence = gather_evidence(store, plan.combined)
    if area:
        wider = {slug for slug, parts in plan.combined.items() if area in parts}
        kept = tuple(finding for finding in audit.findings if finding.claim.area in {area, *wider})
        ids = {finding.claim.id for finding in kept}
        clashes = tuple(
            contradiction
            for contradiction in audit.contradictions
            if ids & set(contradiction.claims)
        )
        audit = Audit(plan, kept, clashes)
    blocks = [
        summary_block(audit, evidence),
        contradictions_block(audit, evidence),
        claims_block(audit, evidence),
        method_block(),
    ]
    return [replace(block, html=f"<h2>{escape(block.title)}</h2>{block.html}") for block in blocks]


def method_block() -> Block:
    """How a verdict is reached, in words a reader can check."""
    points = (
        "A number is confirmed where the published figure prints as the document has it, rounded "
        "to the same decimals. Where the document gives no year, any of the last "
        f"{RECENT_PERIODS} periods likely to have been out by then will do, and the year is named.",
        "A claim and a series are set side by side only where they agree on age band, what is "
        "counted, type of school, housing costs, residence or school, and month, average or year, "
        "as far as the claim says; any exception is printed with its reason.",
        "A number that does not fit is looked for in other years, age bands, bases, definitions "
        "and places, and with the two columns swapped. Every figure tried is counted, and charged "
        "with the share of authorities whose figure of that series and year prints the same. An "
        f"explanation is offered only where fewer than {ACCEPTED_BY_CHANCE:g} such matches would "
        "be expected by accident, other numbers of the same sentence taken into account.",
        "Words such as “higher” or “comparable” are tested with 95% intervals, never read off the "
        "numbers.",
        "Where populations were revised, both the figures first released and the revised ones are "
        "tried, and the verdict says of which it is true.",
    )
    items = "".join(f"<li>{escape(point)}</li>" for point in points)
    return Block(f"<ul>{items}</ul>", title="How the verdicts are reached")


def anchor(audit: Audit, claim: str) -> str:
    """The id of a claim on the page, of its own even where several plans share the page."""
    return escape(f"claim-{audit.plan.slug}-{claim}")


def summary_block(audit: Audit, evidence: HeldEvidence) -> Block:
    """How many claims carry each verdict, and what the verdict means."""
    numbers = PhraseFigures(audit.plan, evidence)
    totals = audit.totals
    counts = {
        verdict: numbers.count_claims(verdict, VERDICT_WORDS[verdict], totals[verdict])
        for verdict in VERDICTS
    }
    every = numbers.count_claims("all", "all", sum(totals.values()))
    rows: list[tuple[str, str | Figure, str]] = [
        (
            f"{MARKS[verdict]} {VERDICT_WORDS[verdict]}",
            counts[verdict],
            MEANING[verdict][0].upper() + MEANING[verdict][1:] + ".",
        )
        for verdict in VERDICTS
    ]
    rows.append(("All claims", every, ""))
    table = make_table(
        [Column("Verdict", header=True), Column("Claims", "figure"), Column("What it means")], rows,
        f"{audit.plan.title}: verdicts on its statements",
    )  # fmt: skip
    return Block(
        table,
        figures=(*counts.values(), every),
        kind="table",
        title="Verdicts",
        caption="Verdicts on the plan's statements",
    )


def contradictions_block(audit: Audit, evidence: HeldEvidence) -> Block:
    """What the document contradicts by itself."""
    if not audit.contradictions:
        html = "<p>The plan does not contradict itself in any way the audit looks for.</p>"
        return Block(html, title="Contradictions inside the plan")
    items: list[str] = []
    figures: list[Figure] = []
    numbers = PhraseFigures(audit.plan, evidence)
    claims = {claim.id: claim for claim in audit.plan.claims}
    for contradiction in audit.contradictions:
        said, made = tell_html(contradiction.told, claims[contradiction.claims[0]], numbers)
        figures += made
        links = ", ".join(
            f'<a href="#{anchor(audit, claim)}"><code>{escape(claim)}</code></a>'
            for claim in contradiction.claims
        )
        items.append(
            f"<li><strong>{escape(CONTRADICTION_WORDS[contradiction.kind])}.</strong> {said} ({links})</li>"
        )
    return Block(
        f'<ul class="nb-contradictions">{"".join(items)}</ul>',
        figures=tuple(unique_figures(figures)),
        title="Contradictions inside the plan",
    )


def claims_block(audit: Audit, evidence: HeldEvidence) -> Block:
    """Every claim with its verdict, filtered by radio buttons and CSS alone."""
    figures: list[Figure] = []
    items: list[str] = []
    numbers = PhraseFigures(audit.plan, evidence)
    for finding in audit.findings:
        html, found = _write_finding(audit, finding, numbers)
        items.append(html)
        figures += found
    html = (
        f'<div class="nb-audit">{_write_filter(audit)}'
        f'<ol class="nb-claims">{"".join(items)}</ol></div>'
    )
    return Block(
        f"<style>{_write_rules()}</style>{html}",
        figures=tuple(unique_figures(figures)),
        kind="table",
        title="Every claim",
        caption="Every claim with its verdict and the published figures behind it",
    )


def _write_filter(audit: Audit) -> str:
    choices = [("all", "All")]
    choices += [(verdict, f"{MARKS[verdict]} {VERDICT_WORDS[verdict]}") for verdict in VERDICTS]
    radios = "".join(
        f'<label><input type="radio" name="nb-audit-{audit.plan.slug}" value="{key}"'
        f"{' checked' if key == 'all' else ''}> {escape(words)}</label>"
        for key, words in choices
    )
    return f'<fieldset class="nb-audit-filter"><legend>Show the claims that are</legend>{radios}</fieldset>'


def _write_rules() -> str:
    """The style of the list; browsers without ``:has`` show every claim."""
    hidden = ",".join(
        f'.nb-audit:has(input[value="{verdict}"]:checked) .nb-claims>li:not([data-verdict="{verdict}"])'
        for verdict in VERDICTS
    )
    return (
        ".nb-audit-filter{display:flex;flex-wrap:wrap;gap:.25rem 1rem;border:1px solid currentColor;"
        "padding:.5rem .75rem;margin:0 0 1rem}"
        ".nb-audit-filter label{display:inline-flex;gap:.35rem;align-items:center;min-height:24px}"
        ".nb-claims{list-style:none;padding:0;margin:0}"
        ".nb-claims>li{border-top:1px solid currentColor;padding:.75rem 0;overflow-wrap:anywhere}"
        ".nb-claims>li>p,.nb-claims>li>ul{margin:.25rem 0}.nb-claim-verdict{font-weight:700}"
        f"{hidden}{{display:none}}"
        "@media print{.nb-audit-filter{display:none}}"
    )


def _write_finding(
    audit: Audit, finding: AuditFinding, numbers: PhraseFigures
) -> tuple[str, list[Figure]]:
    claim, evidence = finding.claim, numbers.evidence
    said, figures = _write_checks(finding, numbers)
    printed = ""
    if claim.printed:
        stated = claim_figure(audit.plan, claim, evidence.areas)
        figures = [stated, *figures]
        printed = f"printed: {show_figure(stated)}"
    place = evidence.name(claim.area)
    where = place_claim(claim).words
    notes = "".join(f'<p class="nb-quiet">{escape(note)}</p>' for note in finding.notes)
    left = _list_open(finding)
    return (
        f'<li id="{anchor(audit, claim.id)}" data-verdict="{finding.verdict}">'
        f'<p><span class="nb-claim-verdict"><span aria-hidden="true">{MARKS[finding.verdict]}</span> '
        f"{escape(VERDICT_WORDS[finding.verdict])}</span> · {escape(place)}"
        f"{' · ' + printed if printed else ''}</p>"
        f"<p>{escape(claim.says)}</p>{said}{left}{notes}"
        f'<p class="nb-quiet">{show_place(where)} · <code>{escape(claim.id)}</code></p></li>'
    ), figures


def _write_checks(finding: AuditFinding, numbers: PhraseFigures) -> tuple[str, list[Figure]]:
    """What decided the verdict as a paragraph, the other checks as a list below it."""
    ordered = sorted(finding.checks, key=lambda check: check.verdict != finding.verdict)
    told, figures = [], []
    for check in ordered:
        html, found = tell_html(check.says, finding.claim, numbers)
        told.append(html)
        figures += found
    more = "".join(f"<li>{html}</li>" for html in told[1:])
    return f"<p>{told[0]}</p>" + (f"<ul>{more}</ul>" if more else ""), figures


def _list_open(finding: AuditFinding) -> str:
    names = [check.name for check in finding.open]
    return f'<p class="nb-quiet">Left open: {escape("; ".join(names))}.</p>' if names else ""
