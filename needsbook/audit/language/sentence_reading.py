"""One passage read: its numbers, dates, ages, places, roles and words of comparison."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from needsbook.audit.language.dates import Date, find_dates
from needsbook.audit.language.numbers import (
    LABELS,
    Number,
    find_ages,
    find_numbers,
    unit_in_words,
)
from needsbook.audit.language.passages import Passage
from needsbook.audit.language.places import Mention, PlaceFinder
from needsbook.audit.language.roles import Role, find_role

# Numbers of sections and lists, and of the pages a table of contents points to.
OUTLINE = re.compile(
    r"^\s*(?:\(?\d+(?:\.\d+)*[.)]\s|[A-Z]?\d+(?:\.\d+)+(?=\s+[“\"‘*(]*[A-Z])|[A-Z]\.\d+(?:\.\d+)*(?=\s+\D)|\d{1,2}\.\d{1,2}(?=\s+\d)|\[\d+\]|\d+\s+(?=[A-Z][a-z]+\s+[a-z]))"
)
CONTENTS = re.compile(
    r"\.{3,}\s*\d+\s*$|…\s*\d+\s*$|^\s*(?:list|table)\s+of\s+(?:figures|tables|contents)\b|^[^.;:%]{3,90}\s\d{1,3}$",
    re.I,
)
RELATIONS = (
    ("comparable", re.compile(r"\bcomparable\s+(?:with|to)\b|\b(?:statistically\s+)?similar\s+to\b|\bin\s+line\s+with\b|\b(?:about\s+)?the\s+same\s+as\b(?!\s+(?:in\s+|the\s+|a\s+|last\s+|for\s+)*(?:years?|previous|preceding|(?:19|20)\d\d))|\bclose\s+to\b|\bnot\s+(?:statistically\s+|significantly\s+)*different\s+(?:from|to)\b|\bon\s+a\s+par\s+with\b|\bmatch(?:es|ed|ing)\b|\bequal\s+to\b(?!\s+(?:\w+\s+)?\d)", re.I)),
    ("higher", re.compile(r"\b(?:higher|greater|larger)\b(?:\s+\w+){0,4}?\s+than\b|\babove\b(?=\s+(?:the|both|that|its|our|[A-Z]|regional|national|statistical|average))|\bexceed(?:s|ed|ing)?\b|\bmore\b(?:\s+\w+){0,4}?\s+than\b(?!\s*(?:\d|a\s|one|half|two|three|double|twice|four|tw))", re.I)),
    ("lower", re.compile(r"\b(?:lower|smaller|fewer)\b(?:\s+\w+){0,4}?\s+than\b|\bless\b(?:\s+\w+){0,3}?\s+than\b(?!\s*(?:\d|a\s|one|half|two))|\bbelow\b(?=\s+(?:the|both|that|its|our|[A-Z]|regional|national|statistical|average))", re.I)),
    ("better", re.compile(r"\bbetter\s+than\b|\boutperform\w*|\bahead\s+of\b", re.I)),
    ("worse", re.compile(r"\bworse\s+than\b|\bbehind\b|\bunderperform\w*", re.I)),
)  # fmt: skip
# A sentence that opens with what it compares with, and its word of comparison farther on.
LED = re.compile(
    r"\W*(?:(?:when|if|as)?\s*compared\s+(?:with|to)|in\s+comparison\s+(?:with|to)|by\s+comparison\s+with|relative\s+to|in\s+contrast\s+(?:with|to)|(?:set\s+)?against)\b",
    re.I,
)
LED_WORD = re.compile(
    r"\b(?:(?P<higher>higher|greater|larger)|(?P<lower>lower|smaller)|(?P<better>better)|(?P<worse>worse))\b(?!\s+(?:education|need|risk|than|tier|level|secondary)\b)",
    re.I,
)
COUNT_COLUMN = re.compile(r"^\W*(?:counts?|numbers?|no\.?|n)\b(?!.*\bper\b)|\bnumber\s+of\b", re.I)
TESTED = re.compile(r"\bsignificant(?:ly)?\b|\bstatistical(?:ly)?\b", re.I)
NOT_HIGHER = re.compile(r"\b(?:not|no|neither|nor|never)\s+(?:\w+\s+){0,2}$", re.I)


@dataclass(frozen=True)
class Read:
    """A passage with everything found in it."""

    passage: Passage
    text: str
    numbers: tuple[Number, ...] = ()
    roles: tuple[Role, ...] = ()
    dates: tuple[Date, ...] = ()
    ages: tuple[tuple[str, tuple[int, int]], ...] = ()
    places: tuple[Mention, ...] = ()
    relations: tuple[tuple[int, str], ...] = ()
    tested: bool = False
    indicators: tuple[str, ...] = ()
    views: Mapping[int, str] = field(default_factory=dict)
    assigned: Mapping[int, str] = field(default_factory=dict)

    def said_of(self, at: int) -> str:
        """The sentence as number ``at`` has it: what is said of the others alone is blanked."""
        return self.views.get(at, self.text)


def read_passage(passage: Passage, finder: PlaceFinder) -> Read:
    """What stands in one passage; a line of a table of contents holds no numbers."""
    text = passage.text
    dates = tuple(find_dates(text))
    ages = tuple(find_ages(text))
    taken = [match.span() for match in OUTLINE.finditer(text)] if not passage.cell else []
    if passage.cell and dates and len(text.strip()) == dates[0].end - dates[0].start:
        dates = ()
    taken += [(date.start, date.end) for date in dates]
    taken += [span for _, span in ages] if not passage.cell else []
    if not passage.cell:
        taken += [match.span() for match in LABELS.finditer(text)]
    else:
        taken += [match.span() for match in re.finditer(r"[(\[][^)\]]*[)\]]", text)]
    unit = ""
    if passage.cell:
        unit = unit_in_words(passage.column) or unit_in_words(passage.label) or unit_in_words(passage.caption)  # fmt: skip
    counts = passage.cell and COUNT_COLUMN.search(passage.column)
    if counts:
        unit = ""
    listed = not passage.cell and (CONTENTS.search(text) or passage.heading)
    numbers = () if listed else tuple(find_numbers(text, taken, unit))
    if counts:
        numbers = tuple(replace(number, counted=True) for number in numbers)
    roles: list[Role] = []
    for at in range(len(numbers)):
        roles.append("value" if passage.cell else find_role(text, numbers, at, roles))
    return Read(
        passage, text, numbers, tuple(roles), dates, ages, tuple(finder.find(text)),
        () if passage.cell or passage.heading else find_relations(text), bool(TESTED.search(text)),
    )  # fmt: skip


def find_relations(text: str) -> tuple[tuple[int, str], ...]:
    """Where each word of comparison stands, in order; a denied one (“not higher than”) is none."""
    found: list[tuple[int, int, str]] = []
    for name, pattern in RELATIONS:
        for match in pattern.finditer(text):
            lies_free = all(match.end() <= start or match.start() >= end for start, end, _ in found)
            if lies_free and (name == "comparable" or not NOT_HIGHER.search(text[: match.start()])):
                found.append((match.start(), match.end(), name))
    if not found and (led := LED.match(text)):
        # “Compared with England (68.3%), Leeds has a lower rate (63.9%)”.
        words = [(match.start(), match.lastgroup or "") for match in LED_WORD.finditer(text, led.end())]  # fmt: skip
        return tuple(words) if len(words) == 1 else ()
    return tuple(sorted((start, name) for start, _, name in found))


def words_of(reads: Sequence[Read]) -> str:
    """The text of the passages read before, as one."""
    return " ".join(read.text for read in reads)
