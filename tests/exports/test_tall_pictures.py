"""A part of a tall picture holds what is seen of it, and no more."""

from __future__ import annotations

from needsbook.exports.tall_pictures import keep_within, part_svg

PICTURE = (
    '<svg viewBox="0 0 300 1400" data-cuts="30 700">'
    '<defs><path id="dot" d="M0 0H4V4z"/></defs><text x="0" y="12">Heads</text>'
    '<g fill="red"><use href="#dot" x="9" y="100"/></g><text x="0" y="110">Upper</text>'
    '<path d="M10 100V1300"/><path d="M5 1290l3 3z"/>'
    '<g fill="red"><use href="#dot" x="9" y="1200"><title>Low mark</title></use></g>'
    '<text x="0" y="1210">Lower</text></svg>'
)


def test_only_what_reaches_into_the_part_is_kept() -> None:
    upper, lower = keep_within(PICTURE, 30, 700), keep_within(PICTURE, 700, 1400)
    assert "Upper" in upper
    assert "Lower" not in upper
    assert "Low mark" not in upper
    assert "Lower" in lower
    assert "Low mark" in lower
    assert "Upper" not in lower
    for part in (upper, lower):
        assert 'id="dot"' in part  # shared
        assert "M10 100V1300" in part  # a line through both
        assert "l3 3" in part  # not plain where it is: it stays
    assert upper.count("<g") == 1


def test_what_is_moved_as_a_whole_stays_whole() -> None:
    moved = PICTURE.replace("<g ", '<g transform="translate(0 9)" ')
    assert keep_within(moved, 30, 700) == moved


def test_each_part_repeats_the_head_alone() -> None:
    first, second = part_svg(PICTURE)
    assert first.count("Heads") >= 1
    assert second.count("Heads") == 1
    assert "Upper" in first
    assert "Upper" not in second
    assert "Lower" in second
    assert "Lower" not in first
