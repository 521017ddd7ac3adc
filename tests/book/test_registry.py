"""Every kind of file, broken in turn: the fault is named with its line and how to mend it."""

from __future__ import annotations

import json
import re
import shutil
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml

from needsbook.book.file_faults import check_files
from needsbook.book.registry import KINDS, find_kind, list_files, schemas
from needsbook.catalogue import load_areas
from needsbook.catalogue.documents import find_faults
from needsbook.catalogue.schemas import print_schema
from needsbook.paths import Project

ROOT = Path(__file__).resolve().parents[2]
MODELS = [kind for kind in KINDS if kind.model is not None]


def first_file(kind):
    files = [path for path, file_kind in list_files(Project(ROOT)) if file_kind is kind]
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
    line = next(at for at, part in enumerate(text.splitlines(), 1) if part.startswith(f"{key}:"))
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
    "an address of the book that is none": ("_config.yml", 'baseurl: ""', 'baseurl: "http://x y"', "the book's address “http://x y”"),
    "an address of the book without a name": ("_config.yml", 'baseurl: ""', 'baseurl: "https:///book/"', "the book's address “https:///book/”"),
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


def deal(cases):
    """The names of the cases in rounds: one fault to a file, none of names beside one of areas."""
    rounds = []
    for case, (name, *_) in cases.items():
        place = name if name != "data/lait/names.yml" else "geo/areas.yml"
        free = next((held for held in rounds if place not in held.values()), None)
        if free is None:
            rounds.append(free := {})
        free[case] = place
    return [list(held) for held in rounds]


@contextmanager
def planted(changes):
    """Files with faults while this lasts: path, what stands there (None: all), what is put there."""
    held = {}
    try:
        for path, old, new in changes:
            held[path] = path.read_bytes() if path.exists() else None
            text = held[path].decode("utf-8") if held[path] else ""
            assert old is None or old in text, path
            path.write_text(new if not old else text.replace(old, new, 1), encoding="utf-8")
        yield
    finally:
        for path, content in held.items():
            path.unlink() if content is None else path.write_bytes(content)


# A look at all files takes seconds: faults of different files are looked for together.
@pytest.mark.parametrize("cases", deal(PLANTED), ids=lambda cases: cases[0])
def test_planted_faults_are_found(copy, cases):
    changes = []
    for name, old, new, _ in map(PLANTED.get, cases):
        path = copy.root / name
        if path.is_dir():
            path = sorted(path.glob("*.geojson" if "boundaries" in name else "*.ipynb"))[0]
        changes.append((path, old, new))
    with planted(changes):
        faults = check_files(copy, report=lambda text: None)
    for case in cases:
        assert any(re.search(PLANTED[case][3], fault) for fault in faults), (case, faults[:3])
    assert not [fault for fault in faults if str(copy.root) in fault]


# One fault in each of many kinds of files: what stands there, what is put in its place.
AT_ONCE = (
    ("_config.yml", "title: Needs", "titel: Needs", "unknown key “titel”"),
    ("book/_toc.yml", "about/methods", "about/metods", "unknown page “about/metods”"),
    ("book/about/left-out.md", "", "# Left out\n", "no reader finds the page about/left-out"),
    ("book/accessibility.yml", "criterion:", "criterum:", "unknown key “criterum”"),
    ("book/index.md", "<!-- needsbook: areas -->", "", "where the areas stand"),
    ("data/corrections.yml", "dataset: hmrc_low_income_wards", "dataset: hmrc_low_incom_wards", "unknown dataset"),
    ("data/engagement/easy_read.yml", "nobody_said:", "nobody_sad:", "unknown key “nobody_sad”"),
    ("data/engagement/worcestershire-2017.yml", "standing:", "standin:", "unknown key “standin”"),
    ("data/everyday_words.yml", "dental_decay_age5_pct", "dental_decay_age6_pct", "unknown indicator “dental_decay_age6_pct”"),
    ("data/frameworks/bi-borough-2019.yml", "indicator: ", "indicator: zz_", "unknown indicator “zz_"),
    ("data/frameworks/crosswalk.yml", "medway-2023:safe", "medway-2023:saef", "unknown outcome “medway-2023:saef”"),
    ("data/frameworks/medway-2023.yml", "standing:", "standng:", "unknown key “standng”"),
    ("data/ids.csv", "indicator,areas,stamps", "indicator,area,stamps", "lacks the column areas"),
    ("data/indicators/ehcp_pct.yml", "topic: vulnerable", "topic: vulnrable", "unknown topic “vulnrable”"),
    ("data/indicators/idaci_2019_score.yml", "- mhclg_idaci_2019", "- mhclg_idaci_209", "unknown dataset “mhclg_idaci_209"),
    ("data/indicators/low_birth_weight_pct.yml", "source: ohid", "source: ohit", "unknown source “ohit”"),
    ("data/issues.yml", "headline:", "headlin:", "unknown key “headlin”"),
    ("data/lait/dictionary.csv", ",title,", ",titel,", "did you mean “title” by “titel”"),
    ("data/lait/names.yml", "abolished:", "abolishd:", "unknown key “abolishd”"),
    ("data/lait/table.yml", "publication:", "publicaton:", "unknown key “publicaton”"),
    ("data/layouts/nomis.yml", "publisher:", "publishr:", "unknown key “publishr”"),
    ("data/neighbours/dfe_2025.csv", ",very_close", ",very_clos", "“very_clos” is not one of"),
    ("data/plans/definitions.yml", "revised:", "revisd:", "unknown key “revisd”"),
    ("data/plans/medway_2022/claims.yml", "areas: [medway]", "areas: [medwey]", "unknown area “medwey”"),
    ("data/plans/worcestershire_2017/claims.yml", "says:", "sayz:", "unknown key “sayz”"),
    ("data/promises/bi-borough-2019.yml", "westminster", "westminister", "unknown area “westminister”"),
    ("data/promises/medway-2023.yml", "by_words:", "by_word:", "unknown key “by_word”"),
    ("data/retired_ids.yml", "why: No", "wy: No", "unknown key “wy”"),
    ("data/schema/topics.schema.json", '"properties"', '"propertis"', "run: needsbook schema"),
    ("data/snapshots/dfe/dfe_sen.csv", ",value,", ",valu,", "did you mean “value” by “valu”"),
    ("data/snapshots/ohid/ohid_dental_decay.csv", "E06000001", "E06009999", "unknown area “E06009999”"),
    ("data/snapshots/ons/ons_under18_conceptions.yml", "release:", "relese:", "unknown key “relese”"),
    ("data/snapshots/yjb/yjb_first_time_entrants.csv", None, "", "yjb_first_time_entrants.csv is empty"),
    ("data/sources/hmrc.yml", "short_name:", "short_nam:", "unknown key “short_nam”"),
    ("data/topics.yml", "[dental_decay_age5_pct]", "[dental_decay_age7_pct]", "unknown indicator “dental_decay_age7_pct”"),
    ("data/typed_allowed.yml", "reason:", "reson:", "unknown key “reson”"),
    ("editions/2019.yml", "dataset: ons_population_0_17_rebased", "dataset: ons_population_0_17_rebasd", "unknown dataset"),
    ("editions/2019/figures.csv", ",area_code,", ",area_cod,", "lacks the column area_code"),
    ("geo/areas.yml", "region: E12000007", "region: E12000099", "E12000099 is not in the file"),
    ("geo/boundaries/london_boroughs.geojson", "E09000001", "E09000099", "not the file its passport describes"),
    ("geo/boundaries/medway_wards_2003.yml", "vintage:", "vintge:", "unknown key “vintge”"),
    ("geo/code_changes.yml", "codes:", "coded:", "unknown key “coded”"),
    ("geo/ward_changes.csv", ",0.8899,", ",0.x899,", "“0.x899” is not a share"),
    ("geo/ward_changes.yml", "weights:", "weihts:", "unknown key “weihts”"),
    ("geo/wards.csv", "ward_name", "wardname", "did you mean “ward_name” by “wardname”"),
    ("notebooks/area/05_obesity.ipynb", "page.trend(", "page.trnd(", "unknown call of a page “trnd”"),
    ("notebooks/overview/02_spine_charts.ipynb", '"parameters"', '"parametrs"', "no cell tagged “parameters”"),
)  # fmt: skip


def test_all_faults_of_all_kinds_are_named_at_once(copy):
    with planted([(copy.root / name, old, new) for name, old, new, _ in AT_ONCE]):
        faults = check_files(copy, report=lambda text: None)
    for name, _, _, match in AT_ONCE:
        assert [fault for fault in faults if name in fault and match in fault], (name, match)
    assert not [fault for fault in faults if str(copy.root) in fault or "pydantic" in fault]
    assert not [fault for fault in faults if "what to do" not in fault]


def test_a_truncated_table_of_figures_is_no_traceback(copy):
    path = copy.root / "data" / "lait" / "table.parquet"
    before = path.read_bytes()
    path.write_bytes(before[: len(before) // 2])
    try:
        faults = check_files(copy, report=lambda text: None)
    finally:
        path.write_bytes(before)
    assert len(faults) == 1
    assert "table.parquet is not the file its passport describes" in faults[0]


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
