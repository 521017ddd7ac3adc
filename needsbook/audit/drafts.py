"""A draft of a document's claims: every number with its role, measure, place and period.

What the words do not settle is left open and named; nothing is guessed in silence. Beside
each claim stands what its text states (``Stated``): only a claim that states everything
may be complained of.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from needsbook.audit.findings import Contradiction
from needsbook.audit.held_figures import HeldEvidence
from needsbook.audit.language.measures import Lexicon
from needsbook.audit.language.passages import Passage, split_passages
from needsbook.audit.language.places import PlaceFinder
from needsbook.audit.language.sentence_reading import Read, read_passage
from needsbook.audit.language.views import find_views
from needsbook.audit.lines import Line
from needsbook.audit.passage_claims import draft_passage
from needsbook.audit.writer import Stated, Writer
from needsbook.catalogue.plans import Plan


@dataclass(frozen=True)
class Draft:
    """A document as a plan: its claims, the passage each stands in, and all passages."""

    plan: Plan
    passages: tuple[Passage, ...]
    sources: dict[str, int]
    stated: dict[str, Stated]
    clashes: tuple[Contradiction, ...] = ()
    doubts: tuple[str, ...] = ()


def draft_plan(
    lines: Sequence[Line],
    own: Sequence[str],
    evidence: HeldEvidence,
    slug: str,
    title: str,
    published: str,
) -> Draft:
    """The document as a plan with draft claims; what the words do not decide is left open."""
    writer = Writer(
        evidence,
        tuple(own),
        evidence.store.remember("words of indicators", lambda: Lexicon(evidence)),
        PlaceFinder(evidence.areas, own, evidence.districts),
    )
    passages = tuple(split_passages(lines))
    earlier: list[Read] = []
    for at, passage in enumerate(passages):
        read = read_passage(passage, writer.places)
        read = replace(read, views=find_views(read, writer.lexicon))
        draft_passage(at, read, earlier, writer)
        earlier.append(read)
        del earlier[:-3]
    named = [claim["area"] for claim in writer.claims if claim["area"] in evidence.areas]
    places = list(dict.fromkeys([*own, *([] if own else named[:1])]))
    plan = Plan.model_validate(
        {
            "slug": slug, "title": title, "publisher": "as the document says", "published": published,
            "covers": "as the document says", "areas": places or ["england"],
            "note": "A draft: proposed by comparing words, to be checked by a person.",
            "claims": writer.claims,
        }
    )  # fmt: skip
    return Draft(
        plan, passages, writer.sources, writer.stated, tuple(writer.clashes), tuple(writer.doubts)
    )
