"""One example of each kind of picture, drawn from the first area of the book."""

from __future__ import annotations

from typing import TYPE_CHECKING

from needsbook.draw.charts.distribution import NamedFigure, Strip, draw_distribution
from needsbook.page import pictures
from needsbook.page.area_page import AreaPage
from needsbook.page.inequality import make_inequality
from needsbook.page.profiles import make_rug, make_spine
from needsbook.page.tables import table_of_areas
from needsbook.show.blocks import Block

if TYPE_CHECKING:
    from needsbook.page.overview_page import OverviewPage

POVERTY, OBESITY, PROTECTION = (
    "child_poverty_ahc_pct", "obesity_year6_pct", "child_protection_plan_rate_per_10k",
)  # fmt: skip


def make_example(page: OverviewPage, kind: str) -> Block:
    """The example of ``kind``: a key of ``EXAMPLES``."""
    own = AreaPage(page.store, page.areas[0])
    # One count of pictures for the whole page: ids stay apart.
    own._pictures = page._pictures
    block = EXAMPLES[kind](page, own)
    page._pictures = own._pictures
    return page.emit(block)


def make_distribution(page: AreaPage, name: str) -> Block:
    """Where the area stands among the authorities of its region and of England."""
    store, indicator = page.store, page.indicator(name)
    period = store.latest(name, [page.area.code])
    everywhere = store.areas.at_level("upper_tier")
    figures = [
        one for one in store.figures(name, [a.code for a in everywhere], period) if not one.missing
    ]
    around = [one for one in figures if store.areas[one.area_code].region == page.area.region]
    strips = [Strip("England", figures)]
    if page.region:
        strips.insert(0, Strip(page.region.name, around))
    named = [NamedFigure(page.area.name, store.figure(name, page.area.code, period), "area")]
    picture = draw_distribution(
        strips, named, title=f"{indicator.short_title}: where {page.area.name} stands",
        prefix=page.prefix(),
    )  # fmt: skip
    ordered = sorted(around, key=lambda one: -(one.value or 0.0))
    table = table_of_areas(store, ordered, picture.title, own=page.area.code)
    return page.show_picture(picture, f"distribution-{name}", table, len(ordered))


EXAMPLES = {
    "map": lambda page, own: pictures.make_map(own, POVERTY),
    "maps over time": lambda page, own: pictures.make_maps_over_time(own, POVERTY),
    "trend": lambda page, own: pictures.make_trend(own, OBESITY),
    "spine": lambda page, own: make_spine(own, own.area, own.topics.headlines[-5:]),
    "rug": lambda page, own: make_rug(
        own, own.region or own.england, page.areas, own.topics.headlines[-5:]
    ),
    "ranked": lambda page, own: pictures.make_ranking(own, PROTECTION),
    "distribution": lambda page, own: make_distribution(own, PROTECTION),
    "pyramid": lambda page, own: pictures.make_pyramid(own),
    "wards": lambda page, own: pictures.make_ward_dots(own, OBESITY),
    "gap": lambda page, own: make_inequality(page, POVERTY),
}
