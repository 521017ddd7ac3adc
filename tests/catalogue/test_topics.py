"""Topics: one entry in one file makes one; wrong names are refused with the nearest right one."""

from __future__ import annotations

from pathlib import Path

import pytest

from needsbook.catalogue.indicators import load_indicators
from needsbook.catalogue.topics import load_topics
from needsbook.errors import BadInput, UnknownName
from needsbook.paths import Project


def test_every_headline_is_an_indicator_of_its_topic(project: Project) -> None:
    indicators = load_indicators(project)
    for topic in load_topics(project).values():
        for name in topic.headlines:
            assert indicators[name].topic == topic.id


def test_every_page_of_a_topic_is_there(project: Project) -> None:
    pages = {path.stem[3:].replace("_", "-") for path in (project.notebooks / "area").glob("*")}
    assert {topic.page for topic in load_topics(project).values() if topic.page} <= pages


def test_a_new_topic_touches_one_file(project_copy: Project) -> None:
    with project_copy.topics.open("a", encoding="utf-8") as file:
        file.write("  - id: play\n    title: Play\n")
    path = project_copy.indicators / "fsm_primary_pct.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("topic: free_school_meals", "topic: play"), encoding="utf-8")
    assert load_indicators(project_copy)["fsm_primary_pct"].topic == "play"
    assert [*load_topics(project_copy)][-1] == "play"


def test_an_unknown_topic_offers_the_nearest(project_copy: Project) -> None:
    path = project_copy.indicators / "fsm_primary_pct.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("topic: free_school_meals", "topic: obesitty"), encoding="utf-8")
    with pytest.raises(UnknownName, match="obesitty") as found:
        load_indicators(project_copy)
    assert "obesity" in str(found.value)


def test_a_topic_twice_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "topics.yml").write_text(
        "topics:\n  - {id: play, title: Play}\n  - {id: play, title: Games}\n", encoding="utf-8"
    )
    with pytest.raises(BadInput, match="twice"):
        load_topics(Project(tmp_path))


def test_a_headline_that_another_series_carries_on_is_refused(project_copy: Project) -> None:
    text = project_copy.topics.read_text(encoding="utf-8")
    old = text.replace("obesity_year6_resident_pct", "obesity_year6_pct")
    assert old != text
    project_copy.topics.write_text(old, encoding="utf-8")
    with pytest.raises(BadInput, match="write obesity_year6_resident_pct"):
        load_indicators(project_copy)
