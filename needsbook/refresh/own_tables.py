"""Tables of one's own: columns of codes, periods and values under any of their usual names."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from needsbook.catalogue.fetches import Fetch, FileFetch, PeriodForm
from needsbook.catalogue.indicators import Indicator
from needsbook.catalogue.periods import Period, parse_period
from needsbook.errors import BadInput
from needsbook.refresh.accept import Held
from needsbook.refresh.cells import Cell, as_percentage, read_cell
from needsbook.refresh.rows import Published, as_fraction
from needsbook.refresh.tables import read_table, simplify
from needsbook.refresh.times import name_period

AREA = ("area_code", "area code", "code", "ons code", "gss code", "gss", "la code", "new_la_code", "ward code", "geography code", "areacode")  # fmt: skip
PERIOD = ("period", "time period", "time_period", "year", "date", "financial year", "academic year", "timeperiod")  # fmt: skip
VALUE = ("value", "obs_value", "percentage", "percent", "rate", "figure", "indicator value", "%")
OPTIONAL = {
    "lower": ("lower_ci", "lower ci", "lower ci 95.0 limit", "lower limit", "lci", "lower confidence limit"),
    "upper": ("upper_ci", "upper ci", "upper ci 95.0 limit", "upper limit", "uci", "upper confidence limit"),
    "count": ("count", "numerator", "number"),
    "denominator": ("denominator", "population", "cohort"),
    "note": ("note", "notes", "value note", "comment"),
}  # fmt: skip
FORMS: dict[str, PeriodForm] = {
    "year": "calendar", "pooled_years": "calendar", "academic_year": "academic",
    "pooled_academic_years": "academic", "financial_year": "financial", "months": "dec to feb",
    "mid_year": "mid-year",
}  # fmt: skip


@dataclass(frozen=True)
class Choice:
    """What the analyst may say where the file cannot: dataset, and how percentages are written."""

    dataset: str = ""
    fractions: bool | None = None


Part = tuple[Fetch | FileFetch, list[Published], str, tuple[str, ...]]


def is_own_table(names: Sequence[str]) -> bool:
    return all(any(simplify(one) in names for one in group) for group in (AREA, PERIOD, VALUE))


def read_own_table(
    body: bytes, place: str, indicator: Indicator, held: Held, choice: Choice
) -> Part:
    expected = ("area_code", "period", "value")
    table = read_table(body, place, is_own_table, expected)
    area, period, value = (table.column(*group) for group in (AREA, PERIOD, VALUE))
    named = table.find("indicator", "indicator id")
    optional = {
        name: at
        for name, group in OPTIONAL.items()
        if (at := table.find(*group)) not in (None, value)
    }
    rows = [
        (line, row) for line, row in table
        if named is None or row[named] in ("", indicator.id, indicator.title)
    ]  # fmt: skip
    if not rows:
        raise BadInput(
            f"the file has no row for {indicator.id}", place, "check the column “indicator”"
        )
    dataset = find_home(indicator, held, choice)
    cells = {line: read_cell(row[value], f"{place}, row {line}") for line, row in rows}
    fractions = _are_fractions(indicator, list(cells.values()), held, dataset, choice, place)
    form = find_period_form(indicator)
    published = []
    for line, row in rows:
        where = f"{place}, row {line}"
        cell = cells[line]
        limits = {name: row[at] for name, at in optional.items() if at is not None and row[at]}
        if fractions:
            for name in ("lower", "upper"):
                if name in limits:
                    limits[name] = as_percentage(read_cell(limits[name], where).number)
        note = "; ".join(part for part in (cell.note, limits.pop("note", "")) if part)
        number = as_percentage(cell.number) if fractions else cell.number
        published.append(
            Published(
                area=row[area], period=name_period(row[period], form, where), value=number or None,
                reason=cell.reason, note=note, place=where, **limits,
            )
        )  # fmt: skip
    fetch = FileFetch(
        connector="file", dataset=dataset, periods=form,
        levels=("country", "region", "sub_region", "upper_tier", "district", "ward"),
    )  # fmt: skip
    remarks = ("values up to 1 were read as fractions of a hundred",) if fractions else ()
    return fetch, published, table.header[value], remarks


def _are_fractions(
    indicator: Indicator, cells: list[Cell], held: Held, dataset: str, choice: Choice, place: str
) -> bool:
    """Whether percentages are written 0 to 1; decided by what is held, else by the analyst."""
    if indicator.unit != "percent" or choice.fractions is False or not as_fraction(cells):
        return False
    if choice.fractions:
        return True
    before = held.of_indicator(dataset, indicator.id)
    known = [float(text) for text in before["value"] if text]
    if len(known) >= 3:
        middle = statistics.median(known)
        new = statistics.median(float(cell.number) for cell in cells if cell.number)
        if middle > 1 and new * 20 < middle:
            return True
        if new * 5 > middle:
            return False
    raise BadInput(
        "every value is at most 1: percentages or fractions?",
        place,
        "add --fractions or --percentages",
    )


def find_home(indicator: Indicator, held: Held, choice: Choice) -> str:
    """The snapshot to put figures in: the one named, else the one with the latest figures."""
    if choice.dataset:
        return choice.dataset
    best: tuple[Period, str] | None = None
    for name, passport in held.passports.items():
        if indicator.id in passport.indicators and not passport.edition:
            rows = held.of_indicator(name, indicator.id)
            last = (max(parse_period(text) for text in rows["period"].unique()), name)
            best = last if best is None else max(best, last)
    if best:
        return best[1]
    if len(indicator.datasets) == 1:
        return indicator.datasets[0]
    raise BadInput(
        f"which snapshot takes {indicator.id} is not clear", ", ".join(indicator.datasets),
        "name it with --dataset",
    )  # fmt: skip


def find_period_form(indicator: Indicator) -> PeriodForm:
    """What a year means for the indicator, from its entries or its first promised period."""
    if indicator.fetch:
        return indicator.fetch[0].periods
    first = parse_period(indicator.levels[0].first)
    if first.kind == "day":
        return "31 march" if first.end.month == 3 else "31 august"
    return FORMS[first.kind]
