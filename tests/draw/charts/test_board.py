"""The board: four corners in words, each measure once, no words over others."""

from __future__ import annotations

import re

import pytest

from needsbook.draw.charts.board import BoardRow, draw_board
from needsbook.draw.lettering import measure_text
from needsbook.draw.sheet import SMALL
from needsbook.store.figures import Figure

NAMES = ("Referred again to social care within a year and then once more", "Absence", "Teeth")


def make(name: str, band: str, share: float) -> BoardRow:
    slug = re.sub(r"\W+", "_", name.lower())
    figure = Figure(f"{slug}.westminster.2024", slug, "E09000033", "2024", 12.5, "12.5%", "percent")
    return BoardRow(name, figure, band, share)


ROWS = [
    make(f"{name} {band} {share}", band, share)
    for name in NAMES
    for band in ("improved", "worse", "same", "not tested")
    for share in (0.0, 0.49, 0.5, 1.0)
]


@pytest.mark.parametrize("narrow", [False, True])
def test_words_of_the_board_never_lie_over_each_other(narrow: bool) -> None:
    picture = draw_board(ROWS, title="A", narrow=narrow)
    width = 380 if narrow else 860
    boxes = []
    for attributes, inner in re.findall(r"<text\b([^>]*)>(.*?)</text>", picture.svg, re.S):
        words = " ".join(re.sub(r"<[^>]+>", "", inner).split())
        place = re.search(r'\bx="([-\d.]+)"[^>]*\by="([-\d.]+)"', attributes)
        if place is None:
            place = re.search(r"translate\(([-\d.]+)[ ,]+([-\d.]+)\)", attributes)
        assert place is not None, attributes
        x, y = float(place[1]), float(place[2])
        room = measure_text(words, SMALL, "bold" in attributes)
        middle, end = (
            "middle" in attributes,
            '"end"' in attributes or ":end" in attributes or ": end" in attributes,
        )
        left = x - room / 2 if middle else x - room if end else x
        assert left >= -4
        assert left + room <= width + 4, words
        boxes.append((left, y - 11, left + room, y + 3, words))
    assert len(boxes) > len(ROWS)
    for at, first in enumerate(boxes):
        for second in boxes[at + 1 :]:
            apart = (
                first[2] <= second[0] or second[2] <= first[0]
                or first[3] <= second[1] or second[3] <= first[1]
            )  # fmt: skip
            assert apart, (first[4], second[4])


def test_four_corners_are_named_and_empty_ones_say_so() -> None:
    picture = draw_board([make("Teeth", "improved", 0.9)], title="A")
    for corner in (
        "Improved, behind most", "Improved, ahead of most", "Worsened, behind most",
        "Worsened, ahead of most",
    ):  # fmt: skip
        assert corner in picture.svg
    assert "none" in picture.svg
    assert picture.alt.startswith("Improved, ahead of most: Teeth")


def test_a_mark_stands_where_its_share_is() -> None:
    picture = draw_board([make("Teeth", "worse", 0.0), make("Absence", "worse", 1.0)], title="A")
    assert [figure.indicator for figure in picture.figures] == ["teeth", "absence"]
    assert "Worsened, behind most: Teeth; ahead of most: Absence" in picture.alt
