"""The tidy table: what it hangs on, what a correction does, what it refuses."""

from __future__ import annotations

import pandas as pd
import pytest

from needsbook.catalogue.corrections import Correction, load_corrections
from needsbook.catalogue.lait import DATASET
from needsbook.errors import IntegrityError
from needsbook.paths import Project
from needsbook.store import Store, tidy


def test_another_line_of_the_code_that_makes_it_is_another_table(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tidy.hash_inputs(project)
    assert tidy.hash_inputs(project) == before
    asked: list[tuple[str, ...]] = []

    def hash_code(*rooms: str) -> str:
        asked.append(rooms)
        return "other"

    monkeypatch.setattr(tidy, "hash_code", hash_code)
    assert tidy.hash_inputs(project) != before
    assert {"catalogue", "stats", "store"} <= set(asked[0])


def make_table() -> pd.DataFrame:
    """Three rows of one dataset, all with a value."""
    return pd.DataFrame({
        "dataset": "d", "indicator": "i", "area_code": ["E1", "E2", "E1"],
        "period": ["2020", "2020", "2021"], "value": [1.0, 2.0, 3.0], "lower_ci": 0.0,
        "upper_ci": 9.0, "count": 5.0, "denominator": 10.0, "reason": "", "note": "",
    })  # fmt: skip


def make_correction(project: Project, action: str, **told: object) -> Correction:
    """A correction of that table, otherwise like the first one of the project."""
    about = {"dataset": "d", "indicator": "i", "action": action, "areas": (), "periods": ()}
    return load_corrections(project)[0].model_copy(update={**about, "reason": "upstream", **told})


def test_a_wrong_cell_is_blank_and_says_why(project: Project) -> None:
    wrong = make_correction(project, "replace_with_missing", areas=("E1",), periods=("2020",))
    table = tidy._apply_corrections(make_table(), (wrong,), project)
    assert table["value"].isna().tolist() == [True, False, False]
    assert table.loc[0, list(tidy.NUMBERS)].isna().all()
    assert (table.loc[0, "reason"], table.loc[0, "note"]) == ("upstream", wrong.why)
    assert table.loc[1:, "note"].eq("").all()
    assert table.loc[1:, "count"].eq(5).all()


def test_a_correction_that_fits_nothing_any_more_is_named(project: Project) -> None:
    for told, words in (
        ({"areas": ("E9",)}, "fits no row"),
        ({"periods": ("1999",)}, "fits no row"),
        ({"indicator": "other"}, "fits no row"),
    ):
        wrong = make_correction(project, "replace_with_missing", **told)
        with pytest.raises(IntegrityError, match=words) as caught:
            tidy._apply_corrections(make_table(), (wrong,), project)
        assert wrong.id in caught.value.where
    mended = make_correction(project, "keep_missing")
    with pytest.raises(IntegrityError, match="has a value now"):
        tidy._apply_corrections(make_table(), (mended,), project)
    left = make_correction(project, "leave_out", areas=("E9",))
    assert tidy._apply_corrections(make_table(), (left,), project).equals(make_table())


def test_the_table_is_in_order_and_no_key_stands_twice(store: Store) -> None:
    table = store.table
    assert not table.duplicated(list(tidy.KEY)).any()
    order = ["indicator", "area_code", "end", "start", "edition", "sex", "age"]
    assert table[order].equals(table[order].sort_values(order, kind="stable"))
    own = table[~table["dataset"].isin(["", DATASET])]  # the tool counts its rows from one
    assert own["basis"].ne("").any()
    assert own["row"].ge(2).all()
