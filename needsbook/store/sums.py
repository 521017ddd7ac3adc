"""Wholes that are the sum of their parts: a region or country of authorities, a county of districts.

Where a publisher prints no figure of the whole, but this book holds every part with its count
and base, from one series and for the same period, the whole is the sum of the counts over the
sum of the bases. Where one part is missing nothing is made.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from needsbook.catalogue import Area, Areas, Indicator

ADDED = ("proportion", "rate")
KEY = ["indicator", "area_code", "period"]
TAKEN = [*KEY, "series", "count", "denominator", "release", "basis"]


def list_parts(areas: Areas, whole: Area) -> list[Area]:
    """The areas ``whole`` is the sum of: all its authorities, or all its districts."""
    if whole.level == "country":
        return areas.at_level("upper_tier")
    if whole.level == "region":
        return areas.at_level("upper_tier", whole.code)
    return areas.districts_of(whole.code) if whole.level == "upper_tier" else []


def name_sum(whole: Area) -> str:
    """How a sum is called: “sum of the districts”."""
    kind = "districts" if whole.level == "upper_tier" else "authorities"
    return f"sum of the {kind}"


def add_sums(
    table: pd.DataFrame, indicators: Mapping[str, Indicator], areas: Areas
) -> pd.DataFrame:
    """``table`` with a row for every whole that can be had and is not held otherwise."""
    wholes = {area.code: [part.code for part in list_parts(areas, area)] for area in areas}
    # An authority of which nothing at all is held is not one that figures could be missing of.
    known = set(table["area_code"].unique())
    wholes = {code: [part for part in parts if part in known] for code, parts in wholes.items()}
    wholes = {code: parts for code, parts in wholes.items() if len(parts) > 1}
    names = [name for name, known in indicators.items() if known.method in ADDED]
    plain = (
        table["indicator"].isin(names) & table["edition"].eq("")
        & table["sex"].eq("") & table["age"].eq("")
    ).to_numpy(dtype=bool)  # fmt: skip
    held = set(_list_keys(table, plain & table["value"].notna().to_numpy()))
    parts = {code for listed in wholes.values() for code in listed}
    usable = plain & (
        table["area_code"].isin(parts) & table["count"].notna() & table["denominator"].gt(0)
    ).to_numpy(dtype=bool)
    made, blank = [], set()
    for (name, period, series), group in table.loc[usable, TAKEN].groupby(
        ["indicator", "period", "series"], sort=True
    ):
        # Of an area that stands twice the first row counts.
        places: dict[str, int] = {}
        for place, code in enumerate(group["area_code"].tolist()):
            places.setdefault(code, place)
        counts, bases = group["count"].to_numpy(), group["denominator"].to_numpy()
        for code, listed in wholes.items():
            key = (str(name), code, str(period))
            if key in held or not places.keys() >= set(listed):
                continue
            at = [places[part] for part in listed]
            count, base = counts[at].sum(), bases[at].sum()
            first = group.iloc[at[0]]
            made.append({
                "indicator": name, "area_code": code, "period": period, "sex": "", "age": "",
                "value": count / base * indicators[str(name)].multiplier, "count": count,
                "denominator": base, "reason": "", "dataset": "", "series": series,
                "edition": "", "release": first["release"], "basis": first["basis"], "row": 0,
                "note": f"{name_sum(areas[code]).capitalize()}: no figure of the whole is held.",
            })  # fmt: skip
            held.add(key)
            blank.add(key)
    if not made:
        return table
    # Rows that said there is no figure make way for the sum.
    gone = plain & table["area_code"].isin({code for _, code, _ in blank}).to_numpy(dtype=bool)
    gone[gone] = [key in blank for key in _list_keys(table, gone)]
    return pd.concat([*_leave_out(table, gone), pd.DataFrame(made)], ignore_index=True)


def _leave_out(table: pd.DataFrame, gone: np.ndarray[Any, Any]) -> Iterator[pd.DataFrame]:
    """What stands between the few rows that are gone: parts of the table, which are no copies."""
    edges = [-1, *np.flatnonzero(gone).tolist(), len(table)]
    for before, after in pairwise(edges):
        if after - before > 1:
            yield table.iloc[before + 1 : after]


def _list_keys(table: pd.DataFrame, rows: np.ndarray[Any, Any]) -> Iterator[tuple[str, str, str]]:
    """Indicator, area and period of the rows where ``rows`` is true."""
    return zip(*(table.loc[rows, name].tolist() for name in KEY), strict=True)
