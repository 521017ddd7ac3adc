"""The search by everyday words: every word leads somewhere, and nothing leads astray."""

from __future__ import annotations

import json
import shutil

import pytest

from needsbook.catalogue.everyday_words import load_everyday_words
from needsbook.errors import NeedsbookError
from needsbook.page.links import find_sections
from needsbook.page.words_index import make_words_index, write_words_index
from needsbook.paths import Project


def make(store, pages):
    return make_words_index(store, [store.areas["westminster"]], pages)


@pytest.mark.parametrize(
    ("word", "address"),
    [
        ("teeth", "westminster/oral-health.html"),
        ("truancy", "westminster/vulnerable-groups.html#persistent-absence"),
        ("GCSE", "westminster/attainment.html"),
        ("FSM", "westminster/free-school-meals.html"),
        ("asthma", "overview/not-held.html#asthma"),
        ("Church Street", "westminster/ward-by-ward.html#ward-e05013794"),
    ],
)
def test_words_lead_to_where_the_answer_stands(store, word, address):
    pages = {
        f"westminster/{section.partition('.html')[0]}"
        for section in find_sections(store.project).values()
    }
    found = make(store, pages | {"westminster/ward-by-ward", "overview/not-held"})
    places = [entry["u"] for entry in found if word in entry["w"]]
    assert any(place.startswith(address) for place in places), places
    assert all(entry["l"] for entry in found)


def test_nothing_leads_to_a_page_that_is_not_there(store):
    assert all(entry["u"].startswith("figures/") for entry in make(store, set()))


def test_the_script_cannot_be_ended_by_a_name():
    text = write_words_index([{"t": "</script><b>", "w": []}])
    assert "</" not in text
    assert json.loads(text.partition("=")[2].rstrip(";\n"))[0]["t"] == "</script><b>"


@pytest.mark.parametrize(
    ("entry", "part"),
    [
        ("{id: a, words: [b], reason: c}", "either"),
        ("{id: a, words: [b], nothing: c, reason: d}", "who publishes"),
        ("{id: a, words: [b], indicators: [unheard_of], reason: d}", "unheard_of"),
    ],
)
def test_wrong_entries_get_one_clear_error(project, tmp_path, entry, part):
    for name in ("_config.yml", "data", "geo"):
        source = project.root / name
        if source.is_dir():
            shutil.copytree(source, tmp_path / name, ignore=shutil.ignore_patterns("snapshots"))
        else:
            shutil.copy2(source, tmp_path / name)
    (tmp_path / "data" / "everyday_words.yml").write_text(f"entries:\n  - {entry}\n")
    with pytest.raises(NeedsbookError, match=part):
        load_everyday_words(Project(tmp_path))
