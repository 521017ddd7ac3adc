"""Passports: beside every snapshot, who published it, which release, and its checksum."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pydantic import Field

from needsbook.catalogue.documents import Document, read_document
from needsbook.catalogue.sources import ID_PATTERN, load_sources
from needsbook.errors import BadInput, unknown_name
from needsbook.files import finish_interrupted
from needsbook.paths import Project


class Obtained(Document):
    """How the figures came here: date, the address or copy they were read from."""

    on: str
    """The day the figures were read."""
    address: str
    """Where they, or the copy of them, were read from."""
    method: str
    """How they came from there into this file."""
    raw_sha256: str = ""
    """Checksum of the file as received, where it was kept."""


class Passport(Document):
    """One snapshot's passport (``data/snapshots/<publisher>/<dataset>.yml``).

    Rows of one ``series`` may share a line over time; rows of different series never do.
    ``edition`` is empty for the figures to use, and a slug for a superseded edition of
    the same figures (it becomes part of their ids, after a tilde).
    """

    dataset: str = Field(pattern=ID_PATTERN)
    """The file’s name without .yml."""
    source: str
    """The publisher: a file in data/sources."""
    publication: str
    """The publication’s title."""
    release: str
    """Which release of it."""
    release_date: str = ""
    """The day of release, where known."""
    table: str
    """The table, sheet or file within it."""
    page: str = Field(pattern=r"^https://")
    """The publication’s page."""
    obtained: Obtained
    """How the figures came here."""
    series: str = Field(pattern=ID_PATTERN)
    """Rows of one series may share a line over time; rows of two never do."""
    edition: str = Field(default="", pattern=r"^([a-z][a-z0-9-]*)?$")
    """Empty for the figures to use; a slug for a superseded edition."""
    indicators: tuple[str, ...] = Field(min_length=1)
    """Exactly the indicators in the file."""
    basis: str
    """By residence, by school, or otherwise, and who is counted."""
    ward_vintage: Mapping[str, str] = {}
    """Which ward list is used, by authority."""
    denominator_vintage: str = ""
    """Which edition of the denominators is used."""
    confidence: float | None = None
    """Confidence of the limits, such as 0.95; none where none are published."""
    intervals: str = ""
    """Where the limits come from."""
    disclosure: str = ""
    """How the publisher hides small numbers."""
    rounding: str = ""
    """Decimals and rounding as published."""
    licence: str
    """The licence of the figures."""
    attribution: str
    """The sentence to print."""
    caveats: tuple[str, ...] = ()
    """What a reader of these figures must know."""
    checks: tuple[str, ...] = ()
    """What was compared, and with what result."""
    rows: int = Field(ge=1)
    """Rows in the file, the header not counted."""
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    """Checksum of the file’s bytes."""


def load_passport(path: Path, project: Project) -> Passport:
    """The passport at ``path`` (``.yml``)."""
    passport = read_document(path, Passport)
    where = project.relative(path)
    if passport.dataset != path.stem:
        raise BadInput(
            f"dataset “{passport.dataset}” is not the file's name",
            where,
            f"write dataset: {path.stem}",
        )
    sources = load_sources(project)
    if passport.source not in sources:
        raise unknown_name("source", passport.source, sources, where)
    return passport


@cache
def load_passports(project: Project) -> Mapping[str, Passport]:
    """Every passport by dataset id, in order of id; an interrupted refresh is finished first."""
    finish_interrupted(project)
    found: dict[str, Passport] = {}
    for path in sorted(project.snapshots.glob("*/*.yml"), key=lambda one: one.stem):
        if path.stem in found:
            raise BadInput(
                f"two snapshots are called “{path.stem}”",
                project.relative(path),
                "rename one of them",
            )
        found[path.stem] = load_passport(path, project)
    return found


def snapshot_path(passport: Passport, project: Project) -> Path:
    """The CSV file the passport describes."""
    for path in project.snapshots.glob(f"*/{passport.dataset}.csv"):
        return path
    raise BadInput(
        f"snapshot {passport.dataset}.csv is missing",
        project.relative(project.snapshots),
        "restore the file or remove its passport",
    )
