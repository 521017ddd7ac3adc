"""The summary page's blocks: what stands on them, for areas with much, little and nothing."""

from __future__ import annotations

import re

import pytest

from needsbook.findings.standing_figures import PlaceTold
from needsbook.page import open_page
from needsbook.page.front import make_front
from needsbook.page.summary import NOTHING
from needsbook.show.sentences import Sentence
from needsbook.show.standout_words import say_place
from needsbook.store import Figure, Store
from needsbook.store.figures import unique_figures

METHODS = ("who", "changes", "where", "unknown", "hundred", "overview", "then_and_now",
           "ward_by_ward", "plain_standouts")  # fmt: skip
NUMBER = re.compile(r'data-figure="([^"]+)"')


def blocks_of(page):
    for side in NOTHING:
        yield side, page.standouts(side)
    for name in METHODS:
        yield name, getattr(page, name)()


@pytest.mark.parametrize("slug", ["westminster", "manchester", "worcestershire", "wychavon"])
def test_every_number_printed_is_a_figure_of_its_block(store, slug):
    for name, block in blocks_of(open_page(slug, store)):
        held = {figure.id for figure in unique_figures(block.figures)}
        assert set(NUMBER.findall(block.html)) <= held, name
        assert not re.search(r"\b(?:nan|None)\b", re.sub(r"<[^>]*>", " ", block.html)), name


def test_an_area_without_figures_has_an_honest_page(store):
    own = store.table["area_code"].eq(store.areas["medway"].code)
    wards = store.table["area_code"].isin([w.code for w in store.areas.wards_of("E06000035")])
    bare = Store(store.project, store.table[~own & ~wards].reset_index(drop=True))
    page = open_page("medway", bare)
    text = " ".join(block.html for _, block in blocks_of(page))
    assert "No figure is held in this book for Medway" in text
    front = make_front(bare, [bare.areas["medway"]])
    assert "Nothing stands out in the figures held" in front.html


def test_neighbours_are_named_and_placed(store):
    block = open_page("westminster", store).neighbours("persistent_absence_pct")
    for name in ("Westminster", "Camden", "England", "London"):
        assert name in block.html
    assert "highest of" in re.sub(r"<[^>]*>", "", block.html)


def test_the_front_page_is_one_line_of_html(store):
    front = make_front(store, [store.areas["westminster"], store.areas["medway"]])
    assert "\n" not in front.html
    assert front.html.count("<li>") == 6


def test_each_ward_has_an_address_of_its_own(store):
    html = open_page("westminster", store).ward_by_ward().html
    rows = re.findall(r'<tr id="(ward-e\d+)"', html)
    assert len(rows) == len(set(rows)) == 38


def test_two_points_are_a_sentence_and_no_chart(store):
    page = open_page("westminster", store)
    rows = page.series("child_poverty_ahc_pct", page.area.code)
    assert sum(not figure.missing for run in rows for figure in run) == 2
    block = page.trend("child_poverty_ahc_pct")
    assert "<svg" not in block.html
    assert "so there is no trend" in block.html
    said = page.say("child_poverty_ahc_pct").html  # names both: they are not said again
    for figure in (figure for run in rows for figure in run if not figure.missing):
        assert f'data-figure="{figure.id}"' in said
        assert f'data-figure="{figure.id}"' not in block.html


def test_two_points_the_words_do_not_name_are_named_below(store):
    """The City of London's two rates of infant mortality, of years taken together."""
    page = open_page("city-of-london", store)
    block = page.trend("infant_mortality_per_1000")
    assert "which is no trend" in block.html
    assert len(block.figures) == 2


def test_the_answer_stands_before_what_the_marks_mean(store):
    html = open_page("westminster", store).who().html
    answer, meaning = html.index('class="nb-minute"'), html.index("What the marks mean")
    assert answer < meaning
    text = re.sub(r"<[^>]*>", "", html[answer:meaning])
    for words in (
        "Worst beside England", "Persistent absence 22.1%, 7th highest of 153",
        "Among its statistical neighbours", "Persistent absence 3rd highest of 11",
        "Since the plan began (April 2019)", "Free school meals, secondary 23.2% to 44.2%",
        "Injury admissions 96.8 per 10,000", "Best beside England",
    ):  # fmt: skip
        assert words in text, words
    assert "<details" in html[answer:meaning]


def test_an_area_with_one_indicator_has_half_a_page(store):
    own = store.table["area_code"].eq(store.areas["medway"].code)
    few = store.table[~own | store.table["indicator"].eq("persistent_absence_pct")]
    page = open_page("medway", Store(store.project, few.reset_index(drop=True)))
    text = " ".join(re.sub(r"<[^>]*>", " ", block.html) for _, block in blocks_of(page))
    assert "Persistent absence" in text
    assert not re.search(r"\b(?:nan|None)\b", text)
    assert NOTHING["better"] in text or "persistently absent" in text


def test_the_quarters_of_the_overview_are_drawn_once_and_used_by_every_row(store):
    html = open_page("westminster", store).overview().html
    used = re.findall(r'<use href="#(nb-quarter-\d)"', html)
    assert len(used) > 100
    for name in set(used):
        assert html.count(f'id="{name}"') == 1


def test_what_is_extreme_and_neither_good_nor_bad_stands_beside_the_findings(store):
    html = open_page("westminster", store).who().html
    text = re.sub(r"<[^>]*>", "", html)
    assert "Different from England, neither good nor bad" in text
    assert "Free school meals, secondary 44.2%, 10th highest of 152" in text
    front = re.sub(r"<[^>]*>", "", make_front(store, [store.areas["westminster"]]).html)
    assert "Free school meals, secondary 44.2%, 10th highest of 152" in front
    # 61st highest of 152 in Leeds: nothing out of the ordinary.
    assert "Free school meals, secondary 29" not in re.sub(
        r"<[^>]*>", "", make_front(store, [store.areas["leeds"]]).html
    )


@pytest.mark.parametrize(
    ("place", "of", "tied", "words"),
    [(6, 11, 1, "in the middle, 6th of 11"), (5, 11, 1, "5th highest of 11"),
     (6, 11, 2, "joint 6th highest of 11"), (2, 3, 1, "2nd highest of 3"),
     (1, 11, 1, "the highest of 11")],
)  # fmt: skip
def test_as_many_above_as_below_is_the_middle(place, of, tied, words):
    def count(name, value, printed):
        return Figure(f"a.b.{name}", "a", "b", "2024", value, printed, "rank")

    ordinal = {1: "1st", 2: "2nd", 5: "5th", 6: "6th"}[place]
    told = PlaceTold(count("place", place, ordinal), count("of", of, str(of)), "highest", tied)
    assert Sentence(say_place(told)).text.rstrip(".") == words
