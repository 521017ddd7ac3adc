"""The evidence of a whole table of figures: columns for ``stats.assess_table``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from needsbook.catalogue import parse_period
from needsbook.findings.decimals import list_halves
from needsbook.findings.evidence import divide_out, find_base
from needsbook.findings.living import count_living, is_apart
from needsbook.store.store import Store

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("half", "coarse", "grain", "base_low", "base_high", "living")


def add_evidence(store: Store, table: pd.DataFrame) -> pd.DataFrame:
    """``table`` (rows of the tidy table) with the columns ``half, coarse, grain, base_low,
    base_high, living`` (see ``stats.ladder.Sides``).

    Bases and people living there are looked up only for proportions and rates that come
    with neither interval nor base.
    """
    indicators = [store.indicators[name] for name in table["indicator"].unique()]
    half = list_halves(store, table)
    names = table["indicator"].to_numpy(dtype=object)
    datasets, periods, codes = (table[name].tolist() for name in ("dataset", "period", "area_code"))
    coarse = {name: float(passport.counts_rounded_to) for name, passport in store.passports.items()}
    months = {text: 1 / 3 if parse_period(text).kind == "months" else 1.0 for text in set(periods)}
    low, high, living = (np.full(len(table), np.nan) for _ in range(3))
    able = {
        indicator.id: indicator
        for indicator in indicators
        if indicator.method in ("proportion", "rate")
    }
    bare = table["value"].notna() & table["lower_ci"].isna() & table["denominator"].isna()
    bare &= table["sex"].eq("") & table["age"].eq("") & table["indicator"].isin(list(able))
    counts, values = (table[name].to_numpy(dtype=np.float64) for name in ("count", "value"))
    for row in np.flatnonzero(bare.to_numpy()):
        indicator = able[str(names[row])]
        if counts[row] == counts[row]:
            least, most = divide_out(
                counts[row], values[row], half[row], coarse.get(datasets[row], 1.0),
                indicator.multiplier,
            )  # fmt: skip
            if least is not None and most is not None:
                low[row], high[row] = least, most
                continue
        if is_apart(indicator):
            continue
        least, most, _ = find_base(store, indicator, codes[row], periods[row])
        people = count_living(store, indicator, codes[row], periods[row])
        low[row], high[row], living[row] = (
            np.nan if value is None else value for value in (least, most, people)
        )
    return table.assign(
        half=half,
        coarse=[coarse.get(name, 1.0) for name in datasets],
        grain=[months[text] for text in periods],
        base_low=low,
        base_high=high,
        living=living,
    )
