"""Movements told in words alone: judged where the sentence has no word its measure does not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from needsbook.audit.document_audit import DocumentAudit

Audited = Callable[..., DocumentAudit]


@pytest.mark.parametrize(
    ("area", "text", "verdict"),
    [
        ("leeds", "The suspension rate in Leeds rose between 2022/23 and 2023/24.", "confirmed"),
        ("leeds", "The suspension rate in Leeds fell sharply between 2022/23 and 2023/24.", "contradicted"),
        ("leeds", "The suspension rate in Leeds fell between 2022/23 and 2023/24, as schools worked with families.", "contradicted"),
        ("kent", "Persistent absence in Kent rose between 2022/23 and 2023/24.", "contradicted"),
        ("leeds", "The rate of suspensions for drugs in Leeds fell between 2022/23 and 2023/24.", "undecidable"),
    ],
)  # fmt: skip
def test_a_movement_is_judged_where_it_is_surely_of_the_measure(
    audit_text: Audited, area: str, text: str, verdict: str
) -> None:
    found = [finding for finding in audit_text(area, text).audit.findings if finding.claim.kind == "direction"]  # fmt: skip
    assert [finding.verdict for finding in found] == [verdict]


def test_over_three_years_is_no_movement_of_the_last_one(audit_text: Audited) -> None:
    text = "Over the three years to 2023/24 the suspension rate in Leeds rose."
    assert not [finding for finding in audit_text("leeds", text).audit.findings if finding.claim.kind == "direction"]  # fmt: skip
