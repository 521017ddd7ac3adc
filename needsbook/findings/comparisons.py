"""Figures made from figures: differences, averages of neighbours, places in a ranking.

Each is a figure of its own: its id adds a fourth part to the id of the figure it speaks
of, and ``inputs`` names every figure it was made from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from needsbook.catalogue import Area, Indicator
from needsbook.catalogue.units import find_unit
from needsbook.stats.assess_table import choose_intervals
from needsbook.stats.intervals import number_or_nan
from needsbook.stats.peers import MEAN_RULE, MEDIAN_RULE, NeighbourSummary
from needsbook.stats.ranks import TIE_RULE, Rank
from needsbook.store.figures import Figure, round_exactly, round_value


def add_interval(indicator: Indicator, figure: Figure, confidence: float = 0.95) -> Figure:
    """``figure`` with its interval: the published one, ours from its counts, or none.

    ``interval_method`` is ``published``, ``wilson``, ``exact``, ``byar`` or empty (see
    ``needsbook.stats.assess_table.INTERVAL_NAMES``).
    """
    if figure.value is None or figure.interval_method:
        return figure
    lower, upper, method = _find_interval(
        figure.value,
        figure.lower_ci,
        figure.upper_ci,
        figure.count,
        figure.denominator,
        indicator.method,
        indicator.multiplier,
        confidence,
    )
    return replace(figure, lower_ci=lower, upper_ci=upper, interval_method=method)


@lru_cache(maxsize=1 << 16)
def _find_interval(
    value: float,
    lower: float | None,
    upper: float | None,
    count: float | None,
    denominator: float | None,
    method: str,
    multiplier: float,
    confidence: float,
) -> tuple[float | None, float | None, str]:
    # A page asks for the interval of one figure up to a thousand times.
    low, high, number, base = (number_or_nan(known) for known in (lower, upper, count, denominator))
    found = choose_intervals(value, low, high, number, base, method, multiplier, confidence)
    name = str(found.method[0])
    if not name:
        return None, None, ""
    return float(found.lower[0]), float(found.upper[0]), name


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
    places = indicator.decimals
    return figure.derive(
        f"difference-from-{name}",
        value,
        "difference of two published values",
        (figure.id, benchmark.id),
        unit=unit,
        decimals=places,
        note=note_unrounded(figure.value, benchmark.value, places),
    )


# Said where subtracting the printed values gives another last digit than the difference has.
UNROUNDED = "from the unrounded values"


def note_unrounded(value: float, other: float, places: int) -> str:
    """``UNROUNDED`` where readers who subtract the two printed values, each with ``places``
    decimals, get another number than the printed difference; empty elsewhere."""
    read = round_value(value, places) - round_value(other, places)
    differs = round_exactly(read, places) != round_exactly(_subtract(value, other), places)
    return UNROUNDED if differs else ""


def _subtract(value: float, other: float) -> float:
    # 22.9 - 20.1 is 2.7999999999999972 in binary: twelve digits are more than any source has.
    return float(f"{value - other:.12g}")


def derive_needed(
    figure: Figure, benchmark: Figure, name: str, above: float | None, people: str
) -> Figure | None:
    """The number of ``people`` above which the verdict against ``benchmark`` holds, whatever
    the base; None where the verdict does not hang on one. Its id ends in
    ``holds-above-from-<name>``."""
    if above is None:
        return None
    return figure.derive(
        f"holds-above-from-{name}",
        above,
        f"smallest number of {people} for which the difference holds, given the rounding",
        (figure.id, benchmark.id),
        unit="persons",
    )


def derive_neighbour_averages(
    indicator: Indicator, figure: Figure, neighbours: Sequence[Figure], summary: NeighbourSummary
) -> tuple[Figure | None, Figure | None]:
    """The mean and the median of the neighbours' values as figures; None when none has one."""
    if summary.mean is None or summary.median is None:
        return None, None
    inputs = tuple(neighbour.id for neighbour in neighbours if neighbour.value is not None)
    # Half of 24.4 and 24.7 is 24.549999… in binary: twelve digits are more than any source has.
    mean, median = (
        figure.derive(f"neighbours-{name}", value, rule, inputs, decimals=indicator.decimals)
        for name, value, rule in (
            ("mean", float(f"{summary.mean:.12g}"), MEAN_RULE),
            ("median", float(f"{summary.median:.12g}"), MEDIAN_RULE),
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
    ids = tuple(source.id for source in inputs if source.value is not None)
    numbers: dict[str, tuple[str, int | None, str]] = {
        "rank": (f"rank-in-{group.slug}", rank.rank, "ordinal"),
        "of": (f"areas-ranked-in-{group.slug}", rank.of, "areas"),
        "best": (f"rank-in-{group.slug}-at-best", rank.best, "ordinal"),
        "worst": (f"rank-in-{group.slug}-at-worst", rank.worst, "ordinal"),
    }
    return {
        key: figure.derive(
            name,
            float(number),
            f"rank from the largest value; {TIE_RULE}",
            ids,
            unit=unit,
            printed=print_ordinal(number) if unit == "ordinal" else f"{number:,}",
        )
        for key, (name, number, unit) in numbers.items()
        if number is not None
    }
