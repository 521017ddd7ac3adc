"""Engagement results: the printed counts and ticks, and nothing that does not fit."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from needsbook.catalogue.engagement import Consultation, load_consultations, load_easy_read
from needsbook.paths import Project


def plan_rows(shared: Path, prefix: str) -> list[dict[str, str]]:
    with (shared / "plan" / "plan_figures.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["id"].startswith(prefix)]


def test_counts_are_those_printed(project: Project, shared: Path) -> None:
    tables = {
        table.id: table for table in load_consultations(project)["worcestershire-2017"].tables
    }
    for name, prefix in (
        ("type", "WOR17-T1"), ("district", "WOR17-T2"), ("gender", "WOR17-T3"),
        ("disability", "WOR17-T4"),
    ):  # fmt: skip
        printed = [int(row["value"]) for row in plan_rows(shared, prefix)]
        assert [row.value for row in tables[name].rows] == printed


def test_answers_are_ticked_for_the_groups_printed(project: Project, shared: Path) -> None:
    consultation = load_consultations(project)["worcestershire-2017"]
    short = {"Chil": "children", "Youn": "young-people", "Pare": "parents", "Prac": "practitioners"}
    for question, prefix in zip(
        consultation.questions, ("WOR17-Q1", "WOR17-Q2", "WOR17-Q3"), strict=True
    ):
        ticks: dict[str, set[str]] = {}
        asked: set[str] = set()
        for row in plan_rows(shared, prefix):
            _, _, number, group = row["id"].split("-")
            ticks.setdefault(number, set())
            asked.add(short[group])
            if row["value"] == "1":
                ticks[number].add(short[group])
        assert [set(answer.by) for answer in question.answers] == list(ticks.values())
        assert set(question.asked) == asked


def test_every_table_states_its_base_and_overlaps(project: Project) -> None:
    for consultation in load_consultations(project).values():
        for table in consultation.tables:
            assert len(table.base) > 10
            assert len(table.overlap) > 10


def test_a_group_that_is_not_defined_is_refused(project: Project) -> None:
    content = load_consultations(project)["worcestershire-2017"].model_dump()
    content["questions"][0]["answers"][0]["by"] = ("teachers",)
    with pytest.raises(ValueError, match="teachers"):
        Consultation.model_validate(content)


def test_easy_read_words_exist_for_every_topic(project: Project) -> None:
    words = load_easy_read(project)
    for topic in words.topics:
        assert topic.unknown
        for card in topic.cards:
            assert "{share}" in card.text
            assert "{place}" in card.text
