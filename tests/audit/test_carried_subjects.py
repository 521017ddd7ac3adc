"""“It”, “this rate”, “the figure”: what was told sentences before bears a number out, no more."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from needsbook.audit.document_audit import DocumentAudit

Audited = Callable[..., DocumentAudit]

ABSENT = "persistent_absence_pct kent 2022/23", "persistent_absence_pct kent 2023/24"
SUSPENDED = "suspension_rate leeds 2022/23", "suspension_rate leeds 2023/24"
READY = "good_level_of_development_pct cornwall 2022/23", "good_level_of_development_pct cornwall 2023/24"  # fmt: skip
CARED = "looked_after_rate_per_10k derby 2024-03-31", "looked_after_rate_per_10k derby 2025-03-31"
# BEFORE is a value of the year before; LAST is the number that is carried, and wrong in its turn.
CARRIED = [
    ("kent", ABSENT, "Persistent absence in Kent was BEFORE% in 2022/23. The partnership met twice about it. Schools have worked hard. It was LAST% in 2023/24."),
    ("kent", ABSENT, "Persistent absence is our first concern in Kent. Schools have worked hard. Families were written to. In 2023/24 this rate was LAST%."),
    ("leeds", SUSPENDED, "The suspension rate in Leeds was BEFORE in 2022/23. That is high. We asked the schools why. In 2023/24 it was LAST."),
    ("cornwall", READY, "Children reaching a good level of development do better later. Cornwall has invested in this. The figure for 2023/24 was LAST%."),
    ("derby", CARED, "The rate of children looked after in Derby has our attention. Homes are hard to find. At 31 March 2025 the rate was LAST per 10,000."),
]  # fmt: skip
# Something else was named or counted between.
BROKEN = [
    ("kent", ABSENT, "Persistent absence is our first concern in Kent. Suspensions are the second. Families were written to. The rate was LAST% in 2023/24."),
    ("cornwall", READY, "Children reaching a good level of development do better later. In Cornwall 80% of staff were trained. It was LAST% in 2023/24."),
    ("kent", ABSENT, "Persistent absence of boys is our first concern in Kent. Schools have worked hard. The rate was LAST% in 2023/24."),
]  # fmt: skip


def _fill(text: str, held: tuple[str, str], last: str = "") -> str:
    return text.replace("BEFORE", f"{{{held[0]}}}").replace("LAST", last or f"{{{held[1]}}}")


@pytest.mark.parametrize(("area", "held", "text"), CARRIED)
def test_a_number_told_sentences_later_is_borne_out(
    audit_text: Audited, area: str, held: tuple[str, str], text: str
) -> None:
    found = audit_text(area, _fill(text, held)).audit.findings
    assert {finding.verdict for finding in found} == {"confirmed"}


@pytest.mark.parametrize(("area", "held", "text"), CARRIED)
def test_a_wrong_one_stands_open_beside_the_figure_held(
    audit_text: Audited, area: str, held: tuple[str, str], text: str
) -> None:
    done = audit_text(area, _fill(text, held, "111.1" if "rate" in held[0] else "11.1"))
    assert not done.complaints()
    last = done.audit.findings[-1]
    assert (last.verdict, last.claim.indicator) == ("undecidable", held[0].split()[0])
    assert last.checks[0].reading is not None


@pytest.mark.parametrize(("area", "held", "text"), BROKEN)
def test_where_another_subject_came_between_nothing_is_carried(
    audit_text: Audited, area: str, held: tuple[str, str], text: str
) -> None:
    done = audit_text(area, _fill(text, held))
    assert not done.complaints()
    assert done.audit.findings[-1].verdict == "undecidable"


def test_a_wrong_number_in_the_sentence_right_after_is_still_complained_of(
    audit_text: Audited,
) -> None:
    text = "Persistent absence in Kent was {persistent_absence_pct kent 2022/23}% in 2022/23. It was 11.1% in 2023/24."
    assert audit_text("kent", text).complaints()
