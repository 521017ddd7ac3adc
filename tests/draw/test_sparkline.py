"""Sparklines: a line cut where a value is missing, its ends and what stands alone as dots."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from needsbook.draw.sparkline import HEIGHT, WIDTH, describe_series, draw_sparkline
from needsbook.store import Figure


def make(year: int, value: float | None) -> Figure:
    return Figure(f"x.y.{year}", "x", "E09000033", str(year), value, str(value), "percent")


def test_the_line_is_cut_at_a_gap_and_at_a_break() -> None:
    first = [make(2015, 1), make(2016, 2), make(2017, None), make(2018, 3), make(2019, 4)]
    second = [make(2020, 9), make(2021, 8)]
    svg = draw_sparkline("Thing", [first, second], first[1], "k")
    assert svg.count("<polyline") == 3
    assert re.findall(r'data-figure="([^"]+)"', svg) == ["x.y.2016", "x.y.2021"]
    assert svg.count("nb-spark-base") == 1
    assert svg.count("nb-spark-last") == 1


def test_the_description_names_ends_and_extremes() -> None:
    text = describe_series("Thing", [[make(2015, 3), make(2016, 7), make(2017, 5)]])
    assert "3 in 2015" in text
    assert "5 in 2017" in text
    assert "highest 7 (2016)" in text
    assert "cut" not in text


def test_no_value_draws_nothing() -> None:
    assert draw_sparkline("Thing", [[make(2015, None)]], None, "k") == ""


@given(st.lists(st.one_of(st.none(), st.floats(-1e6, 1e6)), min_size=1, max_size=12))
def test_every_value_is_on_a_line_or_a_dot_inside_the_frame(values: list[float | None]) -> None:
    figures = [make(2010 + place, value) for place, value in enumerate(values)]
    svg = draw_sparkline("Thing", [figures], None, "k")
    known = [figure for figure in figures if not figure.missing]
    if not known:
        assert svg == ""
        return
    root = ET.fromstring(svg)
    dots = [element for element in root if element.tag == "circle"]
    points = [
        tuple(map(float, at.split(",")))
        for line in root
        if line.tag == "polyline"
        for at in str(line.get("points")).split(" ")
    ]
    assert dots[-1].get("data-figure") == known[-1].id
    runs = "".join(" " if figure.missing else "x" for figure in figures).split()
    assert len(points) == sum(len(run) for run in runs if len(run) > 1)
    assert len(dots) == sum(len(run) == 1 for run in runs) + (len(runs[-1]) > 1)
    assert all(0 <= across <= WIDTH and 0 <= down <= HEIGHT for across, down in points)
    for dot in dots:
        assert 0 <= float(dot.get("cx") or -1) <= WIDTH
        assert 0 <= float(dot.get("cy") or -1) <= HEIGHT
    assert not re.search(r"nan|inf", svg.split("</title>", 1)[1])
