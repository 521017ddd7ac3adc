"""The SVG every chart ends as: clean, repeatable, safe to set beside others, dark or light."""

import hashlib
import os
import re
import subprocess
import sys
from xml.etree import ElementTree as ET

import pytest

from needsbook.draw.charts.trend import TrendLine, draw_trend
from needsbook.draw.palette import COLOURS, VERDICTS, chart_css, css_variables, find_verdict
from needsbook.draw.sheet import Sheet, SheetText
from needsbook.draw.style import plain_svg, style_settings

HOSTILE = "<script>alert(1)</script> & \"'$x^2$ \x00\x1b]]>"
MAKE = """
import hashlib, sys
from needsbook.draw.style import FONTS
before = any(name.split(".")[0] == "matplotlib" for name in sys.modules)
from needsbook.draw.charts.trend import TrendLine, draw_trend
from needsbook.store.figures import Figure
figures = [
    Figure(f"x.northby.{year}", "x", "northby", str(year), year % 7 + 1.0, str(year % 7 + 1), "score",
           lower_ci=year % 7 + 0.5, upper_ci=year % 7 + 2.0)
    for year in range(2010, 2020)
]
svg = draw_trend([TrendLine("Northby", [figures])], title="Late trains").svg
slow = [name for name in ("matplotlib.pyplot", "scipy.stats", "geopandas") if name in sys.modules]
print(before, slow, hashlib.sha256(svg.encode()).hexdigest())
"""


@pytest.fixture
def chart(make_figure):
    figures = [
        make_figure(float(y % 7), "Northby", str(y), half_width=1) for y in range(2010, 2020)
    ]
    return draw_trend([TrendLine("Northby", [figures])], title="Late trains")


def run_elsewhere(seed):
    done = subprocess.run(
        [sys.executable, "-c", MAKE], capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONHASHSEED": seed},
    )  # fmt: skip
    return done.stdout.split(" ", 1)


def test_bytes_are_the_same_in_every_process_and_nothing_slow_is_imported():
    first, second = run_elsewhere("1"), run_elsewhere("2")
    assert first == second
    before, rest = first
    assert before == "False", "matplotlib must wait for the first drawing"
    assert rest.startswith("[] ")


def test_bytes_are_the_same_twice(make_figure):
    def make():
        figures = [make_figure(float(y % 7), "Northby", str(y)) for y in range(2010, 2020)]
        return draw_trend([TrendLine("Northby", [figures])], title="x").svg

    assert hashlib.sha256(make().encode()).digest() == hashlib.sha256(make().encode()).digest()


def test_svg_is_one_labelled_image_without_anything_of_its_maker(chart, open_svg):
    root = open_svg(chart.svg).root
    assert chart.svg.startswith("<svg ")
    assert root.get("role") == "img"
    assert root.get("width") == "100%"
    assert "height" not in root.attrib
    labels = [ET.tostring(element, encoding="unicode", method="text") for element in root[:2]]
    assert labels == [chart.title, chart.alt]
    assert root.get("aria-labelledby").split() == [element.get("id") for element in root[:2]]
    for word in ("metadata", "DOCTYPE", "<?xml", "<style", "matplotlib", "xlink", "DejaVu", 'pt"'):
        assert word not in chart.svg
    assert "Arimo, arial, sans-serif" in root.get("style")


def test_ids_are_unique_across_charts_and_every_reference_is_kept(chart, make_figure):
    other = draw_trend(
        [TrendLine("Southby", [[make_figure(1.0, "Southby", str(y)) for y in range(2010, 2013)]])],
        title="Late trains",
    )
    again = draw_trend(
        [TrendLine("Northby", [list(chart.figures)])], title="Late trains", width=360
    )
    named = draw_trend(
        [TrendLine("Northby", [list(chart.figures)])], title="Late trains", prefix="page-2"
    )
    page = [picture.svg for picture in (chart, other, again, named)]
    ids = [re.findall(r'\bid="([^"]+)"', svg) for svg in page]
    flat = [name for some in ids for name in some]
    assert len(flat) == len(set(flat)) > 8
    assert all(text.startswith("page-2-") for text in ids[3])
    for svg, own in zip(page, ids, strict=True):
        assert set(re.findall(r'(?:href="#|url\(#)([^")]+)', svg)) <= set(own)


def test_every_colour_is_a_variable_with_a_fallback(chart, open_svg):
    seen = set()
    for element in open_svg(chart.svg).root.iter():
        for name in ("fill", "stroke"):
            if name in element.attrib:
                assert element.attrib[name] == "none" or element.attrib[name].startswith(
                    "var(--nb-"
                )
        for rule in element.get("style", "").split(";"):
            if rule.startswith(("fill:", "stroke:")):
                found = re.fullmatch(r"(?:fill|stroke):var\(--nb-([a-z-]+),(#[0-9a-f]{6})\)", rule)
                assert found, rule
                assert COLOURS[found[1]][0] == found[2]
                seen.add(found[1])
    assert {"ink", "grid", "area"} <= seen


def test_plain_svg_needs_no_variables_and_has_a_size(chart, open_svg):
    svg = plain_svg(chart.svg)
    assert "var(" not in svg
    root = open_svg(svg).root
    assert float(root.get("width")) == open_svg(svg).width
    assert float(root.get("height")) == open_svg(svg).height
    assert COLOURS["area"][0] in svg


def test_hostile_words_are_shown_as_words(make_figure, open_svg):
    figure = make_figure(1.0, "Northby", "2018")
    line = TrendLine(HOSTILE, [[figure, make_figure(2.0, "Northby", "2019")]])
    picture = draw_trend([line], title=HOSTILE)
    drawn = open_svg(picture.svg)
    assert "<script" not in picture.svg
    assert "$x^2$" in "".join(drawn.words()).replace(" ", "")
    assert "\x00" not in picture.svg
    assert drawn.root[0].text == "<script>alert(1)</script> & \"'$x^2$ ]]>"


def test_a_figure_that_is_drawn_must_be_listed(make_figure):
    sheet = Sheet()
    sheet.text(0, 20, make_figure(1.0))
    with pytest.raises(ValueError, match="northby"):
        sheet.finish(40, title="x", alt="y", kind="test", figures=[])


def test_parts_of_a_text_name_their_figures(make_figure, open_svg):
    figure, sheet = make_figure(12.5), Sheet()
    sheet.text(0, 20, [SheetText("Northby "), SheetText("12.5%", figure), SheetText(" of trains")])
    picture = sheet.finish(40, title="x", alt="y", kind="test", figures=[figure])
    drawn = open_svg(picture.svg)
    assert drawn.words() == ["Northby 12.5% of trains"]
    assert drawn.figures() == {figure.id: "12.5%"}


def test_charts_are_small(chart):
    assert len(chart.svg.encode()) < 12_000


def test_words_are_large_enough_on_a_phone(chart, open_svg):
    drawn = open_svg(chart.svg)
    sizes = [
        float(element.attrib["font-size"])
        for element in drawn.root.iter()
        if "font-size" in element.attrib
    ]
    # A phone 390 pixels wide leaves about 358 for a picture.
    assert min(sizes) * 358 / drawn.width >= 9


def brightness(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(first, second):
    high, low = sorted((brightness(first), brightness(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
def test_contrast_meets_wcag_aa(mode):
    colour = {role: values[mode] for role, values in COLOURS.items()}
    for role in ("ink", "muted"):
        assert contrast(colour[role], colour["paper"]) >= 4.5
    for look in VERDICTS.values():
        assert contrast(colour[look.role], colour[f"on-{look.role}"]) >= 4.5, look
    for role in ("area", "second", "region", "country", "axis"):
        assert contrast(colour[role], colour["paper"]) >= 3, role


def test_colours_are_those_of_the_analysis_function():
    cycle = [text.lower() for text in style_settings()["axes.prop_cycle"].by_key()["color"]]
    light = [COLOURS[role][0] for role in ("area", "region", "second", "country")]
    assert light == [cycle[0], cycle[1], cycle[2], cycle[4]]


def test_style_sheet_sets_every_colour_in_both_modes():
    sheet = css_variables()
    for role, (light, dark) in COLOURS.items():
        assert sheet.count(f"--nb-{role}:{light};") >= 2
        assert f"--nb-{role}:{dark};" in sheet
    for look in VERDICTS.values():
        assert f"nb-v-{look.role}" in chart_css()


def test_verdicts_are_found_however_written():
    assert find_verdict("not compared") is find_verdict("not_compared")
    with pytest.raises(KeyError):
        find_verdict("splendid")
