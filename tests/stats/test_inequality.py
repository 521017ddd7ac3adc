"""Inequality across wards: worked by hand, against statsmodels, and its limits."""

import numpy as np
import pytest

from needsbook.stats.inequality import (
    find_ridits,
    measure_fifths,
    measure_slope,
)

SCORES = np.array([0.40, 0.35, 0.30, 0.25, 0.20, 0.15, 0.12, 0.10, 0.05, 0.02])
PEOPLE = np.array([1000, 1200, 900, 1100, 1500, 800, 1000, 1300, 700, 500])
EVENTS = np.array([300, 340, 230, 260, 330, 150, 170, 200, 90, 50])
VALUES = 100 * EVENTS / PEOPLE


def test_fifths_pool_their_wards():
    gap = measure_fifths(SCORES, VALUES, PEOPLE, EVENTS)
    assert gap.wards == (2, 2)
    assert gap.most == pytest.approx(100 * 640 / 2200)
    assert gap.least == pytest.approx(100 * 140 / 1200)
    assert gap.gap == pytest.approx(gap.most - gap.least)
    assert gap.ratio == pytest.approx(gap.most / gap.least)
    assert gap.gap_lower < gap.gap < gap.gap_upper
    assert gap.ratio_lower < gap.ratio < gap.ratio_upper
    assert gap.gap_lower > 0


def test_fifths_without_counts_have_the_same_values_but_no_limits():
    pooled, weighed = (
        measure_fifths(SCORES, VALUES, PEOPLE, EVENTS),
        measure_fifths(SCORES, VALUES, PEOPLE),
    )
    assert weighed.most == pytest.approx(pooled.most)
    assert weighed.gap_lower is None


def test_fifths_leave_out_wards_without_value_and_need_both_ends():
    values = VALUES.copy()
    values[0] = np.nan
    assert measure_fifths(SCORES, values, PEOPLE).most == pytest.approx(values[1])
    values[1] = np.nan
    assert measure_fifths(SCORES, values, PEOPLE) is None
    assert measure_fifths(SCORES[:4], VALUES[:4], PEOPLE[:4]) is None


def test_fifths_leave_out_wards_nobody_lives_in_and_take_lists_with_none():
    people = PEOPLE.astype(float)
    people[0] = 0
    assert measure_fifths(SCORES, VALUES, people).wards == (1, 2)
    people[0] = 1
    assert measure_fifths(SCORES, VALUES, people).wards == (2, 2)
    scores, events = [*SCORES.tolist(), None], [*EVENTS.tolist(), None]
    gap = measure_fifths(scores, [*VALUES, 1.0], [*PEOPLE, 10], events)
    assert gap == measure_fifths(SCORES, VALUES, PEOPLE, EVENTS)
    wrong = EVENTS.copy()
    wrong[0] = PEOPLE[0] + 1  # more events than people
    assert measure_fifths(SCORES, VALUES, PEOPLE, wrong).wards == (1, 2)
    wrong[0] = PEOPLE[0]
    assert measure_fifths(SCORES, VALUES, PEOPLE, wrong).wards == (2, 2)
    wrong[0] = 0
    assert measure_fifths(SCORES, VALUES, PEOPLE, wrong).wards == (2, 2)


def test_ridits_run_from_least_to_most_deprived():
    assert find_ridits([3.0, 1.0, 2.0], [10, 10, 20]).tolist() == [0.875, 0.125, 0.5]
    # Equal scores share the middle of their joint range.
    assert find_ridits([1.0, 1.0, 2.0], [10, 30, 40]).tolist() == [0.25, 0.25, 0.75]


def test_slope_recovers_a_straight_line():
    ridits = find_ridits(SCORES, PEOPLE)
    slope = measure_slope(SCORES, 10 + 20 * ridits, PEOPLE)
    assert slope.value == pytest.approx(20)
    assert [slope.lower, slope.upper] == pytest.approx([20, 20])


def test_slope_same_as_weighted_regression_of_statsmodels():
    api = pytest.importorskip("statsmodels.regression.linear_model")
    design = np.column_stack([np.ones(10), find_ridits(SCORES, PEOPLE)])
    fit = api.WLS(VALUES, design, weights=PEOPLE / PEOPLE.sum()).fit()
    slope = measure_slope(SCORES, VALUES, PEOPLE)
    assert slope.value == pytest.approx(fit.params[1])
    assert [slope.lower, slope.upper] == pytest.approx(list(fit.conf_int()[1]))
    assert slope.claimed
    assert slope.wards == 10


def test_slope_needs_wards_and_spread():
    assert measure_slope(SCORES[:4], VALUES[:4], PEOPLE[:4]) is None
    assert measure_slope(np.full(10, 0.2), VALUES, PEOPLE) is None
    flat = measure_slope(SCORES, np.array([20, 21, 19, 20, 21, 19, 20, 21, 19, 20.0]), PEOPLE)
    assert not flat.claimed
