"""Verdicts: planted cases of every rule, published tests, OHID's quantiles, properties."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from needsbook.stats.intervals import wilson_interval
from needsbook.stats.verdicts import (
    COUNTS_ONLY,
    INTERVAL_TEST,
    NO_BENCHMARK,
    NO_INTERVAL,
    NO_VALUE,
    OVERLAP_TEST,
    PROPORTIONS_TEST,
    RATES_TEST,
    Side,
    assign_quantiles,
    compare_values,
    confirm_codes,
    judge,
    measure_p_proportions,
    measure_p_rates,
)


def side(count, base):
    lower, upper = wilson_interval(count, base)
    return Side(100 * count / base, 100 * float(lower), 100 * float(upper), count, base)


def test_benchmark_inside_the_interval_is_similar():
    verdict = judge(Side(22.9, 20.0, 25.2), Side(20.1), "lower_is_better")
    assert (verdict.outcome, verdict.direction) == ("similar", "similar")
    assert not verdict.claimed


def test_benchmark_outside_the_interval_follows_the_polarity():
    area, benchmark = Side(22.9, 20.7, 25.2), Side(20.1)
    assert judge(area, benchmark, "lower_is_better").outcome == "worse"
    assert judge(area, benchmark, "higher_is_better").outcome == "better"
    assert judge(area, benchmark, "neutral").outcome == "higher"
    assert judge(area, Side(30.0), "lower_is_better").outcome == "better"
    assert judge(area, Side(30.0), "neutral").outcome == "lower"
    assert judge(area, benchmark).methods == (INTERVAL_TEST,)


def test_overlapping_intervals_never_give_higher():
    # The benchmark's value is outside the area's interval, but the intervals meet.
    area, benchmark = Side(22.9, 20.7, 25.2), Side(20.1, 19.0, 21.0)
    verdict = judge(area, benchmark, "neutral")
    assert verdict.outcome == "similar"
    assert verdict.methods == (INTERVAL_TEST, OVERLAP_TEST)
    # Counts alone would call 30 and 45 of 100 different (p = 0.03); their intervals meet.
    item, other = side(45, 100), side(30, 100)
    assert float(measure_p_proportions(45, 100, 30, 100)) < 0.05
    assert judge(item, other, "neutral").outcome == "similar"


def test_touching_limits_are_similar():
    assert judge(Side(22.0, 20.0, 24.0), Side(20.0)).outcome == "similar"
    assert judge(Side(22.0, 20.0, 24.0), Side(25.0, 24.0, 26.0)).outcome == "similar"


def test_both_counts_add_the_count_test():
    verdict = judge(side(360, 1000), side(300, 1000), "neutral")
    assert verdict.outcome == "higher"
    assert verdict.methods == (INTERVAL_TEST, OVERLAP_TEST, PROPORTIONS_TEST)
    assert verdict.p == pytest.approx(0.0043, abs=1e-4)
    rate = judge(
        Side(63, 55, 72, 210, 33_300), Side(52, 51, 53, 9000, 1_730_000), "neutral", "rate"
    )
    assert rate.methods[-1] == RATES_TEST
    assert rate.outcome == "higher"


def test_count_test_can_deny_a_difference():
    # A published interval that is too narrow for its counts does not carry a claim.
    area = Side(33.0, 32.0, 34.0, 33, 100)
    assert judge(area, Side(31.0, 30.5, 31.5, 3100, 10_000), "neutral").outcome == "similar"
    assert confirm_codes([0, 1, 2, 3, 2], [0.5, 0.5, 0.5, 0.01, np.nan]).tolist() == [0, 1, 1, 3, 2]


def test_no_test_has_a_reason():
    assert judge(Side(None), Side(20.0)).reason == NO_VALUE
    assert judge(Side(20.0), Side(None)).reason == NO_BENCHMARK
    assert judge(Side(20.0), Side(25.0)).reason == NO_INTERVAL
    assert judge(Side(20.0, 19.0, 21.0), Side(25.0), method="count").reason == COUNTS_ONLY
    for verdict in (judge(Side(20.0), Side(25.0)), judge(Side(None), Side(None))):
        assert verdict.outcome == "not compared"
        assert verdict.direction == ""
        assert not verdict.tested


def test_interval_that_leaves_out_its_value_is_no_test():
    assert judge(Side(20.0, 21.0, 22.0), Side(5.0)).outcome == "not compared"


def test_whole_columns_at_once():
    codes = compare_values(
        [20, 20, 20, np.nan, 20],
        [18, 18, 18, 18, np.nan],
        [22, 22, 22, 22, 22],
        [19, 17, 25, 10, 10],
    )
    assert codes.tolist() == [1, 2, 3, 0, 0]


def test_two_proportion_test_is_the_chi_square_of_the_table():
    # Fleiss (1981): smokers among patients, 83 of 86 against 70 of 82.
    chi2_contingency = pytest.importorskip("scipy.stats").chi2_contingency
    table = [[83, 3], [70, 12]]
    expected = chi2_contingency(table, correction=False).pvalue
    assert float(measure_p_proportions(83, 86, 70, 82)) == pytest.approx(expected)
    proportions = pytest.importorskip("statsmodels.stats.proportion")
    _, p = proportions.proportions_ztest([83, 70], [86, 82])
    assert float(measure_p_proportions(83, 86, 70, 82)) == pytest.approx(p)


def test_two_rate_test_same_as_statsmodels():
    rates = pytest.importorskip("statsmodels.stats.rates")
    for xa, na, xb, nb in [(210, 33_300, 9000, 1_730_000), (5, 900, 12, 1000)]:
        p = rates.test_poisson_2indep(xa, na, xb, nb, method="cond-midp").pvalue
        assert float(measure_p_rates(xa, na, xb, nb)) == pytest.approx(p, rel=0.2)
        p = rates.test_poisson_2indep(xa, na, xb, nb, method="score").pvalue
        assert float(measure_p_rates(xa, na, xb, nb)) == pytest.approx(p, rel=1e-9)


def test_tests_without_sense_are_nan():
    p = measure_p_proportions([1, 5, 1, 0], [0, 4, 10, 10], [1, 1, 1, 0], [10, 10, 10, 10])
    assert np.isnan(p).tolist() == [True, True, False, False]
    assert p[3] == 1
    assert measure_p_rates([0, 5], [10, 10], [0, 5], [10, 0])[0] == 1


def test_quintiles_of_33_areas_by_ohids_rule():
    bands = assign_quantiles(np.arange(33))
    assert [int((bands == band).sum()) for band in range(1, 6)] == [7, 7, 6, 7, 6]
    assert bands[0] == 1
    assert bands[-1] == 5
    inverted = assign_quantiles(np.arange(33), invert=True)
    assert inverted[-1] == 1


@pytest.mark.parametrize("invert", [False, True])
def test_quantiles_same_as_phstatsmethods(invert):
    oracle = pytest.importorskip("PHStatsMethods")
    import pandas as pd

    rng = np.random.default_rng(3)
    for n, bands in [(33, 5), (150, 10), (18, 5), (7, 5), (12, 4)]:
        values = rng.integers(0, n // 2, n).astype(float)
        frame = pd.DataFrame({"value": values})
        theirs = oracle.ph_quantile(frame, "value", nquantiles=bands, invert=invert)["quantile"]
        assert assign_quantiles(values, bands, invert).tolist() == theirs.tolist()


def test_quantiles_leave_missing_values_out():
    bands = assign_quantiles([1, np.nan, 2, 3, 4, 5])
    assert np.isnan(bands[1])
    assert bands[[0, 2, 3, 4, 5]].tolist() == [1, 2, 3, 4, 5]
    assert np.isnan(assign_quantiles([1, 2, 3])).all()


counts = st.tuples(st.integers(0, 400), st.integers(1, 4000)).map(lambda t: (t[0], t[0] + t[1]))


@given(counts, counts, st.sampled_from(["lower_is_better", "higher_is_better", "neutral"]))
def test_claims_only_where_intervals_do_not_meet(item, other, polarity):
    area, benchmark = side(*item), side(*other)
    verdict = judge(area, benchmark, polarity)
    if verdict.claimed:
        assert area.lower > benchmark.upper or area.upper < benchmark.lower
        assert verdict.p < 0.05
    assert verdict.claimed == (verdict.outcome in ("better", "worse", "higher", "lower"))
    if polarity != "neutral":
        assert verdict.outcome not in ("higher", "lower")


@given(counts, counts)
def test_verdict_turns_round_with_its_sides(item, other):
    first, second = judge(side(*item), side(*other)), judge(side(*other), side(*item))
    turned = {"higher": "lower", "lower": "higher", "similar": "similar"}
    assert turned[first.direction] == second.direction


@given(st.lists(st.floats(-1e6, 1e6), min_size=5, max_size=60))
def test_equal_values_share_a_band_and_order_is_kept(values):
    assume(len(values) >= 5)
    bands = assign_quantiles(values)
    order = np.argsort(values, kind="stable")
    assert (np.diff(bands[order]) >= 0).all()
    assert bands.min() >= 1
    assert bands.max() <= 5
    for value in set(values):
        assert len(set(bands[np.asarray(values) == value])) == 1


def test_counts_that_cannot_be_have_no_p_and_those_at_the_edge_have_one():
    nan, none = np.nan, (5.0, 10.0)
    impossible = [(1, 0, *none), (*none, 1, 0), (-1, 10, *none), (*none, -1, 10), (nan, 10, *none)]
    with np.errstate(all="raise"):
        for test in (measure_p_proportions, measure_p_rates):
            assert np.isnan(test(*np.transpose(impossible))).all()
        # More than all cannot be a share, but may be a rate.
        assert np.isnan(measure_p_proportions([11, 5], [10, 10], [5, 11], [10, 10])).all()
        assert np.isfinite(measure_p_rates(11, 10, 5, 10))
        # One of one against none of one: half the pairs as likely, z = √2.
        assert float(measure_p_proportions(1, 1, 0, 1)) == pytest.approx(0.157299, rel=1e-5)
        assert float(measure_p_proportions(0, 1, 1, 1)) == pytest.approx(0.157299, rel=1e-5)
        assert float(measure_p_rates(1, 1, 0, 1)) == pytest.approx(0.317311, rel=1e-5)
        # Nothing tells two apart that are both none, or both all.
        assert measure_p_proportions([0, 7], [10, 7], [0, 3], [9, 3]).tolist() == [1, 1]
        assert measure_p_rates([0, 5], [10, 10], [0, 0], [9, 10]).tolist()[0] == 1


def test_rows_that_lack_a_part_are_not_tested_and_limits_may_touch_the_value():
    nan = np.nan
    value, lower, upper, other = (
        np.array(column)
        for column in zip(
            (nan, 1, 2, 9), (1, nan, 2, 9), (1, 1, nan, 9), (1, 1, 2, nan),  # a part is missing
            (1, 2, 3, 9), (4, 2, 3, 9), (2, 3, 1, 9),  # a value outside its own interval
            (2, 2, 3, 9), (3, 2, 3, 9), (3, 2, 3, 1), (3, 2, 3, 2), (3, 2, 3, 3),
            strict=True,
        )
    )  # fmt: skip
    codes = compare_values(value, lower, upper, other)
    assert codes.dtype == np.int8
    assert codes.tolist() == [0] * 7 + [3, 3, 2, 1, 1]


@pytest.mark.parametrize(
    ("area", "benchmark", "method", "reason"),
    [
        (Side(), Side(1.0), "proportion", NO_VALUE),
        (Side(5.0, 4.0, 6.0), Side(3.0), "count", COUNTS_ONLY),
        (Side(5.0, 4.0, 6.0), Side(), "proportion", NO_BENCHMARK),
        (Side(5.0), Side(3.0), "proportion", NO_INTERVAL),
    ],
)
def test_what_is_not_compared_says_why_and_how_sure_it_was_asked_to_be(
    area, benchmark, method, reason
):
    verdict = judge(area, benchmark, "lower_is_better", method, confidence=0.998)
    assert (verdict.outcome, verdict.direction, verdict.reason) == ("not compared", "", reason)
    assert verdict.confidence == 0.998
    assert verdict.p is None


def test_a_verdict_tells_its_p_and_how_sure_it_is():
    area, benchmark = side(30, 100), side(20, 100)
    verdict = judge(area, benchmark, confidence=0.5)
    assert (verdict.outcome, verdict.confidence) == (verdict.direction, 0.5)
    assert verdict.p == pytest.approx(0.102470, rel=1e-4)
    # Intervals that do not meet, and counts that say it may be chance all the same.
    area = Side(30.0, 28.0, 32.0, 30, 100)
    benchmark = Side(20.0, 18.0, 22.0, 20, 100)
    assert judge(area, benchmark).outcome == "similar"
    assert judge(area, benchmark, confidence=0.5).outcome == "higher"
    assert judge(Side(30.0, 28.0, 32.0), Side(20.0, 18.0, 22.0)).p is None
    # One limit alone is no interval.
    assert OVERLAP_TEST not in judge(Side(30.0, 28.0, 32.0), Side(20.0, 18.0)).methods
