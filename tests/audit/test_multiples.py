"""Ratios told without a number: judged from the two figures held, or left open beside them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from needsbook.audit.document_audit import DocumentAudit
from needsbook.audit.findings import AuditFinding
from needsbook.audit.language.multiples import find_multiples
from needsbook.audit.phrases import tell

Audited = Callable[..., DocumentAudit]

TRUE = [
    ("leeds", "Between 2020/21 and 2022/23 the suspension rate in Leeds more than doubled."),
    ("leeds", "The suspension rate in Leeds has more than trebled since 2019/20."),
    ("cornwall", "Persistent absence in Cornwall doubled between 2018/19 and 2022/23."),
    ("cornwall", "In 2022/23 persistent absence in Cornwall was twice as high as in 2018/19."),
    ("medway", "The number of children looked after in Medway rose by a tenth between 2020 and 2024."),
    ("kent", "At 31 March 2025 the rate of children looked after in Kent was a quarter lower than the England rate."),
]  # fmt: skip
FALSE = [
    ("leeds", "The suspension rate in Leeds has halved since 2019/20."),
    ("cornwall", "Persistent absence in Cornwall fell by half between 2018/19 and 2022/23."),
    ("kent", "In 2022/23 the persistent absence rate in Kent was a third lower than in 2018/19."),
    ("medway", "The number of children looked after in Medway doubled between 31 March 2020 and 31 March 2024."),
    ("leeds", "In 2023/24 the suspension rate in Leeds was a third lower than the national average."),
]  # fmt: skip
# Untrue of the measure held, but the years, the measure or the basis is not all stated.
OPEN = [
    ("leeds", "The suspension rate in Leeds has halved."),
    ("cornwall", "In Cornwall the persistent absence rate halved over the past decade."),
    ("leeds", "Suspensions in Leeds halved between 2019/20 and 2023/24."),
    ("kent", "The rate of suspensions for drugs in Kent halved between 2019/20 and 2023/24."),
    ("leeds", "The proportion of EHC plans for autism in Leeds doubled between 2019/20 and 2023/24."),
]  # fmt: skip
NO_CLAIM = [
    ("kent", "We will halve persistent absence in Kent between 2024/25 and 2027/28."),
    ("kent", "The gap in persistent absence in Kent halved between 2018/19 and 2022/23."),
    ("kent", "In Swale, the persistent absence rate halved between 2018/19 and 2022/23."),
    ("kent", "The number of schools with persistent absence above 20% doubled between 2018/19 and 2022/23."),
]  # fmt: skip


def _ratios(done: DocumentAudit) -> list[AuditFinding]:
    return [finding for finding in done.audit.findings if finding.claim.kind == "ratio"]


@pytest.mark.parametrize(("area", "text"), TRUE)
def test_true_ratios_are_confirmed(audit_text: Audited, area: str, text: str) -> None:
    done = audit_text(area, text)
    assert [finding.verdict for finding in _ratios(done)] == ["confirmed"]
    assert not done.complaints()


@pytest.mark.parametrize(("area", "text"), FALSE)
def test_false_ratios_of_stated_years_or_places_are_complained_of(
    audit_text: Audited, area: str, text: str
) -> None:
    assert [finding.verdict for finding in _ratios(audit_text(area, text))] == ["contradicted"]


@pytest.mark.parametrize(("area", "text"), OPEN)
def test_ratios_that_are_not_fully_stated_stand_open_beside_both_figures(
    audit_text: Audited, area: str, text: str
) -> None:
    done = audit_text(area, text)
    assert not done.complaints()
    (finding,) = _ratios(done)
    assert finding.verdict == "undecidable"
    assert tell(finding.says).count("From ") == 1
    assert tell(finding.says).startswith("Could not be told: ")


@pytest.mark.parametrize(("area", "text"), NO_CLAIM)
def test_aims_gaps_and_other_subjects_are_no_such_claims(
    audit_text: Audited, area: str, text: str
) -> None:
    done = audit_text(area, text)
    assert not done.complaints()
    assert _ratios(done) == []


def test_a_year_not_held_is_named_and_no_other_stands_in_for_it(audit_text: Audited) -> None:
    text = "The under-18 conception rate in Derby halved between 1999 and 2021."
    (finding,) = _ratios(audit_text("derby", text))
    assert finding.verdict == "not_held"
    assert "1999 and 2021" in tell(finding.says)


def test_without_a_month_of_publication_the_latest_year_brings_no_complaint(
    audit_text: Audited,
) -> None:
    text = "The suspension rate in Leeds has halved since 2019/20."
    assert not audit_text("leeds", text, "").complaints()


@pytest.mark.parametrize(
    ("text", "factor", "qualifier"),
    [
        ("The rate halved.", 0.5, "about"),
        ("The rate fell by almost two thirds.", 1 / 3, "less_than"),
        ("There was a threefold increase.", 3.0, "about"),
        ("It was over a quarter higher than elsewhere.", 1.25, "more_than"),
        ("It was double the 2015/16 figure.", 2.0, "about"),
    ],
)
def test_ratios_in_words_are_read(text: str, factor: float, qualifier: str) -> None:
    (multiple,) = find_multiples(text)
    assert (multiple.factor, multiple.qualifier) == (pytest.approx(factor), qualifier)


def test_a_complaint_names_the_measure_and_how_many_times_it_is(audit_text: Audited) -> None:
    (finding,) = _ratios(
        audit_text("leeds", "The suspension rate in Leeds trebled between 2006/07 and 2023/24.")
    )
    words = tell(finding.says)
    assert words.startswith("“Suspensions")
    assert words.endswith(" times as much, not “trebled”.")


def test_the_words_themselves_are_marked(audit_text: Audited) -> None:
    text = "The suspension rate in Leeds has almost halved since 2019/20."
    done = audit_text("leeds", text)
    (finding,) = _ratios(done)
    spot = done.draft.stated[finding.claim.id]
    assert text[spot.start : spot.end] == finding.claim.printed == "almost halved"
