"""The font that is sent with the site: what it holds, and words with the width they have in it."""

import re

import pytest
from fontTools.ttLib import TTFont

from needsbook.draw.font import LICENCE, WEIGHTS, fix_words, font_css, font_folder, measure_exactly


def test_every_file_the_style_sheet_names_is_there_with_the_licence():
    named = re.findall(r'url\("fonts/([^"]+)"\)', font_css())
    assert len(named) == len(WEIGHTS)
    assert all((font_folder() / name).is_file() for name in named)
    assert "SIL Open Font License" in (font_folder() / LICENCE).read_text(encoding="utf-8")
    # Both together are less than a tenth of a first view.
    assert sum((font_folder() / name).stat().st_size for name in named) < 60_000


@pytest.mark.parametrize("name", WEIGHTS.values())
def test_the_font_has_the_letters_of_english_and_welsh_places(name):
    letters = TTFont(font_folder() / f"{name}.ttf").getBestCmap()
    assert not [letter for letter in "ŵŷâêîôûéï’“”–—…−≥≤×±%£½→←▲▼►◄" if ord(letter) not in letters]


def test_words_carry_their_width_by_size_and_weight():
    svg = fix_words(
        '<svg><title>No width</title><g font-size="13"><text x="1">Abbey &amp; Co</text></g>'
        '<text font-size="20" font-weight="700">12<tspan>%</tspan></text><text>1</text></svg>'
    )
    assert [float(part) for part in re.findall(r'textLength="([\d.]+)"', svg)] == pytest.approx(
        [measure_exactly("Abbey & Co", 13), measure_exactly("12%", 20, bold=True)], abs=0.1
    )
    assert re.sub(r' textLength="[^"]*"', "", svg).count("<text") == 3


def test_lines_of_one_text_carry_a_width_each():
    svg = fix_words(
        '<text font-size="10"><tspan x="2">Hyde</tspan><tspan x="2">Park</tspan></text>'
    )
    assert re.findall(r"<text [^>]*textLength", svg) == []
    assert [float(part) for part in re.findall(r'textLength="([\d.]+)"', svg)] == pytest.approx(
        [measure_exactly("Hyde", 10), measure_exactly("Park", 10)], abs=0.1
    )
