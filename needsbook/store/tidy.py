"""The tidy table: every snapshot read, checked and corrected, in one frame.

``build/store.parquet`` is a cache of it, keyed by the bytes of the snapshots, the
passports, the corrections and the code that makes it; it can always be deleted.
"""

from __future__ import annotations

import hashlib
import io
import os

import pandas as pd
import pyarrow as pa

from needsbook.catalogue import load_areas, load_indicators, load_passports
from needsbook.catalogue.corrections import Correction, load_corrections
from needsbook.catalogue.lait import DATASET
from needsbook.catalogue.passports import snapshot_path
from needsbook.catalogue.periods import parse_period
from needsbook.errors import IntegrityError, NeedsbookError
from needsbook.files import finish_interrupted, hash_code
from needsbook.kept import get_kept
from needsbook.memory import give_back
from needsbook.paths import Project
from needsbook.store.derived import derive_rows
from needsbook.store.lait import give_way, read_lait_rows
from needsbook.store.snapshots import check_passport, read_snapshot
from needsbook.store.sums import add_sums

KEY = ("indicator", "area_code", "period", "sex", "age", "edition")
NUMBERS = ("value", "lower_ci", "upper_ci", "count", "denominator")
# The rooms whose code makes the table: a changed line there makes it anew.
MADE_BY = ("catalogue", "stats", "store")


def hash_inputs(project: Project) -> str:
    """The sha256 of everything the tidy table is made from, and of the code that makes it.

    A refresh that was cut short is finished first, so that what is hashed is what is read.
    """
    finish_interrupted(project)
    digest = hashlib.sha256(hash_code(*MADE_BY).encode())
    files = [
        *project.snapshots.glob("*/*.csv"),
        *project.snapshots.glob("*/*.yml"),
        *project.indicators.glob("*.yml"),
        *project.sources.glob("*.yml"),
        *(project.data / "lait").glob("*"),
        project.areas,
        project.wards,
        project.corrections,
    ]
    for name, path in sorted((path.relative_to(project.root).as_posix(), path) for path in files):
        digest.update(name.encode())
        if path.exists():
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def build_table(project: Project) -> pd.DataFrame:
    """The tidy table: one row per published figure, columns of the snapshots plus
    ``dataset, series, edition, release, basis, row`` (the line in the snapshot's CSV),
    ``start`` and ``end`` (days, for ordering). Sorted by indicator, area, end, edition.

    Raises ``BadInput`` for the first wrong row, ``IntegrityError`` for a changed file, a
    key that stands twice or a correction that no longer fits.
    """
    indicators, areas = load_indicators(project), load_areas(project)
    frames = []
    passports = load_passports(project)
    for passport in passports.values():
        if passport.dataset == DATASET:
            continue
        path = snapshot_path(passport, project)
        check_passport(path, passport)
        frame = read_snapshot(path, indicators=indicators, areas=areas)
        frame = frame.assign(
            dataset=passport.dataset,
            series=passport.series,
            edition=passport.edition,
            release=passport.release,
            basis=passport.basis,
            row=range(2, len(frame) + 2),
        )
        unknown = set(frame["indicator"]) ^ set(passport.indicators)
        if unknown:
            raise IntegrityError(
                f"{passport.dataset}: file and passport disagree on {', '.join(sorted(unknown))}",
                project.relative(path),
                "list in the passport exactly the indicators that stand in the file",
            )
        frames.append(frame)
    if not frames:
        raise IntegrityError(
            "there are no figures: no snapshot has a passport",
            project.relative(project.snapshots),
            "restore data/snapshots from git, or fetch figures with: needsbook refresh",
        )
    table = pd.concat(frames, ignore_index=True)
    frames.clear()  # else the table would be held twice from here on
    if DATASET in passports:
        taken = read_lait_rows(project, passports[DATASET])
        table = pd.concat([table, give_way(taken, table)], ignore_index=True)
        del taken
    give_back(cycles=False)  # what reading took is twice the table, and the steps below add to it
    table = _apply_corrections(table, load_corrections(project), project)
    table = add_sums(table, indicators, areas)
    give_back(cycles=False)
    table = pd.concat([table, derive_rows(table, indicators)], ignore_index=True)
    periods = {text: parse_period(text) for text in table["period"].unique()}
    table["start"] = table["period"].map({k: p.start.isoformat() for k, p in periods.items()})
    table["end"] = table["period"].map({k: p.end.isoformat() for k, p in periods.items()})
    table = table.sort_values(
        ["indicator", "area_code", "end", "start", "edition", "sex", "age"], kind="stable"
    ).reset_index(drop=True)
    twice = table.duplicated(list(KEY))
    if twice.any():
        row = table[twice].iloc[0]
        both = table[(table[list(KEY)] == row[list(KEY)]).all(axis=1)]
        raise IntegrityError(
            f"{row['indicator']} {row['area_code']} {row['period']} stands twice",
            " and ".join(f"{figure.dataset}.csv row {figure.row}" for figure in both.itertuples()),
            "keep one, or give the superseded dataset an edition in its passport",
        )
    return table


def find_snapshot_faults(project: Project) -> list[NeedsbookError]:
    """The first fault of each snapshot that has one."""
    faults = []
    try:
        indicators, areas = load_indicators(project), load_areas(project)
        passports = load_passports(project)
    except NeedsbookError as error:
        return [error]
    for passport in passports.values():
        path = snapshot_path(passport, project)
        try:
            if passport.dataset != DATASET:
                check_passport(path, passport)
                read_snapshot(path, indicators=indicators, areas=areas)
        except NeedsbookError as error:
            faults.append(error)
    return faults


def _apply_corrections(
    table: pd.DataFrame, corrections: tuple[Correction, ...], project: Project
) -> pd.DataFrame:
    """The table with wrong published cells blanked; a correction that finds nothing fails."""
    for correction in corrections:
        rows = table["dataset"].eq(correction.dataset) & table["indicator"].eq(correction.indicator)
        if correction.areas:
            rows &= table["area_code"].isin(correction.areas)
        if correction.periods:
            rows &= table["period"].isin(correction.periods)
        where = f"{project.relative(project.corrections)}: {correction.id}"
        if correction.action == "leave_out":
            continue
        if not rows.any():
            raise IntegrityError(
                "a correction fits no row", where, "correct its dataset, areas and periods"
            )
        if correction.action == "keep_missing" and table.loc[rows, "value"].notna().any():
            raise IntegrityError(
                "a figure recorded as wrong upstream has a value now",
                where,
                "look whether the publisher has mended it; then remove the correction",
            )
        if correction.action == "replace_with_missing":
            table.loc[rows, list(NUMBERS)] = float("nan")
            table.loc[rows, "reason"] = correction.reason
            table.loc[rows, "note"] = correction.why
    return table


def load_table(project: Project) -> pd.DataFrame:
    """The tidy table, from ``build/store.parquet`` where that is still current.

    A build tells its kernels in ``NEEDSBOOK_STORE`` which state of the data it works on:
    they all read that one, even if a file changes meanwhile.
    """
    told = os.environ.get("NEEDSBOOK_STORE")

    def make() -> bytes:
        if told and told != hash_inputs(project):
            raise IntegrityError(
                "the data changed while the book was being built",
                project.relative(project.data),
                "build it again",
            )
        buffer, table = io.BytesIO(), build_table(project)
        give_back(cycles=False)
        table.to_parquet(buffer, index=False)
        del table
        give_back()  # built from many; read again it takes half the memory
        return buffer.getvalue()

    return _read_table(get_kept(project.store, told or hash_inputs(project), make))


def _read_table(content: bytes) -> pd.DataFrame:
    """The table of a store's file; what reading it took is given back to the system.

    pyarrow's own pool keeps a quarter more than the table needs, for as long as it lives.
    """
    before = pa.default_memory_pool()
    pa.set_memory_pool(pa.system_memory_pool())
    try:
        table = pd.read_parquet(io.BytesIO(content))
    finally:
        pa.set_memory_pool(before)
    give_back(cycles=False)  # a file's bytes hold nothing that holds them
    return table
