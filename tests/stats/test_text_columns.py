"""Columns of texts as numbers: the same answers as the texts give."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from needsbook.stats.text_columns import TextColumn, find_first, number_rows, write_out

WORDS = st.lists(st.sampled_from(["", "b", "a", "Church Street", "é"]), min_size=1, max_size=12)


@given(WORDS)
def test_a_column_held_as_numbers_comes_back_as_it_was(words: list[str]) -> None:
    column = pd.Series(words, dtype="str")
    rows = np.arange(len(words))[::-1]
    held = pd.Series(TextColumn.of(column).at(rows))
    assert list(write_out(held, column.dtype)) == words[::-1]
    assert write_out(held, column.dtype).dtype == column.dtype
    assert TextColumn.of(held).look_up(str, object).tolist() == words[::-1]


@given(WORDS)
def test_ranks_order_as_the_texts_do(words: list[str]) -> None:
    ranks = TextColumn.of(pd.Series(words, dtype="str")).rank()
    assert [words[row] for row in np.argsort(ranks, kind="stable")] == sorted(words)


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xyz")), min_size=1, max_size=9))
def test_rows_share_a_number_where_all_columns_are_equal(pairs: list[tuple[str, str]]) -> None:
    frame = pd.DataFrame(pairs, columns=["one", "two"])
    number = number_rows(frame, ("one", "two"))
    for first, pair in zip(number, pairs, strict=True):
        for second, beside in zip(number, pairs, strict=True):
            assert (first == second) == (pair == beside)


@given(st.lists(st.integers(0, 5), max_size=30))
def test_the_first_row_of_each_number(numbers):
    first = find_first(np.array(numbers, dtype=np.int64))
    assert first.tolist() == [number not in numbers[:at] for at, number in enumerate(numbers)]


def test_a_copy_of_texts_is_empty_where_there_is_no_row():
    column = TextColumn.of(pd.Series(["2023", "2024", "2023"]))
    assert list(column.copy(np.array([2, -1, 1]))) == ["2023", "", "2024"]
