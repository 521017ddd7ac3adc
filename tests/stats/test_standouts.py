"""The rule of what stands out: properties that hold for every area and indicator."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from needsbook.stats.standouts import (
    FEWEST_CHILDREN,
    FEWEST_PEOPLE,
    Candidate,
    find_standouts,
    judge_candidate,
    list_company,
)

distances = st.one_of(st.none(), st.floats(-6, 6, allow_nan=False))
candidates = st.builds(
    Candidate,
    indicator=st.sampled_from([f"measure_{letter}" for letter in "abcdefgh"]),
    issue=st.sampled_from(["weight", "school", "care", "money"]),
    polarity=st.sampled_from(["lower_is_better", "higher_is_better", "neutral"]),
    england=distances,
    neighbours=distances,
    verdict=st.integers(0, 3),
    trend=st.integers(0, 3),
    quarter=st.integers(0, 4),
    years=st.floats(0, 6),
    current=st.booleans(),
    base=st.one_of(st.none(), st.floats(0, 1e6)),
    children=st.one_of(st.none(), st.floats(0, 1e6)),
)
several = st.lists(candidates, max_size=8, unique_by=lambda item: item.indicator)


def order(found):
    return {side: [listed.indicator for listed in items] for side, items in found.items()}


@given(several, st.randoms())
def test_the_order_does_not_hang_on_the_order_of_input(found, shuffler):
    mixed = list(found)
    shuffler.shuffle(mixed)
    assert order(find_standouts(found)) == order(find_standouts(mixed))


@given(several)
def test_what_a_test_calls_similar_and_what_is_out_of_date_never_stands_out(found):
    for items in find_standouts(found).values():
        for listed in items:
            assert listed.candidate.verdict != 1
            assert listed.candidate.current


@given(several)
def test_neutral_is_context_only_and_an_issue_stands_once_a_side(found):
    sides = find_standouts(found)
    for side, items in sides.items():
        issues = [listed.candidate.issue for listed in items]
        assert len(issues) == len(set(issues))
        for listed in items:
            assert (listed.candidate.polarity == "neutral") == (side == "context")


@given(several)
def test_a_figure_without_benchmark_and_place_never_enters(found):
    nothing = [replace(candidate, england=None, quarter=0, verdict=0) for candidate in found]
    assert not any(find_standouts(nothing).values())


@settings(max_examples=400, deadline=None)
@given(candidates, several, st.floats(0, 4), st.floats(0, 4), st.booleans())
def test_a_worse_value_never_lowers_a_place(own, others, more, more_near, trend):
    own = replace(own, indicator="own", issue="own", current=True)
    sign = 1 if own.polarity == "lower_is_better" else -1
    if own.polarity == "neutral":
        return
    worse = replace(
        own,
        england=None if own.england is None else own.england + sign * more,
        neighbours=None if own.neighbours is None else own.neighbours + sign * more_near,
        trend=(2 if sign > 0 else 3) if trend else own.trend,
    )
    before = order(find_standouts([own, *others]))["worse"]
    after = order(find_standouts([worse, *others]))["worse"]
    if "own" in before:
        assert "own" in after
        assert after.index("own") <= before.index("own")


def test_a_tested_difference_comes_before_the_same_one_untested():
    plain = Candidate("b", "b", "lower_is_better", england=1.5, quarter=1)
    tested = replace(plain, indicator="c", issue="c", verdict=2)
    assert order(find_standouts([plain, tested]))["worse"] == ["c", "b"]
    assert judge_candidate(plain).grade == "counted"


def test_below_the_outer_quarter_an_untested_figure_says_nothing():
    assert judge_candidate(Candidate("a", "a", "lower_is_better", england=0.5, quarter=2)) is None


def test_a_tested_difference_without_weight_says_nothing():
    tiny = Candidate("a", "a", "lower_is_better", england=0.1, quarter=2, verdict=2)
    assert judge_candidate(tiny) is None


@given(several)
def test_what_rests_on_few_people_stands_out_only_by_a_test(found):
    for items in find_standouts(found).values():
        for listed in items:
            base, children = listed.candidate.base, listed.candidate.children
            few = base < FEWEST_PEOPLE if base is not None else (children or 1e9) < FEWEST_CHILDREN
            assert listed.grade == "tested" or not few


def test_thirty_people_are_enough_and_a_known_base_outweighs_a_small_area():
    plain = Candidate("a", "a", "lower_is_better", england=2.0, quarter=1)
    assert judge_candidate(plain)
    assert judge_candidate(replace(plain, base=29.0)) is None
    assert judge_candidate(replace(plain, base=30.0, children=800.0))
    assert judge_candidate(replace(plain, children=4499.0)) is None
    assert judge_candidate(replace(plain, children=4500.0))
    assert judge_candidate(replace(plain, base=5.0, verdict=2)).grade == "tested"


@given(several)
def test_company_is_all_that_stands_out_and_is_not_named(found):
    sides = find_standouts(found)
    company = list_company(found, sides)
    named = {listed.indicator for items in sides.values() for listed in items}
    others = [listed for items in company.values() for listed in items]
    judged = {candidate.indicator for candidate in found if judge_candidate(candidate)}
    assert named | {other.indicator for other in others} == judged
    for (side, issue), items in company.items():
        first = next(listed for listed in sides[side] if listed.candidate.issue == issue)
        assert all(listed.score <= first.score for listed in items)


@given(candidates, st.sampled_from(["", "neutral", "unknown"]))
def test_without_polarity_nothing_is_good_or_bad(own, polarity):
    found = judge_candidate(replace(own, polarity=polarity))
    assert found is None or found.side == "context"


def test_an_untested_rate_needs_so_many_people_that_ten_events_would_be_expected():
    rate = Candidate("a", "a", "lower_is_better", england=2.0, quarter=1, base=319.0, events=2.0)
    assert judge_candidate(rate) is None
    assert judge_candidate(replace(rate, events=10.0)).grade == "counted"
    assert judge_candidate(replace(rate, verdict=2)).grade == "tested"
