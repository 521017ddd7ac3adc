"""From what a publisher printed to rows of the tidy layout, with nothing lost in silence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import pandas as pd

from needsbook.catalogue.areas import load_areas
from needsbook.catalogue.fetches import Fetch, FileFetch
from needsbook.catalogue.indicators import Indicator, load_indicators
from needsbook.catalogue.passports import Recovery
from needsbook.catalogue.periods import parse_period
from needsbook.errors import BadInput, SourceError
from needsbook.paths import Project
from needsbook.refresh.codes import code_reader
from needsbook.refresh.published_cells import read_cell
from needsbook.store.snapshot_files import format_rows
from needsbook.store.snapshots import BESIDE_A_VALUE, COLUMNS, check_content


@dataclass(frozen=True, slots=True)
class Published:
    """One published figure as it was printed; ``place`` says where it stands in its file.

    ``ratios`` are other ratios over the same base in the same row.
    """

    area: str
    period: str
    value: object
    lower: object = None
    upper: object = None
    count: object = None
    denominator: object = None
    reason: str = ""
    note: str = ""
    place: str = ""
    ratios: tuple[object, ...] = ()


@dataclass(frozen=True)
class Fetched:
    """What one fetch entry brought: rows in the tidy layout, and whence.

    ``definition`` is the publisher's own text about the figures, kept outside the project.
    ``left_out`` counts rows of areas the book does not hold, by code. ``pinned`` is the
    version of a versioned data set. ``remarks`` are what an analyst should know.
    ``recovered`` names counts and bases that were worked out from printed rates,
    ``counts_rounded_to`` says what counts are rounded to (5), as a new snapshot will.
    """

    indicator: str
    dataset: str
    rows: pd.DataFrame
    release: str
    release_date: str
    table: str
    address: str
    method: str
    raw_sha256: str = ""
    page: str = ""
    series: str = ""
    definition: str = ""
    left_out: Mapping[str, int] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    recovered: tuple[Recovery, ...] = ()
    counts_rounded_to: int = 1

    @property
    def prints_counts(self) -> bool:
        """Whether the publisher itself gives count and base: none of ours is recovered then."""
        both = self.rows["count"].ne("") & self.rows["denominator"].ne("")
        return not self.recovered and bool(both.any())


def make_rows(
    indicator: Indicator,
    fetch: Fetch | FileFetch,
    published: Iterable[Published],
    project: Project,
    place: str,
) -> tuple[pd.DataFrame, Mapping[str, int]]:
    """The tidy rows (text columns ``COLUMNS``, in order), and rows left out by code.

    Identical repetitions are dropped; the same area and period with two different values is
    an error. Every check of a snapshot is made. ``SourceError`` when nothing is left.
    """
    areas, read_code = load_areas(project), code_reader(project)
    first = parse_period(fetch.first) if fetch.first else None
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    origin: dict[tuple[str, str], str] = {}
    left_out: Counter[str] = Counter()
    for held in published:
        code = read_code(held.area)
        if not code:
            left_out[held.area or "(blank)"] += 1
            continue
        if areas[code].level not in fetch.levels:
            continue
        if first is not None and parse_period(held.period) < first:
            continue
        row = _make_row(indicator.id, code, held, place)
        key = (code, held.period)
        if key not in found or _may_replace(found[key], row):
            found[key], origin[key] = row, held.area
        elif not _same(found[key], row) and not _may_replace(row, found[key]):
            raise SourceError(
                f"{areas[code].name} has two different values for {held.period}: "
                f"{found[key][5] or found[key][10]} and {row[5] or row[10]}",
                held.place or place,
                "the publisher's file contradicts itself: nothing was taken from it",
            )
    if not found:
        raise SourceError(
            f"no figure of {indicator.id} for any area the book holds"
            + (f" ({sum(left_out.values())} rows of other areas)" if left_out else ""),
            place,
            "the table may have moved or changed its codes: check the indicator's fetch entry",
        )
    rows = pd.DataFrame(list(found.values()), columns=list(COLUMNS), dtype=str)
    content = format_rows(rows)
    path = Path(f"{indicator.id} as fetched")
    try:
        check_content(path, content, indicators=load_indicators(project), areas=areas)
    except BadInput as error:
        raise _name_row(error, content, place) from None
    return rows, dict(sorted(left_out.items()))


def _name_row(error: BadInput, content: bytes, place: str) -> BadInput:
    """The error with the row itself, since the tidy row's number says nothing to a reader."""
    number = error.where.rpartition("row ")[2].split(",")[0]
    row = content.decode("utf-8").split("\n")[int(number) - 1] if number.isdigit() else ""
    shown = " ".join(cell for cell in row.split(",")[:6] if cell)
    return BadInput(
        error.what, f"{place}: {shown}", "nothing was taken; check the publisher's table"
    )


def _make_row(indicator: str, code: str, held: Published, place: str) -> tuple[str, ...]:
    where = held.place or place
    cell = read_cell(held.value, where)
    reason = held.reason or cell.reason
    if cell.number and reason != BESIDE_A_VALUE:
        reason = ""
    note = "; ".join(part for part in (cell.note, held.note) if part)
    numbers = [
        _number(part, where) for part in (held.lower, held.upper, held.count, held.denominator)
    ]
    if not cell.number:
        numbers[0] = numbers[1] = ""
    return (indicator, code, held.period, "", "", cell.number, *numbers, reason, note)


def _number(content: object, where: str) -> str:
    return "" if content is None or content == "" else read_cell(content, where).number


def _same(old: tuple[str, ...], new: tuple[str, ...]) -> bool:
    """Whether two rows say the same: notes aside, and 66 for 66.0."""
    if old == new:
        return True
    numbers = [
        (Decimal(a) if a else None) == (Decimal(b) if b else None)
        for a, b in zip(old[5:10], new[5:10], strict=True)
    ]
    return all(numbers) and old[10] == new[10]


def _may_replace(old: tuple[str, ...], new: tuple[str, ...]) -> bool:
    """Whether ``new`` says more: a value where ``old`` (a former code, say) has none."""
    return not old[5] and bool(new[5])
