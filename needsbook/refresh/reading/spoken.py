"""Columns whose own names say which indicator they hold: “Year 6 obesity %”, “EHC plans (%)”."""

from __future__ import annotations

import re

from needsbook.catalogue.indicators import Indicator
from needsbook.refresh.reading.headers import HeaderFound
from needsbook.refresh.reading.said_units import find_wrong_unit

# What a name says of the kind of its numbers, wherever it stands in it.
_MARKS = {
    "percent": re.compile(r"%|\bper ?cent(age)?\b|\bpct\b|\bprevalence\b"),
    "rate": re.compile(r"\brate\b|\bper [\d,]+"),
}
_LITTLE = frozenset((
    "a", "of", "the", "in", "at", "for", "and", "by", "with", "all", "who", "or", "on", "as",
    "to", "are", "is", "children", "pupils", "people", "percentage", "percent", "per", "cent",
    "pct", "rate", "prevalence", "proportion", "share", "number", "count",
))  # fmt: skip
# Says that the whole is meant.
_WHOLE = re.compile(r"(?i)\(?\bincl\w*\.? (the )?severe(ly)? obes\w+\)?")
# So many letters tell “obese” and “obesity” for one word.
_STEM = 4


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
    return bool(words_of(name)) and said <= words_of(own) and bool(said or len(words_of(name)) > 1)


def _list_initials(name: str, indicator: Indicator) -> frozenset[str]:
    """The words of a name that are initials of words in a row in the measure's: EM, English and maths."""
    found = set()
    for title in (indicator.title, indicator.short_title, *indicator.synonyms):
        words = [word for word in re.findall(r"[a-z]+", title.casefold()) if word not in _LITTLE]
        initials = "".join(word[0] for word in words)
        found |= {
            word for word in re.findall(r"\b[A-Z]{2,5}\b", name) if word.casefold() in initials
        }
    return frozenset(word.casefold()[:_STEM] for word in found)


def words_of(text: str) -> frozenset[str]:
    """The words of a text that carry meaning, by their beginnings; numbers whole."""
    plain = re.sub(r"\by(?:ea)?r?s?\.? ?(?=\d)", "year ", text.casefold())
    words = re.findall(r"\bks\d\b|[a-z]+|[\d,]+", plain)  # KS4 is no grade 4
    kept = [word for word in words if word not in _LITTLE and not re.fullmatch(r"1?0[\d,]*", word)]
    return frozenset(word if word.isdigit() else word[:_STEM] for word in kept)
