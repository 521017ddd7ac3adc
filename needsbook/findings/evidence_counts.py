"""How much of what a profile shows is tested, by area and step of the ladder of evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from needsbook.catalogue import Area, Indicator
from needsbook.findings.assess import COUNTRY, find_rules
from needsbook.findings.evidence_table import add_evidence
from needsbook.stats.assess_table import assess_table
from needsbook.stats.steps import PLACED, STEPS
from needsbook.stats.verdicts import NOT_TESTED
from needsbook.store.store import Store

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class EvidenceCount:
    """What one area's (or indicator's) latest figures rest on against England: how many
    stand on each step, how many have nothing to be compared with (``alone``)."""

    name: str
    steps: dict[int, int]
    alone: int

    @property
    def figures(self) -> int:
        """All figures."""
        return sum(self.steps.values()) + self.alone

    @property
    def tested(self) -> int:
        """Those with a verdict: on steps 1 to 5."""
        return sum(number for step, number in self.steps.items() if step != PLACED)


def weigh_latest(
    store: Store, indicators: Sequence[Indicator], areas: Sequence[Area]
) -> pd.DataFrame:
    """The latest figure of each area and indicator with its code and step against England.

    Columns ``indicator, area_code, period, code, step, above``; figures without a value
    are left out.
    """
    table = store.table
    wanted = {indicator.id for indicator in indicators}
    codes = [area.code for area in areas]
    country = store.areas[COUNTRY].code
    store.touched.update(wanted)
    rows = table[
        table["indicator"].isin(wanted)
        & table["area_code"].isin([*codes, country])
        & table["value"].notna()
        & table["sex"].eq("")
        & table["age"].eq("")
    ]
    # Of the editions of a period the one in use comes first, as in ``Store.figure``.
    rows = rows.sort_values(["indicator", "area_code", "end", "start", "edition"], kind="stable")
    rows = rows[~rows.duplicated(["indicator", "area_code", "period"])]
    last = ~rows.duplicated(["indicator", "area_code"], keep="last")
    kept = rows[last | rows["area_code"].eq(country)]
    # The benchmark of an edition in use may be the only one there is: editions are matched.
    kept = add_evidence(store, kept.assign(edition="")).reset_index(drop=True)
    found = assess_table(kept, find_rules(store), {"england": country})
    mine = kept["area_code"].isin(codes) & kept["area_code"].ne(country)
    mine &= ~kept.duplicated(["indicator", "area_code"], keep="last")
    return kept.loc[mine, ["indicator", "area_code", "period"]].assign(
        code=found["england"], step=found["england_step"], above=found["england_above"]
    )


def count_evidence(found: pd.DataFrame, by: str, names: dict[str, str]) -> list[EvidenceCount]:
    """The counts by ``area_code`` or ``indicator``, in the order of ``names``."""
    counts = []
    keys = found[by].to_numpy(dtype=object)
    steps = found["step"].to_numpy()
    codes = found["code"].to_numpy()
    for key, name in names.items():
        here = keys == key
        if not here.any():
            continue
        on = {
            step: int(np.sum(here & (steps == step) & ((codes != NOT_TESTED) | (step == PLACED))))
            for step in STEPS
        }
        counts.append(EvidenceCount(name, on, int(here.sum()) - sum(on.values())))
    return counts
