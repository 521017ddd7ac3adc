"""From nothing to a page: Manchester added against the stubs, checked, and a page built."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest
import typer
from stubs.england import fill_publishers
from stubs.govuk import make_ods, make_sheet
from stubs.small import ROOT, clear_caches
from test_areas import MANCHESTER, NEWEST, cut_wards, make_layer
from typer.testing import CliRunner

from needsbook.catalogue import load_areas, load_indicators
from needsbook.commands.refresh import register
from needsbook.geography.layers import check_layers, list_layers
from needsbook.paths import Project
from needsbook.refresh import services, transport
from needsbook.store.checks import check_project

COPIED = ("_config.yml", "book", "data", "editions", "geo", "notebooks")


@pytest.fixture
def book(tmp_path, publishers, monkeypatch):
    project = Project(tmp_path / "book")
    project.root.mkdir()
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, project.root / name, ignore=shutil.ignore_patterns(".incoming"))
        elif source.exists():
            shutil.copy2(source, project.root / name)
    clear_caches()
    monkeypatch.setenv("NEEDSBOOK_PROJECT", str(project.root))
    quick = services.Patience(attempts=2, first_wait=0.01, jitter=0.01, spacing=0)
    monkeypatch.setattr(transport, "Patience", lambda: quick)
    fill_publishers(publishers, project, load_indicators(project), more=False)
    wards = cut_wards(MANCHESTER)
    publishers.arcgis.layers[NEWEST] = make_layer(24, {MANCHESTER: wards})
    rows = [
        (code, {"2024": (900 + n, 0.40 + n / 100), "2025": (910 + n, 0.41 + n / 100)})
        for n, (code, *_) in enumerate(wards)
    ]
    table = [("E09000033", {"2024": (8000, 0.271), "2025": (7900, 0.263)})]
    publishers.govuk.workbook = make_ods(
        {
            "2_AHC_Relative_LA": make_sheet([*table, (MANCHESTER, {"2024": (1, 0.40), "2025": (2, 0.41)})], ward=False),
            "4_AHC_Relative_Ward": make_sheet(rows, ward=True),
            "9_BHC_Relative_LA": make_sheet([(MANCHESTER, {"2025": (2, 0.41)}), ("E09000033", {"2025": (1, 0.2)})], ward=False),
            "11_BHC_Relative_Ward": make_sheet(rows, ward=True),
            "12_BHC_Absolute_LA": make_sheet([(MANCHESTER, {"2025": (2, 0.41)}), ("E09000033", {"2025": (1, 0.2)})], ward=False),
            "13_BHC_Absolute_Ward": make_sheet(rows, ward=True),
        }
    )  # fmt: skip
    publishers.nomis.wards[MANCHESTER] = [code for code, *_ in wards]
    for n, (code, *_) in enumerate(wards):
        for year in (2022, 2023, 2024):
            for age in [*range(101, 121), 200]:
                publishers.nomis.population[code, year, age] = 3000 if age == 200 else 40 + n
    yield project
    clear_caches()


def test_manchester_has_wards_figures_and_a_page(book):
    app = typer.Typer()
    register(app)
    done = CliRunner().invoke(app, ["add-area", MANCHESTER, "--yes"])
    assert done.exit_code == 0, done.output
    clear_caches()
    areas = load_areas(book)
    wards = areas.wards_of(MANCHESTER)
    assert len(wards) == len(cut_wards(MANCHESTER))
    assert "manchester_wards_2024" in list_layers(book)
    assert check_layers(book) == []
    problems = check_project(book, lambda line: None)
    assert problems == []
    text = (book.snapshots / "dwp" / "dwp_low_income_ahc_2026_wards.csv").read_text()
    assert all(ward.code in text for ward in wards)
    environment = {**os.environ, "NEEDSBOOK_PROJECT": str(book.root)}
    built = subprocess.run(
        [sys.executable, "-m", "needsbook.cli", "build", "--area", "manchester", "--page", "01", "--page", "03", "--jobs", "2"],
        cwd=book.root, env=environment, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert built.returncode == 0, built.stdout + built.stderr
    page = next((book.site / "manchester").glob("*poverty*.html")).read_text()
    for ward in wards:
        assert ward.name in page
