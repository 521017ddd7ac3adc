"""What chance alone would make of many comparisons: said wherever many are listed together.

Of tests at 95 per cent one in twenty finds a difference where there is none. The published
health profiles (OHID, Fingertips technical guidance) show 99.8 per cent beside it: at that
level one in five hundred does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from needsbook.catalogue import Area
from needsbook.findings.assessment import Comparison
from needsbook.findings.evidence import take_evidence
from needsbook.show.blocks import show_figure
from needsbook.stats.evidence import stack_evidence
from needsbook.stats.ladder import climb
from needsbook.stats.verdicts import HIGHER, LOWER
from needsbook.store.figures import Figure, figure_id
from needsbook.store.store import Store

STRICT = 0.998
BY_CHANCE = 0.05
# Of fewer nothing is said: half a comparison would differ.
FEWEST = 10


@dataclass(frozen=True)
class ManyTests:
    """How many comparisons of one list were tested and how many differ, from which figures.

    ``firm`` are those that also differ at 99.8 per cent; None where that was not asked.
    """

    made: int
    differ: int
    firm: int | None
    inputs: tuple[str, ...]


def count_tested(tested: Sequence[Comparison], strict: Sequence[Comparison]) -> ManyTests:
    """``tested`` are the comparisons made at 95 per cent, ``strict`` the same at 99.8."""
    made = [comparison for comparison in tested if comparison.verdict.tested]
    firm = sum(
        after.verdict.claimed
        for comparison, after in zip(tested, strict, strict=True)
        if comparison.verdict.claimed
    )
    return ManyTests(
        len(made),
        sum(comparison.verdict.claimed for comparison in made),
        firm,
        tuple(comparison.figure.id for comparison in made),
    )


def count_firm(store: Store, pairs: Sequence[tuple[Figure, Figure]]) -> int:
    """How many figures differ at 99.8 per cent from England's beside them (same series)."""
    if not pairs:
        return 0
    indicators = [store.indicators[figure.indicator] for figure, _ in pairs]
    here, there = (
        stack_evidence([take_evidence(store, pair[side]) for pair in pairs]) for side in (0, 1)
    )
    methods = [indicator.method for indicator in indicators]
    multipliers = [indicator.multiplier for indicator in indicators]
    found = climb(here, there, methods, multipliers, STRICT)
    return int(np.isin(found.code, (HIGHER, LOWER)).sum())


def say_chance(area: Area, name: str, found: ManyTests) -> tuple[str, tuple[Figure, ...]]:
    """How many of many comparisons with England would differ by chance, as HTML, and its
    figures; ``name`` is the list's, part of their ids. Nothing for fewer than ten."""
    if found.made < FEWEST:
        return "", ()
    parts = _count(area, name, found)
    many, chance, apart, *firm = (show_figure(part) for part in parts)
    stands = f"; {firm[0]} of them also by the stricter 99.8% interval" if firm else ""
    return (
        f'<p class="nb-quiet">Of {many} comparisons with England about {chance} would come out as '
        f"different by chance alone, if nothing differed (by the 95% interval). {apart} do"
        f"{stands}.</p>",
        parts,
    )


def say_chance_of_changes(
    area: Area, name: str, found: ManyTests
) -> tuple[str, tuple[Figure, ...]]:
    """As ``say_chance``, for changes between two periods."""
    if found.made < FEWEST:
        return "", ()
    parts = _count(area, name, found)
    many, chance, apart, *_ = (show_figure(part) for part in parts)
    return (
        f'<p class="nb-quiet">Of {many} changes tested about {chance} would be found by chance '
        f"alone, if nothing had changed (at the level of 95 per cent). {apart} are found.</p>",
        parts,
    )


def _count(area: Area, name: str, found: ManyTests) -> tuple[Figure, ...]:
    numbers = {
        "tested": found.made,
        "expected-by-chance": max(1, round(found.made * BY_CHANCE)),
        "different": found.differ,
    }
    if found.firm is not None:
        numbers["different-at-998"] = found.firm
    return tuple(
        Figure.of_count(
            figure_id("comparisons", area.slug, name, derived=what),
            number,
            "comparisons",
            area_code=area.code,
            inputs=found.inputs,
        )
        for what, number in numbers.items()
    )
