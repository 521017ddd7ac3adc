"""One example of each kind of picture, drawn from the first area of the book."""

from __future__ import annotations

from needsbook.page import map_pictures, pictures
from needsbook.page.base import BookPage, PlacePage
from needsbook.page.deprivation import make_distribution
from needsbook.page.inequality import make_inequality
from needsbook.page.profiles import make_rug, make_spine
from needsbook.show.blocks import Block

POVERTY, OBESITY, PROTECTION = (
    "child_poverty_ahc_pct", "obesity_year6_pct", "child_protection_plan_rate_per_10k",
)  # fmt: skip


def make_example(page: BookPage, kind: str) -> Block:
    """The example of ``kind``: a key of ``EXAMPLES``."""
    own = PlacePage(page.store, page.areas[0])
    # One count of pictures for the whole page: ids stay apart.
    own._pictures = page._pictures
    block = EXAMPLES[kind](page, own)
    page._pictures = own._pictures
    return page.emit(block)


EXAMPLES = {
    "map": lambda page, own: map_pictures.make_map(own, POVERTY),
    "maps over time": lambda page, own: map_pictures.make_maps_over_time(own, POVERTY),
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
