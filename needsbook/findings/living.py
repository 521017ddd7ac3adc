"""How many people of an indicator's age live in an area, from the population estimates.

Single years of age are held as first published; the number aged 0 to 17 is held
recalculated. The share an age band has of those aged 0 to 17 comes from the first, the size
from the second, so that the number is on the footing of today. It serves one purpose: to
say whether a base could be as small as a verdict without a base would need. It is never
printed as a figure.
"""

from __future__ import annotations

import re

from needsbook.catalogue import Indicator, parse_period
from needsbook.store.store import Store

BY_AGE = "population_by_age"
CHILDREN = "population_0_17"
OF_WARDS = "population_0_19"
OLDEST_HELD = 19
# Ages at the start of the school year: reception to Year 6, Year 7 to Year 11.
SCHOOL_AGES = {"primary school": (4, 10), "secondary school": (11, 15), "school": (4, 15)}
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


def _read_ages(text: str) -> tuple[int, int] | None:
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
    base is women only; None where the estimates held do not tell."""
    ages = find_ages(indicator)
    if ages is None or not period:
        return None
    share = 0.5 if "women" in indicator.denominator.lower() else 1.0
    area = store.areas[code]
    if area.level == "ward":
        own = _nearest(store, OF_WARDS, code, period)
        whole = _nearest(store, OF_WARDS, area.parent, period)
        parent = _living_at_ages(store, area.parent, ages, period) if area.parent else None
        return None if not own or not whole or parent is None else share * parent * own / whole
    found = _living_at_ages(store, code, ages, period)
    return None if found is None else share * found


def _living_at_ages(store: Store, code: str, ages: tuple[int, int], period: str) -> float | None:
    numbers = _ages_of(store, code, period)
    if not numbers:
        return None
    band = sum(numbers.get(age, 0.0) for age in range(ages[0], ages[1] + 1))
    children = sum(number for age, number in numbers.items() if age <= 17)
    now = _nearest(store, CHILDREN, code, period)
    return band if not now or not children else band * now / children


def _ages_of(store: Store, code: str, period: str) -> dict[int, float]:
    end = parse_period(period).end
    best: tuple[int, str] | None = None
    rows = store.rows_of(BY_AGE, code) if BY_AGE in store.indicators else []
    for row in rows:
        away = abs((parse_period(row.period).end - end).days)
        if best is None or away < best[0]:
            best = (away, row.period)
    if best is None:
        return {}
    return {int(row.age): float(row.value) for row in rows if row.period == best[1]}


def _nearest(store: Store, indicator: str, code: str, period: str) -> float | None:
    """The value nearest in time, of the edition in use where there is one."""
    if indicator not in store.indicators:
        return None
    end = parse_period(period).end
    rows = [row for row in store.rows_of(indicator, code) if row.value == row.value]
    current = [row for row in rows if not row.edition] or rows
    if not current:
        return None
    return float(min(current, key=lambda row: abs((parse_period(row.period).end - end).days)).value)
