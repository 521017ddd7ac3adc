"""The authorities nearest by deprivation: a second group beside the statistical neighbours.

Authorities are put into tenths by the index of income deprivation affecting children, the
newest edition held, by the rule of the public health profiles for quantiles. The first
tenth holds the highest scores, the most deprived. County councils have no score and no group.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from needsbook.catalogue import Area, Indicator
from needsbook.findings.assess import COUNTRY
from needsbook.findings.assessment import Comparison
from needsbook.findings.comparisons import derive_difference, derive_needed
from needsbook.findings.evidence import take_evidence
from needsbook.findings.living import name_people
from needsbook.stats.peers import MEAN_RULE, MEDIAN_RULE, judge_neighbours, summarise_neighbours
from needsbook.stats.verdicts import assign_quantiles
from needsbook.store.figures import Figure
from needsbook.store.store import Store

SCORE = "idaci_2025_score"
TENTHS, FIFTHS = 10, 5
LEVEL = "upper_tier"


def find_bands(store: Store, bands: int = TENTHS) -> dict[str, int]:
    """The band of every authority with a score, by code; 1 is the most deprived."""
    if SCORE not in store.indicators:
        return {}
    areas = [
        authority
        for authority in store.areas.at_level(LEVEL)
        if authority.code != store.areas[COUNTRY].code
    ]
    figures = store.figures(SCORE, [area.code for area in areas])
    values = [np.nan if figure.value is None else figure.value for figure in figures]
    found = assign_quantiles(values, bands, invert=True)
    return {
        area.code: int(band) for area, band in zip(areas, found, strict=True) if np.isfinite(band)
    }


def list_alike(store: Store, area: Area) -> list[Area]:
    """The other authorities of the area's tenth, by name; none where it has no score."""
    bands = find_bands(store)
    if area.code not in bands:
        return []
    mine = bands[area.code]
    alike = [store.areas[code] for code, band in bands.items() if band == mine]
    return sorted((peer for peer in alike if peer.code != area.code), key=lambda other: other.name)


@dataclass(frozen=True)
class DeprivationComparison:
    """An area beside the authorities of its tenth: ``tenth``, their figures, mean, median."""

    tenth: int
    figures: tuple[Figure, ...]
    mean: Comparison
    median: Comparison


def compare_with_alike(
    store: Store, indicator: Indicator, figure: Figure, confidence: float = 0.95
) -> DeprivationComparison | None:
    """The area beside the mean and median of its tenth; None for a plain count, a missing
    figure, an area without a score, or a tenth without comparable figures."""
    area = store.areas[figure.area_code]
    alike = list_alike(store, area) if figure.value is not None else []
    if not alike or indicator.method == "count" or indicator.id == SCORE:
        return None
    figures = store.figures(indicator.id, [any_area.code for any_area in alike], figure.period)
    used = [
        any_figure
        for any_figure in figures
        if any_figure.value is not None and any_figure.series == figure.series
    ]
    summary = summarise_neighbours([float(any_figure.value or 0.0) for any_figure in used])
    if summary.mean is None or summary.median is None:
        return None
    verdicts = judge_neighbours(
        take_evidence(store, figure), summary, indicator.polarity, indicator.method,
        indicator.multiplier, confidence,
    )  # fmt: skip
    people = name_people(indicator)
    inputs = tuple(any_figure.id for any_figure in used)

    def compare(name: str) -> Comparison:
        value = summary.mean if name == "mean" else summary.median
        verdict = verdicts.against_mean if name == "mean" else verdicts.against_median
        rule = MEAN_RULE if name == "mean" else MEDIAN_RULE
        slug = f"alike-{name}"
        other = figure.derive(
            slug, value, rule.replace("neighbours'", "tenth's"), inputs,
            decimals=indicator.decimals,
        )  # fmt: skip
        return Comparison(
            slug,
            f"the {name} of the authorities as deprived",
            other,
            verdict,
            derive_difference(indicator, figure, other, slug),
            derive_needed(figure, other, slug, verdict.above, people),
            people,
        )

    return DeprivationComparison(
        find_bands(store)[area.code], tuple(figures), compare("mean"), compare("median")
    )
