"""Editions on disk: written once, whole, and checked when read."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from needsbook.editions.frozen import (
    check_editions,
    list_editions,
    read_edition,
    require_editions,
    write_edition,
)
from needsbook.errors import BadInput, IntegrityError, UnknownName
from needsbook.paths import Project
from tests.editions.conftest import Make, make_row


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def test_what_is_written_is_read(project: Project, make: Make) -> None:
    edition = make("2019")
    folder = write_edition(project, edition)
    again = read_edition(project, "2019")
    assert sorted(row["id"] for row in again.rows) == sorted(row["id"] for row in edition.rows)
    assert again.catalogue == edition.catalogue
    assert again.day == "2019-01-01"
    assert sorted(path.name for path in folder.iterdir()) == [
        "catalogue.json",
        "figures.csv",
        "manifest.json",
    ]
    assert list_editions(project) == ["2019"]


def test_same_edition_gives_the_same_bytes(tmp_path: Path, make: Make) -> None:
    first, second = (Project(tmp_path / name) for name in "ab")
    backwards = make("2019")
    backwards.rows.reverse()  # type: ignore[attr-defined]
    one_way, other_way = write_edition(first, make("2019")), write_edition(second, backwards)
    for name in ("catalogue.json", "figures.csv", "manifest.json"):
        assert (one_way / name).read_bytes() == (other_way / name).read_bytes()
        assert b"\r" not in (one_way / name).read_bytes()


def test_taken_name_is_refused_and_nothing_is_touched(project: Project, make: Make) -> None:
    folder = write_edition(project, make("2019"))
    before = (folder / "figures.csv").read_bytes()
    with pytest.raises(BadInput, match="frozen already"):
        write_edition(project, make("2019", [make_row("decay E09000033 2017/18")]))
    assert (folder / "figures.csv").read_bytes() == before
    assert [path.name for path in project.editions.iterdir()] == ["2019"]


def test_id_used_twice_or_without_source_leaves_nothing(project: Project, make: Make) -> None:
    twice = make("2019")
    twice.rows.append(twice.rows[0])  # type: ignore[attr-defined]
    with pytest.raises(IntegrityError, match=r"obesity\.e09000033\.2016-17 is used twice"):
        write_edition(project, twice)
    astray = make("2019", [make_row("decay E09000033 2017/18", dataset="")])
    with pytest.raises(IntegrityError, match=r"decay.e09000033.2017-18 .* has no source"):
        write_edition(project, astray)
    assert not project.editions.exists()


@pytest.mark.parametrize("name", ["figures.csv", "catalogue.json"])
def test_changed_file_is_named(project: Project, make: Make, name: str) -> None:
    path = write_edition(project, make("2019")) / name
    path.write_bytes(path.read_bytes().replace(b"10", b"11"))
    with pytest.raises(IntegrityError, match=f"{name} of the edition 2019 changed") as caught:
        read_edition(project, "2019")
    assert caught.value.where == f"editions/2019/{name}"


def test_missing_or_broken_file_is_named(project: Project, make: Make) -> None:
    folder = write_edition(project, make("2019"))
    (folder / "figures.csv").unlink()
    with pytest.raises(IntegrityError, match=r"figures\.csv of the edition 2019 is missing"):
        read_edition(project, "2019")
    (folder / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(BadInput, match=r"manifest.json is not JSON"):
        read_edition(project, "2019")


def test_unknown_edition_offers_the_nearest(project: Project, make: Make) -> None:
    write_edition(project, make("2019"))
    with pytest.raises(UnknownName) as caught:
        read_edition(project, "2018")
    assert caught.value.do == "did you mean 2019?"


def test_editions_of_this_project_are_sound() -> None:
    held = Project(Path(__file__).resolve().parents[2])
    assert {"2019", "2026"} <= set(list_editions(held))
    assert check_editions(held) == []


def test_snapshot_changed_under_the_same_release_fails(project_copy: Project) -> None:
    path = project_copy.snapshots / "ohid" / "ohid_dental_decay.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("30.3", "33.0"), encoding="utf-8", newline="\n")
    problems = check_editions(project_copy)
    assert len(problems) == 1
    assert (
        problems[0]
        .splitlines()[0]
        .startswith("the snapshot ohid_dental_decay changed since the edition 2019 was frozen")
    )
    assert "data/snapshots/ohid/ohid_dental_decay.csv" in problems[0]
    with pytest.raises(IntegrityError, match="ohid_dental_decay"):
        require_editions(project_copy)


def test_refreshed_snapshot_is_no_problem(project_copy: Project) -> None:
    path = project_copy.snapshots / "ohid" / "ohid_dental_decay.csv"
    path.write_bytes(path.read_bytes() + b"\n")
    passport = path.with_suffix(".yml")
    text = passport.read_text(encoding="utf-8")
    release = re.search(r"^release: (.*)$", text, re.M)
    assert release is not None
    passport.write_text(text.replace(release[0], "release: the next one"), encoding="utf-8")
    assert check_editions(project_copy) == []


def test_manifest_tells_rule_and_checksums(project: Project, make: Make) -> None:
    folder = write_edition(project, make("2019"))
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["figures"] == 4
    assert set(manifest["files"]) == {"figures.csv", "catalogue.json"}
