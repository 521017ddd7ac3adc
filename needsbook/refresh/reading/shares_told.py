"""Columns of whole numbers with names of the file's own, of which the value is one over the other.

“Checked” and “CLA 12m+” beside “%” are count and base though no list of names has them: their
rows tell. Where two such columns give the value in most rows, a row in which they do not is
refused by its cell: one of the three numbers is wrong, and nobody can know which.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from needsbook.catalogue.indicators import Indicator
from needsbook.errors import BadInput
from needsbook.refresh.published_cells import read_cell
from needsbook.refresh.reading.choice import Choice
from needsbook.refresh.reading.column_filters import Filter
from needsbook.refresh.reading.columns import BESIDE_YEARS, Measures, Profile, text_of
from needsbook.refresh.reading.file_reading import FileReading
from needsbook.refresh.reading.headers import HeaderFound
from needsbook.refresh.reading.layouts import BASE
from needsbook.refresh.reading.name_words import words_of
from needsbook.refresh.reading.spoken import says_unit
from needsbook.refresh.rows import Published

TOOL = "lait"  # a council's table may have the tool's columns by chance
# So many columns at most are set against each other.
MOST = 12
# A value known this closely is not met by chance.
CLOSE = Decimal("0.05")
COUNTS = re.compile(r"\b(number|no|n|num|count|numerator|total|how many)\b")
BASES = re.compile(
    r"\b(population|denominator|base|cohort|eligible|measured|out of|pupils|children|all|total|number|people|persons)\b"
)
OF_SCHOOLS = re.compile(
    r"\b(schools?|settings?|providers?|practices?|wards?|rank|ranking|year|age)\b"
)


WholeColumns = Mapping[str, Mapping[int, int]]
"""By period (as the header has it; "" for all): the columns, and the column each is told by."""


def list_whole(
    found: HeaderFound, measures: Measures, profiles: Mapping[int, Profile],
    filters: Sequence[Filter],
) -> WholeColumns:  # fmt: skip
    """The columns of whole numbers that nothing reads, and those read as count and base."""
    if found.layout.id not in (BASE, TOOL):
        return {}
    if measures.wide:
        return _list_wide(found, measures)
    (_, columns), *_ = measures.sets
    kept = {known.at for known in filters}
    spare = [
        at for at, profile in profiles.items()
        if at not in kept and profile.numeric and profile.whole and profile.filled
        and not says_unit(found.names[at])
    ]  # fmt: skip
    known = [at for name, at in columns.items() if name in ("count", "denominator")]
    return {"": {at: at for at in (*known, *spare[:MOST])}}


def _list_wide(found: HeaderFound, measures: Measures) -> WholeColumns:
    """The columns of each year beside its value; “2024/25 cohort” is told by that of the first year."""
    values = {columns["value"] for _, columns in measures.sets}
    first: dict[str, int] = {}
    listed: dict[str, dict[int, int]] = {}
    for at, (period, rest) in found.years.items():
        if at not in values and rest and not says_unit(rest) and not BESIDE_YEARS.search(rest):
            listed.setdefault(period, {})[at] = first.setdefault(rest, at)
    return listed if len(first) <= MOST else {}


def note_whole(
    reading: FileReading, taken: Published, cells: Sequence[object], columns: Mapping[int, int]
) -> None:
    """Keep the whole numbers of a row that was taken."""
    numbers = {}
    for at, told in columns.items():
        try:
            number = read_cell(text_of(cells[at])).number
        except BadInput:
            continue
        if number and "." not in number:
            numbers[told] = Decimal(number)
    if numbers:
        reading.whole[taken.place, taken.period] = numbers


def check_shares(reading: FileReading, indicator: Indicator, choice: Choice) -> None:
    """``BadInput`` for a row whose value is not one column over another as in the other rows."""
    if indicator.method not in ("proportion", "rate") or not reading.whole:
        return
    columns = sorted({at for numbers in reading.whole.values() for at in numbers})
    shares = [
        _try_share(reading, indicator, count, base, both=both)
        for count, base, both in itertools.product(columns, columns, (False, True)) if count != base
    ]  # fmt: skip
    met = [share for share in shares if share.sure]
    # Where two columns give every value, that others give some of them is chance.
    if any(not share.wrong for share in met):
        return
    for share in met:
        # One row may be met by chance where the base is made of two columns.
        if share.same < max(len(share.wrong), 2 if share.both else 1):
            continue
        value, number, whole, place, made = share.wrong[0]
        named = [f"“{reading.table.printed[at]}”" for at in (share.count, share.base)]
        over = f"{named[0]} and {named[1]} together" if share.both else named[1]
        raise BadInput(
            f"{value} is not {named[0]} over {over}, as the value is in other rows: "
            f"{number:f} of {whole:f} is {made:.4g}",
            place, "correct the row; if the three do not belong together, take one of the columns out",
        )  # fmt: skip
    if not met and len(columns) == 2 and "value" not in choice.columns:
        _ask_about_two(reading, columns, indicator)


@dataclass(frozen=True)
class ShareTried:
    """How far one column over another gives the values: rows that agree, surely, and not."""

    count: int
    base: int
    both: bool
    same: int
    sure: int
    wrong: tuple[tuple[Decimal, Decimal, Decimal, str, Decimal], ...]


def _try_share(
    reading: FileReading, indicator: Indicator, count: int, base: int, *, both: bool
) -> ShareTried:
    same, sure, wrong = 0, 0, []
    for value, number, whole, place in _list_rows(reading, count, base, both=both):
        made = number / whole * Decimal(str(indicator.multiplier))
        if abs(made - value) <= _half(value):
            same += 1
            sure += _half(value) <= abs(value) * CLOSE
        elif abs(made - value) > _allowed(value, whole, indicator):
            wrong.append((value, number, whole, place, made))
    return ShareTried(count, base, both, same, sure, tuple(wrong))


def _ask_about_two(reading: FileReading, columns: Sequence[int], indicator: Indicator) -> None:
    """``BadInput`` where two columns are called count and base and do not give the value."""
    table, size = reading.table, Decimal(str(indicator.multiplier))
    for count, base in (columns, columns[::-1]):
        rows = list(_list_rows(reading, count, base))
        called = words_of(table.printed[count])
        name, other = table.names[count], table.names[base]
        told = bool(called) and called <= words_of(indicator.numerator)
        based = BASES.search(other) or words_of(other) <= words_of(indicator.denominator)
        if not rows or not (COUNTS.search(name) or told) or not based:
            continue
        if OF_SCHOOLS.search(name) or OF_SCHOOLS.search(other):
            continue
        if not all(0 < number < whole for _, number, whole, _ in rows):
            continue
        for value, number, whole, place in rows:
            made = number / whole * size
            if abs(made - value) > _allowed(value, whole, indicator):
                raise BadInput(
                    f"“{table.printed[count]}” over “{table.printed[base]}” is not the value: "
                    f"{number:f} of {whole:f} is {made:.4g}, the file says {value}",
                    place,
                    "correct the rows; if the values are right, name their column with --value COLUMN",
                )  # fmt: skip


def _list_rows(
    reading: FileReading, count: int, base: int, *, both: bool = False
) -> Iterator[tuple[Decimal, Decimal, Decimal, str]]:
    """Value, count, base and place of each row that has all three; ``both``: the base is their sum."""
    for row in reading.published:
        numbers = reading.whole.get((row.place, row.period), {})
        text = read_cell(row.value).number
        if text and count in numbers and base in numbers:
            whole = numbers[base] + (numbers[count] if both else 0)
            if whole > 0:
                yield Decimal(text), numbers[count], whole, row.place


def _half(value: Decimal) -> Decimal:
    """Half of the last printed digit."""
    exponent = value.as_tuple().exponent
    return Decimal("0.5000001").scaleb(min(0, int(exponent)))


def _allowed(value: Decimal, base: Decimal, indicator: Indicator) -> Decimal:
    """What rounding explains: publishers round counts to 5 or 10 before they print them."""
    size = Decimal(str(indicator.multiplier))
    return _half(value) + size * 5 / base + abs(value) * 5 / base
