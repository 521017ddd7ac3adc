"""Intervals against the tables of the papers that define them, two packages, and properties."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from needsbook.stats.intervals import (
    count_interval,
    difference_interval,
    find_z,
    rate_interval,
    ratio_interval,
    wilson_interval,
)

# Newcombe (1998), Stat Med 17:857-872, table I, method 3.
WILSON_TABLE = [
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0000, 0.1611),
    (1, 29, 0.0061, 0.1718),
]
# Newcombe (1998), Stat Med 17:873-890, table II, method 10.
NEWCOMBE_TABLE = [
    (56, 70, 48, 80, 0.0524, 0.3339),
    (9, 10, 3, 10, 0.1705, 0.8090),
    (6, 7, 2, 7, 0.0582, 0.8062),
    (5, 56, 0, 29, -0.0381, 0.1926),
    (0, 10, 0, 20, -0.1611, 0.2775),
    (0, 10, 0, 10, -0.2775, 0.2775),
    (10, 10, 0, 20, 0.6791, 1.0000),
    (10, 10, 0, 10, 0.6075, 1.0000),
]
# Garwood (1936): exact limits of a Poisson count, three decimals.
EXACT_TABLE = [
    (0, 0.000, 3.689),
    (1, 0.025, 5.572),
    (2, 0.242, 7.225),
    (3, 0.619, 8.767),
    (5, 1.623, 11.668),
    (9, 4.115, 17.085),
]


@pytest.mark.parametrize(("count", "base", "lower", "upper"), WILSON_TABLE)
def test_wilson_as_printed_by_newcombe(count, base, lower, upper):
    found = wilson_interval(count, base)
    assert [round(float(limit), 4) for limit in found] == [lower, upper]


@pytest.mark.parametrize(("xa", "na", "xb", "nb", "lower", "upper"), NEWCOMBE_TABLE)
def test_difference_as_printed_by_newcombe(xa, na, xb, nb, lower, upper):
    found = difference_interval(xa, na, xb, nb)
    assert float(found.lower) == pytest.approx(lower, abs=5.1e-5)
    assert float(found.upper) == pytest.approx(upper, abs=5.1e-5)
    assert float(found.value) == pytest.approx(xa / na - xb / nb)


@pytest.mark.parametrize(("count", "lower", "upper"), EXACT_TABLE)
def test_few_events_have_the_exact_limits(count, lower, upper):
    found = count_interval(count)
    assert [round(float(limit), 3) for limit in found] == [lower, upper]


def test_byar_takes_over_at_ten_events():
    # Exact limits of 10 are 4.795 and 18.390; Byar's lie within 0.2 per cent of them (OHID).
    lower, upper = count_interval(10)
    assert float(lower) == pytest.approx(4.795, rel=0.002)
    assert float(upper) == pytest.approx(18.390, rel=0.002)
    assert round(float(lower), 3) != 4.795


def test_rate_of_looked_after_children_per_ten_thousand():
    # 210 events among 33,300 children: Byar's limits of 210 are 182.55 and 240.40.
    lower, upper = rate_interval(210, 33_300, 10_000)
    assert float(lower) == pytest.approx(182.55 / 3.33, abs=0.01)
    assert float(upper) == pytest.approx(240.40 / 3.33, abs=0.01)


def test_normal_deviates():
    assert find_z(0.95) == pytest.approx(1.959964, abs=1e-6)
    assert find_z(0.998) == pytest.approx(3.090232, abs=1e-6)
    for wrong in (0, 1, 95):
        with pytest.raises(ValueError, match="between 0 and 1"):
            find_z(wrong)


def test_rows_without_sense_are_nan_and_leave_the_others_alone():
    count = np.array([5, 5, 12, -1, np.nan, 0, 10])
    base = np.array([10, 0, 10, 10, 10, 10, 10])
    wilson = wilson_interval(count, base)
    assert np.isnan(wilson.lower).tolist() == [False, True, True, True, True, False, False]
    assert wilson.lower[5] == 0
    assert wilson.upper[6] == 1
    rate = rate_interval(count, base, 1000)
    assert np.isnan(rate.upper).tolist() == [False, True, False, True, True, False, False]
    difference = difference_interval(count, base, 3, 10)
    assert np.isnan(difference.value).tolist() == [False, True, True, True, True, False, False]


def test_ratio_of_two_proportions():
    # Worked by hand: 30/100 against 20/100; standard error of the log 0.2415.
    ratio = ratio_interval(30, 100, 20, 100)
    error = np.sqrt(1 / 30 - 1 / 100 + 1 / 20 - 1 / 100)
    assert float(ratio.value) == pytest.approx(1.5)
    assert float(ratio.lower) == pytest.approx(1.5 * np.exp(-1.959964 * error), rel=1e-6)
    assert float(ratio.upper) == pytest.approx(1.5 * np.exp(1.959964 * error), rel=1e-6)
    zero = ratio_interval([0, 5], [10, 10], [5, 0], [10, 10])
    assert zero.value[0] == 0
    assert np.isnan(zero.lower).all()
    assert np.isnan(zero.value[1])


def test_ratio_at_the_edges_of_what_can_be():
    # One of one on either side, all of all, one event below; then what cannot be.
    top, above = [1, 5, 5, 1, 6, 5, 1, 1], [1, 5, 10, 1, 5, 10, 0, 1]
    base, below = [1, 5, 1, 1, 5, 11, 1, 1], [1, 5, 10, 2, 10, 10, 1, 0]
    with np.errstate(all="raise"):
        ratio = ratio_interval(top, above, base, below)
    assert ratio.value[:4].tolist() == [1, 1, 5, 2]
    assert np.isfinite(ratio.lower[:4]).all()
    assert np.isnan(ratio.value[4:]).all()
    assert (ratio.lower[2], ratio.upper[2]) == pytest.approx(
        (5 / np.exp(1.959964 * np.sqrt(1.0)), 5 * np.exp(1.959964 * np.sqrt(1.0))), rel=1e-6
    )
    # Nothing but zeros above: no limits.
    none = ratio_interval([0, 0], [10, 10], [5, 5], [10, 10])
    assert none.value.tolist() == [0, 0]
    assert np.isnan(none.upper).all()


@pytest.mark.parametrize("confidence", [0.95, 0.998])
def test_same_as_phstatsmethods(confidence):
    oracle = pytest.importorskip("PHStatsMethods")
    rng = np.random.default_rng(5)
    count, base = rng.integers(1, 400, 60), rng.integers(400, 9000, 60)
    ours = wilson_interval(count, base, confidence)
    exact = [
        oracle.wilson_lower(int(x), int(n), confidence) for x, n in zip(count, base, strict=True)
    ]
    assert np.allclose(ours.lower, exact, atol=1e-12)
    exact = [
        oracle.wilson_upper(int(x), int(n), confidence) for x, n in zip(count, base, strict=True)
    ]
    assert np.allclose(ours.upper, exact, atol=1e-12)
    # Its public byars() passes the wrong level on, so its two halves are the oracle.
    for x in (10, 65, 1045):
        lower, upper = count_interval(x, confidence)
        assert float(lower) == pytest.approx(oracle.byars_lower(x, confidence), rel=1e-12)
        assert float(upper) == pytest.approx(oracle.byars_upper(x, confidence), rel=1e-12)
    for x in (1, 4, 9):
        lower, upper = count_interval(x, confidence)
        assert float(lower) == pytest.approx(oracle.exact_lower(x, confidence), rel=1e-9)
        assert float(upper) == pytest.approx(oracle.exact_upper(x, confidence), rel=1e-9)


def test_same_as_statsmodels():
    proportion = pytest.importorskip("statsmodels.stats.proportion")
    rng = np.random.default_rng(7)
    base = rng.integers(1, 500, 200)
    count = rng.binomial(base, 0.2)
    lower, upper = proportion.proportion_confint(count, base, method="wilson")
    ours = wilson_interval(count, base)
    assert np.allclose(ours.lower, lower, atol=1e-12)
    assert np.allclose(ours.upper, upper, atol=1e-12)
    for xa, na, xb, nb in [(30, 100, 45, 100), (5, 56, 2, 29), (80, 90, 10, 300)]:
        low, high = proportion.confint_proportions_2indep(xa, na, xb, nb, method="newcomb")
        mine = difference_interval(xa, na, xb, nb)
        assert float(mine.lower) == pytest.approx(low, abs=1e-9)
        assert float(mine.upper) == pytest.approx(high, abs=1e-9)


counts = st.integers(0, 5000)


@given(counts, st.integers(1, 100_000), st.sampled_from([0.9, 0.95, 0.998]))
def test_interval_holds_its_value_and_stays_a_proportion(count, extra, confidence):
    base = count + extra
    lower, upper = wilson_interval(count, base, confidence)
    assert 0 <= float(lower) <= count / base <= float(upper) <= 1


@given(counts, st.integers(1, 100_000))
def test_wider_at_99_8_than_at_95(count, base):
    narrow, wide = rate_interval(count, base, 1000), rate_interval(count, base, 1000, 0.998)
    assert float(wide.lower) <= float(narrow.lower) <= count / base * 1000
    assert count / base * 1000 <= float(narrow.upper) < float(wide.upper)


@given(counts, counts, st.integers(1, 5000), st.integers(1, 5000))
def test_difference_changes_sign_with_its_sides(xa, xb, more_a, more_b):
    na, nb = xa + more_a, xb + more_b
    text, other = difference_interval(xa, na, xb, nb), difference_interval(xb, nb, xa, na)
    assert float(text.lower) == pytest.approx(-float(other.upper), abs=1e-12)
    assert float(text.lower) <= float(text.value) <= float(text.upper)
    assert float(text.lower) >= -1
    assert float(text.upper) <= 1
