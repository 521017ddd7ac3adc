"""The register as data: ``figures.csv``, ``figures.json``, its schema, ``datapackage.json``.

Those of a portal are packed in zip files (``figures.csv.zip``). All four are made from the same
rows, sorted by id, so they say the same. Lists (inputs, datasets, pages …) are separated by a space
in the CSV and are lists in the JSON.
The description follows Data Package (version 1) and JSON Schema (2020-12).
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from typing import Any

from needsbook.escaping import disarm_text
from needsbook.register.cite import Edition
from needsbook.register.entries import Entry, sort_key
from needsbook.register.input_names import fold_inputs
from needsbook.register.ledger import Ledger

# name: (type, whether a list, meaning)
COLUMNS: Mapping[str, tuple[str, bool, str]] = {
    "id": (
        "string",
        False,
        "Stable id: indicator.area.period, with a fourth part for a derived figure",
    ),
    "printed": ("string", False, "The value as the book prints it, or why there is none"),
    "value": ("number", False, "The value, unrounded; empty when missing"),
    "unit": ("string", False, "Unit of the value and its interval"),
    "lower_ci": ("number", False, "Lower end of the confidence interval"),
    "upper_ci": ("number", False, "Upper end of the confidence interval"),
    "interval_method": (
        "string",
        False,
        "How the interval was made; “published” if by the publisher",
    ),
    "count": ("number", False, "Numerator, where published"),
    "denominator": ("number", False, "Denominator, where published"),
    "recovered": (
        "string",
        False,
        "How count or denominator were found where the publisher prints none; else empty",
    ),
    "missing_reason": ("string", False, "Why there is no value"),
    "note": ("string", False, "A note that belongs to the value"),
    "period": ("string", False, "Period, in its one written form"),
    "period_start": ("date", False, "First day of the period"),
    "period_end": ("date", False, "Last day of the period"),
    "area_code": ("string", False, "Code of the area (Government Statistical Service)"),
    "area": ("string", False, "Name of the area"),
    "indicator": ("string", False, "Id of the indicator"),
    "title": ("string", False, "What the figure measures"),
    "method": ("string", False, "“published”, or how the figure was computed or obtained"),
    "estimated": ("boolean", False, "Whether the figure is an estimate of ours"),
    "inputs": (
        "string",
        True,
        "Ids of the figures a derived figure was made from; where there are many, * stands for "
        "every authority with a value, and {a,b} for those areas",
    ),
    "dataset": ("string", True, "Snapshots the figure rests on"),
    "row": ("string", True, "Rows of the snapshots, as dataset:line; the header is line 1"),
    "release": ("string", True, "Releases of those snapshots"),
    "publisher": ("string", True, "Publishers of those snapshots"),
    "licence": ("string", True, "Licences of those snapshots"),
    "sha256": ("string", True, "Checksums of the snapshots' CSV files"),
    "document": ("string", True, "Documents of the project the figure was taken from"),
    "card": ("string", False, "Permanent address of the figure's card, below the site"),
    "pages": ("string", True, "Pages the figure is printed on, below the site"),
}
# Lists whose parts hold spaces are separated in the CSV by this instead.
WORDY = ("release", "publisher", "licence", "document")
# A rank of a hundred and fifty areas names its inputs, and their rows stand with them.
ROWS_LISTED = 8


def make_row(entry: Entry, ledger: Ledger) -> dict[str, Any]:
    """One figure as a JSON object with every column; None where there is nothing."""
    figure, passports = entry.figure, entry.passports
    rows = [f"{row.passport.dataset}:{row.line}" for row in entry.rows]
    return {
        "id": figure.id,
        "printed": figure.printed,
        "value": figure.value,
        "unit": figure.unit,
        "lower_ci": figure.lower_ci,
        "upper_ci": figure.upper_ci,
        "interval_method": figure.interval_method,
        "count": figure.count,
        "denominator": figure.denominator,
        "recovered": figure.recovered,
        "missing_reason": figure.reason if figure.value is None else "",
        "note": figure.note,
        "period": figure.period,
        "period_start": entry.period.start.isoformat() if entry.period else None,
        "period_end": entry.period.end.isoformat() if entry.period else None,
        "area_code": figure.area_code,
        "area": entry.area_name,
        "indicator": figure.indicator,
        "title": entry.title,
        "method": figure.method,
        "estimated": figure.estimated,
        "inputs": fold_inputs(figure.inputs, ledger),
        "dataset": [passport.dataset for passport in passports],
        "row": rows if len(rows) <= ROWS_LISTED else [],
        "release": _unique(passport.release for passport in passports),
        "publisher": _unique(entry.sources[passport.source].name for passport in passports),
        "licence": _unique(passport.licence for passport in passports),
        "sha256": [passport.sha256 for passport in passports],
        "document": _unique(origin.path for origin in entry.origins),
        "card": entry.address,
        "pages": [f"{page}.html" for page in entry.pages],
    }


def _unique(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(words))


def write_csv(rows: Iterable[Mapping[str, Any]]) -> str:
    """The rows as CSV: UTF-8 text, LF, numbers as short as they are exact."""
    return "".join([csv_line(COLUMNS), *(csv_line(list_cells(row)) for row in rows)])


def list_cells(row: Mapping[str, Any]) -> list[str]:
    """The cells of a row as they stand in the CSV."""
    return [_cell(name, row[name]) for name in COLUMNS]


def csv_line(cells: Iterable[str]) -> str:
    """One line of a CSV, its end included."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerow(cells)
    return buffer.getvalue()


def _cell(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return disarm_text(("; " if name in WORDY else " ").join(value))
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return disarm_text(str(value))


def write_json(rows: Iterable[Mapping[str, Any]], edition: Edition) -> str:
    """The rows as one JSON object, one figure a line; empty fields left out."""
    body = ",\n".join(json_line(row) for row in rows)
    return f"{open_json(edition)}{body}{JSON_END}"


# What stands after the last figure.
JSON_END = "\n]}\n"


def open_json(edition: Edition) -> str:
    """What stands before the first figure."""
    title = json.dumps(edition.title, ensure_ascii=False)
    return f'{{"$schema": "figures.schema.json", "book": {title}, "figures": [\n'


def json_line(row: Mapping[str, Any]) -> str:
    """One figure as JSON, empty fields left out."""
    kept = {
        name: value for name, value in row.items() if value is not None and value not in ("", [])
    }
    return json.dumps(kept, ensure_ascii=False)


def make_schema() -> dict[str, Any]:
    """The JSON Schema of ``figures.json``."""
    types = {"date": {"type": "string", "format": "date"}}
    fields: dict[str, Any] = {}
    for name, (kind, many, meaning) in COLUMNS.items():
        record = types.get(kind, {"type": kind})
        fields[name] = {"type": "array", "items": record} if many else dict(record)
        fields[name]["description"] = meaning
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Figures printed in a needs profile book",
        "type": "object",
        "required": ["book", "figures"],
        "additionalProperties": False,
        "properties": {
            "$schema": {"type": "string"},
            "book": {"type": "string", "description": "Title of the book"},
            "figures": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["id", "printed", "indicator", "title", "method"],
                    "additionalProperties": False,
                    "properties": fields,
                },
            },
        },
    }


def make_datapackage(
    entries: Iterable[Entry], edition: Edition, size: int, digest: str
) -> dict[str, Any]:
    """The description of ``figures.csv`` (Data Package, profile tabular-data-package).

    ``size`` (bytes) and ``digest`` are those of the file as it lies in the site.
    """
    licences: dict[str, str] = {}
    sources: dict[str, str] = {}
    for entry in entries:
        for passport in entry.passports:
            licences[passport.licence] = entry.sources[passport.source].licence_url
            sources[passport.attribution] = passport.page
    fields = []
    for name, (kind, many, meaning) in COLUMNS.items():
        field: dict[str, Any] = {"name": name, "type": kind, "description": meaning}
        if many:
            field["description"] += "; separated by " + (
                "semicolons" if name in WORDY else "spaces"
            )
        if name == "id":
            field["constraints"] = {"required": True, "unique": True}
        fields.append(field)
    package: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": "needs-profile-book-figures",
        "title": f"Figures printed in {edition.title}",
        "licenses": [{"title": name, "path": path} for name, path in sorted(licences.items())],
        "sources": [{"title": name, "path": path} for name, path in sorted(sources.items())],
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": "figures",
                "path": "figures.csv",
                **({"path": "figures.csv.zip", "compression": "zip"} if edition.packed else {}),
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": size,
                "hash": f"sha256:{digest}",
                "schema": {"fields": fields, "primaryKey": ["id"], "missingValues": [""]},
            }
        ],
    }
    return {name: value for name, value in package.items() if value}


def make_rows(entries: Iterable[Entry], ledger: Ledger) -> list[dict[str, Any]]:
    """The rows of all four files, in order."""
    return [make_row(entry, ledger) for entry in sorted(entries, key=sort_key)]
