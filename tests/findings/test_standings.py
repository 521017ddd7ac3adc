"""Standings on the store: an area's own are those of the whole table."""

from __future__ import annotations

import numpy as np
import pytest

from needsbook.findings.standing_figures import tell_median, tell_place
from needsbook.findings.standings import all_standings, area_standings
from needsbook.register.ledger import Ledger


@pytest.fixture(scope="module")
def everything(store):
    return all_standings(store)


@pytest.mark.parametrize("slug", ["westminster", "medway", "wychavon"])
def test_the_short_way_gives_what_the_whole_table_does(store, everything, slug):
    area = store.areas[slug]
    whole = everything[everything["area_code"].eq(area.code) & everything["latest"]]
    whole = whole.set_index("indicator", drop=False).sort_index()
    part = area_standings(store, area).sort_index()
    assert list(part.index) == list(whole.index)
    for column in whole.columns:
        item, other = part[column].to_numpy(), whole[column].to_numpy()
        if item.dtype.kind == "f":
            np.testing.assert_allclose(item, other, rtol=1e-12, err_msg=column)
        else:
            assert list(item) == list(other), column


def test_a_place_names_every_authority_it_was_counted_among(store):
    area = store.areas["westminster"]
    row = area_standings(store, area).loc["persistent_absence_pct"]
    figure = store.figure("persistent_absence_pct", area.code)
    told = tell_place(store, figure, row)
    assert (told.place.printed, told.of.printed, told.end) == ("7th", "153", "highest")
    assert len(told.place.inputs) == 153
    values = [Ledger(store).figure(input).value for input in told.place.inputs]
    assert sum(value > figure.value for value in values) == 6


def test_the_neighbours_median_is_the_one_the_sentences_print(store):
    from needsbook.findings.assess import compare_with_neighbours

    area = store.areas["westminster"]
    found = area_standings(store, area)
    for name in found.index:
        indicator, figure = store.indicators[name], store.figure(name, area.code)
        other = compare_with_neighbours(store, indicator, figure)
        mine = tell_median(store, indicator, figure, found.loc[name])
        if other is not None and mine is not None:
            assert (mine.value, mine.printed) == (
                other.median.figure.value,
                other.median.figure.printed,
            )
            assert set(mine.inputs) == set(other.median.figure.inputs)
