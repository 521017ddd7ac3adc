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

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from needsbook.stats.base_needed import (
    base_for_pair,
    base_for_proportion,
    base_for_rate,
)
from needsbook.stats.envelope import Envelope, Sides, find_envelope
from needsbook.stats.intervals import Array
from needsbook.stats.steps import BASE, BASE_ELSEWHERE, COUNTED, NO_BASE, PLACED, PUBLISHED
from needsbook.stats.verdicts import (
    HIGHER,
    LOWER,
    NOT_TESTED,
    SIMILAR,
    confirm_codes,
    measure_p_proportions,
    measure_p_rates,
)

SHARE_OF_LIVING = 0.1


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
    a = find_envelope(area, kind, scale, confidence)
    b = find_envelope(benchmark, kind, scale, confidence)
    return climb_within(area, benchmark, a, b, kind, scale, confidence, whole)


def climb_within(
    area: Sides,
    benchmark: Sides,
    a: Envelope,
    b: Envelope,
    kind: NDArray[np.str_],
    scale: Array,
    confidence: float = 0.95,
    whole: ArrayLike = True,
) -> Rungs:
    """``climb`` where the envelopes of both sides are known: a whole table has them made once
    and compares its rows with several others."""
    shape = area.value.shape
    holds = np.broadcast_to(np.asarray(whole, dtype=bool), shape)
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
