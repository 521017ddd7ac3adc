"""Columns of indicator, sex and age: the labels that are the indicator's, or a refusal."""

from __future__ import annotations

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
    twins = [twin for twin in fitting if _plain_title(catalogue[twin]) == _plain_title(indicator)]
    if twins and indicator.id not in fitting:
        # One name for what is counted by school and by residence: only a person knows which.
        label = profile.filled[0]
        do = (
            f'the name does not say which: for {indicator.title} add --where "{printed}={label}"; '
            f"for {catalogue[twins[0]].title} import it with --as {twins[0]}"
        )
    raise BadInput(what, found.grid.place, do)


def _plain_title(indicator: Indicator) -> str:
    """The title without the basis it is counted by: “Year 6 obesity”."""
    return indicator.title.partition(", by ")[0]


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
