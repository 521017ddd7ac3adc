"""What is gathered while a document is read: its claims, and what the text states of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from needsbook.audit.findings import Contradiction
from needsbook.audit.held_figures import HeldEvidence
from needsbook.audit.language.measures import Lexicon
from needsbook.audit.language.passages import Passage
from needsbook.audit.language.places import PlaceFinder


@dataclass(frozen=True)
class Stated:
    """What the text states of a claim, or carries on: without all of it nothing is complained of.

    ``open`` says in words what is not stated. ``periods`` are those the date may mean.
    """

    open: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    start: int = 0
    end: int = 0

    @property
    def whole(self) -> bool:
        """Whether measure, place, period, basis and population are all stated."""
        return not self.open


@dataclass(frozen=True)
class Topic:
    """What the last value of a paragraph was about; sentences that go on with it inherit it."""

    paragraph: tuple[int, tuple[str, ...]]
    indicator: str
    counted: bool
    period: str
    area: str
    sure: bool
    definition: dict[str, str]
    sentence: str = ""
    earlier: tuple[str, ...] = ()

    @property
    def periods(self) -> tuple[str, ...]:
        """The periods of the values of its sentence: which is gone on with is not said."""
        return tuple(dict.fromkeys((self.period, *self.earlier)))


@dataclass
class Writer:
    """Collects the claims of a document, passage by passage.

    ``spoken`` is the title of the last measure told: what “of them” goes on with.
    """

    evidence: HeldEvidence
    own: tuple[str, ...]
    lexicon: Lexicon
    places: PlaceFinder
    claims: list[dict[str, Any]] = field(default_factory=list)
    sources: dict[str, int] = field(default_factory=dict)
    stated: dict[str, Stated] = field(default_factory=dict)
    clashes: list[Contradiction] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    counts: dict[int, int] = field(default_factory=dict)
    topic: Topic | None = None
    spoken: str = ""

    def add(self, at: int, passage: Passage, content: dict[str, Any], stated: Stated) -> str:
        """The id of the claim added."""
        self.counts[at] = self.counts.get(at, 0) + 1
        claim_id = f"line-{passage.line}-{at + 1}-{self.counts[at]}"
        place = {"section": passage.section, "line": passage.line}
        says = passage.text
        if passage.cell:
            says = " · ".join(words for words in (passage.caption, passage.label, passage.column, passage.text) if words)  # fmt: skip
        self.claims.append({"id": claim_id, "where": place, "says": says[:400], **content})
        self.sources[claim_id], self.stated[claim_id] = at, stated
        return claim_id

    def doubt(self, passage: Passage, text: str) -> None:
        """Something a person must decide."""
        self.doubts.append(f"line {passage.line}: {text}")
