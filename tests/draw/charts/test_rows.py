"""Ranked areas, wards, gaps, distributions and pyramids."""

from dataclasses import replace

import pytest

from needsbook.draw.charts.distribution import NamedFigure, Strip, draw_distribution
from needsbook.draw.charts.dumbbell import GapRow, draw_dumbbell
from needsbook.draw.charts.pyramid import PyramidSide, draw_pyramid
from needsbook.draw.charts.ranked import Benchmark, RankedRow, draw_ranked, order_rows
from needsbook.draw.charts.ward_dots import draw_ward_dots

NAMES = ["Eastby", "Northby", "Southby", "Westby", "Upper and Lower Hammersmith on the Hill"]


@pytest.fixture
def rows(make_figure):
    values = [12.0, 30.5, 12.0, "suppressed", 0.0]
    return [
        RankedRow(name, make_figure(value, name), "area" if name == "Southby" else "other")
        for name, value in zip(NAMES, values, strict=True)
    ]


def test_order_is_by_value_then_name_with_the_missing_last(rows):
    names = [row.name for row in order_rows(rows)]
    assert names == ["Northby", "Eastby", "Southby", NAMES[4], "Westby"]
    assert [row.name for row in order_rows(rows[::-1])] == names


@pytest.mark.parametrize("style", ["bars", "dots"])
def test_ranked_prints_every_figure_with_its_id(rows, make_figure, open_svg, clashes, style):
    england = Benchmark("England", make_figure(20.5, "England"))
    region = Benchmark("The North", make_figure(20.0, "The North"), "region")
    picture = draw_ranked(rows, [region, england], title="Late trains", style=style)
    printed = {row.figure.id: row.figure.printed for row in [*rows, region, england]}
    assert open_svg(picture.svg).figures() == printed
    assert set(picture.figures) == {row.figure for row in [*rows, region, england]}
    assert clashes(picture.svg) == []


def test_bars_are_as_long_as_their_values_and_start_at_zero(rows, open_svg):
    drawn = open_svg(draw_ranked(rows, title="Late trains").svg)
    lengths = [
        max(x for x, _ in path) - min(x for x, _ in path)
        for path in drawn.paths("data-part", "bar")
    ]
    assert lengths[1] == lengths[2]
    assert lengths[0] / lengths[1] == pytest.approx(30.5 / 12, rel=0.01)
    assert lengths[3] == 0


def test_negative_values_run_the_other_way(make_figure, open_svg):
    rows = [RankedRow(name, make_figure(v, name)) for name, v in [("A", 2.0), ("B", -1.0)]]
    drawn = open_svg(draw_ranked(rows, title="x").svg)
    up, down = drawn.paths("data-part", "bar")
    assert max(x for x, _ in down) == pytest.approx(min(x for x, _ in up), abs=0.2)


def test_dots_stand_inside_their_intervals(make_figure, open_svg):
    rows = [RankedRow(n, make_figure(v, n, half_width=2)) for n, v in [("A", 10.0), ("B", 14.0)]]
    drawn = open_svg(draw_ranked(rows, title="x", style="dots").svg)
    for row, interval in zip(order_rows(rows), drawn.paths("data-line", "interval"), strict=True):
        left, right = sorted(x for x, _ in interval)
        assert (left + right) / 2 == pytest.approx(drawn.marks()[row.figure.id][0], abs=0.2)


def test_verdicts_are_letters_and_explained(rows, open_svg):
    judged = [
        replace(row, verdict=verdict)
        for row, verdict in zip(
            rows, ["better", "worse", "similar", "", "not compared"], strict=True
        )
    ]
    words = open_svg(draw_ranked(judged, title="x").svg).words()
    assert {"B", "W", "S", "–"} <= set(words)
    assert "B better, S similar, W worse, – not compared." in words


def test_ranked_alt_tells_extremes_own_benchmarks_and_missing(rows, make_figure):
    england = Benchmark("England", make_figure(20.5, "England"))
    alt = draw_ranked(rows, [england], title="Late trains").alt
    for words in ("highest Northby 30.5%", "0.0%", "Southby 12.0%", "England 20.5%"):
        assert words in alt
    assert "1 authority suppressed" in alt
    changed = [replace(rows[0], figure=make_figure(40.0, "Eastby")), *rows[1:]]
    assert draw_ranked(changed, [england], title="Late trains").alt != alt


@pytest.mark.parametrize("values", [(20.0, 20.0), (0.1, 0.2), (30.4, 30.5), (0.0, 30.5), (29, 1)])
def test_benchmark_labels_keep_apart_and_on_the_sheet(rows, make_figure, clashes, values):
    lines = [
        Benchmark(name, make_figure(value, name), role)
        for value, name, role in zip(
            values, ["The Northern Region", "England"], ["region", "country"], strict=True
        )
    ]
    assert clashes(draw_ranked(rows, lines, title="x").svg) == []
    third = Benchmark("Neighbours", make_figure(20.0, "Neighbours"), "area")
    assert clashes(draw_ranked(rows, [*lines, third], title="x").svg) == []


def test_a_benchmark_without_a_value_is_told_and_not_drawn(rows, make_figure, open_svg):
    england = Benchmark("England", make_figure("not_available", "England"))
    drawn = open_svg(draw_ranked(rows, [england], title="x").svg)
    assert "England: not available." in drawn.words()
    assert drawn.paths("data-line", "England") == []


def test_nothing_to_rank_is_told(make_figure):
    rows = [RankedRow("A", make_figure("suppressed", "A"))]
    assert draw_ranked(rows, title="x").alt == "No value of the 1 authorities can be shown."


def test_wards_stand_beside_the_borough(make_figure, open_svg, clashes):
    wards = [(f"Ward {n}", make_figure(float(n), f"Ward {n}", half_width=1)) for n in range(20)]
    wards[3] = ("Ward 3", make_figure("suppressed", "Ward 3"))
    borough = ("Northby", make_figure(9.5))
    picture = draw_ward_dots(wards, borough, title="Late trains by ward")
    drawn = open_svg(picture.svg)
    assert picture.kind == "ward_dots"
    assert drawn.figures()[wards[3][1].id] == "suppressed"
    [[(x, _), _]] = drawn.paths("data-line", "Northby")
    assert drawn.marks()[wards[9][1].id][0] < x < drawn.marks()[wards[10][1].id][0]
    assert "highest Ward 19 19.0%, lowest Ward 0 0.0%" in picture.alt
    assert "1 ward suppressed" in picture.alt
    assert clashes(picture.svg) == []


def test_gaps_print_both_figures_on_their_sides(make_figure, open_svg, clashes):
    rows = [
        GapRow("Reception", make_figure(30.0, "A"), make_figure(10.0, "B")),
        GapRow("Year 6", make_figure(10.0, "C"), make_figure(10.0, "D")),
        GapRow(
            "A very long name of an indicator in words",
            make_figure(55.0, "E"),
            make_figure("low", "F"),
        ),
    ]
    picture = draw_dumbbell(rows, ("Most deprived", "Least deprived"), title="x")
    drawn = open_svg(picture.svg)
    printed = {figure.id: figure.printed for row in rows for figure in (row.first, row.second)}
    figures = drawn.figures()
    assert {key: figures[key] for key in printed if key != rows[2].second.id} == {
        key: value for key, value in printed.items() if key != rows[2].second.id
    }
    assert "too low to show" in " ".join(drawn.words())
    assert clashes(picture.svg) == []
    assert "widest gap Reception (30.0% and 10.0%), narrowest Year 6" in picture.alt
    assert "1 value too low to show" in picture.alt


def test_gaps_of_two_units_are_refused(make_figure):
    row = GapRow("x", make_figure(1.0, "A"), make_figure(1.0, "B", unit="per_10k"))
    with pytest.raises(ValueError, match="one unit"):
        draw_dumbbell([row], ("a", "b"), title="x")


@pytest.fixture
def strip(make_figure):
    return Strip("All authorities", [make_figure(float(n % 40), f"Area {n}") for n in range(150)])


def test_distribution_draws_every_area_once(strip, make_figure, open_svg, clashes):
    named = [
        NamedFigure("Area 7", strip.figures[7]),
        NamedFigure("Area 8 with quite a long name", strip.figures[8], "second"),
        NamedFigure("England", make_figure(7.5, "England"), "country"),
    ]
    picture = draw_distribution([strip], named, title="x")
    drawn = open_svg(picture.svg)
    assert set(drawn.marks()) == {figure.id for figure in strip.figures}
    assert drawn.figures() == {held.figure.id: held.figure.printed for held in named}
    assert clashes(picture.svg) == []
    assert "Dots from 0.0% to 39.0% for 150 authorities" in picture.alt


def test_distribution_shades_between_the_quartiles(make_figure, open_svg):
    # Quartiles of 0, 10, 20, 30, 40 by Hyndman and Fan's type 7 are 10 and 30.
    figures = [make_figure(float(v), f"Area {v}") for v in (0, 10, 20, 30, 40)]
    named = [NamedFigure("Low", figures[1]), NamedFigure("High", figures[3], "second")]
    drawn = open_svg(draw_distribution([Strip("x", figures)], named, title="x").svg)
    [box] = drawn.paths("data-part", "middle half")
    marks = drawn.marks()
    assert min(x for x, _ in box) == pytest.approx(marks[figures[1].id][0], abs=0.2)
    assert max(x for x, _ in box) == pytest.approx(marks[figures[3].id][0], abs=0.2)


def test_distribution_counts_the_missing(strip, make_figure, open_svg):
    gone = [make_figure("suppressed", "Gone"), make_figure("suppressed", "Gone too")]
    picture = draw_distribution([Strip("All", [*strip.figures, *gone])], title="x")
    assert "2 authorities suppressed" in picture.alt
    assert "All: 2 areas suppressed." in open_svg(picture.svg).words()
    assert "All (150)" in open_svg(picture.svg).words()


@pytest.fixture
def sides(make_figure):
    def side(name, factor):
        return PyramidSide(
            name,
            [
                (
                    str(age),
                    make_figure(factor * (100 + age), f"{name} {age}", unit="persons", decimals=0),
                )
                for age in range(20)
            ],
        )

    return side("Northby", 1), side("England", 500)


def test_shares_make_a_borough_comparable_with_england(sides, open_svg, clashes):
    picture = draw_pyramid(*sides, title="x", as_share=True)
    drawn = open_svg(picture.svg)
    bars = drawn.paths("data-part", "bar")
    assert len(bars) == 40
    lengths = [max(x for x, _ in bar) - min(x for x, _ in bar) for bar in bars]
    assert lengths[:20] == pytest.approx(lengths[20:], abs=0.2)
    assert clashes(picture.svg) == []
    counts = open_svg(draw_pyramid(*sides, title="x").svg).paths("data-part", "bar")
    assert max(x for x, _ in counts[0]) - min(x for x, _ in counts[0]) < 1


def test_pyramid_alt_tells_the_fullest_ages(sides):
    alt = draw_pyramid(*sides, title="x", as_share=True).alt
    assert "Northby left, England right" in alt
    assert "Northby: most at age 19 (119), fewest at age 0 (100)" in alt


def test_pyramid_shows_a_missing_age(sides, make_figure, open_svg):
    gone = make_figure("suppressed", "Gone")
    left = PyramidSide("Northby", [("0", gone), *sides[0].ages[1:]])
    picture = draw_pyramid(left, sides[1], title="x", as_share=True)
    drawn = open_svg(picture.svg)
    assert gone.id in drawn.marks()
    assert len(drawn.paths("data-part", "bar")) == 39
    assert "1 age suppressed" in picture.alt


def test_pyramid_with_other_ages_on_one_side_is_refused(sides):
    short = PyramidSide("x", sides[1].ages[:-1])
    with pytest.raises(ValueError, match="same ages"):
        draw_pyramid(sides[0], short, title="x")


def test_pyramid_of_sexes_draws_the_comparator_as_a_line(sides, open_svg):
    outlines = (sides[1], sides[1])
    drawn = open_svg(draw_pyramid(sides[0], sides[0], title="x", outlines=outlines).svg)
    steps = drawn.paths("data-line", "England")
    assert [len(path) for path in steps] == [40, 40]
    assert "Line: England." in drawn.words()
