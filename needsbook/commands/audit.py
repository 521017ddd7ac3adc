"""``needsbook audit``: a plan of ours, or any document, held against the published figures."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from needsbook.errors import BadInput, unknown_name
from needsbook.paths import Project, find_project

# “claims” writes the draft claims file of a document.
FORMATS = ("table", "csv", "json", "sarif", "html", "docx", "claims")


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("audit", epilog="Example: needsbook audit bi-borough-2019")(audit)


def audit(
    what: Annotated[
        str, typer.Argument(metavar="PLAN|FILE", help="A plan of the project, or a document.")
    ],
    area: Annotated[
        list[str] | None,
        typer.Option("--area", help="An area a document is about; may be given twice."),
    ] = None,
    form: Annotated[str, typer.Option("--format", help=f"{', '.join(FORMATS)}.")] = "table",
    output: Annotated[
        Path | None, typer.Option("--output", help="Write here instead of the screen.")
    ] = None,
    published: Annotated[
        str, typer.Option("--published", help="When a document appeared: 2019-07.")
    ] = "",
) -> None:
    """Give every claim of a plan or a document a verdict from the published figures."""
    from needsbook.audit.run import audit_what

    if form not in FORMATS:
        raise unknown_name("format", form, FORMATS)
    if form == "docx" and output is None:
        raise BadInput("a Word report needs a file", do="add --output report.docx")
    project = find_project()
    content = audit_what(project, what, tuple(area or ()), form, published)
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
