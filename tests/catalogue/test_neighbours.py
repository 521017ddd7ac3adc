"""The statistical neighbours' list: complete, the published one, and loud when wrong."""

import csv

import pytest

from needsbook.catalogue.areas import load_areas
from needsbook.catalogue.neighbours import load_neighbours
from needsbook.errors import BadInput, IntegrityError, UnknownName


def test_ten_neighbours_for_each_authority(project):
    neighbours = load_neighbours(project)
    assert neighbours.passport.year == 2025
    assert len(neighbours) == 153
    assert {len(neighbours[code]) for code in neighbours} == {10}


def test_westminsters_nearest_are_camden_and_islington(project):
    areas = load_areas(project)
    names = [areas[code].name for code in load_neighbours(project).codes_of("E09000033")]
    assert names[:4] == ["Camden", "Islington", "Southwark", "Kensington and Chelsea"]
    assert load_neighbours(project).codes_of("E92000001") == ()


def test_same_as_the_published_list(project, shared):
    with (shared / "data" / "statistical_neighbours_2025.csv").open(encoding="utf-8") as file:
        published = {
            (row["area_code"], int(row["rank"])): row["neighbour_code"]
            for row in csv.DictReader(file)
        }
    neighbours = load_neighbours(project)
    ours = {(code, area.rank): area.code for code in neighbours for area in neighbours[code]}
    assert ours == published


def test_changed_file_and_unknown_list_are_named(project_copy):
    with pytest.raises(UnknownName, match="dfe_2021"):
        load_neighbours(project_copy, "dfe_2021")
    path = project_copy.data / "neighbours" / "dfe_2025.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("very_close", "close", 1), encoding="utf-8")
    with pytest.raises(IntegrityError, match="passport"):
        load_neighbours(project_copy)
    path.unlink()
    load_neighbours.cache_clear()
    with pytest.raises(BadInput, match="missing"):
        load_neighbours(project_copy)
