"""What every column of a table is for: used, a name of the row, a filter, or a refusal."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from needsbook.catalogue.fetches import DwpFetch, EesFetch, EesFileFetch, Fetch
from needsbook.catalogue.indicators import Indicator
from needsbook.errors import BadInput, unknown_name
from needsbook.refresh.published_cells import read_cell
from needsbook.refresh.reading.choice import Choice
from needsbook.refresh.reading.grid import Odd
from needsbook.refresh.reading.headers import IN_NAME, HeaderFound
from needsbook.refresh.reading.label_words import (
    is_sex,
    is_total,
)
from needsbook.refresh.reading.layouts import BASE, Names, simplify
from needsbook.refresh.reading.said_units import may_hold_value
from needsbook.refresh.reading.spoken import find_spoken
from needsbook.refresh.reading.value_column import (
    KINDS,
    find_value_column,
    kind_of_number,
    no_column,
)

MEASURES = ("value", "lower", "upper", "count", "denominator")
MOST_LABELS = 400
# What stands under a year beside its figure and is none of it.
BESIDE_YEARS = re.compile(
    r"\b(change|difference|increase|decrease|rank|trend|vs|targets?|forecasts?|projected|benchmark)\b"
)
NAMELESS = "(a column without a name)"


@dataclass
class Profile:
    """The labels a column holds, and whether all of them are numbers or symbols."""

    labels: dict[str, int] = field(default_factory=dict)
    numeric: bool = True
    whole: bool = True
    many: bool = False
    by_area: dict[str, str] | None = field(default_factory=dict)
    by_period: dict[str, str] | None = field(default_factory=dict)

    def add(self, text: str, area: str, period: str) -> None:
        """Count one cell."""
        if len(self.labels) < MOST_LABELS or text in self.labels:
            self.labels[text] = self.labels.get(text, 0) + 1
        else:
            self.many = True
        if text and self.numeric and text not in SYMBOLS:
            try:
                number = read_cell(text).number
                self.whole = self.whole and "." not in number
            except BadInput:
                self.numeric = False
        if self.by_area is not None and self.by_area.setdefault(area, text) != text:
            self.by_area = None
        if self.by_period is not None and self.by_period.setdefault(period, text) != text:
            self.by_period = None

    @property
    def filled(self) -> list[str]:
        """The labels that are not blank, in order of first appearance."""
        return [label for label in self.labels if label]

    def listed(self) -> str:
        """The labels for a message."""
        shown = ", ".join(f"“{cell[:60]}”" for cell in self.filled[:8])
        return shown + (f" and {len(self.filled) - 8} more" if len(self.filled) > 8 else "")


SYMBOLS = frozenset(("", "c", "x", "z", "k", "u", "low", ":", ".", "..", "-", "*", "~"))


@dataclass(frozen=True)
class Measures:
    """The columns to read: one set, or one a period where years stand in the header."""

    sets: tuple[tuple[str, Mapping[str, int]], ...]
    named: bool
    percent: bool = False

    @property
    def used(self) -> set[int]:
        """Every column read."""
        return {at for _, columns in self.sets for at in columns.values()}

    @property
    def wide(self) -> bool:
        """Whether the periods stand in the header."""
        return bool(self.sets) and bool(self.sets[0][0])


def names_for(found: HeaderFound, indicator: Indicator, entry: Fetch | None) -> list[Names]:
    """How the indicator stands in this layout: the entry's own names first."""
    listed = []
    if isinstance(entry, (EesFetch, EesFileFetch)):
        filters: dict[str, tuple[str, ...]] = {}
        groups = entry.filters if isinstance(entry, EesFileFetch) else (entry.filters,)
        for group in groups:
            for column, label in group.items():
                filters[column] = tuple(part.strip() for part in label.split("|"))
        listed.append(Names(**entry.columns, filters=filters))
    if isinstance(entry, DwpFetch):
        after = r"(?i)\bAHC|after housing costs"
        other = "Absolute" if entry.measure == "Relative" else "Relative"
        listed.append(
            Names(
                context=(f"(?i){entry.measure}", *([after] if entry.costs == "AHC" else [])),
                without=(f"(?i){other}", *([after] if entry.costs == "BHC" else [])),
            )
        )
    for layout in (found.layout, found.base):
        if indicator.id in layout.indicators:
            listed.append(layout.indicators[indicator.id])
        if layout is found.base or layout.id == BASE:
            break
    return listed


def choose_measures(
    found: HeaderFound, indicator: Indicator, names: Sequence[Names], choice: Choice
) -> Measures:
    """The columns of value, limits, count and base; ``BadInput`` when which is not clear."""
    said = {measure: _named(found, column) for measure, column in choice.columns.items()}
    if "value" not in said and found.at("period") is None and found.years:
        return _choose_wide(found, indicator)
    columns: dict[str, int] = {}
    named = "value" in said
    for measure in MEASURES:
        listed = [name for names_held in names for name in getattr(names_held, measure)]
        at = said.get(measure, found.column(*listed) if listed else None)
        if at is not None and measure == "value":
            named = True
        if at is None and (measure != "value" or not any(known.value for known in names)):
            at = found.at(measure)
        if at is not None:
            columns[measure] = at
    if "value" not in columns and any(known.value for known in names) and found.at("value") is None:
        expected = [name for known in names for name in known.value]
        spoken = find_spoken(found, indicator)
        if len(spoken) != 1:
            raise no_column(found, expected)
        columns["value"], named = spoken[0], True
    neutral = found.at("value")
    columns.setdefault("value", -1 if neutral is None else neutral)
    if not named:
        columns["value"] = find_value_column(found, indicator, columns["value"], names)
        for measure in ("count", "denominator"):
            if columns.get(measure) == columns["value"]:
                del columns[measure]
    columns = {
        measure: at for measure, at in columns.items()
        if measure == "value" or at != columns["value"]
    }  # fmt: skip
    return Measures((("", columns),), named)


def is_unsaid(found: HeaderFound, at: int) -> bool:
    """Whether neither the value's column nor one beside it says what its numbers are."""
    if "unit" in found.roles or {"indicator_name", "indicator_number"} & set(found.roles):
        return False
    if at in found.years:
        return not found.years[at][1]
    return found.roles[at] == "value"


def _named(found: HeaderFound, column: str) -> int:
    at = found.column(column)
    if at is None:
        raise unknown_name("column", simplify(column), found.names, found.grid.place)
    return at


def _choose_wide(found: HeaderFound, indicator: Indicator) -> Measures:
    """One set of columns a period: the columns of the indicator's kind, and counts beside."""
    kind = kind_of_number(indicator)
    sets: dict[str, dict[str, int]] = {}
    strange: list[str] = []
    # “Girls 2024/25” beside “All 2024/25”: the column of the whole is the one to read.
    rests = {rest for _, rest in found.years.values()}
    split = any(is_sex(rest) and not is_total(rest) for rest in rests)
    for at, (period, rest) in found.years.items():
        if BESIDE_YEARS.search(rest):
            continue
        words = re.sub(r"\b(children|pupils|note \d+|p|r|value|actual|outturn)\b", " ", rest)
        words = re.sub(r"\bof\b", " ", " ".join(words.split())).strip()
        if (
            not words
            or (split and is_total(words))
            or KINDS[kind].match(words)
            or (kind == "percent" and "percentage" in words)
            or may_hold_value(IN_NAME.sub(" ", found.printed[at]), indicator)
            or (kind == "count" and words in ("population", "estimate", "residents"))
        ):
            measure = "value"
        elif KINDS["count"].match(words):
            measure = "count"
        elif re.fullmatch(r"(denominator|population|base|cohort|number measured)", words):
            measure = "denominator"
        elif re.match(r"(lower|lci)", words):
            measure = "lower"
        elif re.match(r"(upper|uci)", words):
            measure = "upper"
        elif any(expr.match(words) for expr in KINDS.values()):
            continue
        else:
            strange.append(found.printed[at])
            continue
        mine = sets.setdefault(period, {})
        if measure in mine:
            raise BadInput(
                f"two columns hold {period}: “{found.printed[mine[measure]]}” and "
                f"“{found.printed[at]}”",
                found.grid.place, "keep one of them in the file",
            )  # fmt: skip
        mine[measure] = at
    sets = {period: mine for period, mine in sets.items() if "value" in mine}
    if not sets:
        listed = ", ".join(f"“{cell}”" for cell in strange[:6]) or "none"
        raise BadInput(
            f"years stand in the header, but no column of a year says that it holds the "
            f"{kind}: {listed}",
            found.grid.place,
            "name the columns by the year alone (2024/25), or turn the table: one row an area and year",
        )
    return Measures(tuple(sets.items()), named=False)


def text_of(cell: object) -> str:
    """A cell as a label."""
    text = cell if type(cell) is str else cell.text if isinstance(cell, Odd) else str(cell)
    return " ".join(text.split())
