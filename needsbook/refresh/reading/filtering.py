"""Every column of a table decided: which narrow its rows, and to what."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from needsbook.errors import BadInput
from needsbook.refresh.reading.column_filters import Filter, decide_filter, keep_units
from needsbook.refresh.reading.columns import Measures, Profile, text_of
from needsbook.refresh.reading.file_reading import FileReading
from needsbook.refresh.reading.headers import HeaderFound
from needsbook.refresh.reading.label_words import is_sex, is_total
from needsbook.refresh.reading.layouts import BASE, Names, simplify
from needsbook.refresh.reading.marks import find_flag
from needsbook.refresh.reading.meaning import keep_ages, keep_indicator, keep_sexes
from needsbook.refresh.reading.surroundings import (
    KINDS_OF_YEAR,
    NOT_MEASURED,
    PROVISIONAL,
    kind_said,
)
from needsbook.refresh.reading.taken import Context

PART_OF_YEAR = re.compile(r"\b(term|half term|quarter|month|week|half year)\b")


# Columns of these roles say of whom the figures are, whatever a layout counts as mere names.
NARROWED = frozenset(("sex", "age", "unit", "indicator_number", "indicator_name"))
SERIES = frozenset(
    ("series", "dataset", "edition", "release", "obs status", "obs_status", "obs_status_name",
     "status")
)  # fmt: skip


def _is_place_in_order(found: HeaderFound, name: str) -> bool:
    """Whether a quarter of the authorities is meant, which stands beside their rank."""
    return bool(re.fullmatch(r"((national|england|london) )?quartile( band(ing)?)?", name)) and any(
        re.search(r"\brank(ing)?\b", column) for column in found.names
    )


def _place_columns(found: HeaderFound) -> set[int]:
    """Columns that say where and when."""
    used = {at for at, role in enumerate(found.roles) if role in ("area_code", "area_name", "level", "period", "period_kind", "note")}  # fmt: skip
    used |= {found.names.index(simplify(level)) for level in found.layout.levels.values() if level and simplify(level) in found.names}  # fmt: skip
    # One column says when; a second of that name may be a class such as the school year “R”.
    return used - _more_periods(found)


def _more_periods(found: HeaderFound) -> set[int]:
    return {
        at for at, role in enumerate(found.roles) if role == "period" and at != found.at("period")
    }


def profile_columns(
    found: HeaderFound, measures: Measures, names: Sequence[Names], context: Context
) -> dict[int, Profile]:
    """The labels of every column that is not a place, a time, a number read, or a mere name."""
    used = _place_columns(found) | measures.used
    if (flag := find_flag(found)) is not None:
        used.add(flag)  # “p” beside a figure is no sex
    if measures.wide:
        used |= set(found.years)
    said = {simplify(column) for column in context.choice.where}
    wanted = {simplify(column) for known in names for column in known.filters}
    asked = [
        at for at, name in enumerate(found.names)
        if at not in used or name in said
        if name in said | wanted
        or name in SERIES
        or found.roles[at] in NARROWED
        or found.layout.totals_of(name) is not None
        or not (found.layout.identifies(name) or (found.base.identifies(name) and not found.roles[at]) or _is_place_in_order(found, name))
    ]  # fmt: skip
    profiles = {at: Profile() for at in asked}
    kind = found.at("period_kind")
    if kind is not None:
        profiles[kind] = Profile()
    at_area = next(
        (at for at in (found.at("area_code"), found.at("area_name")) if at is not None), None
    )
    at_period, width = found.at("period"), len(found.names)
    for _, cells in found.rows():
        if not _has_filled(cells[:width], min(2, width)):
            continue
        if found.repeats(cells):
            continue
        area = text_of(cells[at_area]) if at_area is not None and at_area < len(cells) else ""
        period = (
            text_of(cells[at_period]) if at_period is not None and at_period < len(cells) else ""
        )
        for at, profile in profiles.items():
            profile.add(text_of(cells[at]) if at < len(cells) else "", area, period)
    return profiles


def _has_filled(cells: Sequence[object], least: int) -> bool:
    """Whether so many cells of a row hold something."""
    for cell in cells:
        if least <= 0:
            return True
        if not str(cell).isspace() and cell != "":
            least -= 1
    return least <= 0


def choose_filters(
    found: HeaderFound, measures: Measures, names: Sequence[Names], profiles: Mapping[int, Profile],
    context: Context, reading: FileReading,
) -> list[Filter]:  # fmt: skip
    """Every column's part in the reading; the filters that remain."""
    filters = []
    said = {simplify(column): label for column, label in context.choice.where.items()}
    for column in said:
        if column not in found.names:
            raise BadInput(
                f"no column “{column}”; found {', '.join(filter(None, found.printed[:40]))}",
                found.grid.place, "write --where COLUMN=LABEL with a column of the file",
            )  # fmt: skip
    for at, profile in profiles.items():
        name, role = found.names[at], found.roles[at]
        if name in said:
            other: Filter | None = _said_filter(found, at, profile, said[name])
        elif role == "period_kind":
            other = _keep_whole_years(found, at, profile, context.periods.form)
        elif role == "period" and all(re.search(r"\d{4}", label) for label in profile.filled):
            other = None
        elif name in SERIES and found.layout.totals_of(name) is None:
            told = found.layout.id != BASE and found.layout.identifies(name)
            other = _keep_measured(found, at, profile, reading, told=told)
        elif _names_a_label(name, role, profile, names):
            other = decide_filter(found, at, profile, context.indicator, names)
        elif role == "indicator_number" or role == "indicator_name":
            other = keep_indicator(found, at, profile, context.indicator, names, context.catalogue)
            if other is not None:
                reading.identified = True
        elif role == "sex":
            other = keep_sexes(found, at, profile, context.indicator)
        elif role == "age":
            other = keep_ages(found, at, profile, context.indicator)
        elif not role and _only_sexes(profile):
            other = keep_sexes(found, at, profile, context.indicator)
        elif role == "unit":
            if profile.filled and all(is_sex(label) for label in profile.filled):
                other = keep_sexes(found, at, profile, context.indicator)
            else:
                other = keep_units(found, at, profile, context.indicator)
        else:
            other = decide_filter(found, at, profile, context.indicator, names)
        if other is None:
            reading.columns[found.printed[at]] = "another number or description, not read"
        else:
            filters.append(other)
            kept = ", ".join(label or "(blank)" for label in sorted(other.keep)[:4])
            reading.columns[found.printed[at]] = f"filter: {kept} ({other.why})"
    if found.column("Indicator ID") is not None:
        # The number decides; the name is the publisher's and changes.
        number = found.column("Indicator ID")
        if any(known.at == number for known in filters):
            filters = [known for known in filters if found.roles[known.at] != "indicator_name"]
    return filters


def _names_a_label(name: str, role: str, profile: Profile, names: Sequence[Names]) -> bool:
    """Whether the layout says which label of the column is the indicator's.

    Ages and sexes may be printed singly where the layout knows them together.
    """
    labels = [
        label for part in names for column, kept in part.filters.items()
        if simplify(column) == name for label in kept
    ]  # fmt: skip
    if role not in ("age", "sex"):
        return bool(labels)
    return bool({simplify(label) for label in labels} & {simplify(label) for label in profile.labels})  # fmt: skip


def _only_sexes(profile: Profile) -> bool:
    """Whether a column without a telling name holds sexes: “Persons”, “Boys”, not “Total” alone."""
    labels = profile.filled
    return all(is_sex(label) for label in labels) and not all(is_total(label) for label in labels)


def _said_filter(found: HeaderFound, at: int, profile: Profile, label: str) -> Filter:
    kept = [name for name in profile.labels if simplify(name) == simplify(label)]
    if not kept and not profile.many:
        raise BadInput(
            f"the column “{found.printed[at]}” never holds “{label}”; it holds {profile.listed()}",
            found.grid.place, "correct --where",
        )  # fmt: skip
    return Filter(at, frozenset(kept or [label]), "named with --where")


def _keep_measured(
    found: HeaderFound, at: int, profile: Profile, reading: FileReading, *, told: bool
) -> Filter | None:
    """The rows that are measured: targets and forecasts stand beside them in some tables.

    Provisional figures are told; where they stand beside the final ones of the same period, a
    person must say which are meant.
    """
    kept = [label for label in profile.labels if not NOT_MEASURED.search(label)]
    early = [] if told else [label for label in kept if PROVISIONAL.search(label)]
    if early and len([label for label in kept if label]) > len(early) and profile.by_period is None:
        raise BadInput(
            f"the column “{found.printed[at]}” splits the figures into {profile.listed()}",
            found.grid.place, f'say which are meant with --where "{found.printed[at]}=LABEL"',
        )  # fmt: skip
    if early:
        reading.remarks.append(f"the column “{found.printed[at]}” says “{early[0]}”")
    if len(kept) == len(profile.labels):
        return None
    if not any(kept):
        raise BadInput(
            f"the column “{found.printed[at]}” holds {profile.listed()}: no figures measured",
            found.grid.place, "import the rows that were measured",
        )  # fmt: skip
    return Filter(at, frozenset(kept), "what was measured")


def _keep_whole_years(found: HeaderFound, at: int, profile: Profile, form: str) -> Filter:
    kept = [
        label for label in profile.labels
        if not PART_OF_YEAR.search(simplify(label))
        if form not in KINDS_OF_YEAR or kind_said(label) in ("", form)
    ]  # fmt: skip
    if not kept:
        raise BadInput(
            f"the column “{found.printed[at]}” holds {profile.listed()}: "
            f"the series is of whole {form + ' ' if form in KINDS_OF_YEAR else ''}years",
            found.grid.place, "import the file of those years",
        )  # fmt: skip
    return Filter(at, frozenset(kept), "whole years")
