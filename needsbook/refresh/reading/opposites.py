"""Names that say the opposite of a measure, or another way of reckoning it.

“% free of decay” beside a measure of decay is a hundred less it; “directly standardised” beside
a plain rate is another figure of the same matter.
"""

from __future__ import annotations

import re

from needsbook.catalogue.indicators import Indicator
from needsbook.refresh.reading.name_words import words_of
from needsbook.refresh.reading.narrowings import wide_text

_NEGATED = re.compile(
    r"(?i)\b(free (?:of|from)|other than|(?:decay|caries|tooth|smoke)[- ]free|without|not|non|never|neither|no longer|"
    r"unsuitable|unmet|outside|overdue|fail(?:ed|ing|ure)?s?|below|late(?! (?:pay|effect))|remaining|excluding|except|"
    r"un(?:successful|vaccinated|immunised|assessed|reviewed|known))\b"
)
_RECKONED: tuple[tuple[str, str], ...] = (
    ("standardised", r"(?i)\b(standardi[sz]ed|DSRs?|ISRs?|SMRs?|ASRs?|age[- ]adjusted)\b"),
    (
        "modelled",
        r"(?i)\b(modelled|synthetic|smoothed|seasonally adjusted|trend[- ]adjusted|imputed)\b",
    ),
    (
        "of another year",
        r"(?i)\b(previous|prior|last|preceding) (year|period|quarter)\b|\byear before\b|\bbaseline\b",
    ),
    (
        "of others",
        r"(?i)\b(national(ly)?|england|regional|region(?!s)|(statistical )?neighbours?|comparators?|peers?|benchmark)\b(?=.*(%|\brate|\baverage|\bmean|\bvalue))",
    ),
    (
        "averaged",
        r"(?i)\b(\d|two|three|four|five)[- ]years? (rolling |moving )?(average|mean)\b|\b(rolling|moving) average\b",
    ),
    ("weighted", r"(?i)\b(?<!un)weighted\b"),
    ("unweighted", r"(?i)\bunweighted\b"),
)


def find_opposite(text: str, indicator: Indicator) -> str:
    """The words by which a column or title is of those the measure does not count; "" if none are."""
    own = wide_text(indicator).casefold()
    for hit in _NEGATED.finditer(text):
        said = " ".join(hit[0].casefold().replace("-", " ").split())
        if not re.search(rf"\b{re.escape(said)}\b", own.replace("-", " ")):
            return hit[0]
    return ""


def find_lost_negation(text: str, indicator: Indicator) -> str:
    """What a name says where the measure's own says it is not that: “English first language”."""
    said = words_of(text)
    for title in (indicator.title, indicator.short_title):
        hit = re.search(r"(?i)\b(not|without|non|other than)\b", title)
        if hit is None or _NEGATED.search(text):
            continue
        denied = words_of(title[hit.end() :])
        plain = [
            name
            for name in (*indicator.synonyms, indicator.short_title)
            if not _NEGATED.search(name)
        ]
        known = any(said <= words_of(name) for name in plain)
        if (
            said & denied
            and said <= words_of(f"{title} {indicator.id.replace('_', ' ')}")
            and not known
        ):
            return text
    return ""


def find_other_reckoning(text: str, indicator: Indicator) -> str:
    """The words that say figures are reckoned in a way the measure's are not; "" if they may be its."""
    own = wide_text(indicator)
    for _, words in _RECKONED:
        hit = re.search(words, text)
        if hit and not re.search(words, own):
            return hit[0]
    crude = re.search(r"(?i)\bcrude\b", text)
    return crude[0] if crude and re.search(_RECKONED[0][1], own) else ""
