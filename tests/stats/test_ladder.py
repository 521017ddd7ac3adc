"""The ladder never claims what the true counts would take back."""

from __future__ import annotations

import numpy as np
import pytest

from needsbook.stats.base_needed import base_for_pair, base_for_proportion, base_for_rate
from needsbook.stats.envelope import find_envelope, make_sides
from needsbook.stats.intervals import rate_interval, wilson_interval
from needsbook.stats.ladder import climb
from needsbook.stats.steps import BASE, BASE_ELSEWHERE, COUNTED, NO_BASE, PLACED, PUBLISHED
from needsbook.stats.verdicts import HIGHER, LOWER, NOT_TESTED, SIMILAR

DRAWS = 100_000
SCALES = {"proportion": 100.0, "rate": 10_000.0}


def print_as(value: np.ndarray, decimals: int) -> np.ndarray:
    return np.floor(value * 10.0**decimals + 0.5) / 10.0**decimals


def draw_truth(seed: int, kind: str, size: int = DRAWS):
    """True counts over bases of very different sizes, with areas near and far from England."""
    random = np.random.default_rng(seed)
    base = np.floor(10 ** random.uniform(0.7, 4.5, size)).astype(float)
    level = random.beta(1.2, 3.0, size) if kind == "proportion" else random.gamma(1.0, 0.02, size)
    share = np.clip(level * np.exp(random.normal(0, 0.35, size)), 0, 1)
    count = (
        random.binomial(base.astype(int), share) if kind == "proportion"
        else random.poisson(share * base)
    ).astype(float)  # fmt: skip
    return random, base, count, level


def true_code(lower, upper, benchmark):
    code = np.full(len(lower), SIMILAR)
    code[lower > benchmark] = HIGHER
    code[upper < benchmark] = LOWER
    return code


@pytest.mark.parametrize("kind", ["proportion", "rate"])
@pytest.mark.parametrize("decimals", [0, 1])
@pytest.mark.parametrize("step", [BASE, BASE_ELSEWHERE, NO_BASE])
def test_no_false_verdict_against_england(kind: str, decimals: int, step: int) -> None:
    random, base, count, level = draw_truth(step * 10 + decimals, kind)
    scale = SCALES[kind]
    if kind == "proportion":
        interval = wilson_interval(count, base)
        lower, upper = interval.lower * scale, interval.upper * scale
    else:
        lower, upper = rate_interval(count, base, scale)
    value, half = print_as(count / base * scale, decimals), 0.5 * 10.0**-decimals
    england = np.clip(level, 0, 1) * scale
    known = {
        BASE: {"base": base},
        BASE_ELSEWHERE: {
            "base_low": np.floor(base * random.uniform(0.7, 1, DRAWS)),
            "base_high": np.ceil(base * random.uniform(1, 1.3, DRAWS)),
        },
        NO_BASE: {"living": base * 9.99},
    }[step]
    found = climb(
        make_sides(value, half=half, **known),
        make_sides(print_as(england, decimals), half=half),
        kind,
        scale,
    )
    truth = true_code(lower, upper, england)
    given = found.code != NOT_TESTED
    assert given.sum() > 2_000
    assert set(found.step[given]) == {step}
    wrong = given & (found.code != truth)
    assert not wrong.any(), (value[wrong][:5], base[wrong][:5], england[wrong][:5])
    # Were the true base below what step 5 names, it could not have been told: it never is.
    if step == NO_BASE:
        assert (found.code[given] != SIMILAR).all()
        assert (found.above[given] < base[given]).all()


@pytest.mark.parametrize("kind", ["proportion", "rate"])
def test_no_false_verdict_between_two_areas(kind: str) -> None:
    _, base, count, _ = draw_truth(7, kind)
    _, other_base, other, _ = draw_truth(8, kind)
    scale = SCALES[kind]
    value, other_value = (
        print_as(x / n * scale, 1) for x, n in ((count, base), (other, other_base))
    )
    exact = climb(
        make_sides(count / base * scale, count=count, base=base),
        make_sides(other / other_base * scale, count=other, base=other_base),
        kind, scale, whole=False,
    )  # fmt: skip
    for known, known_other in (
        ({"base": base}, {"base": other_base}),
        ({"base": base}, {"count": other, "base": other_base}),
        ({"base": base}, {"base_low": other_base * 0.8, "base_high": other_base * 1.2}),
        ({"living": base * 9.99}, {"living": other_base * 9.99}),
        ({"count": count, "base": base}, {"living": other_base * 9.99}),
        ({"living": base * 9.99}, {"base": other_base}),
    ):
        found = climb(
            make_sides(value, half=0.05, **known), make_sides(other_value, half=0.05, **known_other),
            kind, scale, whole=False,
        )  # fmt: skip
        given = found.code != NOT_TESTED
        assert given.sum() > 1_000, (known.keys(), known_other.keys())
        wrong = given & (found.code != exact.code)
        assert not wrong.any(), (known.keys(), known_other.keys(), wrong.sum())


def test_free_school_meals_need_no_more_than_a_class_and_a_half() -> None:
    """A difference of 13 points holds for any number of pupils above 42."""
    found = climb(
        make_sides(37.9, half=0.05, living=10_000), make_sides(24.7, half=0.05), "proportion", 100
    )
    assert (found.code[0], found.step[0], found.above[0]) == (HIGHER, NO_BASE, 42)
    assert wilson_interval(0.3785 * 42, 42).lower > 0.2475
    assert wilson_interval(0.3785 * 41, 41).lower < 0.2475
    few = climb(
        make_sides(37.9, half=0.05, living=419), make_sides(24.7, half=0.05), "proportion", 100
    )
    assert (few.code[0], few.step[0]) == (NOT_TESTED, PLACED)


def test_count_of_a_small_base_is_found() -> None:
    """33.3 per cent of 30 can only be 10: the envelope is the interval of 10 in 30."""
    found = find_envelope(make_sides(33.3, base=30, half=0.05), "proportion", 100)
    assert (found.step[0], found.count_low[0], found.count_high[0]) == (BASE, 10, 10)
    interval = wilson_interval(10, 30)
    assert found.lower[0] == pytest.approx(interval.lower * 100)
    assert found.upper[0] == pytest.approx(interval.upper * 100)


def test_wilson_worked_example_of_newcombe() -> None:
    """81 of 263: 0.2553 to 0.3662 (Newcombe 1998, table I)."""
    found = find_envelope(make_sides(81 / 263, count=81, base=263), "proportion", 1)
    assert found.step[0] == COUNTED
    assert (found.lower[0], found.upper[0]) == pytest.approx((0.2553, 0.3662), abs=5e-5)


def test_flaws_are_named_and_not_used() -> None:
    sides = make_sides(
        value=[20.0, 50.0, 33.0, 10.0],
        lower=[21.0, np.nan, np.nan, np.nan],
        upper=[25.0, np.nan, np.nan, np.nan],
        count=[np.nan, 12.0, np.nan, 80.0],
        base=[np.nan, 10.0, 20.0, 100.0],
        half=0.05,
    )
    found = find_envelope(sides, "proportion", 100)
    assert found.flaw.tolist() == [1, 2, 3, 4]
    assert (found.step == PLACED).all()


def test_rounded_counts_are_not_taken_as_exact() -> None:
    exact = find_envelope(make_sides(25.0, count=25, base=100, half=0.05), "proportion", 100)
    rounded = find_envelope(
        make_sides(25.0, count=25, base=100, half=0.05, coarse=5), "proportion", 100
    )
    assert rounded.lower[0] < exact.lower[0] < exact.upper[0] < rounded.upper[0]


def test_published_interval_comes_first_and_at_its_own_level_only() -> None:
    sides = make_sides(25.0, 24.0, 26.0, count=25, base=100, half=0.05)
    assert find_envelope(sides, "proportion", 100).step[0] == PUBLISHED
    assert find_envelope(sides, "proportion", 100, 0.998).step[0] == COUNTED


def test_score_without_interval_is_placed_only() -> None:
    found = climb(make_sides(53.2, half=0.05, base=1600), make_sides(46.0, half=0.05), "score", 1)
    assert (found.code[0], found.step[0]) == (NOT_TESTED, PLACED)


def test_missing_value_has_no_step() -> None:
    found = climb(make_sides(np.nan), make_sides(46.0), "proportion", 100)
    assert (found.code[0], found.step[0]) == (NOT_TESTED, 0)


def test_bases_needed() -> None:
    assert base_for_proportion(0.2, 0.2, True) == np.inf
    # Garwood's table: 7 events reach to 14.42, 8 to 15.76. Only the latter is below twice 8.
    assert base_for_rate(0.002, 0.004, False) == 8 / 0.002
    pair = float(base_for_pair(0.4, 0.3)[0])
    assert wilson_interval(0.4 * pair, pair).lower > wilson_interval(0.3 * pair, pair).upper
    less = pair * 0.98
    assert wilson_interval(0.4 * less, less).lower < wilson_interval(0.3 * less, less).upper
