"""The commands as an analyst types them: what is printed, what is written, exit codes."""

from __future__ import annotations

import pytest
import typer
from stubs.fingertips import Figure, Held
from stubs.small import ENGLAND, WESTMINSTER, hold, read_all, read_bytes
from typer.testing import CliRunner

from needsbook.commands import imports
from needsbook.commands.refresh import register
from needsbook.errors import NeedsbookError
from needsbook.refresh import transport


@pytest.fixture
def run(small, publishers, monkeypatch):
    app = typer.Typer()
    register(app)
    imports.register(app)
    monkeypatch.setenv("NEEDSBOOK_PROJECT", str(small.root))
    quick = transport.Patience(
        connect=2, read=3, attempts=2, first_wait=0.01, jitter=0.01, spacing=0
    )
    monkeypatch.setattr(transport, "Patience", lambda: quick)
    hold(
        small,
        "ohid_obesity",
        [
            ("obesity_year6", ENGLAND, "2022/23", "22.7"),
            ("obesity_reception", ENGLAND, "2022/23", "9.2"),
        ],
    )
    for number, name, age in ((90323, "Year 6", "10-11 yrs"), (90319, "Reception", "4-5 yrs")):
        value = "22.7" if number == 90323 else "9.2"
        publishers.fingertips.held[number] = Held(
            name,
            "Persons",
            age,
            {502: [Figure(ENGLAND, "2022/23", value), Figure(WESTMINSTER, "2023/24", "24.0")]},
        )

    def _run(*arguments):
        return CliRunner().invoke(app, list(arguments))

    return _run


def test_dry_run_shows_and_writes_nothing(run, small):
    before = read_bytes(small)
    done = run("refresh", "--source", "ohid", "--dry-run")
    assert done.exit_code == 0
    assert "obesity_year6 (ohid_obesity): first → uploaded 2026-01-15" in done.output
    assert "new period 2023/24: 1 areas" in done.output
    assert "dry run: nothing was written" in done.output
    assert read_bytes(small) == before


def test_without_yes_and_terminal_nothing_is_written(run, small):
    before = read_bytes(small)
    done = run("refresh", "--indicator", "obesity_year6")
    assert done.exit_code == 2
    assert "add --yes to accept" in done.output
    assert read_bytes(small) == before


def test_yes_writes_and_says_what(run, small):
    done = run("refresh", "--indicator", "obesity_year6", "--yes")
    assert done.exit_code == 0
    for name in (
        "data/changes.yml",
        "data/refreshed.yml",
        "data/snapshots/ohid/ohid_obesity.csv",
        "data/snapshots/ohid/ohid_obesity.yml",
    ):
        assert f"wrote {name}" in done.output
    assert ("obesity_year6", WESTMINSTER, "2023/24", 24.0, "") in read_all(small)["ohid_obesity"]
    again = run("refresh", "--indicator", "obesity_year6", "--yes")
    assert "nothing new: every figure is as it was" in again.output


def test_all_goes_on_reports_each_failure_and_exits_1(run, small):
    done = run("refresh", "--all", "--yes")
    assert done.exit_code == 1
    assert "4 of 6 fetches failed" in done.output
    for name in (
        "ks2 (dfe_ks2)",
        "looked_after (dfe_looked_after)",
        "poverty (dwp_poverty)",
        "population (ons_population)",
    ):
        assert name in done.output
    assert ("obesity_year6", WESTMINSTER, "2023/24", 24.0, "") in read_all(small)["ohid_obesity"]


def test_without_all_the_first_failure_stops_everything(run, small):
    before = read_bytes(small)
    done = run("refresh", "--yes")
    assert isinstance(done.exception, NeedsbookError)
    assert read_bytes(small) == before


def test_import_shows_and_takes(run, small, tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text(f"area_code,period,value\n{WESTMINSTER},2023/24,23.1\n")
    shown = run("import", str(path), "--as", "obesity_year6", "--dry-run")
    assert "new period 2023/24: 1 areas" in shown.output
    done = run("import", str(path), "--as", "obesity_year6", "--yes")
    assert done.exit_code == 0, done.output
    assert ("obesity_year6", WESTMINSTER, "2023/24", 23.1, "") in read_all(small)["ohid_obesity"]


def test_status_is_a_table(run):
    done = run("status", "--offline")
    assert done.exit_code == 0
    assert "obesity_year6" in done.output
    assert "6 indicators" in done.output


def test_add_area_without_figures(run, small, publishers):
    from test_areas import MANCHESTER, NEWEST, cut_wards, make_layer

    publishers.arcgis.layers[NEWEST] = make_layer(24, {MANCHESTER: cut_wards(MANCHESTER)})
    done = run("add-area", MANCHESTER, "--no-figures")
    assert done.exit_code == 0, done.output
    assert "Manchester: 13 wards of" in done.output or "Manchester: 16 wards of" in done.output


@pytest.mark.parametrize("command", ["refresh", "status", "import", "add-area"])
def test_every_command_has_help_and_an_example(run, command):
    done = run(command, "--help")
    assert done.exit_code == 0
    assert f"Example: needsbook {command}" in " ".join(done.output.split())
