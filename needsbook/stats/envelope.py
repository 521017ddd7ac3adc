"""What may be true of a figure: its step of the ladder, and the range of both its limits.

The counts and bases that print as what is published bound the limits (see ``stats.ladder``
for why); numbers that contradict each other are named (``FLAWS``) and not used.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from needsbook.stats.intervals import Array, count_interval, wilson_interval
from needsbook.stats.steps import BASE, BASE_ELSEWHERE, COUNTED, PLACED, PUBLISHED


@dataclass(frozen=True)
class Sides:
    """One side of many comparisons: arrays of one length, ``nan`` where nothing is known.

    ``value`` and the published limits ``lower`` and ``upper`` are in the unit of the
    indicator; ``half`` is half of the last printed decimal, in that unit (0: unrounded).
    ``count`` and ``base`` are numbers of people or events. ``base_low`` to ``base_high`` is
    the range of a base known from elsewhere. ``living`` is the number of people of that age
    living there. ``coarse`` is what counts and bases are rounded to (5: to five; 1: exact).
    ``grain`` is the smallest difference of two counts (a third for averages of three months).
    """

    value: Array
    lower: Array
    upper: Array
    count: Array
    base: Array
    half: Array
    base_low: Array
    base_high: Array
    living: Array
    coarse: Array
    grain: Array

    def take(self, rows: NDArray[np.intp] | NDArray[np.bool_]) -> Sides:
        """The sides at ``rows``."""
        return Sides(*(getattr(self, field.name)[rows] for field in fields(self)))


def make_sides(
    value: ArrayLike,
    lower: ArrayLike = np.nan,
    upper: ArrayLike = np.nan,
    count: ArrayLike = np.nan,
    base: ArrayLike = np.nan,
    half: ArrayLike = 0.0,
    base_low: ArrayLike = np.nan,
    base_high: ArrayLike = np.nan,
    living: ArrayLike = np.nan,
    coarse: ArrayLike = 1.0,
    grain: ArrayLike = 1.0,
) -> Sides:
    """``Sides`` of one length from numbers and arrays."""
    given = (value, lower, upper, count, base, half, base_low, base_high, living, coarse, grain)
    arrays = np.broadcast_arrays(*(np.asarray(buffer, dtype=np.float64) for buffer in given))
    return Sides(*(np.atleast_1d(np.array(column)) for column in arrays))


class Envelope(NamedTuple):
    """What may be true of each figure: its step and the range of both limits.

    ``lower`` and ``lower_most`` are the smallest and largest lower limit, ``upper_least``
    and ``upper`` the smallest and largest upper limit (so ``lower`` to ``upper`` is the
    outer interval), in the unit of the value. ``count_low`` to ``count_high`` and
    ``base_low`` to ``base_high`` are the numbers they come from. ``flaw`` is 0, or a key of
    ``FLAWS`` for numbers that cannot be right and were not used.
    """

    step: NDArray[np.int8]
    lower: Array
    lower_most: Array
    upper_least: Array
    upper: Array
    count_low: Array
    count_high: Array
    base_low: Array
    base_high: Array
    flaw: NDArray[np.int8]

    def take(self, rows: NDArray[np.intp] | NDArray[np.bool_]) -> Envelope:
        """The figures at ``rows``."""
        return Envelope._make(column[rows] for column in self)


FLAWS = {
    1: "the interval does not hold its value",
    2: "the base is smaller than the count",
    3: "no count over this base prints as the value",
    4: "count over base is not the value",
}


def find_envelope(
    sides: Sides, methods: ArrayLike, multipliers: ArrayLike, confidence: float = 0.95
) -> Envelope:
    """The step of each figure and the range of its limits (steps 1 to 4; else ``nan``).

    ``methods`` is the indicator's per row (proportion, rate, score, count) and
    ``multipliers`` what a proportion is multiplied by to give the unit. Published
    intervals are at 95 per cent and are used at that level only. Step 0 is a figure
    without a value, or a plain count.
    """
    kind = np.broadcast_to(np.asarray(methods, dtype=np.str_), sides.value.shape)
    scale = np.broadcast_to(np.asarray(multipliers, dtype=np.float64), sides.value.shape)
    known = np.isfinite(sides.value) & (kind != "count")
    proportion, rate = known & (kind == "proportion"), known & (kind == "rate")
    counting = proportion | rate
    step = np.where(known, PLACED, 0).astype(np.int8)
    flaw = np.zeros(step.shape, dtype=np.int8)
    x_low, x_high, n_low, n_high = (np.full(step.shape, np.nan) for _ in range(4))
    half = np.maximum(sides.half, 0.0)
    # A hair of room: 12.5 printed from 0.125 must not fall out by binary rounding.
    room = 1e-9 * np.maximum(np.abs(sides.value), 1.0)
    p_low = np.maximum(sides.value - half - room, 0.0) / scale
    p_high = (sides.value + half + room) / scale
    p_high = np.where(proportion, np.minimum(p_high, 1.0), p_high)

    rows = counting & (sides.base_low > 0) & (sides.base_high >= sides.base_low)
    step[rows] = BASE_ELSEWHERE
    n_low[rows], n_high[rows] = sides.base_low[rows], sides.base_high[rows]

    slack = np.where(sides.coarse > 1, sides.coarse / 2, np.where(sides.grain < 1, 0.5, 0.0))
    alone = counting & (sides.base > 0) & ~(sides.count >= 0)
    least, most = np.maximum(sides.base - slack, 1e-9), sides.base + slack
    grain = np.where(sides.coarse > 1, 1.0, sides.grain)
    low = np.ceil(p_low * least / grain - 1e-9) * grain
    high = np.floor(p_high * most / grain + 1e-9) * grain
    flaw[alone & (high < low)] = 3
    rows = alone & (high >= low)
    step[rows] = BASE
    x_low[rows], x_high[rows] = low[rows], high[rows]
    n_low[rows], n_high[rows] = least[rows], most[rows]

    both = counting & (sides.base > 0) & (sides.count >= 0)
    flaw[both & proportion & (sides.count > sides.base)] = 2
    rows = both & ((sides.count <= sides.base) | rate)
    ratio = sides.count / np.where(rows, sides.base, np.nan)
    # Numbers rounded for disclosure give the value only within their own rounding.
    loose = half + room + np.maximum(half, 0.02 * np.abs(sides.value) + 1e-6)
    loose += scale * slack * 2 / np.where(rows, sides.base, np.nan)
    apart = rows & (np.abs(ratio * scale - sides.value) > loose)
    flaw[apart] = 4
    rows &= ~apart
    step[rows] = COUNTED
    off = np.where(sides.coarse > 1, sides.coarse / 2, 0.0)
    x_low[rows] = np.maximum(sides.count - off, 0.0)[rows]
    x_high[rows] = (sides.count + off)[rows]
    n_low[rows] = np.maximum(sides.base - off, 1e-9)[rows]
    n_high[rows] = (sides.base + off)[rows]

    lower, lower_most, upper_least, upper = _find_limits(
        step, proportion, p_low, p_high, x_low, x_high, n_low, n_high, scale, confidence
    )
    if confidence == 0.95:
        given = known & np.isfinite(sides.lower) & np.isfinite(sides.upper)
        holds = (sides.lower <= sides.value + half + room) & (
            sides.value - half - room <= sides.upper
        )
        flaw[given & ~holds] = 1
        rows = given & holds
        step[rows] = PUBLISHED
        for column, limit in (
            (lower, sides.lower), (lower_most, sides.lower),
            (upper_least, sides.upper), (upper, sides.upper),
        ):  # fmt: skip
            column[rows] = limit[rows]
    return Envelope(step, lower, lower_most, upper_least, upper, x_low, x_high, n_low, n_high, flaw)


def _find_limits(
    step: NDArray[np.int8],
    proportion: NDArray[np.bool_],
    p_low: Array,
    p_high: Array,
    x_low: Array,
    x_high: Array,
    n_low: Array,
    n_high: Array,
    scale: Array,
    confidence: float,
) -> tuple[Array, Array, Array, Array]:
    """The four limits at the corners of what may be true, in the unit of the value."""
    found = tuple(np.full(step.shape, np.nan) for _ in range(4))
    for mine, is_share in ((proportion, True), (~proportion, False)):
        rows = mine & (step >= COUNTED) & (step <= BASE_ELSEWHERE)
        if not rows.any():
            continue
        few, many, unit = n_low[rows], n_high[rows], scale[rows]
        # The share's range: from the counts where they are known, else from the rounding.
        counts = np.isfinite(x_low[rows])
        bottom = np.where(counts, x_low[rows] / many, p_low[rows])
        top = np.where(counts, x_high[rows] / few, p_high[rows])
        exact = counts & (few == many)
        if is_share:
            top = np.minimum(top, 1.0)
        for number, (share, base, side) in enumerate(
            ((bottom, few, 0), (top, many, 0), (bottom, many, 1), (top, few, 1))
        ):
            events = share * base
            # Whole counts over one base: the count itself, free of rounding dust.
            events = np.where(exact, np.where(number in (0, 2), x_low[rows], x_high[rows]), events)
            if is_share:
                limits = wilson_interval(np.minimum(events, base), base, confidence)
                found[number][rows] = limits[side] * unit
            else:
                limits = count_interval(events, confidence)
                limit = limits[side]
                if number in (0, 3):
                    limit = _bridge(events, limit, number == 3, exact, confidence)
                found[number][rows] = limit / base * unit
    return found[0], found[1], found[2], found[3]


def _bridge(
    events: Array, limit: Array, upper: bool, exact: NDArray[np.bool_], confidence: float
) -> Array:
    """``limit`` kept monotone where the rule changes from the exact method to Byar's at 10."""
    near = ~exact & (events > 9) & (events < 10)
    if not near.any():
        return limit
    at_ten = count_interval(np.full(int(near.sum()), 10.0), confidence)[int(upper)]
    result = limit.copy()
    # Byar's limit per event at 10 is a hair wider than the exact one just below it.
    per_event = at_ten / 10 * events[near]
    result[near] = np.fmax(limit[near], per_event) if upper else np.fmin(limit[near], per_event)
    return result
