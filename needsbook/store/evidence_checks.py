"""What must hold of counts, bases and intervals before a test may rest on them.

Each problem names the file, the row (the header is row 1) and what to do. A count above its
base and an interval that leaves its value out are refused as a file is read; the rest needs
the passport, or the whole file, and is looked at by ``needsbook check``.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from needsbook.catalogue.indicators import Indicators
from needsbook.catalogue.passports import Passport
from needsbook.catalogue.periods import parse_period
from needsbook.store.snapshot_checks import find_first, refuse_row

# From so many counts on, all of them multiples of five are no accident (one in 5^50).
ENOUGH_COUNTS = 50
ROUNDED_TO = 5
# From so many areas on, the same bases in two periods are one period's bases copied.
ENOUGH_AREAS = 20
SAME = 0.5
# More percentages of a file than this that no count gives: the base is another one.
FEW_IMPOSSIBLE = 0.01
BASE_MARK = "base of"
MOST_DECIMALS = 6


def check_numbers(path: Path, frame: pd.DataFrame, indicators: Indicators) -> None:
    """Nothing; ``BadInput`` for the first count above its base (of a proportion) and the
    first interval that does not hold its value, the value's own rounding allowed."""
    methods = {name: indicators[name].method for name in frame["indicator"].unique()}
    share = frame["indicator"].map(methods).eq("proportion").to_numpy()
    count, base = frame["count"].to_numpy(), frame["denominator"].to_numpy()
    at = find_first(share & (count > base))
    if at is not None:
        raise refuse_row(
            path, f"the base {base[at]:g} is smaller than the count {count[at]:g}", at + 2,
            "denominator", "look at the source: the two numbers may be swapped or of two tables",
        )  # fmt: skip
    value, lower, upper = (frame[name].to_numpy() for name in ("value", "lower_ci", "upper_ci"))
    halves = {name: 0.5 * 10.0 ** -indicators[name].decimals for name in methods}
    room = frame["indicator"].map(halves).to_numpy(dtype=float) + 1e-9
    at = find_first((lower > value + room) | (upper < value - room))
    if at is not None:
        raise refuse_row(
            path,
            f"the interval {lower[at]:g} to {upper[at]:g} does not hold its value {value[at]:g}",
            at + 2, "lower_ci",
            "look at the source: limits and value may be in two units or of two rows",
        )  # fmt: skip


def check_counts(
    table: pd.DataFrame, passports: Mapping[str, Passport], indicators: Indicators
) -> Iterator[str]:
    """Every problem of the tidy table's counts, as printed text, in order of dataset.

    Counts that are all multiples of five without the passport saying so; bases copied from
    another period without a mark; percentages that no count over their base gives, where
    they are more than a few of the file.
    """
    snapshots = table[table["dataset"].ne("")]  # what is derived here has no counts of its own
    for name, rows in snapshots.groupby("dataset", sort=True):
        passport = passports[str(name)]
        where = f"data/snapshots/{passport.source}/{name}.csv"
        for indicator, mine in rows.groupby("indicator", sort=True):
            yield from _check_rounding(mine, passport, where)
            yield from _check_periods(mine, str(indicator), where)
            if indicators[str(indicator)].method == "proportion" and passport.counts_rounded_to < 2:
                yield from _check_possible(mine, indicators[str(indicator)].multiplier, where)


def _check_rounding(rows: pd.DataFrame, passport: Passport, where: str) -> Iterator[str]:
    counted = rows[rows["count"] > 0]
    counted = counted[~counted["area_code"].str.startswith(("E92", "E12"))]
    if passport.counts_rounded_to > 1 or len(counted) < ENOUGH_COUNTS:
        return
    if (counted["count"] % ROUNDED_TO == 0).all():
        yield (
            f"all {len(counted):,} counts are multiples of five, yet they pass as exact\n"
            f"  where: {where}, row {int(counted['row'].iloc[0])}, column count\n"
            f"  what to do: write counts_rounded_to: {ROUNDED_TO} in the passport beside it"
        )


def _check_periods(rows: pd.DataFrame, indicator: str, where: str) -> Iterator[str]:
    based = rows[rows["denominator"].gt(0) & rows["sex"].eq("") & rows["age"].eq("")]
    by_period: dict[str, Any] = {
        str(period): part.set_index("area_code") for period, part in based.groupby("period")
    }
    ordered = sorted(by_period, key=lambda text: parse_period(text).end)
    for before, after in itertools.pairwise(ordered):
        first, second = by_period[before], by_period[after]
        both = first.index.intersection(second.index)
        if len(both) < ENOUGH_AREAS:
            continue
        same = first.loc[both, "denominator"].eq(second.loc[both, "denominator"])
        copied = second.loc[both[same.to_numpy()]]
        unmarked = copied[~copied["note"].str.startswith(BASE_MARK)]
        if len(copied) > SAME * len(both) and len(unmarked):
            yield (
                f"{indicator}: {len(copied)} of {len(both)} bases of {after} are those of {before}\n"
                f"  where: {where}, row {int(unmarked['row'].iloc[0])}, column denominator\n"
                f"  what to do: give the bases of {after}, leave them out, or begin the note of "
                f"each such row with “{BASE_MARK} {before}”"
            )


def _check_possible(rows: pd.DataFrame, multiplier: float, where: str) -> Iterator[str]:
    alone = rows[rows["denominator"].gt(0) & rows["count"].isna() & rows["value"].notna()]
    whole = [parse_period(text).kind != "months" for text in alone["period"]]
    alone = alone[whole]
    if alone.empty:
        return
    value, base = alone["value"].to_numpy(), alone["denominator"].to_numpy()
    half = 0.5 * 10.0 ** -_count_decimals(value) + 1e-9
    least = np.ceil((value - half) / multiplier * base - 1e-9)
    most = np.floor((value + half) / multiplier * base + 1e-9)
    wrong = most < least
    if wrong.sum() > max(FEW_IMPOSSIBLE * len(alone), 2):
        at = int(np.argmax(wrong))
        yield (
            f"no number of people out of {base[at]:g} is {value[at]:g}%, and {int(wrong.sum()):,} "
            f"of {len(alone):,} percentages are like it\n"
            f"  where: {where}, row {int(alone['row'].iloc[at])}, column denominator\n"
            "  what to do: this is not the base of the percentage: find the right one, or leave "
            "it out"
        )


def _count_decimals(values: Any) -> Any:
    decimals = np.full(len(values), MOST_DECIMALS, dtype=float)
    for places in range(MOST_DECIMALS - 1, -1, -1):
        same = np.abs(np.round(values, places) - values) < 1e-9 * np.maximum(np.abs(values), 1)
        decimals[same] = places
    return decimals
