"""Whether a word of comparison holds: decided by a test, never by which number is larger."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from needsbook.audit.evidence import Evidence, Reading
from needsbook.stats.intervals import rate_interval, wilson_interval
from needsbook.stats.verdicts import Side, judge

Order = Literal["higher", "lower", "comparable"]
# Residents are counted, not sampled: what is larger is larger.
EXACT_FAMILIES = ("population",)


def add_interval(reading: Reading, evidence: Evidence) -> Reading:
    """``reading`` with 95% limits: as published, else from its count and base, else as it was.

    Wilson's method for proportions, Byar's for rates.
    """
    definition = evidence.definitions.get(reading.indicator)
    exact = definition is not None and definition.family in EXACT_FAMILIES
    if exact or reading.lower is not None or not reading.count or not reading.denominator:
        return reading
    known = evidence.indicators[reading.indicator]
    if reading.unit == "percent":
        limits = wilson_interval([reading.count], [reading.denominator])
        scale = 100.0
    elif known.method == "rate":
        limits = rate_interval([reading.count], [reading.denominator])
        scale = known.multiplier
    else:
        return reading
    return replace(
        reading, lower=float(limits.lower[0]) * scale, upper=float(limits.upper[0]) * scale
    )


def _side(reading: Reading) -> Side:
    return Side(reading.value, reading.lower, reading.upper, reading.count, reading.denominator)


def compare(here: Reading, there: Reading, evidence: Evidence) -> Order | None:
    """How ``here`` stands to ``there``; None where nothing allows a test."""
    definition = evidence.definitions.get(here.indicator)
    if definition is not None and definition.family in EXACT_FAMILIES:
        if here.value == there.value:
            return "comparable"
        return "higher" if here.value > there.value else "lower"
    method = "proportion" if here.unit == "percent" else evidence.indicators[here.indicator].method
    here, there = add_interval(here, evidence), add_interval(there, evidence)
    direction = judge(_side(here), _side(there), method=method).direction
    if direction == "":
        return None
    return "comparable" if direction == "similar" else direction


def holds(word: str, order: Order, polarity: str) -> bool:
    """Whether the document's word agrees with the order found."""
    if word in ("better", "worse"):
        good = {"lower_is_better": "lower", "higher_is_better": "higher"}.get(polarity, "")
        bad = {"lower_is_better": "higher", "higher_is_better": "lower"}.get(polarity, "")
        return bool(good) and order == (good if word == "better" else bad)
    return word == order


def opposes(word: str, order: Order, polarity: str) -> bool:
    """Whether the figures say the very opposite of the word (not merely less than it)."""
    opposite = {"higher": "lower", "lower": "higher", "better": "worse", "worse": "better"}
    return word in opposite and holds(opposite[word], order, polarity)
