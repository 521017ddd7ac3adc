"""Snapshots: the tidy CSV files of ``data/snapshots``, read with loud checks and written whole.

One row is one figure. The file is UTF-8 with LF, its header exactly ``COLUMNS``, its rows in
order of indicator, area, end of period, sex, age; numbers are plain decimals as published.
Reading is done on whole columns; only when a check fails is the guilty row looked for.
"""

from __future__ import annotations

import csv
import hashlib
import io
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from needsbook.catalogue.areas import Areas
from needsbook.catalogue.indicators import Indicators
from needsbook.catalogue.passports import Passport
from needsbook.errors import IntegrityError, changed_file
from needsbook.store.evidence_checks import check_numbers
from needsbook.store.snapshot_checks import (
    BESIDE_A_VALUE,
    COLUMNS,
    KEY,
    NUMBERS,
    REASONS,
    check_indicators,
    check_keys,
    check_ranges,
    check_reasons,
    find_first,
    name_place,
    refuse_row,
)

NUMBER_PATTERN = r"^-?\d+(\.\d+)?$"

__all__ = [
    "BESIDE_A_VALUE",
    "COLUMNS",
    "KEY",
    "NUMBERS",
    "REASONS",
    "check_content",
    "check_passport",
    "read_rows",
    "read_snapshot",
]


def _load(path: Path) -> bytes:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise refuse_row(path, f"{path.name} is missing", do="restore the file") from None
    return content


def _check_bytes(path: Path, content: bytes) -> None:
    if not content.strip():
        raise refuse_row(path, f"{path.name} is empty", do="restore the file or refresh its source")
    if content.startswith(b"\xef\xbb\xbf"):
        raise refuse_row(
            path,
            f"{path.name} begins with a byte order mark",
            1,
            do="save it as UTF-8 without one",
        )
    for byte, name in (
        (b"\r", "carriage returns (Windows line ends)"),
        (b"\0", "zero bytes"),
    ):
        if byte in content:
            row = content[: content.index(byte)].count(b"\n") + 1
            raise refuse_row(
                path, f"{path.name} has {name}", row, do="save it with plain line feeds"
            )
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        raise refuse_row(
            path,
            f"{path.name} is not UTF-8 (byte {error.start})",
            row,
            do="save the file as UTF-8",
        ) from None
    if not content.endswith(b"\n"):
        raise refuse_row(
            path, f"{path.name} does not end with a line feed",
            content.count(b"\n") + 1, do="the file may be cut short: restore it",
        )  # fmt: skip


def _check_header(path: Path, content: bytes) -> None:
    first = content.split(b"\n", 1)[0].decode("utf-8")
    if first == ",".join(COLUMNS):
        return
    found = next(csv.reader([first]), [])
    missing = [name for name in COLUMNS if name not in found]
    extra = [name for name in found if name not in COLUMNS]
    if missing or extra:
        parts = [f"lacks {', '.join(missing)}"] * bool(missing)
        parts += [f"has {', '.join(name or '(blank)' for name in extra)}"] * bool(extra)
        what = f"the header {' and '.join(parts)}"
    else:
        what = "the header's columns are in another order"
    raise refuse_row(path, what, 1, do=f"write exactly {','.join(COLUMNS)}")


def _parse(path: Path, content: bytes) -> pa.Table:
    if b"\n\n" in content:
        row = content[: content.index(b"\n\n")].count(b"\n") + 2
        raise refuse_row(path, "a row is blank", row, do="remove the blank line")
    try:
        table = arrow_csv.read_csv(
            io.BytesIO(content),
            parse_options=arrow_csv.ParseOptions(ignore_empty_lines=False),
            convert_options=arrow_csv.ConvertOptions(
                column_types={name: pa.string() for name in COLUMNS},
                null_values=[],
                strings_can_be_null=False,
            ),
        )
        if table.num_rows + 1 == content.count(b"\n"):
            return table
    except pa.ArrowInvalid:
        pass
    reader = csv.reader(io.StringIO(content.decode("utf-8"), newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            if len(cells) != len(COLUMNS):
                raise refuse_row(
                    path,
                    f"a row has {len(cells)} cells",
                    line,
                    do=f"each row has {len(COLUMNS)} cells",
                )
            if reader.line_num != line:
                raise refuse_row(
                    path,
                    "a cell runs over several lines",
                    line,
                    do="write it on one line",
                )
            line += 1
    except csv.Error as error:
        raise refuse_row(
            path, f"a row cannot be read: {error}", line, do="mend its quotes"
        ) from None
    raise refuse_row(path, f"{path.name} is not a well-formed CSV file", do="restore the file")


def _read_numbers(path: Path, table: pa.Table) -> dict[str, np.ndarray[Any, Any]]:
    found = {}
    for name in NUMBERS:
        column = table[name].combine_chunks()
        filled = pc.not_equal(column, "")
        good = pc.match_substring_regex(column, NUMBER_PATTERN)
        at = find_first(pc.and_not(filled, good).to_numpy(zero_copy_only=False))
        if at is not None:
            raise refuse_row(
                path, f"“{column[at].as_py()}” is not a number", at + 2, name,
                "write a plain decimal, or leave it empty and give a reason",
            )  # fmt: skip
        numbers = pc.cast(pc.if_else(filled, column, None), pa.float64())
        found[name] = numbers.to_numpy(zero_copy_only=False)
    return found


def read_snapshot(
    path: Path, *, indicators: Indicators | None = None, areas: Areas | None = None
) -> pd.DataFrame:
    """The rows of one snapshot, columns ``COLUMNS`` in their order.

    Numbers are float64 with NaN, the rest text with "" where empty. With ``indicators`` and
    ``areas`` every id, code and range is checked against the catalogue. ``BadInput`` names
    the file, the row (the header is row 1), the column and what was expected.
    """
    return check_content(path, _load(path), indicators=indicators, areas=areas)


def check_content(
    path: Path,
    content: bytes,
    *,
    indicators: Indicators | None = None,
    areas: Areas | None = None,
) -> pd.DataFrame:
    """As ``read_snapshot``, of bytes that are to become the file at ``path``."""
    _check_bytes(path, content)
    _check_header(path, content)
    table = _parse(path, content)
    if table.num_rows == 0:
        raise refuse_row(path, f"{path.name} has a header and no rows", 1, do="restore the file")
    numbers = _read_numbers(path, table)
    frame = pd.DataFrame(
        {name: numbers[name] if name in numbers else table[name].to_pandas() for name in COLUMNS}
    )
    check_reasons(path, frame)
    if indicators is not None:
        check_indicators(path, frame, indicators)
    check_keys(path, frame, areas)
    check_ranges(path, frame, indicators)
    if indicators is not None:
        check_numbers(path, frame, indicators)
    return frame


def read_rows(path: Path) -> pd.DataFrame:
    """The rows of one snapshot as they are written: every column text, nothing rounded."""
    content = _load(path)
    _check_bytes(path, content)
    _check_header(path, content)
    frame: pd.DataFrame = _parse(path, content).to_pandas()
    return frame


def check_passport(path: Path, passport: Passport) -> None:
    """Nothing; ``IntegrityError`` if the bytes or the row count differ from the passport's."""
    content = _load(path)
    digest = hashlib.sha256(content).hexdigest()
    if digest != passport.sha256:
        raise changed_file(
            path.name,
            content,
            passport.sha256,
            name_place(path),
            "restore the file from git, or bring the change in with needsbook refresh or import",
        )
    rows = content.count(b"\n") - 1
    if rows != passport.rows:
        raise IntegrityError(
            f"{path.name} has {rows} rows, its passport says {passport.rows}", name_place(path),
            "write the passport's rows anew",
        )  # fmt: skip
