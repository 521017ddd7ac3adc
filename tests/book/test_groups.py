"""Groups of areas for a portal, and the search over their books."""

from __future__ import annotations

from pathlib import Path

import pytest

from needsbook.book.groups import choose_group
from needsbook.book.searching import join_indexes, read_index, write_index
from needsbook.catalogue import load_areas
from needsbook.errors import BadInput, UnknownName
from needsbook.paths import Project


def test_london_and_england_are_every_authority(project: Project) -> None:
    areas = load_areas(project)
    assert len(choose_group(project, areas, "london").areas) == 33
    assert len(choose_group(project, areas, "england").areas) == len(areas.at_level("upper_tier"))
    north = choose_group(project, areas, "north-east")
    assert north.title == "Children and young people in the North East"
    assert {area.region for area in north.areas} == {areas["north-east"].code}


def test_a_file_names_its_areas_in_any_of_their_forms(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "group.yml"
    path.write_text("title: Three\nareas: [hackney, Medway, E09000033, hackney]\n")
    group = choose_group(project, load_areas(project), str(path))
    assert group.title == "Three"
    assert [area.slug for area in group.areas] == ["hackney", "medway", "westminster"]


@pytest.mark.parametrize(
    "text",
    [
        "title: None\nareas: []\n",
        "title: Wards\nareas: [e05013794]\n",
        "areas: [hackney]\n",
        "title: [\n",
    ],
)
def test_a_wrong_file_is_one_clear_error(project: Project, tmp_path: Path, text: str) -> None:
    path = tmp_path / "group.yml"
    path.write_text(text)
    with pytest.raises(BadInput):
        choose_group(project, load_areas(project), str(path))


def test_unknown_groups_and_areas_are_named(project: Project, tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="lodnon"):
        choose_group(project, load_areas(project), "lodnon")
    with pytest.raises(BadInput, match=r"no\.yml"):
        choose_group(project, load_areas(project), "no.yml")
    path = tmp_path / "group.yml"
    path.write_text("title: One\nareas: [hackny]\n")
    with pytest.raises(UnknownName, match="hackny"):
        choose_group(project, load_areas(project), str(path))


def make_index(name: str, **terms: int | list[int]) -> dict[str, object]:
    return {
        "docnames": [f"{name}/a", f"{name}/b"], "filenames": [f"{name}/a.ipynb", f"{name}/b.ipynb"],
        "titles": ["A", "B"], "alltitles": {"A": [[0, None]], name: [[1, "x"]]},
        "indexentries": {}, "terms": dict(terms), "titleterms": {name: 0}, "objects": {},
        "objtypes": {}, "objnames": {}, "envversion": {"sphinx": 1},
    }  # fmt: skip


def test_indexes_are_joined_with_every_place_moved() -> None:
    first, second = (
        make_index("one", absence=1, school=[0, 1]),
        make_index("two", absence=[0, 1], care=0),
    )
    joined = read_index(write_index(join_indexes([first, second])))
    assert joined["docnames"] == ["one/a", "one/b", "two/a", "two/b"]
    assert joined["terms"] == {"absence": [1, 2, 3], "school": [0, 1], "care": 2}
    assert joined["titleterms"] == {"one": 0, "two": 2}
    assert joined["alltitles"] == {
        "A": [[0, None], [2, None]],
        "one": [[1, "x"]],
        "two": [[3, "x"]],
    }
    assert joined["envversion"] == {"sphinx": 1}
