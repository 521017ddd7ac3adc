"""The indicator files: complete, consistent with the figures, fit to stand in a sentence."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest

from needsbook.catalogue import load_areas, load_indicators, load_sources
from needsbook.catalogue.indicators import Indicator
from needsbook.catalogue.periods import parse_period
from needsbook.catalogue.plans import load_definitions
from needsbook.catalogue.units import UNITS
from needsbook.paths import Project, find_project
from needsbook.store import Store

IDS = sorted(path.stem for path in find_project().indicators.glob("*.yml"))
HELD = load_indicators(find_project())
# Those of the Local Authority Interactive Tool, or worked out from two others: their levels,
# first periods and counts of areas are what the table holds, so nothing is promised of them.
TAKEN = [name for name in IDS if HELD[name].lait or HELD[name].derive]
OWN = [name for name in IDS if name not in TAKEN]
# Free places by the children of an age living there: more come in from elsewhere.
METHODS = {
    "percent": "proportion", "persons": "count", "children": "count", "score": "score",
    "points": "score", "percentage_points": "score",
}  # fmt: skip
ABOVE_A_HUNDRED = {"funded_early_education_2_pct", "funded_early_education_3_4_pct"}


@pytest.fixture(params=TAKEN)
def taken(request: pytest.FixtureRequest) -> Indicator:
    return HELD[request.param]


def test_what_is_taken_is_held_and_plausible(taken: Indicator, store: Store) -> None:
    rows = store.rows(taken.id)
    values = rows[rows["value"].notna()]["value"]
    assert len(values)
    assert set(rows["dataset"]) <= {"" if taken.derive else "dfe_lait", *taken.datasets}
    if taken.unit == "percent" and taken.id not in ABOVE_A_HUNDRED:
        assert values.between(0, 100).all()
    if taken.method == "count":
        assert (values >= 0).all()
    levels = {store.areas[code].level for code in rows["area_code"].unique()}
    assert {promise.level for promise in taken.levels} <= levels


def test_unit_and_method_of_what_is_taken_fit(taken: Indicator) -> None:
    assert taken.method == METHODS.get(taken.unit, "rate")
    assert (UNITS[taken.unit].multiplier > 1) == (taken.method in ("proportion", "rate"))


def test_breaks_of_what_is_taken_fall_inside_the_figures(taken: Indicator, store: Store) -> None:
    periods = store.periods(taken.id)
    for limit in taken.breaks:
        assert periods[0] < parse_period(limit.first) <= periods[-1], limit
        assert limit.reason.endswith("."), limit


@pytest.fixture(params=OWN)
def indicator(request: pytest.FixtureRequest, project: Project) -> Indicator:
    return load_indicators(project)[request.param]


def test_all_indicators_are_there() -> None:
    assert len(IDS) >= 48


def test_promises_are_kept(indicator: Indicator, store: Store, project: Project) -> None:
    rows = store.rows(indicator.id)
    rows = rows[rows["value"].notna()]
    if indicator.derive is None:
        rows = rows[rows["dataset"].ne("")]  # sums of areas come of themselves
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
    made = {""} if indicator.derive is None else set()  # sums of areas stand in no file
    assert set(store.rows(indicator.id)["dataset"]) - made == set(indicator.datasets)
    assert len(indicator.datasets) == len(set(indicator.datasets))


def test_values_lie_in_the_plausible_range(indicator: Indicator, store: Store) -> None:
    values = store.rows(indicator.id)["value"].dropna()
    assert indicator.minimum is not None
    assert indicator.maximum is not None
    assert values.between(indicator.minimum, indicator.maximum).all()


def test_unit_and_method_fit(indicator: Indicator) -> None:
    # A share of two population estimates is an estimate itself, and has no sampling error.
    assert indicator.method in (METHODS.get(indicator.unit, "rate"), "estimate")
    assert (UNITS[indicator.unit].multiplier > 1) == (
        indicator.method in ("proportion", "rate")
        or (indicator.method == "estimate" and indicator.unit == "percent")
    )
    if indicator.unit == "percent":
        assert (indicator.minimum, indicator.maximum) == (0, 100)


def test_breaks_fall_inside_the_figures(indicator: Indicator, store: Store) -> None:
    periods = store.periods(indicator.id)
    for limit in indicator.breaks:
        assert periods[0] < parse_period(limit.first) <= periods[-1], limit
        assert limit.reason.endswith("."), limit


@pytest.mark.parametrize("name", IDS)
def test_texts_hold_no_figures_and_read_as_sentences(name: str) -> None:
    indicator = HELD[name]
    clause = indicator.words.clause
    assert clause.count("{value}") == clause.count("{place}") == 1
    assert not clause.endswith(".")
    assert not indicator.words.name.endswith(".")
    texts = [
        indicator.definition,
        *indicator.caveats,
        *(limit.reason for limit in indicator.breaks),
    ]
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
    defined = load_definitions(project).definitions
    for indicator in load_indicators(project).values():
        assert len(indicator.synonyms) <= 10, indicator.id
        # Few phrases are enough where the definition says the words to look for.
        few = len(indicator.synonyms) < 5
        assert not few or indicator.id not in defined or defined[indicator.id].says, indicator.id
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


def test_a_break_is_told_after_its_period(project: Project) -> None:
    """“From 2018: rates from here …” would say the same twice."""
    cuts = [
        (name, cut.reason)
        for name, indicator in load_indicators(project).items()
        for cut in indicator.breaks
    ]
    again = re.compile(r"(?:From|In) |.*\bfrom (?:here|this year|then)\b")
    assert len(cuts) > 50
    assert not [(name, reason) for name, reason in cuts if again.match(reason)]


def test_years_of_closed_schools_are_compared_with_no_other(store: Store) -> None:
    """Suspensions, exclusions and absence of 2019/20 and 2020/21 lie between two breaks."""
    seen = 0
    for name, indicator in store.indicators.items():
        if not re.search(r"\b(?:suspen|exclusion|excluded|absen)", indicator.title, re.I):
            continue
        years = [period for period in store.periods(name) if period.kind == "academic_year"]
        cuts = [parse_period(cut.first).end for cut in indicator.breaks]
        states = {year.text: sum(year.end >= cut for cut in cuts) for year in years}
        closed = {states[year] for year in ("2019/20", "2020/21") if year in states}
        others = {state for year, state in states.items() if year not in ("2019/20", "2020/21")}
        seen += bool(closed)
        assert not closed & others, name
    assert seen > 10
