"""Charts an analyst asks for: any kind by its name, and functions of the analyst's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from needsbook.catalogue import Area
from needsbook.draw.kinds import Sample, find_example, find_kind, list_kinds
from needsbook.draw.own import HEIGHT, DrawOwn, draw_own
from needsbook.errors import BadInput, unknown_name
from needsbook.page.base import BookPage, Page, PlacePage
from needsbook.page.maps import find_extent, find_region_extent
from needsbook.page.table_blocks import table_of_areas, table_of_periods
from needsbook.show.blocks import Block
from needsbook.store import Figure

if TYPE_CHECKING:
    import geopandas

SHOWS = ("over time", "authorities", "wards")
COLUMNS = (
    "indicator", "area", "area_code", "period", "value", "printed", "lower_ci", "upper_ci",
    "count", "denominator", "id",
)  # fmt: skip


def find_figures(page: PlacePage, indicators: Sequence[str], shows: str) -> list[Figure]:
    """The figures a chart of one's own may draw.

    “over time” gives every comparable figure of the area, its region and England;
    “authorities” those of the region in the newest period; “wards” the area's wards.
    """
    if shows not in SHOWS:
        raise unknown_name("choice of figures", shows, SHOWS, "page.figure")
    if not indicators:
        raise BadInput(
            "no indicator is named", "page.figure", "name one or more after the function"
        )
    found: list[Figure] = []
    for name in indicators:
        if shows == "over time":
            for place in (page.area, *page.benchmarks):
                found += [figure for segment in page.series(name, place.code) for figure in segment]
            continue
        extent = (
            find_extent(page.store, name, page.area)
            if shows == "wards"
            else find_region_extent(page.store, name, page.area)
        )
        if shows == "wards" and extent.kind != "wards":
            raise BadInput(
                f"no figure of {name} is held by ward for {page.area.in_prose}",
                "page.figure",
                'ask for shows="authorities" or shows="over time"',
            )
        found += page.figures(name, [area.code for area in extent.places], extent.period)
    return found


def make_data(page: Page, figures: Sequence[Figure]) -> pd.DataFrame:
    """One row a figure with the columns of ``COLUMNS``; a missing value is NaN."""
    rows = [
        {
            **{name: getattr(figure, name, None) for name in COLUMNS},
            "area": page.store.areas[figure.area_code].name,
        }
        for figure in figures
    ]
    data = pd.DataFrame(rows, columns=list(COLUMNS))
    numbers = ["value", "lower_ci", "upper_ci", "count", "denominator"]
    data[numbers] = data[numbers].astype(float)
    return data


def add_outlines(page: PlacePage, data: pd.DataFrame, name: str) -> geopandas.GeoDataFrame:
    """``data`` of wards with their outlines (British National Grid, metres)."""
    from needsbook.geography.layers import load_layer

    extent = find_extent(page.store, name, page.area)
    page.read(f"geo/boundaries/{extent.layer}.yml")
    layer = load_layer(page.store.project, extent.layer)
    code = next(column for column in layer.columns if set(data["area_code"]) <= set(layer[column]))
    shapes = layer.set_index(code).loc[data["area_code"], ["geometry"]].reset_index(drop=True)
    return shapes.join(data.reset_index(drop=True))[[*data.columns, "geometry"]]


def make_figure(
    page: PlacePage,
    draw: DrawOwn,
    indicators: Sequence[str],
    title: str,
    shows: str = "over time",
    height: float = HEIGHT,
) -> Block:
    """What ``draw(axes, data)`` draws, framed with title, source, table and downloads."""
    if not title.strip():
        raise BadInput("the figure has no title", "page.figure", 'write title="…"')
    figures = find_figures(page, indicators, shows)
    data = make_data(page, figures)
    if shows == "wards":
        data = add_outlines(page, data, indicators[0])
    places = {figure.area_code: page.store.areas[figure.area_code] for figure in figures}
    names = {code: place.name for code, place in places.items()}
    picture = draw_own(draw, data, figures, names, title=title, prefix=page.prefix(), height=height)
    return _show(page, picture, figures, list(places.values()), shows == "over time")


def _show(
    page: Page, picture: Any, figures: Sequence[Figure], places: Sequence[Area], over_time: bool
) -> Block:
    single = len({figure.indicator for figure in figures}) == 1
    if over_time and single:
        lines = [
            (place.name, [figure for figure in figures if figure.area_code == place.code])
            for place in places
        ]
        table, rows = table_of_periods(lines, picture.title)
    else:
        table, rows = table_of_areas(page.store, figures, picture.title), len(figures)
    return page.show_picture(picture, f"own-{picture.kind}", table, rows)


def make_chart(page: Page, kind: str, data: Sequence[Any], title: str, options: Any) -> Block:
    """A chart of ``kind`` (a file in ``needsbook/draw/charts``) with source and table."""
    picture = find_kind(kind)(*data, title=title, prefix=page.prefix(), **options)
    known = [figure for figure in picture.figures if figure.area_code in page.store.areas]
    table = table_of_areas(page.store, known, picture.title)
    return page.show_picture(picture, f"chart-{picture.kind}", table, len(known))


def make_examples(page: BookPage, name: str) -> Block:
    """An example of every kind whose file has one, drawn from the indicator ``name``."""
    place = PlacePage(page.store, page.areas[0])
    extent = find_region_extent(page.store, name, place.area)
    figures = page.figures(name, [area.code for area in extent.places], extent.period)
    sample = Sample(
        title=page.indicator(name).short_title,
        area=place.area.name,
        areas={page.store.areas[figure.area_code].name: figure for figure in figures},
        series=(page.series(name, place.area.code) or [[]])[-1],
        benchmark=page.figures(name, [place.england.code], extent.period)[0],
    )
    blocks = []
    for kind in list_kinds():
        example = find_example(kind)
        if example is not None:
            picture = example(sample)
            known = [figure for figure in picture.figures if figure.area_code in page.store.areas]
            table = table_of_areas(page.store, known, picture.title)
            page.prefix()
            blocks.append(page.show_picture(picture, f"example-{kind}", table, len(known)))
    return page.stack(blocks)
