"""Sentences: comparative words only where a test allows them, and good English otherwise."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needsbook.catalogue import Area, load_indicators
from needsbook.findings.assess import compare_figures
from needsbook.findings.assessment import Standing, TrendFound
from needsbook.findings.comparisons import add_interval, derive_rank_figures
from needsbook.paths import find_project
from needsbook.show.words import (
    say_comparison,
    say_missing,
    say_rank,
    say_trend,
    say_value,
)
from needsbook.stats.ranks import rank_area
from needsbook.stats.trends import find_trend
from needsbook.store.figures import MISSING_WORDS, Figure, print_value

COMPARATIVES = re.compile(
    r"\b(higher|lower|more|less|fewer|better|worse|best|worst|highest|lowest|largest|smallest|"
    r"rose|fell|risen|fallen|rising|falling|increas\w+|decreas\w+|improv\w+|first|last|1st|ranks)\b",
    re.IGNORECASE,
)
INDICATORS = load_indicators(find_project())
OBESITY, CARE = INDICATORS["obesity_year6_pct"], INDICATORS["looked_after_rate_per_10k"]
ASYLUM, READING = INDICATORS["uasc_count"], INDICATORS["ks2_rwm_expected_pct"]
WESTMINSTER = Area("E09000033", "westminster", "Westminster", "upper_tier", place="in Westminster")
LONDON = Area("E12000007", "london", "London", "region", place="in London")


def figure(indicator, value, area="westminster", period="2017/18", **more):
    printed = (
        "not available" if value is None else print_value(value, indicator.unit, indicator.decimals)
    )
    return Figure(
        f"{indicator.id}.{area}.{period.replace('/', '-')}",
        indicator.id, "E09000033", period, value, printed, indicator.unit, series="a", **more,
    )  # fmt: skip


def compare(indicator, area, other):
    item, benchmark = add_interval(indicator, area), add_interval(indicator, other)
    return compare_figures(indicator, item, benchmark, "england", "in England")


def test_value_with_period_and_place():
    said = say_value(OBESITY, WESTMINSTER, figure(OBESITY, 22.88))
    assert said.text == "In 2017/18, 22.9% of Year 6 pupils in Westminster were obese."
    royal = replace(WESTMINSTER, place="in the Royal Borough of Kensington and Chelsea")
    said = say_value(OBESITY, royal, figure(OBESITY, 22.88))
    assert "pupils in the Royal Borough of Kensington and Chelsea were" in said.text


def test_every_number_keeps_its_id_in_html():
    html = say_value(OBESITY, WESTMINSTER, figure(OBESITY, 22.88)).html()
    assert (
        '<data value="22.88" data-figure="obesity_year6_pct.westminster.2017-18">22.9%</data>'
        in html
    )


def test_one_child_was_and_two_children_were():
    item = say_value(ASYLUM, WESTMINSTER, figure(ASYLUM, 1.0, period="2019-03-31"))
    assert item.text == (
        "On 31 March 2019, 1 unaccompanied asylum-seeking child in Westminster was looked after."
    )
    two = say_value(ASYLUM, WESTMINSTER, figure(ASYLUM, 2.0, period="2019-03-31"))
    assert "2 unaccompanied asylum-seeking children in Westminster were" in two.text
    none = say_value(ASYLUM, WESTMINSTER, figure(ASYLUM, 0.0, period="2019-03-31"))
    assert "0 unaccompanied asylum-seeking children in Westminster were" in none.text
    rate = say_value(CARE, WESTMINSTER, figure(CARE, 1.0, period="2019-03-31"))
    assert "1 in every 10,000 children in Westminster was looked after" in rate.text


def test_note_and_first_release_are_said():
    noted = figure(OBESITY, 22.88, note="includes the City of London", edition="first-release")
    assert say_value(OBESITY, WESTMINSTER, noted).text.endswith(
        "were obese (first release; includes the City of London)."
    )


@pytest.mark.parametrize("reason", sorted(MISSING_WORDS))
def test_each_reason_for_a_missing_figure_is_said(reason):
    gone = replace(figure(OBESITY, None), reason=reason, printed=MISSING_WORDS[reason])
    said = say_value(OBESITY, WESTMINSTER, gone)
    assert said == say_missing(OBESITY, WESTMINSTER, gone)
    start = "The figure for Year 6 obesity in Westminster in 2017/18 is "
    assert said.text.startswith(start + MISSING_WORDS[reason])
    assert 'data-figure="obesity_year6_pct.westminster.2017-18"' in said.html()


def test_zero_is_a_value():
    assert "0.0% of Year 6 pupils" in say_value(OBESITY, WESTMINSTER, figure(OBESITY, 0.0)).text


def test_worse_than_england_by_percentage_points():
    area = figure(OBESITY, 22.88, lower_ci=20.7, upper_ci=25.2)
    said = say_comparison(OBESITY, compare(OBESITY, area, figure(OBESITY, 20.14, "england")))
    # 22.9 less 20.1 is 2.8 to a reader: the sentence says what the difference is of.
    assert said.text == (
        "That was worse than in England (20.1%): 2.7 percentage points higher, "
        "from the unrounded values."
    )
    assert said.figures[1].id.endswith(".difference-from-england")
    assert said.figures[1].inputs == (
        "obesity_year6_pct.westminster.2017-18", "obesity_year6_pct.england.2017-18",
    )  # fmt: skip


def test_better_by_one_point_in_the_singular():
    area = figure(READING, 64.0, lower_ci=63.8, upper_ci=64.2)
    said = say_comparison(READING, compare(READING, area, figure(READING, 63.0, "england")))
    assert said.text == "That was better than in England (63%): 1 percentage point higher."


def test_lower_rate_of_a_neutral_indicator():
    area = figure(CARE, 38.0, lower_ci=33.0, upper_ci=43.0)
    said = say_comparison(CARE, compare(CARE, area, figure(CARE, 52.0, "england")))
    assert said.text == "That was lower than in England (52), by 14 per 10,000."
    assert said.figures[1].value == -14
    assert 'value="-14"' in said.html()


def test_overlapping_intervals_of_two_areas_never_give_higher():
    area = add_interval(OBESITY, figure(OBESITY, 22.9, lower_ci=20.7, upper_ci=25.2))
    other = add_interval(OBESITY, figure(OBESITY, 20.1, "camden", lower_ci=19.0, upper_ci=21.0))
    found = compare_figures(OBESITY, area, other, "camden", "in Camden", whole=False)
    assert say_comparison(OBESITY, found).text == "That was similar to the level in Camden (20.1%)."
    # A whole is a value beside the publisher's interval, as in the published health profiles.
    whole = compare_figures(OBESITY, area, other, "england", "in England")
    assert say_comparison(OBESITY, whole).text.startswith("That was worse than in England (20.1%)")


def test_no_test_says_why_and_nothing_more():
    said = say_comparison(
        OBESITY, compare(OBESITY, figure(OBESITY, 60.0), figure(OBESITY, 1.0, "england"))
    )
    assert said.text.startswith("In England it was 1.0%; whether the two differ cannot be tested")
    assert not COMPARATIVES.search(said.text)
    gone = say_comparison(
        OBESITY, compare(OBESITY, figure(OBESITY, 60.0), figure(OBESITY, None, "england"))
    )
    assert gone.text == "There is no figure in England to compare with: not available."


def test_other_series_is_shown_but_not_compared():
    area = figure(OBESITY, 22.9, lower_ci=20.7, upper_ci=25.2)
    other = replace(figure(OBESITY, 10.0, "england"), series="by_residence")
    said = say_comparison(OBESITY, compare(OBESITY, area, other))
    assert "cannot be tested" in said.text
    assert not COMPARATIVES.search(said.text)


def test_numbers_of_people_are_not_compared_between_areas():
    said = say_comparison(
        ASYLUM, compare(ASYLUM, figure(ASYLUM, 31.0), figure(ASYLUM, 6540.0, "england"))
    )
    assert not said


def trend_of(indicator, rows):
    """Figures of consecutive years from (count, base) and the trend of all of them."""
    run = [
        figure(
            indicator, indicator.multiplier * count / base, period=str(2015 + number),
            count=float(count), denominator=float(base),
        )
        for number, (count, base) in enumerate(rows)
    ]  # fmt: skip
    starts = [2015.0 + number for number in range(len(run))]
    trend = find_trend(
        starts, [start + 0.9 for start in starts], [figure.value for figure in run],
        [figure.count for figure in run], [figure.denominator for figure in run], method=indicator.method,
    )  # fmt: skip
    return TrendFound(trend, tuple(run[position] for position in trend.used))


def test_rise_and_fall_are_judged_by_the_polarity():
    rising = trend_of(OBESITY, [(200, 1000), (230, 1000), (260, 1000), (290, 1000), (320, 1000)])
    assert say_trend(OBESITY, rising).text == (
        "It rose between 2015 (20.0%) and 2019 (32.0%), a change for the worse."
    )
    assert say_trend(READING, rising).text.endswith("a change for the better.")
    assert say_trend(CARE, rising).text == "It rose between 2015 (20.0%) and 2019 (32.0%)."


@pytest.mark.parametrize(
    ("periods", "said"),
    [
        (("Dec 2019-Feb 2020", "Dec 2024-Feb 2025"),
         "from 20.0% (December 2019 to February 2020) to 32.0% (December 2024 to February 2025)"),
        (("2014-2016", "2021-2023"), "from 20.0% (2014 to 2016) to 32.0% (2021 to 2023)"),
        (("2019/20", "2024/25"), "between 2019/20 (20.0%) and 2024/25 (32.0%)"),
    ],
)  # fmt: skip
def test_no_span_stands_within_a_span(periods, said):
    found = trend_of(OBESITY, [(200, 1000), (230, 1000), (260, 1000), (290, 1000), (320, 1000)])
    first, *between, last = found.figures
    ends = [replace(end, period=when) for end, when in zip((first, last), periods, strict=True)]
    moved = replace(found, figures=(ends[0], *between, ends[1]))
    assert say_trend(OBESITY, moved).text == f"It rose {said}, a change for the worse."


@pytest.mark.parametrize(
    ("value", "ending"), [(14.0, "was 14 percentage points."), (1.0, "was 1 percentage point.")]
)
def test_a_gap_is_said_with_its_unit(value, ending):
    gap = INDICATORS["ks2_rwm_disadvantaged_gap_points"]
    assert say_value(gap, WESTMINSTER, figure(gap, value)).text.endswith(ending)


def test_no_change_and_no_comparison():
    level = trend_of(OBESITY, [(200, 1000), (230, 1000), (190, 1000), (240, 1000), (210, 1000)])
    assert say_trend(OBESITY, level).text == (
        "There was no clear change between 2015 (20.0%) and 2019 (21.0%)."
    )
    alone = trend_of(OBESITY, [(200, 1000)])
    assert say_trend(OBESITY, alone).text == (
        "No comparison over time is possible: no earlier figure is comparable."
    )


def standing_of(rows, position):
    """The standing of one of several areas given as (value, half width or None)."""
    values = [value for value, _ in rows]
    lower = [float("nan") if half is None else value - half for value, half in rows]
    upper = [float("nan") if half is None else value + half for value, half in rows]
    rank = rank_area(position, values, lower, upper)
    return Standing(
        rank, LONDON, derive_rank_figures(figure(OBESITY, values[position]), rank, LONDON, [])
    )


def test_leads_within_the_intervals_are_not_called_first():
    said = say_rank(standing_of([(73.8, 3), (73.7, 3), (60.0, 2)], 0))
    assert said.text == (
        "Counted from the top it stands between 1st and 2nd of 3 authorities in London, "
        "as far as the intervals tell."
    )


def test_settled_place_is_stated():
    said = say_rank(standing_of([(73.8, 3), (63.7, 3), (50.0, 2)], 1))
    assert said.text == "It ranks 2nd of 3 authorities in London, counted from the highest value."


def test_place_without_intervals_is_not_given():
    said = say_rank(standing_of([(73.8, None), (63.7, None)], 0))
    assert said.text == (
        "Its place among 2 authorities in London is not given: without intervals no range can be told."
    )
    anywhere = say_rank(standing_of([(20.0, 9), (21.0, 9), (22.0, 9)], 0))
    assert anywhere.text.startswith("The intervals are too wide to tell its place among")


counted = st.tuples(st.integers(0, 300), st.integers(1, 3000)).map(lambda t: (t[0], t[0] + t[1]))
known = st.sampled_from([OBESITY, READING, CARE])


@given(known, counted, counted, st.booleans(), st.booleans())
@settings(max_examples=300)
def test_no_comparative_word_without_the_verdict(indicator, item, other, area_counts, both_counts):
    def make(pair, with_counts, area):
        count, base = pair
        extra = {"count": float(count), "denominator": float(base)} if with_counts else {}
        return figure(indicator, indicator.multiplier * count / base, area, **extra)

    found = compare(
        indicator, make(item, area_counts, "westminster"), make(other, both_counts, "england")
    )
    words = COMPARATIVES.findall(say_comparison(indicator, found).text)
    if not found.verdict.claimed:
        assert words == []
    else:
        allowed = {found.verdict.direction, found.verdict.outcome}
        assert words
        assert set(words) <= allowed
        higher = found.figure.value < indicator.multiplier * item[0] / item[1]
        assert (found.verdict.direction == "higher") == higher


@given(known, st.lists(counted, min_size=1, max_size=7))
@settings(max_examples=300)
def test_no_word_of_change_without_the_trend(indicator, rows):
    found = trend_of(indicator, rows)
    words = COMPARATIVES.findall(say_trend(indicator, found).text)
    if not found.trend.claimed:
        assert words == []
    else:
        assert words[0] == ("rose" if found.trend.outcome == "increasing" else "fell")
        assert set(words[1:]) <= {"better", "worse"}


@given(
    st.lists(
        st.tuples(st.floats(0, 100), st.one_of(st.none(), st.floats(0.1, 20))),
        min_size=2,
        max_size=12,
    )
)
def test_no_single_place_unless_the_intervals_settle_it(rows):
    standing = standing_of(rows, 0)
    text = say_rank(standing).text
    if standing.rank.settled:
        assert "ranks" in text
    else:
        assert not re.search(r"\b(ranks|first|highest|best)\b", text)
        if "1st" in text:
            assert standing.rank.worst > 1
