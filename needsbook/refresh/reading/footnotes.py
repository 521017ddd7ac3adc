"""Lines below or within a table that narrow it: “girls only”, “figures exclude academies”."""

from __future__ import annotations

import re

from needsbook.catalogue.areas import Areas
from needsbook.catalogue.indicators import Indicator
from needsbook.refresh.reading.narrowings import VERBS, find_narrowing, parts_named, wide_text
from needsbook.refresh.reading.title_words import find_only, find_unaccounted

LIMITS = re.compile(r"(?i)\b(only|restricted to|limited to|covers? just|solely|just)\b")
LEAD = re.compile(r"(?i)^\s*(notes?|coverage|filters?|footnotes?|population|sample)?\s*[:.)]?\s*(\(?\d{1,2}[.):]\)?\s*)?[*†]?\s*")  # fmt: skip
EXCLUDED = re.compile(
    r"(?i)\bexclud(?:es?|ing) (.+)|\b(\S+( \S+)?) (?:are|were|is|have been) (?:excluded|not included)\b"
)
UNACCOMPANIED = re.compile(r"(?i)\bunaccompanied\b|\bUASC\b|\basylum[- ]seek")
# Some of those it is about, where the measure is of all: “based on a sample of 12 schools”.
SAMPLED = re.compile(
    r"(?i)\b(?:sample|subset|selection)s? of (?:(?:the|our|\d[\d,]*|some|several|a few|\w+) )*"
    r"(?:schools?|settings?|academies|nurseries|pupils?|children|practices|providers?)\b"
    r"|\b(?:\d[\d,]*|some|only) (?:of|out of) (?:the |our |its )?(?:\d[\d,]* )?"
    r"(?:schools|settings|academies|nurseries|practices|providers) "
    r"(?:responded|replied|took part|returned|are included|submitted)\b"
)
# Measures that are surveys themselves.
SURVEY = re.compile(r"(?i)\b(?:survey(?:ed)?|sample|examined)\b")


def _find_sample(text: str, indicator: Indicator) -> str:
    """The words of a note by which the figures are of some schools or children only."""
    if SURVEY.search(wide_text(indicator)):
        return ""
    hit = SAMPLED.search(text)
    return hit[0] if hit else ""


def _find_excluded(text: str, indicator: Indicator) -> str:
    """The words of a note that leave a part out which the indicator has: “exclude academies”."""
    hit = EXCLUDED.search(text)
    if hit is None:
        return ""
    part, whole = (hit[1] or hit[2]).replace("excluding", ""), wide_text(indicator)
    if UNACCOMPANIED.search(part) and indicator.topic == "care":
        return hit[0]
    for concept in ("phase", "kind of school", "support", "care"):
        if parts_named(part, concept) - parts_named(whole, concept):
            return hit[0]
    return ""


def find_note_narrowing(note: str, indicator: Indicator) -> str:
    """The words by which a footnote narrows the table: a fragment, or “… only”; "" if none do.

    A sentence that speaks of a part without limiting the table to it narrows nothing.
    """
    plain = LEAD.sub("", " ".join(note.split()), count=1)
    if re.match(r"(?i)(source|contact|published|extracted|©|crown|last updated|https?:)", plain):
        return ""
    if found := _find_excluded(plain, indicator) or _find_sample(plain, indicator):
        return found
    limited = LIMITS.search(plain) and not re.search(r"(?i)\bnot only\b", plain)
    if not limited and (VERBS.search(plain) or len(plain.split()) > 10):
        return ""
    return find_narrowing(plain, indicator)


# A sentence that does something or sets a condition tells how figures are made, not of whom.
TELLS = re.compile(
    r"(?i)\b(where|when|if|unless|because|due|may|see|shown|calculated|published|available|revised|"
    r"rounded|suppressed|contains?|from|until|since|used)\b"
)


def find_limited(note: str, indicator: Indicator, areas: Areas) -> str:
    """The word of a short “… only” that is no part of the whole: “summer-born pupils only”."""
    plain = LEAD.sub("", " ".join(note.split()), count=1)
    if len(plain.split()) > 10 or not LIMITS.search(plain) or TELLS.search(plain):
        return ""
    word = find_unaccounted(plain, indicator, areas, any_matter=True)
    return word or find_only(plain, indicator, areas)
