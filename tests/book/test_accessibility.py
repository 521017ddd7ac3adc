"""What is told of a page's accessibility without a browser."""

from __future__ import annotations

import pytest

from needsbook.book.accessibility import check_page

GOOD = '<html lang="en"><head><title>A</title></head><body><main><h1>A</h1>{}</main></body></html>'


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ('<img src="a.png">', "a picture without words"),
        ('<svg role="img"></svg>', "a drawing without words"),
        ('<input name="q">', "a field without a label"),
        ("<table><tr><td>1</td></tr></table>", "a table without headers"),
        ('<a href="x.html"></a>', "a link without words"),
        ("<h1>B</h1>", "not exactly one main heading"),
    ],
)
def test_each_problem_is_named(body: str, words: str) -> None:
    assert [words in fault for fault in check_page(GOOD.format(body).encode())] == [True]


def test_a_good_page_has_none() -> None:
    body = (
        '<img src="a.png" alt=""><svg role="img"><title>t</title></svg><label for="q">Q</label>'
        '<input id="q"><table><tr><th>1</th></tr></table><a href="x.html">x</a>'
    )
    assert list(check_page(GOOD.format(body).encode())) == []
    assert "no language" in list(check_page(b"<html><body><main><h1>A</h1></main></body></html>"))
