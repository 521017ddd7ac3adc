"""How many people of an indicator's age live in an area, from the population estimates.

Single years of age are held as first published; the number aged 0 to 17 is held
recalculated. The share an age band has of those aged 0 to 17 comes from the first, the size
from the second, so that the number is on the footing of today. It serves one purpose: to
say whether a base could be as small as a verdict without a base would need. It is never
printed as a figure.
"""

from __future__ import annotations

import re
from functools import cache

from needsbook.catalogue import Indicator, parse_period
from needsbook.store.store import Store

BY_AGE = "population_by_age"
CHILDREN = "population_0_17"
OF_WARDS = "population_0_19"
OLDEST_HELD = 19
# Ages at the start of the school year: reception to Year 6, Year 7 to Year 11.
SCHOOL_AGES = {"primary school": (4, 10), "secondary school": (11, 15), "school": (4, 15)}
# Bases that are no whole age group: a tenth of those living there says nothing of their
# size. Samples, groups of children with something in common, cases, places, sessions, staff.
APART = re.compile(
    r"examined|survey|sample|respond|answer|looked after|care leaver|in need|\bplans?\b"
    r"|disadvantaged|free school meals|not eligible|eligible (?!pupils)|\bsend?\b|special|\behc"
    r"|vulnerable|ceased|referral|conference|assessment|request|decision|places|funded t|\bfte\b"
    r"|worker|matched|review|a level|\bentr(?:y|ies)\b|all other|identified|sessions|received"
    r"|standardised|in the cohort|\b(?:two|three|four|five) years"
)
UNBOUNDED = re.compile(r"and over|or over|or more|or older|\d\+|weeks|months")
# What the base counts, by the first of these words in its description.
PEOPLE = (
    "live births", "pupils", "enrolments", "entries", "women", "young people", "children",
    "births", "families",
)  # fmt: skip


def find_ages(indicator: Indicator) -> tuple[int, int] | None:
    """First and last year of age of the base, from its description, else from the ages the
    indicator counts; None where neither says it or it reaches beyond the ages held."""
    for text in (indicator.denominator, indicator.ages):
        ages = _read_ages(text.lower())
        if ages is not None:
            first, last = ages
            return ages if first <= last <= OLDEST_HELD else None
    return None


def is_apart(indicator: Indicator) -> bool:
    """Whether the base is no whole age group: nothing bounds it but itself."""
    return _reads_apart(indicator.denominator)


@cache
def _reads_apart(text: str) -> bool:
    return APART.search(text.lower()) is not None


@cache
def _read_ages(text: str) -> tuple[int, int] | None:
    if UNBOUNDED.search(text):
        return None
    if "births" in text or "at birth" in text:
        return 0, 0
    for words, ages in SCHOOL_AGES.items():
        if f"{words} age" in text:
            return ages
    if found := re.search(r"\b(\d{1,2})\s*(?:to|-|–|and)\s*(\d{1,2})\b", text):
        return int(found[1]), int(found[2])
    if found := re.search(r"\bunder\s+(\d{1,2})\b", text):
        return 0, int(found[1]) - 1
    if found := re.search(r"^'?(\d{1,2})\b", text):
        return int(found[1]), int(found[1])
    return None


def name_people(indicator: Indicator) -> str:
    """What the base counts: “pupils”, “children”, “live births”; “people” where unsaid."""
    text = indicator.denominator.lower()
    found = [(text.index(word), word) for word in PEOPLE if word in text]
    return min(found)[1] if found else "people"


def count_living(store: Store, indicator: Indicator, code: str, period: str) -> float | None:
    """People of the base's age living in the area near ``period``; half of them where the
    base is women only; None where the estimates held do not tell, and for bases that
    are no whole age group (samples, groups of children, cases)."""
    ages = find_ages(indicator)
    if ages is None or not period or is_apart(indicator):
        return None
    share = 0.5 if "women" in indicator.denominator.lower() else 1.0
    store.touched.update(name for name in (BY_AGE, CHILDREN) if name in store.indicators)
    found = _living_at_ages(store, code, ages, parse_period(period).end.toordinal())
    return None if found is None else share * found


def _living_at_ages(store: Store, code: str, ages: tuple[int, int], day: int) -> float | None:
    return store.remember(
        ("living", code, ages, day), lambda: _count_at_ages(store, code, ages, day)
    )


def _count_at_ages(store: Store, code: str, ages: tuple[int, int], day: int) -> float | None:
    area = store.areas[code]
    if area.level == "ward":
        # A ward has no ages of its own: those of its authority, by its part of the young.
        if not area.parent:
            return None
        own = _nearest(store, OF_WARDS, code, day)
        whole = _nearest(store, OF_WARDS, area.parent, day)
        parent = _living_at_ages(store, area.parent, ages, day)
        return None if not own or not whole or parent is None else parent * own / whole
    by_day = _ages_of(store, code)
    if not by_day:
        return None
    numbers = by_day[min(by_day, key=lambda item: (abs(item - day), item))]
    band = sum(numbers.get(age, 0.0) for age in range(ages[0], ages[1] + 1))
    children = sum(number for age, number in numbers.items() if age <= 17)
    now = _nearest(store, CHILDREN, code, day)
    return band if not now or not children else band * now / children


def _ages_of(store: Store, code: str) -> dict[int, dict[int, float]]:
    """Residents by day and single year of age."""

    def make() -> dict[int, dict[int, float]]:
        found: dict[int, dict[int, float]] = {}
        for row in store.rows_of(BY_AGE, code) if BY_AGE in store.indicators else []:
            if row.value == row.value:
                day = parse_period(row.period).end.toordinal()
                found.setdefault(day, {})[int(row.age)] = float(row.value)
        return found

    return store.remember(("ages", code), make)


def _nearest(store: Store, indicator: str, code: str, day: int) -> float | None:
    """The value nearest in time, of the edition in use where there is one."""

    def make() -> dict[int, float]:
        rows = store.rows_of(indicator, code) if indicator in store.indicators else []
        rows = [row for row in rows if row.value == row.value]
        current = [row for row in rows if not row.edition] or rows
        return {parse_period(row.period).end.toordinal(): float(row.value) for row in current}

    by_day = store.remember(("by day", indicator, code), make)
    return by_day[min(by_day, key=lambda number: (abs(number - day), number))] if by_day else None
