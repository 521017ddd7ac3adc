"""The pack people sign an edition off with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from needsbook.book.sign_off import read_approvals
from needsbook.errors import BadInput
from needsbook.paths import Project
from tests.conftest import run_command


def test_the_pack_holds_what_is_signed_and_no_approval_of_its_own(built_project: Project) -> None:
    done = run_command(built_project, "sign-off", "2026")
    folder = built_project.build / "sign-off" / "2026"
    assert done.stdout.strip().endswith("sign-off.html"), done.stderr
    for name in ("manifest.json", "passport.json", "sbom.cdx.json", "differences.csv"):
        assert (folder / name).is_file()
    assert json.loads((folder / "manifest.json").read_bytes()) == json.loads(
        (built_project.site / "manifest.json").read_bytes()
    )
    page = (folder / "sign-off.html").read_text(encoding="utf-8")
    assert page.count("not approved yet") == 4
    assert "Differences since 2019" in page
    assert not list(built_project.editions.glob("*.sign-off.yml"))


def test_an_unknown_edition_is_one_clear_error(built_project: Project) -> None:
    done = run_command(built_project, "sign-off", "2062")
    assert done.returncode == 1
    assert done.stderr.startswith("error: ")


def test_approvals_are_read_from_the_file_people_fill_in(tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.editions.mkdir()
    assert read_approvals(project, "2026") == ()
    path = project.editions / "2026.sign-off.yml"
    path.write_text(
        "approvals:\n  - {part: figures, name: A. Person, role: analyst, day: 2026-11-26}\n"
    )
    (item,) = read_approvals(project, "2026")
    assert (item.part, item.name, item.day.isoformat()) == ("figures", "A. Person", "2026-11-26")
    path.write_text("approvals:\n  - {part: figures, name: A. Person}\n")
    with pytest.raises(BadInput):
        read_approvals(project, "2026")
