"""Trends without counts: never one that the true counts would take back."""

from __future__ import annotations

import numpy as np
import pytest

from needsbook.stats.envelope import make_sides
from needsbook.stats.trend_ladder import MOVES, find_trend_by_bases
from needsbook.stats.trends import find_trend

TIMES = np.arange(2020.0, 2025.0)


@pytest.mark.parametrize("step", [3, 4, 5])
@pytest.mark.parametrize("method", ["proportion", "rate"])
def test_no_false_trend(step: int, method: str) -> None:
    random = np.random.default_rng(step)
    scale = 100.0 if method == "proportion" else 10_000.0
    claimed = 0
    for _ in range(3_000):
        size = 10 ** random.uniform(1.3, 4.0)
        base = np.floor(size * random.uniform(1, MOVES, 5))
        level, slope = random.uniform(0.02, 0.5), random.normal(0, 0.02)
        share = np.clip(level + slope * np.arange(5) + random.normal(0, 0.01, 5), 0, 1)
        count = random.binomial(base.astype(int), share).astype(float)
        value = np.floor(count / base * scale * 10 + 0.5) / 10
        truth = find_trend(TIMES, TIMES + 0.99, value, count, base, method=method)
        known = {
            3: {"base": base},
            4: {"base_low": base * random.uniform(0.8, 1), "base_high": base * 1.2},
            5: {"living": base.min() * 9.99},
        }[step]
        found = find_trend_by_bases(
            TIMES, make_sides(value, half=0.05, **known), method, scale, (0, 1, 2, 3, 4)
        )
        if found is not None:
            claimed += 1
            assert found.outcome == truth.outcome, (value, count, base)
            assert found.step == step
            if step == 5:
                assert found.above < base.min()
    assert claimed > 200


def test_nothing_is_claimed_of_scores_and_single_points() -> None:
    sides = make_sides([10.0, 50.0], base=1000, half=0.05)
    assert find_trend_by_bases(TIMES[:2], sides, "score", 1.0, (0, 1)) is None
    item = make_sides([10.0], base=1000, half=0.05)
    assert find_trend_by_bases(TIMES[:1], item, "proportion", 100.0, (0,)) is None
    found = find_trend_by_bases(TIMES[:2], sides, "proportion", 100.0, (0, 1))
    assert found is not None
    assert found.outcome == "increasing"
