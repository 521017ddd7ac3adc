"""The frameworks as held: complete, split, consistent with each other and the plans."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest

from needsbook.catalogue.framework_files import frameworks_for, load_frameworks
from needsbook.catalogue.frameworks import Framework, MeasurePart
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


def test_annex_b_has_41_measures_under_five_outcomes(project: Project) -> None:
    framework = load_frameworks(project)["bi-borough-2019"]
    assert len(framework.measures) == 41
    sizes = {outcome.id: len(framework.measures_of(outcome.id)) for outcome in framework.outcomes}
    assert sizes == {"listened": 5, "healthy": 8, "safe": 10, "achieving": 13, "resilient": 5}


def test_data_classes_are_those_found_for_annex_b(project: Project, shared: Path) -> None:
    with (shared / "plan" / "plan_figures.csv").open(encoding="utf-8", newline="") as file:
        notes = {row["id"]: row["note"] for row in csv.DictReader(file) if "-AB-" in row["id"]}
    measures = load_frameworks(project)["bi-borough-2019"].measures
    assert {f"P19-AB-{measure.id}": f"data={measure.data}" for measure in measures} == notes


def test_worcestershire_is_a_logic_model_of_five_steps(project: Project) -> None:
    framework = load_frameworks(project)["worcestershire-2017"]
    assert framework.vision
    counts = (framework.outcomes, framework.priorities, framework.work, framework.measures)
    assert [len(count) for count in counts] == [4, 11, 8, 9]


def test_one_borough_has_an_outcome_and_a_priority_more(project: Project) -> None:
    plans = load_frameworks(project)
    draft, plan = plans["bi-borough-2023"], plans["bi-borough-2019"]
    assert len(draft.outcomes_for("kensington-and-chelsea")) == 7
    assert len(draft.outcomes_for("westminster")) == 6
    assert len(plan.items_for(plan.priorities, "kensington-and-chelsea")) == 7
    assert len(plan.items_for(plan.priorities, "westminster")) == 6


def test_medway_has_five_outcomes_and_marks_what_this_book_proposes(project: Project) -> None:
    framework = load_frameworks(project)["medway-2023"]
    assert len(framework.outcomes) == 5
    assert all(part.proposed for part in framework.parts())
    assert len({measure.outcome for measure in framework.measures}) == 4
    assert "appendix" in framework.measures_note


def all_parts(project: Project) -> list[MeasurePart]:
    return [part for framework in load_frameworks(project).values() for part in framework.parts()]


def test_no_part_of_a_measure_is_blank(project: Project) -> None:
    for part in all_parts(project):
        assert all((part.name, part.counts, part.held_by)), part.id
        # Either a series shows it or the reason says why none does; never both, never none.
        assert bool(part.indicator) != bool(part.reason), part.id


def test_compound_measures_are_split(project: Project) -> None:
    framework = load_frameworks(project)["bi-borough-2019"]
    parts = {measure.id: len(measure.parts) for measure in framework.measures}
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
    assert [framework.id for framework in frameworks_for(project, "westminster")] == [
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


def count_shown(project: Project, name: str) -> int:
    framework = load_frameworks(project)[name]
    return len({part.measure for part in framework.parts() if part.indicator})


def test_measures_of_the_plans_have_published_series(project: Project) -> None:
    assert count_shown(project, "bi-borough-2019") >= 23
    assert count_shown(project, "worcestershire-2017") >= 7
    for name, outcomes in (("medway-2023", 4), ("bi-borough-2023", 5)):
        framework = load_frameworks(project)[name]
        assert len({measure.outcome for measure in framework.measures}) >= outcomes


def test_annex_b_is_complete_against_the_document(project: Project, shared: Path) -> None:
    with (shared / "plan" / "plan_figures.csv").open(encoding="utf-8", newline="") as file:
        lines = {row["id"][-2:] for row in csv.DictReader(file) if "P19-AB-" in row["id"]}
    assert {measure.id for measure in load_frameworks(project)["bi-borough-2019"].measures} == lines


def test_a_direction_against_the_series_is_refused_unless_written(desk: Project) -> None:
    edit(desk, "worcestershire-2017", "indicator: ks2_rwm_expected_pct, match: reading",
         "indicator: ks2_rwm_expected_pct, match: reading, direction: lower")  # fmt: skip
    with pytest.raises(BadInput, match="wishes for a lower figure"):
        load_frameworks(desk)
    edit(desk, "worcestershire-2017", "match: reading, direction: lower}",
         "match: reading, direction: lower, sense: opposite}")  # fmt: skip
    load_frameworks(desk)


def test_an_answer_against_the_direction_is_refused_unless_written(desk: Project) -> None:
    """An absence series that answers attendance must be said to count the other side."""
    edit(desk, "bi-borough-2019", "counted_in: sessions, sense: opposite}", "counted_in: sessions}")
    with pytest.raises(BadInput, match="wishes for a higher figure"):
        load_frameworks(desk)


def test_less_absence_is_better_attendance(project: Project) -> None:
    parts = {part.id: part for part in load_frameworks(project)["bi-borough-2019"].parts()}
    assert parts["31c"].direction == "higher"
    assert parts["31c"].polarity == "lower_is_better"
