"""The strip of all authorities, and then and now: what they show and what they say."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from needsbook.draw.charts.hundred import HundredRow, draw_hundred
from needsbook.draw.charts.strip import StripEnd, draw_strip
from needsbook.draw.charts.then_now import ThenNowRow, draw_then_now
from needsbook.store.figures import Figure


def figure(value, area="westminster", period="2024"):
    return Figure(
        f"a_pct.{area}.{period}", "a_pct", area, period, value, f"{value}%" if value else "x", "percent"
    )  # fmt: skip


def strip(**more):
    values = [float(number) for number in range(1, 40)]
    ends = (StripEnd("Low", figure(1.0, "low")), StripEnd("High", figure(39.0, "high")))
    return draw_strip(values, ("Westminster", figure(12.0)), ends, title="A", place="12th", **more)


def test_a_strip_draws_every_authority_as_one_line_and_names_few():
    picture = strip(country=("England", figure(20.0, "england")))
    assert picture.svg.count('data-line="authorities"') == 1
    drawn = re.search(
        r'data-line="authorities"[^>]*\bd="([^"]*)"|\bd="([^"]*)"[^>]*data-line="authorities"',
        picture.svg,
    )
    assert (drawn[1] or drawn[2]).upper().count("M") == 39
    assert "Westminster 12.0%, 12th" in picture.alt
    assert {figure.id for figure in picture.figures} == set(
        re.findall(r'data-figure="([^"]+)"', picture.svg)
    )


def test_missing_ones_and_equal_values_do_not_break_it():
    gone = replace(figure(None, "near"), reason="suppressed", value=None)
    picture = strip(neighbours=[("Near", gone)], region=("London", gone))
    assert "near" not in picture.svg
    same = draw_strip([5.0] * 12, ("A", figure(5.0)), None, title="A")
    assert "nan" not in re.sub(r"<[^>]*>", "", same.svg)


@pytest.mark.parametrize("tested", [True, False])
def test_then_and_now_marks_what_a_test_finds(tested):
    rows = [ThenNowRow("Absence", figure(10.0, period="2018"), figure(14.0), 0.5, -0.5, tested)]
    picture = draw_then_now([("Moved towards worse", rows)], ("worse", "better"), title="A")
    line = re.search(r'<[^>]*data-line="Absence"[^>]*>', picture.svg)[0]
    assert ("--nb-area" in line) == tested
    assert "most Absence, from 10.0% to 14.0%" in picture.alt


@pytest.mark.parametrize("width", [350, 560])
@pytest.mark.parametrize(("start", "end", "parts"), [(1.0, 0.1, 2), (1.2, 0.8, 1)])
def test_the_line_of_the_average_makes_way_for_a_value(start, end, parts, width):
    rows = [ThenNowRow("Absence", figure(10.0, period="2018"), figure(14.0), start, end)]
    svg = draw_then_now([("Moved", rows)], ("worse", "better"), title="A", width=width).svg
    # In two parts the line ends above the words and begins again below them.
    assert svg.count('data-line="average"') == parts


def test_nothing_to_show_says_so():
    picture = draw_then_now([("Moved towards worse", [])], ("worse", "better"), title="A")
    assert picture.alt == "No measure can be shown then and now."


@pytest.mark.parametrize("number", [0, 4, 100])
def test_a_hundred_squares_whatever_the_share(number):
    row = HundredRow(replace(figure(float(number)), printed=f"{number} in 100"), "children walk.")
    svg = draw_hundred([row], title="A").svg
    drawn = {
        name: sum(found.upper().count("M") for found in re.findall(rf'd="([^"]*)"[^>]*data-line="{name}"|data-line="{name}"[^>]*\bd="([^"]*)"', svg) for found in found)
        for name in ("filled", "others")
    }  # fmt: skip
    assert drawn == {"filled": number, "others": 100 - number}
    assert f"{number} in 100" in draw_hundred([row], title="A", width=340).alt
