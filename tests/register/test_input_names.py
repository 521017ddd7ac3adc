"""Long lists of inputs written short, and read back whole."""

from __future__ import annotations

import pytest

from needsbook.register.input_names import NAMED, fold_inputs, unfold_inputs
from needsbook.register.ledger import Ledger

ABSENCE = "persistent_absence_pct"
STAMP = "2023-24"


@pytest.fixture
def authorities(ledger: Ledger) -> list[str]:
    """The ids of every authority's value of one year."""
    names = [f"{ABSENCE}.{area.slug}.{STAMP}" for area in ledger.store.areas.at_level("upper_tier")]
    return [name for name in names if name in ledger and ledger.figure(name).value is not None]


def test_few_inputs_are_named(ledger: Ledger, authorities: list[str]) -> None:
    assert fold_inputs(authorities[:NAMED], ledger) == authorities[:NAMED]


def test_all_authorities_are_a_star(ledger: Ledger, authorities: list[str]) -> None:
    assert len(authorities) > 100
    assert fold_inputs(authorities, ledger) == [f"{ABSENCE}.*.{STAMP}"]
    assert sorted(unfold_inputs([f"{ABSENCE}.*.{STAMP}"], ledger)) == sorted(authorities)


@pytest.mark.parametrize("more", [[], ["population_by_age.westminster.mid-2024.age-3"]])
def test_some_areas_are_listed_and_nothing_is_lost(
    ledger: Ledger,
    authorities: list[str],
    more: list[str],
) -> None:
    names = [*authorities[1:], *more, f"{ABSENCE}.england.{STAMP}", f"{ABSENCE}.england.2022-23"]
    folded = fold_inputs(names, ledger)
    assert "*" not in " ".join(folded)
    assert len(folded) == 2 + len(more)
    assert not any(" " in name for name in folded)
    assert sorted(unfold_inputs(folded, ledger)) == sorted(names)


def test_every_name_of_a_list_is_unfolded(ledger: Ledger) -> None:
    short = ["a.one.2020", "a.{one,two}.2021", "b.three.2020", "a.{one,three}.2022"]
    assert unfold_inputs(short, ledger) == [
        "a.one.2020", "a.one.2021", "a.two.2021", "b.three.2020", "a.one.2022", "a.three.2022",
    ]  # fmt: skip
