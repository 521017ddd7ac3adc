"""Everything the statistics say about one indicator, area and period, in one object."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from needsbook.catalogue import Area, Indicator, parse_period
from needsbook.catalogue.neighbours import load_neighbours
from needsbook.findings.assessment import (
    Assessment,
    Comparison,
    NeighbourComparison,
    Standing,
    TrendFound,
)
from needsbook.findings.comparisons import (
    add_interval,
    derive_difference,
    derive_needed,
    derive_neighbour_averages,
    derive_rank_figures,
)
from needsbook.findings.evidence import read_evidence, take_evidence
from needsbook.findings.living import name_people
from needsbook.stats.assess_table import Rule
from needsbook.stats.evidence import stack_evidence, weigh
from needsbook.stats.peers import judge_neighbours, summarise_neighbours
from needsbook.stats.ranks import rank_area
from needsbook.stats.trend_ladder import find_trend_by_bases
from needsbook.stats.trends import NO_POINT, NOTHING_TO_TEST, Points, Trend, find_trend
from needsbook.stats.verdicts import Verdict
from needsbook.store.figures import Figure
from needsbook.store.store import Store

COUNTRY = "england"
__all__ = [
    "Assessment", "Comparison", "NeighbourComparison", "Standing", "TrendFound",
    "add_interval", "assess", "compare_figures", "compare_with", "compare_with_neighbours",
    "find_benchmarks", "find_rules", "find_standing", "list_benchmarks", "make_points",
    "trace_trend",
]  # fmt: skip

OTHER_SERIES = "the two figures are of different series"
DAYS_PER_YEAR = 365.25


def find_rules(store: Store) -> dict[str, Rule]:
    """What ``assess_table`` needs to know of every indicator."""
    return {
        name: Rule(indicator.method, indicator.multiplier)
        for name, indicator in store.indicators.items()
    }


def find_benchmarks(store: Store) -> dict[str, Mapping[str, str] | str]:
    """The benchmarks of ``assess_table``: England, and each area's own region."""
    regions = {area.code: area.region for area in store.areas if area.region}
    for area in store.areas:
        if area.level == "ward" and area.parent in regions:
            regions[area.code] = regions[area.parent]
    return {"england": store.areas[COUNTRY].code, "region": regions}


def list_benchmarks(store: Store, area: Area) -> list[Area]:
    """The areas that ``area`` is compared with, nearest first: for a ward its authority,
    then the region, then England."""
    chain: list[Area] = []
    if area.level in ("ward", "district") and area.parent:
        chain.append(store.areas[area.parent])
    region = area.region or (chain[-1].region if chain else "")
    if region and region != area.code:
        chain.append(store.areas[region])
    country = store.areas[COUNTRY]
    if area.code != country.code:
        chain.append(country)
    return chain


def assess(
    store: Store,
    indicator: str,
    area: str,
    period: str = "latest",
    edition: str | None = None,
    confidence: float = 0.95,
) -> Assessment:
    """Everything tested about one indicator in one area and period.

    ``latest`` is the area's last period with a value. A missing figure is assessed too:
    its comparisons then say why there is none.
    """
    entry, place = store.indicators[indicator], store.areas[area]
    figure = add_interval(entry, store.figure(indicator, place.code, period, edition), confidence)
    comparisons = tuple(
        compare_with(store, entry, figure, benchmark, edition, confidence)
        for benchmark in list_benchmarks(store, place)
    )
    return Assessment(
        entry,
        place,
        figure,
        comparisons,
        trace_trend(store, entry, figure, edition, confidence),
        find_standing(store, entry, figure, edition, confidence),
        compare_with_neighbours(store, entry, figure, edition, confidence),
        confidence,
    )


def compare_with(
    store: Store,
    indicator: Indicator,
    figure: Figure,
    benchmark: Area,
    edition: str | None = None,
    confidence: float = 0.95,
) -> Comparison:
    """``figure`` beside the benchmark's figure of the same period."""
    other = _fetch(store, indicator, benchmark.code, figure.period, edition, confidence)
    return compare_figures(
        indicator, figure, other, benchmark.slug, benchmark.place, confidence, store=store
    )


def compare_figures(
    indicator: Indicator,
    figure: Figure,
    other: Figure,
    name: str,
    words: str,
    confidence: float = 0.95,
    *,
    store: Store | None = None,
    whole: bool = True,
) -> Comparison:
    """Two figures beside each other; of different series they are shown but not tested.

    The verdict stands on the highest step of the ladder of evidence that both reach; with
    ``store`` bases of other tables and the number of people living there are looked up.
    ``whole`` is false where the other figure is of a place that does not hold the first.
    """
    both = figure.value is not None and other.value is not None
    if both and figure.series != other.series and indicator.method != "count":
        verdict = Verdict("not compared", "", reason=OTHER_SERIES, confidence=confidence)
        return Comparison(name, words, other, verdict)
    here, there = (
        read_evidence(indicator, any_figure) if store is None else take_evidence(store, any_figure)
        for any_figure in (figure, other)
    )
    verdict = weigh(
        here, there, indicator.polarity, indicator.method, indicator.multiplier, confidence, whole
    )
    difference = (
        None if indicator.method == "count" else derive_difference(indicator, figure, other, name)
    )
    above = derive_needed(figure, other, name, verdict.above, here.people)
    return Comparison(name, words, other, verdict, difference, above, here.people)


def _fetch(
    store: Store,
    indicator: Indicator,
    code: str,
    period: str,
    edition: str | None,
    confidence: float,
) -> Figure:
    if not period:
        return store.absent(indicator.id, code)
    return add_interval(indicator, store.figure(indicator.id, code, period, edition), confidence)


def trace_trend(
    store: Store,
    indicator: Indicator,
    figure: Figure,
    edition: str | None = None,
    confidence: float = 0.95,
) -> TrendFound:
    """The recent trend up to ``figure``, from its own run of comparable figures only."""
    if figure.value is None:
        return TrendFound(Trend("not possible", reason=NO_POINT), ())
    end = parse_period(figure.period)
    for segment in store.series(indicator.id, figure.area_code, edition):
        if any(held.id == figure.id for held in segment):
            run = [
                add_interval(indicator, figure, confidence)
                for figure in segment
                if parse_period(figure.period) <= end
            ]
            trend = _test_trend(store, indicator, run, confidence)
            return TrendFound(trend, tuple(run[position] for position in trend.used))
    return TrendFound(Trend("not possible", reason=NO_POINT), ())


def _test_trend(
    store: Store, indicator: Indicator, run: Sequence[Figure], confidence: float
) -> Trend:
    """The trend by counts or intervals; without them by what is known of the bases."""
    points = make_points(run)
    trend = find_trend(
        points.starts, points.ends, points.values, points.counts, points.denominators,
        points.lower, points.upper, indicator.method, confidence,
    )  # fmt: skip
    if trend.reason != NOTHING_TO_TEST:
        return trend
    sides = stack_evidence([take_evidence(store, run[at]) for at in trend.used])
    times = points.ends[list(trend.used)]
    found = find_trend_by_bases(times, sides, indicator.method, indicator.multiplier, trend.used)
    return found or trend


def make_points(run: Sequence[Figure]) -> Points:
    """The figures of one run as arrays; a missing value is ``nan``."""
    periods = [parse_period(figure.period) for figure in run]

    def column(name: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        values = [getattr(figure, name) for figure in run]
        return np.array([np.nan if value is None else value for value in values], dtype=np.float64)

    return Points(
        np.array([period.start.toordinal() / DAYS_PER_YEAR for period in periods]),
        np.array([period.end.toordinal() / DAYS_PER_YEAR for period in periods]),
        column("value"),
        column("count"),
        column("denominator"),
        column("lower_ci"),
        column("upper_ci"),
    )


def find_standing(
    store: Store,
    indicator: Indicator,
    figure: Figure,
    edition: str | None = None,
    confidence: float = 0.95,
) -> Standing | None:
    """The place among the authorities of the area's region, from the largest value.

    None for a missing figure, a plain count, or an area that is no authority of a region.
    """
    place = store.areas[figure.area_code]
    if figure.value is None or indicator.method == "count":
        return None
    if place.level != "upper_tier" or not place.region:
        return None
    peers = [
        _fetch(store, indicator, peer.code, figure.period, edition, confidence)
        for peer in store.areas.at_level(place.level, place.region)
    ]
    peers = [peer for peer in peers if peer.value is not None and peer.series == figure.series]
    position = next((n for n, peer in enumerate(peers) if peer.area_code == place.code), None)
    if position is None or len(peers) < 2:
        return None
    points = make_points(peers)
    rank = rank_area(position, points.values, points.lower, points.upper)
    if rank is None:
        return None
    group = store.areas[place.region]
    return Standing(rank, group, derive_rank_figures(figure, rank, group, peers), tuple(peers))


def compare_with_neighbours(
    store: Store,
    indicator: Indicator,
    figure: Figure,
    edition: str | None = None,
    confidence: float = 0.95,
) -> NeighbourComparison | None:
    """The area beside the mean and the median of its statistical neighbours.

    None for a plain count, a missing figure, an area without neighbours, or neighbours
    without any comparable figure.
    """
    listed = load_neighbours(store.project)
    codes = [code for code in listed.codes_of(figure.area_code) if code in store.areas]
    if figure.value is None or indicator.method == "count" or not codes:
        return None
    figures = [_fetch(store, indicator, code, figure.period, edition, confidence) for code in codes]
    usable = [any_figure if any_figure.series == figure.series else None for any_figure in figures]
    values = [
        np.nan if any_figure is None or any_figure.value is None else any_figure.value
        for any_figure in usable
    ]
    summary = summarise_neighbours(values)
    used = [any_figure for any_figure in usable if any_figure is not None]
    mean, median = derive_neighbour_averages(indicator, figure, used, summary)
    if mean is None or median is None:
        return None
    verdicts = judge_neighbours(
        take_evidence(store, figure),
        summary,
        indicator.polarity,
        indicator.method,
        indicator.multiplier,
        confidence,
    )
    whose = "of its statistical neighbours"
    people = name_people(indicator)
    both = [
        Comparison(
            f"neighbours-{name}",
            f"the {name} {whose}",
            rank,
            verdict,
            derive_difference(indicator, figure, rank, f"neighbours-{name}"),
            derive_needed(figure, rank, f"neighbours-{name}", verdict.above, people),
            people,
        )
        for name, rank, verdict in (
            ("mean", mean, verdicts.against_mean),
            ("median", median, verdicts.against_median),
        )
    ]
    return NeighbourComparison(listed.passport, tuple(figures), summary, both[0], both[1])
