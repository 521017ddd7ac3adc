"""Whether a word of comparison holds: decided by a test, never by which number is larger."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from needsbook.audit.held_figures import HeldEvidence, Reading
from needsbook.findings.assess import list_benchmarks
from needsbook.findings.evidence import take_evidence
from needsbook.stats.evidence import Evidence as Known
from needsbook.stats.evidence import weigh
from needsbook.stats.intervals import rate_interval, wilson_interval
from needsbook.stats.verdicts import Verdict

Order = Literal["higher", "lower", "comparable"]
# Residents are counted, not sampled: what is larger is larger.
EXACT_FAMILIES = ("population",)


def add_interval(reading: Reading, evidence: HeldEvidence) -> Reading:
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


def find_verdict(here: Reading, there: Reading, evidence: HeldEvidence) -> Verdict:
    """The verdict on ``here`` against ``there`` on the ladder of evidence, with its step.

    A place that holds the other (its region, England) is a value; two others are peers.
    """
    known = evidence.indicators[here.indicator]
    method = "proportion" if here.unit == "percent" else known.method
    multiplier = 100.0 if here.unit == "percent" else known.multiplier
    sides = [_know(reading, evidence) for reading in (here, there)]
    return weigh(
        sides[0], sides[1], "neutral", method, multiplier, whole=_holds(there, here, evidence)
    )


def _know(reading: Reading, evidence: HeldEvidence) -> Known:
    """What is known of a reading: of a published figure all that the store holds."""
    if not reading.derived:
        return take_evidence(evidence.store, evidence.figure(reading))
    return Known(
        reading.value, reading.lower, reading.upper, reading.count, reading.denominator,
        0.5 * 10.0**-reading.decimals,
    )  # fmt: skip


def _holds(place: Reading, part: Reading, evidence: HeldEvidence) -> bool:
    if place.area not in evidence.areas or part.area not in evidence.areas:
        return False
    area = evidence.areas[part.area]
    holders = [benchmark.slug for benchmark in list_benchmarks(evidence.store, area)]
    return place.area in holders and place.period == part.period


def compare(here: Reading, there: Reading, evidence: HeldEvidence) -> Order | None:
    """How ``here`` stands to ``there``; None where nothing allows a test."""
    definition = evidence.definitions.get(here.indicator)
    if definition is not None and definition.family in EXACT_FAMILIES:
        if here.value == there.value:
            return "comparable"
        return "higher" if here.value > there.value else "lower"
    direction = find_verdict(here, there, evidence).direction
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
