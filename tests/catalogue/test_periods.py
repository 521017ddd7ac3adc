"""Periods: one written form each, ordered by their last day, refused when unclear."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needsbook.catalogue.periods import (
    MONTHS,
    label_period,
    parse_period,
    say_briefly,
    say_day,
    say_month,
    say_when,
)
from needsbook.errors import BadInput

YEARS = st.integers(1950, 2098)


@st.composite
def written_periods(draw: st.DrawFn) -> str:
    year, length = draw(YEARS), draw(st.integers(1, 4))
    day = draw(st.dates(date(1950, 1, 1), date(2098, 12, 31)))
    month = draw(st.sampled_from(MONTHS))
    return draw(
        st.sampled_from(
            [
                f"{year}",
                f"{year}/{(year + 1) % 100:02d}",
                f"FYE {year}",
                f"mid-{year}",
                day.isoformat(),
                f"{month} {year}-{month} {year + length}",
                f"{year}/{(year + 1) % 100:02d}-{year + length}/{(year + length + 1) % 100:02d}",
                f"{year}-{year + length}",
            ]
        )
    )


@given(written_periods())
def test_every_form_is_read_back_as_written(text: str) -> None:
    period = parse_period(text)
    assert period.text == str(period) == text
    assert period.start <= period.end
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", period.slug)
    assert period.words


@given(written_periods(), written_periods())
def test_two_periods_never_share_a_slug(name: str, other: str) -> None:
    if name != other:
        # A year range and an academic year are the only forms that could meet.
        assert parse_period(name).slug != parse_period(other).slug


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("2016/17", "2017/18"),
        ("1999/00", "2000/01"),
        ("FYE 2015", "FYE 2021"),
        ("mid-2016", "mid-2020"),
        ("2013-03-31", "2014-03-31"),
        ("Dec 2018-Feb 2019", "Dec 2019-Feb 2020"),
        ("2014-2016", "2018"),
        ("2012/13", "2011/12-2013/14"),
        ("FYE 2025", "mid-2025"),
        ("2006-08-31", "2016-08-31"),
    ],
)
def test_periods_stand_in_order_of_time(earlier: str, later: str) -> None:
    assert parse_period(earlier) < parse_period(later)


@pytest.mark.parametrize(
    ("text", "first", "last", "words"),
    [
        ("2017/18", date(2017, 9, 1), date(2018, 8, 31), "2017/18"),
        (
            "FYE 2025",
            date(2024, 4, 1),
            date(2025, 3, 31),
            "the financial year ending March 2025",
        ),
        ("2019-03-31", date(2019, 3, 31), date(2019, 3, 31), "31 March 2019"),
        (
            "Dec 2019-Feb 2020",
            date(2019, 12, 1),
            date(2020, 2, 29),
            "December 2019 to February 2020",
        ),
        ("2011/12-2013/14", date(2011, 9, 1), date(2014, 8, 31), "2011/12 to 2013/14"),
        ("mid-2016", date(2016, 6, 30), date(2016, 6, 30), "mid-2016"),
    ],
)
def test_periods_know_their_days_and_words(text: str, first: date, last: date, words: str) -> None:
    period = parse_period(text)
    assert (period.start, period.end, period.words) == (first, last, words)


@pytest.mark.parametrize(
    "text",
    [
        "", "17/18", "2017/19", "2017-18", "2017/2018", "FYE25", "fye 2025", "FYE 25", "mid 2016",
        "2019-02-30", "2019-13-01", "31/03/2019", "Feb 2019-Dec 2018", "Foo 2018-Bar 2019",
        "2016-2014", "2014-2014", "2013/14-2011/12", " 2018", "2018 ", "latest", "２０１８",
    ],
)  # fmt: skip
def test_unclear_periods_are_refused_with_the_forms(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_period(text)
    assert f"“{text}”" in caught.value.what
    assert "2017/18" in caught.value.do


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ("2018", "in 2018"),
        ("2017/18", "in 2017/18"),
        ("FYE 2025", "in the financial year ending March 2025"),
        ("2019-03-31", "on 31 March 2019"),
        ("Dec 2018-Feb 2019", "on average from December 2018 to February 2019"),
        ("2011/12-2013/14", "over 2011/12 to 2013/14"),
        ("mid-2016", "in mid-2016"),
    ],
)
def test_periods_stand_beside_a_verb(period: str, words: str) -> None:
    assert say_when(period) == words


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ("2019-03-31", "31 March 2019"), ("FYE 2025", "FYE 2025"), ("mid-2016", "mid-2016"),
        ("Dec 2018-Feb 2019", "Dec 2018-Feb 2019"), ("", ""),
    ],
)  # fmt: skip
def test_tables_have_days_as_prose_has_them(period: str, words: str) -> None:
    assert label_period(period) == words
    if period:
        assert say_briefly(period) == f"{'on' if period.endswith('31') else 'in'} {words}"


def test_days_are_said_one_way() -> None:
    assert say_day("2019-03-01") == say_day(date(2019, 3, 1)) == "1 March 2019"
    assert say_day("not dated") == "not dated"
    assert say_month(date(2019, 12, 31)) == "December 2019"
