"""Promises: what a plan said would be done, by when, and what shows that it was.

``data/promises/<plan>.yml``. Whether one is overdue is worked out from the calendar and
the state alone, for a day that the caller names: nothing here reads a clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from typing import Literal

from pydantic import Field, model_validator

from needsbook.catalogue.areas import SLUG_PATTERN, load_areas
from needsbook.catalogue.documents import Document, read_document
from needsbook.errors import BadInput, unknown_name
from needsbook.paths import Project

State = Literal["no_evidence", "part_kept", "kept", "not_kept", "overtaken"]
STATE_WORDS: Mapping[str, str] = {
    "no_evidence": "No evidence held",
    "part_kept": "Kept in part",
    "kept": "Kept",
    "not_kept": "Not kept",
    "overtaken": "Overtaken by events",
}
CLOSED = ("kept", "not_kept", "overtaken")
MONTHS_BETWEEN: Mapping[str, int] = {"month": 1, "quarter": 3, "year": 12}


class PromiseEvidence(Document):
    """What shows how a promise stands, and where it can be seen."""

    what: str
    """What was seen."""
    source: str
    """Where."""
    on: date | None = None
    """When, if known."""
    absent: bool = False
    """Whether it was looked for there and not found."""


class Promise(Document):
    """One promise, request or action.

    Either ``by`` (the last day on which it would be kept) or ``every`` (it comes round) is
    set. ``by_from``: ``plan`` names the date, ``reading`` is this book's date for the
    plan's vaguer words, ``plan_end`` is the plan's last day as the plan names none.
    """

    id: str = Field(pattern=SLUG_PATTERN)
    """Its id."""
    areas: tuple[str, ...] = Field(min_length=1)
    """Slugs of the areas it holds for."""
    where: str
    """Where the document says it."""
    what: str
    """What is to be done, restated."""
    kind: Literal["promise", "request", "action"] = "promise"
    """Whether it is a promise, a request to the council or an action agreed."""
    by: date | None = None
    """The last day on which it would be kept; either this or every."""
    every: Literal["month", "quarter", "year"] | None = None
    """How often it comes round; either this or by."""
    by_words: str
    """The document’s words for the date."""
    by_from: Literal["plan", "reading", "plan_end"]
    """Whether the plan names the day, this book reads it so, or the plan’s end stands for it."""
    state: State = "no_evidence"
    """How it stands by the evidence held."""
    evidence: tuple[PromiseEvidence, ...] = ()
    """What shows how it stands; needed for every state but no_evidence."""
    kept_until: date | None = None
    """For one that comes round: the day up to which it is known to be kept."""
    review: date | None = None
    """The day to look again, if not by the calendar’s rule."""

    @model_validator(mode="after")
    def _dated(self) -> Promise:
        if (self.by is None) == (self.every is None):
            raise ValueError(f"{self.id}: write either ‘by’ or ‘every’")
        if self.state == "no_evidence" and any(not proof.absent for proof in self.evidence):
            raise ValueError(f"{self.id}: with evidence it has a state, or write absent: true")
        if self.state != "no_evidence" and not self.evidence:
            raise ValueError(f"{self.id}: a state needs its evidence")
        if self.kept_until and not self.every:
            raise ValueError(f"{self.id}: ‘kept_until’ is for promises that come round")
        return self


class PromisesFile(Document):
    """The promises of one plan (``data/promises/<plan>.yml``); ``made`` starts the clock
    of those that come round, ``ends`` is the plan's last day."""

    plan: str = Field(pattern=SLUG_PATTERN)
    """The file’s name without .yml."""
    title: str
    """The title readers see."""
    made: date
    """The day the promises were made: it starts the clock of those that come round."""
    made_note: str = ""
    """Why that day, where the document gives none."""
    ends: date
    """The plan’s last day."""
    promises: tuple[Promise, ...] = Field(min_length=1)
    """Every dated commitment, request and action."""

    @model_validator(mode="after")
    def _unique(self) -> PromisesFile:
        ids = [promise.id for promise in self.promises]
        if len(set(ids)) != len(ids):
            raise ValueError("a promise's id stands twice")
        return self


def add_months(day: date, months: int) -> date:
    """``day`` moved by whole months; the last of the month where the day does not exist."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (following - timedelta(days=1)).day))


def due_date(promise: Promise, plan: PromisesFile) -> date:
    """The day a promise is due: of one that comes round, the first not shown to be kept.

    One that comes round is due an interval after the plan was made, or after the day up
    to which it is known to have been kept.
    """
    if promise.by:
        return promise.by
    assert promise.every is not None
    return add_months(promise.kept_until or plan.made, MONTHS_BETWEEN[promise.every])


def has_stopped(promise: Promise, plan: PromisesFile, as_of: date) -> bool:
    """Whether a promise that comes round has stopped: its plan has ended."""
    return bool(promise.every) and plan.ends < as_of


def is_overdue(promise: Promise, plan: PromisesFile, as_of: date) -> bool:
    """Whether, on ``as_of``, the due day has passed, the promise is not closed, and evidence or
    its absence was recorded (``evidence``). Without, nobody has looked, and it is not said.

    A promise that comes round stops with its plan: it is never due after the plan's end.
    """
    if promise.state in CLOSED or not promise.evidence:
        return False
    return not has_stopped(promise, plan, as_of) and due_date(promise, plan) < as_of


def next_review(promise: Promise, plan: PromisesFile, as_of: date) -> date | None:
    """The day to look at a promise again; None where none is to come.

    The day written in the file, if it lies ahead; else the due day, if that does. After it only
    a promise that comes round has one: the next return of the due day, while its plan runs. One
    that is closed, a single one that is past, and one whose plan has ended have none.
    """
    if promise.state in CLOSED:
        return None
    if promise.review and promise.review > as_of:
        return promise.review
    day = first = due_date(promise, plan)
    if promise.every is None:
        return day if day > as_of else None
    turns = 0
    while day <= as_of:
        turns += 1
        day = add_months(first, MONTHS_BETWEEN[promise.every] * turns)
    return day if day <= plan.ends else None


@cache
def load_promises(project: Project) -> Mapping[str, PromisesFile]:
    """Every plan's promises, in order of plan."""
    areas = load_areas(project)
    found: dict[str, PromisesFile] = {}
    for path in sorted((project.data / "promises").glob("*.yml")):
        content = read_document(path, PromisesFile)
        where = project.relative(path)
        if content.plan != path.stem:
            raise BadInput(
                f"plan “{content.plan}” is not the file's name", where, f"write plan: {path.stem}"
            )
        for slug in {slug for promise in content.promises for slug in promise.areas}:
            if slug not in areas:
                raise unknown_name(
                    "area", slug, (a.slug for a in areas if a.level != "ward"), where
                )
        found[content.plan] = content
    return found
