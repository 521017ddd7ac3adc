"""The whole way: from the store to a published site."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime

from needsbook.book.assemble import ABOUT_FROM, assemble_book
from needsbook.book.cache import State, hash_folder
from needsbook.book.clean import read_records
from needsbook.book.cluster import open_cluster
from needsbook.book.finish import finish_pages
from needsbook.book.groups import choose_group
from needsbook.book.guard import USUAL, Limits
from needsbook.book.lean import lighten_site
from needsbook.book.parents import open_scratch
from needsbook.book.passport import NAME as PASSPORT
from needsbook.book.passport import count_figures, make_passport
from needsbook.book.portal import publish_portal
from needsbook.book.publish import (
    list_differences,
    publish_site,
    read_key,
    recover_site,
    write_manifest,
)
from needsbook.book.run import BuildReport, Result, run_all
from needsbook.book.sbom import NAME as SBOM
from needsbook.book.sbom import make_sbom
from needsbook.book.sphinx import build_html, drop_unwanted
from needsbook.book.statement import link_statement
from needsbook.book.templates import (
    LANDING,
    choose_areas,
    choose_templates,
    find_templates,
    plan_runs,
)
from needsbook.book.workers import open_workers, warm_workers
from needsbook.catalogue.areas import Area, Areas
from needsbook.editions import require_editions
from needsbook.editions.releases import FEED, list_releases, write_feed
from needsbook.errors import BuildError
from needsbook.exports.add import start_exports
from needsbook.exports.publication import hash_register, open_register
from needsbook.geography.outlines import write_outlines
from needsbook.geography.vintages import list_ward_layers
from needsbook.lock import hold_project
from needsbook.memory import give_back
from needsbook.outcomes.review_dates import find_data_date
from needsbook.page.front import make_front
from needsbook.page.words_index import INDEX_FILE, make_words_index, write_words_index
from needsbook.paths import Project
from needsbook.register.edition import read_edition
from needsbook.show.blocks import figure_record
from needsbook.store import Store, open_store
from needsbook.store.figures import unique_figures

# The page the book opens with.
HOME = "index"


def build_book(
    project: Project,
    areas: Sequence[str] = (),
    pages: Sequence[str] = (),
    jobs: int = 0,
    force: bool = False,
    limits: Limits = USUAL,
    group: str = "",
    scheduler: str = "",
) -> BuildReport:
    """Build and publish the book of ``areas`` (slugs, names or codes; else the first book).

    ``pages`` limits which templates are run: the others are kept as they are in the cache,
    or left out where that is out of date. Wrong input raises before anything is touched;
    so does another process that writes to the project (``ProjectInUse``). ``group`` (london,
    england or a file of areas) builds a portal with a book for each area instead.
    ``scheduler`` is the address of a Dask scheduler that pages and books are sent to.
    """
    with hold_project(project, "build"), open_scratch():
        return _build_book(project, areas, pages, jobs, force, limits, group, scheduler)


def _build_book(
    project: Project,
    areas: Sequence[str],
    pages: Sequence[str],
    jobs: int,
    force: bool,
    limits: Limits,
    group_name: str,
    scheduler: str,
) -> BuildReport:
    store = open_store(project)
    require_editions(project)
    group = choose_group(project, store.areas, group_name) if group_name else None
    chosen = list(group.areas) if group else choose_areas(store.areas, areas)
    templates = find_templates(project)
    wanted = choose_templates(templates, pages)
    runs = plan_runs(templates, chosen)
    recover_site(project)
    # The table may have been made just now, and outlines take as much again.
    give_back(cycles=False)
    write_outlines(project, layers_needed(chosen, store.areas), project.layers)
    give_back(cycles=False)
    state = State(project, store)
    # The area to warm up on, then those whose summary several of their pages will ask for.
    several = chosen if sum(template.scope == "area" for template in wanted) > 1 else []
    about = (state.whole, state.table, " ".join(area.slug for area in (*chosen[:1], *several)))
    with warm_workers(project.root, *about, books=group is not None), ExitStack() as stack:
        cluster = None
        if scheduler:
            cluster = stack.enter_context(open_cluster(scheduler, project, *about))
        names = {template.name for template in wanted}
        results = run_all(project, runs, state, jobs, force, names, limits, cluster)
        check_results(state, results)
        if group is not None:
            epoch = data_epoch(store)
            report = publish_portal(
                project, store, state, group, results, sorted(pages), jobs, force, epoch, cluster
            )
        else:
            report = _publish_book(
                project, store, state, chosen, results, sorted(pages), jobs, force
            )
    state.sums.keep()
    return report


def check_results(state: State, results: Sequence[Result]) -> None:
    """Refuse to go on where a file changed meanwhile, or where no page could be made."""
    if changed := state.find_changed():
        raise BuildError(
            f"{len(changed)} file(s) of the project changed while its pages were made",
            ", ".join(changed[:5]),
            "if a notebook did it, mend the notebook; if you did, build again",
        )
    results = [result for result in results if is_published(result)]
    if results and all(result.failure is not None for result in results):
        failure = results[0].failure
        raise BuildError(
            f"every notebook failed, the first with: {failure.last_line if failure else ''}",
            results[0].run.label,
            "mend that; the book published before stays as it was",
        )


def _publish_book(
    project: Project,
    store: Store,
    state: State,
    chosen: Sequence[Area],
    results: list[Result],
    pages: list[str],
    jobs: int,
    force: bool,
) -> BuildReport:
    """One book of all areas, its register and its files, in this process."""
    book = next(
        (b for b in store.areas.books.values() if set(b.areas) == {a.slug for a in chosen}), None
    )
    title = book.title if book else " and ".join(area.name for area in chosen)
    landed = {result.run.page for result in results if result.facts is not None}
    front = make_front(store, [area for area in chosen if f"{area.slug}/index" in landed])
    staging = assemble_book(project, results, chosen, title, front.html if front.figures else "")
    words = write_words_index(
        make_words_index(store, chosen, {result.run.page for result in results})
    )
    key = hash_folder(staging, state.code + hash_register(project) + words)
    held = key == read_key(project) and not force
    if held and not list_differences(project.site, state.sums.sum):
        return BuildReport(project.site, results, False)
    output = project.build / "html"
    shutil.rmtree(output, ignore_errors=True)
    build_html(staging, output, data_epoch(store))
    drop_unwanted(output)
    finish_pages(output)
    lighten_site(output)
    edition = read_edition(project, title)
    feed = write_feed(list_releases(project), title, edition.base)
    (output / FEED).write_bytes(feed.encode("utf-8"))
    (output / INDEX_FILE).write_bytes(words.encode("utf-8"))
    complete = not pages and all(result.failure is None for result in results)
    with open_workers(jobs) as workers:
        publication = open_register(
            output,
            {
                **{
                    result.run.page: read_records(result.figures)
                    for result in results
                    if result.figures
                },
                HOME: [figure_record(figure) for figure in unique_figures(front.figures)],
            },
            store,
            project,
            workers,
            title=title,
            areas=[area.slug for area in chosen],
            default=complete and book is not None and book.slug == next(iter(store.areas.books)),
        )
        exports = start_exports(
            output,
            {
                result.run.page: publication.texts[result.run.page]
                for result in results
                if result.run.page in publication.texts
            },
            chosen,
            publication.register,
            project,
            workers,
            title=title,
            epoch=data_epoch(store),
        )
        publication.finish()
        exports.finish()
    link_statement(output)
    epoch = data_epoch(store)
    passport = make_passport(
        project,
        title=title,
        epoch=epoch,
        areas=[area.slug for area in chosen],
        pages=[result.run.page for result in results],
        failed={
            result.run.page: result.failure.last_line
            for result in results
            if result.failure is not None
        },
        figures=count_figures(publication.register.list_rows()),
    )
    (output / PASSPORT).write_bytes(passport)
    (output / SBOM).write_bytes(make_sbom(epoch))
    write_manifest(
        output,
        key,
        book.slug if book else "",
        [area.slug for area in chosen],
        [result.run.page for result in results],
        pages,
        take_sum=state.sums.sum,
    )
    return BuildReport(publish_site(project, output), results, True)


def is_published(result: Result) -> bool:
    """Whether a page has anything to say; an area's first page and those about the book stay."""
    if result.facts is None or not result.facts.empty:
        return True
    template = result.run.template
    about = template.scope == "overview" and template.number >= ABOUT_FROM
    return about or (template.scope == "area" and template.slug == LANDING)


def layers_needed(chosen: Sequence[Area], areas: Areas) -> list[str]:
    """The boundary layers the pages of these areas may draw."""
    names = {"london_boroughs", "england_authorities_2023"}
    for area in chosen:
        names |= set(list_ward_layers(areas, area.code))
        names |= {area.layer} - {""}
    return sorted(names)


def data_epoch(store: Store) -> int:
    """The data date as seconds, for everything that would otherwise ask the clock."""
    day = find_data_date(store)
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
