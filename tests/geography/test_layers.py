"""Layers are refused, with one clear error, when anything in them is not as promised."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import shapely
import yaml

from needsbook.errors import BadInput, IntegrityError, NeedsbookError, UnknownName
from needsbook.geography.layers import check_layers, list_layers, load_layer, load_layer_passport
from needsbook.paths import Project

NAME = "westminster_wards_2022"


@pytest.fixture
def places(project: Project, tmp_path: Path) -> Project:
    """A project with areas and one layer, free to be spoilt."""
    copy = Project(tmp_path)
    copy.boundaries.mkdir(parents=True)
    for path in (project.areas, project.wards):
        shutil.copy2(path, copy.geo / path.name)
    for suffix in ("geojson", "yml"):
        shutil.copy2(project.boundaries / f"{NAME}.{suffix}", copy.boundaries)
    return copy


def spoil(places: Project, change: Callable[[dict[str, Any]], None], **passport: Any) -> None:
    """Change the layer's content and let the passport vouch for the new bytes."""
    path = places.boundaries / f"{NAME}.geojson"
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(json.dumps(content), encoding="utf-8")
    beside = path.with_suffix(".yml")
    words = yaml.safe_load(beside.read_text(encoding="utf-8"))
    words |= {"sha256": hashlib.sha256(path.read_bytes()).hexdigest(), **passport}
    beside.write_text(yaml.safe_dump(words, allow_unicode=True), encoding="utf-8")


def test_every_layer_held_is_whole(project: Project) -> None:
    assert len(list_layers(project)) >= 11
    assert check_layers(project) == []


def test_a_layer_is_sorted_and_fits_together(places: Project) -> None:
    layer = load_layer(places, NAME)
    assert list(layer.columns) == ["code", "name", "parent", "geometry"]
    assert list(layer["code"]) == sorted(layer["code"])
    assert len(layer) == 18
    assert layer.crs.to_epsg() == 27700
    assert shapely.coverage_is_valid(layer.geometry.to_numpy())


def test_an_unknown_layer_offers_the_nearest(places: Project) -> None:
    with pytest.raises(UnknownName) as caught:
        load_layer(places, "westminster_ward_2022")
    assert NAME in caught.value.do


def test_a_missing_file_is_named(places: Project) -> None:
    (places.boundaries / f"{NAME}.geojson").unlink()
    with pytest.raises(BadInput, match="missing"):
        load_layer(places, NAME)


def test_one_changed_byte_is_noticed(places: Project) -> None:
    path = places.boundaries / f"{NAME}.geojson"
    content = bytearray(path.read_bytes())
    place = content.index(b"52") + 1
    content[place] = ord("3")
    path.write_bytes(bytes(content))
    with pytest.raises(IntegrityError, match="sha256") as caught:
        load_layer(places, NAME)
    assert caught.value.where == f"geo/boundaries/{NAME}.geojson"


def rename_ward(content: dict[str, Any]) -> None:
    content["features"][0]["properties"]["code"] = "E05999999"


def repeat_ward(content: dict[str, Any]) -> None:
    content["features"][1]["properties"]["code"] = content["features"][0]["properties"]["code"]


def move_to_camden(content: dict[str, Any]) -> None:
    content["features"][0]["properties"]["parent"] = "E09000007"


def move_corner(content: dict[str, Any]) -> None:
    ring = content["features"][2]["geometry"]["coordinates"][0]
    ring[3] = [ring[3][0] + 40, ring[3][1] + 40]


def cross_itself(content: dict[str, Any]) -> None:
    content["features"][0]["geometry"] = {
        "type": "Polygon",
        "coordinates": [[[0, 0], [1000, 1000], [1000, 0], [0, 1000], [0, 0]]],
    }


def drop_name(content: dict[str, Any]) -> None:
    for feature in content["features"]:
        del feature["properties"]["parent"]


def use_degrees(content: dict[str, Any]) -> None:
    content["crs"]["properties"]["name"] = "urn:ogc:def:crs:OGC:1.3:CRS84"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (rename_ward, "unknown ward code E05999999"),
        (repeat_ward, "stands twice"),
        (move_to_camden, "has the parent E09000007"),
        (move_corner, "do not fit together"),
        (cross_itself, "crosses itself"),
        (drop_name, "lacks the properties parent"),
        (use_degrees, "British National Grid"),
    ],
)
def test_a_wrong_layer_is_one_clear_error(
    places: Project, change: Callable[[dict[str, Any]], None], words: str
) -> None:
    spoil(places, change)
    with pytest.raises(NeedsbookError, match=words) as caught:
        load_layer(places, NAME)
    assert caught.value.where.startswith("geo/boundaries/")
    assert caught.value.do
    assert len(str(caught.value).splitlines()) == 3


def test_a_lost_ward_is_noticed(places: Project) -> None:
    spoil(places, lambda content: content["features"].pop())
    with pytest.raises(IntegrityError, match="17 features, its passport says 18"):
        load_layer(places, NAME)


def test_a_passport_of_another_layer_is_refused(places: Project) -> None:
    spoil(places, lambda content: None, layer="medway_wards_2023")
    with pytest.raises(BadInput, match="not the file's name"):
        load_layer_passport(places, NAME)
