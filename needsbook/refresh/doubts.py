"""Counts and bases that would mislead a test, looked for before they are taken in.

A file of one's own is refused, with the row and what to do; what a publisher's service brings
is taken with a remark, since it is the publisher's to mend. A count above its base, an interval
that leaves its value out, and a count that does not give its value are refused elsewhere, as
each row is read. What is held already is looked at by ``needsbook check``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from needsbook.catalogue.indicators import Indicator
from needsbook.catalogue.passports import Passport
from needsbook.catalogue.periods import parse_period
from needsbook.errors import BadInput
from needsbook.refresh.published_cells import read_cell
from needsbook.refresh.rows import Published
from needsbook.store.evidence_checks import (
    BASE_MARK,
    ENOUGH_AREAS,
    ENOUGH_COUNTS,
    FEW_IMPOSSIBLE,
    ROUNDED_TO,
    SAME,
)

ADDED_LEVELS = ("E92", "E12")  # sums of many are seldom rounded alike


@dataclass(frozen=True)
class Doubt:
    """What is wrong, in which row, and what to do."""

    what: str
    where: str
    do: str

    def as_remark(self) -> str:
        """One line for the analyst."""
        return f"{self.what} ({self.where}); {self.do}"


@dataclass(frozen=True)
class _Line:
    code: str
    period: str
    value: float | None
    decimals: int
    count: float | None
    base: float | None
    note: str
    place: str


def refuse_doubts(
    indicator: Indicator,
    published: Sequence[Published],
    held: pd.DataFrame,
    passport: Passport | None,
) -> None:
    """Nothing; ``BadInput`` for the first doubt about a file's counts and bases.

    ``held`` are the indicator's rows of the book, ``passport`` that of the snapshot which
    takes the file (None: a new one).
    """
    lines = [
        _Line(
            figure.area, figure.period, *_read(figure.value), _number(figure.count), _number(figure.denominator),
            figure.note, figure.place,
        )
        for figure in published
    ]  # fmt: skip
    for doubt in _find_doubts(indicator, lines, held, passport):
        raise BadInput(doubt.what, doubt.where, doubt.do)


def list_doubts(
    indicator: Indicator, rows: pd.DataFrame, held: pd.DataFrame, passport: Passport | None
) -> tuple[str, ...]:
    """The doubts about rows a service brought (text, in the tidy layout), as remarks."""
    names = ("area_code", "period", "value", "count", "denominator", "note")
    lines = [
        _Line(code, period, *_read(value), _number(count), _number(base), note, f"{code}, {period}")
        for code, period, value, count, base, note in zip(
            *(rows[name].astype(str).tolist() for name in names), strict=True
        )
    ]
    return tuple(doubt.as_remark() for doubt in _find_doubts(indicator, lines, held, passport))


def is_rounded(published: Sequence[Published]) -> bool:
    """Whether all of many counts are multiples of five: rounded, not exact."""
    return _all_rounded([(held.area, _number(held.count)) for held in published])


def _find_doubts(
    indicator: Indicator, lines: Sequence[_Line], held: pd.DataFrame, passport: Passport | None
) -> Iterator[Doubt]:
    coarse = passport.counts_rounded_to if passport is not None else 1
    if indicator.method == "proportion" and coarse < ROUNDED_TO:
        yield from _find_impossible(indicator, lines)
    yield from _find_copied(lines, held)
    if passport is not None and coarse < ROUNDED_TO:
        yield from _find_rounded(lines, passport)


def _find_impossible(indicator: Indicator, lines: Sequence[_Line]) -> Iterator[Doubt]:
    """Percentages that no whole number of people over their base gives."""
    alone = [
        line
        for line in lines
        if line.base and line.value is not None and line.count is None
        if parse_period(line.period).kind != "months"
    ]
    if not alone or all(line.base % ROUNDED_TO == 0 for line in alone if line.base):
        return
    wrong = []
    for line in alone:
        half = 0.5 * 10.0**-line.decimals + 1e-9
        scale = (line.base or 0.0) / indicator.multiplier
        least = np.ceil(((line.value or 0.0) - half) * scale - 1e-9)
        if np.floor(((line.value or 0.0) + half) * scale + 1e-9) < least:
            wrong.append(line)
    if len(wrong) == len(alone) or len(wrong) > max(FEW_IMPOSSIBLE * len(alone), 2):
        first = wrong[0]
        yield Doubt(
            f"no number of people out of {first.base:g} is {first.value:g}%, and {len(wrong):,} of "
            f"{len(alone):,} percentages are like it",
            first.place,
            "this is not the base of the percentage: find the right one, or leave the column out",
        )


def _find_copied(lines: Sequence[_Line], held: pd.DataFrame) -> Iterator[Doubt]:
    """Bases that are those of another period, without the note that says so."""
    by_period: dict[str, dict[str, _Line]] = {}
    for line in lines:
        if line.base:
            by_period.setdefault(line.period, {})[line.code] = line
    known: dict[str, dict[str, float]] = {}
    based = held[held["denominator"].ne("") & held["sex"].eq("") & held["age"].eq("")]
    for code, period, base in zip(
        based["area_code"], based["period"], based["denominator"], strict=True
    ):
        known.setdefault(period, {})[code] = float(base)
    for period, mine in by_period.items():
        known[period] = {code: line.base or 0.0 for code, line in mine.items()}
    ordered = sorted(known, key=lambda text: parse_period(text).end)
    for at, period in enumerate(ordered):
        mine = by_period.get(period, {})
        for near in (*ordered[max(at - 1, 0) : at], *ordered[at + 1 : at + 2]):
            both = [code for code in mine if code in known[near]]
            same = [mine[code] for code in both if mine[code].base == known[near][code]]
            unmarked = [line for line in same if not line.note.startswith(BASE_MARK)]
            if len(both) >= ENOUGH_AREAS and len(same) > SAME * len(both) and unmarked:
                yield Doubt(
                    f"{len(same)} of {len(both)} bases of {period} are those of {near}",
                    unmarked[0].place,
                    f"give the bases of {period}, leave them out, or begin the note of each such "
                    f"row with “{BASE_MARK} {near}”",
                )
                return


def _find_rounded(lines: Sequence[_Line], passport: Passport) -> Iterator[Doubt]:
    """Counts all rounded to five that a snapshot of exact counts would take."""
    if _all_rounded([(line.code, line.count) for line in lines]):
        first = next(line for line in lines if line.count)
        yield Doubt(
            f"all counts are multiples of {ROUNDED_TO}: they are rounded, and {passport.dataset} "
            "holds exact ones",
            first.place,
            "bring them into a snapshot of their own with --dataset NAME (it will say that counts "
            "are rounded), or leave the column of counts out",
        )


def _all_rounded(counts: Sequence[tuple[str, float | None]]) -> bool:
    known = [count for code, count in counts if count and not code.startswith(ADDED_LEVELS)]
    return len(known) >= ENOUGH_COUNTS and all(count % ROUNDED_TO == 0 for count in known)


def _read(content: object) -> tuple[float | None, int]:
    text = read_cell(content).number
    return (float(text), len(text.partition(".")[2])) if text else (None, 0)


def _number(content: object) -> float | None:
    text = "" if content in (None, "") else read_cell(content).number
    return float(text) if text else None
