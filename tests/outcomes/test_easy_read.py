"""The easy-read edition: plain words, one share a card, ids of the main edition."""

from __future__ import annotations

import re
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
import textstat
from hypothesis import given
from hypothesis import strategies as st

from needsbook.draw.easy_read import BASE_WORDS, draw_share, round_share
from needsbook.findings.assess import compare_with
from needsbook.outcomes.easy_read import easy_read_blocks
from needsbook.outcomes.performance import performance_blocks
from needsbook.paths import Project
from needsbook.register.ledger import Ledger
from needsbook.store import Figure, Store

sys.path.insert(0, str(Path(__file__).parent))
from reading_age import (
    AGE_LIMIT,
    GRADE_TO_AGE,
    count_syllables,
    find_sentences,
    measure_grade,
    measure_reading_age,
)

AREAS = ("westminster", "kensington-and-chelsea", "medway", "worcestershire")


@pytest.mark.parametrize("area", AREAS)
def test_a_child_of_eleven_can_read_it(project: Project, store: Store, area: str) -> None:
    *pages, sources = easy_read_blocks(project, store, area)
    assert sources.kind == "sources"
    for block in pages:
        assert measure_reading_age(block.html) <= AGE_LIMIT, block.title
    # A second, independent formula (letters and words, no syllables), over the whole page.
    sentences = [s for block in pages for s in find_sentences(block.html)]
    text = " ".join(s if s.endswith((".", "!", "?")) else f"{s}." for s in sentences)
    assert textstat.automated_readability_index(text) + GRADE_TO_AGE <= AGE_LIMIT


@pytest.mark.parametrize("area", AREAS)
def test_every_number_comes_from_the_main_edition(
    project: Project, store: Store, area: str
) -> None:
    shares = 0
    for block in easy_read_blocks(project, store, area):
        for figure in block.figures:
            if figure.indicator == "measures" or figure.id.rsplit(".", 1)[1].startswith(
                "holds-above"
            ):
                assert f'data-figure="{figure.id}"' in block.html
            elif figure.inputs:
                shares += 1
                (exact,) = figure.inputs
                assert Ledger(store).figure(exact).value is not None
                assert figure.id.rsplit(".", 1)[0] == exact
                assert figure.id.rsplit(".", 1)[1] in BASE_WORDS.values()
            else:
                assert Ledger(store).figure(figure.id).value == figure.value
    assert shares >= 5


@pytest.mark.parametrize("area", [*AREAS, "hackney", "kent", "city-of-london", "isles-of-scilly"])
def test_more_and_less_stand_only_on_a_test_and_say_what_they_rest_on(
    project: Project, store: Store, area: str
) -> None:
    england, seen = store.areas["england"], 0
    for block in easy_read_blocks(project, store, area):
        for text in re.findall(r"<article.*?</article>", block.html, re.S):
            exact = [figure for figure in block.figures if f'data-figure="{figure.id}"' in text]
            exact = [
                figure for figure in exact if not figure.inputs and figure.area_code != england.code
            ]
            if "England" not in text or not exact:
                continue
            indicator = store.indicators[exact[0].indicator]
            verdict = compare_with(store, indicator, exact[0], england).verdict
            claims = "more than in the whole" in text or "less than in the whole" in text
            assert claims == (verdict.tested and verdict.claimed)
            assert ("nb-er-why" in text) == claims
            if claims:
                assert 1 <= verdict.step <= 5
                assert ("true for any group" in text) == (verdict.step == 5)
            seen += 1
    assert seen >= 2


@pytest.mark.parametrize("area", AREAS)
def test_every_topic_says_what_is_said_known_and_unknown(
    project: Project, store: Store, area: str
) -> None:
    for block in easy_read_blocks(project, store, area)[1:-1]:
        for heading in ("What you said", "What the numbers say", "What we do not know"):
            assert f"<h3>{heading}</h3>" in block.html
        assert "{share}" not in block.html
        assert "{place}" not in block.html


def test_a_missing_figure_becomes_something_we_do_not_know(project: Project, store: Store) -> None:
    pages = easy_read_blocks(project, store, "city-of-london")
    assert any(
        "Teeth at age five: we have no number for this in the City of London." in block.html
        for block in pages
    )


def test_a_card_stands_in_for_another_only_where_that_is_missing(
    project: Project, store: Store
) -> None:
    def indicators(area: str) -> set[str]:
        blocks = easy_read_blocks(project, store, area)
        return {f.indicator for block in blocks for f in block.figures}

    assert "obesity_year6_resident_pct" in indicators("westminster")
    assert "overweight_obese_year6_pct" not in indicators("westminster")
    assert "overweight_obese_year6_pct" in indicators("city-of-london")


def exact(store: Store, value: float) -> Figure:
    area = store.areas["westminster"]
    return Figure("ks2_rwm_expected_pct.westminster.2018-19", "ks2_rwm_expected_pct", area.code,
                  "2018/19", value, f"{value}%", "percent")  # fmt: skip


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (26.3, "3 in 10"), (24.9, "2 in 10"), (25.0, "3 in 10"), (100.0, "10 in 10"),
        (97.0, "97 in 100"), (9.4, "9 in 100"), (0.62, "6 in 1,000"), (0.0, "none"),
        (0.01, "fewer than 1 in 1,000"),
    ],
)  # fmt: skip
def test_shares_are_rounded_to_whole_children(store: Store, value: float, printed: str) -> None:
    area, indicator = store.areas["westminster"], store.indicators["ks2_rwm_expected_pct"]
    share = round_share(indicator, area, exact(store, value))
    assert share is not None
    assert share.figure.printed == printed


@given(value=st.floats(0, 100))
def test_a_share_is_near_and_never_none_or_all_by_rounding(store: Store, value: float) -> None:
    area, indicator = store.areas["westminster"], store.indicators["ks2_rwm_expected_pct"]
    share = round_share(indicator, area, exact(store, value))
    assert share is not None
    assert abs(share.number / share.base - value / 100) <= 0.5 / share.base + 1e-9
    if 0 < value < 99.94:
        assert share.number < share.base
        assert share.number > 0 or share.below_one


@given(value=st.floats(0, 100))
def test_the_picture_fills_as_many_as_the_share_says(store: Store, value: float) -> None:
    area, indicator = store.areas["westminster"], store.indicators["ks2_rwm_expected_pct"]
    share = round_share(indicator, area, exact(store, value))
    assert share is not None
    root = ET.fromstring(draw_share(share, "children", "k"))
    if share.base == 10:
        filled = [element for element in root if element.get("class") == "nb-er-in"]
        assert (len(filled), len(root.findall("g"))) == (share.number, 10)
    else:
        squares = {part.get("class", "").split()[0]: (part.get("d") or "").count("M")
                   for part in root.findall("path")}  # fmt: skip
        assert squares.get("nb-er-in", 0) == share.number
        assert sum(squares.values()) == share.base


def test_a_score_is_no_share(store: Store) -> None:
    area = store.areas["westminster"]
    figure = store.figure("ks4_progress8_score", "westminster")
    assert round_share(store.indicators["ks4_progress8_score"], area, figure) is None


@pytest.mark.parametrize(
    ("word", "syllables"),
    [
        ("cat", 1), ("children", 2), ("Westminster", 3), ("made", 1), ("places", 2), ("lived", 1),
        ("wanted", 2), ("little", 2), ("society", 4), ("family", 3), ("Worcestershire", 4),
        ("seemingly", 3), ("2024/25", 2),
    ],
)  # fmt: skip
def test_syllables_are_counted_as_spoken(word: str, syllables: int) -> None:
    assert count_syllables(word) == syllables


def test_the_grade_is_that_of_the_published_formula() -> None:
    # Six words of one syllable in one sentence: 0.39 x 6 + 11.8 x 1 - 15.59.
    assert measure_grade(["The cat sat on the mat."]) == pytest.approx(-1.45)
    # Thirteen words of 26 syllables, counted by hand: 0.39 x 13 + 11.8 x 2 - 15.59.
    hard = ["The Australian platypus is seemingly a hybrid of a mammal and reptilian creature."]
    assert measure_grade(hard) == pytest.approx(13.08)


def test_headings_and_pictures_do_not_make_a_page_seem_easier() -> None:
    html = "<h3>Go</h3><p>Authorities commissioned evaluations.</p><svg><title>a b</title></svg>"
    assert find_sentences(html) == ["Authorities commissioned evaluations."]
    assert measure_reading_age(html) > AGE_LIMIT
    assert re.search(r"\d", "".join(find_sentences("<p>About 3 in 10 children.</p>")))


@pytest.mark.parametrize("area", ["city-of-london", "isles-of-scilly", *AREAS])
def test_a_share_of_zero_is_none_and_no_about(project: Project, store: Store, area: str) -> None:
    """“About 0 in 1,000 children” is said of no area: none of them is none."""
    html = "".join(block.html for block in easy_read_blocks(project, store, area))
    zeros = re.findall(r"<strong>(.*?)</strong> (of the )?", html)
    assert zeros
    for shown, of in zeros:
        value = re.search(r'value="([^"]+)"', shown)
        assert value
        exactly_none = float(value[1]) == 0 and "ewer than" not in shown
        assert exactly_none == (">None<" in shown) == bool(of)
        assert exactly_none <= ("About" not in shown)


@pytest.mark.parametrize("area", AREAS)
def test_the_plan_is_told_with_the_counts_of_the_performance_report(
    project: Project, store: Store, area: str
) -> None:
    block = easy_read_blocks(project, store, area)[1]
    assert block.title.startswith("How the plan")
    reported = {
        figure.id: figure.value
        for report in performance_blocks(project, store, area)
        for figure in report.figures
    }
    every, *told = block.figures
    assert every.value == sum(figure.value or 0 for figure in told)
    for figure in (every, *told[:-1]):
        assert reported.get(figure.id, 0) == figure.value
