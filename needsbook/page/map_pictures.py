"""The maps of an area's page: its wards, its districts or the authorities around it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from needsbook.catalogue import Indicator, parse_period
from needsbook.catalogue.periods import label_period
from needsbook.draw.maps.classes import MapClasses, set_classes
from needsbook.draw.maps.outlines import read_outlines, select_outlines
from needsbook.draw.maps.small_multiples import draw_small_multiples
from needsbook.draw.maps.ward_map import draw_area_map, draw_ward_map, is_numbered_by_table
from needsbook.page.base import PlacePage
from needsbook.page.gaps import say_gap, show_no_figure
from needsbook.page.maps import Extent, find_extent, ward_values
from needsbook.page.table_blocks import table_of_areas
from needsbook.show.blocks import Block
from needsbook.show.tables import Column, make_table
from needsbook.store import Figure

NOT_ON_MAP = "No boundary is held for {name}."
NO_LATER_WARDS = "No later figure is held by ward; the figures for the whole area go on."


def make_map(page: PlacePage, name: str, period: str = "latest") -> Block:
    """The map of wards, districts or the region's authorities (see ``find_extent``)."""
    indicator = page.indicator(name)
    extent = find_extent(page.store, name, page.area, period)
    if not extent.period:
        return show_no_figure(page, name)
    return _draw_extent(page, indicator, extent)


def _draw_extent(page: PlacePage, indicator: Indicator, extent: Extent) -> Block:
    store, area = page.store, page.area
    page.read(f"geo/boundaries/{extent.layer}.yml")
    layer = read_outlines(store.project.layers / f"{extent.layer}.json")
    codes = [place.code for place in extent.places]
    outlines = select_outlines(layer, codes=codes)
    # An area whose boundary is not held is not drawn; a line below the map says so.
    codes = [code for code in codes if code in outlines["areas"]]
    figures = page.figures(indicator.id, codes, extent.period)
    title = {
        "wards": f"{join_by(capitalise(indicator.words.name), 'ward')}, {area.name}",
        "districts": f"{join_by(indicator.short_title, 'district')}, {area.name}",
        "authorities": f"{join_by(indicator.short_title, 'authority')}, {name_region(page)}",
    }[extent.kind]
    classes = find_classes(page, indicator, extent, figures)
    unit = title_unit(indicator)
    if extent.kind == "wards":
        around = read_outlines(store.project.layers / f"{store.areas.around(area).layer}.json")
        picture = draw_ward_map(
            outlines, figures, title=title, classes=classes, context=around, area_name=area.name,
            unit=unit, prefix=page.prefix(), districts=_find_districts(page),
        )  # fmt: skip
        own = store.latest(indicator.id, [area.code])
        later = own and parse_period(own) > parse_period(extent.period)
        notes: Sequence[str] = (NO_LATER_WARDS,) if later else ()
    else:
        known = area.code in outlines["areas"]
        nouns = (
            ("district", "districts")
            if extent.kind == "districts"
            else store.areas.around(area).called
        )
        picture = draw_area_map(
            outlines, figures, title=title, classes=classes,
            marked=area.code if extent.kind == "authorities" and known else "",
            area_name=area.name, unit=unit, words=nouns, prefix=page.prefix(),
        )  # fmt: skip
        hidden = not known and extent.kind == "authorities"
        notes = (NOT_ON_MAP.format(name=area.in_prose),) if hidden else ()
    # The order of the numbers on the map.
    drawn = outlines["areas"]
    by_name = sorted(
        figures,
        key=lambda figure: (drawn[figure.area_code]["name"].casefold(), figure.area_code),
    )
    numbered = extent.kind == "wards" and is_numbered_by_table(outlines)
    table = table_of_areas(store, by_name, picture.title, own=area.code, numbered=numbered)
    block = page.show_picture(picture, f"map-{indicator.id}", table, len(by_name), notes)
    # That there is none by ward stands once, at the page's end, and not below every map.
    gaps = () if extent.kind == "wards" else (say_gap(indicator, "ward"),)
    return page.emit(replace(block, gaps=gaps))


def _find_districts(page: PlacePage) -> Mapping[str, Any] | None:
    """The outlines of the area's districts, where it has any and their layer is held."""
    districts = page.store.areas.districts_of(page.area.code)
    if not districts or not page.area.layer:
        return None
    page.read(f"geo/boundaries/{page.area.layer}.yml")
    layer = read_outlines(page.store.project.layers / f"{page.area.layer}.json")
    codes = [area.code for area in districts if area.code in layer["areas"]]
    return select_outlines(layer, codes=codes) if codes else None


def find_classes(
    page: PlacePage, indicator: Indicator, extent: Extent, figures: Sequence[Figure]
) -> MapClasses:
    """The classes of a map: of wards and districts one scale for every area and period.

    Authorities are set beside each other in one region and period: there a scale for all of
    England and all years would put nearly all of them into one class.
    """
    if extent.kind == "authorities":
        return set_classes((figure.value for figure in figures), indicator.decimals, indicator.unit)
    series = next((figure.series for figure in figures if figure.series), "")
    level = {"wards": "ward", "districts": "district"}[extent.kind]
    values = ward_values(page.store, indicator.id, series, level)
    return set_classes(values, indicator.decimals, indicator.unit)


def make_maps_over_time(page: PlacePage, name: str) -> Block:
    """The wards of one list in every period the latest series has, in one set of classes."""
    store, indicator = page.store, page.indicator(name)
    extent = find_extent(store, name, page.area)
    if extent.kind != "wards":
        return page.show_gap(say_gap(indicator, "ward"))
    codes = [place.code for place in extent.places]
    newest = page.figures(name, codes, extent.period)
    series = next((figure.series for figure in newest if figure.series), "")
    panels = []
    for period in store.periods(name, codes):
        figures = page.figures(name, codes, period.text)
        if any(figure.series == series and not figure.missing for figure in figures):
            panels.append(figures)
    if len(panels) < 2:
        when = parse_period(extent.period).words
        return page.show_note(f"Held by ward for one period only ({when}).")
    page.read(f"geo/boundaries/{extent.layer}.yml")
    layer = read_outlines(store.project.layers / f"{extent.layer}.json")
    picture = draw_small_multiples(
        select_outlines(layer, codes=codes),
        panels,
        title=f"{capitalise(indicator.words.name)} by ward over time, {page.area.name}",
        classes=find_classes(page, indicator, extent, newest),
        breaks=indicator.breaks,
        unit=title_unit(indicator),
        prefix=page.prefix(),
    )
    names = sorted(extent.places, key=lambda area: area.name.casefold())
    columns = [Column("Ward", header=True)]
    columns += [Column(label_period(panel[0].period), "figure") for panel in panels]
    held = [{figure.area_code: figure for figure in panel} for panel in panels]
    rows = [[place.name, *(panel.get(place.code) for panel in held)] for place in names]
    table = make_table(columns, rows, picture.title)
    return page.show_picture(picture, f"maps-{name}", table, len(rows))


def join_by(title: str, kind: str) -> str:
    """“Obesity by ward”; “Obesity, by residence, by ward” where a title has a “by” of its own."""
    return f"{title}{',' if ', by ' in title else ''} by {kind}"


def name_region(page: PlacePage) -> str:
    """The region's name, or England's where an area is in none."""
    return page.region.name if page.region else "England"


def title_unit(indicator: Indicator) -> str:
    """The unit in words, as the title of an axis or a legend."""
    return capitalise(indicator.unit_words)


def capitalise(words: str) -> str:
    """``words`` with a capital first letter, the others as they are."""
    return words[:1].upper() + words[1:]
