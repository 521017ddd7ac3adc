"""Legends and tables of maps agree: a reader who counts the table finds the legend's numbers."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from needsbook.geography.outlines import write_outlines
from needsbook.page.area_page import AreaPage
from needsbook.page.map_pictures import find_classes
from needsbook.page.maps import find_extent
from needsbook.store import Store

AREAS = ("westminster", "hackney", "medway", "leeds", "worcestershire", "north-northamptonshire")
NUMBER = re.compile(r"−?[\d,]+(?:\.\d+)?")


def read_numbers(text: str) -> list[Decimal]:
    """The numbers of a legend or a table as a reader reads them."""
    return [Decimal(part.replace(",", "").replace("−", "-")) for part in NUMBER.findall(text)]


def holds(words: str, printed: str) -> bool:
    """Whether the printed value belongs to the class that ``words`` describe."""
    value, bounds = read_numbers(printed)[0], read_numbers(words)
    if words.startswith("under "):
        return value < bounds[0]
    if words.endswith(" or more"):
        return value >= bounds[0]
    if " to under " in words:
        return bounds[0] <= value < bounds[1]
    return bounds[0] <= value <= bounds[-1]


@pytest.mark.parametrize("slug", AREAS)
def test_the_legend_counts_what_the_table_prints(store: Store, slug: str) -> None:
    layers = sorted(path.stem for path in store.project.boundaries.glob("*.yml"))
    write_outlines(store.project, layers, store.project.layers)
    page = AreaPage(store, store.areas[slug])
    maps = 0
    for name, indicator in store.indicators.items():
        extent = find_extent(store, name, page.area)
        if not extent.period:
            continue
        figures = page.figures(name, [place.code for place in extent.places], extent.period)
        known = [figure for figure in figures if figure.value is not None]
        if not known:
            continue
        classes = find_classes(page, indicator, extent, figures)
        counts = classes.count([figure.value for figure in known if figure.value is not None])
        read = [
            sum(holds(classes.words(index), figure.printed) for figure in known)
            for index in range(len(classes))
        ]
        assert counts == read, (name, [classes.words(n) for n in range(len(classes))])
        maps += 1
    assert maps > 10
