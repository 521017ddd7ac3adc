"""``needsbook cite | trace | find | ids``: any figure, from the terminal."""

from __future__ import annotations

from typing import Annotated

import typer

from needsbook.lock import writes_project
from needsbook.paths import find_project


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("cite", epilog="Example: needsbook cite obesity_year6_pct.westminster.2017-18")(
        cite
    )
    app.command(
        "trace", epilog="Example: needsbook trace dental_decay_age5_pct.westminster.2016-17"
    )(trace)
    app.command("find", epilog='Example: needsbook find "year 6 obesity westminster 2018"')(find)
    app.command("ids", epilog="Example: needsbook ids --update")(
        writes_project(ids, only_with="update")
    )


def cite(
    figure: str = typer.Argument(help="The id of a figure: indicator.area.period."),
    style: str = typer.Option("sentence", help="sentence, harvard, bibtex or markdown."),
) -> None:
    """Print how to cite a figure."""
    from needsbook.errors import unknown_name
    from needsbook.register.cite import STYLES, cite
    from needsbook.register.edition import read_edition
    from needsbook.register.trace import find_entry

    if style not in STYLES:
        raise unknown_name("style", style, STYLES)
    project = find_project()
    entry, _, _ = find_entry(project, figure)
    typer.echo(cite(entry, style, read_edition(project)))


def trace(figure: str = typer.Argument(help="The id of a figure: indicator.area.period.")) -> None:
    """Print a figure and the whole way back to the row it was published in."""
    from needsbook.register.trace import trace_figure

    for line in trace_figure(find_project(), figure):
        typer.echo(line)


def find(
    words: Annotated[list[str], typer.Argument(help="Words: what, where and when.")],
    limit: int = typer.Option(10, min=1, help="How many figures to list."),
) -> None:
    """Find figures by words, area and period; slips in typing are forgiven."""
    from needsbook.register.ledger import open_ledger
    from needsbook.register.search import find_figures
    from needsbook.store import open_store

    found = find_figures(open_ledger(open_store(find_project())), " ".join(words), limit)
    for hit in found:
        typer.echo(f"{hit.figure.id}")
        typer.echo(f"  {hit.figure.printed}  {hit.title}, {hit.area}, {hit.figure.period}")
    if not found:
        typer.echo("nothing found; needsbook list --what indicators names what there is", err=True)
        raise typer.Exit(1)


def ids(
    update: bool = typer.Option(False, "--update", help="Add new ids to data/ids.csv."),
) -> None:
    """Compare the register of ids with what is published; with --update, add what is new."""
    from needsbook.register.ids import check_ids, collect_ids, ids_path, read_ids, write_ids
    from needsbook.register.ledger import open_ledger
    from needsbook.register.trace import list_own_kinds
    from needsbook.store import open_store

    project = find_project()
    ledger = open_ledger(open_store(project))
    known = read_ids(project)
    if update:
        new = collect_ids(ledger, list_own_kinds(project, ledger.store.indicators), known)
        ids_path(project).write_bytes(write_ids(new).encode("utf-8"))
        typer.echo(f"{len(new) - len(known):,} id(s) added; {len(new):,} in the register")
    problems = check_ids(project, ledger)
    for problem in problems:
        typer.echo(f"error: {problem}", err=True)
    if problems:
        raise typer.Exit(1)
    if not update:
        typer.echo(f"{len(known):,} ids, every one published or retired")
