"""The digest of what was looked up changes with a figure of it, and with no other."""

from __future__ import annotations

import pytest

from needsbook.paths import find_project
from needsbook.register.ledger import Ledger
from needsbook.register.pair_sums import PairSums, fold_pairs, unfold_pairs
from needsbook.store import Store, open_store

OWN = [("dental_decay_age5_pct", "hackney"), ("dental_decay_age5_pct", "nowhere")]


@pytest.fixture(scope="module")
def store() -> Store:
    return open_store(find_project())


def change(store: Store, indicator: str, slug: str, column: str, value: object) -> Store:
    """The store with another content of one cell."""
    table = store.table.copy()
    code = store.areas[slug].code
    rows = table.index[table["indicator"].eq(indicator) & table["area_code"].eq(code)]
    table.loc[rows[-1], column] = value
    return Store(store.project, table)


@pytest.mark.parametrize(("column", "value"), [("value", 99.9), ("note", "x"), ("row", 9)])
def test_a_changed_cell_of_what_was_looked_up_is_seen(
    store: Store, column: str, value: object
) -> None:
    changed = PairSums(change(store, *OWN[0], column, value))
    assert changed.digest(OWN) != PairSums(store).digest(OWN)
    assert changed.ids == PairSums(store).ids


@pytest.mark.parametrize(
    "other", [("dental_decay_age5_pct", "camden"), ("infant_mortality_per_1000", "hackney")]
)
def test_what_was_not_looked_up_is_not(store: Store, other: tuple[str, str]) -> None:
    assert PairSums(change(store, *other, "value", 99.9)).digest(OWN) == PairSums(store).digest(OWN)


def test_a_row_that_is_gone_is_seen(store: Store) -> None:
    table = store.table
    code = store.areas["hackney"].code
    rows = table.index[table["indicator"].eq(OWN[0][0]) & table["area_code"].eq(code)]
    fewer = table.drop(index=rows[-1:]).reset_index(drop=True)
    changed = PairSums(Store(store.project, fewer))
    assert changed.digest(OWN) != PairSums(store).digest(OWN)
    assert changed.ids != PairSums(store).ids


def test_the_order_of_asking_does_not_matter(store: Store) -> None:
    sums = PairSums(store)
    assert sums.digest(OWN) == sums.digest(reversed(OWN))
    assert unfold_pairs(fold_pairs(OWN)) == OWN


def test_a_ledger_remembers_what_was_asked_for(store: Store) -> None:
    ledger = Ledger(store)
    ledger.find("dental_decay_age5_pct.hackney.2099")
    ledger.positions("dental_decay_age5_pct", "camden")
    assert "obesity_year6_pct.england.2099" not in ledger
    assert ledger.asked == {
        ("dental_decay_age5_pct", "hackney"), ("dental_decay_age5_pct", "camden"),
        ("obesity_year6_pct", "england"),
    }  # fmt: skip
