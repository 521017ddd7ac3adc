"""The one index of the table: every row is found by what it is about, and by its id."""

from __future__ import annotations

import random

import pandas as pd

from needsbook.store import Store
from needsbook.store.index import FIELDS


def test_every_row_stands_once_and_is_the_row_of_the_table(store: Store) -> None:
    index = store.index
    places = [at for pair in index.pairs() for at in index.positions(*pair)]
    assert places == list(range(len(store.table)))
    for at in random.Random(1).sample(places, 300):
        row, held = index.row(at), store.table.iloc[at]
        for name in FIELDS:
            value = getattr(row, name)
            assert value == held[name] or (pd.isna(value) and pd.isna(held[name])), name


def test_every_id_is_one_row(store: Store) -> None:
    index = store.index
    ids = [
        f"{indicator}.{area}.{stamp}"
        for indicator, area, stamps in index.stamps()
        for stamp in stamps
    ]
    assert len(ids) == len(set(ids)) == len(store.table)
    for at in random.Random(2).sample(range(len(ids)), 300):
        assert index.find(*ids[at].split(".", 2)) == at
        assert store.make_figure(index.row(at)).id == ids[at]


def test_what_is_not_held_is_not_found(store: Store) -> None:
    index = store.index
    assert index.find("dental_decay_age5_pct", "nowhere", "2016-17") is None
    assert index.find("nothing", "westminster", "2016-17") is None
    assert index.find("dental_decay_age5_pct", "westminster", "1816-17") is None
    assert index.rows("nothing", "E09000033") == []
    assert index.slice("nothing") == (0, 0)
