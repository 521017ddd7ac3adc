"""The small book that most tests of whole builds make: few measures, few pages, every step.

A build of it goes the whole way (kernels, Sphinx, register, files to take away) in a third of
the time: what takes the rest is the data of two hundred more measures.
"""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Callable
from typing import Any

import yaml

from needsbook.paths import Project

# What the pages kept speak of, and some that no page does.
MEASURES = frozenset(
    {
        "dental_decay_age5_pct", "infant_mortality_per_1000", "low_birth_weight_pct",
        "population_0_17", "population_0_19", "population_0_19_pct", "population_by_age",
    }
)  # fmt: skip
PAGES = ("06_", "02_", "91_")
# What speaks of measures that are cut away.
ROOMS = ("lait", "frameworks", "promises", "engagement")


def keep_few_pages(project: Project) -> None:
    """Leave two pages an area and one about all of them."""
    for path in project.notebooks.glob("*/*.ipynb"):
        if not path.name.startswith(PAGES):
            path.unlink()
    (project.notebooks / "overview" / "02_spine_charts.ipynb").unlink(missing_ok=True)


def keep_few_measures(project: Project) -> None:
    """Leave the figures, ids and words of ``MEASURES``, without plans and frozen editions."""
    for path in project.indicators.glob("*.yml"):
        if path.stem not in MEASURES:
            path.unlink()
    for path in project.snapshots.glob("*/*.yml"):
        if not set(yaml.safe_load(path.read_text(encoding="utf-8"))["indicators"]) <= MEASURES:
            path.unlink()
            path.with_suffix(".csv").unlink()
    for name in ROOMS:
        shutil.rmtree(project.data / name, ignore_errors=True)
    for folder in (*(project.data / "plans").iterdir(), *project.editions.iterdir()):
        if folder.is_dir():
            shutil.rmtree(folder)
        elif folder.parent == project.editions:
            folder.unlink()
    _keep_entries(project, "corrections", lambda entry: {entry["indicator"]} <= MEASURES)
    _keep_entries(
        project, "everyday_words",
        lambda entry: set(entry.get("indicators", ["none"])) <= MEASURES,
    )  # fmt: skip
    ids = project.data / "ids.csv"
    rows = csv.reader(io.StringIO(ids.read_text(encoding="utf-8")))
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(
        row for row in rows if row[0] == "indicator" or row[0] in MEASURES
    )
    ids.write_text(text.getvalue(), encoding="utf-8", newline="\n")


def _keep_entries(project: Project, name: str, holds: Callable[[dict[str, Any]], bool]) -> None:
    """Leave what ``holds`` says of the one list in a file of ``data/``."""
    path = project.data / f"{name}.yml"
    ((key, entries),) = yaml.safe_load(path.read_text(encoding="utf-8")).items()
    left = {key: [entry for entry in entries if holds(entry)]}
    path.write_text(yaml.safe_dump(left), encoding="utf-8", newline="\n")
