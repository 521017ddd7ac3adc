"""Slips in a template are named with their cell before anything runs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from needsbook.book.template_faults import find_template_faults
from needsbook.paths import Project

KNOWN = {"indicator": {"obesity_year6_resident_pct"}, "topic": {"obesity", "poverty"}}
CASES = {
    'page.trnd("obesity_year6_resident_pct")': ("unknown call of a page “trnd”", "trend"),
    'page.trend("obesity_year_resident_pct")': ("unknown indicator “obesity_year_resident_pct”", "obesity_year6_resident_pct"),
    'page.say("obesity_year6_resident_pct", "x_pct")': ("unknown indicator “x_pct”", ""),
    'page.theme("obsity")': ("unknown topic “obsity”", "obesity"),
    'page.chart("rankd", title="x")': ("unknown kind of picture “rankd”", "ranked"),
    'page.trend()': ("page.trend: missing a required argument", "it takes (indicator"),
    'page.map("obesity_year6_resident_pct", perod="2020/21")': ("page.map: got an unexpected keyword argument 'perod'", "period"),
    'page.trend("obesity_year6_resident_pct"': ("the cell is not Python", "mend it"),
}  # fmt: skip


def write_template(root: Path, source: str) -> Project:
    cells = [
        ("parameters", 'area = "medway"'),
        ("", "from needsbook.page import open_page\n\npage = open_page(area)"),
        ("", source),
    ]
    path = root / "notebooks" / "area" / "01_trial.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {
        "cells": [
            {
                "cell_type": "code", "id": f"c{at}", "source": text, "outputs": [],
                "execution_count": None, "metadata": {"tags": [tag]} if tag else {},
            }
            for at, (tag, text) in enumerate(cells)
        ],
        "metadata": {}, "nbformat": 4, "nbformat_minor": 5,
    }  # fmt: skip
    path.write_text(json.dumps(content), encoding="utf-8")
    return Project(root)


@pytest.mark.parametrize("source", CASES)
def test_a_slip_is_named_with_its_cell(source, tmp_path):
    what, do = CASES[source]
    faults = list(find_template_faults(write_template(tmp_path, source), KNOWN))
    assert len(faults) == 1
    assert faults[0].what.startswith(what)
    assert faults[0].where == "notebooks/area/01_trial.ipynb, cell 3, line 1"
    assert do in faults[0].do


@pytest.mark.parametrize(
    "source",
    [
        'page.trend("obesity_year6_resident_pct")',
        'for name in ("a_pct", "b_pct"):\n    page.trend(name)',
        'print(page.area.name, page.store)',
        'page.table("obesity_year6_resident_pct").plot()',
    ],
)  # fmt: skip
def test_what_stands_in_no_constant_is_left_to_the_run(source, tmp_path):
    assert list(find_template_faults(write_template(tmp_path, source), KNOWN)) == []
