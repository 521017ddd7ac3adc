"""Where every figure stands: its places, quarters, distances and changes, in one table.

A place counts from the largest value, ties sharing the best one (``ranks.TIE_RULE``). A
quarter follows OHID's rule for quantiles (``verdicts.assign_quantiles``). Distances are
given in the indicator's unit and in standard deviations between authorities, which makes
measures of different units comparable (the z-score of the published health profiles'
spine charts). Verdicts and trends are those of ``assess_table`` and ``trend_table``: where
none could be made the code is 0, and words must say so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from needsbook.stats.assess_table import EVIDENCE, Ground, Rule, assess_table
from needsbook.stats.standing_places import (
    FEWEST_NEAR,
    FEWEST_PLACED,
    QUARTERS,
    compare_with_several,
    place_settled,
    settle_values,
)
from needsbook.stats.text_columns import (
    TextColumn,
    count_days,
    find_first,
    number_rows,
    pair_numbers,
    renumber,
    write_out,
)
from needsbook.stats.trend_table import find_trends, step_back

if TYPE_CHECKING:
    import pandas as pd

RANKED_LEVEL = "upper_tier"
STOOD_LEVELS = ("upper_tier", "district")
BENCHMARK_LEVELS = ("country", "region")
KEY = ("indicator", "area_code", "period")
# The columns that are looked at, beside those of evidence.
READ = (
    *KEY, "sex", "age", "series", "edition", "start", "end", "value", "lower_ci", "upper_ci",
    "count", "denominator",
)  # fmt: skip
GOOD = {"higher_is_better": 1, "lower_is_better": -1}
NEAR = ("place", "place_from_low", "of", "tied")
__all__ = [
    "FEWEST_NEAR",
    "FEWEST_PLACED",
    "KEY",
    "RANKED_LEVEL",
    "MeasureFacts",
    "PlaceFacts",
    "measure_standings",
]  # fmt: skip


@dataclass(frozen=True)
class MeasureFacts:
    """What the statistics need to know of an indicator; ``breaks`` are the last days of the
    first periods that are not comparable with those before."""

    method: str
    multiplier: float = 1.0
    polarity: str = "neutral"
    breaks: tuple[date, ...] = ()


@dataclass(frozen=True)
class PlaceFacts:
    """What the statistics need to know of an area: its ``level``, its ``region``'s code, the
    codes of its statistical ``neighbours``, and the day its plan began (None: no plan)."""

    level: str
    region: str = ""
    neighbours: tuple[str, ...] = ()
    since: date | None = None


def measure_standings(
    table: pd.DataFrame,
    measures: Mapping[str, MeasureFacts],
    places: Mapping[str, PlaceFacts],
    country: str,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """One row per indicator, authority (or district) and period with a value.

    ``table`` is the tidy table (columns of ``assess_table`` and ``start``, ``end`` as ISO
    days); rows by sex or age, and superseded editions of a period that has a current one,
    are left out. Places are counted among all authorities with a value of the same
    indicator, period and series.

    Columns: ``indicator, area_code, period, series, edition, start, end, value``;
    ``place, place_from_low, of, tied`` in England (0: none), the same with ``region_`` and
    ``neighbours_``; ``quarter`` (1 highest values to 4 lowest) and ``good_quarter`` (1
    best to 4 worst by polarity; 0 for neutral ones); ``mean, deviation`` of authorities;
    ``england, region, neighbours`` (median) and for each ``_difference`` and ``_distance``
    (in standard deviations, positive where the value is larger); ``england_verdict,
    region_verdict`` (0 not tested, 1 similar, 2 higher, 3 lower); ``england_step`` and
    ``england_above`` of the ladder of evidence; ``previous_period,
    previous_value, previous_verdict`` and the same with ``since_`` for the last comparable
    period that had ended when the area's plan began; ``trend`` (0 not possible, 1 no clear
    change, 2 increasing, 3 decreasing) and ``trend_points``; ``latest``, whether no later
    period has a value.
    """
    import pandas as pd

    rows = _choose_rows(table, places)
    indicators, areas = TextColumn.of(rows["indicator"]), TextColumn.of(rows["area_code"])
    method = indicators.look_up(lambda name: _of(measures, name).method, np.str_)
    rules = {name: Rule(facts.method, facts.multiplier) for name, facts in measures.items()}
    regions = {code: facts.region for code, facts in places.items() if facts.region}
    multiplier = indicators.look_up(lambda name: _of(measures, name).multiplier, np.float64)
    ground = Ground.of(rows, method, multiplier, confidence)
    benchmarks: dict[str, Mapping[str, str] | str] = {"england": country, "region": regions}
    tested = assess_table(rows, rules, benchmarks, confidence, ground)
    value, count, denominator = (
        rows[name].to_numpy(dtype=np.float64) for name in ("value", "count", "denominator")
    )
    lower, upper = tested["lower"].to_numpy(), tested["upper"].to_numpy()
    known = np.isfinite(value)
    ranked = known & areas.look_up(lambda code: places[code].level == RANKED_LEVEL, bool)
    group = number_rows(rows, ("indicator", "period", "series"))
    settled = settle_values(value)
    region_numbers = {region: at for at, region in enumerate(["", *sorted(set(regions.values()))])}
    inside = areas.look_up(lambda code: region_numbers[places[code].region], np.int64)
    found: dict[str, Any] = {**place_settled(group, settled, ranked)}
    found |= {
        f"region_{name}": column
        for name, column in place_settled(
            pair_numbers(group, inside), settled, ranked & (inside > 0), FEWEST_NEAR
        ).items()
        if name in NEAR
    }
    found |= compare_with_several(
        group,
        rows["area_code"].array,
        value,
        {code: facts.neighbours for code, facts in places.items()},
    )
    good = indicators.look_up(lambda name: GOOD.get(_of(measures, name).polarity, 0), np.int64)
    quarter = found["quarter"]
    found["good_quarter"] = np.select(
        [quarter == 0, good > 0, good < 0], [0, quarter, QUARTERS + 1 - quarter], 0
    )
    deviation, plain = found["deviation"], method == "count"
    for name, beside in (
        ("england", tested["england_value"].to_numpy()),
        ("region", tested["region_value"].to_numpy()),
        ("neighbours", found["neighbours"]),
    ):
        apart = np.where(plain, np.nan, value - beside)
        found[name] = beside
        found[f"{name}_difference"] = apart
        with np.errstate(invalid="ignore", divide="ignore"):
            found[f"{name}_distance"] = np.where(deviation > 0, apart / deviation, np.nan)
    found["england_verdict"] = tested["england"].to_numpy()
    found["region_verdict"] = tested["region"].to_numpy()
    found["england_step"] = tested["england_step"].to_numpy()
    found["england_above"] = tested["england_above"].to_numpy()
    # A plain number of people depends on the size of the area: it has no place.
    for name in (*NEAR, *(f"{who}_{place}" for who in ("region", "neighbours") for place in NEAR),
                 "quarter", "good_quarter"):  # fmt: skip
        found[name] = np.where(plain, 0, found[name])
    run = _number_runs(rows, measures)
    start, end = count_days(rows["start"]), count_days(rows["end"])
    order = np.lexsort((start, end, run))
    previous = _unsort(order, step_back(run[order], start[order], end[order], known[order]))
    since = _find_since(run, end, known, order, rows["area_code"], places)
    periods = TextColumn.of(rows["period"])
    for name, at in (("previous", previous), ("since", since)):
        found[f"{name}_period"] = periods.copy(at)
        found[f"{name}_value"] = np.where(at >= 0, value[np.maximum(at, 0)], np.nan)
        found[f"{name}_verdict"] = _compare_with(at, ground)
    trends = find_trends(
        run[order], start[order], end[order], value[order], count[order], denominator[order],
        lower[order], upper[order], method[order], confidence,
    )  # fmt: skip
    found["trend"] = _restore(order, trends.outcome)
    found["trend_points"] = _restore(order, trends.points)
    stood = areas.look_up(lambda code: places[code].level in STOOD_LEVELS, bool)
    kept = np.flatnonzero(known & stood)
    texts = {
        name: write_out(rows[name].take(kept), table[name].dtype)
        for name in (*KEY, "series", "edition", "start", "end")
    }
    columns = {**texts, "value": value[kept], **{name: found[name][kept] for name in found}}
    pairs = pair_numbers(indicators.number[kept], areas.number[kept])
    # Oldest first: the last row of an indicator and area is its latest.
    return pd.DataFrame({**columns, "latest": find_first(pairs[::-1])[::-1]})


def _of(measures: Mapping[str, MeasureFacts], name: str) -> MeasureFacts:
    return measures.get(name) or MeasureFacts("score")


def _choose_rows(table: pd.DataFrame, places: Mapping[str, PlaceFacts]) -> pd.DataFrame:
    """The rows of whole populations in their current edition, oldest first in each series."""
    wanted = {
        code for code, facts in places.items() if facts.level in (*STOOD_LEVELS, *BENCHMARK_LEVELS)
    }
    columns = {name: TextColumn.of(table[name]) for name in (*KEY, "start", "end", "edition")}
    chosen = columns["area_code"].look_up(wanted.__contains__, bool)
    chosen &= (table["sex"].eq("") & table["age"].eq("")).to_numpy(dtype=bool)
    at = np.flatnonzero(chosen)
    ranks = {name: column.rank()[at] for name, column in columns.items()}
    order = np.lexsort(
        [ranks[name] for name in ("edition", "start", "end", "area_code", "indicator")]
    )
    at = at[order]
    pair = pair_numbers(ranks["indicator"][order], ranks["area_code"][order])
    # Where a current edition has any figure of an area, a superseded one has no say.
    current = columns["edition"].look_up(lambda text: not text, bool)[at]
    has_current = np.zeros(int(pair.max(initial=0)) + 1, dtype=bool)
    has_current[pair[current]] = True
    kept = current | ~has_current[pair]
    at, pair, period = at[kept], pair[kept], ranks["period"][order][kept]
    at = at[find_first(pair_numbers(pair, period))]
    read = [name for name in (*READ, *EVIDENCE) if name in table.columns and name not in columns]
    rows = table[read].take(at).reset_index(drop=True)
    # Few different texts in many rows: as numbers they are compared and counted at once.
    categories = {name: column.at(at) for name, column in columns.items()}
    return rows.assign(**categories, series=rows["series"].astype("category"))


def _number_runs(rows: pd.DataFrame, measures: Mapping[str, MeasureFacts]) -> NDArray[np.int64]:
    """One number per run of comparable figures: indicator, area, series, breaks passed."""
    end = count_days(rows["end"])
    passed = np.zeros(len(rows), dtype=np.int64)
    names = TextColumn.of(rows["indicator"])
    for number, name in enumerate(names.texts):
        measure = _of(measures, name)
        if measure.breaks:
            here = names.number == number
            cuts = np.sort([day.toordinal() for day in measure.breaks])
            passed[here] = np.searchsorted(cuts, end[here], side="right")
    run = number_rows(rows, ("indicator", "area_code", "series"))
    return renumber(pair_numbers(run, passed))


def _unsort(order: NDArray[np.int64], found: NDArray[np.int64]) -> NDArray[np.int64]:
    """Row numbers found in ``order``, as numbers of the rows themselves, row by row."""
    return _restore(order, np.where(found >= 0, order[np.maximum(found, 0)], -1))


def _restore(
    order: NDArray[np.int64], values: NDArray[np.int64] | NDArray[np.int8]
) -> NDArray[np.int64]:
    back = np.empty(len(values), dtype=np.int64)
    back[order] = values
    return back


def _find_since(
    run: NDArray[np.int64],
    end: NDArray[np.int64],
    known: NDArray[np.bool_],
    order: NDArray[np.int64],
    codes: pd.Series[str],
    places: Mapping[str, PlaceFacts],
) -> NDArray[np.int64]:
    """For each row the last earlier row of its run that had ended when the plan began."""
    days = {code: facts.since.toordinal() if facts.since else -1 for code, facts in places.items()}
    day = TextColumn.of(codes).look_up(lambda code: days[code], np.int64)
    kept = order[known[order]]
    span = int(end.max(initial=0)) + 2
    slot = np.searchsorted(run[kept] * span + end[kept], run * span + day, side="right") - 1
    row = kept[np.maximum(slot, 0)] if kept.size else np.zeros(len(run), dtype=np.int64)
    fits = (slot >= 0) & (day > 0) & (run[row] == run) & (end[row] < end) if kept.size else False
    return np.where(fits, row, -1)


def _compare_with(at: NDArray[np.int64], ground: Ground) -> NDArray[np.int8]:
    """The verdict of each row against the row ``at``: 0 not tested, else as ``climb``."""
    rows = np.flatnonzero(at >= 0)
    code = np.zeros(len(at), dtype=np.int8)
    # An earlier figure of the same area is a peer: it must bring evidence of its own.
    code[rows] = ground.compare(rows, at[rows], whole=False).code
    return code
