"""Which ward list a code, a name or a sentence's list belongs to."""

from __future__ import annotations

import pytest

from needsbook.catalogue.areas import Areas, load_areas
from needsbook.errors import BadInput, UnknownName
from needsbook.geography.vintages import find_vintage, find_vintages, read_ward_list
from needsbook.paths import Project

KC = "kensington-and-chelsea"


@pytest.fixture(scope="module")
def areas(project: Project) -> Areas:
    return load_areas(project)


def name_vintages(areas: Areas, wards: object, authority: str) -> list[str]:
    return [vintage.vintage for vintage in find_vintages(areas, wards, authority)]  # type: ignore[arg-type]


def test_a_code_has_one_vintage(areas: Areas) -> None:
    assert find_vintage(areas, "E05000634").vintage == "2002"
    assert find_vintage(areas, "E05013794").layer == "westminster_wards_2022"
    assert find_vintage(areas, "E05000001").vintage == "2003"
    with pytest.raises(UnknownName):
        find_vintage(areas, "E09000033")


def test_names_that_stand_in_both_lists_leave_it_open(areas: Areas) -> None:
    assert name_vintages(areas, ["Golborne", "Colville"], KC) == ["2002", "2014"]
    assert name_vintages(areas, ["Golborne", "Notting Dale"], KC) == ["2014"]
    assert name_vintages(areas, ["Golborne", "Cremorne"], KC) == ["2002"]
    assert name_vintages(areas, ["E05009396"], KC) == ["2014"]


def test_spelling_that_writers_vary_does_not_matter(areas: Areas) -> None:
    assert name_vintages(areas, ["St Helens", "brompton and hans town ward"], KC) == ["2014"]
    assert name_vintages(areas, ["ST. JAMES’S"], "westminster") == ["2002", "2022"]


def test_a_sentence_is_split_at_names_not_inside_them(areas: Areas) -> None:
    reading = read_ward_list(
        areas, "Knightsbridge and Belgravia, Harrow Road and Churchill", "westminster"
    )
    assert [ward.given for ward in reading.named] == [
        "Knightsbridge and Belgravia", "Harrow Road", "Churchill",
    ]  # fmt: skip
    assert [vintage.vintage for vintage in reading.vintages] == ["2002"]


def test_the_plans_list_is_mixed(areas: Areas) -> None:
    reading = read_ward_list(areas, "Golborne, Notting Dale, Cremorne, St Charles and Colville", KC)
    assert reading.mixed
    assert {ward.given: ward.vintages for ward in reading.named} == {
        "Golborne": ("2002", "2014"),
        "Notting Dale": ("2014",),
        "Cremorne": ("2002",),
        "St Charles": ("2002",),
        "Colville": ("2002", "2014"),
    }
    assert [ward.given for ward in reading.missing_from("2014")] == ["Cremorne", "St Charles"]
    golborne = reading.named[0]
    old, new = golborne.ward("2002"), golborne.ward("2014")
    assert old is not None
    assert new is not None
    assert (old.code, new.code) == ("E05000389", "E05009396")


def test_codes_of_two_lists_are_mixed_too(areas: Areas) -> None:
    assert name_vintages(areas, ["E05000389", "E05009396"], KC) == []


@pytest.mark.parametrize(
    ("wards", "authority", "words"),
    [
        (["Golbourne"], KC, "did you mean Golborne"),
        (["E05013794"], KC, "use a name or code"),
        (["Xyzzy"], KC, "use a name or code"),
        (["Warndon"], "worcestershire", "worcester"),
    ],
)
def test_unknown_wards_offer_a_way_on(
    areas: Areas, wards: list[str], authority: str, words: str
) -> None:
    with pytest.raises(UnknownName) as caught:
        find_vintages(areas, wards, authority)
    assert words in caught.value.do


def test_an_empty_list_is_refused(areas: Areas) -> None:
    with pytest.raises(BadInput, match="names no ward"):
        find_vintages(areas, " , ", KC)
