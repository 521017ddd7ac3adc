"""Lettering: words fit their room, labels keep apart."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needsbook.draw.lettering import (
    MARGIN,
    clean_text,
    cut_text,
    measure_text,
    spread_labels,
    wrap_text,
)


def test_widths_are_those_of_the_font_that_is_sent():
    # Arimo is as wide as Arial: W 1933, i 455 and digits 1139 of 2048.
    assert measure_text("W", 2048) == pytest.approx(1933 * MARGIN)
    assert measure_text("i", 2048) == pytest.approx(455 * MARGIN)
    assert measure_text("2019", 2048) == pytest.approx(4 * 1139 * MARGIN)
    assert measure_text("Golborne", 16, bold=True) > measure_text("Golborne", 16)


@given(st.text(max_size=120), st.integers(30, 300))
def test_wrapped_lines_fit_and_keep_every_letter(text, width):
    lines = wrap_text(text, 15, width)
    assert "".join("".join(lines).split()) == "".join(clean_text(text).split())
    assert all(measure_text(line, 15) <= width or len(line) == 1 for line in lines)


def test_too_many_lines_end_with_dots():
    lines = wrap_text("one two three four five six seven", 15, 60, most=2)
    assert len(lines) == 2
    assert lines[1].endswith("…")
    assert measure_text(lines[1], 15) <= 60


def test_cut_text_leaves_short_words_alone():
    assert cut_text("Brent", 15, 100) == "Brent"
    assert cut_text("Hammersmith and Fulham", 15, 100).endswith("…")


def test_characters_no_svg_may_hold_are_dropped():
    assert clean_text("a\x00b\x1bc\n d\ufffe") == "a b c d"


@given(
    st.lists(
        st.tuples(st.floats(0, 500, allow_nan=False), st.floats(5, 40)), min_size=1, max_size=12
    )
)
def test_spread_labels_never_touch_and_stay_inside(labels):
    wanted, heights = zip(*labels, strict=True)
    middles = spread_labels(wanted, heights, 0, 500)
    placed = sorted(zip(middles, heights, strict=True))
    for (first, high), (second, low) in itertools.pairwise(placed):
        assert second - first >= (high + low) / 2 - 1e-6
    assert placed[0][0] - placed[0][1] / 2 >= -1e-6
    assert placed[-1][0] + placed[-1][1] / 2 <= 500 + 1e-6


@given(st.lists(st.integers(0, 20), min_size=2, max_size=8))
def test_labels_with_room_stay_where_they_are(steps):
    wanted = [30 + 50 * number + step for number, step in enumerate(steps)]
    assert spread_labels(wanted, [20] * len(wanted), 0, 1000) == pytest.approx(wanted)
