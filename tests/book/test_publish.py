"""Publishing: whole or not at all."""

from __future__ import annotations

import json
from pathlib import Path

from needsbook.book.publish import publish_site, read_key, recover_site, write_manifest
from needsbook.paths import Project


def make_site(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True)
    (folder / "index.html").write_text(text)
    write_manifest(folder, f"key of {text}", "book", ["westminster"], ["westminster/obesity"])
    return folder


def test_the_new_site_takes_the_place_of_the_old(tmp_path: Path) -> None:
    project = Project(tmp_path)
    for text in ("one", "two"):
        publish_site(project, make_site(project.build / "html", text))
        assert (project.site / "index.html").read_text() == text
        assert read_key(project) == f"key of {text}"
    assert sorted(path.name for path in project.build.iterdir()) == ["site"]


def test_a_publishing_cut_short_is_undone(tmp_path: Path) -> None:
    project = Project(tmp_path)
    make_site(project.build / "site.old", "good")
    make_site(project.build / "site.new", "half")
    recover_site(project)
    assert (project.site / "index.html").read_text() == "good"
    assert sorted(path.name for path in project.build.iterdir()) == ["site"]


def test_manifest_holds_the_hash_of_every_file(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site", "one")
    files = json.loads((site / "manifest.json").read_text())["files"]
    assert list(files) == ["index.html"]
    assert len(files["index.html"]) == 64


def test_no_site_has_no_key(tmp_path: Path) -> None:
    assert read_key(Project(tmp_path)) == ""
