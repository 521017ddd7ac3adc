"""The YAML readers: each way a file can be wrong gives one error that names the place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from needsbook.catalogue import (
    load_areas,
    load_indicators,
    load_passports,
    load_sources,
    load_topics,
)
from needsbook.catalogue.corrections import load_corrections
from needsbook.catalogue.documents import read_yaml
from needsbook.errors import BadInput, NeedsbookError, UnknownName
from needsbook.paths import Project

SOURCE = """\
id: ons
name: Office for National Statistics
short_name: ONS
home: https://www.ons.gov.uk
licence: Open Government Licence v3.0
licence_url: https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/
attribution: Source: ONS
""".replace("Source: ONS", "'Source: ONS'")
INDICATOR = """\
id: births
title: Births
short_title: Births
topic: population
definition: Babies born alive.
unit: persons
decimals: 0
method: count
ages: at birth
numerator: live births
denominator: not applicable
basis: by residence
polarity: neutral
source: ons
official:
  publication: Births
  identifier: births
  cadence: yearly
  page: https://www.ons.gov.uk
levels:
- level: country
  first: '2018'
  areas: 1
datasets: [births]
words:
  name: the number of births
  clause: '{value} babies were born {place}'
"""
PASSPORT = f"""\
dataset: births
source: ons
publication: Births
release: '2018'
table: table 1
page: https://www.ons.gov.uk
obtained:
  'on': '2026-11-22'
  address: https://www.ons.gov.uk
  method: read
series: births
indicators: [births]
basis: by residence
licence: Open Government Licence v3.0
attribution: 'Source: ONS'
rows: 1
sha256: {"ab" * 32}
"""
AREAS = """\
books:
- slug: one
  title: One
  areas: [england]
areas:
- code: E92000001
  slug: england
  name: England
  level: country
"""
CORRECTIONS = """\
corrections:
- id: wrong
  dataset: births
  indicator: births
  areas: [E92000001]
  periods: ['2018']
  action: keep_missing
  reason: not_available
  why: It is wrong.
  effect: Blank.
  evidence: It does not add up.
  expect: It adds up.
"""
TOPICS = """\
topics:
- id: population
  title: Population
"""
FILES = {
    "data/topics.yml": TOPICS,
    "data/sources/ons.yml": SOURCE,
    "data/indicators/births.yml": INDICATOR,
    "data/snapshots/ons/births.yml": PASSPORT,
    "geo/areas.yml": AREAS,
    "data/corrections.yml": CORRECTIONS,
}
LOADERS: dict[str, Callable[[Project], object]] = {
    "data/topics.yml": load_topics,
    "data/sources/ons.yml": load_sources,
    "data/indicators/births.yml": load_indicators,
    "data/snapshots/ons/births.yml": load_passports,
    "geo/areas.yml": load_areas,
    "data/corrections.yml": load_corrections,
}


@pytest.fixture
def small(tmp_path: Path) -> Project:
    """A project with one good file of each kind."""
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Project(tmp_path)


def refuse(project: Project, name: str) -> NeedsbookError:
    with pytest.raises(NeedsbookError) as caught:
        LOADERS[name](project)
    assert len(str(caught.value).splitlines()) <= 3
    return caught.value


@pytest.mark.parametrize("name", FILES)
def test_the_good_files_load(small: Project, name: str) -> None:
    assert LOADERS[name](small)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no keys"),
        (b"- one\n- two\n", "no keys"),
        (b"id: caf\xe9\n", "not UTF-8"),
        (b"id: [one\n", "not valid YAML"),
        (b"id: one\nid: two\n", "stands twice"),
        (b"id: one\n\tname: two\n", "not valid YAML"),
        (b"!!python/object/apply:os.getcwd []\n", "not valid YAML"),
    ],
)
def test_a_broken_file_is_one_error_that_names_it(
    small: Project, name: str, content: bytes, said: str
) -> None:
    (small.root / name).write_bytes(content)
    error = refuse(small, name)
    assert isinstance(error, BadInput)
    assert said in error.what
    assert Path(name).name in error.where
    assert error.do


@pytest.mark.parametrize("name", FILES)
def test_an_unknown_key_is_refused_by_name(small: Project, name: str) -> None:
    path = small.root / name
    path.write_text(FILES[name] + "colour: red\n", encoding="utf-8")
    assert "colour" in refuse(small, name).what


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("data/indicators/births.yml", "unit: persons", "unit: people", "unit"),
        ("data/indicators/births.yml", "decimals: 0", "decimals: many", "decimals"),
        ("data/indicators/births.yml", "decimals: 0", "decimals: 9", "decimals"),
        ("data/indicators/births.yml", "method: count", "method: rate", "rate"),
        ("data/indicators/births.yml", " {place}", "", "clause"),
        ("data/indicators/births.yml", "first: '2018'", "first: '2018-19'", "2018-19"),
        ("data/indicators/births.yml", "definition: Babies born alive.\n", "", "definition"),
        ("data/indicators/births.yml", "https://www", "http://www", "official.page"),
        ("data/indicators/births.yml", "areas: 1", "areas: 0", "areas"),
        ("data/indicators/births.yml", "id: births", "id: deaths", "deaths"),
        ("data/sources/ons.yml", "id: ons", "id: office", "office"),
        ("data/snapshots/ons/births.yml", "dataset: births", "dataset: deaths", "deaths"),
        ("data/snapshots/ons/births.yml", "sha256: ab", "sha256: xy", "sha256"),
        ("data/snapshots/ons/births.yml", "rows: 1", "rows: 0", "rows"),
        ("data/snapshots/ons/births.yml", "series: births", "series: Births 2", "series"),
        ("geo/areas.yml", "E92000001", "E9200001", "code"),
        ("geo/areas.yml", "level: country", "level: nation", "level"),
        ("geo/areas.yml", "slug: england", "slug: Eng land", "slug"),
        ("data/corrections.yml", "action: keep_missing", "action: guess", "action"),
        ("data/corrections.yml", "action: keep_missing", "action: keep_apart", "kept apart"),
        ("data/corrections.yml", "  reason: not_available\n", "", "reason"),
        ("data/corrections.yml", "[E92000001]", "[London]", "London"),
        ("data/corrections.yml", "['2018']", "['18']", "18"),
    ],
)
def test_a_wrong_value_is_refused_with_its_field(
    small: Project, name: str, old: str, new: str, said: str
) -> None:
    assert old in FILES[name]
    (small.root / name).write_text(FILES[name].replace(old, new, 1), encoding="utf-8")
    error = refuse(small, name)
    assert said in error.what
    assert Path(name).name in error.where


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("data/indicators/births.yml", "source: ons", "source: onz"),
        ("data/snapshots/ons/births.yml", "source: ons", "source: onss"),
    ],
)
def test_an_unknown_publisher_is_refused_with_the_nearest(
    small: Project, name: str, old: str, new: str
) -> None:
    (small.root / name).write_text(FILES[name].replace(old, new, 1), encoding="utf-8")
    error = refuse(small, name)
    assert isinstance(error, UnknownName)
    assert "did you mean ons" in error.do


def test_an_unknown_indicator_and_area_offer_the_nearest(small: Project) -> None:
    with pytest.raises(UnknownName, match="unknown indicator “birth”") as caught:
        load_indicators(small)["birth"]
    assert "births" in caught.value.do
    with pytest.raises(UnknownName) as caught:
        load_areas(small)["englnd"]
    assert "england" in caught.value.do


def test_two_corrections_or_snapshots_of_one_name_are_refused(small: Project) -> None:
    entry = CORRECTIONS.split("\n", 1)[1]
    small.corrections.write_text(CORRECTIONS + entry, encoding="utf-8")
    assert "two corrections" in refuse(small, "data/corrections.yml").what
    other = small.snapshots / "dfe" / "births.yml"
    other.parent.mkdir()
    other.write_text(PASSPORT, encoding="utf-8")
    assert "two snapshots" in refuse(small, "data/snapshots/ons/births.yml").what


def test_no_corrections_file_means_no_corrections(small: Project) -> None:
    small.corrections.unlink()
    assert load_corrections(small) == ()


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"none\.yml is missing"):
        read_yaml(tmp_path / "none.yml")


def test_the_line_of_a_syntax_error_is_given(tmp_path: Path) -> None:
    path = tmp_path / "bad.yml"
    path.write_text("one: 1\ntwo: 2\nthree: [\nfour: 4\n", encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        read_yaml(path)
    assert caught.value.where.split("line ")[-1] in {"3", "4", "5"}
