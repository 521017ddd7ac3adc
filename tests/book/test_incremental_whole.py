"""For ten kinds of change a build that goes on from the last one equals a build from nothing.

Twenty-one builds of a little book of one area: ``NEEDSBOOK_WHOLE=1 .venv/bin/python -m pytest
-n 0 tests/book/test_incremental_whole.py``. What a page's key must hold is tested in
``test_incremental.py``, quickly; here the built site is compared byte for byte.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from needsbook.paths import Project
from tests.changing import replace_file
from tests.conftest import ROOT, copy_project, run_command
from tests.killing import read_manifest

pytestmark = pytest.mark.skipif(
    not os.environ.get("NEEDSBOOK_WHOLE"), reason="twenty-one builds: set NEEDSBOOK_WHOLE=1"
)
BUILD = ("build", "--area", "medway")
BIRTHS, TEETH, DEATHS = "low_birth_weight_pct", "dental_decay_age5_pct", "infant_mortality_per_1000"
KEPT = {BIRTHS, TEETH, DEATHS}
LOW = "data/snapshots/ohid/ohid_low_birth_weight.csv"


def make_little(root: Path) -> Project:
    """A book of three indicators, one page an area, one list of all, a plan, and its own code."""
    project = copy_project(root)
    shutil.copytree(ROOT / "needsbook", root / "needsbook", ignore=shutil.ignore_patterns("__pycache__"))  # fmt: skip
    for path in project.indicators.glob("*.yml"):
        if path.stem not in KEPT:
            path.unlink()
    for path in project.snapshots.glob("*/*.yml"):
        if not set(yaml.safe_load(path.read_text("utf-8"))["indicators"]) <= KEPT:
            path.unlink()
            path.with_suffix(".csv").unlink()
    for name in ("lait", "plans", "frameworks", "promises", "engagement"):
        shutil.rmtree(project.data / name, ignore_errors=True)
    (project.data / "plans").mkdir()
    shutil.copy2(ROOT / "data" / "plans" / "definitions.yml", project.data / "plans")
    shutil.rmtree(root / "editions")
    (root / "editions").mkdir()
    for name in ("corrections.yml", "everyday_words.yml", "ids.csv"):
        (project.data / name).unlink(missing_ok=True)
    for path in project.notebooks.glob("*/*.ipynb"):
        path.unlink()
    write_page(project, "area", "05_babies", CELLS)
    write_page(
        project, "overview", "91_all", ['page.title("Everything held")', "page.indicators()"]
    )
    return project


CELLS = [
    'page.title("Babies")', f'page.say("{BIRTHS}")', f'page.trend("{BIRTHS}")',
    f'page.map("{BIRTHS}")', f'page.about("{BIRTHS}")',
]  # fmt: skip


def write_page(project: Project, kind: str, name: str, cells: list[str]) -> None:
    """A notebook as a template has it: parameters, the page opened, and its cells."""
    parameter, opened = {
        "area": ('area = "medway"', "open_page(area)"),
        "overview": ('areas = ["medway"]', "open_overview(areas)"),
    }[kind]
    opener = opened.partition("(")[0]
    sources = [parameter, f"from needsbook.page import {opener}\n\npage = {opened}", *cells]
    content = {
        "cells": [
            {"cell_type": "code", "id": f"c{at}", "outputs": [], "execution_count": None,
             "metadata": {"tags": ["parameters"]} if at == 0 else {}, "source": source}
            for at, source in enumerate(sources)
        ],
        "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
        "nbformat": 4, "nbformat_minor": 5,
    }  # fmt: skip
    path = project.notebooks / kind / f"{name}.ipynb"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")


def run(project: Project, *words: str) -> None:
    """A command with the code that stands in the project, which a change may edit."""
    done = run_command(project, *words, more={"PYTHONPATH": str(project.root)})
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"


def change_text(name: str, old: str, new: str) -> Callable[[Project], None]:
    """One expression replaced; the passport of what was changed follows."""

    def change(project: Project) -> None:
        path = project.root / name
        text, number = re.subn(old, new, path.read_text("utf-8"), count=1)
        assert number == 1, old
        replace_file(path, text)

    return change


def move_boundary(project: Project) -> None:
    """All outlines of the authorities together a little wider, so that neighbours still fit."""
    layer = next((project.geo / "boundaries").glob("england*.geojson"))
    content = json.loads(layer.read_text("utf-8"))
    for feature in content["features"]:
        whole = json.dumps(feature["geometry"])
        wider = re.sub(r"\[(-?\d+(?:\.\d+)?), ", lambda hit: f"[{float(hit[1]) * 1.02}, ", whole)
        feature["geometry"] = json.loads(wider)
    replace_file(layer, json.dumps(content))


def change_claim(project: Project) -> None:
    path = project.data / "plans" / "medway_2030" / "claims.yml"
    text = path.read_text("utf-8")
    assert "says: What the plan states" in text
    path.write_text(text.replace("says: What the plan states", "says: What it says"), "utf-8")


def add_correction(project: Project) -> None:
    project.corrections.write_text(
        f"corrections:\n- id: wrong\n  dataset: ohid_low_birth_weight\n  indicator: {BIRTHS}\n"
        "  areas: [E06000035]\n  periods: ['2024']\n  action: replace_with_missing\n"
        "  reason: not_available\n  why: Wrong upstream.\n  effect: Blank.\n"
        "  evidence: The publisher says so.\n  expect: It stays.\n",
        encoding="utf-8",
    )


CHANGES: dict[str, Callable[[Project], None]] = {
    "a value": change_text(LOW, rf"({BIRTHS},E06000035,2024,,,)[^,]+", r"\g<1>2.91"),
    "a note": change_text(LOW, rf"(?m)^({BIRTHS},E06000035,2024,.*,)[^,\n]*$", r"\1a note of the publisher"),
    "a word": change_text("needsbook/show/words.py", r'"higher', '"greater'),
    "a colour": change_text("needsbook/draw/palette.py", r"#[0-9a-fA-F]{6}", "#123456"),
    "a template": lambda project: write_page(project, "area", "05_babies", CELLS[:-1]),
    "an area's entry": change_text("geo/areas.yml", r"name: Medway\n", "name: Medway Towns\n"),
    "a boundary": move_boundary,
    "a plan's claim": change_claim,
    "a correction": add_correction,
    "a new indicator": lambda project: run(project, "add", "indicator", "smoking_at_delivery_pct"),
}  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Project:
    project = make_little(tmp_path_factory.mktemp("whole") / "project")
    run(project, "add", "plan", "medway-2030")
    run(project, *BUILD)
    return project


@pytest.mark.parametrize("name", CHANGES)
def test_a_build_that_goes_on_equals_one_from_nothing(
    name: str, built: Project, tmp_path: Path
) -> None:
    project = Project(tmp_path / "project")
    shutil.copytree(built.root, project.root)
    CHANGES[name](project)
    run(project, *BUILD)
    went_on = read_manifest(project)
    shutil.rmtree(project.build)
    run(project, *BUILD)
    assert went_on == read_manifest(project)
    if name != "a plan's claim":  # this little book has no page of a plan
        assert went_on != read_manifest(built), "the change shows somewhere"
