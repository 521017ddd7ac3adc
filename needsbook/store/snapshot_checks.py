"""What must hold for every row of a snapshot: keys, order, reasons, ranges."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from needsbook.catalogue.areas import CODE_PATTERN, Areas
from needsbook.catalogue.file_checks import AREA_CODE, NUMBER, FileColumn, TableForm, optional
from needsbook.catalogue.indicators import Indicators
from needsbook.catalogue.periods import parse_period
from needsbook.errors import BadInput

KEY = ("indicator", "area_code", "period", "sex", "age")
NUMBERS = ("value", "lower_ci", "upper_ci", "count", "denominator")
REASONS = (
    "suppressed", "not_available", "not_applicable", "low",
    "combined_with_neighbour", "not_comparable",
)  # fmt: skip
SNAPSHOT = TableForm(
    (
        FileColumn("indicator", r"[a-z][a-z0-9_]*", "an indicator's name", "indicator"),
        FileColumn("area_code", AREA_CODE, "a code such as E09000033", "area"),
        FileColumn("period"),
        *(FileColumn(name, r".*") for name in ("sex", "age")),
        *(optional(FileColumn(name, NUMBER, "a number")) for name in NUMBERS),
        optional(FileColumn("reason", "|".join(REASONS), f"one of {', '.join(REASONS)}")),
        FileColumn("note", r".*"),
    ),
    key=KEY,
)
COLUMNS = SNAPSHOT.names
BESIDE_A_VALUE = "combined_with_neighbour"


def name_place(path: Path) -> str:
    """``path`` as printed: from the folder ``data`` on where it stands in one."""
    parts = path.parts
    if "data" in parts:
        last = len(parts) - 1 - parts[::-1].index("data")
        return "/".join(parts[last:])
    return path.name


def refuse_row(
    path: Path, what: str, row: int | None = None, column: str = "", do: str = ""
) -> BadInput:
    """The error for a row (a line of the file, the header is 1) and column of a snapshot."""
    where = name_place(path)
    if row is not None:
        where += f", row {row}"
    if column:
        where += f", column {column}"
    return BadInput(what, where, do)


def find_first(mask: Any) -> int | None:
    """Position of the first true of ``mask``, or None."""
    values = np.asarray(mask, dtype=bool)
    return int(values.argmax()) if values.any() else None


def check_reasons(path: Path, frame: pd.DataFrame) -> None:
    """Refuse a reason that is none, one beside a value, and a blank value without one."""
    reason, blank = frame["reason"], frame["value"].isna()
    given = reason != ""
    at = find_first(given & ~reason.isin(REASONS))
    if at is not None:
        raise refuse_row(
            path,
            f"“{reason.iat[at]}” is not a reason",
            at + 2,
            "reason",
            f"use one of {', '.join(REASONS)}",
        )
    at = find_first(blank & ~given)
    if at is not None:
        raise refuse_row(
            path,
            "a value is missing without a reason",
            at + 2,
            "reason",
            f"give one of {', '.join(REASONS)}",
        )
    at = find_first(~blank & given & (reason != BESIDE_A_VALUE))
    if at is not None:
        raise refuse_row(
            path, f"a value stands beside the reason “{reason.iat[at]}”", at + 2, "reason",
            f"only {BESIDE_A_VALUE} may stand beside a value",
        )  # fmt: skip


def check_ranges(path: Path, frame: pd.DataFrame, indicators: Indicators | None) -> None:
    """Refuse values and limits that cannot be: outside the indicator's range or in wrong order."""
    at = find_first(frame["lower_ci"] > frame["upper_ci"])
    if at is not None:
        raise refuse_row(
            path,
            "the lower limit is above the upper limit",
            at + 2,
            "lower_ci",
            "check the row",
        )
    for name in ("count", "denominator"):
        at = find_first(frame[name] < 0)
        if at is not None:
            raise refuse_row(path, f"{name} is below zero", at + 2, name, "check the row")
    if indicators is None:
        return
    limits = {name: _limits(indicators, name) for name in frame["indicator"].unique()}
    low = frame["indicator"].map({name: pair[0] for name, pair in limits.items()}).to_numpy(float)
    high = frame["indicator"].map({name: pair[1] for name, pair in limits.items()}).to_numpy(float)
    for column in ("value", "lower_ci", "upper_ci"):
        numbers = frame[column].to_numpy()
        at = find_first((numbers < low) | (numbers > high))
        # Limits drawn by a normal approximation may pass the edge; the value may not.
        if at is not None and column == "value":
            raise refuse_row(
                path, f"{numbers[at]:g} is outside the range of {frame['indicator'].iat[at]}",
                at + 2, column, f"expected {low[at]:g} to {high[at]:g}",
            )  # fmt: skip
    check_disclosure(path, frame, indicators)


def check_disclosure(path: Path, frame: pd.DataFrame, indicators: Indicators) -> None:
    """Nothing; a number of people an indicator's own rule hides is ``BadInput``.

    The rule (``disclosure.below``) is in force here, where figures come in: what may not be
    held can stand in no table, card, export or import.
    """
    below = {name: indicators[name].disclosure.below for name in frame["indicator"].unique()}
    least = frame["indicator"].map(below).to_numpy(float)
    counted = frame["indicator"].map({name: indicators[name].counted for name in below})
    held = np.where(counted.to_numpy(bool), frame["value"].to_numpy(), frame["count"].to_numpy())
    at = find_first((held > 0) & (held < least))
    if at is not None:
        name = str(frame["indicator"].iat[at])
        raise refuse_row(
            path, f"{held[at]:g} is a number of people that {name} hides (below {below[name]})",
            at + 2, "value" if indicators[name].counted else "count",
            "leave the number out and write the reason suppressed",
        )  # fmt: skip


def _limits(indicators: Indicators, name: str) -> tuple[float, float]:
    indicator = indicators[name]
    usual = {
        "percent": (0.0, 100.0),
        "points": (-np.inf, np.inf),
        "score": (-np.inf, np.inf),
    }
    low, high = usual.get(indicator.unit, (0.0, np.inf))
    return (
        low if indicator.minimum is None else indicator.minimum,
        high if indicator.maximum is None else indicator.maximum,
    )


def _is_known(code: str, areas: Areas | None) -> bool:
    if areas is None:
        return re.match(CODE_PATTERN, code) is not None
    return code in areas and areas[code].code == code


def check_keys(path: Path, frame: pd.DataFrame, areas: Areas | None) -> None:
    """Refuse area codes that are not known and periods that cannot be read."""
    for code in frame["area_code"].unique():
        if not _is_known(code, areas):
            at = find_first(frame["area_code"] == code)
            raise refuse_row(
                path, f"unknown area code “{code}”", (at or 0) + 2, "area_code",
                "add the area to geo/areas.yml or geo/wards.csv, or correct the code",
            )  # fmt: skip
    ends = {}
    for text in frame["period"].unique():
        try:
            ends[text] = parse_period(text).end.toordinal()
        except BadInput as error:
            at = find_first(frame["period"] == text)
            raise refuse_row(path, error.what, (at or 0) + 2, "period", error.do) from None
    twice = frame.duplicated(list(KEY), keep="first")
    at = find_first(twice)
    if at is not None:
        key = tuple(str(frame[name].iat[at]) for name in KEY)
        first = find_first(
            np.logical_and.reduce([frame[n] == v for n, v in zip(KEY, key, strict=True)])
        )
        raise refuse_row(
            path, f"the figure {' '.join(part for part in key if part)} stands twice", at + 2,
            do=f"its first row is {(first or 0) + 2}; keep one of them",
        )  # fmt: skip
    order = [
        pd.factorize(frame[name], sort=True)[0] for name in ("age", "sex")
    ] + [frame["period"].map(ends).to_numpy()] + [
        pd.factorize(frame[name], sort=True)[0] for name in ("area_code", "indicator")
    ]  # fmt: skip
    ranks = np.empty(len(frame), dtype=np.int64)
    ranks[np.lexsort(order)] = np.arange(len(frame))
    at = find_first(np.diff(ranks) < 0)
    if at is not None:
        raise refuse_row(
            path, "the rows are not in order", at + 3,
            do="sort by indicator, area_code, end of period, sex, age",
        )  # fmt: skip


def check_indicators(path: Path, frame: pd.DataFrame, indicators: Indicators) -> None:
    """Nothing; an id the catalogue does not hold is ``BadInput``."""
    for name in frame["indicator"].unique():
        if name not in indicators:
            raise refuse_row(
                path,
                f"unknown indicator “{name}”",
                (find_first(frame["indicator"] == name) or 0) + 2,
                "indicator",
                f"write data/indicators/{name}.yml or correct the name",
            )
