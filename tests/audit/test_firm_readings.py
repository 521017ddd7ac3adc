"""What a complaint must rest on: a number that may be of something else is left open."""

from __future__ import annotations

from pathlib import Path

import pytest

from needsbook.audit.document_audit import DocumentAudit
from needsbook.audit.officer import group_of
from needsbook.audit.plan_files import audit_file
from needsbook.store import Store


def _audit(store: Store, folder: Path, text: str, area: str = "peterborough") -> DocumentAudit:
    path = folder / "d.md"
    path.write_text(text, encoding="utf-8")
    return audit_file(store, path, (area,), "2026-07")


def _groups(done: DocumentAudit) -> dict[str, str]:
    return {finding.claim.printed: group_of(finding) for finding in done.audit.findings}


@pytest.mark.parametrize(
    "text",
    [
        # The figure of the fact is told beside it: what follows is of a part.
        "In 2024/25, 4.9% of pupils in Peterborough had an EHC plan. In our academies it is 3.6%.",
        # A subject of its own between the number and the measure.
        "In 2024/25 in the Eastfield cluster 24.1% of Peterborough's pupils were persistently absent.",
        # An entry of a list with a subject of its own.
        "Year 6: excess weight in the central wards 44.1%; obesity, 2024/25, 26.7%.",
        # A count beside a share, a share above 100 of what nothing here knows.
        "Complaints: 142, 27% upheld. The published figure for the offer is 101.0%.",
        # The end of a calendar year lies in the winter's average.
        "At the end of 2024, 6.4% of 16 and 17 year olds were NEET or not known.",
    ],
)
def test_number_that_may_be_of_something_else_is_left_open(
    store: Store, tmp_path: Path, text: str
) -> None:
    assert _audit(store, tmp_path, text).complaints() == {}


@pytest.mark.parametrize(
    "text",
    [
        "In 2024/25, 9.4% of pupils in Peterborough had an EHC plan.",
        "On 31 March 2025 Peterborough looked after 461 children.",
        "On 31 March 2025 Peterborough looked after 416 children: 77 per 10,000 children.",
    ],
)
def test_slip_of_the_hand_is_found(store: Store, tmp_path: Path, text: str) -> None:
    assert _audit(store, tmp_path, text).complaints()


TABLE = """| Measure | Peterborough | SN | England | Date |
|---|---|---|---|---|
| Children looked after per 10,000 | 72 | 80 | {england} | March 2025 |
| Pupils with an EHC plan (%) | 4.9 | 6.1 | 5.3 | 2024/25 |
"""


def test_column_of_dates_dates_its_rows_and_unknown_heads_stay_open(
    store: Store, tmp_path: Path
) -> None:
    done = _audit(store, tmp_path, TABLE.format(england=67))
    assert done.complaints() == {}
    groups = _groups(done)
    assert (groups["72"], groups["67"], groups["4.9"], groups["5.3"]) == ("right",) * 4
    assert groups["80"] == groups["6.1"] == "open"


def test_wrong_cell_of_a_dated_row_is_found(store: Store, tmp_path: Path) -> None:
    assert _groups(_audit(store, tmp_path, TABLE.format(england=76)))["76"] == "wrong"


def test_figure_it_rose_from_and_comparators_are_of_the_years_beside(
    store: Store, tmp_path: Path
) -> None:
    text = (
        "Suspensions: 17.55 per 100 pupils in Peterborough in 2023/24, up from 12.08 "
        "(East of England 10.48)."
    )
    done = _audit(store, tmp_path, text)
    assert done.complaints() == {}
    assert _groups(done)["12.08"] == "right"
