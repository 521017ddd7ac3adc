"""The command, as a person runs it."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from needsbook.commands.audit import register
from needsbook.errors import NeedsbookError

RUN = CliRunner()


@pytest.fixture(scope="module")
def app() -> typer.Typer:
    made = typer.Typer()

    @made.callback()
    def _nothing() -> None:
        """So that the command keeps its name."""

    register(made)
    return made


def test_a_plan_prints_its_table_and_totals_twice_alike(app: typer.Typer) -> None:
    first, second = (RUN.invoke(app, ["audit", "bi-borough-2019"]) for _ in range(2))
    assert first.exit_code == 0
    assert "Published, but wrongly labelled" in first.output
    assert "claims" in first.output
    assert first.output == second.output


def test_a_document_is_written_where_asked(app: typer.Typer, tmp_path: Path) -> None:
    source, target = tmp_path / "a.txt", tmp_path / "a.docx"
    source.write_text(
        "In Westminster 71.9% of children had a good level of development in 2017/18."
    )
    done = RUN.invoke(
        app,
        [
            "audit",
            str(source),
            "--area",
            "Westminster",
            "--format",
            "docx",
            "--output",
            str(target),
        ],
    )
    assert done.exit_code == 0
    assert target.read_bytes()[:2] == b"PK"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.docx", "a.txt"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["audit", "no-such-plan"], "unknown plan or document"),
        (["audit", "bi-borough-2019", "--format", "xml"], "unknown format"),
        (["audit", "bi-borough-2019", "--format", "docx"], "needs a file"),
        (["audit", "bi-borough-2019", "--format", "claims"], "written already"),
        (["audit", "bi-borough-2019", "--output", "/no/such/folder/a.csv"], "does not exist"),
    ],
)
def test_wrong_words_are_one_clear_error(app: typer.Typer, words: list[str], message: str) -> None:
    done = RUN.invoke(app, words)
    assert isinstance(done.exception, NeedsbookError)
    assert message in str(done.exception)
