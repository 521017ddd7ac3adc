"""The cards of one area (or of everything shared), made from what the books of a portal print."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from needsbook.book.area_book import SHARED, write_done, write_json
from needsbook.book.passport import count_figures
from needsbook.exports.datafiles import csv_line, json_line, list_cells, make_row
from needsbook.exports.publication import list_pairs
from needsbook.paths import Project
from needsbook.register.cards import CardWriter
from needsbook.register.edition import read_edition
from needsbook.register.entries import make_figure, sort_key
from needsbook.register.ids import list_gone, read_ids, read_retired
from needsbook.register.ledger import open_ledger
from needsbook.register.lists import write_pages
from needsbook.register.register import Register
from needsbook.store.opening import shared_store

# What is made for a bucket, in its place.
PARTS = ("site", "rows.jsonl", "summary.json")
_CHECKSUM = re.compile(r"@sha256:(\w+)@")


@dataclass(frozen=True)
class CardTask:
    """Whose cards to make, from the finished books at ``books``."""

    root: str
    bucket: str
    title: str
    books: Sequence[str]
    place: str
    key: str
    buckets: Mapping[str, str]


def make_cards(task: CardTask) -> str:
    """The address of the finished cards (``task.place``), made anew.

    It holds ``site/figures`` (the cards), ``rows.jsonl`` (the rows of the files of all
    figures, in order), ``summary.json`` (names for the lists, counts) and ``done.json``.
    """
    place, project = Path(task.place), Project(Path(task.root))
    for name in ("site", "figures"):
        shutil.rmtree(place / name, ignore_errors=True)
    (place / "done.json").unlink(missing_ok=True)
    (place / "site").mkdir(parents=True)
    register, titles = gather(task, project)

    def is_own(pair: tuple[str, str]) -> bool:
        return task.buckets.get(pair[1], SHARED) == task.bucket

    gone = list_gone(read_ids(project), register.ledger, read_retired(project))
    gone = [held for held in gone if is_own((held.id.split(".")[0], held.id.split(".")[1]))]
    writer = CardWriter(
        register, read_edition(project, task.title, packed=True), titles, True, gone, data=False
    )
    pairs = list_pairs(register, [] if task.bucket == SHARED else [task.bucket])
    wanted = sorted(filter(is_own, {*writer.pairs, *pairs}))
    for first, second in wanted:  # one at a time: an area has hundreds
        write_pages(
            place / "site", {f"figures/{first}/{second}.html": writer.write_page((first, second))}
        )
    own = sorted((entry for entry in register.list_rows() if is_own(entry.pair)), key=sort_key)
    with (place / "rows.jsonl").open("w", encoding="utf-8", newline="\n") as file:
        for entry in own:
            row = make_row(entry, register.ledger)
            # A snapshot's checksum changes with any figure in it: it is set in at the end.
            row["sha256"] = [mark_checksum(passport.dataset) for passport in entry.passports]
            line = [list(sort_key(entry)), csv_line(list_cells(row)), json_line(row)]
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    summary = {
        "names": [[*pair, *writer.name_pair(pair)] for pair in wanted],
        "counts": count_figures(own),
        "datasets": sorted({passport.dataset for entry in own for passport in entry.passports}),
        "sources": sorted(writer.datasets),
    }
    write_json(place / "summary.json", summary)
    write_done(place, task.key, PARTS, register.store)
    return task.place


def mark_checksum(dataset: str) -> str:
    """What stands for the checksum of a snapshot until the rows of all areas are joined."""
    return f"@sha256:{dataset}@"


def fill_checksums(text: str, checksums: Mapping[str, str]) -> str:
    """``text`` with the checksums by dataset in place of their marks."""
    return _CHECKSUM.sub(lambda found: checksums.get(found[1], found[0]), text)


def gather(task: CardTask, project: Project) -> tuple[Register, dict[str, str]]:
    """The register of one bucket over all books, and the titles of all pages."""
    store = shared_store(project)
    register = Register(open_ledger(store), task.buckets.keys())
    printed: dict[str, list[str]] = {}
    titles: dict[str, str] = {}
    seen: set[str] = set()
    for place in task.books:
        titles |= json.loads((Path(place) / "titles.json").read_text(encoding="utf-8"))
        said = Path(place) / "figures" / f"{task.bucket}.jsonl"
        for name, record, pages, bare in read_lines(said, seen):
            figure = register.ledger.figure(name) if record is None else make_figure(record)
            register.add_figure(pages[0] if pages else "", figure, bare)
            printed.setdefault(name, []).extend(pages)
    register.resolve()
    for name, pages in printed.items():
        register.entries[name].pages[:] = sorted(set(pages))
    return register, titles


def read_lines(
    path: Path, seen: set[str]
) -> Iterator[tuple[str, dict[str, Any] | None, list[str], bool]]:
    """What one book says of a bucket; nothing where it prints nothing of it.

    Lines another book said already (``seen``) are left out: every book of a portal sets its
    area among the same authorities.
    """
    if not path.exists():
        return
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line in seen:
                continue
            seen.add(line)
            name, record, pages, bare = json.loads(line)
            yield name, record, pages, bare
