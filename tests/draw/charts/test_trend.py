"""Trends: lines are cut where they must be, every printed number is a figure."""

import re
from dataclasses import replace

import pytest

from needsbook.catalogue.indicators import Break
from needsbook.draw.charts.trend import TrendLine, draw_trend

YEARS = ["2015/16", "2016/17", "2017/18", "2018/19", "2021/22", "2022/23"]
BREAK = Break(first="2021/22", reason="The framework changed; the measures cannot be compared.")
TITLE = "Late trains, Northby"


@pytest.fixture
def line(make_figure):
    """Makes a line from values (None leaves the period out, words are reasons)."""

    def make(name, values, role="area", years=YEARS, **more):
        figures = [
            make_figure(value, name, year, **more)
            for value, year in zip(values, years, strict=True)
            if value is not None
        ]
        return TrendLine(name, [figures], role)

    return make


def draw(lines, breaks=(), **more):
    return draw_trend(lines, breaks, title=TITLE, **more)


def test_a_line_never_crosses_a_break(line, open_svg):
    own = line("Northby", [60, 62, 61, 64, 70, 72], half_width=3)
    years = ["2017/18", "2018/19", "2019/20", "2020/21", "2021/22", "2022/23"]
    region = line("The North", [50, 51, 52, 53, 54, 55], "region", years)
    drawn = open_svg(draw([own, region], [BREAK]).svg)
    [[(at, _), _]] = drawn.paths("data-line", "break")
    paths = drawn.paths("data-line", "Northby") + drawn.paths("data-line", "The North")
    paths += drawn.paths("data-part", "interval")
    assert len(paths) >= 5
    for path in paths:
        sides = {x < at for x, _ in path}
        assert len(sides) == 1, f"{path} crosses the break at {at}"
    # Without the break the region's line, which has every year, is one.
    whole = open_svg(draw([own, region]).svg)
    assert [len(path) for path in whole.paths("data-line", "The North")] == [6]


def test_a_break_is_marked_and_explained(line, open_svg):
    drawn = open_svg(draw([line("Northby", [60, 62, 61, 64, 70, 72])], [BREAK]).svg)
    words = " ".join(drawn.words())
    assert "A – from 2021/22: The framework changed" in words


def test_a_break_outside_the_years_drawn_is_not(line, open_svg):
    before = Break(first="2010/11", reason="Long ago.")
    drawn = open_svg(draw([line("Northby", [60, 62, 61, 64, 70, 72])], [before]).svg)
    assert drawn.paths("data-line", "break") == []
    assert "Long ago" not in drawn.svg


def test_missing_and_absent_periods_leave_gaps(line, open_svg):
    years = ["2014/15", "2015/16", "2016/17", "2017/18", "2018/19", "2019/20"]
    own = line("Northby", [1, 2, "suppressed", 3, 4, 5], years=years)
    other = line("Southby", [1, 2, 2, None, 2, 2], "region", years)
    drawn = open_svg(draw([own, other]).svg)
    assert [len(path) for path in drawn.paths("data-line", "Northby")] == [2, 3]
    assert [len(path) for path in drawn.paths("data-line", "Southby")] == [3, 2]


def test_years_nobody_published_leave_a_gap(line, open_svg):
    drawn = open_svg(draw([line("Northby", [60, 62, 61, 64, 70, 72])]).svg)
    assert [len(path) for path in drawn.paths("data-line", "Northby")] == [4, 2]


def test_surveys_far_apart_are_joined_unless_one_between_is_left_out(line, open_svg):
    own = line("Northby", [4, 3, 2], years=["2008/09", "2012/13", "2016/17"])
    drawn = open_svg(draw([own]).svg)
    assert [len(path) for path in drawn.paths("data-line", "Northby")] == [3]
    other = line("England", [4, 3, 3, 2], "country", ["2008/09", "2012/13", "2013/14", "2016/17"])
    drawn = open_svg(draw([own, other]).svg)
    assert [len(path) for path in drawn.paths("data-line", "Northby")] == [2]


def test_figures_of_two_series_are_never_one_line(line, open_svg):
    own = line("Northby", [1, 2, 3, 4], years=YEARS[:4])
    figures = list(own.figures)
    figures[2:] = [replace(figure, series="rebased") for figure in figures[2:]]
    drawn = open_svg(draw([TrendLine("Northby", [figures])]).svg)
    assert [len(path) for path in drawn.paths("data-line", "Northby")] == [2, 2]


def test_pooled_years_do_not_stand_over_a_single_year(line, open_svg):
    years = ["2011/12", "2012/13", "2011/12-2013/14", "2013/14", "2014/15"]
    own = line("Northby", [1, 2, 9, 3, 4], years=years)
    picture = draw([own])
    assert [len(path) for path in open_svg(picture.svg).paths("data-line", "Northby")] == [4]
    assert len(picture.figures) == 4
    # Where pooled years stand alone they are drawn.
    alone = line("Northby", [9, 3, 4], years=["2010/11-2012/13", "2013/14", "2014/15"])
    assert len(draw([alone]).figures) == 3


def test_missing_is_shown_with_its_reason_and_zero_as_a_value(line, open_svg):
    own = line("Northby", [5, "suppressed", 0, 3], years=YEARS[:4])
    drawn = open_svg(draw([own]).svg)
    gone, zero = own.figures[1].id, own.figures[2].id
    assert "×  Northby suppressed: 2016/17." in drawn.words() or (
        "× Northby suppressed: 2016/17." in drawn.words()
    )
    assert drawn.marks()[gone][1] != drawn.marks()[zero][1]
    axis = max(y for path in drawn.paths("data-line", "Northby") for _, y in path)
    assert drawn.marks()[zero][1] == pytest.approx(axis, abs=0.2)


def test_line_ends_print_the_latest_figures(line, open_svg):
    own = line("Northby", [60, 62, 61, 64, 70, 72])
    region = line("The North", [50, 51, 52, 53, 54, "not_available"], "region")
    picture = draw([own, region])
    drawn = open_svg(picture.svg)
    assert drawn.figures() == {own.figures[-1].id: "72.0%", region.figures[-2].id: "54.0%"}
    assert any("(2021/22)" in words for words in drawn.words())
    assert set(picture.figures) == {*own.figures, *region.figures}


def test_every_number_is_a_figure_a_scale_or_a_note(line, open_svg):
    lines = [line("Northby", [60, 62, 61, 64, 70, 72]), line("England", [9] * 6, "country")]
    drawn = open_svg(draw(lines, [BREAK]).svg)
    for text in drawn.all("text"):
        words = "".join(text.itertext())
        if re.search(r"\d", words) and "from 2021/22" not in words:
            assert "data-figure" in text.attrib or "data-scale" in text.attrib, words


def test_bands_for_runs_and_whiskers_for_single_figures(line, open_svg):
    whole = line("Northby", [60, 62, 61, 64, 70, 72], half_width=2)
    drawn = open_svg(draw([whole]).svg)
    assert [len(path) for path in drawn.paths("data-part", "interval")] == [8, 4]
    single = line("Northby", [60, "low", 61, "low", "low", "low"], half_width=2)
    drawn = open_svg(draw([single]).svg)
    assert drawn.paths("data-part", "interval") == []
    assert len(drawn.paths("data-line", "interval")) == 2
    benchmark = line("England", [60, 62, 61, 64, 70, 72], "country", half_width=2)
    drawn = open_svg(draw([line("Northby", [1] * 6), benchmark]).svg)
    assert drawn.paths("data-part", "interval") == []


def test_labels_keep_apart_when_lines_end_together(line, clashes):
    lines = [
        line("Kensington and Chelsea", [60, 62, 61, 64, 70, 72.0], half_width=4),
        line("Inner London", [60, 62, 61, 64, 70, 72.1], "second"),
        line("London", [60, 62, 61, 64, 70, 72.1], "region"),
        line("England", [60, 62, 61, 64, 70, 72.0], "country"),
    ]
    assert clashes(draw(lines, [BREAK]).svg) == []


@pytest.mark.parametrize(
    "years",
    [
        [f"{year}/{(year + 1) % 100:02d}" for year in range(2000, 2024)],
        [
            f"{year}/{(year + 1) % 100:02d}-{year + 2}/{(year + 3) % 100:02d}"
            for year in range(2006, 2018)
        ],
        [f"{year}-03-31" for year in range(2013, 2026)],
        [f"Dec {year}-Feb {year + 1}" for year in range(2016, 2025)],
        ["2009/10-2011/12", "2010/11-2012/13", "2011/12-2013/14"],
        ["2019"],
    ],
)
def test_axis_labels_fit_whatever_the_periods(line, clashes, years):
    own = line("Northby", list(range(3, 3 + len(years))), years=years, unit="per_10k")
    assert clashes(draw([own]).svg) == []


def test_alt_tells_the_end_the_benchmarks_the_break_and_what_is_missing(line):
    own = line("Northby", [60, "suppressed", 61, 64, 70, 72])
    alt = draw([own, line("England", [50, 51, 52, 53, 54, 55], "country")], [BREAK]).alt
    for words in ("Northby 72.0% in 2022/23", "70.0% in 2021/22", "England 55.0%", "2021/22"):
        assert words in alt
    assert "1 period missing" in alt
    assert 20 <= len(alt) <= 250
    assert TITLE not in alt


def test_alt_names_a_direction_only_with_a_verdict(line):
    own = line("Northby", [10, 20, 30, 40], years=YEARS[:4])
    plain = draw([own]).alt
    assert not re.search(r"ris|rose|fall|fell|increas|decreas|higher|lower", plain)
    ends = ("2016/17", "2017/18")
    told = "tested rise between 2016/17 and 2017/18"
    assert told in draw([own], trend="increasing", tested=ends).alt
    assert "o clear change" in draw([own], trend="no clear change", tested=ends).alt
    # Without the periods it tested a verdict is not told: it would seem to be the line's.
    assert "tested rise" not in draw([own], trend="increasing").alt
    with pytest.raises(KeyError):
        draw([own], trend="soaring")


def test_alt_follows_the_data(line):
    item = draw([line("Northby", [60, 62, 61, 64, 70, 72])]).alt
    two = draw([line("Northby", [60, 62, 61, 64, 70, 73])]).alt
    three = draw([line("Northby", [60, 62, 61, 65, 70, 72])], [BREAK]).alt
    assert len({item, two, three}) == 3


def test_an_area_without_any_value_is_told(line, open_svg):
    own = line("Northby", ["suppressed"] * 6)
    picture = draw([own, line("England", [50, 51, 52, 53, 54, 55], "country")])
    assert picture.alt.startswith("No value of Northby can be shown. England 55.0%")
    assert "Northby suppressed" in " ".join(open_svg(picture.svg).words())


def test_a_line_that_was_never_published_is_told(line, open_svg):
    picture = draw([line("Northby", [1, 2, 3, 4, 5, 6]), TrendLine("London", [], "region")])
    assert "London: not held in this book." in open_svg(picture.svg).words()


def test_axis_that_does_not_start_at_zero_says_so(line, open_svg):
    note = "The upright axis does not start at zero."
    assert note in open_svg(draw([line("Northby", [70, 71, 70, 71, 72, 71])]).svg).words()
    assert note not in open_svg(draw([line("Northby", [20, 71, 70, 71, 72, 71])]).svg).words()


def test_estimates_are_hollow(line, make_figure, open_svg):
    own = line("Northby", [1, 2, 3, 4], years=YEARS[:4])
    figures = [replace(figure, estimated=figure.period == "2016/17") for figure in own.figures]
    drawn = open_svg(draw([TrendLine("Northby", [figures])]).svg)
    assert "Hollow points are estimated." in drawn.words()


def test_years_taken_together_are_marked_beside_single_ones(line, open_svg):
    years = ["2014-2016", "2015-2017", "2019", "2020", "2021", "2022"]
    both = open_svg(draw([line("Northby", [4, 5, 3, 4, 5, 4], years=years)]).svg)
    assert any("several years taken together" in words for words in both.words())
    single = [str(year) for year in range(2017, 2023)]
    alone = open_svg(draw([line("Northby", [4, 5, 3, 4, 5, 4], years=single)]).svg)
    assert not any("several years" in words for words in alone.words())
