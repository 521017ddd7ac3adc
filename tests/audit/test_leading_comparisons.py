"""Sentences that begin with what they compare with: the first number is the other place's."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from needsbook.audit.document_audit import DocumentAudit
from needsbook.audit.officer import group_of

Audited = Callable[..., DocumentAudit]

GLD = "good_level_of_development_pct {} 2024/25"
CARE = "looked_after_rate_per_10k {} 2025-03-31"
HERE, THERE = f"{{{GLD.format('leeds')}}}", f"{{{GLD.format('england')}}}"
CARED, NATION = f"{{{CARE.format('kent')}}}", f"{{{CARE.format('england')}}}"
# The text, and how many values and words of comparison are borne out.
TRUE = [
    ("leeds", f"Compared with England ({THERE}%), Leeds has a lower rate ({HERE}%) of children reaching a good level of development in 2024/25.", 3),
    ("leeds", f"Against a national figure of {THERE}%, {HERE}% of children in Leeds reached a good level of development in 2024/25.", 2),
    ("leeds", f"In comparison with the national average ({THERE}%), a smaller share of children in Leeds ({HERE}%) reached a good level of development in 2024/25.", 3),
    ("leeds", f"The England figure for good level of development in 2024/25 was {THERE}%; ours was {HERE}%.", 2),
    ("kent", f"Relative to England ({NATION} per 10,000), the rate of children looked after in Kent at 31 March 2025 is lower ({CARED} per 10,000).", 3),
    ("kent", f"Against a national rate of {NATION} and a South East rate of {{{CARE.format('south-east')}}}, {CARED} children per 10,000 were looked after in Kent at 31 March 2025.", 3),
    ("kent", "Compared with Leeds, Kent has a lower rate of children looked after at 31 March 2025.", 1),
    ("medway", "Compared with the South East, the suspension rate in Medway was higher in 2023/24.", 1),
]  # fmt: skip
FALSE = [
    ("leeds", f"Compared with England ({THERE}%), Leeds has a higher rate ({HERE}%) of children reaching a good level of development in 2024/25."),
    ("leeds", f"Set against a national figure of {THERE}%, 51.3% of children in Leeds reached a good level of development in 2024/25."),
    ("leeds", f"Against an England average of 91.3%, {HERE}% of children in Leeds reached a good level of development in 2024/25."),
    ("kent", f"Relative to England ({CARED} per 10,000), the rate of children looked after in Kent at 31 March 2025 is higher ({NATION} per 10,000)."),
    ("medway", "Compared with the South East, the suspension rate in Medway was lower in 2023/24."),
]  # fmt: skip
# Another measure, another group, a year or places that hold no figure.
OPEN = [
    ("medway", "Compared with 2022/23, Medway had a lower suspension rate in 2023/24 than was feared."),
    ("medway", "Compared with its statistical neighbours, Medway had a lower suspension rate in 2023/24."),
    ("medway", "Compared with England, Medway had a lower suspension rate among boys in 2023/24."),
    ("leeds", "Compared with England, Leeds has a higher rate of children reaching a good level of development and a lower suspension rate in 2023/24."),
    ("leeds", "Compared with England, Leeds has a lower rate of suspensions for drugs in 2023/24."),
]  # fmt: skip


@pytest.mark.parametrize(("area", "text", "right"), TRUE)
def test_true_ones_are_confirmed(audit_text: Audited, area: str, text: str, right: int) -> None:
    done = audit_text(area, text)
    assert not done.complaints()
    assert [group_of(finding) for finding in done.audit.findings] == ["right"] * right


@pytest.mark.parametrize(("area", "text"), FALSE)
def test_a_wrong_value_or_order_is_complained_of(audit_text: Audited, area: str, text: str) -> None:
    assert audit_text(area, text).complaints()


@pytest.mark.parametrize(("area", "text"), OPEN)
def test_what_is_not_held_or_not_all_stated_brings_no_complaint(
    audit_text: Audited, area: str, text: str
) -> None:
    assert not audit_text(area, text).complaints()
