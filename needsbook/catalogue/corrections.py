"""Corrections: figures known to be wrong upstream, each with its reason and its evidence.

A correction never puts another number in place of a wrong one: the cell is blank, or the
figures stand under what they really are, and the entry says so.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from pydantic import Field, field_validator, model_validator

from needsbook.catalogue.areas import CODE_PATTERN
from needsbook.catalogue.documents import Document, read_document
from needsbook.catalogue.periods import parse_period
from needsbook.catalogue.sources import ID_PATTERN
from needsbook.errors import BadInput
from needsbook.paths import Project

Action = Literal["keep_missing", "replace_with_missing", "keep_apart"]
Reason = Literal[
    "suppressed", "not_available", "not_applicable", "low",
    "combined_with_neighbour", "not_comparable",
]  # fmt: skip


class Correction(Document):
    """One entry of ``data/corrections.yml``.

    ``keep_missing``: the snapshot is blank there and must stay so. ``replace_with_missing``:
    the snapshot holds the wrong figure, the store blanks it with ``reason``.
    ``keep_apart``: the figures are right but labelled wrongly upstream; the snapshot holds
    them under their true period or series, and nothing is blanked.

    ``areas`` and ``periods`` empty mean every one in the dataset. ``expect`` is what will
    show that the publisher has mended it.
    """

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    """A short name, used in messages."""
    dataset: str = Field(pattern=ID_PATTERN)
    """The snapshot it concerns."""
    indicator: str = Field(pattern=ID_PATTERN)
    """The indicator it concerns."""
    areas: tuple[str, ...] = ()
    """Area codes; empty for all in the snapshot."""
    periods: tuple[str, ...] = ()
    """Periods as they stand in the snapshot; empty for all."""
    action: Action
    """keep_missing: is blank and must stay so. replace_with_missing: the store blanks it.
    keep_apart: right figures under a wrong label, kept under the true one."""
    reason: Reason | None = None
    """Why the cell is blank; none for keep_apart."""
    why: str
    """What is wrong upstream."""
    effect: str
    """What readers see because of it."""
    evidence: str
    """How it is known."""
    status: Literal["not reported", "reported", "confirmed", "mended"] = "not reported"
    """Whether the publisher knows."""
    expect: str
    """What will show that it has been mended."""

    @field_validator("areas")
    @classmethod
    def _codes(cls, codes: tuple[str, ...]) -> tuple[str, ...]:
        for code in codes:
            if not re.match(CODE_PATTERN, code):
                raise ValueError(f"“{code}” is not an area code")
        return codes

    @field_validator("periods")
    @classmethod
    def _periods(cls, periods: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(parse_period(text).text for text in periods)

    @model_validator(mode="after")
    def _reason_fits(self) -> Correction:
        if (self.action == "keep_apart") == (self.reason is not None):
            raise ValueError("a blanked figure has a reason, one kept apart has none")
        return self


class CorrectionsFile(Document):
    """The whole of ``data/corrections.yml``."""

    corrections: tuple[Correction, ...]
    """Figures known to be wrong upstream."""


@cache
def load_corrections(project: Project) -> tuple[Correction, ...]:
    """Every correction in the file's order; none when the file is missing."""
    if not project.corrections.exists():
        return ()
    found = read_document(project.corrections, CorrectionsFile).corrections
    seen: set[str] = set()
    for correction in found:
        if correction.id in seen:
            raise BadInput(
                f"two corrections are called “{correction.id}”",
                project.relative(project.corrections),
                "rename one of them",
            )
        seen.add(correction.id)
    return found
