"""Columns whose own names say which indicator they hold: “Year 6 obesity %”, “EHC plans (%)”."""

from __future__ import annotations

import re

from needsbook.catalogue.indicators import Indicator
from needsbook.refresh.reading.headers import HeaderFound
from needsbook.refresh.reading.name_words import STEM, words_in, words_of
from needsbook.refresh.reading.narrowings import find_narrowing
from needsbook.refresh.reading.opposites import find_lost_negation
from needsbook.refresh.reading.said_units import find_wrong_unit

# What a name says of the kind of its numbers, wherever it stands in it.
_MARKS = {
    "percent": re.compile(r"%|\bper ?cent(age)?\b|\bpct\b|\bprevalence\b"),
    "rate": re.compile(r"\brate\b|\bper [\d,]+"),
}
# Says that the whole is meant.
_WHOLE = re.compile(r"(?i)\(?\bincl\w*\.? (the )?severe(ly)? obes\w+\)?")


def says_unit(name: str) -> bool:
    """Whether a column's name says that it holds percentages or rates."""
    return any(mark.search(name.casefold()) for mark in _MARKS.values())


def find_spoken(found: HeaderFound, indicator: Indicator) -> list[int]:
    """The columns without another role that name the indicator and its kind of number."""
    kind = "percent" if indicator.unit == "percent" else "rate"
    # Counts and scores seldom say in a name what they are; neither is a percentage or a rate.
    counted = indicator.unit in ("persons", "children", "score", "points")
    return [
        at for at, name in enumerate(found.names)
        if not found.roles[at] and at not in found.years and not found.base.identifies(name)
        and (_may_count(found.printed[at], indicator) if counted else _says(found.printed[at], kind))
        and _speaks_of(found.printed[at], indicator)
    ]  # fmt: skip


def _may_count(name: str, indicator: Indicator) -> bool:
    """Whether a name says neither percentages nor rates, nor a count where scores are meant."""
    return not says_unit(name) and not find_wrong_unit(name, indicator)


def _says(name: str, kind: str) -> bool:
    """Whether a name says the kind of its numbers; a “rate” of nothing named may be per hundred."""
    plain = name.casefold()
    bare = kind == "percent" and re.search(r"\brate\b", plain) and not re.search(r"\bper\b", plain)
    return bool(bare or _MARKS[kind].search(plain))


def _speaks_of(name: str, indicator: Indicator) -> bool:
    """Whether every word of a column's name is one of the indicator's own names."""
    own = " ".join((indicator.title, indicator.short_title, indicator.id.replace("_", " ")))
    own = " ".join((own, *indicator.synonyms, indicator.words.name))
    name = _WHOLE.sub(" ", name)
    said = words_of(name) - _list_initials(name, indicator)
    whole = {
        "".join(word[0] for word in words_in(title))
        for title in (indicator.title, indicator.short_title)
    }
    told = bool(said or len(words_of(name)) > 1) or bool(
        words_of(name) & {text[:STEM] for text in whole}
    )
    told = told and not find_lost_negation(name, indicator) and not find_narrowing(name, indicator)
    return bool(words_of(name)) and said <= words_of(own) and told


def _list_initials(name: str, indicator: Indicator) -> frozenset[str]:
    """The words of a name that are initials of words in a row in the measure's: EM, English and maths."""
    found = set()
    for title in (indicator.title, indicator.short_title, *indicator.synonyms):
        initials = "".join(word[0] for word in words_in(title))
        found |= {
            word for word in re.findall(r"\b[A-Z]{2,5}\b", name) if word.casefold() in initials
        }
    return frozenset(word.casefold()[:STEM] for word in found)
