"""``needsbook list | check | build | verify | serve | clean``."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import typer

from needsbook.errors import BadInput, BuildError, show_safely
from needsbook.lock import hold_project
from needsbook.paths import find_project


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("list", epilog="Example: needsbook list --what areas")(list_things)
    app.command("check", epilog="Example: needsbook check")(check)
    app.command("schema", epilog="Example: needsbook schema")(schema)
    app.command("build", epilog="Example: needsbook build --area westminster --jobs 2")(build)
    app.command("verify", epilog="Example: needsbook verify, or: needsbook verify downloaded/site")(
        verify
    )
    app.command("serve", epilog="Example: needsbook serve --port 8000")(serve)
    app.command("clean", epilog="Example: needsbook clean")(clean)


def list_things(
    what: str = typer.Option(
        "all", help="areas, indicators, pages, books or all.", show_default=True
    ),
) -> None:
    """List the areas, indicators, pages and books there are."""
    from needsbook.book.templates import find_templates
    from needsbook.catalogue import load_areas, load_indicators
    from needsbook.errors import unknown_name

    project = find_project()
    kinds = ("books", "pages", "indicators", "areas")
    if what not in (*kinds, "all"):
        raise unknown_name("list", what, (*kinds, "all"))
    for kind in kinds if what == "all" else (what,):
        typer.echo(f"{kind}:")
        if kind == "books":
            for book in load_areas(project).books.values():
                typer.echo(f"  {book.slug}: {book.title} ({', '.join(book.areas)})")
        elif kind == "pages":
            for template in find_templates(project):
                typer.echo(f"  {template.scope}/{template.number}  {template.slug}")
        elif kind == "indicators":
            for indicator in load_indicators(project).values():
                typer.echo(f"  {indicator.id}: {indicator.title}")
        else:
            for area in sorted(load_areas(project), key=lambda other: other.slug):
                if area.level in ("upper_tier", "district"):
                    typer.echo(f"  {area.slug}  {area.code}  {area.name}")


def check() -> None:
    """Check every file: schema, keys, ranges, passports, checksums, joins and coverage."""
    from needsbook.book.file_faults import check_files, figures_readable
    from needsbook.editions import check_editions, list_editions
    from needsbook.register.id_checks import check_numbers
    from needsbook.store.checks import check_project

    project = find_project()
    problems = check_files(project, report=lambda text: typer.echo(f"ok: {text}"))
    files = len(problems)
    if figures_readable(problems):
        problems += check_project(project, report=lambda text: typer.echo(f"ok: {text}"))
        numbers = check_numbers(project, report=lambda text: typer.echo(f"ok: {text}"))
        problems += [number for number in numbers if number not in problems]
        typer.echo(f"ok: {len(list_editions(project))} frozen editions looked at")
    problems = list(dict.fromkeys([*problems, *check_editions(project)]))
    for problem in problems:
        typer.echo(show_safely(f"error: {problem}"), err=True)
    if problems:
        rest = "" if figures_readable(problems[:files]) else "; the figures are compared once these are mended"  # fmt: skip
        typer.echo(f"{len(problems)} problem(s) found{rest}", err=True)
        raise typer.Exit(1)
    typer.echo("everything checks out")


def schema() -> None:
    """Write the JSON Schema of every kind of YAML file to data/schema, for editors.

    A file that does not name its schema in its first line is given that line.
    """
    from needsbook.book.registry import schemas, write_schema_lines
    from needsbook.catalogue.schemas import write_schemas

    project = find_project()
    for path in write_schemas(project, schemas()):
        typer.echo(f"wrote {project.relative(path)}")
    for path in write_schema_lines(project):
        typer.echo(f"named the schema in {project.relative(path)}")


def build(
    area: list[str] = typer.Option(
        [], help="Build for this area (slug, name or code); may be repeated."
    ),
    group: str = typer.Option(
        "",
        help="A portal with a book an area: england, a region (london), or a YAML file of areas.",
    ),
    page: list[str] = typer.Option(
        [], help="Run only this page (number or name); others are kept as they are."
    ),
    jobs: int = typer.Option(0, min=0, help="Notebooks at a time; 0: one per core."),
    force: bool = typer.Option(False, "--force", help="Run every page, changed or not."),
    page_limit: int = typer.Option(
        300, "--page-limit", min=1, help="Seconds after which a page that is not made is given up."
    ),
    memory: int = typer.Option(
        2000, min=0, help="MB of memory a notebook may take, where the system allows; 0: any."
    ),
    scheduler: str = typer.Option(
        "", help="Send pages and books to a Dask cluster: its scheduler, as tcp://host:8786."
    ),
) -> None:
    """Run the notebooks and build the book to build/site."""
    from needsbook.book.build import build_book
    from needsbook.book.guard import Limits
    from needsbook.register.edition import read_edition

    if area and group:
        raise BadInput("--area and --group are two things", do="give one of them")
    started = time.perf_counter()
    project = find_project()
    report = build_book(
        project, area, page, jobs, force, Limits(page_limit, memory), group, scheduler
    )
    for result in report.failures:
        failure = result.failure
        assert failure is not None
        cell = f", cell {failure.cell}" if failure.cell else ""
        typer.echo(f"failed: {result.run.label}{cell}: {failure.last_line}", err=True)
    seconds = time.perf_counter() - started
    kept = len(report.results) - report.ran
    typer.echo(f"{report.ran} notebook(s) run, {kept} unchanged, {seconds:.1f} s")
    if not read_edition(project).base:
        typer.echo(
            "no address to cite: write html: baseurl: https://… in _config.yml, where the book "
            "will be published"
        )
    typer.echo(str(report.site / "index.html"))
    if report.failures:
        raise typer.Exit(1)


def verify(
    site: str = typer.Argument(
        "", help="A site's folder, or its address on this machine; empty: build again and compare."
    ),
    jobs: int = typer.Option(0, min=0, help="Notebooks at a time; 0: one per core."),
) -> None:
    """Hold a site against its manifest, or build it again in a fresh folder and compare."""
    from needsbook.book.verify import MAY_DIFFER, verify_build, verify_site

    found = verify_site(site) if site else verify_build(find_project(), jobs)
    for line in found:
        typer.echo(line)
    if found:
        typer.echo(f"{len(found)} difference(s)", err=True)
        for name, reason in MAY_DIFFER.items():
            if any(line.startswith(f"{name}:") for line in found):
                typer.echo(f"{name} may differ between machines: {reason}", err=True)
        raise typer.Exit(1)
    typer.echo("every file is what the manifest says")


def serve(
    port: int = typer.Option(8000, min=1, max=65535, help="Port on this machine."),
) -> None:
    """Show the built book at http://127.0.0.1:PORT until stopped."""
    from needsbook.book.serve import open_server

    site = find_project().site
    _need_site(site)
    try:
        server = open_server(site, port)
    except OSError as error:
        raise BuildError(
            f"port {port} cannot be used: {error.strerror}", do="name another with --port"
        ) from None
    typer.echo(f"http://127.0.0.1:{port} (Ctrl+C stops it)")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()


def _need_site(site: Path) -> None:
    if not (site / "index.html").exists():
        raise BuildError("there is no built book", site.as_posix(), "run: needsbook build")


def clean() -> None:
    """Delete the build folder; everything in it can be made again."""
    project = find_project()
    with hold_project(project, "clean"):
        if not project.build.exists():
            typer.echo("there is nothing to remove")
            return
        shutil.rmtree(project.build)
        typer.echo(f"removed {project.relative(project.build)}")
