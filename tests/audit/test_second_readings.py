"""A number that its sentence lets a reader take for another figure is not called wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from needsbook.audit.officer import group_of
from needsbook.audit.plan_files import audit_file
from needsbook.store import Store

TRUE = [
    ("kent", "Average Attainment 8 in Kent was 46.7, compared to 47.0 in 2023/24."),
    ("medway", "Suspensions in Medway in 2023/24 rose by half: 12.72 per 100 pupils after 8.34."),
    (
        "hackney",
        "352 children were looked after in Hackney on 31 March 2025, down from 384: a rate of 65 per 10,000 (70 in 2024).",
    ),
    (
        "leeds",
        "On 31 March 2025 Leeds looked after 85 children per 10,000 under 18, set beside 77 in the region.",
    ),
    (
        "kent",
        "In January 2025 5.8% of pupils at schools in Kent had an EHC plan (England 5.3%) and a further 13.1% had SEN support (14.2%).",
    ),
    (
        "leeds",
        "In 2024/25 63.9% of five-year-olds in Leeds had a good level of development. That is a point lower than the 64.9% of 2023/24, and 4.4 percentage points below the national figure of 68.3%.",
    ),
]
TRUE += [
    (
        "leeds",
        "Children in low-income families, before housing costs, 2024/25: Leeds 25.0%, Yorkshire and the Humber 27.0%.",
    ),
    ("leeds", "Low weight of term babies in Leeds fell from 3.72% to 2.91% between 2023 and 2024."),
]
WRONG = [
    ("kent", "Average Attainment 8 in Kent was 44.7 in 2024/25, compared to 47.0 in 2023/24."),
    ("medway", "In 2023/24 the suspension rate in Medway was 8.34 per 100 pupils."),
    (
        "kent",
        "Across the South East 19.44% of pupils were persistently absent in 2023/24; Kent stood at 23.36%.",
    ),
    ("kent", "In January 2025 5.3% of pupils at schools in Kent had an EHC plan."),
]


def _groups(store: Store, folder: Path, area: str, text: str) -> tuple[set[str], bool]:
    path = folder / "d.txt"
    path.write_text(text, encoding="utf-8")
    done = audit_file(store, path, (area,), "2026-03")
    return {group_of(finding) for finding in done.audit.findings}, bool(done.complaints())


@pytest.mark.parametrize(("area", "text"), TRUE)
def test_a_true_sentence_of_two_years_or_measures_is_not_complained_of(
    store: Store, tmp_path: Path, area: str, text: str
) -> None:
    groups, complained = _groups(store, tmp_path, area, text)
    assert not complained
    assert "right" in groups


@pytest.mark.parametrize(("area", "text"), WRONG)
def test_a_number_with_its_own_year_is_still_found_wrong(
    store: Store, tmp_path: Path, area: str, text: str
) -> None:
    groups, _ = _groups(store, tmp_path, area, text)
    assert "wrong" in groups


def test_a_region_one_is_ranked_in_is_not_the_place_of_the_value(
    store: Store, tmp_path: Path
) -> None:
    text = "Rutland is ranked first in the East Midlands for persistent absence at 14.2% in 2024/25. In 2023/24 it was 15.7%."
    groups, complained = _groups(store, tmp_path, "rutland", text)
    assert not complained
    assert groups == {"open"}


def test_an_error_told_wrong_is_told_once_and_the_right_sentence_is_left_alone(
    store: Store, tmp_path: Path
) -> None:
    path = tmp_path / "d.txt"
    path.write_text(
        "In 2023/24 the suspension rate in Medway was 12.72 per 100 pupils.\n\nIn 2023/24 the suspension rate in Medway was 19.4 per 100 pupils.",
        encoding="utf-8",
    )
    done = audit_file(store, path, ("medway",), "2026-03")
    assert list(done.complaints()) == [1]
    assert done.audit.contradictions == ()
