"""Scales: ticks are round and span the data; labels of periods are short and explained."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needsbook.catalogue.periods import parse_period
from needsbook.draw.lettering import measure_text
from needsbook.draw.scales import (
    find_ticks,
    label_periods,
    print_ticks,
    thin_labels,
    value_ticks,
)


@given(st.floats(-1000, 1000), st.floats(0.01, 1000), st.integers(3, 8))
def test_ticks_span_the_data_in_few_round_steps(low, spread, most):
    ticks = find_ticks(low, low + spread, most)
    assert ticks[0] <= low + 1e-6
    assert ticks[-1] >= low + spread - 1e-6
    assert 2 <= len(ticks) <= most + 1
    step = ticks[1] - ticks[0]
    leading = float(f"{step:.6e}".split("e")[0])
    assert leading in (1, 2, 5)


def test_axis_starts_at_zero_unless_all_values_are_near_the_top():
    assert value_ticks([10, 18])[0] == 0
    assert value_ticks([-3, 8])[0] < 0
    near = value_ticks([70.1, 71.9])
    assert 0 < near[0] < 45
    assert value_ticks([70.1, 71.9], from_zero=True)[0] == 0


def test_a_small_change_never_fills_the_axis():
    ticks = value_ticks([16.1, 16.6])
    assert (16.6 - 16.1) / (ticks[-1] - ticks[0]) < 0.1


@pytest.mark.parametrize(
    ("ticks", "unit", "texts"),
    [
        ([0.0, 0.5, 1.0], "percent", ["0.0%", "0.5%", "1.0%"]),
        ([0.0, 20.0], "percent", ["0%", "20%"]),
        ([0.0, 10000.0], "persons", ["0", "10,000"]),
        ([-0.2, 0.0], "score", ["−0.2", "0.0"]),
    ],
)
def test_tick_texts(ticks, unit, texts):
    assert print_ticks(ticks, unit) == texts


@pytest.mark.parametrize(
    ("periods", "labels", "words"),
    [
        (["FYE 2024", "FYE 2025"], ["2024", "2025"], "Financial year ending March"),
        (["2017/18", "2018/19"], ["2017/18", "2018/19"], "Academic year"),
        (["2018-03-31", "2019-03-31"], ["2018", "2019"], "At 31 March"),
        (["mid-2020", "mid-2021"], ["2020", "2021"], "Middle of the year (30 June)"),
        (
            ["Dec 2018-Feb 2019", "Dec 2019-Feb 2020"],
            ["2019", "2020"],
            "Average of December to February, by the year of February",
        ),
        (["2014-2016", "2015-2017"], ["2014-2016", "2015-2017"], "Years pooled"),
        (["2018-03-31", "2018-08-31"], ["31 March 2018", "31 August 2018"], "Period"),
        (["2018", "2018/19"], ["2018", "2018/19"], "Period"),
    ],
)
def test_period_labels_say_what_they_leave_out(periods, labels, words):
    assert label_periods([parse_period(period) for period in periods]) == (labels, words)


@given(st.lists(st.integers(2, 60), min_size=1, max_size=30))
def test_thinned_labels_never_touch_and_keep_the_last(gaps):
    places = [sum(gaps[: number + 1]) for number in range(len(gaps))]
    texts = [f"{2000 + number}/{number:02d}" for number in range(len(gaps))]
    kept = thin_labels(places, texts, 15)
    assert kept[-1] == len(gaps) - 1
    width = measure_text("2000/00", 15)
    assert all(places[b] - places[a] >= width for a, b in itertools.pairwise(kept))
