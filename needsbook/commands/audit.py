"""``needsbook audit``: a plan of ours, or any document, held against the published figures."""

from __future__ import annotations

from pathlib import Path

import typer

from needsbook.errors import BadInput, unknown_name
from needsbook.paths import Project, find_project

FORMATS = ("table", "csv", "json", "sarif", "html", "docx")


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("audit", epilog="Example: needsbook audit bi-borough-2019")(audit)


def audit(
    what: str = typer.Argument(..., metavar="PLAN|FILE", help="A plan of the project, or a document."),
    area: list[str] = typer.Option(
        [], "--area", help="An area a document is about (may be given twice)."
    ),
    form: str = typer.Option("table", "--format", help="table, csv, json, sarif, html or docx."),
    output: Path = typer.Option(None, "--output", help="Write here instead of the screen."),
    published: str = typer.Option("", "--published", help="When a document appeared: 2019-07."),
) -> None:
    """Give every claim of a plan or a document a verdict from the published figures."""
    from needsbook.audit.run import audit_what

    if form not in FORMATS:
        raise unknown_name("format", form, FORMATS)
    if form == "docx" and output is None:
        raise BadInput("a Word report needs a file", do="add --output report.docx")
    project = find_project()
    content = audit_what(project, what, tuple(area), form, published)
    if output is None:
        assert isinstance(content, str)
        typer.echo(content, nl=False)
        return
    _write(project, output, content if isinstance(content, bytes) else content.encode("utf-8"))


def _write(project: Project, path: Path, content: bytes) -> None:
    """``content`` at ``path`` in one step: a failed write leaves nothing half-written."""
    if not path.parent.is_dir():
        raise BadInput(f"the folder {path.parent} does not exist", do="create it first")
    part = path.with_name(path.name + ".part")
    part.write_bytes(content)
    part.replace(path)
    typer.echo(f"wrote {project.relative(path)}")
