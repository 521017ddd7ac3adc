"""Captions: the periods of a picture in words a reader takes in at once."""

from __future__ import annotations

import pytest

from needsbook.show.frame import describe_periods
from needsbook.store.figures import Figure


@pytest.mark.parametrize(
    ("periods", "said"),
    [
        (["2024/25"], "2024/25"),
        (["2024/25", "2018/19"], "2018/19 to 2024/25"),
        (["2024/25", "FYE 2025", "FYE 2024"], "FYE 2024 to FYE 2025 and 2024/25"),
        (["2024/25", "FYE 2025", "2017-2019", "2025-09-30", "Dec 2024-Feb 2025"], "2017 to 2025"),
    ],
)
def test_more_kinds_of_periods_than_two_are_years(periods, said):
    figures = [Figure(f"a.b.{text}", "a", "b", text, 1.0, "1", "percent") for text in periods]
    assert describe_periods(figures) == said
