"""Ranks: the tie rule and the range the intervals allow."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from needsbook.stats.ranks import find_rank_ranges, rank_area, rank_values


def test_ties_share_the_best_place_and_skip_the_next():
    assert rank_values([30, 20, 20, 10]).tolist() == [1, 2, 2, 4]
    assert rank_values([30, 20, 20, 10], descending=False).tolist() == [4, 2, 2, 1]
    assert rank_values([30, np.nan, 10]).tolist() == [1, 0, 2]


def test_equal_third_of_five():
    values = [5.0, 4, 3, 3, 1]
    rank = rank_area(3, values, np.array(values) - 0.1, np.array(values) + 0.1)
    assert (rank.rank, rank.of, rank.tied) == (3, 5, 2)
    assert (rank.best, rank.worst) == (3, 4)
    assert not rank.settled


def test_range_from_intervals_worked_by_hand():
    values, lower, upper = [73.8, 73.7, 60.0], [70.0, 70.0, 55.0], [77.0, 77.0, 65.0]
    best, worst = find_rank_ranges(values, lower, upper)
    assert best.tolist() == [1, 1, 3]
    assert worst.tolist() == [2, 2, 3]
    best, worst = find_rank_ranges(values, lower, upper, descending=False)
    assert best.tolist() == [2, 2, 1]
    assert worst.tolist() == [3, 3, 1]


def test_no_interval_no_range_and_wider_ranges_for_the_others():
    values, lower, upper = [30.0, 20, 10], [29.0, np.nan, 9], [31.0, np.nan, 11]
    assert rank_area(1, values, lower, upper).best is None
    first = rank_area(0, values, lower, upper)
    assert (first.rank, first.best, first.worst) == (1, 1, 2)
    assert rank_area(0, [np.nan, 1.0], [np.nan] * 2, [np.nan] * 2) is None


def test_one_area_of_those_with_a_value_in_either_order():
    values = [30.0, 20, np.nan, 10]
    lower, upper = [29.0, 9, np.nan, 9], [31.0, 21, np.nan, 11]
    first = rank_area(0, values, lower, upper)
    assert (first.rank, first.of, first.tied, first.best, first.worst) == (1, 3, 1, 1, 1)
    last = rank_area(0, values, lower, upper, descending=False)
    assert (last.rank, last.of, last.best, last.worst) == (3, 3, 3, 3)
    middle = rank_area(1, values, lower, upper, descending=False)
    assert (middle.rank, middle.best, middle.worst) == (2, 1, 2)
    unranged = rank_area(1, values, [29.0, np.nan, np.nan, 9], [31.0, np.nan, np.nan, 11])
    assert (unranged.rank, unranged.best, unranged.worst) == (2, None, None)


@given(
    st.lists(
        st.tuples(st.floats(0, 100), st.floats(0, 20), st.booleans()), min_size=1, max_size=40
    ),
    st.booleans(),
)
def test_rank_lies_in_its_range(rows, descending):
    values = np.array([value for value, _, _ in rows])
    half = np.array([width if known else np.nan for _, width, known in rows])
    places = rank_values(values, descending)
    best, worst = find_rank_ranges(values, values - half, values + half, descending)
    known = np.isfinite(half)
    assert (best[known] <= places[known]).all()
    assert (places[known] <= worst[known]).all()
    assert (best[known] >= 1).all()
    assert (worst[known] <= len(rows)).all()
    assert (best[~known] == 0).all()
