"""Citations that a page gives once, and what each card makes of them."""

from __future__ import annotations

from typing import Any

import pytest

from needsbook.register.alike import share_citations, swap_words


def make_card(year: str, printed: str, source: str = "A release of 2025") -> dict[str, Any]:
    said = f"Body (2025) {source}, data for {year}. Figure: births.medway.{year} ({printed})"
    return {
        "stamp": year, "printed": printed, "name": f"Births, {year}", "period": year,
        "citations": [("Sentence", f"{printed} in {year}."), ("Harvard", said),
                      ("BibTeX", said.replace("%", "\\%"))],
    }  # fmt: skip


def test_a_card_that_differs_by_its_words_keeps_its_sentence_alone() -> None:
    cards = [make_card("2019", "7.1%"), make_card("2020", "9.4%"), make_card("2021", "8.0%")]
    whole = [list(card["citations"]) for card in cards]
    share_citations(cards)
    assert [card["like"] is None for card in cards] == [False, False, True]
    for card, texts in zip(cards, whole, strict=True):
        assert card["citations"][0] == texts[0]
        model = card["like"] or card
        made = [swap_words(text, model["words"], card["words"]) for _, text in model["citations"]]
        assert made[1:] == [text for _, text in texts[1:]]


def test_a_card_of_another_source_keeps_its_own() -> None:
    cards = [
        make_card("2019", "7", "Another release"),
        make_card("2020", "9"),
        make_card("2021", "8"),
    ]
    share_citations(cards)
    assert [len(card["citations"]) for card in cards] == [3, 1, 3]
    assert cards[1]["like"]["stamp"] == "2021"


def test_a_value_that_stands_in_the_source_too_is_not_swapped_there() -> None:
    # The newest figure prints 12, and so does the name of the release: its words would be wrong.
    cards = [make_card("2019", "7", "Table 12 of it"), make_card("2020", "12", "Table 12 of it")]
    share_citations(cards)
    assert cards[0]["like"] is None
    assert "Table 12 of it" in cards[0]["citations"][1][1]


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("5 of 15, 5.5 and 2,5; (5)", "6 of 15, 5.5 and 2,5; (6)"),
        ("in 2019/20 (5%)", "in 2020/21 (6%)"),
        ("a+b", "c"),
        ("2026-5-22 and 5-6", "2026-5-22 and 5-6"),
    ],
)
def test_words_are_swapped_where_they_stand_alone(text: str, made: str) -> None:
    assert swap_words(text, ["5", "2019/20", "a+b", ""], ["6", "2020/21", "c", "x"]) == made
