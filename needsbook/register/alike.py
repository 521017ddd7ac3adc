"""Citations that differ from those of another figure of the page by a few words stand there once.

Four styles for each of two dozen years are half of a page of cards, and differ by value, period
and id. A card keeps its sentence; what else it says is written by ``copy.js`` from the card it
is like, by the same rule as here, which is tried for each card before it is relied on. Without
scripts the card leads to the one it is like.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

# How many cards a card is held against before it keeps its own citations.
MOST_TRIED = 8


def share_citations(cards: Sequence[dict[str, Any]]) -> None:
    """Leave to each card of a page (newest last) the citations no later card of it can give.

    A card has ``stamp``, ``printed``, ``name``, ``period`` and ``citations`` (style, text), the
    first of them its sentence. It gets ``words`` (those that differ from card to card) and
    ``like``: the card its other citations are made from; None where it keeps them.
    """
    whole: list[dict[str, Any]] = []
    for card in reversed(cards):
        card["words"] = [card["stamp"], card["printed"].rstrip("%"), card["name"], card["period"]]
        texts = [text for _, text in card["citations"][1:]]
        card["like"] = next(
            (
                model
                for model in whole[-MOST_TRIED:]
                if [
                    swap_words(text, model["words"], card["words"])
                    for _, text in model["citations"][1:]
                ]
                == texts
            ),
            None,
        )
        if card["like"] is None:
            whole.append(card)
        else:
            card["citations"] = card["citations"][:1]


def swap_words(text: str, said: Sequence[str], wanted: Sequence[str]) -> str:
    """``text`` with each of ``said``, where it stands by itself, swapped for its ``wanted``."""
    swaps = {word: own for word, own in zip(said, wanted, strict=True) if word}
    if not swaps:
        return text
    words = "|".join(re.escape(word) for word in sorted(swaps, key=len, reverse=True))
    found = rf"(?<![0-9-])(?<![0-9][.,])(?:{words})(?![0-9])(?![.,-][0-9])"
    return re.sub(found, lambda word: swaps[word[0]], text)
