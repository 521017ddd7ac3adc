"""The ladder of evidence: what the published record allows to say of two figures.

A figure stands on the highest of six steps:

1. the publisher's interval;
2. an interval from count and base (Wilson 1927; Garwood 1936, Byar's approximation);
3. the base is known, the count is not: every count that prints as the published value is
   tried, and a verdict is given where all of them agree;
4. the base of the same population is known from another table or year: as 3, over the
   whole range of the base;
5. no base: the smallest base is found from which on the verdict holds, whatever the count;
   where that is below a tenth of the people of that age living there, it is given with it;
6. none of these: the figure can be placed (rank, quarter), not tested.

On steps 3 to 5 no verdict is given that the true count could overturn: they rest on the
limits being monotone. Wilson's limits at a given share draw closer with every person
(they are the shares not rejected by a score test, whose error falls with n), and move up
with the count; so do Byar's and the exact limits of a rate. Hence the corners of the range
bound everything inside it.

A benchmark that holds the area (England, its region) is taken as an exact value on step 1,
by the method of the published health profiles (OHID, Fingertips technical guidance); on
the other steps its own interval counts too where it has one, and its rounding. Two areas
or two periods (``whole`` false) differ only where their intervals do not meet.

Everything here is pure and works on whole arrays; ``nan`` stands for what is not known.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from needsbook.stats.base_needed import (
    base_for_pair,
    base_for_proportion,
    base_for_rate,
)
from needsbook.stats.intervals import Array, count_interval, wilson_interval
from needsbook.stats.verdicts import (
    HIGHER,
    LOWER,
    NOT_TESTED,
    SIMILAR,
    confirm_codes,
    measure_p_proportions,
    measure_p_rates,
)

PUBLISHED, COUNTED, BASE, BASE_ELSEWHERE, NO_BASE, PLACED = 1, 2, 3, 4, 5, 6
STEPS = (PUBLISHED, COUNTED, BASE, BASE_ELSEWHERE, NO_BASE, PLACED)
# A sign for small places, a word for tables, a line for the page of methods.
STEP_MARKS = {1: "P", 2: "C", 3: "B", 4: "E", 5: "N", 6: "–"}
STEP_WORDS = {
    1: "published interval",
    2: "count and base",
    3: "base known",
    4: "base from elsewhere",
    5: "any base",
    6: "placed only",
}
STEP_RULES = {
    1: "the publisher’s own interval",
    2: "an interval from the published count and base",
    3: "every count that prints as the published value, over the published base",
    4: "every count that prints as the published value, over the range of a base from "
    "another table or year",
    5: "no base is known: the verdict holds for any number of people above the one given",
    6: "too little is published to test it: the figure is placed among the others",
}
SHARE_OF_LIVING = 0.1


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


class Rungs(NamedTuple):
    """What can be said of many pairs: code (0 not tested, 1 similar, 2 higher, 3 lower),
    the step of the comparison (0 where a value is missing), and on step 5 the number of
    people ``above`` which it holds. ``p`` is the probability of the count test where both
    sides have exact counts."""

    code: NDArray[np.int8]
    step: NDArray[np.int8]
    above: Array
    p: Array


def climb(
    area: Sides,
    benchmark: Sides,
    methods: ArrayLike,
    multipliers: ArrayLike,
    confidence: float = 0.95,
    whole: ArrayLike = True,
) -> Rungs:
    """Every pair tested on the highest step that both sides reach.

    ``whole`` (one for all, or per row) says that the benchmark holds the area: it is then
    taken as a value with its rounding (and its interval, below step 1). Else it is a peer:
    its own step counts, and the comparison stands on the lower of the two.
    """
    shape = area.value.shape
    kind = np.broadcast_to(np.asarray(methods, dtype=np.str_), shape)
    scale = np.broadcast_to(np.asarray(multipliers, dtype=np.float64), shape)
    holds = np.broadcast_to(np.asarray(whole, dtype=bool), shape)
    a = find_envelope(area, kind, scale, confidence)
    b = find_envelope(benchmark, kind, scale, confidence)
    there = (a.step > 0) & (b.step > 0)
    code = np.zeros(shape, dtype=np.int8)
    step = np.where(there, PLACED, 0).astype(np.int8)
    above = np.full(shape, np.nan)
    p = np.full(shape, np.nan)

    half = np.maximum(benchmark.half, 0.0)
    exact = benchmark.value
    # The benchmark's outer reach and its sure core, row by row.
    loose = holds & (a.step >= BASE)
    point_top = np.where(loose, exact + half, exact)
    point_low = np.where(loose, exact - half, exact)
    counted = a.step != PUBLISHED
    # Only an interval that is printed, or from printed counts, is the whole's own.
    own_top, own_low = (
        np.where(b.step <= COUNTED, column, np.nan) for column in (b.upper, b.lower)
    )
    top = np.where(holds, np.where(counted, np.fmax(point_top, own_top), exact), b.upper)
    low = np.where(holds, np.where(counted, np.fmin(point_low, own_low), exact), b.lower)
    # A peer must also leave the other's printed value out, as every interval holds it.
    core_top = np.where(holds, np.where(loose, exact - half, top), b.upper_least)
    core_low = np.where(holds, np.where(loose, exact + half, low), b.lower_most)

    tested = there & (a.step <= BASE_ELSEWHERE) & np.isfinite(top) & np.isfinite(low)
    rise, fall = tested & (a.lower > top), tested & (a.upper < low)
    level = tested & (a.lower_most <= core_top) & (a.upper_least >= core_low)
    code[level & ~rise & ~fall] = SIMILAR
    code[rise], code[fall] = HIGHER, LOWER
    joint = np.where(holds, a.step, np.maximum(a.step, b.step))
    step[tested] = joint[tested].astype(np.int8)

    # Counts on both sides: the test of two proportions or rates must agree (not on step 1
    # against a whole, whose method is the publisher's own).
    pairs = tested & np.isfinite(a.count_low) & np.isfinite(b.count_low)
    pairs &= ~(holds & (a.step == PUBLISHED))
    for name, test in (("proportion", measure_p_proportions), ("rate", measure_p_rates)):
        rows = pairs & (kind == name)
        if rows.any():
            p[rows] = _worst_p(a, b, code, rows, test)
    code = np.asarray(confirm_codes(code, p, confidence))
    # Where counts are not exact a denied difference is open, not similar.
    denied = pairs & (rise | fall) & (code == SIMILAR)
    denied &= (a.count_low != a.count_high) | (b.count_low != b.count_high)
    code[denied] = NOT_TESTED

    # Step 5: no base on one side at least.
    bare_a, bare_b = there & (a.step == PLACED), there & (b.step == PLACED) & ~holds
    most = np.fmin(
        np.where(bare_a, area.living, np.inf), np.where(bare_b, benchmark.living, np.inf)
    )
    most = np.where(np.isfinite(most), most, 0.0) * SHARE_OF_LIVING
    # Nothing is looked for where no number of people would be small enough.
    rows = (bare_a | bare_b) & ((kind == "proportion") | (kind == "rate")) & (most > 0)
    if rows.any():
        needed, found = _find_needed(area, benchmark, a, b, kind, scale, holds, rows, confidence)
        sure = rows & (found != NOT_TESTED) & (needed < most)
        code[sure], step[sure], above[sure] = found[sure], NO_BASE, needed[sure]
    step[there & (code == NOT_TESTED)] = PLACED
    return Rungs(code, step, above, p)


def _worst_p(
    a: Envelope, b: Envelope, code: NDArray[np.int8], rows: NDArray[np.bool_], test: object
) -> Array:
    """The largest p over the corners of what both sides may be; for exact counts their p."""
    rise = code[rows] == HIGHER
    x_a = np.where(rise, a.count_low[rows], a.count_high[rows])
    x_b = np.where(rise, b.count_high[rows], b.count_low[rows])
    worst = np.full(x_a.shape, -np.inf)
    for n_a in (a.base_low[rows], a.base_high[rows]):
        for n_b in (b.base_low[rows], b.base_high[rows]):
            item = test(np.minimum(x_a, n_a) if test is measure_p_proportions else x_a, n_a,
                       np.minimum(x_b, n_b) if test is measure_p_proportions else x_b, n_b)  # type: ignore[operator]  # fmt: skip
            worst = np.fmax(worst, item)
    return np.where(np.isfinite(worst), worst, np.nan)


def _find_needed(
    area: Sides,
    benchmark: Sides,
    a: Envelope,
    b: Envelope,
    kind: NDArray[np.str_],
    scale: Array,
    holds: NDArray[np.bool_],
    rows: NDArray[np.bool_],
    confidence: float,
) -> tuple[Array, NDArray[np.int8]]:
    """The smallest base from which on each pair differs for sure, and in which direction."""
    needed = np.full(kind.shape, np.inf)
    found = np.zeros(kind.shape, dtype=np.int8)
    h_a, h_b = np.maximum(area.half, 0.0), np.maximum(benchmark.half, 0.0)
    a_low, a_high = (area.value - h_a) / scale, (area.value + h_a) / scale
    b_low, b_high = (benchmark.value - h_b) / scale, (benchmark.value + h_b) / scale
    bare_a, bare_b = a.step == PLACED, (b.step == PLACED) & ~holds
    own = b.step <= COUNTED
    top = np.where(holds, np.fmax(b_high, np.where(own, b.upper / scale, np.nan)), b.upper / scale)
    low = np.where(holds, np.fmin(b_low, np.where(own, b.lower / scale, np.nan)), b.lower / scale)
    for name, one_side in (("proportion", base_for_proportion), ("rate", base_for_rate)):
        mine = rows & (kind == name)
        cases = (
            # Only the area's base is not known: its share against the other's nearest limit.
            (mine & bare_a & ~bare_b, a_low, top, a_high, low, HIGHER, LOWER),
            # Only the other's: the same with the sides changed.
            (mine & ~bare_a & bare_b, b_low, a.upper / scale, b_high, a.lower / scale, LOWER, HIGHER),
        )  # fmt: skip
        for where, up, above_it, down, below_it, if_up, if_down in cases:
            if not where.any():
                continue
            rising = one_side(up[where], above_it[where], True, confidence)
            falling = one_side(down[where], below_it[where], False, confidence)
            needed[where] = np.fmin(rising, falling)
            found[where] = np.where(
                np.isfinite(rising), if_up, np.where(np.isfinite(falling), if_down, NOT_TESTED)
            )
        where = mine & bare_a & bare_b
        if where.any():
            share = name == "proportion"
            rising = base_for_pair(a_low[where], b_high[where], share, confidence)
            falling = base_for_pair(b_low[where], a_high[where], share, confidence)
            needed[where] = np.fmin(rising, falling)
            found[where] = np.where(
                np.isfinite(rising), HIGHER, np.where(np.isfinite(falling), LOWER, NOT_TESTED)
            )
    return np.ceil(needed), found
