"""Small multiples: one ward list, one set of classes, every map in its place in time."""

import re

import pytest

from needsbook.catalogue.indicators import Break
from needsbook.draw.maps.classes import set_classes
from needsbook.draw.maps.small_multiples import draw_small_multiples
from needsbook.errors import BadInput

YEARS = ["2016", "2017", "2018", "2019"]


def square(number):
    left, right = number * 1000, number * 1000 + 1000
    ring = [[left, 0], [right, 0], [right, 1000], [left, 1000], [left, 0]]
    return {
        "name": f"Ward {number} & <b>",
        "parent": "E09000001",
        "rings": [ring],
        "coarse": [ring],
        "label": [left + 500, 500, 500],
        "neighbours": [],
    }


@pytest.fixture
def outlines():
    return {
        "layer": "made_up", "title": "Made-up wards of 2014", "attribution": "© Nobody",
        "bbox": [0, 0, 4000, 1000], "areas": {f"ward-{n}": square(n) for n in range(4)},
    }  # fmt: skip


@pytest.fixture
def periods(make_figure):
    some = [
        [make_figure(float(n * 5 + k), f"Ward {n}", y) for n in range(4)]
        for k, y in enumerate(YEARS)
    ]
    some[1][2] = make_figure("suppressed", "Ward 2", YEARS[1])
    del some[2][3]
    return some


def draw(outlines, periods, **more):
    classes = set_classes([figure.value for some in periods for figure in some], 1, "percent")
    return draw_small_multiples(
        outlines, periods, title="Late trains by ward", classes=classes, **more
    )


def test_maps_stand_in_order_of_time_with_their_range(outlines, periods, open_svg, clashes):
    picture = draw(outlines, periods[::-1])
    drawn = open_svg(picture.svg)
    heads = [word for word in drawn.words() if word in YEARS]
    assert heads == YEARS
    assert "0.0% to 15.0%" in drawn.words()
    assert drawn.figures()[periods[0][3].id] == "15.0%"
    assert [figure.id for figure in picture.figures] == [
        figure.id for some in periods for figure in some
    ]


def test_each_ward_is_drawn_once_and_used_in_every_map(outlines, periods, open_svg):
    drawn = open_svg(draw(outlines, periods).svg)
    ids = [element.get("id") for element in drawn.root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    uses = [element.get("href") for element in drawn.all("use")]
    assert {use[1:] for use in uses} <= set(ids)
    assert len(uses) == 4 * (4 + 1)


def test_missing_wards_are_hatched_and_named(outlines, periods, open_svg):
    drawn = open_svg(draw(outlines, periods).svg)
    hatched = [element for element in drawn.all("use") if "url(#" in element.get("style", "")]
    assert len(hatched) == 2
    titles = ["".join(element.itertext()) for element in hatched]
    assert titles == ["Ward 2 & <b>: suppressed, 2017", "Ward 3 & <b>: not held in this book, 2018"]
    assert {"Suppressed", "Not held in this book"} <= set(drawn.words())


def test_same_value_has_the_same_colour_in_every_map(outlines, periods, make_figure, open_svg):
    for some, year in zip(periods, YEARS, strict=True):
        some[0] = make_figure(7.0, "Ward 0", year)
    drawn = open_svg(draw(outlines, periods).svg)
    first = [
        element.get("style")
        for element in drawn.all("use")
        if ".ward-0." in element.get("data-figure", "")
    ]
    assert len(first) == 4
    assert len(set(first)) == 1


def test_a_break_is_lettered_and_explained(outlines, periods, open_svg):
    cut = Break(first="2018", reason="Counted otherwise.")
    words = open_svg(draw(outlines, periods, breaks=[cut]).svg).words()
    assert "2018 (A)" in words
    assert "A – from 2018: Counted otherwise." in words
    before = Break(first="2010", reason="Long ago.")
    assert "Long ago" not in draw(outlines, periods, breaks=[before]).svg


def test_alt_tells_the_last_and_first_map(outlines, periods):
    alt = draw(outlines, periods).alt
    assert alt.startswith("4 maps of 4 wards. 2019: highest Ward 3 & <b> 18.0%, lowest Ward 0")
    assert "2016: highest Ward 3 & <b> 15.0%" in alt
    assert "1 value suppressed" in alt
    assert len(alt) <= 250


def test_a_ward_of_another_list_is_an_error(outlines, periods, make_figure):
    periods[0].append(make_figure(1.0, "Old ward", YEARS[0]))
    with pytest.raises(BadInput, match="not on the map"):
        draw(outlines, periods)


def test_a_period_twice_or_two_indicators_are_errors(outlines, periods, make_figure):
    with pytest.raises(BadInput, match="2016 stands twice"):
        draw(outlines, [periods[0], periods[0]])
    other = [make_figure(1.0, "Ward 0", "2020", indicator="full_trains_pct")]
    with pytest.raises(BadInput, match="one indicator"):
        draw(outlines, [periods[0], other])
    with pytest.raises(BadInput, match="at least one period"):
        draw_small_multiples(outlines, [], title="x", classes=set_classes([], 1, "percent"))


def test_one_image_with_title_and_description(outlines, periods, open_svg):
    picture = draw(outlines, periods)
    root = open_svg(picture.svg).root
    assert root.get("role") == "img"
    assert root.get("aria-labelledby").split() == [element.get("id") for element in root[:2]]
    assert root[1].text == picture.alt
    assert not re.search(r"fill:#|stroke:#", picture.svg)
    assert draw(outlines, periods).svg == picture.svg
