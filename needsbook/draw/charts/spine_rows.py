"""The rows of a spine chart, and where things stand on each row's own scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, quantiles

from needsbook.catalogue.units import find_unit
from needsbook.store.figures import Figure


@dataclass(frozen=True)
class SpineRow:
    """One indicator of the area.

    ``authorities`` holds the figures of every authority compared with (those without a
    value are left out of the range). ``verdict`` is the tested one against England;
    ``polarity`` the catalogue's, ``step`` that of the ladder of evidence (0: nothing to
    compare). Rows of the same ``topic`` stand together.
    """

    title: str
    area: Figure
    authorities: Sequence[Figure]
    country: Figure | None = None
    region: Figure | None = None
    verdict: str = "not_compared"
    polarity: str = "neutral"
    topic: str = ""
    step: int = 0


@dataclass(frozen=True)
class SpinePlaces:
    """Where things stand on a row's scale, from 0 (worst) to 1 (best), England at 0.5."""

    low: float
    lower_quartile: float
    upper_quartile: float
    high: float
    area: float | None
    region: float | None


def place_spine(row: SpineRow) -> SpinePlaces | None:
    """The places of a row, None for counts (they follow an area's size) and where fewer
    than two authorities have a value.

    The scale reaches from England (or the median authority, where England has no value)
    to the authority furthest from it, on both sides. Quartiles: Hyndman and Fan (1996),
    type 7.
    """
    values = sorted(authority.value for authority in row.authorities if authority.value is not None)
    if len(values) < 2 or find_unit(row.area.unit).counted:
        return None
    centre = median(values)
    if row.country is not None and row.country.value is not None:
        centre = row.country.value
    others = [
        figure.value for figure in (row.area, row.region) if figure and figure.value is not None
    ]
    reach = max(abs(value - centre) for value in [*values, *others]) or 1.0
    sign = -1 if row.polarity == "lower_is_better" else 1

    def place(value: float) -> float:
        return 0.5 + sign * (value - centre) / (2 * reach)

    lower, _, upper = quantiles(values, n=4, method="inclusive")
    ends = sorted(place(value) for value in (values[0], values[-1]))
    middle = sorted((place(lower), place(upper)))
    region = row.region.value if row.region is not None else None
    return SpinePlaces(
        low=ends[0],
        lower_quartile=middle[0],
        upper_quartile=middle[1],
        high=ends[1],
        area=None if row.area.value is None else place(row.area.value),
        region=None if region is None else place(region),
    )


def find_ends(row: SpineRow) -> list[Figure]:
    """The figures at the ends of a row's range: the lowest and the highest authority's."""
    known = [
        (authority.value, authority.area_code, authority)
        for authority in row.authorities
        if authority.value is not None
    ]
    return [min(known)[2], max(known)[2]] if len(known) > 1 else []
