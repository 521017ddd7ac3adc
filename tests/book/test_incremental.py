"""An incremental build is a build from nothing: what shows on a page is in the page's key.

A page of a little project is made by running its notebook's cells here; then one thing is
changed in a fresh copy and the page is made again. Whenever the page reads otherwise its key
must be another, or the old page would be kept. A key that forgets an ingredient fails here.
"""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from needsbook.book import cache
from needsbook.book.cache import State
from needsbook.book.templates import Run, find_templates
from needsbook.geography.outlines import write_outlines
from needsbook.page.area_page import AreaPage
from needsbook.paths import Project
from needsbook.store import Store, open_store
from tests.changing import replace_file

ROOT = Path(__file__).resolve().parents[2]
BIRTHS, TEETH, DEATHS = "low_birth_weight_pct", "dental_decay_age5_pct", "infant_mortality_per_1000"
CELLS = (
    'page.title("Babies")', f'page.say("{BIRTHS}")', f'page.trend("{BIRTHS}")',
    f'page.compare("{BIRTHS}")', f'page.map("{BIRTHS}")', f'page.about("{BIRTHS}")',
)  # fmt: skip


def make_little(root: Path) -> Project:
    """A project of three indicators, their four snapshots and one page an area."""
    root.mkdir()
    for name in ("_config.yml", "book", "data", "geo"):
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy2)(source, root / name)
    project = Project(root)
    for path in project.indicators.glob("*.yml"):
        if path.stem not in (BIRTHS, TEETH, DEATHS):
            path.unlink()
    for path in project.snapshots.glob("*/*.yml"):
        if not set(yaml.load(path.read_bytes(), yaml.CSafeLoader)["indicators"]) <= {BIRTHS, TEETH, DEATHS}:  # fmt: skip
            path.unlink()
            path.with_suffix(".csv").unlink()
    for name in ("lait", "plans", "frameworks", "promises", "engagement"):
        shutil.rmtree(project.data / name, ignore_errors=True)
    for name in ("corrections.yml", "ids.csv"):
        (project.data / name).unlink(missing_ok=True)
    (root / "editions").mkdir()
    write_template(project, CELLS)
    return project


def write_template(project: Project, cells: tuple[str, ...]) -> None:
    folder = project.notebooks / "area"
    folder.mkdir(parents=True, exist_ok=True)
    first = {
        "cell_type": "code", "id": "c", "metadata": {"tags": ["parameters"]}, "outputs": [],
        "execution_count": None, "source": 'area = "medway"',
    }  # fmt: skip
    rest = [
        {"cell_type": "code", "id": f"c{at}", "metadata": {}, "outputs": [],
         "execution_count": None, "source": source}
        for at, source in enumerate(cells)
    ]  # fmt: skip
    content = {"cells": [first, *rest], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (folder / "05_babies.ipynb").write_text(json.dumps(content), encoding="utf-8")


def make_page(project: Project) -> tuple[str, str]:
    """The page of Medway and its key, as a build makes both."""
    store = open_store(project)
    layers = [path.stem for path in (project.geo / "boundaries").glob("england*.yml")]
    write_outlines(project, layers, project.layers)
    (template,) = find_templates(project)
    page = AreaPage(store, store.areas.find("medway"))
    html, reads = [], {}
    for cell in json.loads(template.path.read_text("utf-8"))["cells"][1:]:
        expression = ast.parse(cell["source"], mode="eval")
        block = eval(compile(expression, "cell", "eval"), {"page": page})
        html.append(block.html)
        reads = block.reads or reads
    key = State(project, store).key(Run(template, "medway", {"area": "medway"}), reads)
    return "\n".join(html), key


def change_text(name: str, old: str, new: str) -> Callable[[Project], None]:
    def change(project: Project) -> None:
        path = project.root / name
        text = path.read_text("utf-8")
        assert len(re.findall(old, text)) >= 1, old
        replace_file(path, re.sub(old, new, text, count=1))

    return change


def add_correction(project: Project) -> None:
    rows = (project.snapshots / "ohid" / "ohid_low_birth_weight.csv").read_text("utf-8")
    assert f"{BIRTHS},E06000035,2024" in rows
    project.corrections.write_text(
        f"corrections:\n- id: wrong\n  dataset: ohid_low_birth_weight\n  indicator: {BIRTHS}\n"
        "  areas: [E06000035]\n  periods: ['2024']\n  action: replace_with_missing\n"
        "  reason: not_available\n  why: Wrong upstream.\n  effect: Blank.\n  evidence: The publisher says so.\n  expect: It stays.\n",
        encoding="utf-8",
    )


LOW = "data/snapshots/ohid/ohid_low_birth_weight.csv"
CHANGES: dict[str, Callable[[Project], None]] = {
    "a value": change_text(LOW, rf"({BIRTHS},E06000035,2024,,,)[^,]+", r"\g<1>9.91"),
    "a note": change_text(LOW, rf"(?m)^({BIRTHS},E06000035,2024,.*,)[^,]*$", r"\1a note of the publisher"),
    "a word of a sentence": change_text(f"data/indicators/{BIRTHS}.yml", r"clause: .*", "clause: 'a share of {value} {place}'"),
    "a definition": change_text(f"data/indicators/{BIRTHS}.yml", r"definition: ", "definition: New. "),
    "a source's name": change_text("data/sources/ohid.yml", r"name: .*", "name: Another office"),
    "a template": lambda project: write_template(project, CELLS[:-1]),
    "an area's entry": change_text("geo/areas.yml", r"name: Medway\n", "name: Medway Towns\n"),
    "a correction": add_correction,
    "a passport's words": change_text(LOW.replace(".csv", ".yml"), r"release: .*", "release: another release"),
    "the order of topics' words": change_text("data/topics.yml", r"title: ", "title: The "),
}  # fmt: skip
# What need not show on this page: a key may change, but the page must be the same.
UNSEEN = {"the order of topics' words"}


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    return make_page(make_little(tmp_path_factory.mktemp("before") / "project"))


def test_the_same_project_gives_the_same_page_and_key(tmp_path: Path, before) -> None:
    assert make_page(make_little(tmp_path / "project")) == before


@pytest.mark.parametrize("name", CHANGES)
def test_what_changes_a_page_changes_its_key(name: str, tmp_path: Path, before) -> None:
    project = make_little(tmp_path / "project")
    CHANGES[name](project)
    page, key = make_page(project)
    assert (page != before[0]) is (name not in UNSEEN), "the page shows the change"
    assert key != before[1]


def test_a_boundary_changes_the_map_and_the_key(tmp_path: Path, before) -> None:
    project = make_little(tmp_path / "project")
    layer = next((project.geo / "boundaries").glob("england*.geojson"))
    content = json.loads(layer.read_text("utf-8"))
    for feature in content["features"]:
        whole = json.dumps(feature["geometry"])
        # All outlines together, a little wider: neighbours still fit.
        wider = re.sub(r"\[(-?\d+(?:\.\d+)?), ", lambda hit: f"[{float(hit[1]) * 1.02}, ", whole)
        feature["geometry"] = json.loads(wider)
    replace_file(layer, json.dumps(content))
    page, key = make_page(project)
    assert page != before[0]
    assert key != before[1]


def test_a_new_indicator_shows_where_everything_is_listed(tmp_path: Path, before) -> None:
    project = make_little(tmp_path / "project")
    text = (project.indicators / f"{TEETH}.yml").read_text("utf-8")
    new = text.replace(f"id: {TEETH}", "id: dental_twin_pct").replace("ohid_dental_decay", "twin")
    (project.indicators / "dental_twin_pct.yml").write_text(new, encoding="utf-8")
    folder = project.snapshots / "ohid"
    rows = (folder / "ohid_dental_decay.csv").read_text("utf-8").replace(TEETH, "dental_twin_pct")
    (folder / "twin.csv").write_text(rows, encoding="utf-8")
    passport = yaml.safe_load((folder / "ohid_dental_decay.yml").read_text("utf-8"))
    passport |= {
        "dataset": "twin", "indicators": ["dental_twin_pct"], "series": "twin",
        "sha256": hashlib.sha256(rows.encode()).hexdigest(),
    }  # fmt: skip
    (folder / "twin.yml").write_text(yaml.safe_dump(passport), encoding="utf-8")
    _, key = make_page(project)
    assert key != before[1]


def test_a_plans_claim_changes_the_key_facts_and_the_key(
    tmp_path: Path, project: Project, store: Store
) -> None:
    (template, *_) = find_templates(project)
    made = []
    for number, printed in enumerate(("29,801", "29,811")):
        root = tmp_path / str(number)
        for name in ("data", "geo"):
            shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("snapshots"))
        shutil.copytree(ROOT / "data" / "snapshots", root / "data" / "snapshots")
        claims = root / "data" / "plans" / "bi_borough_2019" / "claims.yml"
        text = claims.read_text("utf-8")
        assert "29,801" in text
        claims.write_text(text.replace("29,801", printed), encoding="utf-8")
        held = Store(Project(root), store.table)
        page = AreaPage(held, held.areas.find("kensington-and-chelsea"))
        block = page.key_facts()
        key = State(Project(root), held).key(Run(template, "x", {}), block.reads)
        made.append((block.html, key))
    assert made[0][0] != made[1][0]
    assert made[0][1] != made[1][1]


def test_another_version_of_a_dependency_is_another_key(
    tmp_path: Path, before, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = cache.list_dependencies()
    other = tuple(f"{name}.1" if name.startswith("matplotlib==") else name for name in held)
    assert other != held
    monkeypatch.setattr(cache, "list_dependencies", lambda: other)
    assert make_page(make_little(tmp_path / "project"))[1] != before[1]


@pytest.mark.parametrize(
    "name", ["draw/palette.py", "show/words.py", "page/pictures.py", "stats/trends.py"]
)
def test_every_line_of_our_code_is_in_the_digest(name: str, tmp_path: Path) -> None:
    package = tmp_path / "needsbook"
    shutil.copytree(ROOT / "needsbook", package, ignore=shutil.ignore_patterns("__pycache__"))
    spec = importlib.util.spec_from_file_location("copied_files", package / "files.py")
    assert spec is not None
    assert spec.loader is not None
    copied = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(copied)
    was = copied.hash_code.__wrapped__()
    path = package / name
    path.write_bytes(path.read_bytes() + b"\n# a colour\n")
    now = copied.hash_code.__wrapped__()
    assert was != now
