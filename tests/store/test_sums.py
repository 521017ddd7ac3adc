"""Wholes that are the sum of their parts: made where every part is held, and never else."""

from __future__ import annotations

import pandas as pd
import pytest

from needsbook.register.ledger import Ledger
from needsbook.store import Store
from needsbook.store.sums import add_sums, list_parts

RATE = "suspension_rate"


def list_sums(store: Store) -> pd.DataFrame:
    table = store.table
    derived = {name for name, indicator in store.indicators.items() if indicator.derive}
    return table[table["dataset"].eq("") & ~table["indicator"].isin(derived)]


def test_every_sum_is_that_of_all_its_parts(store: Store) -> None:
    sums = list_sums(store)
    assert len(sums) > 50
    for row in sums.itertuples():
        figure = store.figure(row.indicator, row.area_code, row.period)
        parts = [Ledger(store).figure(name) for name in figure.inputs]
        assert [part.area_code for part in parts] == [
            area.code for area in list_parts(store.areas, store.areas[row.area_code])
        ]
        assert figure.method.startswith("sum of the ")
        count = sum(part.count for part in parts)
        base = sum(part.denominator for part in parts)
        assert (figure.count, figure.denominator) == (count, base)
        scale = store.indicators[row.indicator].multiplier
        assert figure.value == pytest.approx(count / base * scale)
        low, high = min(part.value for part in parts), max(part.value for part in parts)
        assert low <= figure.value <= high


def test_a_published_whole_stays(store: Store) -> None:
    published = store.table[store.table["dataset"].ne("")]
    again = add_sums(published.copy(), store.indicators, store.areas)
    kept = again[again["dataset"].ne("")]
    assert kept["value"].notna().sum() == published["value"].notna().sum()


def test_where_a_part_is_missing_nothing_is_made(store: Store) -> None:
    published = store.table[store.table["dataset"].ne("")]
    made = list_sums(store)
    row = made[made["indicator"].eq(RATE)].iloc[0]
    part = list_parts(store.areas, store.areas[row["area_code"]])[0].code
    gone = (
        published["indicator"].eq(RATE)
        & published["area_code"].eq(part)
        & published["period"].eq(row["period"])
    )
    assert gone.any()
    again = add_sums(published[~gone].copy(), store.indicators, store.areas)
    found = again[
        again["indicator"].eq(RATE)
        & again["area_code"].eq(row["area_code"])
        & again["period"].eq(row["period"])
    ]
    assert found["value"].isna().all()
