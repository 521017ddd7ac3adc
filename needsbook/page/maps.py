"""Which map a page can honestly draw: wards, districts, or the region with the area marked."""

from __future__ import annotations

from dataclasses import dataclass

from needsbook.catalogue import Area
from needsbook.draw.maps.outlines import read_outlines
from needsbook.geography.vintages import list_ward_layers
from needsbook.store import Store


@dataclass(frozen=True)
class Extent:
    """What a map shows: ``kind`` is wards, districts or authorities.

    ``places`` are the areas drawn; ``layer`` the boundary layer that draws them.
    """

    kind: str
    layer: str
    vintage: str
    places: tuple[Area, ...]
    period: str


def find_extent(store: Store, indicator: str, area: Area, period: str = "latest") -> Extent:
    """The finest map for which figures are published: wards, districts, else authorities.

    ``period`` latest takes the last period with any ward's (district's, authority's)
    figure; a period given keeps to it.
    """
    for kind, extent in (
        ("wards", _wards(store, indicator, area, period)),
        ("districts", _districts(store, indicator, area, period)),
    ):
        if extent is not None:
            assert extent.kind == kind
            return extent
    return find_region_extent(store, indicator, area, period)


def find_region_extent(store: Store, indicator: str, area: Area, period: str = "latest") -> Extent:
    """The area among the authorities of its region."""
    places = tuple(store.areas.at_level("upper_tier", area.region))
    when = store.latest(indicator, [area.code]) or store.latest(
        indicator, [place.code for place in places]
    )
    layer = store.areas.around(area).layer
    return Extent("authorities", layer, "2023", places, when if period == "latest" else period)


def _wards(store: Store, indicator: str, area: Area, period: str) -> Extent | None:
    if not store.indicators[indicator].at_level("ward"):
        return None
    wards = store.areas.wards_of(area.code)
    codes = [ward.code for ward in wards]
    when = store.latest(indicator, codes) if period == "latest" else period
    if not when:
        return None
    rows = store.rows(indicator)
    rows = rows[rows["area_code"].isin(codes) & rows["period"].eq(when)]
    if not rows["value"].notna().any():
        return None
    held = set(rows["area_code"])
    for layer in list_ward_layers(store.areas, area.code):
        outlines = read_outlines(store.project.layers / f"{layer}.json")
        mine = {code for code in outlines["areas"] if code in set(codes)}
        if held and held <= mine:
            places = tuple(ward for ward in wards if ward.code in mine)
            return Extent("wards", layer, outlines["vintage"], places, when)
    return None


def _districts(store: Store, indicator: str, area: Area, period: str) -> Extent | None:
    districts = store.areas.districts_of(area.code)
    if not districts or not store.indicators[indicator].at_level("district"):
        return None
    when = (
        store.latest(indicator, [district.code for district in districts])
        if period == "latest"
        else period
    )
    if not when or not area.layer:
        return None
    figures = store.figures(indicator, [district.code for district in districts], when)
    if all(figure.missing for figure in figures):
        return None
    return Extent("districts", area.layer, "2023", tuple(districts), when)


def ward_values(store: Store, indicator: str, series: str, level: str) -> list[float]:
    """All published values of one series at one level: classes are cut from these, so that
    they are the same for every area and year."""
    rows = store.rows(indicator)
    levels = {area.code for area in store.areas if area.level == level}
    rows = rows[rows["series"].eq(series) & rows["area_code"].isin(levels)]
    return sorted(float(value) for value in rows["value"].dropna())
