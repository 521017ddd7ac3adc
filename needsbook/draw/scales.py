"""Scales: values and periods to pixels, and the marks that stand on an axis."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from needsbook.catalogue.periods import MONTH_NAMES, Period, parse_period
from needsbook.draw.lettering import measure_text
from needsbook.store.figures import Figure, print_value

# An axis starts at zero unless every value lies in this top part of it, and even then it
# is not cut to less than ``LEAST_SPAN`` of the highest: small changes must look small.
TOP_PART = 0.35
LEAST_SPAN = 0.45


@dataclass(frozen=True)
class Scale:
    """A straight line from ``low``..``high`` in data to ``start``..``end`` in pixels."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Where ``value`` lies, in pixels."""
        if self.high == self.low:
            return (self.start + self.end) / 2
        share = (value - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)


def find_ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Round numbers (1, 2 or 5 times a power of ten apart) from at most ``low`` to at
    least ``high``; no more than ``most`` + 1 of them.
    """
    if high <= low:
        high = low + 1
    power = 10.0 ** math.floor(math.log10((high - low) / most))
    for factor in (1, 2, 5, 10, 20, 50):
        step = factor * power
        first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
        if last - first <= most:
            break
    return [round(number * step, 10) for number in range(first, last + 1)]


def value_ticks(values: Iterable[float], from_zero: bool = False, most: int = 6) -> list[float]:
    """Ticks that span ``values``; from zero if asked, or where that wastes little room."""
    values = list(values) or [0.0, 1.0]
    low, high = min(values), max(values)
    if from_zero or low <= 0 or high - low > TOP_PART * high:
        return find_ticks(min(low, 0.0), max(high, 0.0), most)
    return find_ticks(min(low, high * (1 - LEAST_SPAN)), high, most)


def print_ticks(ticks: Sequence[float], unit: str) -> list[str]:
    """The ticks as written on the axis, all with the decimals the finest one needs."""
    step = ticks[1] - ticks[0] if len(ticks) > 1 else 1.0
    decimals = max(0, -math.floor(math.log10(step) + 1e-9)) if step > 0 else 0
    return [print_value(tick, unit, decimals) for tick in ticks]


def figure_values(figures: Iterable[Figure], intervals: bool = True) -> list[float]:
    """Every value (and interval limit) of ``figures`` that there is."""
    found: list[float] = []
    for figure in figures:
        if figure.value is None:
            continue
        found.append(figure.value)
        if intervals:
            found += [value for value in (figure.lower_ci, figure.upper_ci) if value is not None]
    return found


def has_interval(figure: Figure) -> bool:
    """Whether both limits of the figure's interval are there."""
    return None not in (figure.value, figure.lower_ci, figure.upper_ci)


def label_periods(periods: Sequence[Period]) -> tuple[list[str], str]:
    """Short labels for an axis of ``periods``, and the words that explain them.

    Days and month averages of the same part of each year are labelled by the year of
    their end alone; what is left out of the labels stands in the words.
    """
    kinds = {period.kind for period in periods}
    texts = [period.label for period in periods]
    years = [str(period.end.year) for period in periods]
    if len(kinds) != 1:
        return texts, "Period"
    kind = kinds.pop()
    if kind == "financial_year":
        return years, "Financial year ending March"
    if kind == "mid_year":
        return years, "Middle of the year (30 June)"
    if kind == "day" and len({(p.end.month, p.end.day) for p in periods}) == 1:
        end = periods[0].end
        return years, f"At {end.day} {MONTH_NAMES[end.month - 1]}"
    if kind == "months" and len({(p.start.month, p.end.month) for p in periods}) == 1:
        first, last = (MONTH_NAMES[day.month - 1] for day in (periods[0].start, periods[0].end))
        return years, f"Average of {first} to {last}, by the year of {last}"
    words = {"year": "Year", "academic_year": "Academic year"}
    return texts, words.get(kind, "Years pooled" if kind.startswith("pooled") else "Period")


def thin_labels(places: Sequence[float], texts: Sequence[str], size: float) -> list[int]:
    """Which labels to keep so that none touches another: every n-th from the last."""
    last = len(texts) - 1
    for step in range(1, len(texts) + 1):
        kept = sorted(range(last, -1, -step))
        halves = [measure_text(texts[number], size) / 2 + 5 for number in kept]
        pairs = zip(kept, kept[1:], halves, halves[1:], strict=False)
        if all(places[b] - places[a] >= left + right for a, b, left, right in pairs):
            return kept
    return [last] if texts else []


def order_periods(figures: Iterable[Figure]) -> list[Period]:
    """The periods of ``figures``, each once, in order of time."""
    return sorted({parse_period(figure.period) for figure in figures})
