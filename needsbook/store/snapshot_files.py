"""Writing snapshots: rows and passport put in place together, or not at all."""

from __future__ import annotations

import csv
import hashlib
import io
import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

from needsbook.catalogue.passports import Passport
from needsbook.catalogue.periods import parse_period
from needsbook.catalogue.schemas import schema_line
from needsbook.paths import Project
from needsbook.store.snapshots import COLUMNS, NUMBERS


def format_number(value: Any) -> str:
    """``value`` as a plain decimal; text is kept as it is, NaN and None become ""."""
    if isinstance(value, str):
        return value
    if value is None or math.isnan(value):
        return ""
    if isinstance(value, (int, np.integer)):
        return str(int(value))
    text = np.format_float_positional(float(value), trim="-")
    return "0" if text == "-0" else text


def _as_text(column: pd.Series, number: bool) -> pd.Series:
    if number and not pd.api.types.is_string_dtype(column):
        return column.map(format_number).astype(str)
    return column.fillna("").astype(str)


def sort_rows(rows: pd.DataFrame) -> pd.DataFrame:
    """``rows`` in the order of a snapshot, columns ``COLUMNS``, every cell text."""
    frame = pd.DataFrame({name: _as_text(rows[name], name in NUMBERS) for name in COLUMNS})
    periods = {
        text: (parse_period(text).end, parse_period(text).start, text)
        for text in frame["period"].unique()
    }
    frame = frame.assign(_order=frame["period"].map(periods))
    frame = frame.sort_values(["indicator", "area_code", "_order", "sex", "age"], kind="stable")
    return frame.drop(columns="_order").reset_index(drop=True)


def format_rows(rows: pd.DataFrame) -> bytes:
    """The bytes of the snapshot that holds ``rows`` (sorted here)."""
    ordered = sort_rows(rows)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for cells in ordered.itertuples(index=False):
        writer.writerow([" ".join(cell.split()) if cell else "" for cell in cells])
    return text.getvalue().encode("utf-8")


def format_passport(passport: Passport) -> bytes:
    """The bytes of the passport's YAML file, keys in the order of the model, no empty ones."""
    content = passport.model_dump(mode="json", exclude_defaults=True)
    content["dataset"] = passport.dataset
    ordered = {name: content[name] for name in Passport.model_fields if name in content}
    text = yaml.safe_dump(ordered, sort_keys=False, allow_unicode=True, width=96)
    return (schema_line("passport", 3) + text).encode("utf-8")


def snapshot_files(rows: pd.DataFrame, passport: Passport, project: Project) -> dict[Path, bytes]:
    """The two files of a snapshot by path; the passport's rows and sha256 are filled in.

    The CSV stays where the dataset already is, else goes to the folder of its source.
    """
    content = format_rows(rows)
    full = passport.model_copy(
        update={
            "rows": content.count(b"\n") - 1,
            "sha256": hashlib.sha256(content).hexdigest(),
        }
    )
    held = sorted(project.snapshots.glob(f"*/{passport.dataset}.csv"))
    folder = held[0].parent if held else project.snapshots / passport.source
    return {
        folder / f"{passport.dataset}.csv": content,
        folder / f"{passport.dataset}.yml": format_passport(full),
    }
