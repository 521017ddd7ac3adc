"""Counts recovered from published rates are the true counts, or none are given."""

from __future__ import annotations

import numpy as np
import pytest

from needsbook.stats.intervals import wilson_interval
from needsbook.stats.recovery import Recovered, find_counts_behind, recover_counts


def test_four_shares_of_children_measured() -> None:
    """Shares of one base in multiples of five, as the weight categories print them."""
    base, counts = 1435, (15, 1010, 165, 245)
    shares = [round(100 * count / base, 5) for count in counts]
    found = recover_counts(shares, 500, 2500, multiple=5)
    assert found == Recovered(base, counts)


def test_three_rates_of_pupils() -> None:
    base, counts = 23545, (2159, 9, 1012)
    rates = [round(100 * count / base, 5) for count in counts]
    assert recover_counts(rates, 15_000, 40_000) == Recovered(base, counts)


def test_recovered_counts_are_true_or_none() -> None:
    random = np.random.default_rng(11)
    found = 0
    for _ in range(300):
        base = int(random.integers(300, 40_000))
        counts = random.binomial(base, random.uniform(0.0005, 0.4, 3))
        rates = [round(100 * int(count) / base, 5) for count in counts]
        got = recover_counts(rates, base * 0.6, base * 1.5)
        if got is not None:
            found += 1
            assert (got.base, got.counts) == (base, tuple(int(count) for count in counts))
    assert found > 200


def test_several_bases_that_fit_give_none() -> None:
    assert recover_counts([50.0], 10, 100) is None
    assert recover_counts([50.0, 25.0], 4, 8) is None
    assert recover_counts([50.0, 25.0], 4, 7) == Recovered(4, (2, 1))


def test_interval_decides_between_two() -> None:
    """205 of 800 and 410 of 1,600 print the same; only one has the printed width."""
    limits = wilson_interval(205, 800)
    lower, upper = float(limits.lower) * 100, float(limits.upper) * 100
    shares = [25.625, 74.375]
    assert recover_counts(shares, 700, 1_700, multiple=5) is None
    found = recover_counts(shares, 700, 1_700, multiple=5, interval=(0, lower, upper))
    assert found == Recovered(800, (205, 595))


def test_nothing_to_recover_from() -> None:
    assert recover_counts([0.0, 0.0], 10, 100) is None
    assert recover_counts([float("nan")], 10, 100) is None
    assert recover_counts([33.0], 10, 90) is None
    with pytest.raises(ValueError, match="at least one"):
        recover_counts([], 1, 2)
    with pytest.raises(ValueError, match="no base lies"):
        recover_counts([1.0], 5, 4)


def test_percentage_with_its_base_gives_the_count() -> None:
    # 61 per cent of 92 can only be 56 children.
    assert find_counts_behind(61, 92) == (56, 56)
    assert find_counts_behind(50.0, 1000, 1) == (500, 500)
    assert find_counts_behind(50, 10_000) == (4950, 5050)
    low, high = find_counts_behind(61, 10)
    assert low > high
