"""The areas, wards, layers and shares this project holds agree with each other."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from needsbook.catalogue.areas import load_areas
from needsbook.geography.layers import list_layers, load_layer, load_layer_passport
from needsbook.geography.vintages import find_vintage, list_ward_layers, wards_of_vintage
from needsbook.paths import Project

LISTS = {
    ("westminster", "2002"): 20,
    ("westminster", "2022"): 18,
    ("kensington-and-chelsea", "2002"): 18,
    ("kensington-and-chelsea", "2014"): 18,
    ("medway", "2003"): 22,
    ("medway", "2023"): 24,
    ("hackney", "2014"): 21,
    ("tower-hamlets", "2002"): 17,
    ("croydon", "2018"): 28,
    ("city-of-london", "2013"): 25,
    ("malvern-hills", "2023"): 18,
    ("wychavon", "2003"): 32,
    ("redditch", "2024"): 9,
    ("worcester", "2004"): 15,
    ("bromsgrove", "2015"): 30,
    ("wyre-forest", "2015"): 12,
}


def test_every_level_has_its_areas(project: Project) -> None:
    levels = Counter(area.level for area in load_areas(project))
    del levels["ward"]
    assert levels == {
        "country": 1, "region": 9, "sub_region": 2, "upper_tier": 153, "district": 6,
    }  # fmt: skip


def test_every_authority_lies_in_a_region(project: Project) -> None:
    areas = load_areas(project)
    regions = {area.code for area in areas.at_level("region")}
    authorities = areas.at_level("upper_tier")
    assert {area.region for area in authorities} == regions
    assert len(areas.at_level("upper_tier", "E12000007")) == 33


def test_no_authority_was_lost_or_renamed(project: Project, shared: Path) -> None:
    published = pd.read_csv(shared / "data" / "areas.csv", dtype=str, keep_default_na=False)
    areas = load_areas(project)
    for row in published.itertuples():
        area = areas[row.area_code]
        name = str(row.area_name).removesuffix(", City of").removesuffix(", County of")
        renamed = row.area_code in ("E05000007", "E05000621")
        assert area.name == name or renamed
        assert area.parent == row.parent_code


@pytest.mark.parametrize(("authority", "vintage"), LISTS)
def test_a_ward_list_has_its_wards(project: Project, authority: str, vintage: str) -> None:
    wards = wards_of_vintage(load_areas(project), authority, vintage)
    assert len(wards) == LISTS[authority, vintage]


def test_every_ward_stands_in_one_list_of_its_authority(project: Project) -> None:
    areas = load_areas(project)
    for ward in (area for area in areas if area.level == "ward"):
        vintage = find_vintage(areas, ward.code)
        assert ward.code in wards_of_vintage(areas, ward.parent, vintage.vintage)
        assert (ward.valid_to is None) == (vintage.last is None)


def test_lists_follow_each_other_without_a_gap(project: Project) -> None:
    for area in load_areas(project):
        for before, after in zip(area.wards, area.wards[1:], strict=False):
            assert before.last is not None
            assert (after.first - before.last).days == 1
        if area.wards:
            assert area.wards[-1].last is None
    areas = load_areas(project)
    assert areas["westminster"].wards[-1].first == date(2022, 5, 5)
    assert areas["kensington-and-chelsea"].wards[-1].first == date(2014, 5, 22)


def test_every_layer_named_draws_its_ward_list(project: Project) -> None:
    areas = load_areas(project)
    drawn = {name: set(load_layer(project, name)["code"]) for name in list_layers(project)}
    for area in areas:
        assert not area.layer or area.layer in drawn
        for vintage in area.wards:
            if vintage.layer:
                assert (
                    set(wards_of_vintage(areas, area.code, vintage.vintage)) <= drawn[vintage.layer]
                ), f"{area.name} {vintage.vintage}"


def test_the_newest_layer_comes_first(project: Project) -> None:
    areas = load_areas(project)
    assert list_ward_layers(areas, "westminster") == [
        "westminster_wards_2022", "westminster_wards_2002",
    ]  # fmt: skip
    assert list_ward_layers(areas, "worcestershire") == [
        "worcestershire_wards_2025", "worcestershire_wards_2022",
    ]  # fmt: skip


def test_names_in_layers_are_those_of_the_register(project: Project) -> None:
    areas = load_areas(project)
    for name in list_layers(project):
        layer = load_layer(project, name)
        for code, drawn in zip(layer["code"], layer["name"], strict=True):
            assert areas[code].name == drawn


def test_attribution_names_everyone_due(project: Project) -> None:
    for name in list_layers(project):
        passport = load_layer_passport(project, name)
        assert "Open Government Licence v.3.0" in passport.attribution
        assert "Contains OS data © Crown copyright and database right" in passport.attribution
        credited = "Martin Chorley" in passport.attribution and "CC BY 4.0" in passport.attribution
        assert credited == ("martinjc" in passport.read_from)
    chorley = {n for n in list_layers(project)
               if "Chorley" in load_layer_passport(project, n).attribution}  # fmt: skip
    assert chorley == {"kensington_chelsea_wards_2002", "london_wards_2014"}


def test_boroughs_have_the_very_edges_of_their_wards(project: Project) -> None:
    wards = load_layer(project, "london_wards_2022")
    boroughs = load_layer(project, "london_boroughs").set_index("code").geometry
    for name, code in (("westminster_wards_2022", "E09000033"),
                       ("kensington_chelsea_wards_2014", "E09000020")):  # fmt: skip
        own = load_layer(project, name)
        assert own.geometry.union_all().symmetric_difference(boroughs[code]).area < 1
        inside = wards[wards["parent"] == code].set_index("code").geometry
        assert all(
            shape.equals(inside[code])
            for code, shape in zip(own["code"], own.geometry, strict=True)
        )


@pytest.mark.parametrize(
    ("layer", "published"),
    [
        ("westminster_wards_2002", "westminster_wards_2002"),
        ("kensington_chelsea_wards_2002", "kensington_chelsea_wards_2002"),
        ("medway_wards_2023", "medway_wards_2023"),
        ("worcestershire_districts", "worcestershire_districts"),
        ("london_boroughs", "london_boroughs"),
    ],
)
def test_outlines_stay_near_the_published_ones(
    project: Project, shared: Path, layer: str, published: str
) -> None:
    import geopandas

    own = load_layer(project, layer).set_index("code").geometry
    theirs = geopandas.read_file(shared / "geo" / f"{published}.geojson")
    code = "ward_code" if "ward_code" in theirs else "lad_code"
    theirs = theirs.set_index(code).geometry
    assert set(own.index) == set(theirs.index)
    for their, shape in theirs.items():
        # A line moved by 20 metres all round is the most a tolerance can explain.
        assert own[their].symmetric_difference(shape).area < 20 * shape.length
        assert abs(own[their].area / shape.area - 1) < 0.03
