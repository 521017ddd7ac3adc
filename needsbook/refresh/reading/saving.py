"""A layout of one's own, kept: the file's columns and what was said about them."""

from __future__ import annotations

import re

import yaml

from needsbook.catalogue.sources import ID_PATTERN
from needsbook.errors import BadInput
from needsbook.refresh.reading.choice import Choice
from needsbook.refresh.reading.file_reading import FileReading


def format_layout(
    name: str, indicator: str, reading: FileReading, choice: Choice, year: int
) -> str:
    """The YAML of the layout the file would be recognised by next time."""
    if not re.match(ID_PATTERN, name):
        raise BadInput(
            f"“{name}” is no name for a layout", "--save-layout",
            "write lower case letters, digits and underscores",
        )  # fmt: skip
    found = reading.table
    columns: dict[str, list[str]] = {}
    for at, role in enumerate(found.roles):
        if role in ("area_code", "area_name", "level", "period", "note") and role not in columns:
            columns[role] = [found.printed[at]]
    names = {
        measure: [column] for measure, column in choice.columns.items()
    } or {"value": [reading.value_name]}  # fmt: skip
    if choice.where:
        names["filters"] = {column: [label] for column, label in choice.where.items()}  # type: ignore[assignment]
    unread = [column for column, use in reading.columns.items() if not use.startswith("filter")]
    needs = [[printed] for at, printed in enumerate(found.printed) if printed and at not in found.years]  # fmt: skip
    content = {
        "id": name,
        "title": f"Table with {reading.value_name}",
        "years": str(year),
        "needs": needs,
        "columns": columns,
        "identifiers": unread,
        "indicators": {indicator: names},
    }
    text = yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=96)
    return f"# yaml-language-server: $schema=../schema/layout.schema.json\n{text}"
