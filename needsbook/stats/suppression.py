"""Small numbers: which cells to hide so that no hidden cell can be worked out again.

The rule for counts is primary suppression: a count from 1 to ``below`` - 1 is hidden; a
zero is shown. A hidden count can still come back from a total and the other cells, from a
percentage printed beside its base, or from wards that sum to the borough, so further
cells (secondary suppression) are hidden until none can. A hidden cell is safe when a
reader who knows everything published, the rule, and that counts are whole numbers, can
learn no more than the rule itself says: a primary cell may still be any count from 1 to
``below`` - 1, a secondary cell has at least two possible values. The proof is an integer
linear programme per cell (``prove_hidden``), solved by HiGHS through scipy.

Both kinds of hidden cell must be printed with one and the same mark.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np


@dataclass(frozen=True)
class Total:
    """The cell ``total`` is the sum of the cells ``parts``."""

    total: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Percentage:
    """A printed percentage: ``cell`` is about ``value`` per cent of ``base``.

    ``decimals`` are those printed; ``base`` is a number that readers know.
    """

    cell: str
    value: float
    base: float
    decimals: int = 0


@dataclass(frozen=True)
class CountTable:
    """Counts by cell name, the sums among them and the percentages printed of them."""

    counts: Mapping[str, int]
    totals: tuple[Total, ...] = ()
    percentages: tuple[Percentage, ...] = ()

    def __post_init__(self) -> None:
        for total in self.totals:
            parts = sum(self.counts[part] for part in total.parts)
            if parts != self.counts[total.total]:
                raise ValueError(
                    f"{total.total} is {self.counts[total.total]}, its parts sum to {parts}"
                )


@dataclass(frozen=True)
class Suppression:
    """What to hide: primary cells, secondary cells and the percentages of either."""

    primary: tuple[str, ...] = ()
    secondary: tuple[str, ...] = ()
    percentages: tuple[Percentage, ...] = field(default=())

    @property
    def hidden(self) -> tuple[str, ...]:
        """Every hidden cell, in order of name."""
        return tuple(sorted((*self.primary, *self.secondary)))


def find_counts_behind(value: float, base: float, decimals: int = 0) -> tuple[int, int]:
    """The least and the greatest whole count that print as ``value`` per cent of ``base``.

    61 per cent of 92 can only be 56. Half a unit of the last decimal either way counts as
    printing the same. An empty range (first above second) means that none does.
    """
    half = Decimal(1).scaleb(-decimals) / 2
    low = (Decimal(str(value)) - half) * Decimal(str(base)) / 100
    high = (Decimal(str(value)) + half) * Decimal(str(base)) / 100
    return max(math.ceil(low), 0), math.floor(high)


def prove_hidden(
    table: CountTable,
    hidden: Iterable[str],
    shown_percentages: Iterable[Percentage] = (),
    least: int = 1,
) -> dict[str, tuple[int, int]]:
    """The range of counts each hidden cell may have, given all that stays published.

    ``least`` is the smallest count a reader must reckon with in a hidden cell: 1 where
    zeros are always shown. A range of one number means that the cell is recovered.
    """
    from scipy.optimize import linprog

    names = sorted(set(hidden))
    if not names:
        return {}
    column = {name: number for number, name in enumerate(names)}
    equal, sums = [], []
    for total in table.totals:
        line, known = np.zeros(len(names)), 0.0
        for cell, sign in [(total.total, -1.0), *((part, 1.0) for part in total.parts)]:
            if cell in column:
                line[column[cell]] += sign
            else:
                known += sign * table.counts[cell]
        if line.any():
            equal.append(line)
            sums.append(-known)
    bounds: list[tuple[float, float | None]] = [(least, None)] * len(names)
    for shown in shown_percentages:
        if shown.cell in column:
            low, high = find_counts_behind(shown.value, shown.base, shown.decimals)
            bottom, top = bounds[column[shown.cell]]
            bounds[column[shown.cell]] = (
                max(bottom, low),
                high if top is None else min(top, high),
            )
    found: dict[str, tuple[int, int]] = {}
    for name in names:
        ends: list[int] = []
        for sign in (1.0, -1.0):
            goal = np.zeros(len(names))
            goal[column[name]] = sign
            answer = linprog(
                goal,
                A_eq=np.array(equal) if equal else None,
                b_eq=np.array(sums) if equal else None,
                bounds=bounds,
                integrality=np.ones(len(names)),
                method="highs",
            )
            if answer.status in (3, 4) and sign < 0:
                ends.append(_NO_LIMIT)  # nothing published limits the cell upwards
            elif answer.status != 0:
                raise ValueError(f"the published cells contradict each other around {name}")
            else:
                ends.append(round(sign * answer.fun))
        found[name] = (ends[0], ends[1])
    return found


_NO_LIMIT = 2**31


def _is_safe(ends: tuple[int, int], primary: bool, below: int) -> bool:
    low, high = ends
    return (low <= 1 and high >= below - 1 and high > low) if primary else high > low


def suppress(table: CountTable, below: int) -> Suppression:
    """The cells to hide so that counts from 1 to ``below`` - 1 stay hidden.

    Every percentage of a hidden cell is hidden with it. Complementary cells are chosen
    the same way every time, among the shown cells of the sums that hold an unsafe one:
    zeros last, totals before them, else the cell that leaves the fewest sums with a single
    hidden cell, then the smallest count, then the name. Raises ``ValueError`` when even
    hiding everything does not help.
    """
    primary = tuple(sorted(name for name, count in table.counts.items() if 0 < count < below))
    secondary: list[str] = []
    while True:
        hidden = {*primary, *secondary}
        away = tuple(percentage for percentage in table.percentages if percentage.cell in hidden)
        shown = [percentage for percentage in table.percentages if percentage.cell not in hidden]
        # A hidden zero would make “at least 1” false, so it is given up with the first one.
        least = 0 if any(table.counts[name] == 0 for name in secondary) else 1
        ranges = prove_hidden(table, hidden, shown, least)
        unsafe = [n for n in sorted(hidden) if not _is_safe(ranges[n], n in primary, below)]
        if not unsafe:
            return Suppression(primary, tuple(sorted(secondary)), away)
        secondary.append(_choose_complement(table, unsafe, hidden))


def _choose_complement(table: CountTable, unsafe: list[str], hidden: set[str]) -> str:
    """The next cell to hide: one that closes more sums with a lone hidden cell than it opens."""
    sums = [(other.total, {*other.parts, other.total}) for other in table.totals]
    totals = {total for total, _ in sums}
    candidates = {
        cell for _, cells in sums if cells & set(unsafe) for cell in cells if cell not in hidden
    }
    if not candidates:
        raise ValueError(f"{', '.join(unsafe)} cannot be hidden: nothing is left to hide with it")

    def weigh(cell: str) -> tuple[bool, bool, int, int, str]:
        around = [len(cells & hidden) for _, cells in sums if cell in cells]
        opened = around.count(0) - around.count(1)
        return table.counts[cell] == 0, cell in totals, opened, table.counts[cell], cell

    return min(candidates, key=weigh)
