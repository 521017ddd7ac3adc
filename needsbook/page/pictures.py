"""The pictures of an area's page, each from figures chosen here, with its table."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from needsbook.catalogue import Area, Indicator, parse_period
from needsbook.draw.charts.pyramid import PyramidSide, draw_pyramid
from needsbook.draw.charts.ranked import Benchmark, RankedRow, draw_ranked
from needsbook.draw.charts.runs import TrendLine
from needsbook.draw.charts.trend import draw_trend
from needsbook.draw.charts.ward_dots import draw_ward_dots
from needsbook.draw.maps.classes import MapClasses, set_classes
from needsbook.draw.maps.outlines import read_outlines, select_outlines
from needsbook.draw.maps.small_multiples import draw_small_multiples
from needsbook.draw.maps.ward_map import draw_area_map, draw_ward_map
from needsbook.page.base import PHONE, PlacePage
from needsbook.page.gaps import say_gap, show_no_figure
from needsbook.page.maps import Extent, find_extent, find_region_extent, ward_values
from needsbook.page.table_blocks import table_of_areas, table_of_periods
from needsbook.show.blocks import Block
from needsbook.show.sentences import compose
from needsbook.show.tables import Column, make_table
from needsbook.show.words import say_when
from needsbook.store import Figure

# Lists of areas are drawn once, narrow enough for a phone and calm on a wide page.
LIST = 400
NOT_BY_WARD = "{gap} The map shows the authorities around, with this one marked."
NO_LATER_WARDS = "No later figure is held by ward; the figures for the whole area go on."
NO_CURRENT_AGES = (
    "estimates by single year of age are held in a superseded edition only, which is kept for the "
    "audit and not shown"
)
# Authorities with a value that are worth a chart in order.
FEWEST_RANKED = 3
# Two points are a difference, not a line.
FEWEST_POINTS = 3
NOT_ON_MAP = "{gap} No boundary is held for"
NOT_BY_WARD_HERE = "{gap} The map shows the districts."


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
        "wards": f"{join_by(_capital(indicator.words.name), 'ward')}, {area.name}",
        "districts": f"{join_by(indicator.short_title, 'district')}, {area.name}",
        "authorities": f"{join_by(indicator.short_title, 'authority')}, {_region_name(page)}",
    }[extent.kind]
    classes = find_classes(page, indicator, extent, figures)
    unit = _unit_title(indicator)
    if extent.kind == "wards":
        around = read_outlines(store.project.layers / f"{store.areas.around(area).layer}.json")
        picture = draw_ward_map(
            outlines, figures, title=title, classes=classes, context=around, area_name=area.name,
            unit=unit, prefix=page.prefix(),
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
        gap = say_gap(indicator, "ward")
        notes = (
            (NOT_BY_WARD if extent.kind == "authorities" else NOT_BY_WARD_HERE).format(gap=gap),
        )
        if not known and extent.kind == "authorities":
            notes = (f"{NOT_ON_MAP} {area.name}.",)
    by_name = sorted(figures, key=lambda figure: store.areas[figure.area_code].name.casefold())
    table = table_of_areas(store, by_name, picture.title, own=area.code)
    return page.show_picture(picture, f"map-{indicator.id}", table, len(by_name), notes)


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
        title=f"{_capital(indicator.words.name)} by ward over time, {page.area.name}",
        classes=find_classes(page, indicator, extent, newest),
        breaks=indicator.breaks,
        unit=_unit_title(indicator),
        prefix=page.prefix(),
    )
    names = sorted(extent.places, key=lambda area: area.name.casefold())
    columns = [Column("Ward", header=True)]
    columns += [Column(panel[0].period, "figure") for panel in panels]
    held = [{figure.area_code: figure for figure in panel} for panel in panels]
    rows = [[place.name, *(panel.get(place.code) for panel in held)] for place in names]
    table = make_table(columns, rows, picture.title)
    return page.show_picture(picture, f"maps-{name}", table, len(rows))


def make_trend(page: PlacePage, name: str) -> Block:
    """The area's line with interval, its region's and England's, cut at every break."""
    indicator = page.indicator(name)
    lines = [TrendLine(page.area.name, page.series(name, page.area.code), "area")]
    roles = {"region": "region", "country": "country"}
    if not indicator.counted:
        for place in page.benchmarks:
            segments = page.series(name, place.code)
            if segments:
                lines.append(TrendLine(place.name, segments, roles[place.level]))
    known = [other for other in lines[0].figures if not other.missing]
    if not known:
        return show_no_figure(page, name)
    if len({other.period for other in known}) == 1:
        when = parse_period(known[0].period).words
        return page.show_note(f"Held for one period only ({when}), so there is no trend.")
    if len({other.period for other in known}) < FEWEST_POINTS:
        first, last = known[0], known[-1]
        said = compose(
            f"two figures are held, which is no trend: {indicator.words.name} was ", first,
            f" {say_when(first.period)} and ", last, f" {say_when(last.period)}",
        )  # fmt: skip
        return page.emit(Block(f'<p class="nb-plain">{said.html()}</p>', said.figures, "note"))
    outcome, tested = page.trend_outcome(name)
    draw = partial(
        draw_trend, lines, indicator.breaks,
        title=f"{indicator.short_title} over time, {page.area.name}",
        trend=outcome, tested=tested, unit_title=_unit_title(indicator),
    )  # fmt: skip
    prefix = page.prefix()
    picture, narrow = draw(prefix=prefix), draw(prefix=f"{prefix}n", width=PHONE)
    drawn = {figure.id for figure in picture.figures}
    kept = [(line.name, [f for f in line.figures if f.id in drawn]) for line in lines]
    table, rows = table_of_periods(kept, picture.title)
    return page.show_picture(picture, f"trend-{name}", table, rows, narrow=narrow)


def make_ranking(page: PlacePage, name: str) -> Block:
    """The region's authorities in order, own area marked, with region and England as lines."""
    indicator, store = page.indicator(name), page.store
    extent = find_region_extent(store, name, page.area)
    if not extent.period:
        return show_no_figure(page, name)
    figures = page.figures(name, [area.code for area in extent.places], extent.period)
    if all(figure.missing for figure in figures):
        return show_no_figure(page, name)
    if sum(not figure.missing for figure in figures) < FEWEST_RANKED:
        return page.show_note(
            f"Too few authorities of {_region_name(page)} have a figure of {indicator.words.name} "
            "to put them in order."
        )
    rows = [
        RankedRow(place.name, figure, "area" if place == page.area else "other")
        for place, figure in zip(extent.places, figures, strict=True)
    ]
    lines = []
    for place in page.benchmarks:
        figure = page.with_interval(store.figure(name, place.code, extent.period))
        if not figure.missing and not indicator.counted:
            lines.append(Benchmark(place.name, figure, place.level))
    style = (
        "dots" if any(f.lower_ci is not None for f in figures) or _has_negative(figures) else "bars"
    )
    draw = partial(
        draw_ranked, rows, lines, title=f"{indicator.short_title}, {_region_name(page)}",
        style=style, nouns=page.store.areas.around(page.area).called,
    )  # fmt: skip
    prefix = page.prefix()
    picture = draw(prefix=prefix, width=LIST)
    ordered = sorted(
        figures, key=lambda other: (other.value is None, -(other.value or 0.0), other.area_code)
    )
    shown = [*ordered, *(line.figure for line in lines)]
    table = table_of_areas(store, shown, picture.title, own=page.area.code)
    return page.show_picture(picture, f"compare-{name}", table, len(shown))


def make_ward_dots(page: PlacePage, name: str, period: str = "latest") -> Block:
    """The wards in order with their intervals, the borough as a line."""
    indicator, store = page.indicator(name), page.store
    extent = find_extent(store, name, page.area, period)
    if extent.kind != "wards":
        return page.show_gap(say_gap(indicator, "ward"))
    figures = page.figures(name, [area.code for area in extent.places], extent.period)
    borough = page.with_interval(store.figure(name, page.area.code, extent.period))
    draw = partial(
        draw_ward_dots,
        [(place.name, figure) for place, figure in zip(extent.places, figures, strict=True)],
        None if borough.missing else (page.area.name, borough),
        title=f"{_capital(indicator.words.name)}, wards of {page.area.name} in order",
    )
    prefix = page.prefix()
    picture = draw(prefix=prefix, width=LIST)
    ordered = sorted(
        figures, key=lambda other: (other.value is None, -(other.value or 0.0), other.area_code)
    )
    shown = ordered if borough.missing else [*ordered, borough]
    table = table_of_areas(store, shown, picture.title, own=page.area.code)
    return page.show_picture(picture, f"wards-{name}", table, len(shown))


def make_pyramid(page: PlacePage) -> Block:
    """Single years of age as shares, the area left and England right."""
    store, name = page.store, "population_by_age"
    rows = store.rows(name)
    # A superseded edition draws no pyramid where any rebased estimate of the area is held.
    rebased = any(
        not row.edition
        for other in ("population_0_19", "population_0_17", name)
        for row in store.rows_of(other, page.area.code)
    )
    rows = rows[rows["area_code"].eq(page.area.code)]
    if rebased:
        rows = rows[rows["edition"].eq("")]
    if rows.empty:
        return page.show_gap(f"{page.indicator(name).short_title}: {NO_CURRENT_AGES}.")
    period = max(rows["period"].unique(), key=lambda text: parse_period(text))
    ages = sorted({int(age) for age in rows[rows["period"].eq(period)]["age"]})

    def side(place: Area) -> PyramidSide:
        figures = [(str(age), store.figure(name, place.code, period, age=str(age))) for age in ages]
        return PyramidSide(place.name, figures)

    left, right = side(page.area), side(page.england)
    draw = partial(
        draw_pyramid, left, right, as_share=True,
        title=f"Children and young people by age, {page.area.name} and England",
    )  # fmt: skip
    prefix = page.prefix()
    picture, narrow = draw(prefix=prefix), draw(prefix=f"{prefix}n", width=PHONE)
    table, count = table_of_periods(
        [(pyramid_side.name, [f for _, f in pyramid_side.ages]) for pyramid_side in (left, right)], picture.title,
        by_age=True,
    )  # fmt: skip
    return page.show_picture(picture, "pyramid", table, count, narrow=narrow)


def make_about(page: PlacePage, names: Sequence[str]) -> Block:
    """Definition, source and caveats of each indicator."""
    blocks = []
    for name in names:
        figures = [figure for segment in page.series(name, page.area.code) for figure in segment]
        if not figures and len(names) > 1:
            continue
        blocks.append(page.show_about(page.indicator(name), figures))
    title = blocks[0].title if blocks else ""
    return page.emit(Block("".join(block.html for block in blocks), (), "about", title))


def join_by(title: str, kind: str) -> str:
    """“Obesity by ward”; “Obesity, by residence, by ward” where a title has a “by” of its own."""
    return f"{title}{',' if ', by ' in title else ''} by {kind}"


def _region_name(page: PlacePage) -> str:
    return page.region.name if page.region else "England"


def _unit_title(indicator: Indicator) -> str:
    return _capital(indicator.unit_words)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _has_negative(figures: Sequence[Figure]) -> bool:
    return any((figure.value or 0.0) < 0 for figure in figures)
