"""Long lists of inputs, written short: one name for values that differ in their area alone.

A place among all authorities is made from a hundred and fifty values. In the files of all
figures ``x.*.2023-24`` stands for those of every authority with a value, and
``x.{barnet,camden}.2023-24`` for those of the areas named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from needsbook.register.ledger import Ledger

# So many inputs are named one by one.
NAMED = 8
_FOLDED = re.compile(r"([^.]+)\.(?:\*|\{([^{}]*)\})\.(.+)")


def fold_inputs(names: Sequence[str], ledger: Ledger) -> list[str]:
    """``names`` (ids) with those that differ in the area alone as one; few stay as they are."""
    if len(names) <= NAMED:
        return list(names)
    groups: dict[tuple[str, str], list[str]] = {}
    for name in names:
        first, slug, stamp = name.split(".", 2)
        groups.setdefault((first, stamp), []).append(slug)
    folded = []
    for (first, stamp), slugs in groups.items():
        if len(slugs) == 1:
            folded.append(f"{first}.{slugs[0]}.{stamp}")
        elif set(slugs) == set(_list_authorities(first, stamp, ledger)):
            folded.append(f"{first}.*.{stamp}")
        else:
            folded.append(f"{first}.{{{','.join(sorted(slugs))}}}.{stamp}")
    return folded


def unfold_inputs(names: Iterable[str], ledger: Ledger) -> list[str]:
    """The ids behind what ``fold_inputs`` gave."""
    found = []
    for name in names:
        match = _FOLDED.fullmatch(name)
        if match is None:
            found.append(name)
            continue
        first, named, stamp = match.groups()
        slugs = named.split(",") if named is not None else _list_authorities(first, stamp, ledger)
        found += [f"{first}.{slug}.{stamp}" for slug in slugs]
    return found


def _list_authorities(first: str, stamp: str, ledger: Ledger) -> list[str]:
    """Slugs of the authorities with a published value of this indicator and period."""

    def find() -> list[str]:
        held = []
        for area in ledger.store.areas.at_level("upper_tier"):
            name = f"{first}.{area.slug}.{stamp}"
            if name in ledger and ledger.figure(name).value is not None:
                held.append(area.slug)
        return held

    return ledger.store.remember(f"authorities {first} {stamp}", find)
