"""A site held against its manifest, and its bill of materials."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import threading
from pathlib import Path

import pytest

from needsbook.book.sbom import make_sbom
from needsbook.book.serve import open_server
from needsbook.book.verify import verify_site
from needsbook.errors import BadInput
from needsbook.paths import Project
from tests.conftest import build_once, copy_project, run_command
from tests.small_book import keep_few_pages


def make_site(folder: Path) -> Path:
    from needsbook.book.publish import write_manifest

    (folder / "a").mkdir(parents=True)
    (folder / "index.html").write_text("one")
    (folder / "a" / "two words.html").write_text("two")
    write_manifest(folder, "key", "book", ["a"], ["a/two"])
    return folder


def test_a_whole_site_has_no_differences(tmp_path: Path) -> None:
    assert verify_site(str(make_site(tmp_path / "site"))) == []


def test_each_file_that_differs_is_missing_or_too_many_is_named(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")
    (site / "index.html").write_text("onE")
    (site / "a" / "two words.html").unlink()
    (site / "a" / "three.html").write_text("three")
    assert verify_site(str(site)) == [
        "a/three.html: not in the manifest",
        "a/two words.html: missing",
        "index.html: differs",
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="links are for administrators there")
def test_links_that_lead_nowhere_and_a_second_manifest_are_named(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")
    (site / "index.html").unlink()
    (site / "index.html").symlink_to(site / "nowhere")
    (site / "b").symlink_to(site / "nowhere")
    (site / "a" / "manifest.json").write_text("{}")
    assert verify_site(str(site)) == [
        "a/manifest.json: not in the manifest",
        "b: not in the manifest",
        "index.html: differs",
    ]


def test_a_site_on_loopback_is_held_against_its_manifest(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")
    server = open_server(site, 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_address[1]}/"
    try:
        assert verify_site(address) == []
        (site / "index.html").write_text("onE")
        (site / "a" / "two words.html").unlink()
        assert verify_site(address) == ["a/two words.html: missing", "index.html: differs"]
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("place", ["https://example.org/", "http://10.0.0.1/", "nowhere"])
def test_other_places_are_refused(place: str) -> None:
    with pytest.raises(BadInput):
        verify_site(place)


def test_one_changed_byte_of_a_built_site_is_named_by_the_command(
    built_project: Project, tmp_path: Path
) -> None:
    copy = tmp_path / "downloaded"
    shutil.copytree(built_project.site, copy)
    done = run_command(built_project, "verify", str(copy))
    assert done.returncode == 0, done.stdout
    path = copy / "westminster" / "poverty.html"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))
    done = run_command(built_project, "verify", str(copy))
    assert done.returncode == 1
    assert done.stdout.splitlines() == ["westminster/poverty.html: differs"]


def make_all_measures(root: Path) -> Project:
    """Few pages, but every measure: what is left in the order of a set shows in their files."""
    project = copy_project(root)
    keep_few_pages(project)
    return project


@pytest.fixture(scope="module")
def all_measures(tmp_path_factory: pytest.TempPathFactory) -> Project:
    build = ("build", "--area", "westminster")
    return build_once(tmp_path_factory, "all-measures", make_all_measures, *build)


def test_a_fresh_build_is_the_same_in_another_folder_zone_language_and_hash_seed(
    all_measures: Project,
) -> None:
    # A short path: the sockets of kernels stand in it, and their names have a limit.
    folder = tempfile.mkdtemp(prefix="a b ")
    more = {"TZ": "Asia/Kathmandu", "LC_ALL": "C", "PYTHONHASHSEED": "77", "TMPDIR": folder}
    done = run_command(all_measures, "verify", "--jobs", "1", more=more)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "every file is what the manifest says" in done.stdout
    shutil.rmtree(folder)


def test_the_bill_of_materials_names_every_package_and_no_clock() -> None:
    content = json.loads(make_sbom(86_400))
    assert content["bomFormat"] == "CycloneDX"
    names = {component["name"] for component in content["components"]}
    assert {"papermill", "jupyter-book", "pandas", "typst", "sphinx"} <= names
    assert "pytest" not in names
    assert content["metadata"]["timestamp"].startswith("1970-01-02")
    assert make_sbom(86_400) == make_sbom(86_400)
    assert all(component["version"] for component in content["components"])


def test_the_passport_counts_what_is_in_the_site(built_book: Path) -> None:
    passport = json.loads((built_book / "passport.json").read_text(encoding="utf-8"))
    manifest = json.loads((built_book / "manifest.json").read_text(encoding="utf-8"))
    figures = json.loads((built_book / "figures.json").read_text(encoding="utf-8"))["figures"]
    assert passport["counts"]["pages"] == len(manifest["pages"])
    assert passport["counts"]["figures"] == len(figures)
    assert passport["counts"]["pages_failed"] == 0
    assert passport["editions"]
    assert passport["checks_passed"]
