"""What a page says it does not hold: with the reason the source gives, and the area's article."""

from __future__ import annotations

import re

import pytest

from needsbook.page.area_page import AreaPage
from needsbook.page.gaps import say_no_figure
from needsbook.store import Store
from needsbook.store.figures import MISSING_WORDS, REASONS

AREAS = ("city-of-london", "isles-of-scilly", "rutland", "kent")


@pytest.mark.parametrize("slug", AREAS)
def test_a_blank_of_the_source_is_not_said_to_be_missing_here(store: Store, slug: str) -> None:
    page, blank = AreaPage(store, store.areas[slug]), 0
    for name, indicator in store.indicators.items():
        figure = store.figure(name, page.area.code)
        said = say_no_figure(page, indicator)
        if figure.missing and figure.reason in REASONS:
            blank += 1
            assert "held in this book" not in said, name
            assert MISSING_WORDS[figure.reason] in said
    assert blank or slug == "kent"


def test_a_name_takes_its_article(store: Store) -> None:
    page = AreaPage(store, store.areas["city-of-london"])
    said = [say_no_figure(page, indicator) for indicator in store.indicators.values()]
    assert all("of the City of London" in sentence for sentence in said)


def test_no_caveat_denies_a_level_the_file_lists(store: Store) -> None:
    """“England and the regions are not held” in a file with levels country and region."""
    levels = {"England": "country", "regions": "region", "authorities": "upper_tier"}
    for name, indicator in store.indicators.items():
        held = {level.level for level in indicator.levels}
        for caveat in indicator.caveats:
            for denied in re.findall(r"([^.;:]*) (?:is|are) not held", caveat):
                for word, level in levels.items():
                    assert not re.search(rf"\b{word}\b", denied) or level not in held, (
                        name,
                        caveat,
                    )
