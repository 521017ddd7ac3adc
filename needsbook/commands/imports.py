"""``needsbook import``: files of any origin, recognised, previewed, and taken on ``--yes``."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from needsbook.errors import BadInput, show_safely
from needsbook.lock import writes_project
from needsbook.paths import find_project

if TYPE_CHECKING:
    from needsbook.paths import Project
    from needsbook.refresh.accept import Held
    from needsbook.refresh.imports import Imported
    from needsbook.refresh.reading.choice import Choice


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("import", epilog="Example: needsbook import indicators.csv --dry-run")(
        writes_project(import_figures, unless="dry_run")
    )


def _show_kinds(wanted: bool) -> None:
    """Print the table of kinds of files and stop."""
    if wanted:
        from needsbook.refresh.reading.kinds_table import describe_kinds

        for line in describe_kinds(find_project()):
            typer.echo(line)
        raise typer.Exit


def import_figures(
    file: Annotated[Path, typer.Argument(help="A CSV, ODS, XLSX or XLS file as downloaded.")],
    indicator: str = typer.Option(
        "", "--as", help="The indicator the figures belong to; left out: the file says."
    ),
    dataset: str = typer.Option("", help="The snapshot that takes them, if not the usual one."),
    value: str = typer.Option("", help="The column of the figures, where the file has several."),
    count: str = typer.Option("", help="The column of the counts."),
    denominator: str = typer.Option("", help="The column of what the counts are out of."),
    where: Annotated[
        list[str] | None,
        typer.Option(help="Keep rows whose column holds a label: COLUMN=LABEL (repeatable)."),
    ] = None,
    sheet: str = typer.Option("", help="The sheet of a workbook to read."),
    save_layout: str = typer.Option(
        "", help="Keep what was said about the file as data/layouts/NAME.yml."
    ),
    explain: bool = typer.Option(False, "--explain", help="Print what became of each row."),
    fractions: bool | None = typer.Option(
        None, "--fractions/--percentages", help="How percentages up to 1 are written."
    ),
    decimal: str = typer.Option("", help="The decimal mark: comma or point."),
    sum_schools: bool = typer.Option(
        False, "--sum-schools", help="Add a table of schools up to their authorities."
    ),
    gap: bool = typer.Option(False, "--gap", help="Take a period that leaves out years."),
    jumps: bool = typer.Option(
        False, "--jumps", help="Take values outside all the series has been."
    ),
    accept_losses: bool = typer.Option(
        False, "--accept-losses", help="Take a file that blanks figures held."
    ),
    kinds: bool = typer.Option(
        False,
        "--kinds",
        is_eager=True,
        callback=_show_kinds,
        help="List the kinds of files that are known, what is read and what is refused.",
    ),
    dry_run: bool = typer.Option(False, "--dry-run", help="Show the difference and stop."),
    yes: bool = typer.Option(False, "--yes", help="Accept the difference without asking."),
) -> None:
    """Bring in a downloaded file: say what it is, show what it would change, take it on --yes.

    Every column of the file is accounted for: used, a name of the row, a filter with its
    total, or the reason the file is refused. Exit code 0: written or nothing new; 1: refused;
    2: waiting for --yes.
    """
    from needsbook.commands.refresh import offer
    from needsbook.refresh.accept import Held
    from needsbook.refresh.fetch_run import Report
    from needsbook.refresh.imports import read_as
    from needsbook.refresh.raw import RawStore
    from needsbook.refresh.reading.choice import Choice
    from needsbook.refresh.recognising import recognise

    if decimal not in ("", "comma", "point"):
        raise BadInput(f"“{decimal}” is no decimal mark", "--decimal", "write comma or point")
    project = find_project()
    columns = {"value": value, "count": count, "denominator": denominator}
    choice = Choice(
        dataset=dataset, fractions=fractions, where=_read_where(where or ()), sheet=sheet,
        columns={name: column for name, column in columns.items() if column},
        gap=gap, jumps=jumps, losses=accept_losses, decimal=decimal, schools=sum_schools,
    )  # fmt: skip
    held = Held(project)
    store = RawStore()
    if indicator:
        found = [read_as(file, indicator, project, held, store, choice)]
    else:
        known = recognise(file, project, held, store, choice)
        by = f" ({known.publisher})" if known.publisher else ""
        _say(f"{file.name}: {known.layout}{by}")
        found = known.found
        for name, error in known.refused:
            _say(f"  {name} is not taken: {error.what}")
        if not found:
            raise BadInput(
                "the file does not say which indicator its figures are", file.name,
                known.refused[0][1].do if known.refused else _offer(known.maybe),
            )  # fmt: skip
    for imported in found:
        _describe(imported, held, project, explain=explain)
    if save_layout:
        _save(project, save_layout, found[0], choice, write=yes)
    differences = [part for imported in found for part in imported.differences]
    report = Report(differences)
    offer(project, held, report, dry_run=dry_run, yes=yes)
    if report.replaced and (project.data / "ids.csv").exists():
        _say(f"{_add_ids(project):,} ids added to data/ids.csv")
        _say("next: needsbook check, then needsbook build")


def _offer(maybe: dict[str, list[str]]) -> str:
    """What to do with a file that names no indicator: those its columns speak of."""
    parts = [
        f"“{column}” may be {' or '.join(names[:4])}" for column, names in list(maybe.items())[:3]
    ]
    if not parts:
        return "name it with --as INDICATOR (needsbook find WORDS lists them)"
    return f"{'; '.join(parts)}: import it --as one of them"


def _add_ids(project: Project) -> int:
    """How many new figures were given their ids."""
    from needsbook.register.ids import collect_ids, ids_path, read_ids, write_ids
    from needsbook.register.ledger import open_ledger
    from needsbook.register.trace import list_own_kinds
    from needsbook.store import open_store

    ledger = open_ledger(open_store(project))
    known = read_ids(project)
    new = collect_ids(ledger, list_own_kinds(project, ledger.store.indicators), known)
    ids_path(project).write_bytes(write_ids(new).encode("utf-8"))
    return len(new) - len(known)


def _say(text: str) -> None:
    typer.echo(show_safely(text))


def _read_where(texts: tuple[str, ...] | list[str]) -> dict[str, str]:
    found = {}
    for text in texts:
        column, equals, label = text.partition("=")
        if not equals or not column.strip():
            raise BadInput(f"“{text}” is no COLUMN=LABEL", "--where", "write --where sex=Persons")
        found[column.strip()] = label.strip()
    return found


def _describe(imported: Imported, held: Held, project: Project, *, explain: bool) -> None:
    """How the file was read: table, columns, rows by cause, and five rows before and after."""
    from needsbook.catalogue import load_areas
    from needsbook.catalogue.periods import parse_period
    from needsbook.refresh.preview import preview_rows

    reading = imported.reading
    periods = sorted({row.period for row in reading.published}, key=parse_period)
    span = periods[0] if len(periods) == 1 else f"{periods[0]} to {periods[-1]}"
    sheet = f", sheet {reading.table.grid.sheet}" if reading.table.grid.sheet else ""
    _say(f"{imported.indicator}: {reading.table.layout.title}{sheet}, column “{reading.value_name}”, "
         f"{len(reading.published):,} rows, {span}")  # fmt: skip
    for column, use in reading.columns.items():
        if use.startswith("filter"):
            _say(f"  column “{column}”: {use}")
    if reading.left:
        _say(f"  rows not taken: {sum(reading.left.values()):,}")
        for cause, number in reading.left.most_common():
            _say(f"    {number:,}: {cause}")
    if reading.areas_left:
        names = list(reading.areas_left)
        more = f" and {len(names) - 12} more" if len(names) > 12 else ""
        _say(f"    areas not held: {', '.join(names[:12])}{more}")
    for note in list(reading.notes.values())[:4]:
        _say(f"  note in the file: “{note[:200]}”")
    for line in preview_rows(imported.differences, held, load_areas(project)):
        _say(f"  {line}")
    if explain:
        unread = [column for column, use in reading.columns.items() if not use.startswith("filter")]
        if unread:
            _say(f"  columns not read: {', '.join(unread)}")
        for line in reading.explained:
            _say(f"  {line}")


def _save(project: Project, name: str, imported: Imported, choice: Choice, *, write: bool) -> None:
    """Keep the file's layout, with what the analyst said about it."""
    from needsbook.refresh.reading.saving import format_layout

    path = project.data / "layouts" / f"{name}.yml"
    content = format_layout(
        name, imported.indicator, imported.reading, choice, datetime.now(UTC).year
    )
    if path.exists():
        raise BadInput(f"the layout {name} is there already", project.relative(path), "choose another name")  # fmt: skip
    if write:
        path.write_text(content, encoding="utf-8", newline="\n")
        _say(f"wrote {project.relative(path)}")
    else:
        _say(f"with --yes, {project.relative(path)} will keep this layout")
