"""Which column holds the value where no layout names it: by the unit its name says."""

from __future__ import annotations

import re
from collections.abc import Sequence

from needsbook.catalogue.indicators import Indicator
from needsbook.errors import BadInput
from needsbook.refresh.reading.headers import HeaderFound
from needsbook.refresh.reading.label_words import ages_of, read_ages, simplify_title, titles_of
from needsbook.refresh.reading.layouts import BASE, Names, simplify
from needsbook.refresh.reading.narrowings import implied_parts, own_parts, parts_named
from needsbook.refresh.reading.said_units import (
    find_units,
    find_wrong_unit,
    may_hold_value,
    says_other_ages,
)
from needsbook.refresh.reading.spoken import find_spoken
from needsbook.refresh.reading.vocabulary import PARTS

KINDS = {
    "percent": re.compile(r"^(percent|percentage|%|per cent|prevalence|proportion|pct|percent of pupils)( of .*)?$"),
    "rate": re.compile(r"^(rate|crude rate|rate per .*)$"),
    "count": re.compile(r"^(count|number|n|num|number of .*|headcount|total|persons|estimate|population estimate)$"),
    "score": re.compile(r"^((average|mean) )?(scores?|points?)( per .*)?$"),
}  # fmt: skip
_NAMES = {"percent": ("percentage",), "rate": ("rate",), "count": ("count", "number"), "score": ("score",)}  # fmt: skip


def kind_of_number(indicator: Indicator) -> str:
    """What an indicator's numbers are: percent, rate, count or score."""
    if indicator.unit in ("percent", "score", "points"):
        return "percent" if indicator.unit == "percent" else "score"
    return "count" if indicator.unit in ("persons", "children") else "rate"


def find_value_column(
    found: HeaderFound, indicator: Indicator, neutral: int, names: Sequence[Names]
) -> int:
    """The value's column by the kind of number its name says; ``BadInput`` when it can be doubted.

    ``neutral`` is the column called a value, whatever its numbers are; -1 without one.
    """
    kind = kind_of_number(indicator)
    mine = [
        at for at, name in enumerate(found.names)
        if (kind == "count" and _is_free(found, at) and _counts_own_people(found.printed[at], indicator))
        or (KINDS[kind].match(name) and not find_wrong_unit(found.printed[at], indicator))
        or (_is_free(found, at) and may_hold_value(found.printed[at], indicator))
    ]  # fmt: skip
    if len(mine) > 1:
        mine = [at for at in mine if not says_other_ages(found.printed[at], indicator)] or mine
    if kind == "score":
        # A score’s column may be called anything a rate’s may.
        mine = mine or [at for at, name in enumerate(found.names) if KINDS["rate"].match(name)]
    if kind == "count":
        mine = [at for at in mine if found.roles[at] in ("", "count", "value")]
    if neutral >= 0:
        rivals = [at for at in mine if at != neutral and found.layout.id == BASE]
        if rivals and not find_units(found.printed[neutral]):
            raise _several(found, sorted((neutral, *rivals)))
        return neutral
    titled = [
        at for at, name in enumerate(found.names)
        if not found.roles[at] and without_unit(name) in titles_of(indicator, names)
    ]  # fmt: skip
    if len(titled) == 1:
        # “Persistent absentees” beside “persistent absence rate” may be how many they are.
        rivals = [at for at in (*mine, *find_spoken(found, indicator)) if at != titled[0]]
        # “Suspensions” beside “Rate” are how many there were.
        if kind == "rate" and len(rivals) == 1 and KINDS["rate"].match(found.names[rivals[0]]):
            return rivals[0]
        if rivals and kind in ("percent", "rate") and not find_units(found.printed[titled[0]]):
            raise _several(found, sorted({titled[0], *rivals}))
        return titled[0]
    if len(mine) == 1:
        return mine[0]
    if not mine:
        mine = find_spoken(found, indicator)
        averages = [
            at for at in mine if re.search(r"\b(average|mean|score|points)\b", found.names[at])
        ]
        if kind == "score" and len(averages) == 1:
            mine = averages
        if len(mine) == 1:
            return mine[0]
    if len(mine) > 1 and kind == "percent":
        # Beside “%” a rate per hundred counts events, not the people who had any.
        shares = [at for at in mine if "percent" in find_units(found.printed[at])]
        mine = (
            shares
            if len(shares) == 1
            and all("100" in find_units(found.printed[at]) for at in mine if at not in shares)
            else mine
        )
        if len(mine) == 1:
            return mine[0]
    if len(mine) > 1:
        mine = _name_own_part(found, mine, indicator)
    if len(mine) == 1:
        return mine[0]
    if len(mine) > 1:
        raise _several(found, mine)
    beside = _find_beside_others(found, kind)
    if beside is not None:
        return beside
    raise no_column(found, ("value", *_NAMES[kind]))


def _name_own_part(found: HeaderFound, columns: list[int], indicator: Indicator) -> list[int]:
    """Of several columns the one that names the part the measure is of, where only one does."""
    for concept in PARTS:
        own = own_parts(indicator, concept) - implied_parts(indicator, concept)
        named = [
            at
            for at in columns
            if (said := parts_named(found.printed[at], concept)) and said <= own
        ]
        if own and len(named) == 1 and len(columns) > 1:
            return named
    return columns


OUR_OWN = re.compile(r"^(la|local authority|authority|borough|council|local)( |$)")
OF_OTHERS = re.compile(r"\b(national|england|english|regional|region|neighbours?|london)\b")


def _find_beside_others(found: HeaderFound, kind: str) -> int | None:
    """The column “LA %” beside “National %”; None without such a pair."""
    free = [at for at in range(len(found.names)) if _is_free(found, at)]
    ours = [
        at for at in free
        if OUR_OWN.search(found.names[at])
        and KINDS[kind].match(OUR_OWN.sub("", found.names[at]) or "value")
    ]  # fmt: skip
    return (
        ours[0]
        if len(ours) == 1 and any(OF_OTHERS.search(found.names[at]) for at in free)
        else None
    )


_PEOPLE = re.compile(
    r"(?i)\b(persons|people|children( and young people)?|residents|population|young|number|count|of|all|estimated?)\b"
)


def _counts_own_people(printed: str, indicator: Indicator) -> bool:
    """Whether a name is that of people of the measure's ages: “Persons aged 0 to 17”."""
    ages = _PEOPLE.sub(" ", printed)
    mine = ages_of(indicator)
    return (
        mine is not None
        and bool(_PEOPLE.search(printed))
        and read_ages(" ".join(ages.split())) == mine
    )


def _is_free(found: HeaderFound, at: int) -> bool:
    """Whether nothing else tells what a column is for."""
    return not found.roles[at] and at not in found.years and not found.base.identifies(found.names[at])  # fmt: skip


def _several(found: HeaderFound, columns: Sequence[int]) -> BadInput:
    listed = ", ".join(f"“{found.printed[at]}”" for at in columns)
    return BadInput(
        f"several columns may hold the value: {listed}", found.grid.place,
        "name the one with --value COLUMN",
    )  # fmt: skip


def without_unit(name: str) -> str:
    """A column's name as the title of an indicator: no unit, no bracketed sign."""
    plain = re.sub(
        r"\((%|per ?cent|percentage|rate|number|score)\)|%|\bper ?cent(age)?( of)?\b", " ", name
    )
    return simplify_title(" ".join(plain.split()))


def no_column(found: HeaderFound, expected: Sequence[str]) -> BadInput:
    """The error for a table without a column that can be the value's."""
    others = [
        name for name, indicator in found.layout.indicators.items()
        if indicator.value and any(simplify(column) in found.names for column in indicator.value)
    ]  # fmt: skip
    shown = ", ".join(name or "(blank)" for name in found.printed[:40])
    more = f" and {len(found.printed) - 40} more" if len(found.printed) > 40 else ""
    wanted = " or ".join(f"“{name}”" for name in dict.fromkeys(expected))
    return BadInput(
        f"unknown layout: no column {wanted}; found {shown}{more}", found.grid.place,
        f"the file holds the figures of {' and '.join(others[:4])}: import it --as one of them"
        if others else "name the column of the figures with --value COLUMN",
    )  # fmt: skip
