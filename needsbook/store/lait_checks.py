"""What is looked at in every measure taken from the table of ``data/lait``.

Each check finds a fault the table has had: a figure of England in every area, a sum of rates
for England, shares above 100, years that are none, counts of something else, a base that
changed. A fault that is known is an entry of ``data/corrections.yml`` or a break or limit of
the indicator, and is then no fault any more.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pandas as pd

from needsbook.catalogue import Indicator, parse_period

ENGLAND = "E92000001"
FEWEST_AREAS = 40
# Fewer authorities than this share of the usual number: a part of the country is lost.
LOST = 0.6
# The median authority's figure moved by more than this factor from one year to the next.
JUMP = 1.6


def find_faults(rows: pd.DataFrame, indicator: Indicator) -> Iterator[str]:
    """The faults of one indicator's rows from the table (corrected, as the tidy table has them)."""
    held = rows[rows["value"].notna()]
    local = held[held["area_code"].str.match(r"E0[6-9]|E10")]
    if local.empty:
        # Nothing is left where releases hold every period, or corrections blank what is left.
        return
    yield from _check_shares(held, indicator)
    yield from _check_repeats(local)
    yield from _check_england(held, indicator)
    yield from _check_authorities(local, indicator)
    yield from _check_jumps(local, indicator)


def _check_shares(held: pd.DataFrame, indicator: Indicator) -> Iterator[str]:
    limit = indicator.maximum
    if limit is None and indicator.method == "proportion":
        limit = 100.0
    if limit is not None and (over := held[held["value"] > limit]).size:
        row = over.iloc[0]
        yield (
            f"{len(over)} value(s) above {limit:g}: {row['area_code']} {row['period']} is "
            f"{row['value']:g}"
        )
    low = indicator.minimum
    if low is None and indicator.method in ("proportion", "rate", "count"):
        low = 0.0
    if low is not None and (under := held[held["value"] < low]).size:
        row = under.iloc[0]
        yield f"{len(under)} value(s) below {low:g}: {row['area_code']} {row['period']}"


def _check_repeats(local: pd.DataFrame) -> Iterator[str]:
    for period, part in local.groupby("period"):
        if len(part) < FEWEST_AREAS:
            continue
        common = part["value"].value_counts()
        # Nought and all are met by many areas; any other value in half of them is a copy,
        # however many values the other half has.
        common = common[(common.index != 0) & (common.index != 100)]
        if len(common) and common.iloc[0] * 2 >= len(part):
            yield f"{common.iloc[0]} of {len(part)} authorities have {common.index[0]:g} in {period}"


def _check_england(held: pd.DataFrame, indicator: Indicator) -> Iterator[str]:
    if indicator.method == "count":
        return
    unit = 10.0**-indicator.decimals
    for period, part in held.groupby("period"):
        england = part.loc[part["area_code"].eq(ENGLAND), "value"]
        regions = part.loc[part["area_code"].str.startswith("E12"), "value"]
        if england.empty or len(regions) < 7:
            continue
        value = england.iloc[0]
        if not regions.min() - unit <= value <= regions.max() + unit:
            yield (
                f"England is {value:g} in {period}, its regions {regions.min():g} to "
                f"{regions.max():g}"
            )


def _check_authorities(local: pd.DataFrame, indicator: Indicator) -> Iterator[str]:
    counts = local.groupby("period")["area_code"].nunique()
    usual = counts.median()
    if usual < FEWEST_AREAS:
        return
    for period, number in counts.items():
        noted = any(str(period) in caveat for caveat in indicator.caveats)
        if number < LOST * usual and not noted:
            yield f"{number} authorities have a figure in {period}, {usual:g} in most years"


def _check_jumps(local: pd.DataFrame, indicator: Indicator) -> Iterator[str]:
    wide = local.pivot_table(index="area_code", columns="period", values="value")
    periods = sorted(wide.columns, key=parse_period)
    cuts = [parse_period(cut.first).end for cut in indicator.breaks]
    known = " ".join(indicator.caveats)
    for before, after in pairwise(periods):
        start, end = parse_period(before).end, parse_period(after).end
        if any(start < cut <= end for cut in cuts) or after in known:
            continue
        both = wide[[before, after]].dropna()
        both = both[(both > 0).all(axis=1)]
        if len(both) < FEWEST_AREAS:
            continue
        ratio = float(np.median(both[after] / both[before]))
        if ratio > JUMP or ratio < 1 / JUMP:
            yield (
                f"figures moved by a factor of {ratio:.2f} from {before} to {after}: say under "
                "breaks or caveats why"
            )
