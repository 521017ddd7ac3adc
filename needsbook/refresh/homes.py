"""Which snapshot takes a row: the one that holds its period, else the one with the latest."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

from needsbook.catalogue.areas import Areas
from needsbook.catalogue.fetches import PeriodForm
from needsbook.catalogue.indicators import Indicator
from needsbook.catalogue.lait import DATASET
from needsbook.catalogue.periods import Period, parse_period
from needsbook.errors import BadInput
from needsbook.refresh.accept import Held
from needsbook.refresh.published_cells import read_cell
from needsbook.refresh.reading.choice import Choice
from needsbook.refresh.reading.file_reading import FileReading
from needsbook.refresh.reading.spans import FORM_KINDS, Kind, kind_of
from needsbook.refresh.rows import Published

FORMS: dict[str, PeriodForm] = {
    "year": "calendar", "pooled_years": "calendar", "academic_year": "academic",
    "pooled_academic_years": "academic", "financial_year": "financial", "months": "dec to feb",
    "mid_year": "mid-year",
}  # fmt: skip


def find_form(indicator: Indicator) -> PeriodForm:
    """What a year means for the indicator, from its entries or its first promised period."""
    if indicator.fetch:
        return indicator.fetch[0].periods
    first = parse_period(indicator.levels[0].first)
    if first.kind == "day":
        days: dict[int, PeriodForm] = {3: "31 march", 8: "31 august", 9: "30 september"}
        return days.get(first.end.month, "31 march")
    return FORMS[first.kind]


def list_levels(held: Held, indicator: Indicator, areas: Areas) -> frozenset[str]:
    """The levels the indicator has: promised, fetched or held."""
    rows = held.everywhere(indicator.id)
    found = {areas[code].level for code in rows["area_code"].unique()}
    found |= {level.level for level in indicator.levels}
    for entry in indicator.fetch:
        found |= set(entry.levels)
    return frozenset(found)


def list_kinds(
    held: Held, indicator: Indicator, form: str, areas: Areas
) -> Callable[[str], frozenset[Kind]]:
    """A function from a level to the kinds of periods the series has there.

    The figures held are looked at when a period is asked for: most tables that are tried on
    every indicator never come to one.
    """

    @cache
    def look() -> dict[str, set[Kind]]:
        found: dict[str, set[Kind]] = {}
        rows = held.everywhere(indicator.id)
        for code, period in {*zip(rows["area_code"], rows["period"], strict=True)}:
            found.setdefault(areas[code].level, set()).add(kind_of(parse_period(period)))
        return found

    usual = frozenset({(FORM_KINDS[form], 0)})
    promised = {
        coverage.level: kind_of(parse_period(coverage.first)) for coverage in indicator.levels
    }  # fmt: skip

    def kinds(level: str) -> frozenset[Kind]:
        found = look()
        every = {kind for mine in found.values() for kind in mine}
        mine = found.get(level, set())
        if mine:
            return frozenset(mine)
        if level in promised:
            return frozenset({promised[level]}) | (usual if not every else frozenset())
        return frozenset(every) or usual

    return kinds


def split_by_home(
    held: Held, indicator: Indicator, published: Iterable[Published], choice: Choice,
    areas: Areas, reading: FileReading,
) -> list[tuple[str, list[Published]]]:  # fmt: skip
    """The rows by the snapshot that takes them; rows no snapshot may take are counted."""
    published = list(published)
    if choice.dataset:
        return [(choice.dataset, published)]
    superseded = _find_edition(held, indicator, published)
    if superseded:
        reading.remarks.append(
            f"the figures are those of the superseded edition {superseded}: compared with it"
        )
        return [(superseded, published)]
    homes = _read_homes(held, indicator, areas)
    firsts = {fetch.dataset: parse_period(fetch.first) for fetch in indicator.fetch if fetch.first}
    parts: dict[str, list[Published]] = {}
    for figure in published:
        level = areas[figure.area].level
        dataset = homes.of(figure.area, figure.period, level)
        first = firsts.get(dataset)
        if first is not None and parse_period(figure.period) < first:
            reading.left[f"periods before {first.text}, the first of the series"] += 1
            continue
        parts.setdefault(dataset, []).append(figure)
    return sorted(parts.items())


def _find_edition(held: Held, indicator: Indicator, published: list[Published]) -> str:
    """The superseded edition whose figures the file holds, if it fits that better."""
    new = {(figure.area, figure.period): read_cell(figure.value).number for figure in published}

    def agreeing(name: str) -> tuple[int, int]:
        """How many of the file's figures the snapshot has, and how many of them agree."""
        rows = held.of_indicator(name, indicator.id)
        both = [
            abs(float(new[area, period]) - float(value)) <= close
            for area, period, value in zip(
                rows["area_code"], rows["period"], rows["value"], strict=True
            )
            if value and new.get((area, period))
        ]
        return len(both), sum(both)

    # Populations are printed to the nearest ten in some tables.
    close = 5.0 if indicator.method == "count" and indicator.unit == "persons" else 0.0
    mine = [
        name for name, passport in held.passports.items() if indicator.id in passport.indicators
    ]
    current = [agreeing(name) for name in mine if not held.passports[name].edition]
    compared, agreed = sum(number for number, _ in current), sum(number for _, number in current)
    if compared < 10 or agreed * 5 > compared:
        return ""
    for name in mine:
        if held.passports[name].edition:
            both, same = agreeing(name)
            if both >= 10 and same >= both / 2:
                return name
    return ""


class _Homes:
    def __init__(self, indicator: Indicator) -> None:
        self.indicator = indicator
        self.exact: dict[tuple[str, str], str] = {}
        self.by_period: dict[tuple[str, str], set[str]] = {}
        self.latest: dict[str, tuple[Period, str]] = {}
        self.last: tuple[Period, str] | None = None

    def of(self, area: str, period: str, level: str) -> str:
        """The snapshot for one row."""
        if (area, period) in self.exact:
            return self.exact[area, period]
        holding = self.by_period.get((level, period), set())
        if len(holding) == 1:
            return next(iter(holding))
        if level in self.latest:
            return self.latest[level][1]
        entries = {fetch.dataset for fetch in self.indicator.fetch if level in fetch.levels}
        if len(entries) == 1:
            return next(iter(entries))
        above = [when for name, when in self.latest.items() if name != "ward" or level == "ward"]
        if above or self.last is not None:
            return max(above)[1] if above else self.last[1]  # type: ignore[index]
        own = [name for name in self.indicator.datasets if name != DATASET]
        if len(own) == 1:
            return own[0]
        if not own:
            # So far only the tool's table holds it: a snapshot of its own, which goes before.
            return f"{self.indicator.source}_{self.indicator.id}"
        raise BadInput(
            f"which snapshot takes {self.indicator.id} is not clear",
            ", ".join(self.indicator.datasets), "name it with --dataset",
        )  # fmt: skip


def _read_homes(held: Held, indicator: Indicator, areas: Areas) -> _Homes:
    homes = _Homes(indicator)
    for name, passport in held.passports.items():
        if indicator.id not in passport.indicators or passport.edition:
            continue
        rows = held.of_indicator(name, indicator.id)
        for area, period in zip(rows["area_code"], rows["period"], strict=True):
            level = areas[area].level
            homes.exact[area, period] = name
            homes.by_period.setdefault((level, period), set()).add(name)
            when = (parse_period(period), name)
            homes.latest[level] = max(homes.latest.get(level, when), when)
            homes.last = when if homes.last is None else max(homes.last, when)
    return homes
