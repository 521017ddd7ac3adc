"""Printed forms: rounding, qualifiers, dropped decimals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needsbook.audit.rounding import allow_about, cut_off_as, prints_as, round_as_printed, window


@pytest.mark.parametrize(
    ("value", "printed", "decimals", "qualifier", "fits"),
    [
        (22.88, 22.9, 1, "exact", True),
        (27.5, 28, 0, "exact", True),
        (26.5, 26, 0, "exact", True),  # half to even, as some publishers round
        (20.78, 20, 0, "exact", False),
        (18.8, 19, 0, "less_than", True),
        (19.0, 19, 0, "less_than", False),
        (80574, 74000, 0, "more_than", True),
        (128159, 128200, 0, "about", True),
        (128259, 128200, 0, "about", False),
        (12.1, 12, 0, "about", True),
        (7, 10, 0, "up_to", True),
    ],
)
def test_a_value_prints_as_the_document_has_it(
    value: float, printed: float, decimals: int, qualifier: str, fits: bool
) -> None:
    assert prints_as(value, printed, decimals, qualifier) is fits


def test_a_dropped_decimal_is_not_a_rounded_one() -> None:
    assert cut_off_as(20.78, 20, 0)
    assert not cut_off_as(20.4, 20, 0)
    assert not cut_off_as(21.0, 20, 0)


@given(st.floats(0, 1e6), st.integers(0, 3))
def test_a_value_always_prints_as_its_own_rounding(value: float, decimals: int) -> None:
    assert prints_as(value, round_as_printed(value, decimals), decimals)


@given(st.floats(0, 1e5), st.integers(0, 2), st.floats(0, 1e5))
def test_what_prints_so_lies_in_the_window(printed: float, decimals: int, value: float) -> None:
    target = round_as_printed(printed, decimals)
    low, high = window(target, decimals)
    if prints_as(value, target, decimals):
        assert low - 1e-6 <= value <= high + 1e-6


def test_about_follows_the_zeros_it_ends_in() -> None:
    assert allow_about(74000, 0) == 500
    assert allow_about(1450, 0) == 5
    assert allow_about(12, 0) == 0.5
