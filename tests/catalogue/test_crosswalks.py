"""The crosswalk as held: gaps both ways, and no reference that leads nowhere."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from needsbook.catalogue.crosswalks import load_crosswalk
from needsbook.catalogue.framework_files import load_frameworks
from needsbook.errors import BadInput, UnknownName
from needsbook.paths import Project

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def desk(tmp_path: Path) -> Project:
    """A project whose frameworks a test may change; everything else is this checkout's."""
    (tmp_path / "data").mkdir()
    for name in ("indicators", "sources", "lait", "topics.yml"):
        (tmp_path / "data" / name).symlink_to(ROOT / "data" / name)
    (tmp_path / "geo").symlink_to(ROOT / "geo")
    shutil.copytree(ROOT / "data" / "frameworks", tmp_path / "data" / "frameworks")
    return Project(tmp_path)


def edit(project: Project, name: str, change: str, to: str) -> None:
    """Replace one passage of a framework file."""
    path = project.frameworks / f"{name}.yml"
    text = path.read_text(encoding="utf-8")
    assert text.count(change) >= 1
    path.write_text(text.replace(change, to, 1), encoding="utf-8")


def test_crosswalk_finds_needs_without_a_measure(project: Project) -> None:
    framework = load_frameworks(project)["bi-borough-2019"]
    found = {
        need.id for need in load_crosswalk(project).needs_without_measure(framework, "westminster")
    }
    assert {"poverty", "free_meals", "obesity", "oral_health", "teenage_pregnancy"} <= found
    assert "readiness" not in found
    assert "grenfell" not in found


def test_a_need_of_one_borough_is_no_gap_of_the_other(project: Project) -> None:
    framework = load_frameworks(project)["bi-borough-2019"]
    found = load_crosswalk(project).needs_without_measure(framework, "kensington-and-chelsea")
    assert "grenfell" in {measure.id for measure in found}


def test_crosswalk_finds_measures_without_a_need(project: Project) -> None:
    framework = load_frameworks(project)["bi-borough-2019"]
    found = {need.id for need in load_crosswalk(project).measures_without_need(framework)}
    assert "09" in found  # healthy schools
    assert "25" not in found  # good level of development


def test_every_outcome_must_stand_in_a_theme(desk: Project) -> None:
    path = desk.frameworks / "crosswalk.yml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    content["themes"][0]["outcomes"].remove("medway-2023:community")
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    with pytest.raises(BadInput, match="medway-2023:community stands in no theme"):
        load_crosswalk(desk)


def test_crosswalk_refuses_an_unknown_measure(desk: Project) -> None:
    edit(desk, "crosswalk", '"bi-borough-2019:36"', '"bi-borough-2019:63"')
    with pytest.raises(UnknownName, match="63"):
        load_crosswalk(desk)


def test_a_need_whose_measures_have_a_series_is_shown_by_one(project: Project) -> None:
    """“No series in this book either” is not said where a plan's own measure has one."""
    frameworks, seen = load_frameworks(project), 0
    indicators = {
        f"{framework.id}:{part.measure}": part.indicator
        for framework in frameworks.values()
        for part in framework.parts()
        if part.indicator
    }
    for need in load_crosswalk(project).needs:
        shown = [indicators[name] for name in need.measures if name in indicators]
        seen += bool(shown)
        assert need.indicators or not shown, (need.id, shown)
    assert seen > 10
