"""Figures computed here from two others: one less the other, same area and period.

Where both sides have counts the interval is Newcombe's (1998, method 10) for the difference of
two independent proportions, as ``stats.intervals.difference_interval`` computes it.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from needsbook.catalogue import Indicator
from needsbook.stats.intervals import difference_interval

DERIVED_INTERVAL = "newcombe"
KEY = ["area_code", "period"]


def derive_rows(table: pd.DataFrame, indicators: Mapping[str, Indicator]) -> pd.DataFrame:
    """The rows of every indicator with ``derive``; where one side is blank, so is the row."""
    used = {
        n
        for indicator in indicators.values()
        if indicator.derive
        for n in indicator.derive.difference
    }
    table = table[table["indicator"].isin(used)]
    frames = [
        _subtract(table, indicator, indicators)
        for indicator in indicators.values()
        if indicator.derive is not None
    ]
    return pd.concat(frames, ignore_index=True) if frames else table.iloc[:0]


def _side(table: pd.DataFrame, name: str) -> pd.DataFrame:
    rows = table[table["indicator"].eq(name) & table["edition"].eq("")]
    return rows[rows["sex"].eq("") & rows["age"].eq("")]


def _subtract(
    table: pd.DataFrame, indicator: Indicator, indicators: Mapping[str, Indicator]
) -> pd.DataFrame:
    assert indicator.derive is not None
    left, right = indicator.derive.difference
    both = _side(table, left).merge(_side(table, right), "inner", KEY, suffixes=("", "_b"))
    places = max(indicators[left].decimals, indicators[right].decimals, indicator.decimals)
    value = (both["value"] - both["value_b"]).round(places)
    lower, upper = np.full(len(both), np.nan), np.full(len(both), np.nan)
    shares = indicators[left].method == indicators[right].method == "proportion"
    counted = both[["count", "denominator", "count_b", "denominator_b"]].notna().all(axis=1)
    counted &= (both["denominator"] > 0) & (both["denominator_b"] > 0) & value.notna()
    if shares and counted.any():
        at = counted.to_numpy()
        some = both[counted]
        found = difference_interval(
            some["count"], some["denominator"], some["count_b"], some["denominator_b"]
        )
        lower[at], upper[at] = 100 * np.asarray(found.lower), 100 * np.asarray(found.upper)
    missing = both["value"].isna()
    reason = both["reason"].where(missing, both["reason_b"]).where(value.isna(), "")
    return pd.DataFrame(
        {
            "indicator": indicator.id, "area_code": both["area_code"], "period": both["period"],
            "sex": "", "age": "", "value": value, "lower_ci": lower.round(2),
            "upper_ci": upper.round(2), "count": np.nan, "denominator": np.nan, "reason": reason,
            "note": "", "dataset": "", "series": both["series"] + "_less_" + both["series_b"],
            "edition": "", "release": both["release"], "basis": indicator.basis, "row": 0,
        }
    )  # fmt: skip
