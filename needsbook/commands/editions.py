"""``needsbook freeze | diff | sign-off``."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import date
from typing import TYPE_CHECKING

import typer

from needsbook.errors import BadInput, unknown_name
from needsbook.lock import writes_project
from needsbook.paths import find_project

if TYPE_CHECKING:
    from needsbook.editions import EditionChange

FORMATS = ("text", "csv", "json")


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("freeze", epilog="Example: needsbook freeze 2026")(writes_project(freeze))
    app.command("diff", epilog='Example: needsbook diff 2019 2026 --kind "revised value"')(diff)
    app.command("sign-off", epilog="Example: needsbook sign-off 2026")(sign_off)


def freeze(
    name: str = typer.Argument(
        ..., help="Name of the new edition: small letters, digits, hyphens."
    ),
    as_published_by: str = typer.Option(
        "",
        help="Only what was published by this day (YYYY-MM-DD); by default the day given in "
        "editions/NAME.yml, else everything held.",
    ),
) -> None:
    """Freeze the figures as editions/NAME: figures, catalogue and manifest with checksums."""
    from needsbook.editions import freeze_edition, read_edition
    from needsbook.store import open_store

    project = find_project()
    day = None
    if as_published_by:
        try:
            day = date.fromisoformat(as_published_by)
        except ValueError:
            raise BadInput(
                f"“{as_published_by}” is not a day", "--as-published-by", "write it as 2019-07-31"
            ) from None
    folder = freeze_edition(project, open_store(project), name, day)
    edition = read_edition(project, name)
    typer.echo(f"{len(edition.rows):,} figures frozen in {project.relative(folder)}")
    for reason, count in edition.manifest["chosen_by"].items():
        typer.echo(f"  {count:>6,}  {reason}")


def sign_off(
    edition: str = typer.Argument(..., help="Name of a frozen edition."),
    vulnerabilities: bool = typer.Option(
        False, "--vulnerabilities", help="Ask pip-audit's database; needs the network."
    ),
) -> None:
    """Write the pack people sign an edition off with: one folder, one page to print."""
    from needsbook.book.sign_off import make_sign_off
    from needsbook.store import open_store

    project = find_project()
    made = make_sign_off(project, open_store(project), edition, vulnerabilities)
    typer.echo(made.page.as_posix())
    for problem in made.problems:
        typer.echo(f"in the way: {problem}", err=True)
    if made.problems:
        raise typer.Exit(1)


def diff(
    older: str = typer.Argument(..., help="Name of the older edition."),
    newer: str = typer.Argument(..., help="Name of the newer edition."),
    kind: str = typer.Option("", help="Show only this kind of change, in full."),
    indicator: str = typer.Option("", help="Show only changes of this indicator, in full."),
    output: str = typer.Option("text", "--format", help="text, csv or json."),
) -> None:
    """Say what changed from one edition to another, by kind, with counts and examples."""
    from needsbook.editions import KINDS, compare_editions, read_edition

    project = find_project()
    if output not in FORMATS:
        raise unknown_name("format", output, FORMATS)
    if kind and kind not in KINDS:
        raise unknown_name("kind of change", kind, KINDS)
    old, new = read_edition(project, older), read_edition(project, newer)
    known = {**old.catalogue["indicators"], **new.catalogue["indicators"]}
    if indicator and indicator not in known:
        raise unknown_name("indicator", indicator, known)
    changes = [
        change
        for change in compare_editions(old, new)
        if kind in ("", change.kind) and indicator in ("", change.indicator)
    ]
    names = {
        code: area["name"]
        for edition in (old, new)
        for code, area in edition.catalogue["areas"].items()
    }
    if output == "csv":
        _write_csv(changes)
    elif output == "json":
        typer.echo(json.dumps([asdict(change) for change in changes], indent=1, ensure_ascii=False))
    else:
        _write_text(changes, names, f"{older} to {newer}", bool(kind or indicator))


def _write_csv(changes: Sequence[EditionChange]) -> None:
    from needsbook.editions import EditionChange
    from needsbook.escaping import disarm_text

    names = [field.name for field in fields(EditionChange)]
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(names)
    for change in changes:
        writer.writerow([disarm_text(getattr(change, name)) for name in names])


def _write_text(
    changes: Sequence[EditionChange], names: dict[str, str], title: str, full: bool, shown: int = 5
) -> None:
    from needsbook.editions.diff import KINDS, count_kinds

    typer.echo(f"{len(changes):,} changes from {title}")
    for kind, count in count_kinds(changes).items():
        if not count and full:
            continue
        typer.echo(f"\n{count:>7,}  {kind}: {KINDS[kind][:1].lower()}{KINDS[kind][1:]}")
        held = [change for change in changes if change.kind == kind]
        for change in held if full else held[:shown]:
            typer.echo(f"         {describe_change(change, names)}")
        if not full and count > shown:
            typer.echo(f'         … and {count - shown:,} more: --kind "{kind}"')


def describe_change(change: EditionChange, names: dict[str, str]) -> str:
    """One change in a line."""
    what = [
        part
        for part in (change.indicator, names.get(change.area_code, change.area_code), change.period)
        if part
    ]
    said = " → ".join(part for part in (change.before, change.after) if part)
    why = f" ({change.why})" if change.why else ""
    return f"{', '.join(what)}: {said}{why}"
