"""The indicator files: complete, consistent with the figures, fit to stand in a sentence."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest

from needsbook.catalogue import load_areas, load_indicators, load_sources
from needsbook.catalogue.indicators import Indicator
from needsbook.catalogue.periods import parse_period
from needsbook.catalogue.units import UNITS
from needsbook.paths import Project, find_project
from needsbook.store import Store

IDS = sorted(path.stem for path in find_project().indicators.glob("*.yml"))


@pytest.fixture(params=IDS)
def indicator(request: pytest.FixtureRequest, project: Project) -> Indicator:
    return load_indicators(project)[request.param]


def test_all_indicators_are_there() -> None:
    assert len(IDS) == 47


def test_promises_are_kept(indicator: Indicator, store: Store, project: Project) -> None:
    rows = store.rows(indicator.id)
    rows = rows[rows["value"].notna()]
    areas = load_areas(project)
    levels = rows["area_code"].map(lambda code: areas[code].level)
    # A level with figures and no promise would be one that nothing looks after.
    assert set(levels) == {promise.level for promise in indicator.levels}
    for promise in indicator.levels:
        part = rows[levels.eq(promise.level)]
        periods = {text: parse_period(text) for text in part["period"].unique()}
        assert promise.first in periods
        last = promise.last or max(periods.values()).text
        assert last in periods
        assert part[part["period"].eq(last)]["area_code"].nunique() >= promise.areas


def test_datasets_are_exactly_those_that_hold_it(indicator: Indicator, store: Store) -> None:
    assert set(store.rows(indicator.id)["dataset"]) == set(indicator.datasets)
    assert len(indicator.datasets) == len(set(indicator.datasets))


def test_values_lie_in_the_plausible_range(indicator: Indicator, store: Store) -> None:
    values = store.rows(indicator.id)["value"].dropna()
    assert indicator.minimum is not None
    assert indicator.maximum is not None
    assert values.between(indicator.minimum, indicator.maximum).all()


def test_unit_and_method_fit(indicator: Indicator) -> None:
    expected = {"percent": "proportion", "persons": "count", "children": "count",
                "score": "score", "points": "score"}  # fmt: skip
    assert indicator.method == expected.get(indicator.unit, "rate")
    assert (UNITS[indicator.unit].multiplier > 1) == (indicator.method in ("proportion", "rate"))
    if indicator.unit == "percent":
        assert (indicator.minimum, indicator.maximum) == (0, 100)


def test_breaks_fall_inside_the_figures(indicator: Indicator, store: Store) -> None:
    periods = store.periods(indicator.id)
    for one in indicator.breaks:
        assert periods[0] < parse_period(one.first) <= periods[-1], one
        assert one.reason.endswith("."), one


def test_texts_hold_no_figures_and_read_as_sentences(indicator: Indicator) -> None:
    clause = indicator.words.clause
    assert clause.count("{value}") == clause.count("{place}") == 1
    assert not clause.endswith(".")
    assert not indicator.words.name.endswith(".")
    texts = [indicator.definition, *indicator.caveats, *(one.reason for one in indicator.breaks)]
    for text in texts:
        assert text.endswith("."), text
        assert not re.search(r"\d\.\d", text), text
    said = clause.format(value="12%", place="in Medway")
    assert "  " not in said
    assert " ." not in said


def test_the_source_is_the_publisher_of_a_dataset(indicator: Indicator, store: Store) -> None:
    publishers = {store.passports[name].source for name in indicator.datasets}
    assert indicator.source in publishers
    assert indicator.source in load_sources(store.project)


def test_synonyms_point_to_one_indicator_only(project: Project) -> None:
    found: dict[str, set[str]] = defaultdict(set)
    for indicator in load_indicators(project).values():
        assert 5 <= len(indicator.synonyms) <= 10, indicator.id
        for phrase in indicator.synonyms:
            found[phrase.casefold()].add(indicator.id)
    assert {phrase: ids for phrase, ids in found.items() if len(ids) > 1} == {}


def test_every_english_authority_is_covered_where_all_publish(store: Store) -> None:
    """No authority is lost in a join: 153 for indicators published by every authority."""
    areas = {area.code for area in store.areas.at_level("upper_tier")}
    assert len(areas) == 153
    for name in ("ehcp_pct", "good_level_of_development_pct", "child_poverty_bhc_pct"):
        rows = store.rows(name)
        latest = store.latest(name)
        held = set(rows[rows["period"].eq(latest) & rows["value"].notna()]["area_code"])
        assert areas <= held, name
