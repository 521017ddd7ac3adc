"""Wards by measure: lists apart, quarters within the area, the order by the worst quarter."""

from __future__ import annotations

import pytest

from needsbook.findings.ward_standings import WORST, find_ward_tables


@pytest.mark.parametrize(
    "slug", ["westminster", "kensington-and-chelsea", "medway", "worcestershire"]
)
def test_lists_keep_to_themselves_and_are_ordered_by_the_worst_quarter(store, slug):
    tables = find_ward_tables(store, store.areas[slug])
    assert tables
    assert tables[0].current
    for table in tables:
        codes = {ward.code for ward in table.wards}
        counts = [table.worst[ward.code] for ward in table.wards]
        assert counts == sorted(counts, reverse=True)
        for measure in table.measures:
            assert set(measure.figures) <= codes
            known = [code for code, figure in measure.figures.items() if not figure.missing]
            if not any(measure.quarters.values()) or not measure.judged:
                continue
            sign = 1 if measure.indicator.polarity == "lower_is_better" else -1
            worst = [measure.figures[c].value * sign for c in known if measure.quarters[c] == WORST]
            others = [measure.figures[c].value * sign for c in known if measure.quarters[c] < WORST]
            assert not worst or not others or min(worst) > max(others)


def test_church_street_is_among_the_worst_of_westminster(store):
    table = find_ward_tables(store, store.areas["westminster"])[0]
    assert table.title == "wards of 2022"
    assert "Church Street" in [ward.name for ward in table.wards[:5]]


def test_an_area_without_wards_has_no_table(store):
    assert find_ward_tables(store, store.areas["manchester"]) == []
