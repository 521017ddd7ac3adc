"""Which kinds of derived figures the register of ids is given."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from needsbook.paths import Project
from needsbook.register.trace import list_own_kinds


@pytest.mark.parametrize(
    ("manifest", "found"),
    [
        ({"book": "bi-borough", "only": []}, {"dental_decay_age5_pct": {"placed-in-london"}}),
        ({"book": "", "only": [], "areas": ["cornwall"]}, {}),
        ({"book": "bi-borough", "only": ["oral-health"]}, {}),
    ],
)
def test_only_the_whole_own_book_says_which_kinds_there_are(
    tmp_path: Path, manifest: dict[str, object], found: dict[str, set[str]]
) -> None:
    project = Project(tmp_path)
    project.site.mkdir(parents=True)
    (project.site / "manifest.json").write_text(json.dumps(manifest))
    figure = {"id": "dental_decay_age5_pct.hackney.2016-17.placed-in-london", "inputs": ["a"]}
    (project.site / "figures.json").write_text(json.dumps({"figures": [figure]}))
    assert list_own_kinds(project, ["dental_decay_age5_pct"]) == found
