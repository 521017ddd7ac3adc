"""Counts, bases and intervals that cannot be right are refused or told, with file and row."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from needsbook.catalogue import load_indicators, load_passports
from needsbook.errors import BadInput
from needsbook.paths import Project
from needsbook.store import Store
from needsbook.store.evidence_checks import check_counts, check_numbers

NAME = "neet_16_17_pct"
DATASET = "dfe_neet_2022_2025"


def make_frame(**more: list[float | None]) -> pd.DataFrame:
    columns = {
        "value": [20.0],
        "lower_ci": [None],
        "upper_ci": [None],
        "count": [None],
        "denominator": [None],
    }
    frame = pd.DataFrame({**columns, **more})
    frame.insert(0, "indicator", NAME)
    return frame.astype(dict.fromkeys(columns, float))


def refuse(project: Project, **more: list[float | None]) -> str:
    path = Path("data/snapshots/dfe/x.csv")
    with pytest.raises(BadInput) as raised:
        check_numbers(path, make_frame(**more), load_indicators(project))
    return str(raised.value)


def test_base_smaller_than_the_count_is_refused(project: Project) -> None:
    told = refuse(project, count=[50.0], denominator=[10.0])
    assert "the base 10 is smaller than the count 50" in told
    assert "x.csv, row 2, column denominator" in told
    assert "what to do" in told


def test_interval_that_does_not_hold_its_value_is_refused(project: Project) -> None:
    told = refuse(project, lower_ci=[21.0], upper_ci=[25.0])
    assert "does not hold its value 20" in told
    check_numbers(
        Path("x.csv"), make_frame(lower_ci=[20.04], upper_ci=[25.0]), load_indicators(project)
    )


def tell(store: Store, change: object) -> list[str]:
    """What is told of the held dataset after ``change`` was made to its rows."""
    table = store.table[store.table["dataset"].eq(DATASET)].copy()
    change(table)  # type: ignore[operator]
    return list(check_counts(table, load_passports(store.project), store.indicators))


def test_figures_held_are_in_order(store: Store) -> None:
    assert list(check_counts(store.table, store.passports, store.indicators)) == []


def test_counts_rounded_to_five_are_told(store: Store) -> None:
    def change(table: pd.DataFrame) -> None:
        table["count"] = (table["value"] * table["denominator"] / 500).round() * 5

    told = tell(store, change)
    assert "multiples of five, yet they pass as exact" in told[0]
    assert f"{DATASET}.csv, row" in told[0]
    assert "counts_rounded_to: 5" in told[0]


def test_bases_of_another_period_without_a_mark_are_told(store: Store) -> None:
    last, before = "Dec 2024-Feb 2025", "Dec 2023-Feb 2024"

    def copy(table: pd.DataFrame, mark: str = "") -> None:
        keys = ["indicator", "area_code"]
        bases = table[table["period"].eq(before)].set_index(keys)["denominator"]
        late = table["period"].eq(last)
        index = pd.MultiIndex.from_frame(table.loc[late, keys])
        table.loc[late, "denominator"] = bases.reindex(index).to_numpy()
        if mark:
            table.loc[late, "note"] = mark

    told = tell(store, copy)
    assert any(f"bases of {last} are those of {before}" in sentence for sentence in told)
    assert not tell(store, lambda table: copy(table, f"base of {before}"))


def test_percentages_that_no_base_can_give_are_told(store: Store) -> None:
    def change(table: pd.DataFrame) -> None:
        table["denominator"] = 7.0
        table["period"] = table["period"].map(
            {period: f"20{number}/{number + 1}" for number, period in enumerate(sorted(set(table["period"])), 21)}
        )  # fmt: skip

    told = [
        sentence for sentence in tell(store, change) if "no number of people out of 7" in sentence
    ]
    assert told
    assert "not the base of the percentage" in told[0]
