"""``needsbook audit``: a plan of ours, or any document, held against the published figures."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from needsbook.errors import BadInput, unknown_name
from needsbook.files import replace_file
from needsbook.paths import Project, find_project

# “claims” writes the draft claims file of a document.
FORMATS = ("table", "csv", "json", "sarif", "html", "docx", "claims")


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command(
        "audit",
        epilog="Example: needsbook audit briefing.docx --area sunderland --published 2025-06",
    )(audit)


def audit(
    what: Annotated[
        str, typer.Argument(metavar="PLAN|FILE", help="A plan of the project, or a document.")
    ],
    area: Annotated[
        list[str] | None,
        typer.Option(
            "--area",
            help="An area the document is about, or of a plan the part to show: slug, name or code; may be given twice.",
        ),
    ] = None,
    form: Annotated[str, typer.Option("--format", help=f"{', '.join(FORMATS)}.")] = "table",
    output: Annotated[
        Path | None, typer.Option("--output", help="Write here instead of the screen.")
    ] = None,
    published: Annotated[
        str,
        typer.Option(
            "--published",
            help="When a document appeared: 2019-07. Without it only sentences with a date are judged.",
        ),
    ] = "",
) -> None:
    """Give every claim of a plan or a document a verdict from the published figures.

    A document may be .docx, .pdf (with text), .html, .md or .txt, tables included. Say what areas
    it is about (--area) and when it appeared (--published): without a month only numbers with a
    date are judged. A .docx comes back with comments at its numbers (--format docx --output
    checked.docx). --format claims drafts a claims file: check it by hand and move it to
    data/plans/NAME/claims.yml to make a plan of one's own, then: needsbook audit NAME.
    """
    from needsbook.audit.audit_run import audit_what

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
    replace_file(path, content)
    typer.echo(f"wrote {project.relative(path)}")
