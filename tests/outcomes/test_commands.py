"""``needsbook measures`` and ``needsbook promises`` as a user runs them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import typer
from openpyxl import load_workbook
from typer.testing import CliRunner

from needsbook.commands.outcomes import register
from needsbook.errors import BadInput, UnknownName
from needsbook.outcomes.local_entries import read_entries
from needsbook.paths import Project


@pytest.fixture
def app(desk: Project, monkeypatch: pytest.MonkeyPatch) -> typer.Typer:
    """The commands alone, working on the desk."""
    monkeypatch.setenv("NEEDSBOOK_PROJECT", str(desk.root))
    monkeypatch.chdir(desk.root)
    app = typer.Typer()
    register(app)
    return app


def run(app: typer.Typer, *arguments: str) -> str:
    """What a command prints; its error is raised."""
    done = CliRunner().invoke(app, list(arguments), catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_a_sheet_goes_out_and_comes_back(app: typer.Typer, desk: Project) -> None:
    said = run(app, "measures", "template", "westminster", "--quarter", "Apr 2026-Jun 2026")
    path = desk.root / said.strip()
    assert path.name == "westminster-apr-2026-jun-2026.xlsx"
    book = load_workbook(path)
    book["Figures"]["F2"] = 12
    book.save(path)
    waiting = CliRunner().invoke(app, ["measures", "import", str(path)])
    assert waiting.exit_code == 2
    assert "bb19_01a  Apr 2026-Jun 2026  new: 12" in waiting.output
    assert "add --yes" in waiting.output
    assert not (desk.data / "local").exists()
    said = run(app, "measures", "import", str(path), "--by", "A. Clerk, Participation", "--yes")
    assert "Westminster: 1 figure(s) read, 1 new, 0 changed" in said
    assert (desk.data / "local" / "westminster.csv").exists()
    book["Figures"]["F2"] = 14
    book.save(path)
    again = run(app, "measures", "import", str(path), "--by", "B. Clerk", "--yes")
    assert "12 → 14" in again
    assert "nothing new" in run(app, "measures", "import", str(path))
    entries = [
        (e.by, e.on, e.file, e.measure, e.period, e.change, e.value)
        for e in read_entries(desk, "westminster")
    ]
    today, sent = date.today().isoformat(), ("bb19_01a", "Apr 2026-Jun 2026")
    assert entries == [
        ("A. Clerk, Participation", today, path.name, *sent, "new", "12"),
        ("B. Clerk", today, path.name, *sent, "changed", "14"),
    ]


def test_the_sheet_itself_may_say_who_filled_it_in(app: typer.Typer, desk: Project) -> None:
    path = desk.root / run(app, "measures", "template", "leeds").strip()
    book = load_workbook(path)
    book["Read me first"]["B12"] = "C. Clerk"
    row = next(cell.row for cell in book["Figures"]["A"] if cell.value == "own_01")
    for column, content in enumerate(
        ("own_01", "Visits made", "Visits in the quarter", "count", "higher", 40, "Early help"), 1
    ):
        book["Your own measures"].cell(2, column, content)
    book["Figures"].cell(row, 6, 31)
    book.save(path)
    assert "entered by C. Clerk" in run(app, "measures", "import", str(path), "--yes")


def test_an_existing_file_is_not_written_over(app: typer.Typer, desk: Project) -> None:
    (desk.root / "a.xlsx").write_text("mine")
    with pytest.raises(BadInput, match="is there already"):
        run(app, "measures", "template", "westminster", "--out", "a.xlsx")
    assert (desk.root / "a.xlsx").read_text() == "mine"


def test_wrong_input_is_one_clear_error(app: typer.Typer) -> None:
    with pytest.raises(BadInput, match="not a quarter"):
        run(app, "measures", "template", "westminster", "--quarter", "spring")
    with pytest.raises(UnknownName, match="westmnster"):
        run(app, "measures", "template", "westmnster")
    with pytest.raises(BadInput, match="not a day"):
        run(app, "promises", "--as-of", "soon")
    with pytest.raises(BadInput, match="no file"):
        run(app, "measures", "import", str(Path("none.xlsx")))


def test_promises_are_listed_for_a_day(app: typer.Typer) -> None:
    said = run(app, "promises", "kensington-and-chelsea", "--as-of", "2020-06-01", "--overdue")
    # Its evidence is recorded, and it is kept in part only; of the minibuses none is held.
    assert "bb19-19" in said
    assert "bb19-10" not in said
    every = run(app, "promises", "--as-of", "2019-12-31").splitlines()
    assert every[-1].startswith("43 in all")
    assert any(line.startswith("bb19-10") and "day passed" in line for line in every)
