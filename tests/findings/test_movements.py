"""Direction of travel: only a test may say that something improved."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needsbook.findings.movements import judge_change, judge_trend
from needsbook.stats.trends import Trend, TrendOutcome
from needsbook.store import Figure


def make(value: float | None, period: str = "2019", **fields: float) -> Figure:
    """A figure of one area."""
    return Figure("x.y.z", "x", "E09000033", period, value, str(value), "percent", **fields)


def judge(
    later: Figure, earlier: Figure, polarity: str = "higher_is_better", method: str = "proportion"
) -> str:
    """The status of a change in per cent."""
    return judge_change(later, earlier, polarity, method, 100).status


def share(count: int, whole: int, period: str) -> Figure:
    return make(100 * count / whole, period, count=count, denominator=whole)


def test_a_clear_rise_is_better_or_worse_by_polarity() -> None:
    earlier, later = share(500, 1000, "2018"), share(600, 1000, "2019")
    assert judge(later, earlier) == "improved"
    assert judge(later, earlier, "lower_is_better") == "worse"
    assert judge(later, earlier, "neutral") == "risen"
    assert judge(earlier, share(600, 1000, "2017"), "neutral") == "fallen"


def test_a_rise_of_a_few_children_is_no_change() -> None:
    assert judge(share(51, 100, "2019"), share(50, 100, "2018")) == "same"


def test_without_interval_or_counts_nothing_is_said() -> None:
    judgement = judge_change(
        make(90, "2019"), make(10, "2018"), "higher_is_better", "proportion", 100
    )
    assert judgement.status == "not tested"
    assert judgement.reason


def test_a_published_interval_is_used_as_it_is() -> None:
    earlier = make(50, "2018", lower_ci=48, upper_ci=52)
    assert judge(make(56, "2019", lower_ci=54, upper_ci=58), earlier) == "improved"
    assert judge(make(56, "2019", lower_ci=51, upper_ci=61), earlier) == "same"


def test_periods_that_overlap_are_not_compared() -> None:
    earlier, later = share(500, 1000, "2014-2016"), share(900, 1000, "2015-2017")
    judgement = judge_change(later, earlier, "neutral", "proportion", 100)
    assert (judgement.status, judgement.reason) == (
        "no comparison possible",
        "the two periods overlap",
    )


def test_two_days_do_not_overlap() -> None:
    assert judge(share(600, 1000, "2020-03-31"), share(500, 1000, "2019-03-31")) == "improved"


@pytest.mark.parametrize(("later", "status"), [(200, "improved"), (104, "same"), (20, "worse")])
def test_counts_from_one_place_are_tested_as_events(later: int, status: str) -> None:
    assert judge(make(later, "2019"), make(100, "2018"), method="count") == status


def test_a_missing_figure_is_not_compared() -> None:
    assert judge(make(None, "2019"), share(1, 2, "2018")) == "no comparison possible"


@given(a=st.integers(0, 400), b=st.integers(0, 400), polarity=st.sampled_from(["lower", "higher"]))
def test_turning_a_change_round_turns_the_word_round(a: int, b: int, polarity: str) -> None:
    forth = judge(share(a, 400, "2019"), share(b, 400, "2018"), f"{polarity}_is_better")
    back = judge(share(b, 400, "2019"), share(a, 400, "2018"), f"{polarity}_is_better")
    assert back == {"improved": "worse", "worse": "improved"}.get(forth, forth)


@pytest.mark.parametrize(
    ("outcome", "polarity", "status"),
    [
        ("increasing", "higher_is_better", "improved"),
        ("increasing", "lower_is_better", "worse"),
        ("decreasing", "lower_is_better", "improved"),
        ("decreasing", "neutral", "fallen"),
        ("no clear change", "higher_is_better", "same"),
        ("not possible", "higher_is_better", "no comparison possible"),
    ],
)
def test_a_trend_is_good_or_bad_by_polarity(
    outcome: TrendOutcome, polarity: str, status: str
) -> None:
    assert judge_trend(Trend(outcome, reason="why"), polarity).status == status
