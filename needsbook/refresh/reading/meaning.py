"""Columns of indicator, sex and age: the labels that are the indicator's, or a refusal."""

from __future__ import annotations

import re
from collections.abc import Sequence

from needsbook.catalogue.fetches import FingertipsFetch
from needsbook.catalogue.indicators import Indicator, Indicators
from needsbook.errors import BadInput
from needsbook.refresh.reading.ages import single_years
from needsbook.refresh.reading.column_filters import Filter
from needsbook.refresh.reading.columns import Profile
from needsbook.refresh.reading.headers import HeaderFound
from needsbook.refresh.reading.label_words import (
    ALL_AGES,
    ages_of,
    is_total,
    numbers_of,
    read_ages,
    sex_of,
    simplify_title,
    titles_of,
)
from needsbook.refresh.reading.layouts import BASE, Names, simplify

ADDED_UP = "single years of age, added up"
# Words by which a name tells where children are counted.
BASIS = re.compile(r"\b(schools?|resid\w+|home|live)\b")


def keep_indicator(
    found: HeaderFound, at: int, profile: Profile, indicator: Indicator, names: Sequence[Names],
    catalogue: Indicators,
) -> Filter | None:  # fmt: skip
    """The rows that are the indicator's by number or name."""
    printed = found.printed[at]
    if not profile.filled:
        return None
    if found.roles[at] == "indicator_number":
        # A spreadsheet or pandas may have made 90323.0 of the number.
        kept = [
            label for label in profile.labels
            if label.removesuffix(".0") in numbers_of(indicator, names)
        ]  # fmt: skip
    else:
        titles = titles_of(indicator, names)
        kept = [label for label in profile.labels if simplify_title(label) in titles]
        number = found.column("Indicator ID")
        if not kept and number is not None and number != at:
            return None
    twins = _list_twins(indicator, catalogue)
    numbered = found.roles[at] == "indicator_number" or found.column("Indicator ID") is not None
    told = numbered or any(_says_basis(label, indicator, names) for label in kept)
    if kept and twins and not told:
        raise BadInput(
            f"the column “{printed}” holds {profile.listed()}, which is {indicator.title} or "
            f"{catalogue[twins[0]].title}",
            found.grid.place, _ask_which(printed, kept[0], indicator, catalogue[twins[0]]),
        )  # fmt: skip
    if kept:
        return Filter(at, frozenset(kept), "the indicator’s")
    fitting = _who_fits(found, at, profile, catalogue)
    known = sorted(numbers_of(indicator, names))
    if found.roles[at] == "indicator_number":
        what = f"the file holds {', '.join(profile.filled[:8]) or 'no indicator'}, not " + (
            " or ".join(known) or indicator.id
        )
    else:
        what = f"the column “{printed}” holds {profile.listed()}; none is {indicator.id} by name"
    do = (
        f"import it with --as {' or --as '.join(fitting[:3])}" if fitting
        else f"if one of them is the indicator, name it with --where \"{printed}=LABEL\""
    )  # fmt: skip
    twin = next((twin for twin in twins if twin in fitting), None)
    if twin and indicator.id not in fitting:
        do = _ask_which(printed, profile.filled[0], indicator, catalogue[twin])
    raise BadInput(what, found.grid.place, do)


def _list_twins(indicator: Indicator, catalogue: Indicators) -> list[str]:
    """The indicators that count the same children by another basis: by school, by residence."""
    plain, basis, _ = indicator.title.partition(", by ")
    if not basis:
        return []
    return [
        twin.id for twin in catalogue.values()
        if twin.id != indicator.id and twin.title.partition(", by ")[0] == plain
    ]  # fmt: skip


def _says_basis(label: str, indicator: Indicator, names: Sequence[Names]) -> bool:
    """Whether a label is a publisher's own name of the indicator, its id, or says the basis."""
    plain = simplify_title(label)
    own = [indicator.id, *(title for name in names for title in name.titles)]
    own += [fetch.name for fetch in indicator.fetch if isinstance(fetch, FingertipsFetch)]
    return plain in map(simplify_title, own) or BASIS.search(plain) is not None


def _ask_which(column: str, label: str, indicator: Indicator, twin: Indicator) -> str:
    """What to do where one name stands for two: only a person knows which it is."""
    where = f'--where "{column}={label}"'
    return (
        f"the name does not say which: for {indicator.title} add {where}; "
        f"for {twin.title} import it with --as {twin.id} {where}"
    )


def _who_fits(found: HeaderFound, at: int, profile: Profile, catalogue: Indicators) -> list[str]:
    """The indicators of the book the labels would be."""
    fitting = []
    for indicator in catalogue.values():
        names = [layout.indicators[indicator.id] for layout in (found.layout, found.base) if indicator.id in layout.indicators]  # fmt: skip
        if found.roles[at] == "indicator_number":
            hit = numbers_of(indicator, names) & set(profile.filled)
        else:
            hit = titles_of(indicator, names) & {simplify_title(label) for label in profile.filled}
        if hit:
            fitting.append(indicator.id)
    return fitting


def keep_sexes(
    found: HeaderFound, at: int, profile: Profile, indicator: Indicator
) -> Filter | None:
    """The rows of the sex the indicator is about."""
    if not profile.filled:
        return None
    wanted = sex_of(indicator)
    kept = [label for label in profile.labels if simplify(label) in wanted]
    if not kept and "" in profile.labels:
        kept = [""]
    if kept:
        best = [name for name in kept if simplify(name) in ("persons", "total")] or kept
        return Filter(at, frozenset(best[:1] if len(best) > 1 else best), "the indicator’s sex")
    raise BadInput(
        f"the column “{found.printed[at]}” holds only {profile.listed()}; "
        f"{indicator.id} is of {'girls' if 'girls' in wanted else 'all children'}",
        found.grid.place, "import the rows of the whole",
    )  # fmt: skip


def keep_ages(found: HeaderFound, at: int, profile: Profile, indicator: Indicator) -> Filter | None:
    """The rows of the ages the indicator is about."""
    if not profile.filled:
        return None
    mine = ages_of(indicator)
    entry = {
        simplify(fetch.age) for fetch in indicator.fetch
        if isinstance(fetch, FingertipsFetch) and fetch.age
    }  # fmt: skip
    kept = []
    for label in profile.labels:
        plain = simplify(label)
        ages = read_ages(label)
        if plain in entry or (ages is not None and mine is not None and ages == mine):
            kept.append(label)
    if not kept:
        for label in profile.labels:
            ages = read_ages(label)
            words = simplify(label) in (simplify(indicator.ages), simplify(indicator.title))
            words = words or (
                indicator.ages == "at birth" and simplify(label).endswith(" at birth")
            )
            whole = is_total(label) and ages != ALL_AGES and found.layout.id != BASE
            if words or whole or (mine is None and (is_total(label) or ages == ALL_AGES)):
                kept.append(label)
    if not kept and "" in profile.labels:
        kept = [""]
    if kept:
        return Filter(at, frozenset(kept), "the indicator’s ages")
    if years := single_years(profile.filled, indicator):
        return Filter(at, frozenset(years), ADDED_UP)
    raise BadInput(
        f"the column “{found.printed[at]}” holds {profile.listed()}; "
        f"{indicator.id} is of ages {indicator.ages}",
        found.grid.place, "import the rows of those ages",
    )  # fmt: skip
