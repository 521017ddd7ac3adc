"""CPU time of the chart set of one area, and the size of each kind of chart.

    python benchmarks/bench_charts.py [--area SLUG] [--limit SECONDS]

Draws a trend for every indicator of the area, the spine chart in both forms, ranked
authorities, a distribution, a pyramid, ward dots and a gap chart. Importing matplotlib
counts; reading the store does not. Leaves with 1 when the sum is over the limit.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import defaultdict
from collections.abc import Callable

from needsbook.catalogue import Area, Indicator
from needsbook.draw.charts.distribution import NamedFigure, Strip, draw_distribution
from needsbook.draw.charts.dumbbell import GapRow, draw_dumbbell
from needsbook.draw.charts.pyramid import PyramidSide, draw_pyramid
from needsbook.draw.charts.ranked import Benchmark, RankedRow, draw_ranked
from needsbook.draw.charts.runs import TrendLine
from needsbook.draw.charts.spine import draw_spine
from needsbook.draw.charts.spine_rows import SpineRow
from needsbook.draw.charts.trend import draw_trend
from needsbook.draw.charts.ward_dots import draw_ward_dots
from needsbook.draw.picture import Picture
from needsbook.findings.assess import compare_with
from needsbook.findings.comparisons import add_interval
from needsbook.store import Figure, Store, open_store

WARD_INDICATOR = "child_poverty_ahc_pct"


class Gathered:
    """The figures of one area's charts, read before the clock starts."""

    def __init__(self, store: Store, slug: str) -> None:
        self.store, self.area = store, store.areas[slug]
        self.region, self.country = store.areas[self.area.region], store.areas["england"]
        self.authorities = store.areas.at_level("upper_tier")
        self.indicators = [
            indicator
            for indicator in store.indicators.values()
            if any(not figure.missing for run in store.series(indicator.id, slug) for figure in run)
        ]
        self.trends = {
            indicator.id: [
                TrendLine(place.name, store.series(indicator.id, place.code), role)
                for place, role in self.places()
            ]
            for indicator in self.indicators
        }
        self.spine = [self.make_spine_row(indicator) for indicator in self.indicators]
        widest = max(self.spine, key=lambda row: len(row.authorities))
        self.ranked = [
            authority
            for authority in widest.authorities
            if authority.area_code[:3] == self.area.code[:3]
        ]
        self.widest = widest
        wards = [place.code for place in store.areas.wards_of(self.area.code)]
        self.wards = store.figures(WARD_INDICATOR, wards, "latest") if wards else []

    def places(self) -> list[tuple[Area, str]]:
        """The area and what it is compared with, each with its role."""
        return [(self.area, "area"), (self.region, "region"), (self.country, "country")]

    def make_spine_row(self, indicator: Indicator) -> SpineRow:
        """One row of the spine chart at the area's latest period."""
        figure = add_interval(indicator, self.store.figure(indicator.id, self.area.code))
        england = compare_with(self.store, indicator, figure, self.country)
        others = [
            self.store.figure(indicator.id, authority.code, figure.period)
            for authority in self.authorities
        ]
        return SpineRow(
            indicator.short_title,
            figure,
            [item for item in others if not item.missing],
            self.store.figure(indicator.id, self.country.code, figure.period),
            self.store.figure(indicator.id, self.region.code, figure.period),
            england.verdict.outcome,
            indicator.polarity,
            indicator.topic,
        )

    def name(self, figure: Figure) -> str:
        """The name of a figure's area."""
        return self.store.areas[figure.area_code].name


def draw_all(data: Gathered) -> list[tuple[str, Callable[[], Picture]]]:
    """Every chart of the set, to be drawn when called."""
    names = (data.area.name, data.region.name, data.country.name)
    todo: list[tuple[str, Callable[[], Picture]]] = []
    for indicator in data.indicators:
        lines, breaks = data.trends[indicator.id], indicator.breaks
        todo.append(
            ("trend", lambda ls=lines, bs=breaks, t=indicator.title: draw_trend(ls, bs, title=t))  # type: ignore[misc]
        )
    todo.append(("spine", lambda: draw_spine(data.spine, names, title="Spine")))
    todo.append(
        ("spine, narrow", lambda: draw_spine(data.spine, names, title="Spine", narrow=True))
    )
    row = data.widest
    rows = [RankedRow(data.name(item), item) for item in data.ranked]
    lines = [
        Benchmark(name, item, role)
        for name, item, role in (
            (names[1], row.region, "region"),
            (names[2], row.country, "country"),
        )
        if item is not None
    ]
    todo.append(("ranked", lambda: draw_ranked(rows, lines, title="Ranked")))
    strip = Strip("Authorities", row.authorities)
    own = NamedFigure(names[0], row.area)
    todo.append(("distribution", lambda: draw_distribution([strip], [own], title="Distribution")))
    ages = [(str(age), item) for age, item in enumerate(row.authorities[:20])]
    side = PyramidSide(names[0], ages)
    todo.append(("pyramid", lambda: draw_pyramid(side, side, title="Pyramid", as_share=True)))
    wards = [(data.name(ward), ward) for ward in data.wards]
    if wards:
        todo.append(
            ("ward dots", lambda: draw_ward_dots(wards, (names[0], row.area), title="Wards"))
        )
    pairs = [
        GapRow(item.title, item.area, item.country)
        for item in data.spine
        if item.country is not None and item.area.unit == "percent"
    ][:8]
    todo.append(("gap", lambda: draw_dumbbell(pairs, (names[0], names[2]), title="Gaps")))
    return todo


def main() -> int:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--area", default="westminster")
    options.add_argument("--limit", type=float, default=6.0)
    chosen = options.parse_args()
    data = Gathered(open_store(), chosen.area)
    start = time.process_time()
    import matplotlib.backends.backend_svg  # noqa: F401

    print(f"{'import matplotlib':<16} {time.process_time() - start:6.2f} s CPU")
    found: dict[str, list[tuple[float, int]]] = defaultdict(list)
    for kind, draw in draw_all(data):
        before = time.process_time()
        picture = draw()
        found[kind].append((time.process_time() - before, len(picture.svg.encode())))
    total = time.process_time() - start
    for kind, measured in found.items():
        spent = sum(seconds for seconds, _ in measured)
        largest = max(size for _, size in measured) / 1024
        print(
            f"{kind:<16} {spent:6.2f} s CPU  {len(measured):3d} charts, largest {largest:.1f} KiB"
        )
    print(f"all charts of {data.area.name}: {total:.2f} s CPU (limit {chosen.limit:g} s)")
    return int(total > chosen.limit)


if __name__ == "__main__":
    sys.exit(main())
