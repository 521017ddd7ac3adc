"""Rows of the tidy table that are taken from the table of ``data/lait``."""

from __future__ import annotations

import hashlib
import io
from functools import cache

import numpy as np
import pandas as pd

from needsbook.catalogue import Indicator, Passport, load_indicators, load_passports
from needsbook.catalogue.corrections import load_corrections
from needsbook.catalogue.lait import (
    DATASET,
    LaitMeasure,
    find_form,
    find_measure,
    lait_folder,
    name_years,
)
from needsbook.catalogue.passports import load_lait_passport
from needsbook.errors import BadInput, changed_file
from needsbook.paths import Project

KEY = ["area_code", "period"]
# A count over its denominator must give the printed value within this share of its last digit.
TOLERANCE = 0.51
# It must do so in this share of the rows, where there are enough to tell.
FITTING, FEWEST = 0.4, 40


def read_lait_table(project: Project, passport: Passport) -> pd.DataFrame:
    """The whole table with its row numbers (``row``, from 1); a changed file is refused."""
    path = lait_folder(project) / "table.parquet"
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise BadInput(
            "table.parquet is missing", project.relative(path), "restore the file"
        ) from None
    if hashlib.sha256(content).hexdigest() != passport.sha256:
        raise changed_file(
            path.name, content, passport.sha256, project.relative(path),
            "restore the file from git, or fetch it again with: needsbook lait refresh",
        )  # fmt: skip
    table = pd.read_parquet(io.BytesIO(content))
    return table.assign(row=np.arange(1, len(table) + 1))


def find_left_out(project: Project) -> dict[str, frozenset[str]]:
    """By indicator: years of the table that name no period, as data/corrections.yml records."""
    return {
        correction.indicator: frozenset(correction.years)
        for correction in load_corrections(project)
        if correction.dataset == DATASET and correction.years
    }


def find_series(project: Project, indicator: Indicator) -> str:
    """The run of an indicator's rows: its own, else that of the snapshot they continue."""
    if indicator.lait and indicator.lait.series:
        return indicator.lait.series
    passports = load_passports(project)
    for name in indicator.datasets:
        if name != DATASET and name in passports:
            return passports[name].series
    return indicator.id


def _read_measure(
    part: pd.DataFrame,
    measure: LaitMeasure,
    form: str,
    where: str,
    left_out: frozenset[str] = frozenset(),
) -> pd.DataFrame:
    # Each name of years is read once, not each row.
    codes, names = part["years"].cat.codes.to_numpy(), part["years"].cat.categories
    periods = np.full(len(names), None, dtype=object)
    for code in set(codes.tolist()):
        years = str(names[code]) if code >= 0 else ""  # a row without years is refused
        if years in left_out:
            continue
        try:
            periods[code] = name_years(years, form)
        except BadInput as error:
            raise BadInput(f"{measure.measure}: {error.what}", where, error.do) from None
    named = periods[codes]
    known = np.array([period is not None for period in periods])[codes]
    frame = part.loc[known].assign(period=pd.array(named[known], dtype="str"))
    if frame.duplicated(KEY).any():
        raise BadInput(
            f"two years of {measure.measure} are one period", where, "say under lait which: period"
        )
    return frame


class LaitTable:
    """The table cut by measure, read once."""

    def __init__(self, project: Project, passport: Passport) -> None:
        table = read_lait_table(project, passport)
        table["area_code"] = table["area_code"].astype(str)
        codes = table["measure"].cat.codes.to_numpy()
        starts = np.flatnonzero(np.diff(codes, prepend=-1))
        ends = np.append(starts[1:], len(codes))
        names = table["measure"].cat.categories
        self.parts = {
            str(names[codes[low]]): table.iloc[low:high]
            for low, high in zip(starts, ends, strict=True)
        }
        self.project, self.passport = project, passport
        self.left_out = find_left_out(project)

    def _take(self, name: str, indicator: Indicator) -> pd.DataFrame:
        where = self.project.relative(self.project.indicators / f"{indicator.id}.yml")
        measure = find_measure(self.project, name, where)
        form = find_form(measure, indicator.lait)
        skipped = self.left_out.get(indicator.id, frozenset())
        return _read_measure(self.parts[name], measure, form, where, skipped)

    def rows(self, indicator: Indicator) -> pd.DataFrame:
        """The rows of one indicator, in the form of the tidy table."""
        assert indicator.lait is not None
        frame = _trim(self._take(indicator.lait.measure, indicator))
        for column in ("count", "denominator"):
            name = getattr(indicator.lait, column)
            if name:
                beside = self._take(name, indicator)[[*KEY, "value"]]
                frame = frame.merge(beside.rename(columns={"value": column}), "left", KEY)
            else:
                frame[column] = np.nan
        return _make_rows(frame, indicator, find_series(self.project, indicator), self.passport)


def read_lait_rows(project: Project, passport: Passport) -> pd.DataFrame:
    """The rows of every indicator that takes from the table, in the form of the tidy table."""
    table = LaitTable(project, passport)
    taken = (indicator for indicator in load_indicators(project).values() if indicator.lait)
    return pd.concat([table.rows(indicator) for indicator in taken], ignore_index=True)


@cache
def _open_table(project: Project) -> LaitTable:
    passport = load_lait_passport(project, ())
    if passport is None:
        raise BadInput("the table is not held", "data/lait", "restore the folder from git")
    return LaitTable(project, passport)


def read_rows_of(project: Project, indicator: Indicator) -> pd.DataFrame:
    """The rows one indicator would have, before any correction of values."""
    return _open_table(project).rows(indicator)


def _trim(frame: pd.DataFrame) -> pd.DataFrame:
    """Without the periods in which nobody has a value: they were not published."""
    held = frame.groupby("period")["value"].transform("count")
    return frame[held > 0]


def _make_rows(
    frame: pd.DataFrame, indicator: Indicator, series: str, passport: Passport
) -> pd.DataFrame:
    value = frame["value"]
    share = frame["count"] / frame["denominator"] * indicator.multiplier
    unit = 10.0**-indicator.decimals
    # Counts that do not give the printed share count something else, and are left out.
    fits = ((share - value).abs() <= TOLERANCE * unit).to_numpy()
    printed = (share.notna() & value.notna()).to_numpy()
    if printed.sum() >= FEWEST and fits[printed].mean() < FITTING and indicator.lait:
        raise BadInput(
            f"{indicator.id}: {indicator.lait.count} over {indicator.lait.denominator} gives the "
            f"printed share in only {fits[printed].mean():.0%} of the rows",
            f"data/indicators/{indicator.id}.yml",
            "name the measures that count it, or leave count and denominator out",
        )
    # A count printed without its base is held alone.
    only = bool(indicator.lait and indicator.lait.count and not indicator.lait.denominator)
    frame = frame.assign(
        count=frame["count"].where(fits | (only & value.notna().to_numpy())),
        denominator=frame["denominator"].where(fits),
    )
    rows = pd.DataFrame(
        {
            "indicator": indicator.id, "area_code": frame["area_code"], "period": frame["period"],
            "sex": "", "age": "", "value": value, "lower_ci": np.nan, "upper_ci": np.nan,
            "count": frame["count"], "denominator": frame["denominator"],
            "reason": np.where(value.isna(), "not_available", ""), "note": "",
            "dataset": DATASET, "series": series, "edition": "", "release": passport.release,
            "basis": indicator.basis, "row": frame["row"],
        }
    )  # fmt: skip
    return rows.reset_index(drop=True)


def give_way(taken: pd.DataFrame, native: pd.DataFrame) -> pd.DataFrame:
    """``taken`` without the periods that a release with figures of its own holds.

    The release wins period by period, and level by level: where it prints only authorities,
    England stays from the table.
    """
    held = native[native["edition"].eq("") & native["sex"].eq("") & native["age"].eq("")]
    key = ["indicator", *KEY]
    wins = held[held["indicator"].isin(taken["indicator"].unique())][key].drop_duplicates()
    marked = taken.merge(wins, "left", key, indicator=True)
    return marked[marked["_merge"].eq("left_only")].drop(columns="_merge")
