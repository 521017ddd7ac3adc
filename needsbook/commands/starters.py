"""``needsbook add``: a commented starter of an indicator, page, plan or framework."""

from __future__ import annotations

import typer

from needsbook.lock import writes_project
from needsbook.paths import find_project


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("add", epilog="Example: needsbook add indicator smoking_at_delivery_pct")(
        writes_project(add)
    )


def add(
    kind: str = typer.Argument(..., help="indicator, page, plan or framework."),
    name: str = typer.Argument(..., help="Its id: smoking_at_delivery_pct, medway-2026."),
) -> None:
    """Write a commented starter that passes the check, and say what to do next."""
    from needsbook.book.starters import add_starter

    project = find_project()
    added = add_starter(project, kind, name)
    typer.echo(f"wrote {project.relative(added.path)}")
    typer.echo("next:")
    for step in added.next:
        typer.echo(f"  {step}")
