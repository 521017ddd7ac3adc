"""The periods and the definition that the words about a number name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from needsbook.audit.language.dates import Date, periods_meant
from needsbook.audit.language.measures import MeasureCandidate
from needsbook.audit.language.sentence_reading import Read
from needsbook.audit.language.stretches import find_stretch, tells_movement

# Taken once in a school year, in January or in the summer: “in 2025” is of the year that ends in it.
OF_THE_SUMMER = re.compile(
    r"(?:c(?:la|in|pp)_)?(?:ks[24]_|phonics|good_level|eyfsp)|alevel|applied_general|level[23]_|fsm6?_|ehcp_pct|sen_support_pct|first_language"
)


def find_periods(
    options: Sequence[MeasureCandidate], date: Date | None, how: str, evidence: Any
) -> tuple[list[str], bool]:
    """The periods a date may mean for the options, and whether that is certain."""
    if date is None:
        return [], False
    if not options:
        return [], True
    meant: list[str] = []
    sure = True
    for option in options:
        held = evidence.periods(option.indicator)
        texts, certain = periods_meant(date, held)
        if date.kind == "year" and OF_THE_SUMMER.match(option.indicator):
            texts = texts[:1]
        if how == "before this":
            texts = [name for text in texts[:1] if (name := previous_period(text, held))] + texts
            certain = False
        if how == "two back":
            texts = [
                name
                for text in texts[:1]
                if (name := previous_period(previous_period(text, held), held))
            ]
        if how == "previous":
            texts = [name for text in texts[:1] if (name := previous_period(text, held))]
        meant += texts
        sure = sure and certain
    return list(dict.fromkeys(meant)), sure and bool(meant)


def take_stretch(
    read: Read,
    at: int,
    date: Date | None,
    how: str,
    candidates: Sequence[MeasureCandidate],
    evidence: Any,
) -> tuple[Date | None, str, bool | None]:
    """The date of a number told of several years at once, and whether a series pools them so.

    None where the number is told of no such stretch, or its ends are two periods.
    """
    if at < 0 or read.passage.cell or read.roles[at] not in ("value", "previous"):
        return date, how, None
    stretch = find_stretch(read.text, read.numbers, at)
    inside = stretch is not None and (
        date is None or how not in ("own",) or stretch.start <= date.start < stretch.end
    )
    if stretch is None or not inside:
        return date, how, None
    for candidate in candidates:
        held = evidence.periods(candidate.indicator)
        meant, _ = periods_meant(stretch, held)
        between = read.text[stretch.start : stretch.end].lower().startswith("between")
        if set(meant) & {period.text for period in held} and not (
            between and tells_movement(read.text)
        ):
            return stretch, "own", True
    values = [role for role in read.roles if role in ("value", "previous")]
    if tells_movement(read.text) or len(values) > 1:
        return date, how, None
    return date, how, False


def previous_period(text: str, held: Sequence[Any]) -> str:
    """The period held before this one; empty where there is none."""
    names = [mention.text for mention in held]
    return names[names.index(text) - 1] if text in names and names.index(text) else ""


# “23.0% before housing costs and 44.9% after”.
AFTER_ALONE = re.compile(r"\bafter\W*(?:[.;,)]|and\b|$)")


BEFORE_ALONE = re.compile(r"\bbefore\W*(?:[.;,)]|and\b|$)")


def read_definition(near: str, sentence: str) -> dict[str, str]:
    """What the words say of residence or school, and of housing costs."""
    found: dict[str, str] = {}
    for text in (near, sentence):
        low = text.lower()
        if "place" not in found:
            if re.search(
                r"\bby residence\b|\bwhere they live\b|\bresident (?:children|pupils)\b", low
            ):
                found["place"] = "residence"
            elif re.search(
                r"\bby (?:authority of )?(?:the )?school\b|\bwhere they go to school\b|\battending schools?\b",
                low,
            ):
                found["place"] = "school"
        if "housing_costs" not in found:
            if re.search(r"after housing costs|\bahc\b", low) or (
                text is near and "housing" in sentence.lower() and AFTER_ALONE.search(low)
            ):
                found["housing_costs"] = "after"
            elif re.search(r"before housing costs|\bbhc\b", low) or (
                text is near and "housing" in sentence.lower() and BEFORE_ALONE.search(low)
            ):
                found["housing_costs"] = "before"
    return found
