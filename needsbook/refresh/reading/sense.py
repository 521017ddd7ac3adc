"""Whether a file's figures can be the series': size, agreement, gaps and jumps.

Compared with what is held; nothing is changed but a fraction that is written as one.
"""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pandas as pd

from needsbook.catalogue.areas import Areas
from needsbook.catalogue.indicators import Indicator
from needsbook.catalogue.periods import parse_period
from needsbook.errors import BadInput
from needsbook.refresh.published_cells import as_percentage, read_cell
from needsbook.refresh.reading.choice import Choice
from needsbook.refresh.reading.file_reading import FileReading
from needsbook.refresh.reading.layouts import BASE
from needsbook.refresh.reading.shares_told import check_shares
from needsbook.refresh.rows import Published

SHOWN = 5
# How many times more (or less) than before the middle value may be: of several areas, of one.
UNLIKELY_MANY, UNLIKELY_ALONE = 2.5, 5.0
AUTHORITIES = ("E06", "E08", "E09", "E10")


def settle_fractions(
    reading: FileReading, indicator: Indicator, held: pd.DataFrame, choice: Choice
) -> None:
    """Turn fractions of one into percentages where the file is written so."""
    if indicator.unit != "percent" or choice.fractions is False or reading.percents:
        return
    numbers = [float(name) for row in reading.published if (name := read_cell(row.value).number)]
    if not numbers or (max(numbers) > 1 and not choice.fractions):
        return
    if not choice.fractions and not reading.table.layout.fractions:
        known = [float(text) for text in held["value"] if text]
        middle, new = (statistics.median(known) if known else 0.0), statistics.median(numbers)
        if len(known) < 3 or middle <= 1 or new * 20 >= middle:
            if len(known) >= 3 and new * 5 > middle:
                return
            raise BadInput(
                "every value is at most 1: percentages or fractions?", reading.table.grid.place,
                "add --fractions or --percentages",
            )  # fmt: skip
    reading.settled = True
    reading.published = [_as_percentages(row) for row in reading.published]
    reading.remarks.append("values up to 1 were read as fractions of a hundred")


def _as_percentages(row: Published) -> Published:
    changed: dict[str, Any] = {
        name: as_percentage(read_cell(content).number)
        for name in ("value", "lower", "upper")
        if (content := getattr(row, name)) not in (None, "") and read_cell(content).number
    }
    return replace(row, **changed)


def check_sense(
    reading: FileReading, indicator: Indicator, held: pd.DataFrame, areas: Areas, choice: Choice
) -> None:
    """Nothing, or remarks; ``BadInput`` for figures that cannot be the series'."""
    _check_agreement(reading, indicator)
    check_shares(reading, indicator, choice)
    _check_bases(reading, indicator, held, choice)
    _check_size(reading, indicator, held, areas, choice)
    _check_gap(reading, held, choice)
    _compare_parts(reading, indicator, areas)


def _check_agreement(reading: FileReading, indicator: Indicator) -> None:
    """Count over base gives the value, within what rounding of all three explains."""
    if indicator.method not in ("proportion", "rate"):
        return
    wrong = []
    for held in reading.published:
        value, count, base = (_decimal(part) for part in (held.value, held.count, held.denominator))
        if value is None or count is None or base is None or base <= 0:
            continue
        size = Decimal(str(indicator.multiplier))
        digit = Decimal("0.5").scaleb(int(value.as_tuple().exponent)) if value.as_tuple().exponent else Decimal("0.5")  # fmt: skip
        # Publishers round counts to 5 or 10 before they print them.
        allowed = digit + size * 5 / base + abs(value) * 5 / base
        if abs(count / base * size - value) > allowed:
            wrong.append((held, count / base * size))
    if not wrong:
        return
    first, made = wrong[0]
    text = (
        f"{len(wrong)} of {len(reading.published)} values are not count over base: "
        f"{first.count} of {first.denominator} is {made:.1f}, the file says {first.value}"
    )
    if reading.table.layout.id == BASE:
        raise BadInput(
            text, first.place, "check which column is which (--value, --count, --denominator)"
        )
    reading.remarks.append(f"{text} (the publisher may weight or adjust them)")


def _check_bases(
    reading: FileReading, indicator: Indicator, held: pd.DataFrame, choice: Choice
) -> None:
    """Refuse counts that would need another number of people: “N” may be the base."""
    if indicator.method not in ("proportion", "rate") or choice.jumps:
        return
    before: dict[str, list[tuple[str, float]]] = {}
    for code, period, text in zip(held["area_code"], held["period"], held["denominator"], strict=True):  # fmt: skip
        if text and float(text) > 0:
            before.setdefault(code, []).append((period, float(text)))
    ratios = []
    for row in reading.published:
        value, count, base = (_decimal(part) for part in (row.value, row.count, row.denominator))
        known = _nearest(before.get(row.area, []), row.period)
        # A few people more or less change a small count's base by much.
        if known is None or not value or count is None or count < 20 or base is not None:
            continue
        ratios.append(float(count / value * Decimal(str(indicator.multiplier))) / known[1])
    if ratios and not 1 / UNLIKELY_MANY <= (middle := statistics.median(ratios)) <= UNLIKELY_MANY:
        raise BadInput(
            f"counts and values together are of {middle:.2g} times the people the same areas had before",
            reading.table.grid.place,
            "check which column is which (--count, --denominator); if the figures are right, add --jumps",
        )  # fmt: skip


def _decimal(content: object) -> Decimal | None:
    if content is None or content == "":
        return None
    number = read_cell(content).number
    return Decimal(number) if number else None


def _check_size(
    reading: FileReading, indicator: Indicator, held: pd.DataFrame, areas: Areas, choice: Choice
) -> None:
    """Values a hundred times too small, or far outside what the series has ever been."""
    known: dict[str, list[float]] = {}
    by_area: dict[str, list[tuple[str, float]]] = {}
    for code, period, text in zip(held["area_code"], held["period"], held["value"], strict=True):
        if text:
            known.setdefault(areas[code].level, []).append(float(text))
            by_area.setdefault(code, []).append((period, float(text)))
    new = [(row, float(text)) for row in reading.published if (text := read_cell(row.value).number)]
    reference = [value for values in known.values() for value in values] + [v for _, v in new]
    if indicator.unit == "percent" and len(reference) > 1 and not reading.settled:
        for row, value in new:
            others = sorted(v for v in reference if v != value)
            if (
                others
                and 0 < value <= 1
                and value < others[0] / 2
                and (others[0] / 2 <= value * 100 <= others[-1] * 1.5)
            ):
                raise BadInput(
                    f"{row.value} is a fraction beside percentages (lowest otherwise {others[0]:g})",
                    row.place, "write every value the same way",
                )  # fmt: skip
    far, jumps = [], []
    steps = _largest_steps(by_area)
    for figure, value in new:
        level = areas[figure.area].level
        values = known.get(level, [])
        scale = indicator.method == "count"
        if len(values) < 30 and not (scale and by_area.get(figure.area)):
            continue
        if scale:
            mine = [v for _, v in by_area.get(figure.area, [])]
            if mine and (value > 4 * max(mine) + 20 or value * 4 + 20 < min(mine)):
                far.append((figure, min(mine), max(mine)))
            continue
        low, high = min(values), max(values)
        span = max(high - low, abs(high) * 0.05)
        if not low - span * 0.6 <= value <= high + span * 0.6:
            far.append((figure, low, high))
            continue
        latest = _nearest(by_area.get(figure.area, []), figure.period)
        if latest is not None and abs(value - latest[1]) > steps * 1.2 > 0:
            jumps.append(f"{areas[figure.area].name} {figure.period}: {latest[1]:g} ({latest[0]}) → {value:g}")  # fmt: skip
    if far and not choice.jumps:
        figure, low, high = far[0]
        raise BadInput(
            f"{len(far)} values lie outside all the series has been: {areas[figure.area].name} "
            f"{figure.period} {figure.value}, held {low:g} to {high:g}",
            figure.place, "check indicator and column; if the figures are right, add --jumps",
        )  # fmt: skip
    _check_step(reading, indicator, new, by_area, choice)
    if jumps and len(jumps) * 2 > len(new) > 1 and not choice.jumps:
        raise BadInput(
            f"{len(jumps)} of {len(new)} values jump further than any of the series before: {jumps[0]}",
            reading.table.grid.place,
            "check indicator and column; if the figures are right, add --jumps",
        )
    if jumps:
        reading.remarks.append(
            f"{len(jumps)} values jump further than any of the series before: "
            + "; ".join(jumps[:SHOWN])
        )


def _check_step(
    reading: FileReading, indicator: Indicator, new: Sequence[tuple[Published, float]],
    by_area: Mapping[str, Sequence[tuple[str, float]]], choice: Choice,
) -> None:  # fmt: skip
    """Refuse a file whose values are of another size than the same areas' before: another unit."""
    if indicator.method == "score" or choice.jumps:
        return
    ratios = [
        value / before[1] for figure, value in new
        if (before := _nearest(by_area.get(figure.area, []), figure.period)) is not None
        if before[1] > 0 and value > 0
    ]  # fmt: skip
    if not ratios:
        return
    middle = statistics.median(ratios)
    most = UNLIKELY_MANY if len(ratios) > 1 else UNLIKELY_ALONE
    if not 1 / most <= middle <= most:
        raise BadInput(
            f"the values are {middle:.2g} times what the same areas had before: another unit?",
            reading.table.grid.place,
            "check indicator and column; if the figures are right, add --jumps",
        )


def _largest_steps(by_area: Mapping[str, Sequence[tuple[str, float]]]) -> float:
    """The largest change from one period to the next of any area held."""
    largest = 0.0
    for values in by_area.values():
        ordered = [v for _, v in sorted(values, key=lambda pair: parse_period(pair[0]))]
        largest = max([largest, *(abs(b - a) for a, b in itertools.pairwise(ordered))])
    return largest


def _nearest(values: Sequence[tuple[str, float]], period: str) -> tuple[str, float] | None:
    if not values:
        return None
    end = parse_period(period).end
    return min(values, key=lambda pair: abs((parse_period(pair[0]).end - end).days))


def _check_gap(reading: FileReading, held: pd.DataFrame, choice: Choice) -> None:
    """A new period may not leave out years the series would have."""
    before = {parse_period(text) for text in held["period"].unique()}
    new = {parse_period(figure.period) for figure in reading.published} - before
    for kind in {period.kind for period in new}:
        have = sorted(period for period in before if period.kind == kind)
        if not have:
            continue
        steps = [b.end.year - a.end.year for a, b in itertools.pairwise(have)]
        most = max([1, *steps])
        every = sorted([*have, *(period for period in new if period.kind == kind)])
        for earlier, later in itertools.pairwise(every):
            gap = later.end.year - earlier.end.year
            if gap > most and (later in new or earlier in new) and not choice.gap:
                raise BadInput(
                    f"between {earlier.text} and {later.text} the series would have a gap of "
                    f"{gap - 1} years",
                    reading.table.grid.place,
                    "import the years between first, or add --gap",
                )


def _compare_parts(reading: FileReading, indicator: Indicator, areas: Areas) -> None:
    """The whole file's England beside the sum of its authorities, for counts."""
    if indicator.method != "count":
        return
    totals: dict[str, Decimal] = {}
    parts: dict[str, list[Decimal]] = {}
    for held in reading.published:
        number = _decimal(held.value)
        if number is None:
            continue
        level = areas[held.area].level
        if level == "country":
            totals[held.period] = number
        elif level == "upper_tier":
            parts.setdefault(held.period, []).append(number)
    for period, total in totals.items():
        listed = parts.get(period, [])
        # Where an authority of the file is not the book's, the parts are not the whole.
        whole = not any(code[:3] in AUTHORITIES for code in reading.areas_left)
        if whole and len(listed) >= 140 and total and abs(sum(listed) - total) > total / 50:
            reading.remarks.append(
                f"{period}: England is {total:,}, its {len(listed)} authorities add up to {sum(listed):,}"
            )
