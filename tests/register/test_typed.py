"""Typed numbers: which are refused, where they are found, what may stand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from needsbook.audit.audit_page import audit_page
from needsbook.errors import BadInput
from needsbook.paths import Project
from needsbook.register.bare_numbers import BareNumbers, list_known
from needsbook.register.id_checks import check_numbers
from needsbook.register.typed import (
    Allowed,
    TypedPassage,
    check_passage,
    check_typed,
    list_passages,
    read_allowed,
    strip_markup,
)
from needsbook.store import Store


def found(text: str, *allowed: Allowed) -> list[tuple[str, str]]:
    return [
        (typed_number.kind, typed_number.text)
        for typed_number in check_passage(TypedPassage("f", "text", 1, text), allowed)
    ]


@pytest.mark.parametrize(
    ("text", "kind", "typed"),
    [
        ("It was 22.9 in all", "number", "22.9"),
        ("about 28% of them", "percentage", "28%"),
        ("some 28 per cent", "percentage", "28 per cent"),
        ("one in five children", "share", "one in five"),
        ("1 in 5 children", "share", "1 in 5"),
        ("one out of every three", "share", "one out of every three"),
        ("two thirds of wards", "share", "two thirds"),
        ("a quarter of them", "share", "a quarter"),
        ("half of all pupils", "share", "half of"),
        ("since 2019/20 it fell", "period", "2019/20"),
        ("in 2018 it was", "period", "2018"),
        ("in FYE 2025", "period", "FYE 2025"),
        ("at mid-2016", "period", "mid-2016"),
        ("2014–2016 pooled", "period", "2014–2016"),
        ("29,801 children", "number", "29,801"),
        ("£250 a week", "number", "£250"),
    ],
)
def test_statistics_are_refused(text: str, kind: str, typed: str) -> None:
    assert (kind, typed) in found(text)
    assert len(found(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "All of them, at once, in one place",
        "The first of three boroughs, twice a year",
        "See [the data](https://example.org/2019/20)",
        "<!-- seen 22.9 --> nothing",
        "`obesity_year6_pct.westminster.2017-18`",
    ],
)
def test_words_and_addresses_are_no_statistics(text: str) -> None:
    assert found(strip_markup(text)) == []


def test_line_is_that_of_the_number() -> None:
    text = strip_markup("# Title\n\n```\n22.9\n```\nFine.\nIn 2018 all changed.\n")
    (problem,) = check_passage(TypedPassage("book/x.md", "text", 1, text), ())
    assert (problem.file, problem.line, problem.text) == ("book/x.md", 7, "2018")
    assert "what to do" in str(problem)


def test_allowed_words_stand_only_where_they_are_allowed() -> None:
    years = Allowed(pattern=r"\b20\d\d\b", reason="when a series changed", where="a.yml#caveats")
    inside = TypedPassage("a.yml", "caveats", 1, "ended in 2016, at 22.9")
    outside = TypedPassage("a.yml", "title", 1, "ended in 2016")
    assert [typed_number.text for typed_number in check_passage(inside, [years])] == ["22.9"]
    assert [typed_number.text for typed_number in check_passage(outside, [years])] == ["2016"]


def test_ages_are_not_a_cover_for_percentages(project: Project) -> None:
    allowed = [allowance for allowance in read_allowed(project) if allowance.where == "*"]
    assert found("Children aged 0 to 19, in Year 6, under 16", *allowed) == []
    assert found("pupils aged 22.9", *allowed) == [("number", "22.9")]
    assert found("it fell under 20% again", *allowed) == [("percentage", "20%")]
    assert found("for every 100 pupils, 12 were", *allowed) == [("number", "12")]


def test_every_allowed_pattern_has_a_reason_and_is_needed(store: Store) -> None:
    project = store.project
    allowed, known = read_allowed(project), list_known(project)
    passages = list(list_passages(project))
    blocks = audit_page(project, store, "bi-borough-2019")
    # Titles of all indicators as sentences hold them: pages print those the audit does not.
    titles = (indicator.title for indicator in store.indicators.values())
    names = "".join(f"<p>{title[:1].lower()}{title[1:]}</p>" for title in titles)
    page = f"<article>{''.join(block.html for block in blocks)}{names}</article>"
    for allowance in allowed:
        others = [other for other in allowed if other is not allowance]
        typed = any(list(check_passage(passage, others)) for passage in passages)
        assert typed or BareNumbers(others, known).find(page), allowance.pattern


def test_project_has_no_typed_number(project: Project) -> None:
    assert [str(typed_number) for typed_number in check_typed(project)] == []


def plant(project: Project, kind: str) -> tuple[str, str]:
    """Type a number somewhere; the file and the words that must be named."""
    if kind == "page":
        path = project.book / "index.md"
        path.write_text(
            path.read_text(encoding="utf-8") + "\nIt is 22.9 today.\n", encoding="utf-8"
        )
        return "book/index.md", "22.9"
    if kind == "title":
        path = project.indicators / "dental_decay_age5_pct.yml"
        text = path.read_text(encoding="utf-8")
        path.write_text(
            text.replace("short_title: Tooth", "short_title: One in five, tooth"), encoding="utf-8"
        )
        return "data/indicators/dental_decay_age5_pct.yml", "One in five"
    path = project.notebooks / "area" / "06_oral_health.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    if kind == "template":
        cell = {
            "cell_type": "markdown",
            "id": "x",
            "metadata": {},
            "source": ["In 2019/20 it\n", "fell.\n"],
        }
        words = "2019/20"
    else:
        cell = {
            "cell_type": "code", "id": "x", "metadata": {}, "outputs": [], "execution_count": None,
            "source": ['page.note("28% of them")\n'],
        }  # fmt: skip
        words = "28%"
    notebook["cells"].append(cell)
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return f"notebooks/area/06_oral_health.ipynb, cell {len(notebook['cells'])}", words


@pytest.mark.parametrize("kind", ["page", "title", "template", "code"])
def test_planted_number_is_found_in_its_file(project_copy: Project, kind: str) -> None:
    file, words = plant(project_copy, kind)
    problems = [
        typed_number for typed_number in check_typed(project_copy) if typed_number.file == file
    ]
    assert [problem.text for problem in problems] == [words]
    assert any(
        words in text and file in text for text in check_numbers(project_copy, lambda _: None)
    )


def test_broken_files_are_named(project_copy: Project) -> None:
    path: Path = project_copy.notebooks / "area" / "06_oral_health.ipynb"
    path.write_text("{", encoding="utf-8")
    with pytest.raises(BadInput, match="is not a notebook"):
        check_typed(project_copy)
    path.unlink()
    (project_copy.data / "typed_allowed.yml").write_text(
        "allowed:\n  - {pattern: '(', reason: because it is so}\n", encoding="utf-8"
    )
    with pytest.raises(BadInput, match="not a regular expression"):
        check_typed(project_copy)
