"""Classes are round, few, never empty, and the same whatever the order of the values."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needsbook.draw.maps.classes import MapClasses, set_classes

VALUES = st.lists(
    st.integers(-2_000, 100_000).map(lambda number: number / 10), min_size=1, max_size=200
)


def test_breaks_are_round_and_near_the_quantiles() -> None:
    values = [3.7, 5.5, 8.4, 9.7, 10.1, 11.1, 13.6, 15.6, 16.0, 18.7, 21.0, 23.5, 28.0, 31.6, 44.2]
    classes = set_classes(values, 1, "percent")
    assert classes.breaks == (10, 12, 18, 24)
    assert classes.count(values) == [4, 2, 3, 3, 3]


def test_words_leave_no_value_between_classes() -> None:
    classes = MapClasses((10.0, 12.5), "percent", 1, 3.0, 20.0)
    assert [classes.words(index) for index in range(3)] == [
        "under 10.0%", "10.0% to under 12.5%", "12.5% or more",
    ]  # fmt: skip
    assert [classes.place(value) for value in (9.94, 10.0, 12.4, 12.5, 99)] == [0, 1, 1, 2, 2]
    # 9.95 is printed as 10.0%: a reader finds it in the second class.
    assert [classes.place(value) for value in (9.949, 9.95, 12.45)] == [0, 1, 2]


def test_large_counts_are_parted_at_thousands() -> None:
    classes = set_classes(
        [1200, 1700, 1900, 2300, 2600, 2900, 3100, 3400, 4000, 4600], 0, "children"
    )
    assert classes.words(len(classes) - 1).endswith("or more")
    assert all(limit % 100 == 0 for limit in classes.breaks)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([], ["all values"]),
        ([None, float("nan")], ["all values"]),
        ([5.0], ["5.0%"]),
        ([5.0, 5.0, 5.0], ["5.0%"]),
        ([1.0, 2.0], ["under 2%", "2% or more"]),
        ([0.0] * 50 + [1.0], ["under 1%", "1% or more"]),
        ([12.3, 12.4, 12.5, 12.4], ["under 12.5%", "12.5% or more"]),
    ],
)
def test_few_or_equal_values_get_fewer_classes(
    values: list[float | None], words: list[str]
) -> None:
    classes = set_classes(values, 1, "percent")
    assert [classes.words(index) for index in range(len(classes))] == words


def test_missing_values_do_not_count() -> None:
    assert set_classes([1.0, None, 9.0, float("nan"), 4.0], 1, "percent") == set_classes(
        [1.0, 9.0, 4.0], 1, "percent"
    )


@settings(max_examples=300, deadline=None)
@given(VALUES, st.integers(1, 5), st.randoms(use_true_random=False))
def test_classes_hold_for_any_values(values: list[float], most: int, chance: random.Random) -> None:
    classes = set_classes(values, 1, "percent", most)
    assert 1 <= len(classes) <= most
    assert list(classes.breaks) == sorted(set(classes.breaks))
    counts = classes.count(values)
    assert sum(counts) == len(values)
    assert len(classes) == 1 or min(counts) > 0
    # No finer than the figures are printed.
    assert all(round(limit, 1) == limit for limit in classes.breaks)
    shuffled = list(values)
    chance.shuffle(shuffled)
    assert set_classes(shuffled, 1, "percent", most) == classes
