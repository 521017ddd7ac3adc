"""Outlines hold what a map needs, and are written only when something changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from shapely.geometry import Point, Polygon

from needsbook.errors import UnknownName
from needsbook.geography.layers import load_layer
from needsbook.geography.outlines import prepare_outlines, write_outlines
from needsbook.paths import Project

WARDS = "westminster_wards_2022"


def test_outlines_are_plain_data_of_every_ward(project: Project) -> None:
    outlines = prepare_outlines(project, WARDS)
    assert json.loads(json.dumps(outlines)) == outlines
    assert len(outlines["areas"]) == 18
    church_street = outlines["areas"]["E05013794"]
    assert church_street["name"] == "Church Street"
    assert church_street["parent"] == "E09000033"
    assert outlines["vintage"] == "2022"
    assert "Open Government Licence" in outlines["attribution"]
    for area in outlines["areas"].values():
        for ring in area["rings"]:
            assert ring[0] == ring[-1]
            assert all(isinstance(coordinate, int) for point in ring for coordinate in point)


def test_label_points_lie_inside_with_room_round_them(project: Project) -> None:
    shapes = load_layer(project, WARDS).set_index("code").geometry
    for code, area in prepare_outlines(project, WARDS)["areas"].items():
        x, y, radius = area["label"]
        assert radius > 100
        assert shapes[code].buffer(2).contains(Point(x, y).buffer(radius * 0.97))


def test_neighbours_are_those_that_share_a_line(project: Project) -> None:
    outlines = prepare_outlines(project, WARDS)
    shapes = load_layer(project, WARDS).set_index("code").geometry
    for code, area in outlines["areas"].items():
        expected = {
            other
            for other in shapes.index
            if other != code and shapes[code].intersection(shapes[other]).length > 0
        }
        assert set(area["neighbours"]) == expected


def test_coarse_outlines_are_lighter_and_keep_every_area(project: Project) -> None:
    areas = prepare_outlines(project, "london_boroughs")["areas"]
    fine = sum(len(ring) for area in areas.values() for ring in area["rings"])
    coarse = sum(len(ring) for area in areas.values() for ring in area["coarse"])
    assert coarse < 0.7 * fine
    for area in areas.values():
        assert area["coarse"]
        full = Polygon(max(area["rings"], key=len)).area
        assert abs(Polygon(max(area["coarse"], key=len)).area / full - 1) < 0.1


def test_files_are_the_same_bytes_and_left_alone_when_current(
    project: Project, tmp_path: Path
) -> None:
    first, second = tmp_path / "one", tmp_path / "two"
    paths = write_outlines(project, [WARDS, "medway_wards_2023", WARDS], first)
    assert [path.name for path in paths] == ["medway_wards_2023.json", f"{WARDS}.json"]
    write_outlines(project, [WARDS], second)
    assert (first / f"{WARDS}.json").read_bytes() == (second / f"{WARDS}.json").read_bytes()
    stamp = paths[0].stat().st_mtime_ns
    write_outlines(project, ["medway_wards_2023"], first)
    assert paths[0].stat().st_mtime_ns == stamp
    paths[0].write_text("{}", encoding="utf-8")
    write_outlines(project, ["medway_wards_2023"], first)
    assert len(json.loads(paths[0].read_text(encoding="utf-8"))["areas"]) == 24
    assert not list(first.glob("*.part"))


def test_nothing_is_written_for_an_unknown_layer(project: Project, tmp_path: Path) -> None:
    with pytest.raises(UnknownName):
        write_outlines(project, ["atlantis"], tmp_path / "new")
    assert not (tmp_path / "new").exists()
