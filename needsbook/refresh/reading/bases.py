"""Bases that stand in a row of their own: the count of all pupils beside that of a part.

Some tables print a row for each part of a whole and one for the whole, and no column of bases.
"""

from __future__ import annotations

from collections.abc import Sequence

from needsbook.catalogue.fetches import EesFileFetch, Fetch
from needsbook.errors import BadInput
from needsbook.refresh.reading.column_filters import Filter
from needsbook.refresh.reading.columns import Measures, text_of
from needsbook.refresh.reading.headers import HeaderFound
from needsbook.refresh.reading.layouts import simplify

Key = tuple[str, ...]


class Bases:
    """The count of the whole for each place and period; empty where a table needs none."""

    def __init__(
        self,
        found: HeaderFound,
        measures: Measures,
        filters: Sequence[Filter],
        entry: Fetch | None,
    ) -> None:
        self._counts: dict[Key, object] = {}
        wanted = getattr(entry, "base_row", {}) if isinstance(entry, EesFileFetch) else {}
        labels = {
            at: simplify(label)
            for name, label in wanted.items()
            if (at := found.column(name)) is not None
        }
        columns = measures.sets[0][1]
        if not labels or "count" not in columns or "denominator" in columns:
            return
        others = [known for known in filters if known.at not in labels]
        self._apart = frozenset((*labels, *columns.values(), *_not_of_the_place(found, filters)))
        for line, cells in found.rows():
            if len(cells) < len(found.names):
                continue
            if any(simplify(text_of(cells[at])) != label for at, label in labels.items()):
                continue
            if any(text_of(cells[known.at]) not in known.keep for known in others):
                continue
            key, count = self._key(cells, len(found.names)), cells[columns["count"]]
            if text_of(self._counts.setdefault(key, count)) != text_of(count):
                raise BadInput(
                    f"two rows of the whole differ: {text_of(self._counts[key])} and {text_of(count)}",
                    f"{found.grid.place}, row {line}", "keep one of them in the file",
                )  # fmt: skip

    def _key(self, cells: Sequence[object], width: int) -> Key:
        return tuple(
            text_of(cell) for at, cell in enumerate(cells[:width]) if at not in self._apart
        )

    def find(self, found: HeaderFound, cells: Sequence[object]) -> object:
        """The base of a row; None where the table has no row of the whole for it."""
        return self._counts.get(self._key(cells, len(found.names))) if self._counts else None


def _not_of_the_place(found: HeaderFound, filters: Sequence[Filter]) -> list[int]:
    """Numbers and remarks, which differ between the part and the whole."""
    said = {known.at for known in filters}
    named = {simplify(level) for level in found.layout.levels.values() if level}
    places = ("area_code", "area_name", "level", "period", "period_kind")
    return [
        at for at, name in enumerate(found.names)
        if at not in said and found.roles[at] not in places and name not in named
    ]  # fmt: skip
