"""The change log of the figures: what each accepted refresh or import brought.

``data/changes.yml`` is appended to and never rewritten; ``data/refreshed.yml`` holds the
state of each fetch: release, pinned version, and the digest of the publisher's definition.
"""

from __future__ import annotations

from pathlib import Path

import yaml
from pydantic import Field, field_validator

from needsbook.catalogue.documents import Document, read_document
from needsbook.catalogue.schemas import schema_line
from needsbook.catalogue.sources import ID_PATTERN
from needsbook.paths import Project

_EMPTY = schema_line("changes", 1).encode("utf-8") + b"changes:\n"


class Revision(Document):
    """One figure that was revised: the values as published, before and after."""

    area: str
    period: str
    before: str
    after: str


class Change(Document):
    """What one accepted refresh or import changed in one indicator of one dataset."""

    on: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")
    dataset: str = Field(pattern=ID_PATTERN)
    indicator: str = Field(pattern=ID_PATTERN)
    release_before: str = ""
    release_after: str
    address: str
    new_periods: tuple[str, ...] = ()
    added: int = 0
    revised: int = 0
    largest_revision: Revision | None = None
    removed: int = 0
    areas_gained: tuple[str, ...] = ()
    areas_lost: tuple[str, ...] = ()
    notes_changed: int = 0
    limits_changed: int = 0
    more_digits: int = 0
    definition_changed: bool = False


class ChangesFile(Document):
    """The whole of ``data/changes.yml``."""

    changes: tuple[Change, ...] = ()

    @field_validator("changes", mode="before")
    @classmethod
    def _none_yet(cls, content: object) -> object:
        return () if content is None else content


class FetchState(Document):
    """What was last accepted from one fetch entry."""

    dataset: str
    indicator: str
    on: str
    release: str
    version: str = ""
    definition_sha256: str = ""


class StatesFile(Document):
    """The whole of ``data/refreshed.yml``."""

    states: tuple[FetchState, ...] = ()


def changes_path(project: Project) -> Path:
    """Where the change log stands."""
    return project.data / "changes.yml"


def states_path(project: Project) -> Path:
    """Where the state of each fetch stands."""
    return project.data / "refreshed.yml"


def load_changes(project: Project) -> tuple[Change, ...]:
    """Every accepted change, the oldest first; empty before the first refresh."""
    path = changes_path(project)
    return read_document(path, ChangesFile).changes if path.exists() else ()


def load_states(project: Project) -> dict[tuple[str, str], FetchState]:
    """The state of each fetch by (dataset, indicator)."""
    path = states_path(project)
    states = read_document(path, StatesFile).states if path.exists() else ()
    return {(state.dataset, state.indicator): state for state in states}


def append_changes(project: Project, new: tuple[Change, ...]) -> bytes:
    """The bytes of the change log with ``new`` at its end; what stood before is kept as is."""
    load_changes(project)
    path = changes_path(project)
    before = path.read_bytes() if path.exists() else _EMPTY
    if not before.endswith(b"\n"):
        before += b"\n"
    if before.split() == [b"changes:", b"[]"]:
        before = _EMPTY
    entries = [change.model_dump(mode="json", exclude_defaults=True) for change in new]
    text = yaml.safe_dump(entries, sort_keys=False, allow_unicode=True, width=96)
    return before + "".join(f"  {line}\n" for line in text.splitlines()).encode("utf-8")


def format_states(states: dict[tuple[str, str], FetchState]) -> bytes:
    """The bytes of ``data/refreshed.yml``, in order of dataset and indicator."""
    entries = [states[key].model_dump(mode="json", exclude_defaults=True) for key in sorted(states)]
    text = yaml.safe_dump({"states": entries}, sort_keys=False, allow_unicode=True, width=96)
    return (schema_line("refreshed", 1) + text).encode("utf-8")
