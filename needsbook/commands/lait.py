"""``needsbook lait list | add | check | refresh``: any measure of the department's tool."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from needsbook.errors import BadInput
from needsbook.lock import writes_project
from needsbook.paths import find_project


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    lait = typer.Typer(
        no_args_is_help=True,
        help="Measures of DfE’s Local Authority Interactive Tool: find one, add it, check all.",
    )
    lait.command("list", epilog="Example: needsbook lait list care leavers")(list_measures)
    lait.command(
        "add",
        epilog="Example: needsbook lait add SEN_EHC_Excpt_20wks --as ehc_plans_in_time_pct "
        "--shown vulnerable",
    )(writes_project(add_measure))
    lait.command(
        "check", epilog="Example: needsbook lait check care_leavers_eet_pct; without ids: all used"
    )(check_measures)
    lait.command("refresh", epilog="Example: needsbook lait refresh")(writes_project(refresh_table))
    app.add_typer(lait, name="lait")


def list_measures(
    words: Annotated[list[str] | None, typer.Argument(help="Words to look for.")] = None,
) -> None:
    """List the measures whose name, title or topic holds all the words."""
    from needsbook.catalogue import load_indicators
    from needsbook.catalogue.lait import load_dictionary

    project = find_project()
    held = {
        indicator.lait.measure: indicator.id
        for indicator in load_indicators(project).values()
        if indicator.lait
    }
    wanted = [word.casefold() for word in words or []]
    found = [
        measure
        for measure in load_dictionary(project).values()
        if all(w in f"{measure.measure} {measure.title} {measure.topic}".casefold() for w in wanted)
    ]
    for measure in found:
        taken = f"  [{held[measure.measure]}]" if measure.measure in held else ""
        typer.echo(
            f"{measure.measure}  {measure.title}  ({measure.topic}; {measure.first} to {measure.last}; "
            f"{measure.authorities} authorities){taken}"
        )
    typer.echo(f"{len(found)} measure(s)")


def add_measure(
    measure: str = typer.Argument(..., help="Short name of the measure, as lait list prints it."),
    name: str = typer.Option(..., "--as", help="Id of the indicator, such as ehc_in_time_pct."),
    answers: Annotated[
        list[str] | None,
        typer.Option(help="Part of a framework it answers, such as bi-borough-2019:32."),
    ] = None,
    shown: str = typer.Option("", help="Topic whose page shows it; empty: the overview only."),
    count: str = typer.Option("", help="Measure that holds its numerators."),
    denominator: str = typer.Option("", help="Measure that holds its denominators."),
    period: str = typer.Option("", help="What its years mean, if not as the dictionary says."),
) -> None:
    """Write the file of an indicator that is taken from the tool; check its figures first."""
    from needsbook.refresh.lait_add import add_indicator

    project = find_project()
    path, notes = add_indicator(
        project, measure, name, answers or [], shown, count, denominator, period
    )
    typer.echo(project.relative(path))
    for note in notes:
        typer.echo(f"  look: {note}")


def check_measures(
    ids: Annotated[
        list[str] | None, typer.Argument(help="Indicators to look at; none: all that use it.")
    ] = None,
    every: bool = typer.Option(
        False, "--all", help="Every measure of the table, used or not, before any correction."
    ),
) -> None:
    """Look at the figures of the measures used (or of all) for the faults the table has had.

    Leaves with 1 where a measure that is used has a fault nobody has recorded.
    """
    from needsbook.refresh.lait_add import look_at_all, look_at_used

    project = find_project()
    if ids and every:
        raise BadInput("ids and --all are named together", "", "name the ids, or --all")
    number, wrong = 0, 0
    for label, faults in look_at_all(project) if every else look_at_used(project, ids or ()):
        number += 1
        wrong += len(faults)
        for fault in faults:
            typer.echo(f"{label}: {fault}")
    if not number:
        raise BadInput("no measure is held", "data/lait", "restore the folder from git")
    typer.echo(f"{number} measure(s) looked at")
    if wrong and not every:
        typer.echo("record each in data/corrections.yml, or say it under breaks or caveats")
        raise typer.Exit(1)


def refresh_table(
    table: Annotated[
        Path | None, typer.Option(help="The table as a file; empty: fetch it.")
    ] = None,
    dictionary: Annotated[
        Path | None, typer.Option(help="Its dictionary as a file; empty: fetch it.")
    ] = None,
    commit: str = typer.Option("main", help="Commit of the department’s repository."),
) -> None:
    """Put the department's latest table in place of the one held."""
    from needsbook.refresh.lait import ADDRESS, DICTIONARY, TABLE, take_table
    from needsbook.refresh.raw import RawStore
    from needsbook.refresh.transport import Client

    project = find_project()
    if (table is None) != (dictionary is None):
        raise BadInput("one of the two files is not named", "", "name both, or neither")
    if not re.fullmatch(r"main|[0-9a-f]{7,40}", commit):
        raise BadInput(f"“{commit}” is not a commit", "--commit", "write its hexadecimal digits")
    if table and dictionary:
        try:
            bodies = table.read_bytes(), dictionary.read_bytes()
        except OSError as error:
            raise BadInput(
                f"{error.filename} cannot be read: {error.strerror}", str(error.filename)
            ) from None
    else:
        with Client(RawStore()) as client:
            bodies = (
                client.download(f"{ADDRESS}/{commit}/{TABLE}").body,
                client.download(f"{ADDRESS}/{commit}/{DICTIONARY}").body,
            )
    done = take_table(project, *bodies, commit, date.today())
    typer.echo(f"{done['measures']} measures, {done['new']} new, {done['gone']} gone")
