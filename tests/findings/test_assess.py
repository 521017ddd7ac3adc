"""Assessments of published figures: verdicts, breaks, ranks, neighbours, the whole table."""

import pytest

from needsbook.findings.assess import (
    OTHER_SERIES,
    add_interval,
    assess,
    compare_figures,
    find_benchmarks,
    find_rules,
    list_benchmarks,
)
from needsbook.findings.evidence_table import add_evidence
from needsbook.stats.assess_table import assess_table
from needsbook.stats.trends import ONE_POINT
from needsbook.stats.verdicts import COUNTS_ONLY, NO_INTERVAL

CODES = {"": 0, "similar": 1, "higher": 2, "lower": 3}


def test_year_6_obesity_of_2017_18(store):
    found = assess(store, "obesity_year6_pct", "westminster", "2017/18")
    assert found.figure.printed == "22.9%"
    assert found.figure.interval_method == "published"
    assert found.against("england").verdict.outcome == "worse"
    assert found.against("london").verdict.outcome == "similar"
    assert found.trend.trend.outcome == "no clear change"
    assert found.trend.trend.points == 5
    assert found.standing.rank.best < found.standing.rank.rank < found.standing.rank.worst


def test_our_interval_where_counts_are_published(store):
    found = assess(store, "looked_after_rate_per_10k", "westminster", "2019-03-31")
    assert found.figure.count == 210
    assert found.figure.interval_method == "byar"
    assert found.figure.lower_ci < 10_000 * 210 / found.figure.denominator < found.figure.upper_ci


def test_no_counts_and_no_interval_means_no_test(store):
    found = assess(store, "ks4_attainment8_score", "westminster")
    assert found.figure.lower_ci is None
    assert {comparison.verdict.reason for comparison in found.comparisons} == {NO_INTERVAL}
    assert found.standing.rank.best is None
    assert not found.neighbours.mean.verdict.tested
    assert found.trend.trend.outcome == "not possible"


def test_numbers_of_people_are_neither_compared_nor_ranked(store):
    found = assess(store, "looked_after_count", "westminster")
    assert {comparison.verdict.reason for comparison in found.comparisons} == {COUNTS_ONLY}
    assert found.standing is None
    assert found.neighbours is None
    assert all(comparison.difference is None for comparison in found.comparisons)


@pytest.mark.parametrize(
    ("indicator", "period", "first"),
    [
        ("looked_after_rate_per_10k", "2020-03-31", "2019-03-31"),
        ("good_level_of_development_pct", "2024/25", "2021/22"),
        ("ks2_rwm_expected_pct", "2024/25", "2021/22"),
        ("child_poverty_bhc_pct", "FYE 2025", "FYE 2022"),
        ("obesity_year6_resident_pct", "2024/25", "2021/22"),
        ("overweight_obese_year6_pct", "2024/25", "2021/22"),
        ("infant_mortality_per_1000", "2022", "2018"),
    ],
)
def test_no_trend_crosses_a_break(store, indicator, period, first):
    found = assess(store, indicator, "westminster", period)
    assert found.trend.figures
    assert found.trend.figures[0].period == first


def test_first_year_after_a_break_has_no_comparison(store):
    found = assess(store, "good_level_of_development_pct", "westminster", "2021/22")
    assert found.trend.trend.reason == ONE_POINT


def test_trend_ends_at_the_period_asked_for(store):
    found = assess(store, "obesity_year6_pct", "westminster", "2015/16")
    assert found.trend.figures[-1].period == "2015/16"


def test_figures_of_different_series_are_not_compared(store):
    indicator = store.indicators["population_0_19_pct"]
    ward = store.figure("population_0_19_pct", "E05013792")
    borough = store.figure("population_0_19_pct", "westminster", "mid-2020", "first-release")
    assert ward.series != borough.series
    found = compare_figures(
        indicator, add_interval(indicator, ward), add_interval(indicator, borough), "a", "there"
    )
    assert found.verdict.reason == OTHER_SERIES
    assert found.difference is None


def test_benchmarks_nearest_first(store):
    def slugs(area):
        return [benchmark.slug for benchmark in list_benchmarks(store, store.areas[area])]

    assert slugs("westminster") == ["london", "england"]
    assert slugs("E05013792") == ["westminster", "london", "england"]
    assert slugs("malvern-hills") == ["worcestershire", "west-midlands", "england"]
    assert slugs("london") == ["england"]
    assert slugs("england") == []


def test_neighbours_are_those_of_the_list(store):
    found = assess(store, "injury_admissions_0_14_per_10k", "kensington-and-chelsea", "FYE 2024")
    assert found.neighbours.passport.year == 2025
    names = [store.areas[figure.area_code].slug for figure in found.neighbours.figures]
    assert names[0] == "hammersmith-and-fulham"
    assert len(names) == 10
    assert found.neighbours.sensitive
    assert found.neighbours.summary.mean == pytest.approx(
        sum(figure.value for figure in found.neighbours.figures) / 10
    )


def test_whole_table_agrees_with_single_assessments(store):
    """Every figure of five indicators in both boroughs, one by one and all at once."""
    table = store.table
    names = ["obesity_year6_pct", "looked_after_rate_per_10k", "injury_admissions_0_14_per_10k",
             "child_poverty_hmrc_pct", "fsm_primary_pct", "ks2_rwm_expected_pct",
             "neet_16_17_pct"]  # fmt: skip
    table = add_evidence(store, table[table["indicator"].isin(names)])
    whole = assess_table(table, find_rules(store), find_benchmarks(store))
    checked, steps = 0, set()
    rows = table[
        table["indicator"].isin(names)
        & table["area_code"].isin(["E09000033", "E09000020"])
        & table["value"].notna()
    ]
    for row in rows.itertuples():
        item = assess(store, row.indicator, row.area_code, row.period)
        assert whole.loc[row.Index, "interval_method"] == item.figure.interval_method
        for name, column in (("england", "england"), ("london", "region")):
            verdict = item.against(name).verdict
            assert whole.loc[row.Index, column] == CODES[verdict.direction]
            if item.against(name).figure.series == item.figure.series:
                assert whole.loc[row.Index, f"{column}_step"] == verdict.step
            steps.add(verdict.step)
            checked += 1
    assert checked > 100
    assert steps >= {1, 2, 3, 4, 5, 6}


def test_whole_table_has_verdicts_of_every_kind(store):
    whole = assess_table(store.table, find_rules(store), find_benchmarks(store))
    assert len(whole) == len(store.table)
    assert set(whole["england"].unique()) == {0, 1, 2, 3}
    assert set(whole["interval_method"].unique()) == {"", "published", "wilson", "exact", "byar"}
    claimed = whole[(whole["england"] >= 2) & whole["lower"].notna()]
    outside = (claimed["lower"] > claimed["england_value"]) | (
        claimed["upper"] < claimed["england_value"]
    )
    assert outside.all()
    bare = whole[(whole["england"] >= 2) & whole["lower"].isna()]
    # Without columns of evidence a base that is printed is all there is below the counts.
    assert set(bare["england_step"]) <= {3}
