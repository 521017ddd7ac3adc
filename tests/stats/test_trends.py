"""Recent trend: published worked examples, planted cases, and the limits of the test."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from needsbook.stats.trends import (
    COUNTS_ONLY,
    INTERVAL_TREND,
    NO_POINT,
    NOTHING_TO_TEST,
    ONE_POINT,
    PROPORTION_TREND,
    RATE_TREND,
    THRESHOLD,
    Points,
    choose_points,
    find_latest_trend,
    find_trend,
    measure_trend_counts,
    measure_trend_values,
)


def years(n, first=2015):
    starts = np.arange(first, first + n, dtype=float)
    return starts, starts + 0.999


def trend_of(counts, base, **more):
    counts, base = np.asarray(counts, float), np.asarray(base, float)
    return find_trend(*years(len(counts)), 100 * counts / base, counts, base, **more)


def test_threshold_is_chi_square_at_two_in_a_thousand():
    assert pytest.approx(9.5495, abs=5e-5) == THRESHOLD


def test_fleiss_smokers_as_printed():
    # Fleiss (1981), used by R's prop.trend.test: chi-square 8.2249, p 0.004132.
    chi_square, slope = measure_trend_counts([83, 90, 129, 70], [86, 93, 136, 82], [1, 2, 3, 4])
    assert chi_square == pytest.approx(8.2249, abs=5e-5)
    assert slope < 0
    trend = trend_of([83, 90, 129, 70], [86, 93, 136, 82])
    assert trend.p == pytest.approx(0.004132, abs=5e-7)
    assert trend.outcome == "no clear change"
    assert trend.method == PROPORTION_TREND


def test_malformations_and_drinking_as_printed():
    # Graubard and Korn (1987), quoted by Agresti: z squared 6.57 with the midpoint scores.
    chi_square, slope = measure_trend_counts(
        [48, 38, 5, 1, 1], [17114, 14502, 793, 127, 38], [0, 0.5, 1.5, 4, 7]
    )
    assert chi_square == pytest.approx(6.57, abs=0.005)
    assert slope > 0


def test_vaccine_coverage_of_a_region_falls():
    # MMR at two years, Yorkshire and the Humber, 2020 to 2024: published as decreasing.
    trend = trend_of([57274, 55865, 53681, 51767, 53185], [61834, 60511, 59074, 57508, 59028])
    assert trend.outcome == "decreasing"
    assert trend.robust
    assert trend.points == 5


def test_one_odd_year_does_not_make_a_trend():
    # A single spike at the end is significant, but without it nothing changes.
    trend = trend_of([100, 100, 100, 100, 200], [1000] * 5)
    assert trend.chi_square > THRESHOLD
    assert not trend.robust
    assert trend.outcome == "no clear change"


def test_steady_rise_and_fall():
    assert trend_of([100, 120, 140, 160, 180], [1000] * 5).outcome == "increasing"
    assert trend_of([180, 160, 140, 120, 100], [1000] * 5).outcome == "decreasing"
    assert trend_of([100] * 5, [1000] * 5).outcome == "no clear change"


def test_rates_use_the_poisson_form():
    counts, base = [100, 120, 140, 160, 180], [50_000] * 5
    trend = trend_of(counts, base, method="rate")
    assert trend.method == RATE_TREND
    # Equal denominators: score 200*... by hand: sum x (t - mean) = 200, variance
    # 700/250000 * 50000 * 10 = 1400, chi-square 200^2 / 1400.
    assert trend.chi_square == pytest.approx(200**2 / 1400)


def test_only_the_last_five_points_count():
    trend = trend_of([900, 100, 120, 140, 160, 180], [1000] * 6)
    assert trend.used == (1, 2, 3, 4, 5)
    assert trend.outcome == "increasing"


def test_gaps_count_as_the_time_they_are():
    starts = np.array([2015.0, 2016, 2017, 2018, 2023])
    counts, base = np.array([100.0, 101, 102, 103, 110]), np.full(5, 1000.0)
    spaced = find_trend(starts, starts + 0.9, counts / 10, counts, base)
    close = find_trend(*years(5), counts / 10, counts, base)
    assert spaced.slope < close.slope


def test_one_point_or_none():
    item = find_trend([2015], [2015.9], [20.0], [20], [100])
    assert item.outcome == "not possible"
    assert item.reason == ONE_POINT
    assert find_trend([2015, 2016], [2015.9, 2016.9], [np.nan, np.nan]).reason == NO_POINT


def test_values_alone_cannot_be_tested():
    trend = find_trend(*years(5), [10, 12, 14, 16, 18])
    assert trend.outcome == "not possible"
    assert trend.reason == NOTHING_TO_TEST
    assert find_trend(*years(3), [10, 12, 14], method="count").reason == COUNTS_ONLY


def test_intervals_alone_use_a_weighted_regression():
    values = np.array([10.0, 12, 14, 16, 18])
    trend = find_trend(*years(5), values, lower=values - 1, upper=values + 1)
    assert trend.method == INTERVAL_TREND
    assert trend.outcome == "increasing"
    assert trend.slope == pytest.approx(2)
    wide = find_trend(*years(5), values, lower=values - 20, upper=values + 20)
    assert wide.outcome == "no clear change"


def test_weighted_regression_same_as_statsmodels():
    api = pytest.importorskip("statsmodels.regression.linear_model")
    y, e, t = (
        np.array([3.0, 2.9, 2.8, 1.9, 3.1]),
        np.array([0.1, 0.2, 0.1, 0.3, 0.1]),
        np.arange(5.0),
    )
    fit = api.WLS(y, np.column_stack([np.ones(5), t]), weights=1 / e**2).fit()
    chi_square, slope = measure_trend_values(y, e, t)
    assert slope == pytest.approx(fit.params[1])
    error = np.sqrt(fit.normalized_cov_params[1, 1])
    assert chi_square == pytest.approx((fit.params[1] / error) ** 2)


def test_sight_loss_in_england_rises_as_its_publisher_says():
    # Preventable sight loss, England 2020 to 2024 (published intervals): 2021 is low.
    values = np.array([2.935, 1.93028, 2.7567, 2.8701, 3.0121])
    lower = np.array([2.7841, 1.8085, 2.6113, 2.7225, 2.8616])
    upper = np.array([3.0919, 2.058, 2.9082, 3.0237, 3.1683])
    trend = find_trend(*years(5, 2020), values, lower=lower, upper=upper)
    # The published marker is “increasing”: the sign holds whichever year is left out.
    assert trend.outcome == "increasing"


def test_pooled_years_that_overlap_are_not_used_twice():
    starts = np.array([2012.0, 2013, 2014, 2015])
    assert choose_points(starts, starts + 2.999, [True] * 4) == [0, 3]
    assert choose_points(starts, starts + 0.999, [True, True, False, True]) == [0, 1, 3]


def points(counts, base, first):
    starts, ends = years(len(counts), first)
    counts, base = np.asarray(counts, float), np.asarray(base, float)
    blank = np.full(len(counts), np.nan)
    return Points(starts, ends, 100 * counts / base, counts, base, blank, blank)


def test_a_trend_never_crosses_a_break():
    before = points([500, 540, 580, 620], [1000] * 4, 2012)
    after = points([100], [1000], 2022)
    assert find_latest_trend([before, after]).reason == ONE_POINT
    level = points([100, 101, 99, 100], [1000] * 4, 2022)
    assert find_latest_trend([before, level]).outcome == "no clear change"
    assert find_latest_trend([before]).outcome == "increasing"
    assert find_latest_trend([]).reason == NO_POINT


def test_last_segment_without_values_is_passed_over():
    empty = points([np.nan], [1000], 2022)
    assert find_latest_trend([points([500, 600], [1000] * 2, 2012), empty]).points == 2


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(1, 3000)), min_size=2, max_size=8))
def test_claims_are_significant_and_robust(pairs):
    counts = np.array([x for x, _ in pairs], float)
    base = counts + np.array([more for _, more in pairs])
    trend = trend_of(counts, base)
    if trend.claimed:
        assert trend.chi_square > THRESHOLD
        assert trend.robust
        assert trend.p < 0.002
        assert (trend.slope > 0) == (trend.outcome == "increasing")
    backwards = trend_of(counts[-5:][::-1], base[-5:][::-1])
    turned = {"increasing": "decreasing", "decreasing": "increasing"}
    assert backwards.outcome == turned.get(trend.outcome, trend.outcome)
