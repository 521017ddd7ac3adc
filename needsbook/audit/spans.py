"""The two periods a movement is told between, and whether both are stated."""

from __future__ import annotations

import re
from collections.abc import Sequence

from needsbook.audit.language.dates import Date, periods_meant
from needsbook.audit.language.measures import MeasureCandidate
from needsbook.audit.language.sentence_reading import Read
from needsbook.audit.language.stretches import YEARS_TO
from needsbook.audit.said_periods import previous_period
from needsbook.audit.writer import Writer
from needsbook.catalogue import Period, parse_period
from needsbook.catalogue.plans import SeriesDefinition


def _dated(read: Read) -> list[Date]:
    return [date for date in read.dates if date.usable or (date.kind == "by" and re.match(r"since", read.text[date.start : date.end], re.I))]  # fmt: skip


def _as_year(date: Date) -> Date:
    return Date("year", date.parts, date.start, date.end) if date.kind == "by" else date


def find_span(read: Read, option: MeasureCandidate, writer: Writer) -> tuple[str, str, bool]:
    """The two periods of a movement, and whether both are stated: earlier, later."""
    held = family_periods(option.indicator, writer)
    order = {period.text: at for at, period in enumerate(held)}
    dated = _dated(read)
    found: list[str] = []
    sure = True
    for date in dated:
        texts, certain = periods_meant(_as_year(date), held)
        texts = [text for text in texts if text in order]
        sure = sure and certain and len(texts) == 1
        if texts:
            found.append(texts[0])
    found = sorted(set(found), key=lambda text: order[text])
    if len(found) >= 2:
        return found[0], found[-1], sure and len(found) == 2
    relative = any(date.kind == "relative" for date in read.dates)
    if len(found) == 1 and relative:
        return previous_period(found[0], held), found[0], sure
    if len(found) == 1 and len(dated) == 2 and (other := _unheld(dated, held)):
        # One of the two years told is not held: no other stands in for it.
        ends = sorted([parse_period(found[0]), parse_period(other)])
        return ends[0].text, ends[1].text, False
    if len(found) == 1 and YEARS_TO.search(read.text):
        # “Over the three years to 2023/24 it rose”: from which year is not sure.
        return "", "", False
    if len(found) == 1 and re.search(r"\bsince\b|\bfrom\b", read.text, re.I):
        return found[0], "", False
    if len(found) == 1:
        return previous_period(found[0], held), found[0], False
    return "", "", False


def _unheld(dated: Sequence[Date], held: Sequence[Period]) -> str:
    """The first period told that is not among ``held``."""
    names = {period.text for period in held}
    for date in dated:
        texts, _ = periods_meant(_as_year(date), held)
        if texts and not set(texts) & names:
            return texts[0]
    return ""


def family_periods(name: str, writer: Writer) -> list[Period]:
    """The periods of an indicator and of those that differ from it in basis alone."""
    evidence = writer.evidence
    own = evidence.definitions.get(name)
    found = {period.text: period for period in evidence.periods(name)}
    for series, definition in evidence.definitions.items():
        if own and own.family and _same_thing(own, definition):
            found |= {period.text: period for period in evidence.periods(series)}
    return sorted(found.values())


def _same_thing(definition: SeriesDefinition, other: SeriesDefinition) -> bool:
    return (definition.family, definition.ages, definition.numerator, definition.housing_costs) == (
        other.family, other.ages, other.numerator, other.housing_costs,
    )  # fmt: skip
