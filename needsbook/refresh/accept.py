"""Taking accepted differences into the project: snapshots, passports, change log, at once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pandas as pd
import yaml

from needsbook.catalogue.areas import load_areas
from needsbook.catalogue.documents import read_document
from needsbook.catalogue.indicators import Indicator, load_indicators
from needsbook.catalogue.lait import DATASET, complete_indicator
from needsbook.catalogue.passports import Obtained, Passport, load_passports
from needsbook.catalogue.periods import parse_period
from needsbook.catalogue.sources import load_sources
from needsbook.errors import IntegrityError
from needsbook.files import finish_interrupted, replace_files
from needsbook.paths import Project
from needsbook.refresh.batches import IMPORTED, add_batch, cut_batches, list_fetched
from needsbook.refresh.differences import Difference, Key, hash_definition
from needsbook.refresh.recovering import join_recovered, list_same_base
from needsbook.store.changes import (
    Change,
    FetchState,
    Revision,
    append_changes,
    changes_path,
    format_states,
    load_states,
    states_path,
)
from needsbook.store.lait import read_lait_rows
from needsbook.store.snapshot_files import format_number, snapshot_files
from needsbook.store.snapshots import COLUMNS, NUMBERS, check_content, check_passport, read_rows


class Held:
    """The figures of the project as they stand, read once."""

    def __init__(self, project: Project) -> None:
        finish_interrupted(project)
        load_passports.cache_clear()
        self.project = project
        every = load_passports(project)
        # The table of data/lait has a refresh of its own and gives way to every snapshot.
        self.passports: Mapping[str, Passport] = {
            name: passport for name, passport in every.items() if name != DATASET
        }
        self._table = every.get(DATASET)
        self._table_rows: pd.DataFrame | None = None
        self.states = load_states(project)
        self._rows: dict[str, pd.DataFrame] = {}
        self._based: dict[str, pd.DataFrame] = {}
        self._paths = {path.stem: path for path in project.snapshots.glob("*/*.csv")}

    def rows(self, dataset: str) -> pd.DataFrame:
        """The dataset's rows as text; none for one that is new. Its passport must fit."""
        if dataset not in self._rows:
            passport = self.passports.get(dataset)
            if passport is None:
                self._rows[dataset] = pd.DataFrame(columns=list(COLUMNS), dtype=str)
            else:
                path = self._paths.get(dataset, self.project.snapshots / f"{dataset}.csv")
                check_passport(path, passport)
                self._rows[dataset] = read_rows(path)
        return self._rows[dataset]

    def of_indicator(self, dataset: str, indicator: str) -> pd.DataFrame:
        """The dataset's rows of one indicator."""
        rows = self.rows(dataset)
        return rows[rows["indicator"] == indicator]

    def obtained_on(self, dataset: str) -> str:
        """The day the dataset was read."""
        passport = self._table if dataset == DATASET else self.passports[dataset]
        return passport.obtained.on if passport is not None else ""

    def of_table(self, indicator: str) -> pd.DataFrame:
        """The indicator's rows of the table of ``data/lait``, every cell text."""
        if self._table is None or indicator not in self._table.indicators:
            return pd.DataFrame(columns=list(COLUMNS), dtype=str)
        if self._table_rows is None:
            self._table_rows = read_lait_rows(self.project, self._table)
        rows = self._table_rows[self._table_rows["indicator"] == indicator]
        found = rows.reindex(columns=list(COLUMNS))
        for name in NUMBERS:
            found[name] = found[name].map(format_number)
        return found.fillna("").astype(str)

    def everywhere(self, indicator: str) -> pd.DataFrame:
        """The indicator's rows of every dataset but superseded editions."""
        table = self.of_table(indicator)
        found = [table] if len(table) else []
        found += [
            self.of_indicator(name, indicator)
            for name, passport in self.passports.items()
            if indicator in passport.indicators and not passport.edition
        ]
        if not found:
            return pd.DataFrame(columns=list(COLUMNS), dtype=str)
        return pd.concat(found, ignore_index=True)

    def based(self, indicator: Indicator) -> pd.DataFrame:
        """Every row with a base over the same base as the indicator's, of any dataset."""
        if indicator.id not in self._based:
            rows = pd.concat(
                [self.everywhere(name) for name in list_same_base(indicator, self.project)],
                ignore_index=True,
            )
            whole = rows["sex"].eq("") & rows["age"].eq("") & rows["denominator"].ne("")
            self._based[indicator.id] = rows[whole]
        return self._based[indicator.id]

    def elsewhere(self, dataset: str, indicator: str) -> dict[Key, str]:
        """Keys of the indicator that other datasets hold (superseded editions aside)."""
        found: dict[Key, str] = {}
        for name, passport in self.passports.items():
            if name != dataset and indicator in passport.indicators and not passport.edition:
                rows = self.of_indicator(name, indicator)
                for row in rows.itertuples(index=False):
                    found[tuple(row[:5])] = name
        return found


def accept_differences(held: Held, differences: Sequence[Difference], on: date) -> list[Path]:
    """The paths replaced, all in one step; none when there is nothing to accept.

    Every snapshot is checked in its new form before the first byte is written.
    """
    project = held.project
    contents: dict[Path, bytes] = {}
    changes: list[Change] = []
    states = dict(held.states)
    by_dataset: dict[str, list[Difference]] = {}
    for difference in differences:
        by_dataset.setdefault(difference.fetched.dataset, []).append(difference)
    for dataset, found in sorted(by_dataset.items()):
        for difference in found:
            key = (dataset, difference.fetched.indicator)
            if difference.fetched.method != IMPORTED:
                states[key] = _make_state(difference, on)
            if not difference.nothing_new:
                changes.append(_make_change(difference, on))
        if any(difference.changes_rows for difference in found):
            rows = _merge_rows(held, dataset, found)
            passport = _make_passport(held, dataset, found, rows, on)
            files = snapshot_files(rows, passport, project)
            _check(project, files)
            contents |= files | _list_dataset(project, dataset, passport.indicators)
    if changes:
        contents[changes_path(project)] = append_changes(project, tuple(changes))
    if states != held.states:
        contents[states_path(project)] = format_states(states)
    replace_files(project, contents)
    load_passports.cache_clear()
    load_indicators.cache_clear()
    return sorted(contents)


def _list_dataset(project: Project, dataset: str, names: Sequence[str]) -> dict[Path, bytes]:
    """The files of indicators that do not list the dataset yet, with it listed."""
    found = {}
    for name in names:
        if dataset in load_indicators(project)[name].datasets:
            continue
        path = project.indicators / f"{name}.yml"
        text = path.read_text(encoding="utf-8")
        # Both ways YAML writes a list; every other line stays as it is.
        block = re.subn(r"(?m)^(datasets:[ ]*\n(?:[ ]*-[ ].*\n)*?)([ ]*)(-[ ].*\n)(?![ ]*-[ ])",
                        rf"\1\2\3\2- {dataset}\n", text, count=1)  # fmt: skip
        flow = re.subn(r"(?m)^(datasets:[ ]*\[[^\]\n]*)\]", rf"\1, {dataset}]", text, count=1)
        changed = block[0] if block[1] else flow[0]
        where = project.relative(path)
        raw = complete_indicator(yaml.safe_load(changed), project, where)
        model = read_document(path, Indicator, raw)
        if dataset not in model.datasets:
            raise IntegrityError(
                f"{name} does not list the dataset {dataset}", where,
                "add it under datasets",
            )  # fmt: skip
        found[path] = changed.encode("utf-8")
    return found


def _merge_rows(held: Held, dataset: str, found: Sequence[Difference]) -> pd.DataFrame:
    rows = held.rows(dataset)
    changed = {difference.fetched.indicator for difference in found}
    parts = [rows[~rows["indicator"].isin(changed)], *(difference.rows for difference in found)]
    return pd.concat(parts, ignore_index=True)


def _check(project: Project, files: Mapping[Path, bytes]) -> None:
    for path, content in files.items():
        if path.suffix == ".csv":
            check_content(
                path, content, indicators=load_indicators(project), areas=load_areas(project)
            )


def _make_state(difference: Difference, on: date) -> FetchState:
    release = difference.fetched.release
    return FetchState(
        dataset=difference.fetched.dataset,
        indicator=difference.fetched.indicator,
        on=on.isoformat(),
        release=release,
        version=release.removeprefix("version ") if release.startswith("version ") else "",
        definition_sha256=hash_definition(difference.fetched.definition),
    )


def _make_change(difference: Difference, on: date) -> Change:
    largest = difference.revised[0] if difference.revised else None
    return Change(
        on=on.isoformat(),
        dataset=difference.fetched.dataset,
        indicator=difference.fetched.indicator,
        release_before=difference.release_before,
        release_after=difference.fetched.release,
        address=difference.fetched.address,
        new_periods=tuple(difference.new_periods),
        added=len(difference.added),
        revised=len(difference.revised) + len(difference.now_missing) + len(difference.now_given),
        largest_revision=Revision(
            area=largest.area, period=largest.period, before=largest.before, after=largest.after
        )
        if largest
        else None,
        removed=len(difference.removed),
        areas_gained=difference.areas_gained,
        areas_lost=difference.areas_lost,
        notes_changed=len(difference.notes_changed),
        limits_changed=difference.limits_changed,
        more_digits=difference.more_digits,
        definition_changed=difference.definition_changed,
    )


def _make_passport(
    held: Held, dataset: str, found: Sequence[Difference], rows: pd.DataFrame, on: date
) -> Passport:
    """The passport of the new rows: as it was, with the release they came from."""
    first = found[0].fetched
    indicators = load_indicators(held.project)
    present = tuple(sorted(rows["indicator"].unique()))
    obtained = Obtained(
        on=on.isoformat(), address=first.address, method=first.method, raw_sha256=first.raw_sha256
    )
    new = {
        "release": first.release,
        "release_date": first.release_date,
        "table": "; ".join(dict.fromkeys(difference.fetched.table for difference in found)),
        "obtained": obtained,
        "indicators": present,
    }
    before = held.passports.get(dataset)
    imported = all(difference.fetched.method == IMPORTED for difference in found)
    told = join_recovered(before.recovered if before else (), found, rows)
    if before is not None and imported:
        return add_batch(before, found, rows, on, present).model_copy(update={"recovered": told})
    new["recovered"] = told
    if before is not None:
        new["batches"] = cut_batches(before.batches, list_fetched(found))
        kept = _describe_kept(before, found, rows)
        return before.model_copy(
            update=new | {"checks": tuple(dict.fromkeys((*before.checks, *kept)))}
        )
    indicator = indicators[first.indicator]
    sources = load_sources(held.project)
    if indicator.source not in sources:
        raise IntegrityError(f"the source {indicator.source} is not known", indicator.id, "add it")
    source = sources[indicator.source]
    return Passport(
        dataset=dataset,
        source=indicator.source,
        publication=indicator.official.publication,
        page=first.page or indicator.official.page,
        series=first.series or _continue_series(held, indicator, rows) or dataset,
        basis=indicator.basis,
        licence=source.licence,
        attribution=source.attribution,
        counts_rounded_to=max(difference.fetched.counts_rounded_to for difference in found),
        rows=max(1, len(rows)),
        sha256="0" * 64,
        **new,  # type: ignore[arg-type]
    )


def _describe_kept(
    before: Passport, found: Sequence[Difference], rows: pd.DataFrame
) -> tuple[str, ...]:
    """A line for rows that stay from an earlier copy, so that the passport does not lie."""
    fresh = {
        (difference.fetched.indicator, code, period)
        for difference in found
        for code, period in zip(
            difference.fetched.rows["area_code"], difference.fetched.rows["period"], strict=True
        )
    }
    old = [
        key
        for key in zip(rows["indicator"], rows["area_code"], rows["period"], strict=True)
        if key not in fresh
    ]
    if not old:
        return ()
    periods = sorted({key[2] for key in old}, key=parse_period)
    span = periods[0] if len(periods) == 1 else f"{periods[0]} to {periods[-1]}"
    return (
        f"rows not published in the release above ({span}) are as obtained on "
        f"{before.obtained.on} from {before.obtained.address}",
    )


def _continue_series(held: Held, indicator: Indicator, rows: pd.DataFrame) -> str:
    """The series of the snapshot that holds the indicator's latest figures for these areas."""
    codes = set(rows["area_code"])
    best: tuple[str, str] = ("", "")
    for name, passport in held.passports.items():
        if indicator.id not in passport.indicators or passport.edition:
            continue
        mine = held.of_indicator(name, indicator.id)
        mine = mine[mine["area_code"].isin(codes)]
        for period in mine["period"].unique():
            best = max(best, (parse_period(period).end.isoformat(), passport.series))
    # A new snapshot before a stated break starts a series of its own.
    first = min((parse_period(text) for text in rows["period"].unique()), default=None)
    if best[0] and first is not None:
        for cut in indicator.breaks:
            if best[0] < parse_period(cut.first).end.isoformat() <= first.end.isoformat():
                return ""
    return best[1]
