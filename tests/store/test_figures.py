"""Printed forms and ids of figures."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needsbook.store.figures import figure_id, print_value


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "printed"),
    [
        (30.3, "percent", 1, "30.3%"),
        (22.875, "percent", 1, "22.9%"),
        (2.675, "score", 2, "2.68"),
        (0.5, "persons", 0, "1"),
        (29801, "persons", 0, "29,801"),
        (-0.04, "score", 1, "0.0"),
        (-0.25, "score", 1, "−0.3"),
        (0, "percent", 1, "0.0%"),
    ],
)
def test_values_are_printed_as_readers_round(
    value: float, unit: str, decimals: int, printed: str
) -> None:
    assert print_value(value, unit, decimals) == printed


@given(st.floats(-1e6, 1e6), st.integers(0, 3))
def test_the_printed_form_is_within_half_a_unit(value: float, decimals: int) -> None:
    printed = print_value(value, "score", decimals)
    back = float(printed.replace(",", "").replace("−", "-"))
    # A value is read by its twelve first digits (``round_exactly``): half of the last may be lost.
    assert abs(back - value) <= 0.5 * 10**-decimals + 1e-11 * abs(value) + 1e-9
    assert not re.fullmatch(r"−0(\.0*)?", printed)


def test_ids_name_indicator_area_period_edition_and_derivation() -> None:
    assert figure_id("obesity_year6_pct", "westminster", "2017-18") == (
        "obesity_year6_pct.westminster.2017-18"
    )
    assert figure_id("population_0_19", "westminster", "mid-2016", "first-release") == (
        "population_0_19.westminster.mid-2016~first-release"
    )
    assert figure_id("a_b", "c", "2018", "", "rank-in-london") == "a_b.c.2018.rank-in-london"
