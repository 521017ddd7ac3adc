"""The table of DfE's Local Authority Interactive Tool, read into the form of ``data/lait``.

The department keeps the table and its dictionary in a public repository. A layout that is not
known is refused with the names found and expected; an area with a name of its own is too.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import yaml

from needsbook.catalogue import load_areas
from needsbook.catalogue.lait import (
    COLUMNS,
    LaitMeasure,
    lait_folder,
    load_dictionary,
    read_names,
)
from needsbook.catalogue.schemas import schema_line
from needsbook.errors import BadInput
from needsbook.files import replace_files
from needsbook.paths import Project

REPOSITORY = "dfe-analytical-services/local-authority-interactive-tool"
ADDRESS = f"https://raw.githubusercontent.com/{REPOSITORY}"
TABLE = "01_data/02_prod/bds_long_0.parquet"
DICTIONARY = "01_data/02_prod/dictionary.csv"
HEADER = ("Short Desc", "Years", "LA and Regions", "Values")
DICTIONARY_HEADER = (
    "Topic", "Measure", "Measure_short", "Polarity", "y_axis_name", "Description", "Year_Type",
)  # fmt: skip
MISSING = ("-", "", "NA")
DECIMALS = 6
DESCRIPTION = 600


def _refuse_layout(name: str, found: Iterable[str], expected: Iterable[str]) -> None:
    lacking = [column for column in expected if column not in set(found)]
    if lacking:
        raise BadInput(
            f"the layout of {name} is not known: it lacks {', '.join(lacking)}",
            name,
            f"found {', '.join(map(str, found))}; expected {', '.join(expected)}",
        )


def read_table(content: bytes, name: str, project: Project) -> pd.DataFrame:
    """The rows of the department's table as ``measure, years, area_code, value``, sorted.

    Values are float64 with NaN where the table prints its sign for every missing reason; floats
    such as 65.599999999999994 are rounded back to the decimals they were entered with.
    """
    try:
        raw = pd.read_parquet(io.BytesIO(content))
    except Exception as error:
        raise BadInput(f"{name} cannot be read: {error}", name, "fetch it again") from None
    _refuse_layout(name, raw.columns, HEADER)
    names, abolished = read_names(project)
    known = {area.name: area.code for area in load_areas(project) if area.level != "ward"} | names
    places = raw["LA and Regions"].astype(str)
    strange = sorted(set(places) - set(known) - abolished)
    if strange:
        raise BadInput(
            f"unknown area “{strange[0]}” ({len(strange)} in all)",
            name,
            "add it to data/lait/names.yml or geo/areas.yml",
        )
    text = raw["Values"].astype(str).str.strip()
    value = pd.to_numeric(text, errors="coerce")
    wrong = value.isna() & ~text.isin(MISSING)
    if wrong.any():
        at = int(np.flatnonzero(wrong.to_numpy())[0])
        raise BadInput(f"“{text.iat[at]}” is not a number", f"{name}, row {at + 1}")
    frame = pd.DataFrame(
        {
            "measure": raw["Short Desc"].astype(str),
            "years": raw["Years"].astype(str),
            "area_code": places.map(known),
            "value": value.round(DECIMALS),
        }
    )
    frame = frame[frame["area_code"].notna()].drop_duplicates()
    twice = frame.duplicated(["measure", "years", "area_code"])
    if twice.any():
        row = frame[twice].iloc[0]
        raise BadInput(f"{row['measure']} {row['years']} {row['area_code']} stands twice", name)
    return frame.sort_values(["measure", "area_code", "years"], kind="stable").reset_index(
        drop=True
    )


def _find_decimals(values: pd.Series) -> int:
    for places in range(4):
        if np.isclose(values.round(places), values, atol=1e-6).mean() > 0.995:
            return places
    return 2


def read_dictionary(content: bytes, name: str, table: pd.DataFrame) -> list[LaitMeasure]:
    """The measures of the dictionary that the table holds, with what their rows say of them."""
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    _refuse_layout(name, rows[0] if rows else (), DICTIONARY_HEADER)
    parts = {str(key): part for key, part in table.groupby("measure", sort=False)}
    lost = sorted(set(parts) - {row["Measure_short"] for row in rows})
    if lost:
        raise BadInput(f"the dictionary lacks {', '.join(lost[:5])}", name, "fetch both again")
    found: dict[str, LaitMeasure] = {}
    for row in rows:
        short = row["Measure_short"]
        if short in found or short not in parts:
            continue
        part = parts[short].dropna(subset=["value"])
        years = sorted(
            year for year in parts[short]["years"].unique() if re.match(r"(19|20)\d{2}", str(year))
        )
        with_value = sorted(year for year in part["years"].unique() if year in set(years))
        last = part[part["years"].eq(with_value[-1])] if with_value else part
        codes = last["area_code"].astype(str)
        link = re.search(r"https://[^\s)\]]+", row.get("Hyperlink(s)", "") or "")
        found[short] = LaitMeasure(
            measure=short, topic=row["Topic"], title=" ".join(row["Measure"].split()),
            polarity=row["Polarity"], axis=row["y_axis_name"] or "",
            description=" ".join(row["Description"].split())[:DESCRIPTION],
            link=link[0] if link else "", year_type=row["Year_Type"] or "",
            updated=row.get("Last Update") or "", decimals=_find_decimals(part["value"]),
            first=with_value[0] if with_value else years[0] if years else "",
            last=with_value[-1] if with_value else years[-1] if years else "",
            authorities=int(codes.str.match("E0[6-9]|E10").sum()),
            regions=int(codes.str.startswith("E12").sum()),
            england=int(codes.eq("E92000001").sum()),
            largest=float(part["value"].max()) if len(part) else 0.0,
            smallest=float(part["value"].min()) if len(part) else 0.0,
        )  # fmt: skip
    return list(found.values())


def _print_dictionary(measures: list[LaitMeasure]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(LaitMeasure.model_fields), lineterminator="\n")
    writer.writeheader()
    writer.writerows(measure.model_dump() for measure in measures)
    return text.getvalue().encode("utf-8")


def _print_table(table: pd.DataFrame) -> bytes:
    buffer = io.BytesIO()
    typed = table.astype(dict.fromkeys(COLUMNS[:3], "category"))
    typed.to_parquet(buffer, index=False, compression="zstd")
    return buffer.getvalue()


def take_table(
    project: Project, table: bytes, dictionary: bytes, commit: str, on: date, committed: str = ""
) -> dict[str, int]:
    """Put the department's two files in place of those held; measures gone, new and changed.

    A measure that an indicator uses and that is gone is refused before anything is written.
    """
    from needsbook.catalogue import load_indicators

    rows = read_table(table, Path(TABLE).name, project)
    measures = read_dictionary(dictionary, Path(DICTIONARY).name, rows)
    now, before = {measure.measure for measure in measures}, set(load_dictionary(project))
    if before:
        used = {
            name: indicator.id
            for indicator in load_indicators(project).values()
            if indicator.lait
            for name in (indicator.lait.measure, indicator.lait.count, indicator.lait.denominator)
            if name
        }
        gone = sorted(set(used) - now)
        if gone:
            raise BadInput(
                f"the table has no measure {gone[0]} any more (used by {used[gone[0]]}"
                + (f"; {len(gone) - 1} more" if len(gone) > 1 else "")
                + ")",
                f"data/indicators/{used[gone[0]]}.yml",
                "name the measure it is called now, or take lait out of that file",
            )
    content = _print_table(rows)
    passport = {
        "source": "dfe",
        "publication": "Local Authority Interactive Tool",
        "release": f"table of commit {commit[:12]}" + (f" of {committed}" if committed else ""),
        "table": f"{TABLE} and its dictionary",
        "page": f"https://github.com/{REPOSITORY}",
        "obtained": {
            "on": on.isoformat(),
            "address": f"{ADDRESS}/{commit}/{TABLE}",
            "method": "The department’s table in its public repository; names of authorities were "
            "turned into codes, abolished authorities left out, the rest is as printed there.",
            "raw_sha256": hashlib.sha256(table).hexdigest(),
        },
        "series": "lait",
        "basis": "as each measure says",
        "intervals": "none published in this table",
        "disclosure": "one sign for every missing reason",
        "rounding": "as each measure prints it",
        "licence": "Open Government Licence v3.0",
        "attribution": "Source: Department for Education, Local Authority Interactive Tool. "
        "Contains public sector information licensed under the Open Government Licence v3.0.",
        "caveats": [
            "The table prints one sign for every missing reason, so a blank may be suppressed or "
            "never collected.",
            "It is a compilation of published figures: the release named under each indicator is "
            "where they were published first.",
        ],
        "checks": [
            "Every measure is looked at by needsbook lait check: authorities a year, England "
            "within its regions, one value in half of the areas, shares above 100, years that are "
            "none, count over denominator.",
        ],
        "rows": len(rows),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    folder = lait_folder(project)
    text = schema_line("lait_table", 2) + yaml.safe_dump(
        passport, sort_keys=False, allow_unicode=True, width=96
    )
    replace_files(
        project,
        {
            folder / "table.parquet": content,
            folder / "dictionary.csv": _print_dictionary(measures),
            folder / "table.yml": text.encode("utf-8"),
        },
    )
    load_dictionary.cache_clear()
    return {"measures": len(now), "new": len(now - before), "gone": len(before - now)}
