"""What a column that narrows the rows keeps: its total, the measure's own part, or nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from needsbook.catalogue.indicators import Indicator
from needsbook.errors import BadInput
from needsbook.refresh.reading.columns import NAMELESS, SYMBOLS, Profile
from needsbook.refresh.reading.headers import HeaderFound
from needsbook.refresh.reading.label_words import NARROWING, fits_unit, is_total
from needsbook.refresh.reading.layouts import BASE, Names, simplify
from needsbook.refresh.reading.name_words import words_of
from needsbook.refresh.reading.narrowings import (
    find_narrowing,
    implied_parts,
    own_parts,
    parts_named,
)
from needsbook.refresh.reading.spoken import says_unit
from needsbook.refresh.reading.value_column import KINDS
from needsbook.refresh.reading.vocabulary import (
    PARTS,
)

ANY = "*"
OWN_PART = "the indicator’s part"
# Every label passes while rows are read; those taken must agree on one.
SAID_AGAIN = "says again what another column says"


@dataclass(frozen=True)
class Filter:
    """One column that narrows rows: the labels kept, and why."""

    at: int
    keep: frozenset[str]
    why: str


def decide_filter(
    found: HeaderFound, at: int, profile: Profile, indicator: Indicator, names: Sequence[Names]
) -> Filter | None:
    """What to do with a column nothing else accounts for.

    None: the column only describes the row. ``BadInput`` names a column that narrows the
    figures to something that is not the indicator's.
    """
    name, place = found.names[at], found.grid.place
    printed = found.printed[at] or NAMELESS
    labels = profile.filled
    if not labels:
        return None
    wanted = next(
        (
            kept for known in names for column, kept in known.filters.items() if simplify(column) == name
        ),
        None,
    )  # fmt: skip
    totals = found.layout.totals_of(name)
    if wanted == (ANY,):
        return Filter(at, frozenset(profile.labels), SAID_AGAIN)
    if wanted is None:
        part = _keep_own_part(found, at, profile, indicator)
        if part is not None:
            return part
    plain = {simplify(label): label for label in profile.labels}
    for listed, why in ((wanted, "the indicator's"), (totals, "its total")):
        if listed is None:
            continue
        kept = [plain[simplify(value)] for value in listed if simplify(value) in plain]
        if kept:
            return Filter(at, frozenset(kept[:1] if why == "its total" else kept), why)
    if wanted is not None:
        raise BadInput(
            f"the column “{printed}” never holds “{wanted[0]}”; it holds {profile.listed()}", place,
            f"if one of them is the indicator's, name it with --where \"{printed}=LABEL\"",
        )  # fmt: skip
    if profile.numeric and not _may_be_class(profile, name, found, indicator):
        return None
    if "as a grade" in name and all(re.fullmatch(r"[A-G][*+=-]?", label) for label in labels):
        return None  # the value once more, in words
    kept = [label for label in profile.labels if simplify(label) == simplify(indicator.basis)]
    if kept:
        return Filter(at, frozenset(kept), "the indicator’s basis")
    narrow = any(find_narrowing(label, indicator) or BASES.search(label) for label in labels[:60])
    fixed = (
        not narrow
        and len(labels) > 1
        and (profile.by_area is not None or profile.by_period is not None)
    )
    if (
        fixed
        and profile.by_area is not None
        and (len(profile.by_area) >= 100 or (profile.numeric and NOT_CLASSED in labels))
    ):
        return None  # a class of the area itself, such as its quintile; the whole has none
    kept = [label for label in profile.labels if is_total(label) or _says_all(label, name)]
    if kept:
        return Filter(at, frozenset(kept), "its total")
    if fixed and not NARROWING.search(name):
        return None
    if "" in profile.labels and not profile.numeric and len(profile.labels) > 1 and not found.years:
        return Filter(at, frozenset(("",)), "blank for the whole")
    if not profile.numeric and (profile.many or len(labels) > 200):
        return None
    what = "holds only" if len(labels) == 1 else "splits the figures into"
    raise BadInput(
        f"the column “{printed}” {what} {profile.listed()}, and no total: "
        f"these are not {indicator.title.lower()} as a whole",
        place,
        f'if the figures are right, say so with --where "{printed}=LABEL"',
    )


def _says_all(label: str, name: str) -> bool:
    """Whether a label is the total of its column by its words: “All offences” under “Offence”."""
    said = re.fullmatch(r"(?:all|total|any) ([a-z -]+)", simplify(label))
    return said is not None and words_of(said[1]) == words_of(name)


SPLITTING = {
    "phase": re.compile(r"\bphase|school type|type of (school|establishment)"),
    "year group": re.compile(r"year group|school year"), "meals": re.compile(r"\bfsm|free school meal"),
    "disadvantage": re.compile(r"disadvantage"), "support": re.compile(r"\bsen\b|special educational"),
}  # fmt: skip


def _keep_own_part(
    found: HeaderFound, at: int, profile: Profile, indicator: Indicator
) -> Filter | None:
    """The label of the part an indicator is of: “Primary” for pupils of primary schools.

    ``BadInput`` where the column splits by what the indicator is a part of, but its own part is
    not there: the total of such a column is not the indicator.
    """
    printed = found.printed[at]
    # A column of numbers that are no classes is another measure, whatever its name says.
    if profile.numeric and not _may_be_class(profile, found.names[at], found, indicator):
        return None
    for concept in PARTS:
        named = {label: parts for label in profile.filled if (parts := parts_named(label, concept))}
        own = own_parts(indicator, concept)
        splits = None if says_unit(printed) and profile.numeric else SPLITTING.get(concept)
        if not named and not (own and splits and splits.search(found.names[at])):
            continue
        mine = [label for label, parts in named.items() if parts & own]
        if own and len(mine) == 1 and len(named[mine[0]]) == 1:
            return Filter(at, frozenset(mine), OWN_PART)
        if own:
            raise BadInput(
                f"the column “{printed}” holds {profile.listed()}; {indicator.id} is of "
                f"{' and '.join(sorted(own))}",
                found.grid.place, f'name the label that is the indicator’s with --where "{printed}=LABEL"',
            )  # fmt: skip
        implied = implied_parts(indicator, concept)
        if implied and set(named) == set(profile.filled):
            kept = [label for label, parts in named.items() if parts & implied]
            if len(kept) == 1 and len(named[kept[0]]) == 1:
                return Filter(at, frozenset(kept), "goes without saying")
    return None


BASES = re.compile(
    r"(?i)^(by |pupil |school )?(pupil )?(residen(ce|t)s?|school( location)?|home|registration)$"
)


# What the publisher prints for the whole where each of its areas is put into a class.
NOT_CLASSED = "z"
# Numbers that stand beside a figure and are no class of it.
BESIDE = re.compile(
    r"\b(targets?|forecasts?|projected|benchmark|comparator|rank|change|difference|of (which|whom))\b"
)


def _may_be_class(profile: Profile, name: str, found: HeaderFound, indicator: Indicator) -> bool:
    """Whether a column of numbers may be one of classes: deciles, ages, groups."""
    labels = [label for label in profile.filled if label not in SYMBOLS]
    if not labels or any(expression.match(name) for expression in KINDS.values()):
        return False
    if BESIDE.search(name) or says_unit(name) or re.search(r" (number|count)$", name):
        return False
    small = profile.whole and all(len(label.split(".")[0]) <= 2 for label in labels)
    if not small or len(labels) > 30:
        return False
    if NARROWING.search(name):
        return True
    # “Deaths”, “Live births”: what the indicator's own numbers are counts of.
    counted = words_of(f"{indicator.numerator} {indicator.denominator}")
    return len(labels) == 1 and found.layout.id == BASE and not words_of(name) <= counted


def keep_units(found: HeaderFound, at: int, profile: Profile, indicator: Indicator) -> Filter:
    """The labels of a measure or unit column that are the indicator's unit."""
    kept = [label for label in profile.labels if not label or fits_unit(label, indicator.unit)]
    if not any(kept) and profile.filled:
        raise BadInput(
            f"the column “{found.printed[at]}” holds {profile.listed()}; "
            f"{indicator.id} is in {indicator.unit_words}",
            found.grid.place,
            f'if it is the same, say so with --where "{found.printed[at]}=LABEL"',
        )
    return Filter(at, frozenset(kept), "its unit")
