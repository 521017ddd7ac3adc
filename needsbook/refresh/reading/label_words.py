"""Labels of what narrows a row: sex, age, unit and the indicator's own names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from needsbook.catalogue.fetches import FingertipsFetch
from needsbook.catalogue.indicators import Indicator
from needsbook.refresh.reading.layouts import Names, simplify

PERSONS = frozenset(
    ("persons", "person", "all", "total", "both", "both sexes", "all persons", "p", "t", "people",
     "all people", "boys and girls", "girls and boys", "male and female", "all pupils", "everyone")
)  # fmt: skip
FEMALE = frozenset(("female", "females", "f", "girls", "girl", "women"))
MALE = frozenset(("male", "males", "m", "boys", "boy", "men"))
TOTALS = frozenset(
    ("total", "all", "all pupils", "all schools", "total (all pupils)", "all children",
     "state-funded total", "all state-funded", "all state funded", "all characteristics",
     "state-funded primary, secondary and special schools", "all groups", "all categories",
     "not applicable", "z", "overall", "whole population", "all quintiles", "all deciles",
     "na", "n/a", "all types", "all ethnicities", "all ethnic groups", "england total", "none",
     "annual", "full year", "whole year")
)  # fmt: skip
NARROWING = re.compile(
    r"\b(sex|gender|age|decile|quintile|imd|ethnic\w*|group|category|type|phase|characteristic\w*|"
    r"cohort|subgroup|breakdown|disadvantage\w*|fsm|sen|deprivation|inequality|term|quarter|month|"
    r"tenure|language|year group|class|band)\b"
)
Ages = tuple[int, int]
ALL_AGES: Ages = (0, 200)


@lru_cache(maxsize=4096)
def read_ages(text: str) -> Ages | None:
    """The first and last year of age a label names; None if it names none."""
    plain = simplify(text).replace("years old", "").replace("year olds", "").replace("year old", "")
    plain = re.sub(r"\b(aged?|ages|children|yrs?|years?|pupils|people|persons)\b", " ", plain)
    plain = " ".join(plain.split())
    if plain in ("all", "all ages", "total all ages"):
        return ALL_AGES
    if match := re.fullmatch(r"(\d{1,2})", plain):
        return int(match[1]), int(match[1])
    if match := re.fullmatch(r"(\d{1,2})\s*(?:-|to|and)\s*(\d{1,2})(?:\b.*)?", plain):
        return int(match[1]), int(match[2])
    if match := re.fullmatch(r"(?:<|under|below|less than)\s*(\d{1,2})s?(?:\b.*)?", plain):
        return 0, int(match[1]) - 1
    if match := re.fullmatch(r"(\d{1,2})\s*(?:\+|and over|plus|or over)", plain):
        return int(match[1]), 200
    if match := re.match(r"(\d{1,2})\s*(?:\(|,)", plain):
        return int(match[1]), int(match[1])
    return None


def ages_of(indicator: Indicator) -> Ages | None:
    """The ages the indicator is about; None where it says them in words (“school age”)."""
    return read_ages(indicator.ages)


def sex_of(indicator: Indicator) -> frozenset[str]:
    """The labels of the sex the indicator is about: persons unless its entry says otherwise."""
    for fetch in indicator.fetch:
        if isinstance(fetch, FingertipsFetch):
            return _sex_labels(fetch.sex)
    return PERSONS


def _sex_labels(sex: str) -> frozenset[str]:
    plain = simplify(sex)
    return next((group for group in (PERSONS, FEMALE, MALE) if plain in group), PERSONS)


def is_sex(label: str) -> bool:
    """Whether a label is that of a sex, or of both."""
    return simplify(label) in PERSONS | FEMALE | MALE


UNIT_LABELS = {
    "percent": r"^(%|per ?cent|percentage|percentages|proportion|prevalence|share|percentage of .*|proportion - %|value|estimate)$",
    "persons": r"^(count|number|persons|people|value|estimate|number of .*|population|population estimate|children)$",
    "children": r"^(count|number|persons|children|value|number of .*|headcount)$",
    "score": r"^(score|average score|average|mean|value|average .* score.*)$",
    "points": r"^(points|score|average points.*|average|mean|value|average point score.*)$",
}  # fmt: skip
RATE_SIZES = {
    "per_1000": "1,?000|1k", "per_10k": "10,?000|10k", "per_100k": "100,?000|100k",
    "per_100_pupils": "100",
}  # fmt: skip


def fits_unit(label: str, unit: str) -> bool:
    """Whether a label of a measure or unit column names the indicator's unit."""
    plain = simplify(label)
    if unit in RATE_SIZES:
        sized = re.search(r"\bper ([\d,]+k?)", plain)
        if sized:
            return bool(re.fullmatch(RATE_SIZES[unit], sized[1].rstrip(",")))
        if unit == "per_100_pupils" and re.fullmatch(UNIT_LABELS["percent"], plain):
            return True
        return bool(re.fullmatch(r"(rate|crude rate|directly standardised rate|value|rates)( .*)?", plain))  # fmt: skip
    return bool(re.fullmatch(UNIT_LABELS[unit], plain))


def titles_of(indicator: Indicator, names: Iterable[Names]) -> frozenset[str]:
    """Every name the indicator has in a column of indicators (simplified)."""
    found = {indicator.id, indicator.title, indicator.short_title, *indicator.synonyms}
    for name in names:
        found |= set(name.titles)
    found |= {fetch.name for fetch in indicator.fetch if isinstance(fetch, FingertipsFetch) and len(fetch.name) > 15}  # fmt: skip
    return frozenset(simplify_title(name) for name in found)


@lru_cache(maxsize=4096)
def simplify_title(text: str) -> str:
    """A title without the number a profile gives it (“C09b - ”) and its punctuation."""
    plain = simplify(text)
    plain = re.sub(r"^[a-z]{1,2}\d{2}[a-z]?\s*[-:]?\s+", "", plain)
    return " ".join(re.sub(r"[:,;.\-–()]", " ", plain).split())


def numbers_of(indicator: Indicator, names: Iterable[Names]) -> frozenset[str]:
    """The Fingertips numbers of the indicator, from its entry, its catalogue and the layouts."""
    found = {str(fetch.id) for fetch in indicator.fetch if isinstance(fetch, FingertipsFetch)}
    for name in names:
        found |= set(name.numbers)
    found |= set(re.findall(r"Fingertips (\d{3,6})", indicator.official.identifier))
    return frozenset(found)


def is_total(label: str) -> bool:
    """Whether a label is that of a total."""
    return simplify(label) in TOTALS
