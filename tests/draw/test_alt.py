"""Words in place of a picture."""

from __future__ import annotations

import pytest

from needsbook.draw.alt import join_names, say_others


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, ""), (1, " and one other"), (2, " and 2 others"), (20, " and 20 others")],
)
def test_what_is_not_named_is_counted(number, words):
    assert say_others(number) == words


@pytest.mark.parametrize(
    ("names", "words"),
    [([], ""), (["A"], "A"), (["A", "B"], "A and B"), (["A", "B", "C"], "A, B and C")],
)
def test_names_are_joined(names, words):
    assert join_names(names) == words
