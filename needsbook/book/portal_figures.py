"""The files of all figures of a portal and the lists of its cards, joined row by row."""

from __future__ import annotations

import heapq
import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from needsbook.book.card_book import fill_checksums
from needsbook.book.groups import AreaGroup
from needsbook.catalogue import load_passports, load_sources
from needsbook.exports.datafiles import (
    COLUMNS,
    JSON_END,
    csv_line,
    make_datapackage,
    make_schema,
    open_json,
)
from needsbook.exports.zips import pack_file
from needsbook.files import hash_file
from needsbook.paths import Project
from needsbook.register.edition import read_edition
from needsbook.register.ledger import open_ledger
from needsbook.register.lists import write_lists, write_pages
from needsbook.register.register import Register
from needsbook.register.source_pages import write_sources
from needsbook.store import Store

# A row an area, measure and year, with all its source: 5 MB an area if it were not packed.
TABLE = "figures.csv.zip"


def write_figures(
    store: Store, project: Project, group: AreaGroup, places: Sequence[Path], output: Path
) -> dict[str, int]:
    """The files of all figures and the lists of cards, row by row; counts of figures."""
    edition = read_edition(project, group.title, packed=True)
    checksums = {name: held.sha256 for name, held in load_passports(project).items()}
    with ExitStack() as stack:
        streams = [
            read_rows(stack.enter_context((place / "rows.jsonl").open(encoding="utf-8")))
            for place in places
        ]
        table = stack.enter_context(pack_file(output / TABLE))
        whole = stack.enter_context(pack_file(output / "figures.json.zip"))
        table.write(csv_line(COLUMNS).encode("utf-8"))
        whole.write(open_json(edition).encode("utf-8"))
        for number, (_, cells, record) in enumerate(heapq.merge(*streams)):
            cells, record = (fill_checksums(text, checksums) for text in (cells, record))
            table.write(cells.encode("utf-8"))
            whole.write((f",\n{record}" if number else record).encode("utf-8"))
        whole.write(JSON_END.encode("utf-8"))
    summaries = [
        json.loads((place / "summary.json").read_text(encoding="utf-8")) for place in places
    ]
    names = {(a, b): (c, d) for summary in summaries for a, b, c, d in summary["names"]}
    write_pages(output, write_lists(names, edition))
    sources = {name for summary in summaries for name in summary["sources"]}
    write_pages(output, write_sources(Register(open_ledger(store)), edition, sources))
    counts: dict[str, int] = {}
    for summary in summaries:
        for kind, number in summary["counts"].items():
            counts[kind] = counts.get(kind, 0) + number
    write_package(
        project, {name for summary in summaries for name in summary["datasets"]}, output, edition
    )
    return counts


def write_package(project: Project, datasets: set[str], output: Path, edition: Any) -> None:
    """The schema of the figures and the description of their table."""
    held = load_passports(project)
    entry: Any = SimpleNamespace(
        passports=[held[name] for name in sorted(datasets)], sources=load_sources(project)
    )
    path = output / TABLE
    package = make_datapackage([entry], edition, path.stat().st_size, hash_file(path))
    for name, content in (("figures.schema.json", make_schema()), ("datapackage.json", package)):
        text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
        (output / name).write_bytes(text.encode("utf-8"))


def read_rows(file: Any) -> Iterator[tuple[list[str], str, str]]:
    """Rows with the key they are sorted by."""
    for line in file:
        order, cells, record = json.loads(line)
        yield order, cells, record
