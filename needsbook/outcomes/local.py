"""Local figures: what a council's quarterly sheets said, in the tidy layout.

``data/local/<area>.csv`` has the columns of a snapshot and belongs to the project: it is
written by ``needsbook measures import`` only. The indicator is a part of a measure
(``bb19_07a``), the period a quarter.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from needsbook.catalogue import Area, parse_period
from needsbook.catalogue.framework_files import frameworks_for
from needsbook.catalogue.frameworks import MeasurePart
from needsbook.errors import BadInput, unknown_name
from needsbook.files import replace_files
from needsbook.outcomes.local_entries import LocalEntry, entries_path, print_entries, read_entries
from needsbook.outcomes.own_measures import own_parts, own_path, print_own
from needsbook.paths import Project
from needsbook.store import Figure, figure_id, print_value
from needsbook.store.figures import MISSING_WORDS, REASONS

COLUMNS = (
    "indicator", "area_code", "period", "sex", "age", "value", "lower_ci", "upper_ci",
    "count", "denominator", "reason", "note",
)  # fmt: skip
DECIMALS = {"percent": 1, "count": 0, "rate": 1, "score": 1, "days": 0}


@dataclass(frozen=True)
class LocalRow:
    """One local figure as stored: text as it stands in the file."""

    indicator: str
    area_code: str
    period: str
    value: str = ""
    count: str = ""
    denominator: str = ""
    reason: str = ""
    note: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What a row stands for: the part and the quarter."""
        return self.indicator, self.period


def local_path(project: Project, area_slug: str) -> Path:
    """Where an area's local figures are kept."""
    return project.data / "local" / f"{area_slug}.csv"


def list_parts(project: Project, area_slug: str) -> Mapping[str, MeasurePart]:
    """Every part of an area's frameworks by local id, in the order of the plans, then the
    measures its council added."""
    return {
        part.local_id: part
        for framework in frameworks_for(project, area_slug)
        for part in framework.parts()
    } | own_parts(project, area_slug)


def read_rows(project: Project, area: Area) -> list[LocalRow]:
    """The rows of an area's file, in its order (empty when there is none)."""
    path = local_path(project, area.slug)
    if not path.exists():
        return []
    where = project.relative(path)
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise BadInput(
                f"{path.name} has the columns {reader.fieldnames}",
                where,
                f"write exactly {', '.join(COLUMNS)}",
            )
        rows = []
        for number, raw in enumerate(reader, start=2):
            row = LocalRow(**{name: raw[name] for name in LocalRow.__dataclass_fields__})
            _check_row(row, area, f"{where}, row {number}")
            rows.append(row)
    return rows


def _check_row(row: LocalRow, area: Area, where: str) -> None:
    parse_period(row.period)
    if row.area_code != area.code:
        raise BadInput(f"the row is for {row.area_code}", where, f"write {area.code}")
    if bool(row.value) == bool(row.reason):
        raise BadInput("a row has a value or a reason, never both", where, "empty one of them")
    if row.reason and row.reason not in REASONS:
        raise unknown_name("reason", row.reason, REASONS, where)
    for name in ("value", "count", "denominator"):
        text = getattr(row, name)
        try:
            float(text or 0)
        except ValueError:
            raise BadInput(f"{name} “{text}” is not a number", where, "write a number") from None


def make_figure(row: LocalRow, part: MeasurePart, area: Area) -> Figure:
    """The figure of one local row."""
    value = float(row.value) if row.value else None
    unit = "percent" if part.unit == "percent" else part.unit
    printed = (
        MISSING_WORDS[row.reason]
        if value is None
        else print_value(value, unit, DECIMALS[part.unit])
    )
    return Figure(
        id=figure_id(row.indicator, area.slug, parse_period(row.period).slug),
        indicator=row.indicator,
        area_code=area.code,
        period=row.period,
        value=value,
        printed=printed,
        unit=unit,
        count=float(row.count) if row.count else None,
        denominator=float(row.denominator) if row.denominator else None,
        reason=row.reason,
        note=row.note,
        series=row.indicator,
        method="local records",
    )


@cache
def read_local(project: Project, area: Area) -> Mapping[str, tuple[Figure, ...]]:
    """An area's local figures by part, each in order of time."""
    parts = list_parts(project, area.slug)
    found: dict[str, list[Figure]] = {}
    rows = read_rows(project, area)
    for row in sorted(rows, key=lambda figure: (figure.indicator, parse_period(figure.period))):
        if row.indicator not in parts:
            where = project.relative(local_path(project, area.slug))
            raise unknown_name("measure", row.indicator, parts, where)
        found.setdefault(row.indicator, []).append(make_figure(row, parts[row.indicator], area))
    return {name: tuple(figures) for name, figures in found.items()}


@dataclass(frozen=True)
class Sender:
    """Who sent a sheet, on which day, and the name of its file."""

    by: str = ""
    on: str = ""
    file: str = ""


def find_changes(
    project: Project, area: Area, rows: Iterable[LocalRow]
) -> list[tuple[LocalRow | None, LocalRow]]:
    """The rows that are new or differ from those held, each with the one held (None: new)."""
    kept = {row.key: row for row in read_rows(project, area)}
    pairs = [(kept.get(row.key), row) for row in rows]
    return [(old, row) for old, row in pairs if old != row]


def store_rows(
    project: Project,
    area: Area,
    rows: Iterable[LocalRow],
    own: Mapping[str, Mapping[str, str]] | None = None,
    sender: Sender | None = None,
) -> tuple[int, int]:
    """Write rows over those of the same part and quarter; how many are new, how many changed.

    ``own`` are the measures the council added; with a ``sender`` each new or changed figure is
    entered under its name. The files are replaced as one step: a failure leaves the old ones as
    they were.
    """
    rows = list(rows)
    changes = find_changes(project, area, rows)
    kept = {row.key: row for row in (*read_rows(project, area), *rows)}
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in sorted(
        kept.values(), key=lambda figure: (figure.indicator, parse_period(figure.period))
    ):
        writer.writerow([
            row.indicator, row.area_code, row.period, "", "", row.value, "", "",
            row.count, row.denominator, row.reason, row.note,
        ])  # fmt: skip
    path = local_path(project, area.slug)
    path.parent.mkdir(parents=True, exist_ok=True)
    files = {path: out.getvalue().encode("utf-8")}
    if own:
        files[own_path(project, area.slug)] = print_own(own.values()).encode("utf-8")
    if sender and changes:
        entries = [
            LocalEntry(
                sender.on, sender.by, sender.file, row.indicator, row.period,
                "changed" if old else "new", row.value,
            )
            for old, row in changes
        ]  # fmt: skip
        held = read_entries(project, area.slug)
        files[entries_path(project, area.slug)] = print_entries([*held, *entries])
    replace_files(project, files)
    read_local.cache_clear()
    new = sum(old is None for old, _ in changes)
    return new, len(changes) - new
