"""Spine chart and tartan rug: rows on their own scales, verdicts in letters and colours."""

import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from needsbook.draw.charts.rug import RugCell, RugRow, draw_rug
from needsbook.draw.charts.spine import SpineRow, draw_spine
from needsbook.draw.charts.spine_rows import place_spine
from needsbook.draw.palette import VERDICTS, css_value
from needsbook.show.rug_table import MOST_ACROSS, make_rug_table

NAMES = ("Northby and Southby", "The North", "England")
CLASSES = ["better", "similar", "worse", "higher", "lower", "not_compared"]


@pytest.fixture
def make_row(make_figure):
    def make(title="Late trains", value=30.0, verdict="worse", polarity="lower_is_better", **more):
        indicator = title.lower().replace(" ", "_")
        return SpineRow(
            title,
            make_figure(value, "Northby", indicator=indicator),
            [make_figure(float(v), f"A{v}", indicator=indicator) for v in range(10, 51, 10)],
            **{
                "country": make_figure(20.0, "England", indicator=indicator),
                "region": make_figure(25.0, "The North", indicator=indicator),
                **more,
            },
            verdict=verdict,
            polarity=polarity,
        )

    return make


def test_worst_is_left_whatever_the_polarity(make_row):
    low = place_spine(make_row(polarity="lower_is_better"))
    high = place_spine(make_row(polarity="higher_is_better"))
    neutral = place_spine(make_row(polarity="neutral"))
    assert low.area < 0.5 < high.area == neutral.area
    assert low.area + high.area == pytest.approx(1)


def test_scale_centres_on_england_and_reaches_the_furthest_authority(make_row):
    # England 20; authorities 10 to 50: the furthest is 30 away, so 60 wide in all.
    places = place_spine(make_row(polarity="higher_is_better"))
    assert places.high == pytest.approx(1.0)
    assert places.low == pytest.approx(0.5 - 10 / 60)
    assert places.area == pytest.approx(0.5 + 10 / 60)
    assert places.region == pytest.approx(0.5 + 5 / 60)
    # Quartiles of 10 to 50 (type 7) are 20 and 40.
    assert places.lower_quartile == pytest.approx(0.5)
    assert places.upper_quartile == pytest.approx(0.5 + 20 / 60)


def test_without_england_the_median_authority_is_the_centre(make_row):
    places = place_spine(make_row(value=30.0, country=None, region=None))
    assert places.area == pytest.approx(0.5)


def test_an_area_beyond_all_authorities_stays_on_the_scale(make_row):
    places = place_spine(make_row(value=99.0))
    assert places.area == pytest.approx(0)


def test_too_few_authorities_make_no_scale(make_row, make_figure, open_svg):
    row = replace(make_row(), authorities=[make_figure(1.0, "A")])
    assert place_spine(row) is None
    words = open_svg(draw_spine([row], NAMES, title="x").svg).words()
    assert "no other values to compare with" in words


def test_counts_are_printed_but_not_placed(make_row, make_figure, open_svg):
    row = replace(make_row(), area=make_figure(61, unit="children", decimals=0))
    assert place_spine(row) is None
    drawn = open_svg(draw_spine([row], NAMES, title="x").svg)
    assert drawn.figures()[row.area.id] == "61"
    assert "a count: depends on the area’s size" in drawn.words()


@pytest.mark.parametrize("narrow", [False, True])
def test_spine_prints_values_with_their_ids(make_row, open_svg, clashes, narrow):
    rows = [
        replace(
            make_row(f"Indicator number {n} with a rather long title", verdict=verdict), topic=t
        )
        for n, (verdict, t) in enumerate(zip(CLASSES, "AABBCC", strict=True))
    ]
    picture = draw_spine(rows, NAMES, title="x", narrow=narrow)
    drawn = open_svg(picture.svg)
    figures = drawn.figures()
    for row in rows:
        for figure in (row.area, row.region, row.country):
            assert figures[figure.id] == figure.printed
    letters = {look.letter for look in VERDICTS.values()}
    assert letters <= set(drawn.words())
    assert [text for text in clashes(picture.svg) if "leaves" in text] == []
    assert clashes(picture.svg) == []


def test_spine_figures_are_those_printed_and_the_ends_of_ranges(make_row):
    row = make_row()
    picture = draw_spine([row], NAMES, title="x")
    ends = [row.authorities[0], row.authorities[-1]]
    assert list(picture.figures) == [row.area, row.region, row.country, *ends]


def test_rows_of_a_topic_stand_together(make_row, open_svg):
    rows = [
        replace(make_row(t), topic=topic) for t, topic in [("a1", "A"), ("b1", "B"), ("a2", "A")]
    ]
    words = open_svg(draw_spine(rows, NAMES, title="x").svg).words()
    order = [word for word in words if word in ("A", "B", "a1", "b1", "a2")]
    assert order == ["A", "a1", "a2", "B", "b1"]


def test_missing_area_value_shows_its_reason_and_no_mark(make_row, open_svg):
    row = make_row(value="suppressed")
    picture = draw_spine([row], NAMES, title="x")
    drawn = open_svg(picture.svg)
    assert drawn.figures()[row.area.id] == "suppressed"
    assert "W" not in drawn.words()
    assert "1 value suppressed" in picture.alt


def test_verdicts_differ_in_shape_and_letter_not_only_colour(make_row, open_svg):
    seen = set()
    for verdict in CLASSES:
        row = make_row(verdict=verdict)
        drawn = open_svg(draw_spine([row], NAMES, title="x").svg)
        role = VERDICTS[verdict].role
        group = next(g for g in drawn.all("g") if css_value(role) in g.get("style", ""))
        shape = group[0].attrib["href"]
        outline = next(p.attrib["d"] for p in drawn.all("path") if f"#{p.get('id')}" == shape)
        seen.add((VERDICTS[verdict].letter, outline[:20]))
    assert len({letter for letter, _ in seen}) == 6
    assert len({outline for _, outline in seen}) >= 5


def test_spine_alt_counts_verdicts(make_row):
    rows = [
        make_row(f"Indicator {n}", verdict=v) for n, v in enumerate(["worse", "worse", "better"])
    ]
    alt = draw_spine(rows, NAMES, title="x").alt
    assert alt.startswith("3 indicators, Northby and Southby against England: 1 better, 2 worse")
    assert "Worse: Indicator 0 (30.0%) and one other" in alt
    assert alt != draw_spine(rows[:2], NAMES, title="x").alt


@pytest.fixture
def rug(make_figure):
    names = ["Northby", "Southby", "<b>Westby</b> & Co", "Kensington and Chelsea"]
    rows = [
        RugRow(
            f"Indicator {n}",
            [
                RugCell(make_figure(float(n), "Northby", indicator=f"i{n}"), "worse"),
                RugCell(make_figure("suppressed", "Southby", indicator=f"i{n}"), "better"),
                None,
                RugCell(make_figure(float(n), "Kensington", indicator=f"i{n}"), "not compared"),
            ],
            make_figure(1.0, "England", indicator=f"i{n}"),
            "Trains" if n < 2 else "Buses",
        )
        for n in range(3)
    ]
    return rows, names


def test_rug_table_has_headers_letters_values_and_reasons(rug):
    rows, names = rug
    html = make_rug_table(rows, names, "Trains & buses", own=["Northby"])
    root = ET.fromstring(f"<div>{html}</div>")
    region = root.find("div")
    assert region.get("role") == "region"
    assert region.get("tabindex") == "0"
    assert (
        region.get("aria-label") == "Trains & buses" == "".join(root.find(".//caption").itertext())
    )
    topics, heads = root.find(".//thead").findall("tr")
    assert [part.text for part in topics.findall("th")] == ["Trains", "Buses"]
    assert [head.text.strip() for head in heads] == [
        "Authority",
        *(f"Indicator {n}" for n in range(3)),
    ]
    assert all(head.get("scope") == "col" for head in heads)
    benchmark, *body = root.findall(".//tbody/tr")
    assert benchmark[0].text == "England"
    assert ["".join(row[0].itertext()) for row in body] == names
    assert all(row[0].get("scope") == "row" for row in body)
    cells = [row.findall("td")[0] for row in body]
    assert [cell.get("class").split()[1] for cell in cells] == [
        "nb-v-worse", "nb-v-none", "nb-v-none", "nb-v-not-compared",
    ]  # fmt: skip
    assert cells[0].find("abbr").text == "W"
    assert cells[0].find("abbr").get("title") == "worse"
    cells = [benchmark[1], *cells]
    # A verdict without a value is never shown.
    assert cells[2].find("abbr") is None
    assert "".join(cells[2].itertext()) == "suppressed"
    assert "".join(cells[3].itertext()) == "not held in this book"
    assert next(cell.get("data-figure") for cell in cells[1]) == rows[0].cells[0].figure.id
    assert "Against England: W worse, – not compared." in "".join(root.find(".//p").itertext())


def test_own_authorities_come_first_and_wide_rugs_go_on_below(rug):
    rows, names = rug
    many = [replace(row, title=f"{row.title} {n}") for n in range(4) for row in rows]
    html = make_rug_table(many, names, "Rug", own=["Southby"])
    root = ET.fromstring(f"<div>{html}</div>")
    for table in root.findall(".//table"):
        body = table.findall("tbody/tr")
        assert "".join(body[1][0].itertext()) == "Southby"
        assert body[1][0].get("class") == "nb-own"
        assert len(body[1].findall("td")) <= MOST_ACROSS
    told = [part.text for part in root.findall(".//thead/tr[2]/th")]
    assert len([words for words in told if words != "Authority"]) == len(many)


def test_rug_picture_has_a_letter_for_each_cell(rug, open_svg, clashes):
    rows, names = rug
    picture = draw_rug(rows, names, title="x", own=["Northby"])
    drawn = open_svg(picture.svg)
    letters = [word for word in drawn.words() if len(word) == 1]
    assert sorted(letters) == sorted("W" * 3 + "×" * 6 + "–" * 3)
    assert len(drawn.all("use")) == 12
    assert clashes(picture.svg) == []
    assert "Northby: 3 worse" in picture.alt
    assert "3 cells suppressed" in picture.alt
    assert len(picture.figures) == 9


def test_slanted_heads_stay_on_the_sheet(rug, open_svg):
    rows, _ = rug
    names = ["A", "B", "C", "Kensington and Chelsea with a very long name"]
    drawn = open_svg(draw_rug(rows, names, title="x").svg)
    slanted = [element for element in drawn.all("text") if "transform" in element.attrib]
    assert len(slanted) == 4
    last = slanted[-1]
    x = float(last.attrib["x"])
    run = len("".join(last.itertext())) * 7.2 * 0.62
    assert x + run < drawn.width
    assert re.match(r"rotate\(-52", last.attrib["transform"])
