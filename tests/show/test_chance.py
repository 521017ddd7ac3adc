"""How many of many would differ by chance: the numbers, and the pages that say them."""

from __future__ import annotations

import re

import pytest

from needsbook.page import open_page
from needsbook.page.profiles import make_rug
from needsbook.show.chance import FEWEST, ManyTests, say_chance, say_chance_of_changes
from needsbook.store import Store
from needsbook.store.figures import unique_figures


def test_one_in_twenty_would_differ(store: Store) -> None:
    area = store.areas["medway"]
    html, figures = say_chance(area, "spine", ManyTests(39, 20, 17, ("a.b.c",)))
    assert [figure.value for figure in figures] == [39, 2, 20, 17]
    text = re.sub(r"<[^>]*>", "", html)
    assert text.startswith("Of 39 comparisons with England about 2 would")
    assert "20 do; 17 of them also by the stricter 99.8% interval." in text
    html, figures = say_chance_of_changes(area, "then", ManyTests(20, 8, None, ()))
    assert [figure.value for figure in figures] == [20, 1, 8]
    assert say_chance(area, "spine", ManyTests(FEWEST - 1, 3, 2, ())) == ("", ())


@pytest.mark.parametrize("slug", ["westminster", "hackney", "kent", "birmingham"])
def test_pages_that_list_many_say_it(store: Store, slug: str) -> None:
    page = open_page(slug, store)
    blocks = [page.who(), page.then_and_now(), page.spine()]
    blocks.append(make_rug(page, page.region, [page.area]))
    for block in blocks:
        assert "by chance" in block.html
        held = {figure.id: figure for figure in unique_figures(block.figures)}
        ids = set(re.findall(r'data-figure="(comparisons\.[^"]+)"', block.html))
        assert len(ids) >= 3
        assert ids <= set(held)
        made = next(id for id in held.values() if id.id.endswith("tested"))
        for id in ids:
            assert 0 <= held[id].value <= made.value
