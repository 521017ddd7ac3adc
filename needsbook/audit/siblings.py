"""The rate and the count of one thing: which of them a bare number goes on with."""

from __future__ import annotations

import re
from typing import Any

from needsbook.audit.language.measures import MeasureCandidate
from needsbook.audit.language.numbers import Number
from needsbook.audit.language.sentence_reading import Read
from needsbook.audit.language.unit_fit import RATES
from needsbook.audit.writer import Topic
from needsbook.catalogue.units import find_unit

THERE = re.compile(
    r"\W*(?:there\s+(?:were|was|had\s+been)|this\s+(?:was|is|equates\s+to)|in\s+(?:all|total))\b",
    re.I,
)


def find_rates(topic: Topic, number: Number, evidence: Any) -> list[str]:
    """The rates of the count that a paragraph is about, in the unit of a number: “a rate of 93 per 10,000”."""
    known = evidence.indicators
    return [
        name
        for name, definition in evidence.definitions.items()
        if definition.per_population == topic.indicator and known[name].unit == number.unit
    ]


def find_siblings(
    topic: Topic, number: Number | None, rate: bool, read: Read, evidence: Any
) -> list[MeasureCandidate]:
    """What a bare number goes on with: the rate told, or the count behind it where that may be meant.

    “A year earlier there were 1,750” after a rate; “The England rate is 67” after a count.
    """
    same = MeasureCandidate(topic.indicator, 1, topic.counted)
    definition = evidence.definitions.get(topic.indicator)
    behind = definition.per_population if definition else ""
    if number is not None and number.unit and (names := find_rates(topic, number, evidence)):
        return [MeasureCandidate(name, 1) for name in names]
    if number is None or number.unit:
        return [same]
    if topic.counted:
        return [MeasureCandidate(topic.indicator, 1)] if rate else [same]
    if find_unit(evidence.indicators[topic.indicator].unit).counted and rate:
        rates = [
            MeasureCandidate(name, 1) for name, defined in evidence.definitions.items()
            if defined.per_population == topic.indicator
        ]  # fmt: skip
        return rates or [same]
    if rate or not float(number.value).is_integer():
        return [same]
    if not behind:
        # “There were 55 in the year” after a rate of 0.10: the count behind it.
        unit = evidence.indicators[topic.indicator].unit
        return (
            [MeasureCandidate(topic.indicator, 1, True)]
            if unit in RATES and THERE.match(read.text)
            else [same]
        )
    return [
        same,
        MeasureCandidate(topic.indicator, 1, True)
        if behind == "count"
        else MeasureCandidate(behind, 1),
    ]
