"""What a file is that nobody named: the indicators and periods it can give."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from needsbook.catalogue.indicators import Indicator, load_indicators
from needsbook.catalogue.sources import load_sources
from needsbook.errors import NeedsbookError
from needsbook.paths import Project
from needsbook.refresh.accept import Held
from needsbook.refresh.file_origins import open_source
from needsbook.refresh.imports import Imported, compare_with_held, read_layout_table
from needsbook.refresh.raw import RawStore
from needsbook.refresh.reading.choice import Choice
from needsbook.refresh.reading.headers import HeaderFound
from needsbook.refresh.reading.own_tables import list_indicators
from needsbook.refresh.reading.spoken import find_spoken


@dataclass
class Recognised:
    """What a file is, and what each indicator would take from it."""

    layout: str
    publisher: str
    found: list[Imported]
    refused: list[tuple[str, NeedsbookError]]
    maybe: dict[str, list[str]] = field(default_factory=dict)
    """By column: the indicators its name speaks of, where the file names none itself."""


def recognise(
    path: Path, project: Project, held: Held, store: RawStore, choice: Choice
) -> Recognised:  # fmt: skip
    """Every indicator the file names itself: by number, title, or the publisher's columns."""
    source = open_source(path, project, choice)
    raw = store.keep(source.body, path.name)
    found, refused = [], []
    sources = load_sources(project)
    theirs = [list_indicators(table) for table in source.tables]
    for indicator in load_indicators(project).values():
        for table, own in zip(source.tables, theirs, strict=True):
            if own and indicator.id not in own:
                continue
            try:
                reading = read_layout_table(table, indicator, project, held, choice)
                if not reading.identified:
                    continue
                found.append(
                    compare_with_held(
                        reading, indicator, project, held, choice, path.name, raw.sha256
                    )
                )
            except NeedsbookError as error:
                if _names_itself(table, indicator):
                    refused.append((indicator.id, error))
    layout = max(
        (header_found.layout for header_found in source.tables),
        key=lambda other: other.id != "table",
    )
    publisher = sources[layout.publisher].name if layout.publisher in sources else ""
    maybe: dict[str, list[str]] = {}
    for table in source.tables if not found else ():
        for indicator in load_indicators(project).values():
            for at in find_spoken(table, indicator):
                maybe.setdefault(table.printed[at], []).append(indicator.id)
    return Recognised(layout.title, publisher, found, refused, maybe)


def _names_itself(table: HeaderFound, indicator: Indicator) -> bool:
    names = table.layout.indicators.get(indicator.id)
    return bool(names and names.value and table.column(*names.value) is not None)
