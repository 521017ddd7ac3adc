"""``needsbook measures template | import`` and ``needsbook promises``."""

from __future__ import annotations

import getpass
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from needsbook.errors import BadInput, show_safely
from needsbook.lock import writes_project
from needsbook.paths import find_project

if TYPE_CHECKING:
    from needsbook.outcomes.local import LocalRow


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    measures = typer.Typer(
        no_args_is_help=True,
        help="Local figures of the outcomes framework: make the quarterly sheet, read it in.",
    )
    measures.command("template", epilog="Example: needsbook measures template westminster")(
        make_sheet
    )
    measures.command(
        "import",
        epilog="Example: needsbook measures import westminster-jul-2026-sep-2026.xlsx --yes",
    )(writes_project(import_sheet))
    app.add_typer(measures, name="measures")
    app.command("promises", epilog="Example: needsbook promises westminster --overdue")(
        list_promises
    )


def make_sheet(
    area: str = typer.Argument(..., help="Area: slug, name or code."),
    quarter: str = typer.Option(
        "", help="Quarter, such as “Apr 2026-Jun 2026”; empty: the last whole one."
    ),
    out: Annotated[
        Path | None, typer.Option(help="File to write; empty: named after the area.")
    ] = None,
    force: bool = typer.Option(False, "--force", help="Write over a file that exists."),
) -> None:
    """Make the workbook to fill in for an area and a quarter."""
    from needsbook.catalogue import load_areas
    from needsbook.outcomes.review_dates import name_quarter, parse_quarter
    from needsbook.outcomes.workbook import make_template

    project = find_project()
    place = load_areas(project).find(area)
    period = parse_quarter(quarter or name_quarter(date.today()))
    if period is None:
        raise BadInput(
            f"“{quarter}” is not a quarter", "--quarter", "write it as “Apr 2026-Jun 2026”"
        )
    path = out or Path(f"{place.slug}-{period.slug}.xlsx")
    if path.suffix.lower() != ".xlsx":
        raise BadInput(f"{path.name} is not an .xlsx name", "--out", "end the name in .xlsx")
    if path.exists() and not force:
        raise BadInput(f"{path.name} is there already", path.as_posix(), "name another, or --force")
    content = make_template(project, place, period.text)
    try:
        path.write_bytes(content)
    except OSError as error:
        raise BadInput(
            f"{path.name} cannot be written: {error.strerror}",
            path.as_posix(),
            "name another place",
        ) from None
    typer.echo(path.as_posix())


def import_sheet(
    file: Annotated[Path, typer.Argument(help="The workbook, filled in.")],
    by: str = typer.Option("", help="Who sends it; empty: as the sheet says, else your login."),
    yes: bool = typer.Option(False, "--yes", help="Accept the difference without asking."),
) -> None:
    """Read a filled-in workbook into data/local: the difference first, then all of it or nothing.

    Exit code 0: written or nothing new; 1: refused; 2: waiting for --yes.
    """
    from needsbook.outcomes.local import Sender, find_changes
    from needsbook.outcomes.own_measures import read_own
    from needsbook.outcomes.workbook import import_workbook, read_workbook

    project = find_project()
    read = read_workbook(project, file)
    changes = find_changes(project, read.area, read.rows)
    held = read_own(project, read.area.slug)
    named = [name for name, row in read.own.items() if held.get(name) != row]
    for name in named:
        typer.echo(show_safely(f"measure {name}: {read.own[name]['name']}"))
    for old, row in changes:
        before = f"{_say_row(old)} → " if old else "new: "
        typer.echo(show_safely(f"{row.indicator}  {row.period}  {before}{_say_row(row)}"))
    if read.more:
        typer.echo(f"{read.more} hidden so that no small number can be worked out")
    if not changes and not named:
        typer.echo("nothing new: every figure is as it was")
        return
    if not yes:
        if not sys.stdin.isatty():
            typer.echo("nothing was written: add --yes to accept this difference")
            raise typer.Exit(2)
        if not typer.confirm("Accept this difference?", default=False):
            typer.echo("nothing was written")
            return
    who = " ".join(by[:80].split()) or read.by or _find_login()
    sender = Sender(who, date.today().isoformat(), file.name)
    done = import_workbook(project, file, read, sender)
    typer.echo(
        f"{done.area.name}: {done.rows} figure(s) read, {done.new} new, {done.changed} changed, "
        f"entered by {show_safely(who)}"
    )
    if done.suppressed:
        typer.echo(f"{done.suppressed} suppressed (small counts, or marked so)")


def _say_row(row: LocalRow) -> str:
    """A local figure in a few words: value, count and base, or why there is none."""
    from needsbook.store.figures import MISSING_WORDS

    if row.reason:
        return MISSING_WORDS[row.reason]
    base = f" ({row.count or '?'} of {row.denominator})" if row.denominator else ""
    return f"{row.value}{base}"


def _find_login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "unknown"


def list_promises(
    area: str = typer.Argument("", help="Area: slug, name or code; empty: every area."),
    as_of: str = typer.Option("", help="Day to judge by, such as 2026-06-30; empty: today."),
    overdue: bool = typer.Option(False, "--overdue", help="Only those past due."),
) -> None:
    """List what the plans promised: due day, state, and what is past due."""
    from needsbook.catalogue import load_areas
    from needsbook.catalogue.promises import STATE_WORDS, load_promises
    from needsbook.outcomes.promises import track_promises

    project = find_project()
    try:
        day = date.fromisoformat(as_of) if as_of else date.today()
    except ValueError:
        raise BadInput(f"“{as_of}” is not a day", "--as-of", "write it as 2026-06-30") from None
    if area:
        slugs = [load_areas(project).find(area).slug]
    else:
        plans = load_promises(project).values()
        slugs = sorted({s for plan in plans for promise in plan.promises for s in promise.areas})
    found = {
        promise.promise.id: promise
        for slug in slugs
        for promise in track_promises(project, slug, day)
    }
    shown = [promise for promise in found.values() if promise.overdue or not overdue]
    for promise in sorted(shown, key=lambda o: (not o.overdue, o.due, o.promise.id)):
        mark = (
            "past due" if promise.overdue
            else "closed" if promise.closed
            else "plan ended" if promise.stopped
            else "day passed, no evidence held" if promise.past
            else "open"
        )  # fmt: skip
        state = STATE_WORDS[promise.promise.state].lower()
        review = promise.review.isoformat() if promise.review else "none"
        typer.echo(
            f"{promise.promise.id}  due {promise.due}  {mark}  {state}  review {review}  {promise.promise.what}"
        )
    late = sum(promise.overdue for promise in found.values())
    typer.echo(f"{len(found)} in all, {late} past due on {day.isoformat()}")
