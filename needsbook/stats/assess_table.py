"""Intervals and verdicts for a whole table of figures at once.

The table is a data frame with the columns ``indicator, area_code, period, sex, age,
edition, series, value, lower_ci, upper_ci, count, denominator``; nothing else is read.
A benchmark is comparable when it is of the same indicator, period, sex, age, edition and
series as the area's figure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from needsbook.stats.envelope import Envelope, Sides, find_envelope, make_sides
from needsbook.stats.intervals import (
    BYAR,
    EXACT,
    EXACT_BELOW,
    WILSON,
    Array,
    rate_interval,
    wilson_interval,
)
from needsbook.stats.ladder import Rungs, climb_within
from needsbook.stats.text_columns import TextColumn, pair_numbers

if TYPE_CHECKING:
    import pandas as pd

PUBLISHED = "published"
NO_METHOD = ""
INTERVAL_NAMES: Mapping[str, str] = {
    PUBLISHED: "published by the source",
    "wilson": WILSON,
    "exact": EXACT,
    "byar": BYAR,
    NO_METHOD: "none: the figures at hand come with neither counts nor an interval",
}
_METHODS = np.array([NO_METHOD, PUBLISHED, "wilson", "exact", "byar"])
EVIDENCE = ("half", "coarse", "grain", "base_low", "base_high", "living")
MATCH = ("indicator", "period", "sex", "age", "edition", "series")


@dataclass(frozen=True)
class Rule:
    """What the statistics need to know of an indicator: its ``method`` (proportion, rate,
    count or score) and what a proportion is multiplied by to give its unit."""

    method: str
    multiplier: float = 1.0


@dataclass(frozen=True)
class Ground:
    """What the rows of a table rest on, made once however often they are compared."""

    sides: Sides
    envelope: Envelope
    method: NDArray[np.str_]
    multiplier: Array
    confidence: float

    @classmethod
    def of(
        cls, table: pd.DataFrame, method: NDArray[np.str_], multiplier: Array, confidence: float
    ) -> Ground:
        """The evidence in ``table``, with the method and multiplier of each row."""
        sides = read_sides(table)
        envelope = find_envelope(sides, method, multiplier, confidence)
        return cls(sides, envelope, method, multiplier, confidence)

    def compare(
        self, rows: NDArray[np.intp], with_rows: NDArray[np.int64], whole: bool = True
    ) -> Rungs:
        """Each of ``rows`` beside one of ``with_rows``, which is of the same indicator."""
        sides, envelope = self.sides, self.envelope
        return climb_within(
            sides.take(rows), sides.take(with_rows), envelope.take(rows), envelope.take(with_rows),
            self.method[rows], self.multiplier[rows], self.confidence, whole,
        )  # fmt: skip


@dataclass(frozen=True)
class Intervals:
    """Limits one per row in the unit of the value, and the name of the method used.

    ``method`` holds keys of ``INTERVAL_NAMES``; limits are ``nan`` where it is empty.
    """

    lower: Array
    upper: Array
    method: NDArray[np.str_]


def choose_intervals(
    values: ArrayLike,
    published_lower: ArrayLike,
    published_upper: ArrayLike,
    counts: ArrayLike,
    denominators: ArrayLike,
    methods: ArrayLike,
    multipliers: ArrayLike,
    confidence: float = 0.95,
) -> Intervals:
    """The published interval where there is one, ours where counts are given, else none.

    One number (and in ``methods`` one indicator method) per row. A published interval is
    at 95 per cent, so another ``confidence`` never uses it. Ours are Wilson for
    proportions, exact or Byar's for rates; counts and scores have none of ours.
    """
    value, lo, hi, x, n, scale = (
        np.atleast_1d(np.asarray(buffer, dtype=np.float64))
        for buffer in (values, published_lower, published_upper, counts, denominators, multipliers)
    )
    kind = np.atleast_1d(np.asarray(methods, dtype=np.str_))
    code = np.zeros(value.shape, dtype=np.int8)
    lower, upper = np.full(value.shape, np.nan), np.full(value.shape, np.nan)
    known = np.isfinite(value)
    for name, number in (("proportion", 2), ("rate", 3)):
        rows = known & (kind == name) & np.isfinite(x) & (n > 0) & (x >= 0)
        if not rows.any():
            continue
        if name == "proportion":
            limits = wilson_interval(x[rows], n[rows], confidence)
            lower[rows], upper[rows] = limits.lower * scale[rows], limits.upper * scale[rows]
            code[rows] = number
        else:
            limits = rate_interval(x[rows], n[rows], 1.0, confidence)
            lower[rows], upper[rows] = limits.lower * scale[rows], limits.upper * scale[rows]
            code[rows] = np.where(x[rows] < EXACT_BELOW, number, number + 1)
    if confidence == 0.95:
        given = known & np.isfinite(lo) & np.isfinite(hi)
        lower[given], upper[given], code[given] = lo[given], hi[given], 1
    code[~np.isfinite(lower)] = 0
    return Intervals(lower, upper, _METHODS[code])


def assess_table(
    table: pd.DataFrame,
    rules: Mapping[str, Rule],
    benchmarks: Mapping[str, Mapping[str, str] | str],
    confidence: float = 0.95,
    ground: Ground | None = None,
) -> pd.DataFrame:
    """One row per row of ``table`` (same index): interval, method, verdict per benchmark.

    ``benchmarks`` names each benchmark and gives its area code, or a mapping from an
    area's code to it ({"england": "E92000001", "region": {"E09000033": "E12000007"}}).
    Columns: ``lower, upper, interval_method``, and for each benchmark ``<name>`` (0 not
    tested, 1 similar, 2 higher, 3 lower), ``<name>_value``, ``<name>_p``, the ``<name>_step``
    of the ladder of evidence (0 where a value is missing) and ``<name>_above``, the number
    of people above which a verdict of step 5 holds. Indicators without a rule, and counts,
    are not tested. Evidence beyond counts and intervals is taken from the columns ``half,
    coarse, grain, base_low, base_high, living`` where the table has them; ``ground`` is that
    evidence where it is made already.
    """
    import pandas as pd

    indicators, areas = TextColumn.of(table["indicator"]), TextColumn.of(table["area_code"])
    method = indicators.look_up(lambda name: rules.get(name, Rule("score")).method, np.str_)
    multiplier = indicators.look_up(lambda name: rules.get(name, Rule("score")).multiplier, float)
    value, lo, hi, x, n = (
        table[name].to_numpy(dtype=np.float64, na_value=np.nan)
        for name in ("value", "lower_ci", "upper_ci", "count", "denominator")
    )
    found = choose_intervals(value, lo, hi, x, n, method, multiplier, confidence)
    result = pd.DataFrame(
        {"lower": found.lower, "upper": found.upper, "interval_method": found.method},
        index=table.index,
    )
    ground = ground or Ground.of(table, method, multiplier, confidence)
    area, key = areas.number, _combine_columns(table)
    position = {code: number for number, code in enumerate(areas.texts)}
    for name, given in benchmarks.items():
        target = np.full(len(position), -1)
        for code, number in position.items():
            wanted = given if isinstance(given, str) else given.get(code, "")
            target[number] = position.get(wanted, -1)
        row = _find_rows(key, area, target[area])
        there = np.flatnonzero((row >= 0) & (row != np.arange(len(row))))
        rungs = ground.compare(there, row[there])
        result[f"{name}_value"] = np.where(row >= 0, value[np.maximum(row, 0)], np.nan)
        for column, found_there, nothing in (
            (name, rungs.code, 0), (f"{name}_p", rungs.p, np.nan),
            (f"{name}_step", rungs.step, 0), (f"{name}_above", rungs.above, np.nan),
        ):  # fmt: skip
            whole = np.full(len(row), nothing, dtype=found_there.dtype)
            whole[there] = found_there
            result[column] = whole
    return result


def read_sides(table: pd.DataFrame) -> Sides:
    """The evidence of each row: its numbers, and what the columns of evidence say."""
    known = {
        side: table[name].to_numpy(dtype=np.float64, na_value=np.nan)
        for name, side in (
            ("value", "value"), ("lower_ci", "lower"), ("upper_ci", "upper"),
            ("count", "count"), ("denominator", "base"),
            *((name, name) for name in EVIDENCE if name in table.columns),
        )
    }  # fmt: skip
    return make_sides(**known)


def _combine_columns(table: pd.DataFrame) -> NDArray[np.int64]:
    """One number per row, equal where everything that must match is equal."""
    import pandas as pd

    combined = np.zeros(len(table), dtype=np.int64)
    for name in MATCH:
        # A missing text has number -1, and counts as one of its own.
        number = TextColumn.of(table[name]).number + 1
        if (number != number[:1]).any():
            # Numbered anew each time, so that the product stays far from the largest integer.
            combined = pd.factorize(pair_numbers(combined, number))[0].astype(np.int64)
    return combined


def _find_rows(
    key: NDArray[np.int64], area: NDArray[np.int64], target: NDArray[np.int64]
) -> NDArray[np.int64]:
    """For each row the row of area ``target`` with the same key; -1 where there is none."""
    width = int(area.max(initial=0)) + 2
    have = key * width + area
    order = np.argsort(have, kind="stable")
    want = key * width + np.where(target < 0, width - 1, target)
    slot = np.searchsorted(have[order], want)
    slot = np.minimum(slot, max(len(order) - 1, 0))
    hit = order[slot]
    return np.where(have[hit] == want, hit, -1)
