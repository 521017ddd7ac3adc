"""``needsbook explain``: one figure with everything that is tested about it."""

from __future__ import annotations

import typer

from needsbook.paths import find_project


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("explain", epilog="Example: needsbook explain obesity_year6_pct westminster")(
        explain
    )


def explain(
    indicator: str = typer.Argument(..., help="The indicator's id."),
    area: str = typer.Argument(..., help="The area's slug, name or code."),
    period: str = typer.Option("latest", help="A period as printed, such as 2017/18."),
) -> None:
    """Print value, interval, method, benchmarks, verdict, trend, rank, neighbours and sentence."""
    from needsbook.show.explain import explain as explain_figure
    from needsbook.store import open_store

    store = open_store(find_project())
    typer.echo(explain_figure(store, indicator, store.areas.find(area).slug, period))
