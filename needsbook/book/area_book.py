"""One book of a portal, made in a process of its own: HTML, figures and files of one area.

The process knows only its own book, so its memory does not grow with the number of areas.
What other books must know of it (which figures its pages print, and what they are made from)
it leaves beside the pages, sorted by the area whose cards it concerns.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from needsbook.book.clean import read_records
from needsbook.book.finish import finish_pages
from needsbook.book.lean import drop_unread, lighten_pages
from needsbook.book.parents import run_apart
from needsbook.book.sphinx import drop_unwanted, make_html
from needsbook.book.statement import link_statement
from needsbook.book.workers import open_helper
from needsbook.exports.add import start_exports
from needsbook.exports.publication import Publication, open_register
from needsbook.files import hash_file, move_ready, replace_file
from needsbook.paths import Project
from needsbook.register.entries import Entry
from needsbook.register.ledger import open_ledger
from needsbook.register.pair_sums import fold_pairs, open_pair_sums, unfold_pairs
from needsbook.register.register import Register
from needsbook.show.blocks import figure_record
from needsbook.store import Store
from needsbook.store.opening import shared_store

# Cards that belong to no book of the portal: of England, regions and everything else shared.
SHARED = "shared"
# What a finished book consists of, in its place.
PARTS = ("site", "figures", "searchindex.js", "titles.json")

_MENU = re.compile(r'<div class="sidebar-primary-items__start[^>]*>')


@dataclass(frozen=True)
class BookTask:
    """What one book is made from; everything in it can be sent to another machine.

    ``slug`` is the area's, empty for the portal's own pages; ``figures`` tells where the
    figures of each page stand, by address; ``buckets`` tells for each slug of an area or ward
    whose cards it belongs to.
    """

    root: str
    slug: str
    title: str
    source: str
    place: str
    key: str
    epoch: int
    figures: Mapping[str, str]
    buckets: Mapping[str, str]


def make_book(task: BookTask) -> str:
    """The address of the finished book (``task.place``), made anew.

    It holds ``site`` (pages and downloads), ``searchindex.js``, ``titles.json`` and the
    folder ``figures`` with what is printed, by bucket; last of all ``done.json``.
    """
    place, project = Path(task.place), Project(Path(task.root))
    html = place / "html"
    for name in ("html", "site", "figures"):
        shutil.rmtree(place / name, ignore_errors=True)
    (place / "done.json").unlink(missing_ok=True)
    run_apart(make_html, Path(task.source), html, task.epoch)
    drop_unwanted(html)
    finish_pages(html)
    lighten_pages(html)
    drop_unread(html / "_static")
    link_statement(html, elsewhere=bool(task.slug))
    if task.slug:
        keep_own(html, task.slug, place)
        add_way_back(html / task.slug, task.title)
    # Pictures and files are made beside: what that takes of memory is not this process's.
    with open_helper() as helper:
        publication = _publish(task, html, project, helper)
    write_figures(publication.register, task.buckets, place / "figures")
    write_json(place / "titles.json", dict(publication.titles))
    move_ready(html, place / "site")
    write_done(place, task.key, PARTS, shared_store(project))
    return task.place


def _publish(task: BookTask, html: Path, project: Project, helper: Executor) -> Publication:
    """Give the pages in ``html`` their figures, pictures and files, which ``helper`` makes."""
    store, place = shared_store(project), Path(task.place)
    areas = [store.areas[task.slug]] if task.slug else []
    records = {page: read_records(Path(path)) for page, path in task.figures.items()}
    publication = open_register(
        html, records, store, project, helper, title=task.title,
        areas=[area.slug for area in areas], own=task.buckets.keys(), kept=place,
        ids_checked=bool(task.slug),
    )  # fmt: skip
    pages = {page: publication.texts[page] for page in task.figures if page in publication.texts}
    if areas:
        exports = start_exports(
            html, pages, areas, publication.register, project, helper,
            title=task.title, epoch=task.epoch, kept=place,
        )  # fmt: skip
        publication.place_pictures()
        exports.finish()
    else:
        publication.place_pictures()
    return publication


def keep_own(html: Path, slug: str, place: Path) -> None:
    """Keep of a built book its area's folder; the rest the portal has once for all books."""
    index = html / "searchindex.js"
    move_ready(index, place / "searchindex.js")
    for path in html.iterdir():
        if path.name != slug:
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def add_way_back(folder: Path, title: str) -> None:
    """A link to the portal at the head of every page's menu."""
    link = (
        '<div class="sidebar-primary-item nb-portal-back">'
        f'<a href="../index.html">All areas: {escape(title)}</a></div>'
    )
    for path in folder.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        new = _MENU.sub(lambda found: found[0] + link, text, count=1)
        path.write_bytes(new.encode("utf-8"))


def write_figures(register: Register, buckets: Mapping[str, str], folder: Path) -> None:
    """What the register holds as lines of JSON, one file a bucket.

    A line is ``[id, record, pages, bare]`` (see ``Register.add_records``); the record is null
    where it is the store's own. Figures a derived one is made from follow it, with no pages,
    unless they are published ones, which every process finds in the store.
    """
    lines: dict[str, dict[str, str]] = {}
    carded = register.list_carded()
    for name in sorted(register.entries):
        entry = register.entries[name]
        bucket = buckets.get(entry.pair[1], SHARED)
        held = lines.setdefault(bucket, {})
        position = register.ledger.find(name)
        own = position is not None and entry.figure is register.ledger.figure_at(position)
        held[name] = say_line(name, None if own else entry, entry.pages, name not in carded)
        waiting = list(entry.figure.inputs)
        while waiting:
            other = waiting.pop()
            if other in held or other in register.ledger or other not in register.entries:
                continue
            made = register.entries[other]
            if buckets.get(made.pair[1], SHARED) != bucket:
                held[other] = say_line(other, made, [], True)
            waiting += made.figure.inputs
    folder.mkdir(parents=True)
    for bucket, held in lines.items():
        text = "".join(held[name] for name in sorted(held))
        (folder / f"{bucket}.jsonl").write_bytes(text.encode("utf-8"))


def say_line(name: str, entry: Entry | None, pages: Iterable[str], bare: bool) -> str:
    """One figure as a line of JSON; none for one that the store holds as it is."""
    line = [name, figure_record(entry.figure) if entry else None, list(pages), bare]
    return json.dumps(line, sort_keys=True, ensure_ascii=False) + "\n"


def write_json(path: Path, content: Any) -> None:
    """``content`` in one order, in one step."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False) + "\n"
    replace_file(path, text.encode("utf-8"))


def list_made(
    place: Path, parts: Iterable[str], take_sum: Callable[[Path], str] = hash_file
) -> dict[str, str]:
    """The sha256 of every file of ``parts`` (files and folders in ``place``), by path."""
    found = {}
    for part in parts:
        base = place / part
        paths = [base] if base.is_file() else sorted(base.rglob("*"))
        for path in paths:
            if path.is_file():
                found[path.relative_to(place).as_posix()] = take_sum(path)
    return found


def write_done(place: Path, key: str, parts: Iterable[str], store: Store) -> None:
    """Say what a finished book, or its cards, was made from: its key, and figures it looked up.

    ``parts`` are what was made in ``place``.
    """
    asked = open_ledger(store).asked
    content = {
        "key": key,
        "made": list_made(place, parts),
        "asked": fold_pairs(asked),
        "figures": open_pair_sums(store).digest(asked),
    }
    write_json(place / "done.json", content)


def is_current(
    place: Path, key: str, parts: Iterable[str], store: Store, take_sum: Callable[[Path], str]
) -> bool:
    """Whether what ``write_done`` told of ``place`` still holds."""
    try:
        content = json.loads((place / "done.json").read_text(encoding="utf-8"))
        return bool(
            content["key"] == key
            and content["made"] == list_made(place, parts, take_sum)
            and content["figures"] == open_pair_sums(store).digest(unfold_pairs(content["asked"]))
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False
