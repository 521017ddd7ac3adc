"""The table of kinds of files says what the layouts say, and asks for no file."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

from needsbook.cli import app
from needsbook.paths import Project
from needsbook.refresh.reading.kinds_table import describe_kinds
from needsbook.refresh.reading.layouts import load_layouts

ROOT = Path(__file__).resolve().parents[3]


def test_every_layout_has_its_lines() -> None:
    project = Project(ROOT)
    lines = list(describe_kinds(project))
    for layout in load_layouts(project).values():
        at = next(n for n, line in enumerate(lines) if line.startswith(f"{layout.id}: "))
        assert layout.title in lines[at]
        assert lines[at + 1].startswith("  from: ")
        assert lines[at + 2].startswith("  known by: ")
    assert max(map(len, lines)) <= 100
    text = "\n".join(lines)
    assert "“Indicator ID”; “Area Code”; “Time period”" in text
    assert "education_phase = Total" in text


def test_it_is_printed_without_a_file() -> None:
    shown = CliRunner().invoke(app, ["import", "--kinds"])
    assert shown.exit_code == 0
    assert "Fingertips export\n" in shown.output
    assert "never read" in shown.output
