"""Several years told as one period: of the pooled figures held, never of a single year's."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from needsbook.audit.document_audit import DocumentAudit
from needsbook.audit.language.stretches import find_stretches
from needsbook.audit.phrases import tell

Audited = Callable[..., DocumentAudit]

ROADS = "killed_seriously_injured_roads_per_100k"
ALCOHOL = "alcohol_admissions_under18_per_100k"
TRUE = [
    ("calderdale", f"Between 2020 and 2022 the rate of children killed or seriously injured on the roads in Calderdale was {{{ROADS} calderdale 2020-2022}} per 100,000."),
    ("medway", f"In the three-year period ending 2022, the rate of children killed or seriously injured on the roads in Medway was {{{ROADS} medway 2020-2022}} per 100,000."),
    ("leeds", f"Over the three years to 2022/23 there were {{{ALCOHOL} leeds 2020/21-2022/23}} alcohol-specific hospital admissions per 100,000 under 18s in Leeds."),
    ("leeds", f"In 2021/22-23/24 the rate of alcohol-specific admissions of under 18s in Leeds was {{{ALCOHOL} leeds 2021/22-2023/24}} per 100,000."),
    ("leeds", f"Alcohol-specific admissions of under-18s in Leeds fell from {{{ALCOHOL} leeds 2018/19-2020/21}} per 100,000 in the three years to 2020/21 to {{{ALCOHOL} leeds 2021/22-2023/24}} in the three years to 2023/24."),
    ("medway", "The infant mortality rate in Medway was {infant_mortality_per_1000 medway 2015-2017} per 1,000 between 2015 and 2017."),
    ("medway", f"| Measure | Medway 2020 - 22 | England 2020 - 22 |\n|---|---|---|\n| Children killed or seriously injured on roads per 100,000 | {{{ROADS} medway 2020-2022}} | {{{ROADS} england 2020-2022}} |"),
]  # fmt: skip
FALSE = [
    ("calderdale", "Between 2020 and 2022 the rate of children killed or seriously injured on the roads in Calderdale was 12.0 per 100,000."),
    ("leeds", "Over the three years to 2022/23 there were 99.1 alcohol-specific hospital admissions per 100,000 under 18s in Leeds."),
]  # fmt: skip
# A single year's number of a pooled series, and a number of several years of a yearly one.
OPEN = [
    ("calderdale", "In 2022 the rate of children killed or seriously injured on the roads in Calderdale was 12.0 per 100,000."),
    ("leeds", "In 2022/23 the rate of alcohol-specific admissions of under 18s in Leeds was 99.1 per 100,000."),
    ("leeds", "Over the three years to 2023/24 the suspension rate in Leeds was 9.2."),
    ("leeds", "Between 2021/22 and 2023/24 the suspension rate in Leeds averaged 9.2."),
    ("calderdale", "Between 2020 and 2022 the rate of children killed or seriously injured on the roads in Calderdale rose from 12.0 to 15.0 per 100,000."),
]  # fmt: skip


@pytest.mark.parametrize(("area", "text"), TRUE)
def test_pooled_years_are_confirmed_by_the_pooled_figure(
    audit_text: Audited, area: str, text: str
) -> None:
    done = audit_text(area, text)
    values = [finding for finding in done.audit.findings if finding.claim.kind == "value"]
    assert values
    assert {finding.verdict for finding in values} == {"confirmed"}
    assert not done.complaints()


@pytest.mark.parametrize(("area", "text"), FALSE)
def test_another_number_for_pooled_years_is_complained_of(
    audit_text: Audited, area: str, text: str
) -> None:
    assert audit_text(area, text).complaints()


@pytest.mark.parametrize(("area", "text"), OPEN)
def test_single_and_pooled_years_are_not_set_against_each_other(
    audit_text: Audited, area: str, text: str
) -> None:
    done = audit_text(area, text)
    assert not done.complaints()
    values = [finding for finding in done.audit.findings if finding.claim.kind == "value"]
    assert {finding.verdict for finding in values} == {"not_held"}
    assert all("The latest held is of" in tell(finding.says) for finding in values)


@pytest.mark.parametrize(("area", "text"), [
    ("leeds", "Between 2021/22 and 2023/24, suspension rates in Leeds were {suspension_rate leeds 2021/22} and {suspension_rate leeds 2023/24}."),
    ("leeds", "Over the three years to 2023/24 the suspension rate in Leeds rose to {suspension_rate leeds 2023/24}."),
])  # fmt: skip
def test_the_ends_of_a_movement_stay_two_years(audit_text: Audited, area: str, text: str) -> None:
    done = audit_text(area, text)
    values = [finding for finding in done.audit.findings if finding.claim.kind == "value"]
    assert {finding.verdict for finding in values} == {"confirmed"}


@pytest.mark.parametrize(
    ("text", "kind", "ends"),
    [
        ("between 2020 and 2022", "span", ("2020", "2022")),
        ("over the three years to 2022/23", "pooled", ("2020", "2022")),
        ("the 3-year average to 2021", "span", ("2019", "2021")),
        ("in the five years up to 2019", "span", ("2015", "2019")),
    ],
)
def test_stretches_are_read(text: str, kind: str, ends: tuple[str, str]) -> None:
    (stretch,) = find_stretches(text)
    assert (stretch.kind, stretch.parts) == (kind, ends)


def test_years_told_backwards_are_no_stretch() -> None:
    assert find_stretches("between 2022 and 2020") == []
