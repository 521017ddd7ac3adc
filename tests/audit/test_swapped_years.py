"""Two years' values changed over: told as one error where both years are stated, else left open."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from needsbook.audit.document_audit import DocumentAudit
from needsbook.audit.phrases import tell

Audited = Callable[..., DocumentAudit]

LEEDS = "suspension_rate leeds 2022/23", "suspension_rate leeds 2023/24"
KENT = "obesity_year6_resident_pct kent 2021/22", "obesity_year6_resident_pct kent 2022/23"
DERBY = "looked_after_rate_per_10k derby 2024-03-31", "looked_after_rate_per_10k derby 2025-03-31"
CORNWALL = "good_level_of_development_pct cornwall 2022/23", "good_level_of_development_pct cornwall 2023/24"  # fmt: skip
# FIRST and LAST are put in the places of the earlier and the later year.
DATED = [
    ("leeds", LEEDS, "In Leeds the suspension rate rose from FIRST in 2022/23 to LAST in 2023/24."),
    ("kent", KENT, "Year 6 obesity in Kent fell from FIRST% in 2021/22 to LAST% in 2022/23."),
    ("kent", KENT, "Between 2021/22 and 2022/23 Year 6 obesity in Kent moved from FIRST% to LAST%."),
    ("derby", DERBY, "The rate of children looked after in Derby was FIRST per 10,000 at 31 March 2024 and LAST per 10,000 at 31 March 2025."),
    ("cornwall", CORNWALL, "| Measure | 2022/23 | 2023/24 |\n|---|---|---|\n| Good level of development | FIRST% | LAST% |"),
    ("cornwall", CORNWALL, "Good level of development in Cornwall in 2023/24 was LAST%; in 2022/23 it was FIRST%."),
]  # fmt: skip
# One of the two years is not stated, or which number is of which is not.
LOOSE = [
    ("cornwall", CORNWALL, "Good level of development in Cornwall moved between FIRST% and LAST%."),
    ("derby", DERBY, "The rate of children looked after in Derby was FIRST per 10,000, after LAST the year before."),
    ("kent", KENT, "Year 6 obesity in Kent, 2021/22 and 2022/23: LAST%, FIRST%."),
]  # fmt: skip


def _put(text: str, first: str, last: str) -> str:
    return text.replace("FIRST", f"{{{first}}}").replace("LAST", f"{{{last}}}")


@pytest.mark.parametrize(("area", "held", "text"), DATED)
def test_years_changed_over_are_named_and_true_ones_are_confirmed(
    audit_text: Audited, area: str, held: tuple[str, str], text: str
) -> None:
    done = audit_text(area, _put(text, *held))
    assert not done.complaints()
    assert sum(finding.verdict == "confirmed" for finding in done.audit.findings) >= 2
    swapped = [
        tell(finding.says)
        for finding in audit_text(area, _put(text, held[1], held[0])).audit.findings
        if finding.verdict == "mislabelled"
    ]
    assert len(swapped) == 2
    assert all(words.startswith("The two years are changed over: ") for words in swapped)


@pytest.mark.parametrize(("area", "held", "text"), LOOSE)
def test_numbers_whose_years_are_not_both_plain_bring_no_such_complaint(
    audit_text: Audited, area: str, held: tuple[str, str], text: str
) -> None:
    for first, last in (held, held[::-1]):
        done = audit_text(area, _put(text, first, last))
        assert not any(
            finding.verdict == "mislabelled" and "changed over" in tell(finding.says)
            for finding in done.audit.findings
        )


def test_a_number_that_fits_its_own_year_too_is_no_swap(audit_text: Audited) -> None:
    text = "In Leeds the suspension rate rose from {suspension_rate leeds 2023/24} in 2022/23 to {suspension_rate leeds 2023/24} in 2023/24."
    found = [tell(finding.says) for finding in audit_text("leeds", text).audit.findings]
    assert found
    assert not any("changed over" in words for words in found)
