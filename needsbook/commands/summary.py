"""``needsbook summary``: what stands out in an area, in a minute."""

from __future__ import annotations

import json

import typer

from needsbook.paths import find_project


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("summary", epilog="Example: needsbook summary westminster")(summary)


def summary(
    area: str = typer.Argument(..., help="The area's slug, name or code."),
    as_json: bool = typer.Option(False, "--json", help="Print it as JSON, for machines."),
) -> None:
    """Print what stands out in an area: worse, better, changed, where, and what is not known.

    Each line says its grade (tested; counted, not tested; placed) and its place among the
    authorities.
    """
    from needsbook.show.summary import make_summary
    from needsbook.show.summary_text import write_record, write_text
    from needsbook.store import open_store

    store = open_store(find_project())
    found = make_summary(store, store.areas.find(area))
    if as_json:
        text = json.dumps(write_record(store, found), ensure_ascii=False, indent=2)
        typer.echo(text)
    else:
        typer.echo(write_text(store, found))
