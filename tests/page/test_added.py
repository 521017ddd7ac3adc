"""A measure whose file says ``shown:`` stands on its topic's page of every area, and on no other."""

from __future__ import annotations

import json

from lxml import html as lxml_html

from needsbook.catalogue import Topics
from needsbook.page import open_page
from needsbook.page.added import list_added
from needsbook.paths import Project
from needsbook.store import Store


def test_a_measure_stands_on_the_page_its_file_names(store: Store) -> None:
    page = open_page("leeds", store)
    block = page.added("vulnerable")
    indicator = store.indicators["ehc_plans_20_weeks_pct"]
    assert indicator.shown == "vulnerable"
    root = lxml_html.fragment_fromstring(block.html, create_parent="article")
    assert indicator.title in [element.text_content() for element in root.iter("h3")]
    printed = store.figure(indicator.id, page.area.code).printed
    assert printed in root.text_content()
    assert indicator.id not in list_added(page, ["care"])
    assert indicator.id in {figure.indicator for figure in block.figures}


def test_every_measure_to_be_shown_has_a_page_that_shows_it(store: Store, project: Project) -> None:
    page = open_page("leeds", store)
    asked = {
        line.strip().removeprefix('page.added("').removesuffix('")')
        for path in project.notebooks.glob("area/*.ipynb")
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        for line in cell["source"]
        if line.startswith("page.added(")
    }
    topics: Topics = page.topics
    assert asked == {topic.id for topic in topics.values() if topic.page}
    shown = {indicator.id for indicator in store.indicators.values() if indicator.shown}
    assert shown
    assert set(list_added(page, asked)) == shown


def test_a_topic_without_such_measures_is_an_empty_block(store: Store) -> None:
    page = open_page("leeds", store)
    topic = next(topic for topic in page.topics if not list_added(page, [topic]))
    block = page.added(topic)
    assert (block.html, block.kind) == ("", "note")
