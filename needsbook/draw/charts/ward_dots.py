"""Wards as dots with intervals, beside the borough's own value."""

from __future__ import annotations

from collections.abc import Sequence

from needsbook.draw.charts.ranked import Benchmark, RankedRow, draw_ranked
from needsbook.draw.picture import Picture
from needsbook.draw.sheet import WIDTH
from needsbook.store.figures import Figure


def draw_ward_dots(
    wards: Sequence[tuple[str, Figure]],
    borough: tuple[str, Figure] | None = None,
    others: Sequence[Benchmark] = (),
    *,
    title: str,
    nouns: tuple[str, str] = ("ward", "wards"),
    prefix: str = "",
    width: float = WIDTH,
) -> Picture:
    """Wards (name, figure) from the highest value down, with the borough as a line.

    Suppressed wards are listed below with the reason. ``others`` are further lines.
    """
    lines = [Benchmark(borough[0], borough[1], "area")] if borough else []
    return draw_ranked(
        [RankedRow(name, figure) for name, figure in wards],
        [*lines, *others],
        title=title,
        style="dots",
        nouns=nouns,
        kind="ward_dots",
        prefix=prefix,
        width=width,
    )
