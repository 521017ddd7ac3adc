"""One table read for one indicator: each row taken, or left for a counted cause."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from needsbook.catalogue.areas import Areas
from needsbook.catalogue.fetches import Fetch
from needsbook.catalogue.indicators import Indicator, Indicators
from needsbook.catalogue.periods import parse_period
from needsbook.errors import BadInput
from needsbook.refresh.ees_layout import find_ratios
from needsbook.refresh.fingertips import read_note
from needsbook.refresh.published_cells import read_cell
from needsbook.refresh.reading.ages import add_up_rows
from needsbook.refresh.reading.area_cells import Places
from needsbook.refresh.reading.cells import Numbers, check_cell
from needsbook.refresh.reading.choice import Choice
from needsbook.refresh.reading.columns import (
    Filter,
    Measures,
    Profile,
    choose_measures,
    decide_filter,
    keep_units,
    names_for,
    text_of,
)
from needsbook.refresh.reading.grids import Odd
from needsbook.refresh.reading.headers import HeaderFound
from needsbook.refresh.reading.label_words import FEMALE, MALE, is_sex, sex_of
from needsbook.refresh.reading.layouts import Names, simplify
from needsbook.refresh.reading.meaning import ADDED_UP, keep_ages, keep_indicator, keep_sexes
from needsbook.refresh.reading.spans import Periods
from needsbook.refresh.reading.surroundings import (
    KINDS_OF_YEAR,
    NOT_MEASURED,
    check_kind_of_year,
    check_titles,
    kind_said,
)
from needsbook.refresh.rows import Published

PART_OF_YEAR = re.compile(r"\b(term|half term|quarter|month|week|half year)\b")
MOST_EXPLAINED = 2_000


@dataclass
class FileReading:
    """What a table gives for an indicator, and where every other row and column went."""

    table: HeaderFound
    published: list[Published] = field(default_factory=list)
    parts: list[tuple[str, list[Published]]] = field(default_factory=list)
    left: Counter[str] = field(default_factory=Counter)
    areas_left: Counter[str] = field(default_factory=Counter)
    columns: dict[str, str] = field(default_factory=dict)
    explained: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    identified: bool = False
    value_name: str = ""
    percents: bool = False
    settled: bool = False

    def leave(self, line: int, cause: str, what: str = "") -> None:
        """Count one row that is not taken."""
        self.left[cause] += 1
        self.explain(line, f"left: {cause}" + (f" ({what})" if what else ""))

    def explain(self, line: int, text: str) -> None:
        """Note one row's fate, up to a number of rows."""
        if len(self.explained) < MOST_EXPLAINED:
            self.explained.append(f"row {line}: {text}")


@dataclass(frozen=True)
class Context:
    """What the reader must know beside the table."""

    indicator: Indicator
    entry: Fetch | None
    choice: Choice
    areas: Areas
    places: Places
    periods: Periods
    catalogue: Indicators
    today: date


def read_for(found: HeaderFound, context: Context) -> FileReading:
    """The figures of the context's indicator; ``BadInput`` names what forbids to take them."""
    indicator, choice = context.indicator, context.choice
    reading = FileReading(found)
    names = names_for(found, indicator, context.entry)
    _check_surroundings(found, names, indicator)
    _check_basis(found, indicator)
    _check_above(found, indicator)
    if not any(name.context for name in names):
        check_titles(found, indicator)
    check_kind_of_year(found, context.periods.form)
    measures = choose_measures(found, indicator, names, choice)
    reading.identified = measures.named and not choice.columns
    if found.layout.id != "table" and any(name.context for name in names):
        reading.identified = True
    (_, first), *_ = measures.sets
    reading.value_name = found.printed[first["value"]]
    profiles = _profile(found, measures, names, context)
    filters = _choose_filters(found, measures, names, profiles, context, reading)
    _read_rows(found, measures, filters, context, reading)
    return reading


def _check_surroundings(found: HeaderFound, names: Sequence[Names], indicator: Indicator) -> None:
    text = f"{found.grid.place}\n{found.grid.sheet.replace('_', ' ')}\n{found.above}".replace(
        "_", " "
    )
    for name in names:
        missing = [expr for expr in name.context if not re.search(expr, text)]
        against = [expr for expr in name.without if re.search(expr, text)]
        if missing or against:
            shown = " ".join(found.above.split("\n")[0].split())[:160] or found.grid.place
            raise BadInput(
                f"the table is not {indicator.title.lower()}: it is called “{shown}”",
                found.grid.place, "choose the sheet or the indicator it fits",
            )  # fmt: skip


def _check_above(found: HeaderFound, indicator: Indicator) -> None:
    """Refuse what the rows above the header or the sheet's name narrow the table to."""
    for line, cells in found.grid.head():
        if line >= found.first - 1:
            break
        words = [text_of(cell) for cell in cells if text_of(cell)]
        if len(words) != 2:
            continue
        role = found.base.role_of(simplify(words[0].rstrip(":")))
        if role in ("sex", "age"):
            profile = Profile()
            profile.add(words[1], "", "")
            named = replace(found, printed=(words[0],), names=(simplify(words[0]),), roles=(role,))
            keep = keep_sexes if role == "sex" else keep_ages
            keep(named, 0, profile, indicator)
    title = f"{found.grid.sheet.replace('_', ' ')}\n{found.above}".casefold()
    for words_of, other, group in (
        (r"\b(girls|females?)\b", r"\b(boys|males?|persons)\b", FEMALE),
        (r"\b(boys|males?)\b", r"\b(girls|females?|persons)\b", MALE),
    ):
        hit = re.search(words_of, title)
        if hit and not re.search(other, title) and not sex_of(indicator) & group and "sex" not in found.roles:  # fmt: skip
            raise BadInput(
                f"the sheet or its title says “{hit[0]}”; {indicator.id} is of all children",
                found.grid.place, "import the table of the whole",
            )  # fmt: skip


RESIDENCE = re.compile(
    r"(?i)pupil residen|by residence|residen(ce|t)[ -]based|code[_ ]pupil|home postcode"
)
SCHOOL = re.compile(
    r"(?i)by (authority of the )?school|school location|location of (the )?(school|provider)"
)


def _check_basis(found: HeaderFound, indicator: Indicator) -> None:
    """Refuse figures by residence for a series by school, and the other way round."""
    text = "\n".join((found.grid.sheet.replace("_", " "), found.above, *found.printed))
    basis = indicator.basis.casefold()
    for expression, wrong in ((RESIDENCE, "school" in basis), (SCHOOL, basis == "by residence")):
        hit = expression.search(text)
        if hit and wrong:
            raise BadInput(
                f"“{hit[0]}” says that the figures are of another basis; {indicator.id} is {indicator.basis}",
                found.grid.place, "import the table of the series' own basis",
            )  # fmt: skip


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


SERIES = frozenset(
    ("series", "dataset", "edition", "release", "obs status", "obs_status", "obs_status_name",
     "status")
)  # fmt: skip


def _profile(
    found: HeaderFound, measures: Measures, names: Sequence[Names], context: Context
) -> dict[int, Profile]:
    """The labels of every column that is not a place, a time, a number read, or a mere name."""
    used = _place_columns(found) | measures.used
    if measures.wide:
        used |= set(found.years)
    said = {simplify(column) for column in context.choice.where}
    wanted = {simplify(column) for other in names for column in other.filters}
    asked = [
        at for at, name in enumerate(found.names)
        if at not in used or name in said
        if name in said | wanted
        or name in SERIES
        or found.layout.totals_of(name) is not None
        or not (found.layout.identifies(name) or (found.base.identifies(name) and not found.roles[at]))
    ]  # fmt: skip
    profiles = {at: Profile() for at in asked if found.names[at]}
    kind = found.at("period_kind")
    if kind is not None:
        profiles[kind] = Profile()
    at_area = next(
        (at for at in (found.at("area_code"), found.at("area_name")) if at is not None), None
    )
    at_period = found.at("period")
    for _, cells in found.rows():
        if sum(bool(str(cell).strip()) for cell in cells[: len(found.names)]) < min(
            2, len(found.names)
        ):
            continue
        area = text_of(cells[at_area]) if at_area is not None and at_area < len(cells) else ""
        period = (
            text_of(cells[at_period]) if at_period is not None and at_period < len(cells) else ""
        )
        for at, profile in profiles.items():
            profile.add(text_of(cells[at]) if at < len(cells) else "", area, period)
    return profiles


def _choose_filters(
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
            other = _keep_measured(found, at, profile)
        elif any(simplify(column) == name for part in names for column in part.filters):
            other = decide_filter(found, at, profile, context.indicator, names)
        elif role == "indicator_number" or role == "indicator_name":
            other = keep_indicator(found, at, profile, context.indicator, names, context.catalogue)
            if other is not None:
                reading.identified = True
        elif role == "sex":
            other = keep_sexes(found, at, profile, context.indicator)
        elif role == "age":
            other = keep_ages(found, at, profile, context.indicator)
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
        if any(other.at == number for other in filters):
            filters = [other for other in filters if found.roles[other.at] != "indicator_name"]
    return filters


def _said_filter(found: HeaderFound, at: int, profile: Profile, label: str) -> Filter:
    kept = [name for name in profile.labels if simplify(name) == simplify(label)]
    if not kept and not profile.many:
        raise BadInput(
            f"the column “{found.printed[at]}” never holds “{label}”; it holds {profile.listed()}",
            found.grid.place, "correct --where",
        )  # fmt: skip
    return Filter(at, frozenset(kept or [label]), "named with --where")


def _keep_measured(found: HeaderFound, at: int, profile: Profile) -> Filter | None:
    """The rows that are measured: targets and forecasts stand beside them in some tables."""
    kept = [label for label in profile.labels if not NOT_MEASURED.search(label)]
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


def _check_heading(found: HeaderFound, text: str, line: int, indicator: Indicator) -> None:
    """Refuse a part of a table that a line of its own calls that of one sex."""
    if is_sex(text) and simplify(text) not in sex_of(indicator):
        raise BadInput(
            f"the line “{text}” says that the rows below are of one sex; "
            f"{indicator.id} is of all children",
            f"{found.grid.place}, row {line}", "import the part of the whole alone",
        )  # fmt: skip


def _read_rows(
    found: HeaderFound,
    measures: Measures,
    filters: Sequence[Filter],
    context: Context,
    reading: FileReading,
) -> None:
    width = len(found.names)
    numbers = Numbers.of(found, measures, context.choice)
    reading.percents = numbers.percents
    notes = found.at("note")
    at_reason = found.column("reason")
    ratios = find_ratios(found.column, context.entry)
    blank_seen = False
    summed = next((other for other in filters if other.why == ADDED_UP), None)
    ages: dict[str, str] = {}
    for line, cells in found.rows():
        filled = [at for at, cell in enumerate(cells) if str(cell).strip()]
        if not filled:
            blank_seen = True
            continue
        alone = len(filled) == 1 and not re.fullmatch(r"[A-Za-z]\d{8}", text_of(cells[filled[0]]))
        if alone:
            _check_heading(found, text_of(cells[filled[0]]), line, context.indicator)
        if alone and (filled == [0] or blank_seen):
            reading.leave(line, "notes below or within the table")
            continue
        place = f"{found.grid.place}, row {line}"
        if found.grid.delimiter and (len(cells) < width or filled[-1] >= width):
            if _is_note(found, cells, context):
                reading.leave(line, "notes below or within the table")
                continue
            raise BadInput(
                f"a row has {len(cells)} cells, the header {width}", place,
                "mend the row: it may be cut short, or a comma stands in a cell without quotes",
            )  # fmt: skip
        cells = [*cells, *[""] * (width - len(cells))]
        cause = next(
            (other for other in filters if text_of(cells[other.at]) not in other.keep), None
        )
        if cause is not None:
            what = text_of(cells[cause.at]) or "(blank)"
            reading.leave(line, f"other “{found.printed[cause.at]}”", what)
            continue
        code = context.places.find(found, cells, place, reading, line)
        if code is None:
            if _is_note(found, cells, context):
                reading.leave(line, "notes below or within the table")
                continue
            continue
        note = text_of(cells[notes]) if notes is not None else ""
        reason = text_of(cells[at_reason]) if at_reason is not None else ""
        for period_text, columns in _sets(measures, cells, found):
            period = context.periods.read(period_text, code, place)
            if period is None:
                reading.leave(line, "periods of another kind", text_of(period_text))
                continue
            if parse_period(period).start > context.today:
                raise BadInput(f"{period} has not begun", place, "correct the period in the file")
            values = {name: numbers.read(cells[at], name, place, found.printed[at]) for name, at in columns.items()}  # fmt: skip
            if measures.wide and all(value == "" for value in values.values()):
                reading.leave(line, "empty cells", period)
                continue
            reading.published.append(
                Published(
                    area=code, period=period, note=note, place=place,
                    reason=_reason(values, note, reason),
                    ratios=tuple(cells[ratio] for ratio in ratios), **values,
                )
            )  # fmt: skip
            reading.explain(line, f"taken: {code} {period} {values['value']}")
            if summed is not None:
                ages[place] = text_of(cells[summed.at])
    if summed is not None:
        reading.published = add_up_rows(reading.published, ages)
        reading.remarks.append(f"{len(summed.keep)} single years of age were added up")
    check_cell(reading, context.indicator)


def _sets(
    measures: Measures, cells: Sequence[object], found: HeaderFound
) -> Iterator[tuple[object, Mapping[str, int]]]:
    at = found.at("period")
    for period, columns in measures.sets:
        yield (period if period or at is None else cells[at]), columns


def _reason(values: Mapping[str, object], note: str, written: str) -> str:
    """The reason beside a value or instead of one: written, in the note, or in the count."""
    value = values["value"]
    if written:
        return written
    count = str(values.get("count", "")).strip(" []").casefold()
    if count == "low" and not read_cell(value).number:
        return "low"
    if not note:
        return ""
    found = read_note(note, bool(str(value).strip()))
    return "" if found == "not_available" else found


def _is_note(found: HeaderFound, cells: Sequence[object], context: Context) -> bool:
    """Whether a row is words below the table: no code, no period and no number in their places."""
    at = found.at("area_code")
    text = text_of(cells[at]) if at is not None and at < len(cells) else ""
    if re.fullmatch(r"[A-Za-z]\d{8}", text):
        return False
    return not any(
        isinstance(cell, (int, float)) or re.fullmatch(r"[\d,.]*\d%?", str(cell).strip())
        for cell in cells
    )


__all__ = ["Context", "FileReading", "Odd", "read_for"]
