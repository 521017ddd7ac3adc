"""Reports: the same bytes twice, every number traceable, nothing a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from html.parser import HTMLParser

import pytest
from docx import Document

from needsbook.audit.audit_page import audit_page
from needsbook.audit.decide import audit_plan
from needsbook.audit.docx_comments import clean_text, write_claims_word, write_sentences_word
from needsbook.audit.findings import VERDICT_WORDS, VERDICTS, Audit
from needsbook.audit.held_figures import HeldEvidence, gather_evidence
from needsbook.audit.reports import (
    WRITERS,
    write_csv,
    write_html,
    write_json,
    write_sarif,
    write_table,
)
from needsbook.catalogue.plans import Plan
from needsbook.paths import Project
from needsbook.register.ledger import Ledger
from needsbook.show.blocks import Block
from needsbook.store import Store


@pytest.fixture(scope="module")
def blocks(project: Project, store: Store) -> list[Block]:
    return audit_page(project, store, "bi-borough-2019")


@pytest.mark.parametrize("form", sorted(WRITERS))
def test_two_runs_give_the_same_bytes(form: str, audit: Audit, plan: Plan, store: Store) -> None:
    again = audit_plan(plan, store)
    assert WRITERS[form](audit, gather_evidence(store, plan.combined)) == WRITERS[form](
        again, gather_evidence(store, plan.combined)
    )


def test_the_table_ends_with_totals_by_verdict(audit: Audit, evidence: HeldEvidence) -> None:
    text = write_table(audit, evidence)
    for verdict in VERDICTS:
        assert re.search(
            rf"^ +{audit.totals[verdict]}  {re.escape(VERDICT_WORDS[verdict])}$", text, re.M
        )
    assert f"{len(audit.findings)}  claims" in text
    assert max(len(line) for line in text.splitlines() if line.startswith("    ")) <= 100


def test_no_cell_of_the_csv_runs_as_a_formula(audit: Audit, evidence: HeldEvidence) -> None:
    rows = list(csv.reader(io.StringIO(write_csv(audit, evidence))))
    assert len(rows) == 1 + len(audit.findings) + len(audit.contradictions)
    assert {len(row) for row in rows} == {11}
    assert not [cell for row in rows for cell in row if cell[:1] in tuple("=+-@")]


def test_the_figures_of_the_csv_are_ids(audit: Audit, evidence: HeldEvidence, store: Store) -> None:
    rows = list(csv.DictReader(io.StringIO(write_csv(audit, evidence))))
    row = next(row for row in rows if row["claim"] == "kf-03-w")
    assert Ledger(store).figure(row["figures"].split()[0]).value == 71.9


def test_json_and_sarif_hold_every_claim(audit: Audit, evidence: HeldEvidence) -> None:
    content = json.loads(write_json(audit, evidence))
    assert [finding["claim"] for finding in content["findings"]] == [
        finding.claim.id for finding in audit.findings
    ]
    assert content["totals"] == audit.totals
    sarif = json.loads(write_sarif(audit, evidence))
    run = sarif["runs"][0]
    assert sarif["version"] == "2.1.0"
    rules = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    for result in run["results"]:
        assert result["ruleId"] in rules
        assert result["level"] in ("none", "note", "warning", "error")
        # SARIF: a level other than “none” is only for results of kind “fail”.
        assert result["level"] == "none" or result["kind"] == "fail"
        assert result["locations"][0]["physicalLocation"]["region"]["startLine"] >= 1
    assert len(run["results"]) == len(audit.findings) + len(audit.contradictions)


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("input", "meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def parse(html: str) -> _Tags:
    parser = _Tags()
    parser.feed(html)
    assert not parser.open
    return parser


def test_the_page_needs_no_script_and_fetches_nothing(audit: Audit, evidence: HeldEvidence) -> None:
    page = parse(write_html(audit, evidence))
    names = {tag for tag, _ in page.tags}
    assert not names & {"script", "link", "img", "iframe"}
    assert not [attrs for _, attrs in page.tags if any(key.startswith("on") for key in attrs)]


def test_the_filter_has_a_labelled_radio_for_every_verdict(blocks: list[Block]) -> None:
    claims = blocks[2]
    page = parse(claims.html)
    radios = [attrs for tag, attrs in page.tags if tag == "input"]
    assert [radio["value"] for radio in radios] == ["all", *VERDICTS]
    assert {radio["type"] for radio in radios} == {"radio"}
    assert [radio["value"] for radio in radios if "checked" in radio] == ["all"]
    assert [tag for tag, _ in page.tags].count("legend") == 1
    assert [tag for tag, _ in page.tags].count("label") == len(radios)
    for verdict in VERDICTS:
        assert f'input[value="{verdict}"]:checked' in claims.html


def test_every_claim_is_on_the_page_with_its_verdict_in_words(
    blocks: list[Block], audit: Audit
) -> None:
    page = parse(blocks[2].html)
    items = [attrs for tag, attrs in page.tags if tag == "li" and "data-verdict" in attrs]
    assert [(listed["id"], listed["data-verdict"]) for listed in items] == [
        (f"claim-bi-borough-2019-{finding.claim.id}", finding.verdict) for finding in audit.findings
    ]
    for finding in audit.findings:
        assert VERDICT_WORDS[finding.verdict] in blocks[2].html


def test_every_figure_on_the_page_is_listed_in_the_block(blocks: list[Block]) -> None:
    shown = set(re.findall(r'data-figure="([^"]+)"', blocks[2].html))
    assert shown == {figure.id for figure in blocks[2].figures}
    assert "good_level_of_development_pct.westminster.2017-18" in shown
    assert "plan.bi-borough-2019.kf-03-w" in shown


def test_links_on_the_page_lead_to_claims_on_it(blocks: list[Block]) -> None:
    html = "".join(block.html for block in blocks)
    targets = set(re.findall(r'href="#([^"]+)"', html))
    assert targets
    assert targets <= set(re.findall(r' id="([^"]+)"', html))


def test_an_area_page_holds_its_own_claims_only(project: Project, store: Store) -> None:
    claims = audit_page(project, store, "bi-borough-2019", "westminster")[2]
    assert "claim-bi-borough-2019-kf-03-w" in claims.html
    assert "claim-bi-borough-2019-kf-03-kc" not in claims.html
    assert "claim-bi-borough-2019-s6-population-both" in claims.html


def test_word_has_a_comment_beside_each_claim_and_no_clock(audit: Audit) -> None:
    first, second = write_claims_word(audit), write_claims_word(audit)
    assert first == second
    document = Document(io.BytesIO(first))
    assert len(list(document.comments)) == len(audit.findings)
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"w:date" not in archive.read("word/comments.xml")
        assert b"2000-01-01" in archive.read("docProps/core.xml")


def test_word_puts_comments_beside_the_sentences(audit: Audit) -> None:
    finding = audit.finding("kf-01-kc")
    content = write_sentences_word(
        audit, [("No figure here.", []), ("29,801 children.", [finding])]
    )
    document = Document(io.BytesIO(content))
    (comment,) = document.comments
    assert "aged 0 to 18" in comment.text
    assert [p.text for p in document.paragraphs][1:3] == ["No figure here.", "29,801 children."]


def test_signs_that_xml_forbids_are_left_out() -> None:
    assert clean_text("a\x00b\x0bc\td") == "abc\td"
