"""Paths of drawings in as few letters as say the same."""

from __future__ import annotations

import pytest

from needsbook.draw.cleaner import straighten


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
