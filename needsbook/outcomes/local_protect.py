"""Small numbers in a council's sheet: hidden before anything is written, and what would give
them away with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from needsbook.catalogue.frameworks import MeasurePart
from needsbook.outcomes.local import LocalRow

# Counts from 1 to one below this are hidden.
SMALL = 5
# A sum of so many rows is looked for.
MOST_PARTS = 4


@dataclass(frozen=True)
class Total:
    """The row ``name`` is the sum of the rows ``parts``."""

    name: str
    parts: tuple[str, ...]


def protect_rows(
    rows: Sequence[LocalRow], parts: Mapping[str, MeasurePart]
) -> tuple[list[LocalRow], int]:
    """``rows`` with small counts hidden, and how many more were hidden to keep them so.

    Primary: a count from 1 to 4, or one that leaves 1 to 4 of its denominator, also where a
    percentage beside a denominator gives it away. Secondary: rows of the same measure and
    quarter (or of the council's own measures) that add up to another or to their common
    denominator, so that a hidden one could be worked out.
    """
    groups: dict[tuple[str, str], list[LocalRow]] = {}
    for row in rows:
        part = parts[row.indicator]
        name = part.outcome if part.outcome == "own" else part.measure
        groups.setdefault((name, row.period), []).append(row)
    hidden: set[tuple[str, str]] = set()
    more = 0
    for held in groups.values():
        first = {row.key for row in held if is_small(row, parts[row.indicator])}
        every = _complete(held, first)
        more += len(every - first)
        hidden |= every
    return [_hide(row) if row.key in hidden else row for row in rows], more


def is_small(row: LocalRow, part: MeasurePart) -> bool:
    """Whether a row alone says of 1 to 4 children what it must not."""
    count, whole = find_count(row), float(row.denominator) if row.denominator else None
    if count is None:
        return False
    rest = whole - count if part.unit == "percent" and whole is not None else None
    return 0 < count < SMALL or (rest is not None and 0 < rest < SMALL)


def find_count(row: LocalRow) -> int | None:
    """The count of a row: as entered, else as its percentage and denominator give it."""
    if row.count:
        return round(float(row.count))
    if row.value and row.denominator:
        return round(float(row.value) * float(row.denominator) / 100)
    return None


def _complete(held: Sequence[LocalRow], small: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """The keys to hide in one group: the small ones and what would give them away."""
    counts = {row.indicator: count for row in held if (count := find_count(row)) is not None}
    if not small or len(counts) < 2:
        return small
    wholes = {row.denominator for row in held if row.indicator in counts}
    totals = list(_find_totals(counts))
    known = ""
    if len(wholes) == 1 and (whole := wholes.pop()) and sum(counts.values()) == float(whole):
        # The common denominator is printed with every row that is shown.
        known = "the denominator"
        totals.append(Total(known, tuple(counts)))
    first = frozenset(row.indicator for row in held if row.key in small)
    cells = {**counts, **({known: sum(counts.values())} if known else {})}
    found = hide_more(cells, totals, first)
    if known in found:
        found = frozenset(counts)
    return small | {row.key for row in held if row.indicator in found}


def hide_more(
    counts: Mapping[str, int], totals: Sequence[Total], small: frozenset[str]
) -> frozenset[str]:
    """The small cells and as many more that no sum gives a small one away.

    A sum does where a single cell of it is hidden, or where the hidden ones are all small and
    must all be 1, or all 4. The smallest shown cell that is not nought goes next, a total last.
    """
    hidden = set(small)
    while True:
        for total in totals:
            cells = {total.name, *total.parts}
            away = cells & hidden
            if not away or not _gives_away(counts, away, total, small):
                continue
            shown = sorted(
                cells - hidden,
                key=lambda name: (not counts[name], name == total.name, counts[name], name),
            )
            if shown:
                hidden.add(shown[0])
                break
        else:
            return frozenset(hidden)


def _gives_away(
    counts: Mapping[str, int], away: set[str], total: Total, small: frozenset[str]
) -> bool:
    if len(away) == 1:
        return True
    if total.name in away or not away <= small:
        return False
    return sum(counts[name] for name in away) in (len(away), (SMALL - 1) * len(away))


def _find_totals(counts: Mapping[str, int]) -> Iterator[Total]:
    """Rows that are the sum of two or more others."""
    for name, count in counts.items():
        others = [part for part in counts if part != name and counts[part]]
        for size in range(2, min(len(others), MOST_PARTS) + 1):
            for chosen in combinations(others, size):
                if sum(counts[part] for part in chosen) == count:
                    yield Total(name, chosen)


def _hide(row: LocalRow) -> LocalRow:
    return replace(row, value="", count="", denominator="", reason="suppressed")
