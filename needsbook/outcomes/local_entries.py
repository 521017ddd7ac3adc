"""Who entered which local figure, and when: ``data/local/<area>-entries.csv``.

One line a figure that an import made new or changed, in the order of the imports; nothing is
ever taken out. ``value`` is what was written (empty where the figure was suppressed or has none).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import date
from pathlib import Path

from needsbook.errors import BadInput
from needsbook.paths import Project

COLUMNS = ("on", "by", "file", "measure", "period", "change", "value")


@dataclass(frozen=True)
class LocalEntry:
    """One figure as it was entered; ``change`` is “new” or “changed”."""

    on: str
    by: str
    file: str
    measure: str
    period: str
    change: str
    value: str


def entries_path(project: Project, area_slug: str) -> Path:
    """Where it is kept who entered an area's local figures."""
    return project.data / "local" / f"{area_slug}-entries.csv"


def read_entries(project: Project, area_slug: str) -> list[LocalEntry]:
    """Every entry of an area, the earliest first (empty when there is none)."""
    path = entries_path(project, area_slug)
    if not path.exists():
        return []
    where = project.relative(path)
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise BadInput(
                f"{path.name} has the columns {reader.fieldnames}", where,
                f"write exactly {', '.join(COLUMNS)}",
            )  # fmt: skip
        found = []
        for number, row in enumerate(reader, start=2):
            entry = LocalEntry(**{name: row[name] or "" for name in COLUMNS})
            try:
                date.fromisoformat(entry.on)
            except ValueError:
                raise BadInput(
                    f"“{entry.on}” is not a day", f"{where}, row {number}", "write it as 2026-06-30"
                ) from None
            found.append(entry)
        return found


def print_entries(entries: Iterable[LocalEntry]) -> bytes:
    """The file of the entries."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(astuple(entry) for entry in entries)
    return out.getvalue().encode("utf-8")
