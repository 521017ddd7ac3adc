"""The whole table at once gives what one comparison at a time gives."""

import numpy as np
import pandas as pd
import pytest

from needsbook.stats.assess_table import Rule, assess_table, choose_intervals
from needsbook.stats.intervals import count_interval, wilson_interval
from needsbook.stats.verdicts import Side, judge

RULES = {
    "obesity_pct": Rule("proportion", 100),
    "care_rate": Rule("rate", 10_000),
    "children": Rule("count"),
    "points": Rule("score"),
}
ENGLAND, LONDON, ONE, TWO = "E92000001", "E12000007", "E09000033", "E09000020"
BENCHMARKS = {"england": ENGLAND, "region": {ONE: LONDON, TWO: LONDON}}


def make_table(rows):
    columns = [
        "indicator",
        "area_code",
        "period",
        "value",
        "lower_ci",
        "upper_ci",
        "count",
        "denominator",
        "series",
    ]
    table = pd.DataFrame(rows, columns=columns)
    return table.assign(sex="", age="", edition="")


def counted(indicator, area, period, count, base, scale, series="a"):
    return (indicator, area, period, scale * count / base, np.nan, np.nan, count, base, series)


def test_published_first_then_ours_then_none():
    found = choose_intervals(
        [20.0, 20.0, 30.0, 50.0, 20.0, np.nan, 20.0],
        [18.0] + [np.nan] * 6,
        [23.0] + [np.nan] * 6,
        [20, 20, 3, 50, np.nan, 20, 20],
        [100, 100, 1000, 10_000, 100, 100, 0],
        ["proportion", "proportion", "rate", "rate", "proportion", "proportion", "proportion"],
        [100, 100, 10_000, 10_000, 100, 100, 100],
    )
    assert found.method.tolist() == ["published", "wilson", "exact", "byar", "", "", ""]
    assert (found.lower[0], found.upper[0]) == (18, 23)
    assert found.lower[1] == pytest.approx(100 * float(wilson_interval(20, 100).lower))
    assert found.upper[2] == pytest.approx(10 * float(count_interval(3).upper))
    assert np.isnan(found.lower[4:]).all()


def test_published_interval_is_not_used_at_another_level():
    found = choose_intervals([20.0], [18.0], [23.0], [20], [100], ["proportion"], [100], 0.998)
    assert found.method.tolist() == ["wilson"]
    assert found.lower[0] < 18


def test_verdicts_against_country_and_region():
    table = make_table(
        [
            counted("obesity_pct", ENGLAND, "2018", 20_000, 100_000, 100),
            counted("obesity_pct", LONDON, "2018", 2_300, 10_000, 100),
            counted("obesity_pct", ONE, "2018", 230, 1000, 100),
            counted("obesity_pct", TWO, "2018", 90, 1000, 100),
            counted("care_rate", ENGLAND, "2018", 64_000, 10_000_000, 10_000),
            counted("care_rate", ONE, "2018", 210, 33_300, 10_000),
        ]
    )
    found = assess_table(table, RULES, BENCHMARKS)
    # England itself is never compared with England.
    assert found["england"].tolist() == [0, 2, 2, 3, 0, 1]
    assert found["region"].tolist() == [0, 0, 1, 3, 0, 0]
    assert found["england_value"][2] == 20
    assert found["interval_method"].tolist() == ["wilson"] * 4 + ["byar"] * 2


def test_only_the_same_period_and_series_is_a_benchmark():
    table = make_table(
        [
            counted("obesity_pct", ENGLAND, "2017", 20_000, 100_000, 100),
            counted("obesity_pct", ENGLAND, "2018", 20_000, 100_000, 100, "residence"),
            counted("obesity_pct", ONE, "2018", 400, 1000, 100, "school"),
        ]
    )
    found = assess_table(table, RULES, BENCHMARKS)
    assert found["england"].tolist() == [0, 0, 0]
    assert np.isnan(found["england_value"][2])


def test_counts_and_unknown_indicators_are_not_compared():
    table = make_table(
        [
            ("children", ENGLAND, "2018", 9.0, 8.0, 10.0, np.nan, np.nan, "a"),
            ("children", ONE, "2018", 5.0, 4.0, 6.0, np.nan, np.nan, "a"),
            ("unheard_of", ENGLAND, "2018", 9.0, 8.0, 10.0, np.nan, np.nan, "a"),
            ("unheard_of", ONE, "2018", 5.0, 4.0, 6.0, np.nan, np.nan, "a"),
        ]
    )
    found = assess_table(table, RULES, BENCHMARKS)
    assert found["england"].tolist() == [0, 0, 0, 3]


def test_zero_denominator_leaves_the_other_rows_alone():
    table = make_table(
        [
            counted("obesity_pct", ENGLAND, "2018", 20_000, 100_000, 100),
            ("obesity_pct", ONE, "2018", 0.0, np.nan, np.nan, 0, 0, "a"),
            ("obesity_pct", TWO, "2018", 120.0, np.nan, np.nan, 12, 10, "a"),
            counted("obesity_pct", LONDON, "2018", 400, 1000, 100),
        ]
    )
    assert assess_table(table, RULES, BENCHMARKS)["england"].tolist() == [0, 0, 0, 2]


def test_same_as_one_comparison_at_a_time():
    rng = np.random.default_rng(2)
    rows = [counted("obesity_pct", ENGLAND, "2018", 20_000, 100_000, 100)]
    for number in range(300):
        base = int(rng.integers(5, 3000))
        area = f"E09{number:06d}"
        rows.append(counted("obesity_pct", area, "2018", int(rng.binomial(base, 0.2)), base, 100))
    table = make_table(rows)
    found = assess_table(table, RULES, {"england": ENGLAND})
    names = {"": 0, "similar": 1, "higher": 2, "lower": 3}
    country = Side(20.0, found["lower"][0], found["upper"][0], 20_000, 100_000)
    for row, ours in zip(table[1:].itertuples(), found[1:].itertuples(), strict=True):
        count = table["count"][row.Index]
        side = Side(row.value, ours.lower, ours.upper, count, row.denominator)
        assert names[judge(side, country).direction] == ours.england
