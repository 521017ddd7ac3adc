"""Passports: beside every snapshot, who published it, which release, and its checksum."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from needsbook.catalogue.documents import Document, read_document, read_yaml
from needsbook.catalogue.lait import DATASET, lait_folder
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


class Recovery(Document):
    """Counts or bases that the publisher does not print, and how they were found.

    ``of`` names what was found; ``words`` is how cards and tables say it. ``levels`` and
    ``areas`` (codes), and ``periods``, narrow it down; empty means every row that has the
    number; ``not_for`` lists (codes) the areas it does not hold for.
    """

    of: Literal["count", "base", "count and base"]
    """Which number was found: count, base, or both."""
    words: str
    """How cards and tables say it."""
    how: str
    """How it was found."""
    levels: tuple[str, ...] = ()
    """The levels it holds for; empty for all."""
    areas: tuple[str, ...] = ()
    """Codes of further areas it holds for."""
    not_for: tuple[str, ...] = ()
    """Codes of areas it does not hold for."""
    periods: tuple[str, ...] = ()
    """The periods it holds for; empty for all."""

    def covers(self, code: str, level: str, period: str) -> bool:
        """Whether the number of this area and period was found this way."""
        if code in self.not_for or (self.periods and period not in self.periods):
            return False
        if self.areas or self.levels:
            return code in self.areas or level in self.levels
        return True


class Batch(Document):
    """Rows that one import brought into a snapshot: whence, and which they are.

    ``figures`` gives, by indicator and period, the codes of the areas.
    """

    release: str
    """The release, or the file, that brought the rows."""
    release_date: str = ""
    """Its day."""
    table: str
    """The sheet and column the figures stood in."""
    obtained: Obtained
    """How the file came here."""
    figures: Mapping[str, Mapping[str, tuple[str, ...]]]
    """Codes of the areas it brought, by indicator and period."""


class Passport(Document):
    """One snapshot's passport (``data/snapshots/<publisher>/<dataset>.yml``).

    Rows of one ``series`` may share a line over time; rows of different series never do.
    ``edition`` is empty for the figures to use, and a slug for a superseded edition of
    the same figures (it becomes part of their ids, after a tilde). ``recovered`` says
    which counts and bases the publisher does not print; ``counts_rounded_to`` is 5 where
    it rounds its numbers to five: such counts are never used as exact.
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
    recovered: tuple[Recovery, ...] = ()
    """Counts and bases the publisher does not print, and how they were found."""
    counts_rounded_to: int = Field(default=1, ge=1)
    """What the publisher rounds its counts to: 5, or 1 for exact ones."""
    licence: str
    """The licence of the figures."""
    attribution: str
    """The sentence to print."""
    caveats: tuple[str, ...] = ()
    """What a reader of these figures must know."""
    checks: tuple[str, ...] = ()
    """What was compared, and with what result."""
    batches: tuple[Batch, ...] = ()
    """Rows that imports brought, which are not of the release above."""
    rows: int = Field(ge=1)
    """Rows in the file, the header not counted."""
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    """Checksum of the file’s bytes."""


def passport_of_row(passport: Passport, indicator: str, area: str, period: str) -> Passport:
    """The passport as it is for one row: of the import that brought it, if one did."""
    for batch in reversed(passport.batches):
        if area in batch.figures.get(indicator, {}).get(period, ()):
            return passport.model_copy(
                update={
                    "release": batch.release, "release_date": batch.release_date,
                    "table": batch.table, "obtained": batch.obtained,
                }
            )  # fmt: skip
    return passport


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
    for path in sorted(project.snapshots.glob("*/*.yml"), key=lambda other: other.stem):
        if path.stem in found:
            raise BadInput(
                f"two snapshots are called “{path.stem}”",
                project.relative(path),
                "rename one of them",
            )
        found[path.stem] = load_passport(path, project)
    from needsbook.catalogue.indicators import load_indicators

    taken = [indicator.id for indicator in load_indicators(project).values() if indicator.lait]
    if taken and (table := load_lait_passport(project, taken)):
        found[DATASET] = table
    return dict(sorted(found.items()))


class TablePassport(Passport):
    """The passport of the table of ``data/lait``: what takes from it is said by the indicators."""

    dataset: str = DATASET
    indicators: tuple[str, ...] = ("none",)


def load_lait_passport(project: Project, taken: Iterable[str]) -> Passport | None:
    """The passport of the table of ``data/lait`` for the indicators that take from it."""
    path = lait_folder(project) / "table.yml"
    if not path.exists():
        return None
    named = sorted(taken) or ["none"]
    return read_document(
        path, Passport, {**read_yaml(path), "dataset": DATASET, "indicators": named}
    )


def snapshot_path(passport: Passport, project: Project) -> Path:
    """The file the passport describes: a CSV, or the table of ``data/lait``."""
    if passport.dataset == DATASET:
        return lait_folder(project) / "table.parquet"
    for path in project.snapshots.glob(f"*/{passport.dataset}.csv"):
        return path
    raise BadInput(
        f"snapshot {passport.dataset}.csv is missing",
        project.relative(project.snapshots),
        "restore the file or remove its passport",
    )
