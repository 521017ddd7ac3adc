"""Units that a column's own name says: “Rate (%)”, “Rate per 10,000 under 18”, “Value (number)”.

A name that says a unit holds the figures only of measures of that unit, and a column that says
the right one, and nothing else that is not the measure's, may be the value's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from needsbook.catalogue.indicators import Indicator
from needsbook.refresh.reading.headers import IN_NAME
from needsbook.refresh.reading.joint_measures import find_one_kind
from needsbook.refresh.reading.label_words import ages_of, read_ages
from needsbook.refresh.reading.narrowings import (
    find_half,
    find_narrowing,
    find_other_matter,
    own_parts,
    own_text,
)
from needsbook.refresh.reading.opposites import (
    find_lost_negation,
    find_opposite,
    find_other_reckoning,
)
from needsbook.refresh.reading.vocabulary import (
    MATTERS,
    PARTS,
)

_PER = re.compile(r"(?:\bper|/|\bout of(?: every)?|\bfor every|\bin)\s*(10{2,5}|10{0,2}k)\b")
_PERCENT = re.compile(r"%|\b(?:per ?cent(?:age)?s?|pct|prevalence)\b")
_COUNT = re.compile(r"\b(?:counts?|numbers?|nos?|headcount|volume)\b")
_SCORE = re.compile(r"\b(?:scores?|points?)\b")
_AGES = re.compile(r"\bunder[- ]\d{1,2}s?\b|\b\d{1,2} ?(?:-|–|to|and) ?\d{1,2}\b")
_WORDS: Mapping[str, str] = {
    "percent": "percentages", "100": "a rate per 100", "1000": "a rate per 1,000",
    "10000": "a rate per 10,000", "100000": "a rate per 100,000", "count": "numbers",
    "score": "scores",
}  # fmt: skip
_FITTING: Mapping[str, frozenset[str]] = {
    "percent": frozenset(("percent", "100")), "per_100_pupils": frozenset(("percent", "100")),
    "per_1000": frozenset(("1000",)), "per_10k": frozenset(("10000",)),
    "per_100k": frozenset(("100000",)), "persons": frozenset(("count",)),
    "children": frozenset(("count",)), "score": frozenset(("score",)),
    "points": frozenset(("score",)), "percentage_points": frozenset(("percent", "score")),
}  # fmt: skip
# What any column of figures may say of itself: each word narrows nothing.
_SAID_OF_ANY = """
value values rate rates crude figure figures result results outturn actual performance data
indicator measure reported published observed proportion share all total overall a an the of in
for and as is who are with each every per cent children child pupils people persons population standardised standardized directly indirectly dsr weighted this current latest group
young residents aged age ages year years old yr yrs olds
meeting achieving reaching achieved reached obtaining
"""


def find_units(printed: str) -> frozenset[str]:
    """The units a name says: ``percent``, the size of a rate, ``count``, ``score``; none if it says none."""
    plain = _plain(printed)
    if sizes := {hit[1].replace("k", "000") for hit in _PER.finditer(plain)}:
        return frozenset(sizes)
    found = {
        unit for unit, words in (("percent", _PERCENT), ("count", _COUNT), ("score", _SCORE))
        if words.search(plain)
    }  # fmt: skip
    # “Percentage of points” and “number of pupils (%)” are percentages.
    return frozenset(("percent",)) if "percent" in found else frozenset(found)


def find_wrong_unit(printed: str, indicator: Indicator) -> str:
    """What a name says its numbers are where the indicator's are not; "" if they may be."""
    said = find_units(printed)
    fitting = _FITTING.get(indicator.unit)
    if not said or fitting is None or said & fitting:
        return ""
    return " or ".join(_WORDS[unit] for unit in sorted(said))


def may_hold_value(printed: str, indicator: Indicator) -> bool:
    """Whether a name says the indicator's unit, and no word that is not the indicator's."""
    said = find_units(printed)
    if not said or not said <= _FITTING.get(indicator.unit, frozenset()):
        return False
    # Of a hundred pupils some may be counted twice: only what is called a rate says so.
    if indicator.unit == "per_100_pupils" and not re.search(r"\brates?\b|100", _plain(printed)):
        return False
    if (
        find_narrowing(printed, indicator) or find_other_matter(printed, indicator)
        or find_one_kind(printed, indicator)
        or find_half(printed, indicator) or find_lost_negation(printed, indicator)
        or find_opposite(printed, indicator) or find_other_reckoning(printed, indicator)
    ):  # fmt: skip
        return False
    if says_other_ages(printed, indicator):
        return False
    before, _, _ = _PER.sub("|", _plain(printed)).partition("|")
    head, _, tail = before.partition(" of ")
    own = _words(own_text(indicator))
    known = ((head, own), (tail, own | _words(indicator.denominator)))
    fits = all(_words(_strip(text, indicator)) <= words | _PLAIN for text, words in known)
    return fits and not find_others(printed, indicator)


def says_other_ages(printed: str, indicator: Indicator) -> bool:
    """Whether a name says ages that are not the measure's: “10-17s” beside “0-17s”."""
    own = ages_of(indicator)
    hits = _AGES.finditer(_PER.sub("|", _plain(printed)))
    return own is not None and any(read_ages(hit[0]) not in (None, own) for hit in hits)


def find_others(printed: str, indicator: Indicator) -> str:
    """What stands after “per 10,000” and is none of the indicator's people: “under 16”; or ""."""
    _, _, after = _PER.sub("|", IN_NAME.sub(" ", _plain(printed))).partition("|")
    known = _words(f"{own_text(indicator)} {indicator.denominator}") | _PLAIN
    return after.strip(" ()") if _words(_strip(after, indicator)) - known else ""


def _plain(printed: str) -> str:
    text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", printed).replace("_", " ").replace("\u00a0", " ")
    text = re.sub(r"(?<=\d)[, ](?=000\b)", "", text.casefold())
    return " ".join(text.replace("thousand", "1000").replace("hundred", "100").split())


def _strip(text: str, indicator: Indicator) -> str:
    """A text without the words of units and of the indicator's own matter, however abbreviated."""
    for words in (_PERCENT, _COUNT, _SCORE):
        text = words.sub(" ", text)
    own = [words for words in MATTERS.values() if re.search(f"(?i){words}", own_text(indicator))]
    own += [PARTS[concept][part] for concept in PARTS for part in own_parts(indicator, concept)]
    text = _AGES.sub(lambda hit: " " if read_ages(hit[0]) == ages_of(indicator) else hit[0], text)
    for expression in own:
        text = re.sub(rf"(?i)({expression})\w*", " ", text)
    return text


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z]+|\d+", text.casefold()))


_PLAIN = _words(_SAID_OF_ANY)
