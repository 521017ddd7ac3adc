"""Figures made from figures: intervals, differences, averages, places."""

import pytest

from needsbook.catalogue import Area, load_indicators
from needsbook.findings.comparisons import (
    add_interval,
    derive_difference,
    derive_neighbour_averages,
    derive_rank_figures,
    print_ordinal,
)
from needsbook.paths import find_project
from needsbook.stats.peers import summarise_neighbours
from needsbook.stats.ranks import Rank
from needsbook.store.figures import Figure

INDICATORS = load_indicators(find_project())
OBESITY, CARE = INDICATORS["obesity_year6_pct"], INDICATORS["looked_after_rate_per_10k"]
LONDON = Area("E12000007", "london", "London", "region", place="in London")


def figure(name, value, **more):
    return Figure(f"obesity_year6_pct.{name}.2018", "obesity_year6_pct", "E09000033", "2018", value,
                  "" if value is None else f"{value:.1f}%", "percent", **more)  # fmt: skip


def test_published_interval_stays_and_is_marked():
    found = add_interval(
        OBESITY, figure("a", 22.9, lower_ci=20.7, upper_ci=25.2, count=9.0, denominator=40.0)
    )
    assert (found.lower_ci, found.upper_ci, found.interval_method) == (20.7, 25.2, "published")


def test_ours_from_counts_in_the_unit_of_the_value():
    found = add_interval(OBESITY, figure("a", 100 * 81 / 263, count=81.0, denominator=263.0))
    assert found.lower_ci == pytest.approx(25.53, abs=0.005)
    assert found.upper_ci == pytest.approx(36.62, abs=0.005)
    assert found.interval_method == "wilson"
    few = add_interval(CARE, figure("a", 9.0, count=9.0, denominator=10_000.0))
    assert (few.lower_ci, few.interval_method) == (pytest.approx(4.115, abs=0.001), "exact")


def test_neither_counts_nor_interval_nor_value():
    assert add_interval(OBESITY, figure("a", 22.9)).interval_method == ""
    gone = figure("a", None, reason="suppressed")
    assert add_interval(OBESITY, gone) is gone
    broken = add_interval(OBESITY, figure("a", 120.0, count=12.0, denominator=10.0))
    assert broken.lower_ci is None


def test_difference_names_its_inputs_and_has_no_dust():
    found = derive_difference(OBESITY, figure("a", 22.9), figure("england", 20.1), "england")
    assert found.id == "obesity_year6_pct.a.2018.difference-from-england"
    assert (found.value, found.printed, found.unit) == (2.8, "2.8", "percentage_points")
    assert found.inputs == ("obesity_year6_pct.a.2018", "obesity_year6_pct.england.2018")
    assert derive_difference(OBESITY, figure("a", None), figure("b", 1.0), "b") is None


def test_neighbour_averages_name_only_those_with_a_value():
    others = [figure("b", 10.0), figure("c", None), figure("d", 30.0), figure("e", 80.0)]
    summary = summarise_neighbours([10.0, float("nan"), 30.0, 80.0])
    mean, median = derive_neighbour_averages(OBESITY, figure("a", 1.0), others, summary)
    assert (mean.printed, median.printed) == ("40.0%", "30.0%")
    assert mean.id.endswith(".neighbours-mean")
    assert [name.split(".")[1] for name in mean.inputs] == ["b", "d", "e"]
    none = summarise_neighbours([float("nan")])
    assert derive_neighbour_averages(OBESITY, figure("a", 1.0), [], none) == (None, None)


def test_ordinals():
    numbers = [1, 2, 3, 4, 11, 12, 13, 21, 22, 33, 101, 111, 112]
    assert [print_ordinal(number) for number in numbers] == [
        "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "33rd",
        "101st", "111th", "112th",
    ]  # fmt: skip


def test_places_are_figures():
    parts = derive_rank_figures(figure("a", 1.0), Rank(3, 33, 2, 1, 9), LONDON, [figure("b", 2.0)])
    assert {key: part.printed for key, part in parts.items()} == {
        "rank": "3rd", "of": "33", "best": "1st", "worst": "9th",
    }  # fmt: skip
    assert parts["worst"].id == "obesity_year6_pct.a.2018.rank-in-london-at-worst"
    assert "best" not in derive_rank_figures(figure("a", 1.0), Rank(3, 33), LONDON, [])
