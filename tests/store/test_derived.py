"""Gaps made of two figures: what they are, when they have limits, what a blank says."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from needsbook.store.derived import derive_rows


def make_known(method: str = "proportion", decimals: tuple[int, int, int] = (1, 1, 1)) -> Any:
    """Two measures, “most” and “few”, and the gap between them."""
    pair = SimpleNamespace(difference=("most", "few"))
    return {
        name: SimpleNamespace(id=name, method=method, decimals=places, derive=derive, basis="b")
        for name, places, derive in zip(
            ("most", "few", "gap"), decimals, (None, None, pair), strict=True
        )
    }


def make_table(*rows: tuple[Any, ...]) -> pd.DataFrame:
    """Rows of (indicator, area, value, count, denominator, reason)."""
    columns = ["indicator", "area_code", "value", "count", "denominator", "reason"]
    same = {"period": "2024", "sex": "", "age": "", "edition": "", "series": "s", "release": "r"}
    return pd.DataFrame(rows, columns=columns).assign(**same)


def test_the_gap_of_two_shares_has_the_limits_of_newcombe() -> None:
    # Newcombe (1998), table II, example (a): 56/70 less 48/80 is 0.2, 0.0524 to 0.3339.
    made = derive_rows(
        make_table(("most", "E1", 80.0, 56, 70, ""), ("few", "E1", 60.0, 48, 80, "")),
        make_known(),
    )
    (row,) = made.to_dict("records")
    assert (row["value"], row["lower_ci"], row["upper_ci"]) == (20.0, 5.24, 33.39)
    assert (row["series"], row["dataset"], row["reason"]) == ("s_less_s", "", "")


@pytest.mark.parametrize(
    ("method", "base"), [("score", 80), ("rate", 80), ("proportion", np.nan), ("proportion", 0)]
)
def test_there_are_no_limits_without_counts_or_where_it_is_no_share(
    method: str, base: float
) -> None:
    made = derive_rows(
        make_table(("most", "E1", 80.0, 56, 70, ""), ("few", "E1", 60.0, 48, base, "")),
        make_known(method),
    )
    assert made["value"].tolist() == [20.0]
    assert made[["lower_ci", "upper_ci"]].isna().all(axis=None)


def test_each_row_has_its_own_limits() -> None:
    rows = [
        ("most", "E1", 80.0, 56, 70, ""), ("most", "E2", 50.0, np.nan, np.nan, ""),
        ("most", "E3", 50.0, 40, 80, ""), ("few", "E1", 60.0, 48, 80, ""),
        ("few", "E2", 40.0, 4, 10, ""), ("few", "E3", 25.0, 20, 80, ""),
    ]  # fmt: skip
    made = derive_rows(make_table(*rows), make_known()).set_index("area_code")
    assert made["value"].to_dict() == {"E1": 20.0, "E2": 10.0, "E3": 25.0}
    assert made["lower_ci"].notna().to_dict() == {"E1": True, "E2": False, "E3": True}


@pytest.mark.parametrize(
    ("decimals", "value"), [((2, 0, 0), 20.25), ((0, 2, 0), 20.25), ((0, 0, 1), 20.2)]
)
def test_a_gap_is_as_fine_as_the_finest_of_the_three(
    decimals: tuple[int, int, int], value: float
) -> None:
    made = derive_rows(
        make_table(("most", "E1", 80.5, 0, 0, ""), ("few", "E1", 60.25, 0, 0, "")),
        make_known(decimals=decimals),
    )
    assert made["value"].tolist() == [value]


def test_a_blank_on_either_side_gives_its_reason() -> None:
    rows = [
        ("most", "E1", np.nan, 1, 2, "suppressed"), ("few", "E1", 60.0, 48, 80, ""),
        ("most", "E2", 80.0, 56, 70, ""), ("few", "E2", np.nan, 48, 80, "not_available"),
        ("most", "E3", 80.0, 56, 70, ""),
    ]  # fmt: skip
    made = derive_rows(make_table(*rows), make_known()).set_index("area_code")
    assert made["value"].isna().all()
    assert made["lower_ci"].isna().all()
    assert made["reason"].to_dict() == {"E1": "suppressed", "E2": "not_available"}
