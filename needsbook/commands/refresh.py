"""``needsbook refresh | status | add-area``."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from needsbook.errors import show_safely
from needsbook.lock import writes_project
from needsbook.paths import Project, find_project

if TYPE_CHECKING:
    from needsbook.refresh.accept import Held
    from needsbook.refresh.fetch_run import Report


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("refresh", epilog="Example: needsbook refresh --indicator ks2_rwm_expected_pct")(
        writes_project(refresh, unless="dry_run")
    )
    app.command("status", epilog="Example: needsbook status --offline")(status)
    app.command("add-area", epilog="Example: needsbook add-area E08000003")(
        writes_project(add_area)
    )


def _today() -> date:
    return datetime.now(UTC).date()


def refresh(
    source: str = typer.Option("", help="Only this publisher or service, such as ohid or ees."),
    indicator: Annotated[
        list[str] | None, typer.Option(help="Only the snapshots of this indicator (repeatable).")
    ] = None,
    area: str = typer.Option("", help="Only this area and its parts: a code, slug or name."),
    dry_run: bool = typer.Option(False, "--dry-run", help="Show the difference and stop."),
    yes: bool = typer.Option(False, "--yes", help="Accept the difference without asking."),
    all_sources: bool = typer.Option(
        False, "--all", help="Go on when one source fails; exit 1 at the end."
    ),
    accept_losses: bool = typer.Option(
        False,
        "--accept-losses",
        help="Take an answer that lacks more than a tenth of what is held.",
    ),
) -> None:
    """Fetch figures from their publishers, show what would change, and take it when accepted."""
    from needsbook.refresh.online import check_online, list_asked
    from needsbook.refresh.raw import RawStore
    from needsbook.refresh.transport import Client

    project = find_project()
    with Client(RawStore()) as client:
        # Before the tables are loaded: who is offline is told at once.
        check_online(client, list_asked(source))
        from needsbook.refresh.accept import Held
        from needsbook.refresh.fetch_run import choose_tasks, find_differences

        tasks = choose_tasks(project, source=source, indicators=indicator or ())
        held = Held(project)
        report = find_differences(
            client, project, tasks, held, go_on=all_sources, area=area, allow_losses=accept_losses,
            tell=lambda text: typer.echo(text, err=True),
        )  # fmt: skip
    offer(project, held, report, dry_run=dry_run, yes=yes)
    if report.failures:
        typer.echo(f"{len(report.failures)} of {len(tasks)} fetches failed:", err=True)
        for name, error in report.failures:
            typer.echo(f"{name}: {error}", err=True)
        raise typer.Exit(1)


def offer(project: Project, held: Held, report: Report, *, dry_run: bool, yes: bool) -> None:
    """Show the difference; write it only when accepted."""
    from needsbook.catalogue import load_areas
    from needsbook.refresh.differences import describe_difference
    from needsbook.refresh.fetch_run import accept

    areas = load_areas(project)
    for difference in report.differences:
        typer.echo(show_safely("\n".join(describe_difference(difference, areas))))
    if not report.differences:
        return
    if all(difference.nothing_new for difference in report.differences):
        if not dry_run:
            accept(held, report, _today())
        typer.echo("nothing new: every figure is as it was")
        return
    if dry_run:
        typer.echo("dry run: nothing was written")
        return
    if not yes:
        if not sys.stdin.isatty():
            typer.echo("nothing was written: add --yes to accept this difference")
            raise typer.Exit(2)
        if not typer.confirm("Accept this difference?", default=False):
            typer.echo("nothing was written")
            return
    accept(held, report, _today())
    for path in report.replaced:
        typer.echo(f"wrote {project.relative(path)}")


def status(
    offline: bool = typer.Option(
        False, "--offline", help="Do not ask whether sources can be reached."
    ),
    evidence: bool = typer.Option(
        False, "--evidence", help="Show instead what the verdicts of each area rest on."
    ),
    area: Annotated[
        list[str] | None, typer.Option(help="With --evidence: only this area (repeatable).")
    ] = None,
    counts: bool = typer.Option(
        False, "--counts", help="Show instead which indicators come with count, base, interval."
    ),
) -> None:
    """Show for each indicator: latest period, when fetched, next release, stale or fresh."""
    if counts:
        from needsbook.show.evidence_sources import write_table
        from needsbook.store import open_store

        typer.echo(write_table(open_store(find_project())))
        return
    if evidence:
        _show_evidence(area or [])
        return
    from needsbook.refresh.raw import RawStore
    from needsbook.refresh.status import describe_standings, read_standings
    from needsbook.refresh.transport import Client

    project = find_project()
    if offline:
        standings = read_standings(project, _today())
    else:
        with Client(RawStore()) as client:
            standings = read_standings(project, _today(), client)
    typer.echo("\n".join(describe_standings(standings)))
    stale = sum(standing.stale for standing in standings)
    typer.echo(f"{len(standings)} indicators, {stale} stale")


def _show_evidence(names: list[str]) -> None:
    """The areas named, else those of the books and then every other authority."""
    from needsbook.page.profiles import list_profile
    from needsbook.show.evidence_status import describe_evidence
    from needsbook.store import open_store

    store = open_store(find_project())
    areas = [store.areas.find(name) for name in names]
    if not areas:
        books = [store.areas[slug] for book in store.areas.books.values() for slug in book.areas]
        areas = list(dict.fromkeys([*books, *store.areas.at_level("upper_tier")]))
    typer.echo("\n".join(describe_evidence(store, list_profile(store), areas)))


def add_area(
    code: str = typer.Argument(..., help="The area's code, such as E08000003."),
    yes: bool = typer.Option(False, "--yes", help="Accept new figures without asking."),
    no_figures: bool = typer.Option(False, "--no-figures", help="Only boundaries and ward list."),
) -> None:
    """Add an authority anywhere in England: its entry, wards, boundaries and figures."""
    from needsbook.refresh.accept import Held
    from needsbook.refresh.areas import add_authority
    from needsbook.refresh.fetch_run import choose_tasks, find_differences
    from needsbook.refresh.raw import RawStore
    from needsbook.refresh.transport import Client

    project = find_project()
    with Client(RawStore()) as client:
        added = add_authority(client, project, code)
        for line in added.lines:
            typer.echo(line)
        if no_figures:
            return
        held = Held(project)
        report = find_differences(
            client, project, choose_tasks(project), held, go_on=True, area=added.slug,
            tell=lambda text: typer.echo(text, err=True),
        )  # fmt: skip
    offer(project, held, report, dry_run=False, yes=yes)
    for name, error in report.failures:
        typer.echo(f"{name}: {error}", err=True)
    if report.failures:
        raise typer.Exit(1)
