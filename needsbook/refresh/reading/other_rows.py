"""Rows that are no figures of their own: a second header, notes, and what has lost its area."""

from __future__ import annotations

import re
from collections.abc import Sequence

from needsbook.errors import BadInput
from needsbook.refresh.reading.column_filters import SAID_AGAIN, Filter
from needsbook.refresh.reading.columns import text_of
from needsbook.refresh.reading.file_reading import FileReading
from needsbook.refresh.reading.headers import HeaderFound
from needsbook.refresh.reading.layouts import simplify
from needsbook.refresh.reading.taken import Context


def say_once(
    found: HeaderFound, filters: Sequence[Filter], cells: Sequence[object],
    said: dict[int, str], place: str,
) -> None:  # fmt: skip
    """Nothing; ``BadInput`` where a column that only repeats another one splits the figures."""
    for known in filters:
        if known.why != SAID_AGAIN:
            continue
        label = text_of(cells[known.at])
        if said.setdefault(known.at, label) != label:
            raise BadInput(
                f"the column “{found.printed[known.at]}” splits the figures into "
                f"“{said[known.at]}” and “{label}”",
                place, f'say which are meant with --where "{found.printed[known.at]}=LABEL"',
            )  # fmt: skip


def refuse_gap(
    found: HeaderFound, cells: Sequence[object], reading: FileReading, place: str
) -> None:
    """Nothing; ``BadInput`` for a row of figures that leaves out the area the row above names.

    It may be the same area (a merged cell saved as text) or a total: a person must say.
    """
    places = [at for role in ("area_code", "area_name") if (at := found.at(role)) is not None]
    period = found.at("period")
    if found.layout.levels or not reading.published or period is None or not places:
        return
    if any(text_of(cells[at]) for at in places) or not text_of(cells[period]):
        return
    raise BadInput(
        "a row has a period and figures, and no area", place,
        "write the area into each of its rows: saved as text, a merged cell leaves all but the first blank",
    )  # fmt: skip


def is_header_again(found: HeaderFound, cells: Sequence[object], line: int) -> bool:
    """Whether a row repeats the header; ``BadInput`` where it begins a second table."""
    if found.repeats(cells):
        return True
    places = found.places
    if len(places) >= 2 and all(
        at < len(cells) and simplify(text_of(cells[at])) == found.names[at] for at in places
    ):
        raise BadInput(
            f"a second table begins here ({', '.join(text_of(cell) for cell in cells if text_of(cell))})",
            f"{found.grid.place}, row {line}", "keep one table a file or a sheet",
        )  # fmt: skip
    return False


def is_note(found: HeaderFound, cells: Sequence[object], context: Context) -> bool:
    """Whether a row is words below the table: no code, no period and no number in their places."""
    at = found.at("area_code")
    text = text_of(cells[at]) if at is not None and at < len(cells) else ""
    if re.fullmatch(r"[A-Za-z]\d{8}", text):
        return False
    return not any(
        isinstance(cell, (int, float)) or re.fullmatch(r"[\d,.]*\d%?", str(cell).strip())
        for cell in cells
    )
