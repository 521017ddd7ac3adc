"""Numbers in the sentences of the audit: each a figure with an id, and what it is made from."""

from __future__ import annotations

import pytest

from needsbook.audit.audit_page import audit_page
from needsbook.audit.decide import audit_plan
from needsbook.audit.findings import Audit, AuditFinding
from needsbook.audit.held_figures import gather_evidence
from needsbook.audit.phrases import KINDS, PhraseFigures, Quoted, Worked, count, tell
from needsbook.catalogue.plans import load_plan
from needsbook.register.bare_numbers import BareNumbers, list_known
from needsbook.register.typed import read_allowed
from needsbook.store import Store

PLAN = "bi-borough-2019"


@pytest.fixture(scope="module")
def audit(store: Store) -> Audit:
    return audit_plan(load_plan(store.project, PLAN), store)


@pytest.fixture
def numbers(store: Store, audit: Audit) -> PhraseFigures:
    return PhraseFigures(audit.plan, gather_evidence(store, audit.plan.combined))


def test_rank_names_the_figure_it_is_a_rank_of(audit: Audit, numbers: PhraseFigures) -> None:
    finding = audit.finding("s6-key-stage-2-rank-w")
    ranks = [say for say in finding.says if isinstance(say, Worked) and say.kind == "rank"]
    rank, published = numbers.make(ranks[0], finding.claim)
    assert rank.id == f"plan.{PLAN}.s6-key-stage-2-rank-w.rank"
    assert rank.inputs == (published.id,)
    assert published.id == "ks2_rwm_expected_pct.westminster.2017-18"
    assert rank.printed in tell(finding.says)
    assert rank.method == KINDS["rank"]


def test_attempts_name_the_printed_number(audit: Audit, numbers: PhraseFigures) -> None:
    finding = audit.finding("kf-01-kc")
    (tried,) = [o for o in finding.says if isinstance(o, Worked) and o.kind == "figures-tried"]
    figure, printed = numbers.make(tried, finding.claim)
    assert figure.inputs == (printed.id,) == (f"plan.{PLAN}.kf-01-kc",)
    assert figure.value == float(figure.printed.replace(",", "")) == finding.checks[0].tried


def test_number_printed_beside_a_claim_has_an_id_of_its_own(
    audit: Audit, numbers: PhraseFigures
) -> None:
    claim = audit.finding("kf-02-kc").claim
    (figure,) = numbers.make(Quoted("kf-02-kc", "24%", 24.0, "percent", "london", True), claim)
    assert figure.id == f"plan.{PLAN}.kf-02-kc.beside-london"
    assert (figure.printed, figure.area_code) == ("24%", "E12000007")


def test_two_numbers_of_a_kind_do_not_share_an_id(audit: Audit, numbers: PhraseFigures) -> None:
    claim = audit.finding("kf-01-kc").claim
    ids = [numbers.make(count("figures-tried", n), claim)[0].id for n in (7, 8, 7)]
    assert ids[0] == ids[2]
    assert ids[1] == f"{ids[0]}-2"


def test_no_number_of_the_page_is_without_an_id(store: Store) -> None:
    known = BareNumbers(read_allowed(store.project), list_known(store.project))
    blocks = audit_page(store.project, store, PLAN)
    html = "".join(block.html for block in blocks)
    assert known.find(f"<article>{html}</article>") == []
    figures = {figure.id: figure for block in blocks for figure in block.figures}
    own = [figure for figure in figures.values() if figure.id.startswith("plan.")]
    assert all(name in figures for figure in own for name in figure.inputs)
    totals = [figures[f"plan.{PLAN}.claims.{kind}"].value for kind in ("confirmed", "all")]
    assert totals[0] == sum(
        audit_finding.verdict == "confirmed" for audit_finding in audit_findings(store)
    )
    assert totals[1] == len(audit_findings(store))


def audit_findings(store: Store) -> list[AuditFinding]:
    return list(audit_plan(load_plan(store.project, PLAN), store).findings)
