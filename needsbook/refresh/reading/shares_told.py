"""Columns of whole numbers with names of the file's own, of which the value is one over the other.

“Checked” and “CLA 12m+” beside “%” are count and base though no list of names has them: their
rows tell. Where two such columns give the value in most rows, a row in which they do not is
refused by its cell: one of the three numbers is wrong, and nobody can know which.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from needsbook.catalogue.indicators import Indicator
from needsbook.errors import BadInput
from needsbook.refresh.published_cells import read_cell
from needsbook.refresh.reading.choice import Choice
from needsbook.refresh.reading.column_filters import Filter
from needsbook.refresh.reading.columns import Measures, Profile, text_of
from needsbook.refresh.reading.file_reading import FileReading
from needsbook.refresh.reading.headers import HeaderFound
from needsbook.refresh.reading.layouts import BASE
from needsbook.refresh.reading.name_words import words_of
from needsbook.refresh.reading.spoken import says_unit

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


def list_whole(
    found: HeaderFound, measures: Measures, profiles: Mapping[int, Profile],
    filters: Sequence[Filter],
) -> tuple[int, ...]:  # fmt: skip
    """The columns of whole numbers that nothing reads, and those read as count and base."""
    if found.layout.id != BASE or measures.wide:
        return ()
    (_, columns), *_ = measures.sets
    kept = {known.at for known in filters}
    spare = [
        at for at, profile in profiles.items()
        if at not in kept and profile.numeric and profile.whole and profile.filled
        and not says_unit(found.names[at])
    ]  # fmt: skip
    known = [at for name, at in columns.items() if name in ("count", "denominator")]
    return tuple(dict.fromkeys((*known, *spare[:MOST])))


def note_whole(
    reading: FileReading, place: str, cells: Sequence[object], columns: Sequence[int]
) -> None:
    """Keep the whole numbers of a row that was taken."""
    numbers = {}
    for at in columns:
        try:
            number = read_cell(text_of(cells[at])).number
        except BadInput:
            continue
        if number:
            numbers[at] = Decimal(number)
    reading.whole[place] = numbers


def check_shares(reading: FileReading, indicator: Indicator, choice: Choice) -> None:
    """``BadInput`` for a row whose value is not one column over another as in the other rows."""
    if indicator.method not in ("proportion", "rate") or not reading.whole:
        return
    columns = sorted({at for numbers in reading.whole.values() for at in numbers})
    printed, met = reading.table.printed, False
    for count, base in itertools.permutations(columns, 2):
        same, sure, wrong = 0, 0, []
        for value, number, whole, place in _list_rows(reading, count, base):
            made = number / whole * Decimal(str(indicator.multiplier))
            if abs(made - value) <= _half(value):
                same += 1
                sure += _half(value) <= abs(value) * CLOSE
            elif abs(made - value) > _allowed(value, whole, indicator):
                wrong.append((value, number, whole, place, made))
        met = met or bool(same)
        if not wrong or not sure or same < len(wrong):
            continue
        value, number, whole, place, made = wrong[0]
        raise BadInput(
            f"{value} is not “{printed[count]}” over “{printed[base]}”, as the value is in other "
            f"rows: {number:f} of {whole:f} is {made:.4g}",
            place, "correct the row; if the three do not belong together, take one of the columns out",
        )  # fmt: skip
    if not met and len(columns) == 2 and "value" not in choice.columns:
        _ask_about_two(reading, columns, indicator)


def _ask_about_two(reading: FileReading, columns: Sequence[int], indicator: Indicator) -> None:
    """``BadInput`` where two columns are called count and base and never give the value."""
    table = reading.table
    for count, base in (columns, columns[::-1]):
        rows = list(_list_rows(reading, count, base))
        called = words_of(table.printed[count]) <= words_of(indicator.numerator)
        name, other = table.names[count], table.names[base]
        if not rows or not (COUNTS.search(name) or called) or not BASES.search(other):
            continue
        if OF_SCHOOLS.search(name) or OF_SCHOOLS.search(other):
            continue
        if not all(0 < number < whole for _, number, whole, _ in rows):
            continue
        value, number, whole, place = rows[0]
        made = number / whole * Decimal(str(indicator.multiplier))
        if all(
            abs(number / whole * Decimal(str(indicator.multiplier)) - value)
            > _allowed(value, whole, indicator) for value, number, whole, _ in rows
        ):  # fmt: skip
            raise BadInput(
                f"“{table.printed[count]}” over “{table.printed[base]}” is not the value: "
                f"{number:f} of {whole:f} is {made:.4g}, the file says {value}",
                place, "correct the rows; if the values are right, name their column with --value COLUMN",
            )  # fmt: skip


def _list_rows(
    reading: FileReading, count: int, base: int
) -> Iterator[tuple[Decimal, Decimal, Decimal, str]]:
    """Value, count, base and place of each row that has all three."""
    for row in reading.published:
        numbers: dict[int, Decimal] = reading.whole.get(row.place, {})
        text = read_cell(row.value).number
        if text and count in numbers and base in numbers and numbers[base]:
            yield Decimal(text), numbers[count], numbers[base], row.place


def _half(value: Decimal) -> Decimal:
    """Half of the last printed digit."""
    exponent = value.as_tuple().exponent
    return Decimal("0.5000001").scaleb(min(0, int(exponent)))


def _allowed(value: Decimal, base: Decimal, indicator: Indicator) -> Decimal:
    """What rounding explains: publishers round counts to 5 or 10 before they print them."""
    size = Decimal(str(indicator.multiplier))
    return _half(value) + size * 5 / base + abs(value) * 5 / base
