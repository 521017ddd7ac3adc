"""Geometry of the sheet: frames, paths, outer lines and clipping, without a library."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Polygon, box

from needsbook.draw.maps.outlines import (
    clip_ring,
    fit_frame,
    read_outlines,
    select_outlines,
    trace_outside,
    write_path,
)
from needsbook.errors import BadInput

POINTS = st.tuples(st.integers(-60, 160), st.integers(-60, 160))


def read_path(path: str) -> list[list[tuple[float, float]]]:
    """The rings of a path of relative steps, as a browser follows them."""
    rings = []
    pen = (0.0, 0.0)
    for part in path.split("z")[:-1]:
        numbers = [float(held_part) for held_part in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", part)]
        ring = []
        for across, down in zip(numbers[::2], numbers[1::2], strict=True):
            pen = (round(pen[0] + across, 1), round(pen[1] + down, 1))
            ring.append(pen)
        rings.append(ring)
        pen = ring[0]
    return rings


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.lists(st.tuples(st.floats(-500, 500), st.floats(-500, 500)), min_size=3, max_size=8),
        min_size=1,
        max_size=3,
    )
)
def test_a_path_draws_the_points_it_was_given(rings: list[list[tuple[float, float]]]) -> None:
    drawn = read_path(write_path([[*ring, ring[0]] for ring in rings], 1))
    wanted = []
    for ring in rings:
        points = [(round(x * 10) / 10, round(y * 10) / 10) for x, y in ring]
        kept = [
            point for point, before in zip(points, [None, *points], strict=False) if point != before
        ]
        if len(kept) > 1 and kept[0] == kept[-1]:
            kept.pop()
        if len(kept) >= 3:
            wanted.append(kept)
    assert [[pytest.approx(point) for point in ring] for ring in wanted] == drawn


def test_a_frame_shows_everything_with_north_up() -> None:
    frame = fit_frame([1000, 2000, 3000, 3000], 520, 560, 20)
    assert frame.place((1000, 3000)) == pytest.approx((20, 20))
    assert frame.place((3000, 2000)) == pytest.approx((500, 260))
    assert frame.height == pytest.approx(280)
    tall = fit_frame([0, 0, 100, 1000], 520, 560, 20)
    assert tall.height == 560
    assert tall.place((50, 500)) == pytest.approx((260, 280))


def test_the_outer_line_leaves_out_shared_edges() -> None:
    left = [[0, 0], [0, 2], [1, 2], [1, 1], [1, 0], [0, 0]]
    right = [[1, 0], [1, 1], [1, 2], [3, 2], [3, 0], [1, 0]]
    island = [[9, 9], [9, 10], [10, 10], [9, 9]]
    lines = trace_outside([left, right, island])
    assert sorted(Polygon(line).area for line in lines) == [0.5, 6.0]
    assert all(line[0] == line[-1] for line in lines)


@settings(max_examples=200, deadline=None)
@given(POINTS, POINTS, POINTS)
def test_clipping_keeps_what_lies_in_the_window(
    first: tuple[int, int], second: tuple[int, int], three: tuple[int, int]
) -> None:
    triangle = Polygon([first, second, three])
    clipped = clip_ring([first, second, three, first], (0, 0, 100, 100))
    inside = triangle.intersection(box(0, 0, 100, 100)).area
    assert (Polygon(clipped).area if len(clipped) > 3 else 0) == pytest.approx(inside, abs=1e-6)


def test_a_ring_outside_the_window_is_gone() -> None:
    assert clip_ring([(-9, -9), (-5, -9), (-5, -5), (-9, -9)], (0, 0, 100, 100)) == []


def test_a_part_of_a_layer_has_its_own_extent() -> None:
    square = {"name": "A", "parent": "P", "rings": [[[0, 0], [0, 9], [9, 9], [0, 0]]]}
    other = {"name": "B", "parent": "Q", "rings": [[[50, 50], [50, 60], [60, 60], [50, 50]]]}
    outlines = {"layer": "both", "areas": {"A1": square, "B1": other}, "bbox": [0, 0, 60, 60]}
    part = select_outlines(outlines, parents={"Q"})
    assert list(part["areas"]) == ["B1"]
    assert part["bbox"] == [50, 50, 60, 60]
    assert list(select_outlines(outlines, codes={"A1"})["areas"]) == ["A1"]
    assert list(select_outlines(outlines, leave_out={"A1"})["areas"]) == ["B1"]
    with pytest.raises(BadInput, match="draws none of X"):
        select_outlines(outlines, parents={"X"})


def test_missing_or_broken_outlines_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="missing") as caught:
        read_outlines(tmp_path / "atlantis.json")
    assert "needsbook build" in caught.value.do
    (tmp_path / "half.json").write_text('{"areas":', encoding="utf-8")
    with pytest.raises(BadInput, match="cannot be read"):
        read_outlines(tmp_path / "half.json")
