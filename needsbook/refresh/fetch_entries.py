"""Entries of ``geo/areas.yml`` changed as text: every line that is not meant stays as it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml

from needsbook.errors import BadInput


def _format_lists(lists: list[dict[str, Any]]) -> list[str]:
    lines = ["    wards:"]
    for record in lists:
        parts = [f'vintage: "{record["vintage"]}"', f"first: {record['first']}"]
        if record["last"]:
            parts.append(f"last: {record['last']}")
        if record["layer"]:
            parts.append(f"layer: {record['layer']}")
        lines.append(f"      - {{{', '.join(parts)}}}")
    return lines


def _entry_span(lines: list[str], code: str) -> tuple[int, int]:
    start = next(
        (n for n, line in enumerate(lines) if re.match(rf"  - code: {code}\s*$", line)), None
    )
    if start is None:
        raise BadInput(f"{code} has no entry", "geo/areas.yml", "add one")
    end = start + 1
    while end < len(lines) and lines[end].startswith("    "):
        end += 1
    return start, end


def set_entry(
    text: str, code: str, values: Mapping[str, str], lists: list[dict[str, Any]] | None = None
) -> str:
    """``text`` with these keys of one entry set; every other line is left as it is."""
    lines = text.split("\n")
    start, end = _entry_span(lines, code)
    entry = lines[start:end]
    kept, skipping = [], False
    for line in entry:
        key = re.match(r"    (\w+):", line)
        if key or line.startswith("  - "):
            name = key[1] if key else ""
            skipping = name in values or (name == "wards" and lists is not None)
        if not skipping:
            kept.append(line)
    wards = next((n for n, line in enumerate(kept) if line.startswith("    wards:")), len(kept))
    kept[wards:wards] = [f"    {key}: {value}" for key, value in values.items()]
    if lists is not None:
        kept += _format_lists(lists)
    return "\n".join([*lines[:start], *kept, *lines[end:]])


def append_entry(text: str, entry: Mapping[str, str]) -> str:
    """``text`` with one entry more at its end."""
    first, *rest = (
        f"{key}: {yaml.safe_dump(value).splitlines()[0]}" for key, value in entry.items() if value
    )
    return (
        text.rstrip("\n")
        + "\n"
        + "\n".join([f"  - {first}", *(f"    {name}" for name in rest)])
        + "\n"
    )
