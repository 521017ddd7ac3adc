"""Small numbers in a council's sheet, and what would give them away."""

from __future__ import annotations

import pytest

from needsbook.catalogue.frameworks import MeasurePart
from needsbook.outcomes.local import LocalRow
from needsbook.outcomes.local_protect import protect_rows

QUARTER = "Apr 2026-Jun 2026"


def part(name: str, unit: str, measure: str) -> MeasurePart:
    return MeasurePart(
        id=name, local_id=name, measure=measure, outcome=measure, name=name, counts=name,
        unit=unit, data="local", direction="higher", direction_from="plan", held_by="x",
        indicator="", match="", difference="", sense="", counted_in="", proposed=False,
        reason="x", target=None,
    )  # fmt: skip


def hidden(rows: list[LocalRow], unit: str, measures: dict[str, str] | None = None) -> set[str]:
    """The rows hidden of rows that are all parts of one measure, or of those named."""
    named = measures or {}
    parts = {r.indicator: part(r.indicator, unit, named.get(r.indicator, "m")) for r in rows}
    kept, more = protect_rows(rows, parts)
    found = {row.indicator for row in kept if row.reason == "suppressed"}
    for row in kept:
        assert (row.value, row.count, row.denominator) == ("", "", "") or not row.reason
    first = {r.indicator for r in rows if 0 < float(r.count) < 5}
    assert more == len(found - first)
    return found


def counts(**values: int) -> list[LocalRow]:
    return [LocalRow(name, "E1", QUARTER, str(n), str(n)) for name, n in values.items()]


def shares(whole: int, **values: int) -> list[LocalRow]:
    return [
        LocalRow(name, "E1", QUARTER, f"{100 * n / whole:.1f}", str(n), str(whole))
        for name, n in values.items()
    ]


def test_a_total_never_gives_a_small_part_away() -> None:
    found = hidden(counts(every=40, boys=37, girls=3), "count")
    assert "girls" in found
    assert len(found) == 2


def test_parts_of_one_base_never_give_a_small_one_away() -> None:
    found = hidden(shares(100, a=60, b=36, c=4), "percent")
    assert "c" in found
    assert len(found) >= 2


@pytest.mark.parametrize(
    ("rows", "unit"),
    [
        (counts(every=40, boys=30, girls=3), "count"),  # adds up to nothing
        (shares(100, a=60, b=30, c=4), "percent"),  # others are left
    ],
)
def test_what_gives_nothing_away_stays(rows: list[LocalRow], unit: str) -> None:
    assert len(hidden(rows, unit)) == 1


def test_rows_of_other_measures_are_left_alone() -> None:
    rows = counts(every=40, boys=37, girls=3)
    measures = {"every": "a", "boys": "b", "girls": "c"}
    assert hidden(rows, "count", measures) == {"girls"}


def test_nothing_small_hides_nothing() -> None:
    assert hidden(counts(every=40, boys=30, girls=10), "count") == set()


def test_two_small_ones_that_must_both_be_one_hide_a_third() -> None:
    rows = counts(every=40, a=38, b=1, c=1)
    assert len(hidden(rows, "count")) >= 3
