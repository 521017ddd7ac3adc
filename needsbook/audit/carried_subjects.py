"""What “it”, “this rate” and “the figure” go on with, told some sentences before.

Such a number can be borne out; what another subject may have come between says against it is
no complaint.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from needsbook.audit.contexts import scopes_of
from needsbook.audit.language.measures import MeasureCandidate
from needsbook.audit.language.numbers import Number
from needsbook.audit.language.parts import find_part
from needsbook.audit.language.sentence_reading import Read
from needsbook.audit.writer import Topic, Writer

GOES_ON = re.compile(
    r"\bit\b|\b(?:this|that|the)\s+(?:rate|figure|percentage|proportion|share|number|score|measure)\b(?!\s+(?:of|for)\s+(?!(?:19|20)\d\d))",
    re.I,
)
FAR = "what “it” or “the rate” goes on with"


def is_far(topic: Topic, read: Read) -> bool:
    """Whether what the paragraph is about was told before the sentence right before this one."""
    near = (read.text, *read.passage.before[-1:])
    return topic.sentence not in near


def find_named(
    read: Read, number: Number, rate: bool, earlier: Sequence[Read], writer: Writer
) -> list[MeasureCandidate]:
    """The measures of the nearest sentence before that names any, where this one goes on with it.

    None where a sentence between tells a number of its own, or the words are of a part.
    """
    if read.passage.cell or not GOES_ON.search(read.text):
        return []
    for told in reversed(earlier):
        if told.passage.cell or told.passage.heading or told.passage.headings != read.passage.headings:  # fmt: skip
            return []
        scopes = scopes_of(told, -1, ())
        named = [
            candidate
            for candidate in writer.lexicon.propose(scopes, number, rate)
            if not candidate.weak
        ]
        parts = [find_part(scopes, candidate.indicator, writer.evidence, [told.text]) for candidate in named]  # fmt: skip
        if named and not any(parts):
            return [replace(candidate, weak=True) for candidate in named]
        others = writer.lexicon.propose(scopes, None)
        if named or any(not measure.weak for measure in others) or told.numbers:
            return []
    return []
