"""Everything held, to take away: one CSV an indicator, one of all wards, a dictionary of columns.

Every table but the dictionary is packed in a zip file: its columns repeat so much that it is a
twentieth of the size so, and a zip opens everywhere. Each file holds every area and every year held
of its indicator, one figure a row, in the same columns. ``data/index.html`` lists the files and
explains the columns; ``data/columns.csv`` says the same for a program.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from needsbook.catalogue import load_sources, parse_period
from needsbook.escaping import close_links, disarm_text
from needsbook.exports.takeaway import DataFile, say_size
from needsbook.exports.zips import pack_file
from needsbook.paths import Project
from needsbook.register.cite import Edition
from needsbook.register.entries import data_address
from needsbook.register.lists import load_template
from needsbook.store import Store
from needsbook.store.figures import MISSING_WORDS
from needsbook.store.opening import shared_store

FOLDER = "data"
WARDS = data_address("wards")
INDEX = f"{FOLDER}/index.html"
DICTIONARY = f"{FOLDER}/columns.csv"
# name: meaning
COLUMNS: Mapping[str, str] = {
    "indicator": "Id of the indicator, as in the addresses of this book",
    "title": "What the figure measures",
    "area_code": "Code of the area (Government Statistical Service)",
    "area": "Name of the area",
    "level": "Kind of area: country, region, sub_region, upper_tier, district or ward",
    "parent_code": "Code of the area it lies in; empty for the country",
    "parent": "Name of the area it lies in",
    "period": "Period as this book writes it",
    "period_start": "First day of the period (year-month-day)",
    "period_end": "Last day of the period",
    "sex": "Sex, where the figure is not of all",
    "age": "Age, where the figure is not of all ages of the indicator",
    "value": "The value, unrounded; empty where there is none",
    "unit": "Unit of the value and of its interval",
    "lower_ci": "Lower end of the published confidence interval",
    "upper_ci": "Upper end of the published confidence interval",
    "count": "Numerator, where held",
    "denominator": "Denominator, where held",
    "missing_reason": "Why there is no value: " + "; ".join(
        f"{reason} ({words})" for reason, words in MISSING_WORDS.items()
    ),
    "note": "A note that belongs to the value",
    "edition": "Empty for the figure to use; the name of a superseded release for others",
    "publisher": "Publisher of the figure",
    "release": "Release the figure is from",
    "dataset": "Snapshot of this book it stands in",
    "row": "Its row there; the header is the first",
}  # fmt: skip


def write_datasets(folder: Path, store: Store, edition: Edition) -> list[DataFile]:
    """Write all files below ``folder``; what was written comes back, by title."""
    (folder / FOLDER).mkdir(parents=True, exist_ok=True)
    made: list[DataFile] = []
    wards: list[list[str]] = []
    places = _describe_areas(store)
    for indicator in sorted(store.indicators.values(), key=lambda other: other.title.lower()):
        rows = list(_list_rows(store, indicator.id, places))
        if not rows:
            continue
        wards += [row for row in rows if row[_LEVEL] == "ward"]
        made.append(_write(folder, data_address(indicator.id), indicator.title, rows))
    whole = [_write(folder, WARDS, "All wards, every indicator", wards)] if wards else []
    (folder / DICTIONARY).write_bytes(
        _write_table(("column", "meaning"), ([*column] for column in COLUMNS.items()))
    )
    page = load_template("datasets.html.j2").render(
        title="Data to take away", area="", book=edition.title, packed=edition.packed, up="../", script=False,
        trail=[],
        whole=[_offer(file) for file in whole], files=[_offer(file) for file in made],
        columns=list(COLUMNS.items()), dictionary=DICTIONARY.removeprefix(f"{FOLDER}/"),
    )  # fmt: skip
    (folder / INDEX).write_bytes(close_links(page).encode("utf-8"))
    return [*whole, *made]


def make_datasets(folder: Path, project: Project, edition: Edition) -> list[DataFile]:
    """``write_datasets`` of the project's figures, in a process of its own."""
    return write_datasets(folder, shared_store(project), edition)


_LEVEL = list(COLUMNS).index("level")


def _offer(file: DataFile) -> dict[str, Any]:
    return {
        "href": file.address.removeprefix(f"{FOLDER}/"), "title": file.title,
        "size": say_size(file.size), "rows": f"{file.rows:,}",
    }  # fmt: skip


def _write(folder: Path, address: str, title: str, rows: Sequence[list[str]]) -> DataFile:
    path = folder / address
    with pack_file(path) as file:
        file.write(_write_table(tuple(COLUMNS), rows))
    return DataFile(address, title, path.stat().st_size, len(rows))


def _write_table(head: Iterable[str], rows: Iterable[Sequence[str]]) -> bytes:
    """UTF-8 with LF: one header, then the rows."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return buffer.getvalue().encode("utf-8")


def _describe_areas(store: Store) -> dict[str, tuple[str, str, str, str]]:
    """By code: name, level, code and name of the area it lies in."""
    names = {area.code: disarm_text(area.name) for area in store.areas}
    return {
        area.code: (names[area.code], area.level, area.parent, names.get(area.parent, ""))
        for area in store.areas
    }


def _list_rows(
    store: Store, indicator: str, places: Mapping[str, tuple[str, str, str, str]]
) -> Iterable[list[str]]:
    held, sources = store.indicators[indicator], load_sources(store.project)
    title = disarm_text(held.title)
    frame = store.rows(indicator)
    found: list[list[str]] = []
    rows: Iterable[Any] = frame.itertuples(index=False)
    for row in rows:
        name, level, parent_code, parent = places[row.area_code]
        period = parse_period(row.period)
        # A figure derived from others (a gap) rests on no snapshot of its own.
        passport = store.passports.get(row.dataset)
        release = row.release or (passport.release if passport else "")
        publisher = passport.source if passport else held.source
        missing = "" if row.value == row.value else row.reason or "not_available"
        found.append([
            indicator, title, row.area_code, name, level, parent_code, parent,
            row.period, period.start.isoformat(), period.end.isoformat(), row.sex, row.age,
            _number(row.value), held.unit, _number(row.lower_ci), _number(row.upper_ci),
            _number(row.count), _number(row.denominator), missing, disarm_text(row.note), row.edition,
            disarm_text(sources[publisher].short_name), disarm_text(release), row.dataset, str(row.row),
        ])  # fmt: skip
    return sorted(
        found, key=lambda item: (_LEVELS.get(item[4], 9), item[2], item[9], item[10], item[11])
    )


_LEVELS = {"country": 0, "region": 1, "sub_region": 2, "upper_tier": 3, "district": 4, "ward": 5}


def _number(value: float) -> str:
    """A number as short as it is exact; empty where there is none."""
    if value is None or value != value:
        return ""
    return repr(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(value)
