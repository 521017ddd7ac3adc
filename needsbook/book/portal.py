"""A portal: one site with a book for each area of a group, what they share made once.

Each book is made in a process of its own (``area_book``), then the cards of each area
(``card_book``); this process only passes on addresses, so its memory does not grow with the
number of areas. What was made of the same content is kept in ``build/books``.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from needsbook.book.area_book import PARTS as BOOK_PARTS
from needsbook.book.area_book import BookTask, is_current, make_book
from needsbook.book.cache import State
from needsbook.book.card_book import PARTS as CARD_PARTS
from needsbook.book.card_book import CardTask, make_cards
from needsbook.book.cluster import Cluster
from needsbook.book.groups import AreaGroup
from needsbook.book.passport import NAME as PASSPORT
from needsbook.book.passport import make_passport
from needsbook.book.portal_figures import write_figures
from needsbook.book.portal_pages import assemble_area, assemble_portal
from needsbook.book.progress_lines import show_progress
from needsbook.book.publish import (
    list_differences,
    publish_site,
    read_key,
    write_manifest,
)
from needsbook.book.run import BuildReport, Result
from needsbook.book.sbom import NAME as SBOM
from needsbook.book.sbom import make_sbom
from needsbook.book.scheduler import run_tasks
from needsbook.book.searching import join_indexes, read_index, write_index
from needsbook.editions.releases import FEED, list_releases, write_feed
from needsbook.errors import BuildError
from needsbook.exports.publication import write_styles
from needsbook.files import hash_file
from needsbook.page.words_index import INDEX_FILE, make_words_index, write_words_index
from needsbook.paths import Project
from needsbook.register.edition import read_edition
from needsbook.register.ids import ids_path, retired_path
from needsbook.register.origins import list_origins
from needsbook.register.pair_sums import open_pair_sums
from needsbook.store import Store

Task = TypeVar("Task", BookTask, CardTask)
PORTAL = "_portal"
# What books are made from besides their pages: an area's own, and the portal's.
READ_BY_AREA = ("book/_static", "_config.yml")
READ_BY_PORTAL = ("book", "_config.yml", "geo", "editions", "data/schema")


def publish_portal(
    project: Project,
    store: Store,
    state: State,
    group: AreaGroup,
    results: list[Result],
    pages: list[str],
    jobs: int,
    force: bool,
    epoch: int,
    cluster: Cluster | None = None,
) -> BuildReport:
    """Make what changed of the portal and its books, and publish the whole."""
    home = project.build / "books"
    by_area: dict[str, list[Result]] = {}
    for result in results:
        by_area.setdefault(result.run.folder, []).append(result)
    areas = [area for area in group.areas if area.slug in by_area]
    buckets = store.areas.assign_parts(area.slug for area in areas)
    key = hash_results(f"{state.whole} {group.title} {epoch} {pages}", results)
    held = key == read_key(project) and not force
    if held and not list_differences(project.site, state.sums.sum):
        return BuildReport(project.site, results, False)
    base = f"{state.code} {hash_common(project, store)} {group.title} {epoch}"
    tasks = []
    for slug in ("", *(area.slug for area in areas)):
        place = home / (slug or PORTAL)
        own = by_area[slug] if slug else by_area.get("overview", [])
        said = [state.document(name) for name in (READ_BY_AREA if slug else READ_BY_PORTAL)]
        about = [base, slug, sorted(buckets), said]
        if not slug:
            about.append([result.run.page for result in results])
        figures = {result.run.page: str(result.figures) for result in own if result.figures}
        tasks.append(
            BookTask(
                str(project.root), slug, group.title, str(place / "source"), str(place),
                hash_results(repr(about), own), epoch, figures, buckets,
            )
        )  # fmt: skip
    todo = list_outdated(tasks, BOOK_PARTS, state, force)
    for task in todo:
        if task.slug:
            assemble_area(project, store.areas[task.slug], by_area[task.slug], Path(task.source))
        else:
            assemble_portal(project, group, results, Path(task.source))
    with show_progress("Making books", len(todo)) as advance:
        for done in run_tasks(make_book, todo, jobs, cluster, "book", list_sources):
            advance(Path(done).name)
    places = [task.place for task in tasks]
    cards = list_card_tasks(project, group, base, places, [area.slug for area in areas], buckets)
    todo_cards = list_outdated(cards, CARD_PARTS, state, force)
    with show_progress("Making cards", len(todo_cards)) as advance:
        for done in run_tasks(make_cards, todo_cards, jobs, cluster, "cards", list_said):
            advance(Path(done).name)
    output = project.build / "html"
    shutil.rmtree(output, ignore_errors=True)
    output.mkdir(parents=True)
    for made in (*places, *(card.place for card in cards)):
        link_tree(Path(made) / "site", output)
    write_styles_once(output)
    write_search(output, [Path(task.place) for task in tasks if task.slug])
    words = make_words_index(store, areas, {result.run.page for result in results})
    (output / INDEX_FILE).write_bytes(write_words_index(words).encode("utf-8"))
    counts = write_figures(store, project, group, [Path(task.place) for task in cards], output)
    failed = {
        result.run.page: result.failure.last_line
        for result in results
        if result.failure is not None
    }
    names = [result.run.page for result in results]
    passport = make_passport(
        project, title=group.title, epoch=epoch, areas=[area.slug for area in areas],
        pages=names, failed=failed, figures=counts,
    )  # fmt: skip
    feed = write_feed(list_releases(project), group.title, read_edition(project).base)
    (output / FEED).write_bytes(feed.encode("utf-8"))
    (output / PASSPORT).write_bytes(passport)
    (output / SBOM).write_bytes(make_sbom(epoch))
    write_manifest(
        output, key, "", [area.slug for area in areas], names, pages, group.name, state.sums.sum
    )
    drop_other_books(home, {Path(place).name for place in places})
    return BuildReport(publish_site(project, output), results, True)


def list_outdated(
    tasks: Sequence[Task], parts: Sequence[str], state: State, force: bool
) -> list[Task]:
    """The books, or the cards, that are to be made: all, where that is asked for (``force``)."""
    return [
        task
        for task in tasks
        if force or not is_current(Path(task.place), task.key, parts, state.store, state.sums.sum)
    ]


def hash_common(project: Project, store: Store) -> str:
    """The digest of what any book or card may say besides its pages and single figures.

    The figures that each looked up are told by what it was made from (``write_done``). That a
    snapshot has another checksum is told by its rows.
    """
    digest = hashlib.sha256(open_pair_sums(store).ids.encode())
    digest.update(repr(list_origins(project)).encode())
    folders = (project.indicators, project.sources, project.data / "lait")
    paths = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    passports = sorted(project.snapshots.glob("*/*.yml"))
    for path in (ids_path(project), retired_path(project), project.corrections, *sorted(paths)):
        digest.update(path.read_bytes() if path.exists() else b"-")
    for path in passports:
        lines = path.read_bytes().splitlines()
        digest.update(b"\n".join(line for line in lines if not line.startswith(b"sha256:")))
    return digest.hexdigest()


def hash_results(about: str, results: Sequence[Result]) -> str:
    """The digest of what pages are and tell, and of ``about``."""
    digest = hashlib.sha256(about.encode())
    for result in results:
        failed = result.failure
        words = (
            result.run.page, result.sums, result.facts.title if result.facts else "",
            (failed.cell, failed.last_line) if failed else "",
        )  # fmt: skip
        digest.update(repr(words).encode())
    return digest.hexdigest()


def list_sources(task: BookTask) -> list[Path]:
    """What a book is made from, besides the project."""
    return [Path(task.source), *(Path(path) for path in task.figures.values())]


def list_said(task: CardTask) -> list[Path]:
    """What cards are made from, besides the project: what each book says of the bucket."""
    paths = []
    for place in task.books:
        paths += [Path(place) / "titles.json", Path(place) / "figures" / f"{task.bucket}.jsonl"]
    return [path for path in paths if path.exists()]


def list_card_tasks(
    project: Project,
    group: AreaGroup,
    base: str,
    places: Sequence[str],
    slugs: Sequence[str],
    buckets: dict[str, str],
) -> list[CardTask]:
    """One task a bucket; its key hangs on what the books say of the bucket, and on titles."""
    titles = [hash_file(Path(place) / "titles.json") for place in places]
    tasks = []
    for bucket in (*slugs, "shared"):
        said = [Path(place) / "figures" / f"{bucket}.jsonl" for place in places]
        sums = [hash_file(path) if path.exists() else "-" for path in said]
        key = hashlib.sha256(" ".join([base, bucket, *titles, *sums]).encode()).hexdigest()
        place = project.build / "books" / "_cards" / bucket
        tasks.append(
            CardTask(str(project.root), bucket, group.title, places, str(place), key, buckets)
        )
    return tasks


def link_tree(source: Path, target: Path) -> None:
    """Every file of ``source`` below ``target``: as a second name where that can be, else a copy.

    A file changed in the site is so changed in what is kept too; both are held against their
    checksums before they are used again.
    """
    for base, _, names in os.walk(source):
        place = target / Path(base).relative_to(source)
        place.mkdir(parents=True, exist_ok=True)
        for name in names:
            if (place / name).exists():
                raise BuildError(
                    f"two books make the file {(place / name).relative_to(target).as_posix()}",
                    do="give the areas slugs of their own",
                )
            try:
                os.link(Path(base) / name, place / name)
            except OSError:
                shutil.copyfile(Path(base) / name, place / name)


def write_styles_once(output: Path) -> None:
    """The static files of cards; names that are linked are not written through."""
    for name in ("cards.css", "copy.js"):
        (output / "_static" / name).unlink(missing_ok=True)
    write_styles(output)


def write_search(output: Path, places: Sequence[Path]) -> None:
    """One search over the pages of every book."""
    index = output / "searchindex.js"
    texts = [index, *(place / "searchindex.js" for place in places)]
    joined = join_indexes(read_index(path.read_text(encoding="utf-8")) for path in texts)
    index.unlink()
    index.write_bytes(write_index(joined).encode("utf-8"))


def drop_other_books(home: Path, kept: set[str]) -> None:
    """Remove books of areas that are no longer in the group."""
    for path in home.iterdir():
        if path.name not in (*kept, "_cards"):
            shutil.rmtree(path, ignore_errors=True)
    for path in (home / "_cards").iterdir():
        if path.name not in (*kept, "shared"):
            shutil.rmtree(path, ignore_errors=True)
