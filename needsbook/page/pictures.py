"""The pictures of an area's page, each from figures chosen here, with its table."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from needsbook.catalogue import Area, parse_period
from needsbook.catalogue.periods import say_when
from needsbook.draw.charts.pyramid import PyramidSide, draw_pyramid
from needsbook.draw.charts.ranked import Benchmark, RankedRow, draw_ranked
from needsbook.draw.charts.runs import TrendLine
from needsbook.draw.charts.trend import draw_trend
from needsbook.draw.charts.ward_dots import draw_ward_dots
from needsbook.findings.assess import trace_trend
from needsbook.page.base import PHONE, PlacePage
from needsbook.page.gaps import say_gap, show_no_figure
from needsbook.page.map_pictures import capitalise, name_region, title_unit
from needsbook.page.maps import find_extent, find_region_extent
from needsbook.page.table_blocks import table_of_areas, table_of_periods
from needsbook.show.blocks import Block
from needsbook.show.sentences import compose
from needsbook.store import Figure

# Lists of areas are drawn once, narrow enough for a phone and calm on a wide page.
LIST = 400
NO_CURRENT_AGES = (
    "estimates by single year of age are held in a superseded edition only, which is kept for the "
    "audit and not shown"
)
# Authorities with a value that are worth a chart in order.
FEWEST_RANKED = 3
# Two points are a difference, not a line.
FEWEST_POINTS = 3


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
    known = [figure for figure in lines[0].figures if not figure.missing]
    if not known:
        return show_no_figure(page, name)
    if len({figure.period for figure in known}) == 1:
        when = parse_period(known[0].period).words
        return page.show_note(f"Held for one period only ({when}), so there is no trend.")
    if len({figure.period for figure in known}) < FEWEST_POINTS:
        first, last = known[0], known[-1]
        if (
            len(trace_trend(page.store, indicator, last).figures) > 1
        ):  # the section's words name both
            when = f"{parse_period(first.period).words} and {parse_period(last.period).words}"
            return page.show_note(f"Held for two periods only ({when}), so there is no trend.")
        said = compose(
            f"two figures are held, which is no trend: {indicator.words.name} was ", first,
            f" {say_when(first.period)} and ", last, f" {say_when(last.period)}",
        )  # fmt: skip
        return page.emit(Block(f'<p class="nb-plain">{said.html()}</p>', said.figures, "note"))
    outcome, tested = page.trend_outcome(name)
    draw = partial(
        draw_trend, lines, indicator.breaks,
        title=f"{indicator.short_title} over time, {page.area.name}",
        trend=outcome, tested=tested, unit_title=title_unit(indicator),
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
            f"Too few authorities of {name_region(page)} have a figure of {indicator.words.name} "
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
        draw_ranked, rows, lines, title=f"{indicator.short_title}, {name_region(page)}",
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
        title=f"{capitalise(indicator.words.name)}, wards of {page.area.in_prose} in order",
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
        for base in ("population_0_19", "population_0_17", name)
        for row in store.rows_of(base, page.area.code)
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


def _has_negative(figures: Sequence[Figure]) -> bool:
    return any((figure.value or 0.0) < 0 for figure in figures)
