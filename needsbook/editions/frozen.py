"""An edition on disk: ``editions/<name>/`` with figures, catalogue and manifest.

``figures.csv`` holds the figures, ``catalogue.json`` what they mean and where they come
from, ``manifest.json`` the rule they were chosen by and the sha256 of everything. An edition
is written once and never changed.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from needsbook.catalogue import load_passports, parse_period
from needsbook.catalogue.file_checks import (
    AREA_CODE,
    NUMBER,
    FileColumn,
    TableForm,
    optional,
    parse_table,
)
from needsbook.catalogue.passports import snapshot_path
from needsbook.errors import BadInput, IntegrityError, NeedsbookError, unknown_name
from needsbook.files import move_ready
from needsbook.paths import Project

NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
NUMBERS = ("value", "lower_ci", "upper_ci", "count", "denominator")
KEY = ("indicator", "area_code", "period", "sex", "age")
FIGURES = TableForm(
    (
        FileColumn("id", r"\S+\.\S+\.\S+", "an id such as ehcp_pct.medway.2024-25"),
        FileColumn("indicator", r"[a-z][a-z0-9_]*", "an indicator's name"),
        FileColumn("area_code", AREA_CODE, "a code such as E09000033"),
        FileColumn("period"),
        *(FileColumn(name, r".*") for name in ("sex", "age")),
        *(optional(FileColumn(name, NUMBER, "a number")) for name in NUMBERS),
        *(FileColumn(name, r".*") for name in ("reason", "note")),
        FileColumn("dataset", r"[a-z0-9_]*", "a snapshot's name"),
        *(FileColumn(name, r".*") for name in ("edition", "known_by")),
    ),
    key=("id",),
)
COLUMNS = FIGURES.names
MANIFEST_KEYS = (
    "name", "title", "rule", "areas", "as_published_by", "chosen_by", "held_on", "left_out",
    "figures", "files",
)  # fmt: skip
FILES = ("figures.csv", "catalogue.json", "manifest.json")

Row = Mapping[str, str]


@dataclass(frozen=True)
class FrozenEdition:
    """One frozen edition: its rows (columns ``COLUMNS``, as text), catalogue and manifest."""

    name: str
    rows: Sequence[Row]
    catalogue: Mapping[str, Any] = field(default_factory=dict)
    manifest: Mapping[str, Any] = field(default_factory=dict)

    @property
    def day(self) -> str:
        """The last day of publication the edition stands for."""
        return str(self.manifest.get("as_published_by") or self.manifest.get("held_on", ""))

    def current(self) -> dict[tuple[str, ...], Row]:
        """The figure to use for each key: a superseded release only where there is no other."""
        found: dict[tuple[str, ...], Row] = {}
        for row in self.rows:
            key = tuple(row[name] for name in KEY)
            if key not in found or not row["edition"]:
                found[key] = row
        return found


def list_editions(project: Project) -> list[str]:
    """The names of the editions there are, in order."""
    if not project.editions.is_dir():
        return []
    return sorted(path.parent.name for path in project.editions.glob("*/manifest.json"))


def write_edition(project: Project, edition: FrozenEdition) -> Path:
    """The folder of a new edition; ``BadInput`` if there is one of that name already."""
    folder = project.editions / edition.name
    if folder.exists():
        raise BadInput(
            f"the edition {edition.name} is frozen already",
            project.relative(folder),
            "give the new one another name: an edition is never changed",
        )
    check_rows(edition, project.relative(folder))
    figures = write_rows(edition.rows)
    catalogue = dump(edition.catalogue)
    manifest = {
        **edition.manifest,
        "name": edition.name,
        "figures": len(edition.rows),
        "files": {"figures.csv": hash_bytes(figures), "catalogue.json": hash_bytes(catalogue)},
    }
    part = folder.with_name(f".{edition.name}.{os.getpid()}")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    try:
        for name, content in zip(FILES, (figures, catalogue, dump(manifest)), strict=True):
            (part / name).write_bytes(content)
        move_ready(part, folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return folder


def write_rows(rows: Sequence[Row]) -> bytes:
    """The rows as CSV, sorted by indicator, area, period and id."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for row in sorted(rows, key=lambda record: (*row_order(record), record["id"])):
        writer.writerow({name: row[name] for name in COLUMNS})
    return buffer.getvalue().encode("utf-8")


def row_order(row: Row) -> tuple[str, str, str]:
    """Indicator, area, end of the period."""
    return row["indicator"], row["area_code"], parse_period(row["period"]).end.isoformat()


def dump(content: Mapping[str, Any]) -> bytes:
    """``content`` as JSON: sorted keys, LF, UTF-8."""
    text = json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    return text.encode("utf-8")


def hash_bytes(content: bytes) -> str:
    """The sha256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def read_edition(project: Project, name: str) -> FrozenEdition:
    """The edition ``name``; ``UnknownName`` offers the nearest, ``IntegrityError`` names a
    file that changed since the freeze, an id that stands twice, a figure without a source."""
    if name not in list_editions(project):
        raise unknown_name("edition", name, list_editions(project), "editions")
    folder = project.editions / name
    manifest = _read_json(project, folder / "manifest.json")
    for key in manifest:
        if key not in MANIFEST_KEYS:
            raise unknown_name("key", key, MANIFEST_KEYS, project.relative(folder / FILES[-1]))
    contents = {}
    for file, digest in sorted(manifest.get("files", {}).items()):
        path = folder / file
        where = project.relative(path)
        if not path.exists():
            raise IntegrityError(f"{file} of the edition {name} is missing", where, "restore it")
        contents[file] = path.read_bytes()
        if hash_bytes(contents[file]) != digest:
            raise IntegrityError(
                f"{file} of the edition {name} changed since it was frozen",
                where,
                "restore it: an edition is never changed",
            )
    try:
        figures = contents["figures.csv"]
        catalogue = json.loads(contents["catalogue.json"])
    except (KeyError, ValueError):
        raise BadInput(
            f"the edition {name} lacks its figures or its catalogue", project.relative(folder),
            "restore the folder",
        ) from None  # fmt: skip
    rows = parse_table(figures, FIGURES, project.relative(folder / "figures.csv"))
    edition = FrozenEdition(name, rows, catalogue, manifest)
    check_rows(edition, project.relative(folder / "figures.csv"))
    return edition


def _read_json(project: Project, path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise BadInput(
            f"{path.name} is not JSON: {error}", project.relative(path), "restore the file"
        ) from None
    return dict(content)


def check_rows(edition: FrozenEdition, where: str) -> None:
    """Nothing; ``IntegrityError`` for an id that stands twice or a figure without a source."""
    datasets = edition.catalogue.get("datasets", {})
    seen: set[str] = set()
    for row in edition.rows:
        if row["id"] in seen:
            raise IntegrityError(
                f"the id {row['id']} is used twice in the edition {edition.name}",
                where,
                "keep one of the two figures",
            )
        seen.add(row["id"])
        if row["dataset"] not in datasets:
            raise IntegrityError(
                f"the figure {row['id']} of the edition {edition.name} has no source",
                where,
                f"describe its dataset “{row['dataset']}” in the catalogue",
            )


def check_editions(project: Project) -> list[str]:
    """Every problem of the editions, as printed text."""
    return [str(problem) for problem in _find_problems(project)]


def require_editions(project: Project) -> None:
    """Nothing; the first problem of the editions is raised."""
    for problem in _find_problems(project):
        raise problem


def _find_problems(project: Project) -> Iterator[NeedsbookError]:
    """A broken edition, or a snapshot that changed since the freeze although its passport
    still names the release and the day it had then."""
    told: set[str] = set()
    editions = []
    for name in list_editions(project):
        try:
            editions.append(read_edition(project, name))
        except NeedsbookError as error:
            yield error
    try:
        passports = load_passports(project)
    except NeedsbookError as error:
        yield error
        return
    for edition in editions:
        name = edition.name
        for dataset, then in sorted(edition.catalogue["datasets"].items()):
            now = passports.get(dataset)
            if now is None or dataset in told:
                continue
            if (now.release, now.obtained.on) != (then["release"], then["obtained_on"]):
                continue  # refreshed since: the next edition will hold it
            path = snapshot_path(now, project)
            if path.is_file() and hash_bytes(path.read_bytes()) != then["sha256"]:
                told.add(dataset)
                yield IntegrityError(
                    f"the snapshot {dataset} changed since the edition {name} was frozen, "
                    f"but its passport still says: {now.release}",
                    project.relative(path),
                    "restore the file, or say in its passport what it was replaced by and when",
                )
