"""Every kind of file, broken in turn: the fault is named with its line and how to mend it."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
import yaml

from needsbook.book.registry import KINDS, check_files, find_kind, list_files, schemas
from needsbook.catalogue import load_areas
from needsbook.catalogue.documents import find_faults
from needsbook.catalogue.schemas import print_schema
from needsbook.paths import Project

ROOT = Path(__file__).resolve().parents[2]
MODELS = [kind for kind in KINDS if kind.model is not None]


def first_file(kind):
    files = [path for path, item in list_files(Project(ROOT)) if item is kind]
    return files[0] if files else None


def test_every_file_of_the_project_is_of_a_kind():
    files = list(list_files(Project(ROOT)))
    assert [path.name for path, kind in files if kind is None] == []
    assert len(files) > 250


@pytest.mark.parametrize("kind", MODELS, ids=lambda kind: kind.schema)
def test_a_misspelt_key_is_named_with_line_and_mend(kind, tmp_path):
    source = first_file(kind)
    if source is None:
        pytest.skip("no file of this kind is held yet")
    text = source.read_text(encoding="utf-8")
    key = next(iter(yaml.safe_load(text)))
    line = next(at for at, item in enumerate(text.splitlines(), 1) if item.startswith(f"{key}:"))
    wrong = key[:2] + key[3:] if len(key) > 4 else key + "s"
    path = tmp_path / "data" / source.name
    path.parent.mkdir()
    path.write_text(re.sub(rf"(?m)^{key}:", f"{wrong}:", text, count=1), encoding="utf-8")
    faults = find_faults(path, kind.model)
    assert f"unknown key “{wrong}”" in faults[0].what
    assert faults[0].where == f"data/{source.name}, line {line}"
    assert faults[0].do == f"did you mean “{key}”?"
    assert not [fault for fault in faults if f"“{key}” is missing" in fault.what]


DAMAGE = {
    "a key that is a list": ("title:", "[a, b]: 1\ntitle:", "a key is a list"),
    "a number of 5,000 digits": ("decimals: 1", f"decimals: {'9' * 5000}", "cannot be read"),
    "a circle": ("title:", "definition: &a [*a]\ntitle:", "stands twice|refers to itself|not text"),
    "a word of no list": ("unit: percent", "unit: percnt", "“percnt” cannot stand under “unit”"),
    "text for a number": ("decimals: 1", "decimals: one", "is not a whole number"),
}


@pytest.mark.parametrize("case", DAMAGE)
def test_damage_is_one_clear_fault(case, tmp_path):
    old, new, match = DAMAGE[case]
    (kind,) = [model for model in MODELS if model.schema == "indicator"]
    text = (ROOT / "data" / "indicators" / "ehcp_pct.yml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "ehcp_pct.yml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    faults = find_faults(path, kind.model)
    assert re.search(match, faults[0].what)
    assert str(tmp_path) not in str(faults[0])
    assert "pydantic" not in str(faults[0])


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole")
    for room in ("data", "geo", "editions", "notebooks", "book"):
        shutil.copytree(ROOT / room, folder / room, ignore=shutil.ignore_patterns(".*"))
    shutil.copy2(ROOT / "_config.yml", folder / "_config.yml")
    return Project(folder)


PLANTED = {
    "markup in a name": ("geo/areas.yml", "name: Westminster", "name: <b>Westminster</b>", "holds markup"),
    "a formula for a name": ("geo/areas.yml", "name: Westminster", 'name: "=1+1"', "like a formula"),
    "an empty name": ("geo/areas.yml", "name: Westminster", 'name: " "', "is empty"),
    "a line break in a name": ("geo/areas.yml", "name: Westminster", 'name: "West\\nminster"', "line break"),
    "a direction mark in a name": ("geo/areas.yml", "name: Westminster", 'name: "West\\u202Eminster"', "direction mark"),
    "an unknown region": ("geo/areas.yml", "region: E12000007", "region: E12000099", "E12000099 is not in the file"),
    "an unknown layer": ("geo/areas.yml", "layer: westminster_wards_2022", "layer: ../../x", "no layer “../../x”"),
    "a broken configuration": ("_config.yml", "title:", "title: [", "not valid YAML"),
    "an empty configuration": ("_config.yml", None, "", "holds no keys"),
    "an empty notebook": ("notebooks/area", None, "", "is empty"),
    "a damaged notebook": ("notebooks/area", None, "{", "is not JSON"),
    "a layer without features": ("geo/boundaries", None, "{}", "has no features"),
    "a claim of no indicator": ("data/plans/bi_borough_2019/claims.yml", "indicator: ", "indicator: xx_", "unknown indicator"),
    "a measure of no indicator": ("data/frameworks/bi-borough-2019.yml", "indicator: ", "indicator: xx_", "unknown indicator"),
    "a layout of no publisher": ("data/layouts/fingertips.yml", "publisher: ohid", "publisher: ohit", "unknown source “ohit”"),
    "a layout of no indicator": ("data/layouts/ees.yml", "  severe_absence_pct:", "  sever_absence_pct:", "unknown indicator “sever_absence_pct”"),
    "a name of the tool for no area": ("data/lait/names.yml", "E06000055", "E06000099", "unknown area “E06000099”"),
    "a misspelt key of the tool's passport": ("data/lait/table.yml", "publication:", "publicaton:", "did you mean “publication”"),
    "a file nothing reads": ("data/stray.yml", None, "a: 1\n", "no build reads stray.yml"),
}  # fmt: skip


@pytest.mark.parametrize("case", PLANTED)
def test_planted_faults_are_found(copy, case):
    name, old, new, match = PLANTED[case]
    path = copy.root / name
    if path.is_dir():
        path = sorted(path.glob("*.geojson" if "boundaries" in name else "*.ipynb"))[0]
    before = path.read_bytes() if path.exists() else None
    text = before.decode("utf-8") if before else ""
    assert old is None or old in text
    try:
        path.write_text(new if old is None else text.replace(old, new, 1), encoding="utf-8")
        faults = check_files(copy, report=lambda text: None)
    finally:
        if before is None:
            path.unlink()
        else:
            path.write_bytes(before)
    assert any(re.search(match, fault) for fault in faults), faults[:3]
    assert not [fault for fault in faults if str(copy.root) in fault]


def test_a_sound_project_has_no_faults(copy):
    assert check_files(copy, report=lambda text: None) == []
    assert len(load_areas(copy)) > 1000


def test_schemas_on_disk_are_those_of_the_models():
    for name, model in schemas().items():
        path = ROOT / "data" / "schema" / f"{name}.schema.json"
        assert path.read_text(encoding="utf-8") == print_schema(model), (
            f"run needsbook schema ({name})"
        )
        assert json.loads(path.read_text(encoding="utf-8"))["properties"]


def test_kinds_are_told_apart():
    assert find_kind("data/frameworks/crosswalk.yml").schema == "crosswalk"
    assert find_kind("data/frameworks/medway-2023.yml").schema == "framework"
    assert find_kind("data/frameworks/deep/medway-2023.yml") is None


def test_every_yaml_file_names_its_schema():
    project = Project(ROOT)
    missing = []
    for path, kind in list_files(project):
        if kind is None or not kind.schema or path.suffix != ".yml" or not path.exists():
            continue
        first = path.read_text(encoding="utf-8").split("\n", 1)[0]
        _, _, schema = first.partition("# yaml-language-server: $schema=")
        expected = project.data / "schema" / f"{kind.schema}.schema.json"
        if not schema or (path.parent / schema).resolve() != expected.resolve():
            missing.append(project.relative(path))
    assert not missing, "run needsbook schema"
