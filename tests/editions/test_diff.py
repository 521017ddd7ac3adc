"""Every kind of change, one at a time."""

from __future__ import annotations

from typing import Any

import pytest

from needsbook.editions.diff import KINDS, EditionChange, compare_editions, count_kinds
from needsbook.editions.frozen import FrozenEdition
from tests.editions.conftest import Make, make_row


@pytest.fixture
def old(make: Make) -> FrozenEdition:
    return make("2019")


@pytest.fixture
def new(make: Make) -> FrozenEdition:
    return make("2026")


def only(old: FrozenEdition, new: FrozenEdition) -> EditionChange:
    """The one change there is."""
    (change,) = compare_editions(old, new)
    assert count_kinds([change])[change.kind] == 1
    return change


def change_rows(edition: FrozenEdition, *rows: dict[str, str]) -> None:
    held: Any = edition.rows
    held.extend(rows)


def test_nothing_changed(old: FrozenEdition, new: FrozenEdition) -> None:
    assert compare_editions(old, new) == []
    assert count_kinds([]) == dict.fromkeys(KINDS, 0)


def test_new_period(old: FrozenEdition, new: FrozenEdition) -> None:
    change_rows(new, make_row("obesity E09000033 2018/19", value="12"))
    change = only(old, new)
    assert (change.kind, change.period, change.after) == ("new period", "2018/19", "12")


def test_earlier_period_or_new_measure_is_added(old: FrozenEdition, new: FrozenEdition) -> None:
    change_rows(new, make_row("obesity E09000033 2015/16"))
    assert only(old, new).kind == "added"
    change_rows(old, make_row("obesity E09000033 2015/16"))
    new.catalogue["indicators"]["poverty"] = new.catalogue["indicators"]["decay"]
    change_rows(new, make_row("poverty E09000033 2018/19"))
    assert only(old, new).kind == "added"


@pytest.mark.parametrize(
    "parts", [{"value": "11"}, {"lower_ci": "9", "upper_ci": "12"}, {"denominator": "80"},
              {"value": "", "reason": "suppressed"}],
)  # fmt: skip
def test_revised_value(old: FrozenEdition, new: FrozenEdition, parts: dict[str, str]) -> None:
    old_row: Any = old.rows[0]
    old_row.update({"denominator": "90"} if "denominator" in parts else {})
    new_row: Any = new.rows[0]
    new_row.update(parts)
    change = only(old, new)
    assert change.kind == "revised value"
    assert change.before.startswith("10")
    assert change.older == change.newer == "obesity.e09000033.2016-17"


def test_first_release_is_compared_with_what_replaced_it(
    old: FrozenEdition, new: FrozenEdition
) -> None:
    rows: Any = old.rows
    rows[0] = make_row("obesity E09000033 2016/17", edition="first-release", value="15")
    change_rows(new, make_row("obesity E09000033 2016/17", edition="first-release", value="15"))
    change = only(old, new)
    assert (change.kind, change.before, change.after) == ("revised value", "15", "10")
    assert change.older.endswith("~first-release")


def test_other_words_or_source_are_no_change(old: FrozenEdition, new: FrozenEdition) -> None:
    row: Any = new.rows[0]
    row.update({"note": "as printed", "dataset": "again"})
    assert compare_editions(old, new) == []


def test_changed_definition(old: FrozenEdition, new: FrozenEdition) -> None:
    new.catalogue["indicators"]["obesity"]["ages"] = "10 to 11"
    change = only(old, new)
    assert (change.kind, change.why) == ("changed definition", "ages")
    assert (change.before, change.after) == ("10", "10 to 11")


def test_break_counts_where_the_newer_edition_passes_it(
    old: FrozenEdition, new: FrozenEdition
) -> None:
    for edition in (old, new):
        edition.catalogue["indicators"]["decay"]["breaks"] = [
            {"first": "2017/18", "reason": "Counted otherwise."}
        ]
    assert compare_editions(old, new) == []
    change_rows(new, make_row("decay E09000033 2018/19"))
    changes = compare_editions(old, new)
    assert [change.kind for change in changes] == ["new period", "changed definition"]
    assert changes[1].after == "Counted otherwise."


def test_corrected_error(old: FrozenEdition, new: FrozenEdition) -> None:
    row: Any = new.rows[0]
    row.update({"value": "", "reason": "not_available"})
    correction = {
        "id": "wrong-cell", "dataset": "survey", "indicator": "obesity", "areas": ["E09000033"],
        "periods": ["2016/17"], "action": "replace_with_missing",
    }  # fmt: skip
    new.catalogue["corrections"].append(correction)
    change = only(old, new)
    assert (change.kind, change.why) == ("corrected error", "wrong-cell")
    assert (change.before, change.after) == ("10", "not available")
    old.catalogue["corrections"].append(correction)
    assert only(old, new).kind == "revised value"


def test_correction_of_another_period_does_not_explain_a_change(
    old: FrozenEdition, new: FrozenEdition
) -> None:
    row: Any = new.rows[0]
    row["value"] = "11"
    new.catalogue["corrections"].append(
        {"id": "x", "dataset": "survey", "indicator": "obesity", "areas": [],
         "periods": ["2017/18"], "action": "keep_missing"}
    )  # fmt: skip
    assert only(old, new).kind == "revised value"


def test_boundary_change_of_an_area(old: FrozenEdition, new: FrozenEdition) -> None:
    new.catalogue["areas"]["E05000002"] = new.catalogue["areas"].pop("E05000001")
    rows: Any = new.rows
    rows[2] = make_row("obesity E05000002 2017/18")
    changes = compare_editions(old, new)
    assert [(change.kind, change.area_code) for change in changes] == [
        ("boundary change", "E05000001"),
        ("boundary change", "E05000002"),
    ]


def test_boundary_change_of_a_ward_list(old: FrozenEdition, new: FrozenEdition) -> None:
    new.catalogue["areas"]["E09000033"]["ward_lists"].append(
        {"vintage": "2022", "first": "2022-05-05"}
    )
    change = only(old, new)
    assert (change.kind, change.before, change.after) == (
        "boundary change",
        "wards of 2002",
        "wards of 2022",
    )


def test_dropped(old: FrozenEdition, new: FrozenEdition) -> None:
    rows: Any = new.rows
    del rows[1]
    change = only(old, new)
    assert (change.kind, change.older, change.newer) == (
        "dropped",
        "obesity.e09000033.2017-18",
        "",
    )
