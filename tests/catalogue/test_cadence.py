"""How old a figure may be and still pass for current."""

from __future__ import annotations

from datetime import date

import pytest

from needsbook.catalogue.cadence import is_current, months_between


@pytest.mark.parametrize(
    ("words", "months"),
    [
        ("yearly, March", 12),
        ("yearly, September provisional, December revised", 12),
        ("about every two years", 24),
        ("every four to six years", 72),
        ("every 3 years", 36),
        ("quarterly", 3),
        ("monthly", 1),
        ("yearly, 31 August; ended in 2016", 0),
        ("", 12),
    ],
)
def test_cadence_in_words(words, months):
    assert months_between(words) == months


def test_current_by_cadence():
    today = date(2026, 11, 22)
    assert is_current("2024/25", "yearly, March", today)
    assert not is_current("2019/20", "yearly, November", today)
    assert not is_current("FYE 2024", "yearly", today)
    assert is_current("FYE 2024", "yearly", today, missed=1)
    assert not is_current("2016-08-31", "yearly; ended in 2016", today, missed=9)
    assert is_current("2023/24", "about every two years", today)
