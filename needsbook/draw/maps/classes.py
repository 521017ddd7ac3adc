"""Classes of a choropleth map: few, round, and the same on every map of an indicator."""

from __future__ import annotations

import itertools
import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from needsbook.store.figures import print_value, round_value

# No class may hold more than this share of the values as long as a finer step avoids it.
LARGEST_SHARE = 0.45
# Breaks are no finer than this share of the range of values: fewer classes are better.
FINEST_SHARE = Decimal("0.02")
# So many values to a class, at least, on average.
LEAST_VALUES = 2
_STEPS = (Decimal(1), Decimal("0.5"), Decimal("0.2"))


@dataclass(frozen=True)
class MapClasses:
    """Classes from low to high: ``breaks`` part them, a value on a break is in the upper.

    ``low`` and ``high`` are the ends of the values the classes were set for; values
    beyond them still belong to the first or the last class. Without any value there is
    one class and ``low`` is None.
    """

    breaks: tuple[float, ...]
    unit: str
    decimals: int
    low: float | None = None
    high: float | None = None

    def __len__(self) -> int:
        return len(self.breaks) + 1

    def place(self, value: float) -> int:
        """The class of ``value``: 0 is the lowest.

        What is printed decides: a reader who counts the table by the legend's words finds
        the legend's numbers.
        """
        return bisect_right(self.breaks, round_value(value, self.decimals))

    def words(self, index: int) -> str:
        """The bounds of a class as a legend says them: “15% to under 20%”."""
        if not self.breaks:
            return "all values" if self.low is None else self._describe_all()
        if index == 0:
            return f"under {self._print(self.breaks[0])}"
        if index == len(self.breaks):
            return f"{self._print(self.breaks[-1])} or more"
        low, high = self.breaks[index - 1 : index + 1]
        return f"{self._print(low)} to under {self._print(high)}"

    def count(self, values: Iterable[float]) -> list[int]:
        """How many of ``values`` fall in each class."""
        counts = [0] * len(self)
        for value in values:
            counts[self.place(value)] += 1
        return counts

    def _describe_all(self) -> str:
        assert self.low is not None
        assert self.high is not None
        low, high = (
            print_value(value, self.unit, self.decimals) for value in (self.low, self.high)
        )
        return low if low == high else f"{low} to {high}"

    def _print(self, value: float) -> str:
        places = max((_count_decimals(edge) for edge in self.breaks), default=0)
        return print_value(value, self.unit, places)


def set_classes(
    values: Iterable[float | None], decimals: int, unit: str, count: int = 5
) -> MapClasses:
    """At most ``count`` classes for all ``values`` an indicator is mapped with.

    Give the values of every area and period that will be mapped: the same classes then
    serve them all. Breaks are the quantiles rounded to the coarsest round step (1, 2 or 5
    times a power of ten, no finer than the printed ``decimals`` or a fiftieth of the range)
    at which no class is empty or holds nearly half of the values; where no step does, the
    finest that leaves none empty. Few values, or many alike, get fewer classes.
    None and not-a-number are left out. Values count as they are printed. The order of the values does not matter.
    """
    known = sorted(
        round_value(float(value), decimals)
        for value in values
        if value is not None and math.isfinite(value)
    )
    if not known:
        return MapClasses((), unit, decimals)
    low, high = known[0], known[-1]
    most = min(count, len(set(known)), max(2, len(known) // LEAST_VALUES))
    # Where most values are alike no quantile parts them: then each value counts once.
    for weighed in (known, sorted(set(known))):
        for classes in range(min(most, len(weighed)), 1, -1):
            breaks = _find_breaks(known, weighed, classes, decimals)
            if breaks:
                return MapClasses(breaks, unit, decimals, low, high)
    return MapClasses((), unit, decimals, low, high)


def _find_breaks(
    known: Sequence[float], weighed: Sequence[float], classes: int, decimals: int
) -> tuple[float, ...]:
    quantiles = [_find_quantile(weighed, number / classes) for number in range(1, classes)]
    spread = Decimal(repr(known[-1])) - Decimal(repr(known[0]))
    finest = max(Decimal(1).scaleb(-decimals), spread * FINEST_SHARE)
    power = Decimal(1).scaleb(math.ceil(math.log10(max(spread, finest))))
    share = max(LARGEST_SHARE, 1.7 / classes)
    found: tuple[float, ...] = ()
    while power >= finest:
        for step in (power * step for step in _STEPS):
            if step < finest:
                break
            breaks = tuple(float(_round_to(quantile, step)) for quantile in quantiles)
            if any(second <= first for first, second in itertools.pairwise(breaks)):
                continue
            sizes = MapClasses(breaks, "", decimals).count(known)
            if min(sizes) == 0:
                continue
            if max(sizes) <= share * len(known):
                return breaks
            found = found or breaks
        power /= 10
    return found


def _find_quantile(known: Sequence[float], share: float) -> float:
    """The quantile by linear interpolation between the sorted values."""
    position = share * (len(known) - 1)
    below = math.floor(position)
    above = min(below + 1, len(known) - 1)
    return known[below] + (known[above] - known[below]) * (position - below)


def _round_to(value: float, step: Decimal) -> Decimal:
    return (Decimal(repr(value)) / step).quantize(Decimal(1), ROUND_HALF_UP) * step


def _count_decimals(value: float) -> int:
    exponent = Decimal(repr(value)).normalize().as_tuple().exponent
    return max(0, -int(exponent))
