"""Populations by single years of age, added up: years as columns (MYE2, SAPE) or as rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from needsbook.catalogue.indicators import Indicator
from needsbook.errors import BadInput
from needsbook.refresh.published_cells import plain, read_cell
from needsbook.refresh.reading.grid import Grid, Row
from needsbook.refresh.reading.headers import IN_NAME, HeaderFound
from needsbook.refresh.reading.label_words import ages_of, read_ages
from needsbook.refresh.reading.layouts import simplify
from needsbook.refresh.rows import Published

AGE_COLUMN = re.compile(r"(?:(?P<sex>[fmp])\s?|age\s?)?(?P<age>\d{1,2})\+?")


def list_age_columns(names: tuple[str, ...]) -> dict[int, list[int]]:
    """The columns of each single year of age; none for a table that has no run of them."""
    found: dict[int, list[int]] = {}
    for at, name in enumerate(names):
        if match := AGE_COLUMN.fullmatch(name):
            found.setdefault(int(match["age"]), []).append(at)
    whole = all(age in found for age in range(18))
    counts = {len(columns) for columns in found.values()}
    return found if whole and counts in ({1}, {2}) else {}


def find_year(text: str) -> str:
    """The one mid-year a title names; "" when it names none or several."""
    found = {
        match[0][-4:] for match in IN_NAME.finditer(simplify(text)) if re.search(r"mid", match[0])
    }
    if not found:
        found = set(re.findall(r"mid[-_ ]?(\d{4})", simplify(text)))
    return f"mid-{found.pop()}" if len(found) == 1 else ""


def add_up_columns(found: HeaderFound, indicator: Indicator) -> HeaderFound:
    """The table with one column of figures: the indicator's ages added up."""
    ages = list_age_columns(found.names)
    mine = ages_of(indicator)
    if not ages or found.years or mine is None:
        return found
    if indicator.unit != "persons" or indicator.method != "count":
        raise BadInput(
            "the table holds people by single years of age", found.grid.place,
            "only numbers of people can be added up from it",
        )  # fmt: skip
    if any(age not in ages for age in range(mine[0], mine[1] + 1)):
        raise BadInput(
            f"not every age from {mine[0]} to {mine[1]} has a column", found.grid.place, "check it"
        )
    columns = [at for age in range(mine[0], mine[1] + 1) for at in ages[age]]
    kept = [
        at for at, role in enumerate(found.roles)
        if role in ("area_code", "area_name", "level", "period", "sex")
    ]  # fmt: skip
    year = find_year(f"{found.above}\n{found.grid.sheet}\n{found.grid.place}")
    timed = "period" in found.roles
    if not timed and not year:
        raise BadInput(
            "the table names no year",
            found.grid.place,
            "name the sheet or the file by its mid-year",
        )

    def rows() -> Iterator[Row]:
        for line, cells in found.rows():
            filled = [cells[at] if at < len(cells) else "" for at in columns]
            if not any(str(cell).strip() for cell in filled):
                yield line, [cells[0] if cells else ""]
                continue
            total = sum(Decimal(read_cell(cell, f"{found.grid.place}, row {line}").number or 0) for cell in filled)  # fmt: skip
            yield line, [*(cells[at] if at < len(cells) else "" for at in kept), *([] if timed else [year]), plain(Decimal(total))]  # fmt: skip

    extra = () if timed else ("period",)
    printed = (*(found.printed[at] for at in kept), *extra, "value")
    return replace(
        found,
        grid=Grid(found.grid.place, rows, found.grid.sheet, found.grid.hidden),
        printed=printed,
        names=tuple(simplify(head) for head in printed),
        first=0,
        roles=(*(found.roles[at] for at in kept), *extra, "value"),
        years={},
    )


def add_up_rows(published: list[Published], ages: Mapping[str, str]) -> list[Published]:
    """One row an area and period, of rows of single years; ``ages`` gives each row's age by place.

    ``BadInput`` when a year of age is missing or stands twice.
    """
    groups: dict[tuple[str, str], dict[str, Published]] = {}
    wanted = set(ages.values())
    for held in published:
        mine = groups.setdefault((held.area, held.period), {})
        age = ages[held.place]
        if age in mine:
            raise BadInput(f"age {age} stands twice", held.place, "keep one row an age")
        mine[age] = held
    found = []
    for (area, period), rows in groups.items():
        if set(rows) != wanted:
            raise BadInput(
                f"{area} {period} has {len(rows)} of {len(wanted)} ages",
                next(iter(rows.values())).place, "import every single year of age",
            )  # fmt: skip
        total = Decimal(0)
        for row in rows.values():
            number = read_cell(row.value, row.place).number
            if not number:
                raise BadInput("a year of age has no number", row.place, "complete the file")
            total += Decimal(number)
        first = next(iter(rows.values()))
        found.append(replace(first, area=area, period=period, value=plain(total)))
    return found


def single_years(labels: list[str], indicator: Indicator) -> list[str]:
    """The labels that are the single years of the indicator's ages, if all of them are there."""
    mine = ages_of(indicator)
    if mine is None or indicator.unit != "persons" or indicator.method != "count":
        return []
    by_age = {ages[0]: label for label in labels if (ages := read_ages(label)) and ages[0] == ages[1]}  # fmt: skip
    wanted = range(mine[0], mine[1] + 1)
    return [by_age[age] for age in wanted] if all(age in by_age for age in wanted) else []
