"""The words of a column's name or a title that carry meaning."""

from __future__ import annotations

import re

LITTLE = frozenset((
    "a", "of", "the", "in", "at", "for", "and", "by", "with", "all", "who", "or", "on", "as",
    "to", "are", "is", "children", "pupils", "people", "percentage", "percent", "per", "cent",
    "pct", "rate", "prevalence", "proportion", "share", "number", "count",
))  # fmt: skip
# So many letters tell “obese” and “obesity” for one word.
STEM = 4


def words_in(title: str) -> list[str]:
    """The words of a title that carry meaning, in order."""
    return [word for word in re.findall(r"[a-z]+", title.casefold()) if word not in LITTLE]


def words_of(text: str) -> frozenset[str]:
    """The words of a text that carry meaning, by their beginnings; numbers whole."""
    plain = re.sub(r"\by(?:ea)?r?s?\.? ?(?=\d)", "year ", text.casefold())
    words = re.findall(r"\bks\d\b|[a-z]+|[\d,]+", plain)  # KS4 is no grade 4
    kept = [word for word in words if word not in LITTLE and not re.fullmatch(r"1?0[\d,]*", word)]
    return frozenset(word if word.isdigit() else word[:STEM] for word in kept)
