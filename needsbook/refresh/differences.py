"""What a fetch would change in one snapshot, before anything is written."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pandas as pd

from needsbook.catalogue.areas import Areas
from needsbook.catalogue.fetches import Fetch, FileFetch
from needsbook.catalogue.periods import parse_period
from needsbook.refresh.rows import Fetched
from needsbook.store.snapshots import COLUMNS, KEY

Key = tuple[str, ...]
SHOWN = 5


@dataclass(frozen=True)
class Revised:
    """One value that changed by more than its printed digits explain."""

    area: str
    period: str
    before: str
    after: str

    @property
    def size(self) -> Decimal:
        """How far the value moved, without sign."""
        return abs(Decimal(self.after) - Decimal(self.before))


@dataclass(frozen=True)
class Difference:
    """The difference between the figures held and those fetched, of one indicator."""

    fetched: Fetched
    rows: pd.DataFrame
    held: int
    new_periods: Mapping[str, int]
    added: tuple[Key, ...] = ()
    revised: tuple[Revised, ...] = ()
    more_digits: int = 0
    now_missing: tuple[Key, ...] = ()
    now_given: tuple[Key, ...] = ()
    limits_changed: int = 0
    notes_changed: tuple[tuple[Key, str, str], ...] = ()
    removed: tuple[Key, ...] = ()
    areas_gained: tuple[str, ...] = ()
    areas_lost: tuple[str, ...] = ()
    elsewhere: Mapping[str, int] = field(default_factory=dict)
    definition_changed: bool = False
    release_before: str = ""

    @property
    def changes_rows(self) -> bool:
        """Whether the snapshot's rows would change at all."""
        return bool(
            self.added or self.revised or self.more_digits or self.now_missing or self.now_given
            or self.limits_changed or self.notes_changed or self.removed
        )  # fmt: skip

    @property
    def nothing_new(self) -> bool:
        """Whether there is nothing to accept."""
        return not self.changes_rows and not self.definition_changed


def hash_definition(text: str) -> str:
    """The digest under which a definition is remembered; "" for no text."""
    return (
        hashlib.sha256(" ".join(text.split()).encode("utf-8")).hexdigest() if text.strip() else ""
    )


def same_number(before: str, after: str) -> bool:
    """Whether the two are one number, to the digits of the less exact."""
    first, second = Decimal(before), Decimal(after)
    places = min(max(0, -int(number.as_tuple().exponent)) for number in (first, second))
    # Half a unit of the last digit: rounding up and to even both count as the same.
    return (
        abs(first - second) <= Decimal("0.5").scaleb(-places)
        if _differ(first, second)
        else first == second
    )


def _differ(first: Decimal, second: Decimal) -> bool:
    return first.as_tuple().exponent != second.as_tuple().exponent


def compare(
    held: pd.DataFrame,
    fetched: Fetched,
    fetch: Fetch | FileFetch,
    areas: Areas,
    *,
    elsewhere: Mapping[Key, str],
    only: frozenset[str] | None = None,
    add_only: bool = False,
    definition_before: str = "",
    release_before: str = "",
) -> Difference:
    """The difference for one indicator, and the rows its snapshot would then hold.

    ``held`` are the snapshot's rows of the indicator (text). ``elsewhere`` gives the dataset
    that holds a key already; those are left there. ``only`` restricts to some areas. A held
    row is removed only if its period and level were fetched and the publisher has it no more
    (never with ``add_only``).
    """
    before = {tuple(row[:5]): tuple(row) for row in held.itertuples(index=False)}
    given = [any(fetched.rows[name]) for name in COLUMNS[6:10]]
    after: dict[Key, Key] = {}
    left: Counter[str] = Counter()
    for row in fetched.rows.itertuples(index=False):
        key = tuple(row[:5])
        if only is not None and key[1] not in only:
            continue
        if key in elsewhere and key not in before:
            left[elsewhere[key]] += 1
            continue
        after[key] = _keep_untold(before.get(key), tuple(row), given)
    periods = {key[2] for key in after}
    in_scope = {
        key
        for key in before
        if key[2] in periods
        and areas[key[1]].level in fetch.levels
        and (only is None or key[1] in only)
    }
    removed = [] if add_only else sorted(in_scope - set(after))
    merged = {key: row for key, row in before.items() if key not in set(removed)} | after
    return Difference(
        fetched=fetched,
        rows=pd.DataFrame(list(merged.values()), columns=list(COLUMNS), dtype=str),
        held=len(in_scope),
        new_periods=_count_new_periods(before, after),
        added=tuple(sorted(set(after) - set(before))),
        **_compare_rows(before, after),
        removed=tuple(removed),
        areas_gained=_areas(after, before),
        areas_lost=_areas(before, merged),
        elsewhere=dict(sorted(left.items())),
        definition_changed=bool(definition_before)
        and definition_before != hash_definition(fetched.definition),
        release_before=release_before,
    )  # fmt: skip


def _keep_untold(before: Key | None, after: Key, given: list[bool]) -> Key:
    """``after`` with the limits, count and denominator held, where this source has none at all.

    They stay only beside the same value: those of a revised value are not known any more.
    A number written otherwise (44 for 44.0, as workbooks do) keeps its held form.
    """
    if before is None:
        return after
    numbers = [
        old if old and new and Decimal(old) == Decimal(new) else new
        for old, new in zip(before[5:10], after[5:10], strict=True)
    ]
    if before[5] and after[5] and same_number(before[5], after[5]):
        numbers[1:] = [
            new if told else old
            for old, new, told in zip(before[6:10], numbers[1:], given, strict=True)
        ]
    return (*after[:5], *numbers, *after[10:])


def _compare_rows(before: Mapping[Key, Key], after: Mapping[Key, Key]) -> dict[str, Any]:
    revised, missing, given, notes = [], [], [], []
    digits = limits = 0
    for key in sorted(set(before) & set(after)):
        old, new = before[key], after[key]
        if old[5] and new[5]:
            if not same_number(old[5], new[5]):
                revised.append(Revised(key[1], key[2], old[5], new[5]))
            elif old[5] != new[5]:
                digits += 1
        elif old[5]:
            missing.append(key)
        elif new[5]:
            given.append(key)
        if old[6:10] != new[6:10]:
            limits += 1
        if old[10:] != new[10:]:
            notes.append(
                (key, "; ".join(filter(None, old[10:])), "; ".join(filter(None, new[10:])))
            )
    revised.sort(key=lambda figure: (-figure.size, figure.area, figure.period))
    return {
        "revised": tuple(revised), "more_digits": digits, "now_missing": tuple(missing),
        "now_given": tuple(given), "limits_changed": limits, "notes_changed": tuple(notes),
    }  # fmt: skip


def _count_new_periods(before: Mapping[Key, Key], after: Mapping[Key, Key]) -> dict[str, int]:
    held = {key[2] for key in before}
    counts = Counter(key[2] for key in after if key[2] not in held)
    return {period: counts[period] for period in sorted(counts, key=parse_period)}


def _areas(first: Mapping[Key, Key], second: Mapping[Key, Key]) -> tuple[str, ...]:
    if not second or not first:
        return ()
    return tuple(sorted({key[1] for key in first} - {key[1] for key in second}))


def describe_difference(difference: Difference, areas: Areas) -> list[str]:
    """The difference as lines of text for a terminal, the most important first."""
    other = difference
    lines = [
        f"{other.fetched.indicator} ({other.fetched.dataset}): {other.release_before or 'nothing held'} → {other.fetched.release}"
    ]
    if other.nothing_new:
        lines.append("  nothing new")
    for period, number in other.new_periods.items():
        lines.append(f"  new period {period}: {number} areas")
    rest = len(other.added) - sum(other.new_periods.values())
    if rest > 0:
        lines.append(f"  {rest} figures added in periods held already")
    if other.revised:
        lines.append(f"  {len(other.revised)} values revised; the largest:")
        for change in other.revised[:SHOWN]:
            name = areas[change.area].name
            moved = Decimal(change.after) - Decimal(change.before)
            lines.append(
                f"    {name}, {change.period}: {change.before} → {change.after} ({moved:+f})"
            )
    if other.more_digits:
        lines.append(f"  {other.more_digits} values the same, given with other decimals")
    lines += _list_keys("now missing", other.now_missing, areas)
    lines += _list_keys("now given", other.now_given, areas)
    lines += _list_keys("no longer published, to be removed", other.removed, areas)
    if other.limits_changed:
        lines.append(f"  limits or counts changed on {other.limits_changed} figures")
    for word, changed in (("gained", other.areas_gained), ("lost", other.areas_lost)):
        if changed:
            lines.append(f"  areas {word}: {_name_areas(changed, areas)}")
    if other.notes_changed:
        lines.append(f"  notes changed on {len(other.notes_changed)} figures, such as:")
        for key, old, new in other.notes_changed[:2]:
            lines.append(f"    {areas[key[1]].name}, {key[2]}: “{old}” → “{new}”")
    if other.definition_changed:
        lines.append("  the publisher's definition text has changed: read it before accepting")
    for dataset, number in other.elsewhere.items():
        lines.append(f"  {number} figures are held in {dataset}: left there as they are")
    if other.fetched.left_out:
        codes = list(other.fetched.left_out)
        lines.append(
            f"  {sum(other.fetched.left_out.values())} rows of {len(codes)} areas the book does not hold "
            f"({', '.join(codes[:4])}{', …' if len(codes) > 4 else ''})"
        )
    lines += [f"  {remark}" for remark in other.fetched.remarks]
    return lines


def _list_keys(word: str, keys: Iterable[Key], areas: Areas) -> list[str]:
    found = list(keys)
    if not found:
        return []
    shown = "; ".join(f"{areas[key[1]].name} {key[2]}" for key in found[:SHOWN])
    more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    return [f"  {len(found)} figures {word}: {shown}{more}"]


def _name_areas(codes: Iterable[str], areas: Areas) -> str:
    names = [areas[code].name for code in codes]
    return ", ".join(names[:8]) + (f" and {len(names) - 8} more" if len(names) > 8 else "")


__all__ = [
    "KEY",
    "Difference",
    "Revised",
    "compare",
    "describe_difference",
    "hash_definition",
    "same_number",
]
