"""Inequality between an area's wards by deprivation, as figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from needsbook.catalogue import Area, Indicator
from needsbook.catalogue.units import find_unit
from needsbook.stats.inequality import (
    FIFTHS_RULE,
    SLOPE_METHOD,
    FifthsGap,
    SlopeIndex,
    measure_fifths,
    measure_slope,
)
from needsbook.store.figures import Figure, figure_id
from needsbook.store.store import Store

DEPRIVATION = "idaci_2019_score"
OWN_WEIGHTS = "weighted by the indicator's own denominators"
CHILD_WEIGHTS = "weighted by the children counted in the deprivation index"


@dataclass(frozen=True)
class InequalityFound:
    """What the wards of an area show by deprivation.

    ``parts`` holds figures by key: ``most``, ``least`` (the fifths), ``gap``, ``ratio``
    (unless the least deprived fifth is zero) and, from five wards with a value, ``slope``,
    ``slope_lower``, ``slope_upper``. ``weights`` says what the wards were weighted by.
    """

    indicator: Indicator
    area: Area
    period: str
    fifths: FifthsGap
    slope: SlopeIndex | None
    parts: Mapping[str, Figure]
    weights: str
    wards: tuple[Figure, ...]


def assess_inequality(
    store: Store, indicator: str, area: str, period: str = "latest"
) -> InequalityFound | None:
    """Gap, ratio and slope index between the wards of ``area`` by deprivation (IDACI 2019).

    Wards count with the list the indicator is published for; wards without a deprivation
    score or a value are left out. None for plain counts, for too few wards, or where the
    wards of that list have no deprivation score.
    """
    entry, place = store.indicators[indicator], store.areas[area]
    wards = [ward.code for ward in store.areas.wards_of(place.code)]
    if entry.method == "count" or indicator == DEPRIVATION or not wards:
        return None
    when = store.latest(indicator, wards) if period == "latest" else period
    if not when:
        return None
    scores = {figure.area_code: figure for figure in store.figures(DEPRIVATION, wards)}
    figures = [
        figure
        for figure in store.figures(indicator, wards, when)
        if figure.reason not in ("not_held", "not_published")
        and scores[figure.area_code].value is not None
    ]
    known = [figure for figure in figures if figure.value is not None]
    own = bool(known) and all(figure.denominator for figure in known)
    sizes = [
        (figure.denominator if own else scores[figure.area_code].denominator) for figure in figures
    ]
    deprivation = _column([scores[figure.area_code].value for figure in figures])
    values, weights = _column([figure.value for figure in figures]), _column(sizes)
    counted = (
        own and entry.method == "proportion" and all(figure.count is not None for figure in known)
    )
    counts = _column([figure.count for figure in figures]) if counted else None
    fifths = measure_fifths(deprivation, values, weights, counts, entry.multiplier)
    if fifths is None:
        return None
    slope = measure_slope(deprivation, values, weights)
    parts = _make_figures(entry, place, when, fifths, slope, known, scores)
    return InequalityFound(
        entry, place, when, fifths, slope, parts, OWN_WEIGHTS if own else CHILD_WEIGHTS,
        tuple(known),
    )  # fmt: skip


def _column(values: Sequence[float | None]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def _make_figures(
    indicator: Indicator,
    area: Area,
    period: str,
    fifths: FifthsGap,
    slope: SlopeIndex | None,
    wards: Sequence[Figure],
    scores: Mapping[str, Figure],
) -> dict[str, Figure]:
    inputs = (*(ward.id for ward in wards), *(scores[ward.area_code].id for ward in wards))
    stamp = wards[0].id.split(".")[2]
    difference = find_unit(indicator.unit).difference or indicator.unit
    numbers: list[tuple[str, str, float | None, str, str]] = [
        ("most", "most-deprived-fifth", fifths.most, indicator.unit, FIFTHS_RULE),
        ("least", "least-deprived-fifth", fifths.least, indicator.unit, FIFTHS_RULE),
        ("gap", "gap-between-fifths", fifths.gap, difference, FIFTHS_RULE),
        ("ratio", "ratio-of-fifths", fifths.ratio, "ratio", FIFTHS_RULE),
    ]
    if slope is not None:
        numbers += [
            ("slope", "slope-index", slope.value, difference, SLOPE_METHOD),
            ("slope_lower", "slope-index-lower-limit", slope.lower, difference, SLOPE_METHOD),
            ("slope_upper", "slope-index-upper-limit", slope.upper, difference, SLOPE_METHOD),
        ]
    return {
        key: wards[0].derive(
            name,
            value,
            method,
            inputs,
            unit=unit,
            decimals=2 if unit == "ratio" else indicator.decimals,
            about=figure_id(indicator.id, area.slug, stamp),
            area_code=area.code,
            period=period,
        )
        for key, name, value, unit, method in numbers
        if value is not None
    }
