"""Figures made from figures: differences, averages of neighbours, places in a ranking.

Each is a figure of its own: its id adds a fourth part to the id of the figure it speaks
of, and ``inputs`` names every figure it was made from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from needsbook.catalogue import Area, Indicator
from needsbook.catalogue.units import find_unit
from needsbook.stats.assess_table import choose_intervals
from needsbook.stats.peers import MEAN_RULE, MEDIAN_RULE, NeighbourSummary
from needsbook.stats.ranks import TIE_RULE, Rank
from needsbook.stats.verdicts import Side
from needsbook.store.figures import Figure, print_value


def add_interval(indicator: Indicator, figure: Figure, confidence: float = 0.95) -> Figure:
    """``figure`` with its interval: the published one, ours from its counts, or none.

    ``interval_method`` is ``published``, ``wilson``, ``exact``, ``byar`` or empty (see
    ``needsbook.stats.assess_table.INTERVAL_NAMES``).
    """
    if figure.value is None or figure.interval_method:
        return figure
    found = choose_intervals(
        figure.value,
        np.nan if figure.lower_ci is None else figure.lower_ci,
        np.nan if figure.upper_ci is None else figure.upper_ci,
        np.nan if figure.count is None else figure.count,
        np.nan if figure.denominator is None else figure.denominator,
        indicator.method,
        indicator.multiplier,
        confidence,
    )
    method = str(found.method[0])
    return replace(
        figure,
        lower_ci=float(found.lower[0]) if method else None,
        upper_ci=float(found.upper[0]) if method else None,
        interval_method=method,
    )


def take_side(figure: Figure) -> Side:
    """One side of a comparison: what the tests need to know of a figure."""
    return Side(figure.value, figure.lower_ci, figure.upper_ci, figure.count, figure.denominator)


def derive_difference(
    indicator: Indicator, figure: Figure, benchmark: Figure, name: str
) -> Figure | None:
    """``figure`` less ``benchmark``, from the published decimals; None if either is missing.

    The id ends in ``difference-from-<name>``. Percentages differ by percentage points.
    """
    if figure.value is None or benchmark.value is None:
        return None
    value = _subtract(figure.value, benchmark.value)
    unit = find_unit(figure.unit).difference or figure.unit
    return _derive(
        figure,
        f"difference-from-{name}",
        value,
        print_value(value, unit, indicator.decimals),
        unit,
        "difference of two published values",
        (figure.id, benchmark.id),
    )


def _subtract(one: float, other: float) -> float:
    # 22.9 - 20.1 is 2.7999999999999972 in binary: twelve digits are more than any source has.
    return float(f"{one - other:.12g}")


def derive_neighbour_averages(
    indicator: Indicator, figure: Figure, neighbours: Sequence[Figure], summary: NeighbourSummary
) -> tuple[Figure | None, Figure | None]:
    """The mean and the median of the neighbours' values as figures; None when none has one."""
    if summary.mean is None or summary.median is None:
        return None, None
    inputs = tuple(one.id for one in neighbours if one.value is not None)
    mean, median = (
        _derive(
            figure,
            f"neighbours-{name}",
            value,
            print_value(value, figure.unit, indicator.decimals),
            figure.unit,
            rule,
            inputs,
        )
        for name, value, rule in (
            ("mean", summary.mean, MEAN_RULE),
            ("median", summary.median, MEDIAN_RULE),
        )
    )
    return mean, median


def print_ordinal(number: int) -> str:
    """“1st”, “2nd”, “3rd”, “11th”."""
    ending = (
        "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    )
    return f"{number:,}{ending}"


def derive_rank_figures(
    figure: Figure, rank: Rank, group: Area, inputs: Sequence[Figure]
) -> dict[str, Figure]:
    """The place, the areas ranked, and (where there is a range) the best and worst place.

    Keys: ``rank``, ``of``, ``best``, ``worst``. Ids end in ``rank-in-<group>`` and so on.
    """
    ids = tuple(one.id for one in inputs if one.value is not None)
    numbers: dict[str, tuple[str, int | None, str]] = {
        "rank": (f"rank-in-{group.slug}", rank.rank, "ordinal"),
        "of": (f"areas-ranked-in-{group.slug}", rank.of, "areas"),
        "best": (f"rank-in-{group.slug}-at-best", rank.best, "ordinal"),
        "worst": (f"rank-in-{group.slug}-at-worst", rank.worst, "ordinal"),
    }
    return {
        key: _derive(
            figure,
            name,
            float(number),
            print_ordinal(number) if unit == "ordinal" else f"{number:,}",
            unit,
            f"rank from the largest value; {TIE_RULE}",
            ids,
        )
        for key, (name, number, unit) in numbers.items()
        if number is not None
    }


def _derive(
    figure: Figure,
    name: str,
    value: float,
    printed: str,
    unit: str,
    method: str,
    inputs: tuple[str, ...],
) -> Figure:
    return Figure(
        id=f"{figure.id}.{name}",
        indicator=figure.indicator,
        area_code=figure.area_code,
        period=figure.period,
        value=value,
        printed=printed,
        unit=unit,
        dataset=figure.dataset,
        series=figure.series,
        edition=figure.edition,
        method=method,
        inputs=inputs,
    )
