"""Paths of drawings in as few letters as say the same."""

from __future__ import annotations

import pytest

from needsbook.draw.cleaner import round_off, straighten


@pytest.mark.parametrize(
    ("path", "short"),
    [
        ("M1 2L1 5M3 4L5 4L6 7", "M1 2V5M3 4H5L6 7"),
        ("M1 2L4 2L4 6z", "M1 2H4V6z"),
        # After a closed shape the pen is back at its start: nothing is said short there.
        ("M1 2L4 6zL4 9", "M1 2L4 6zL4 9"),
        ("M0 3.5C1 2 3 4 5 6", "M0 3.5C1 2 3 4 5 6"),
    ],
)
def test_strokes_straight_across_and_down_are_said_short(path: str, short: str) -> None:
    assert straighten(path) == short


def test_a_circle_is_two_arcs_and_any_other_shape_stays():
    curves = (
        "M0 3.5C0.9 3.5 1.8 3.1 2.5 2.5C3.1 1.8 3.5 0.9 3.5 0C3.5 -0.9 3.1 -1.8 2.5 -2.5"
        "C1.8 -3.1 0.9 -3.5 0 -3.5C-0.9 -3.5 -1.8 -3.1 -2.5 -2.5C-3.1 -1.8 -3.5 -0.9 -3.5 0"
        "C-3.5 0.9 -3.1 1.8 -2.5 2.5C-1.8 3.1 -0.9 3.5 0 3.5z"
    )
    assert round_off(curves) == "M0 3.5A3.5 3.5 0 1 0 0 -3.5A3.5 3.5 0 1 0 0 3.5z"
    for other in (curves.replace("3.5 0C", "4.5 0C"), "M0 3.5L3.5 0z", curves[:60]):
        assert round_off(other) == other
