"""The frameworks as held: complete, split, consistent with each other and the plans."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest

from needsbook.catalogue.frameworks import (
    Framework,
    MeasurePart,
    frameworks_for,
    load_frameworks,
)
from needsbook.errors import BadInput, UnknownName
from needsbook.paths import Project

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def desk(tmp_path: Path) -> Project:
    """A project whose frameworks a test may change; everything else is this checkout's."""
    (tmp_path / "data").mkdir()
    for name in ("indicators", "sources", "topics.yml"):
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


def test_annex_b_has_41_measures_under_five_outcomes(project: Project) -> None:
    framework = load_frameworks(project)["bi-borough-2019"]
    assert len(framework.measures) == 41
    sizes = {one.id: len(framework.measures_of(one.id)) for one in framework.outcomes}
    assert sizes == {"listened": 5, "healthy": 8, "safe": 10, "achieving": 13, "resilient": 5}


def test_data_classes_are_those_found_for_annex_b(project: Project, shared: Path) -> None:
    with (shared / "plan" / "plan_figures.csv").open(encoding="utf-8", newline="") as file:
        notes = {row["id"]: row["note"] for row in csv.DictReader(file) if "-AB-" in row["id"]}
    measures = load_frameworks(project)["bi-borough-2019"].measures
    assert {f"P19-AB-{one.id}": f"data={one.data}" for one in measures} == notes


def test_worcestershire_is_a_logic_model_of_five_steps(project: Project) -> None:
    framework = load_frameworks(project)["worcestershire-2017"]
    assert framework.vision
    counts = (framework.outcomes, framework.priorities, framework.work, framework.measures)
    assert [len(one) for one in counts] == [4, 11, 8, 9]


def test_one_borough_has_an_outcome_and_a_priority_more(project: Project) -> None:
    plans = load_frameworks(project)
    draft, plan = plans["bi-borough-2023"], plans["bi-borough-2019"]
    assert len(draft.outcomes_for("kensington-and-chelsea")) == 7
    assert len(draft.outcomes_for("westminster")) == 6
    assert len(plan.items_for(plan.priorities, "kensington-and-chelsea")) == 7
    assert len(plan.items_for(plan.priorities, "westminster")) == 6


def test_medway_has_five_outcomes_and_says_why_no_measure(project: Project) -> None:
    framework = load_frameworks(project)["medway-2023"]
    assert len(framework.outcomes) == 5
    assert not framework.measures
    assert "appendix" in framework.measures_note


def all_parts(project: Project) -> list[MeasurePart]:
    return [part for one in load_frameworks(project).values() for part in one.parts()]


def test_no_part_of_a_measure_is_blank(project: Project) -> None:
    for part in all_parts(project):
        assert all((part.name, part.counts, part.held_by)), part.id
        # Either a series shows it or the reason says why none does; never both, never none.
        assert bool(part.indicator) != bool(part.reason), part.id


def test_compound_measures_are_split(project: Project) -> None:
    framework = load_frameworks(project)["bi-borough-2019"]
    parts = {one.id: len(one.parts) for one in framework.measures}
    assert parts["12"] == 4  # four groups sent to CAMHS
    assert parts["27"] == 2  # English and maths; Progress 8
    assert parts["30"] == 4  # two groups, two kinds of exclusion
    assert parts["16"] == 1
    for part in framework.parts():
        assert " and/or " not in part.name


def test_local_ids_are_unique_over_all_frameworks(project: Project) -> None:
    ids = [part.local_id for part in all_parts(project)]
    assert len(ids) == len(set(ids))


def test_frameworks_for_gives_the_earliest_first(project: Project) -> None:
    assert [one.id for one in frameworks_for(project, "westminster")] == [
        "bi-borough-2019",
        "bi-borough-2023",
    ]
    assert frameworks_for(project, "north-east") == ()


def test_the_model_has_a_json_schema() -> None:
    schema = json.loads(json.dumps(Framework.model_json_schema()))
    assert schema["additionalProperties"] is False


def test_an_unknown_indicator_offers_the_nearest(desk: Project) -> None:
    edit(desk, "bi-borough-2019", "indicator: ks2_rwm_expected_pct", "indicator: ks2_rwm_pct")
    with pytest.raises(UnknownName, match="ks2_rwm_pct") as caught:
        load_frameworks(desk)
    assert "ks2_rwm_expected_pct" in caught.value.do
    assert "bi-borough-2019.yml" in caught.value.where


def test_a_near_series_must_say_how_it_differs(desk: Project) -> None:
    edit(desk, "worcestershire-2017", "match: same", "match: near")
    with pytest.raises(BadInput, match="difference"):
        load_frameworks(desk)


def test_a_measure_twice_is_an_error(desk: Project) -> None:
    edit(desk, "bi-borough-2019", 'id: "02"', 'id: "01"')
    with pytest.raises(BadInput, match="stands twice"):
        load_frameworks(desk)
