"""An article as Typst."""

from __future__ import annotations

from dataclasses import replace

import pytest

from needsbook.errors import BuildError
from needsbook.exports.articles import Article
from needsbook.exports.markup import write_body


def body(article: Article, html: str) -> str:
    return write_body(replace(article, body=f"<div>{html}</div>")).replace("\n", "")


@pytest.mark.parametrize(
    ("html", "source"),
    [
        ("<p>a  <strong>b</strong>\n c </p>", '#par[#"a ";#strong[#"b";];#" c ";]'),
        ("<p></p><p> </p>", ""),
        ('<p class="nb-quiet">a</p>', '#quiet[#"a";]'),
        ("<ul><li>a</li><li>b <em>c</em></li></ul>", '#list([#"a";], [#"b ";#emph[#"c";];])'),
        ('<ol start="3"><li>a</li></ol>', '#enum(start: 3, [#"a";])'),
        ("<h3>A #b</h3>", '#heading(level: 3)[#"A #b";]'),
        (
            '<p>a <a href="https://x.org/?b">x</a></p>',
            '#par[#"a ";#link("https://x.org/?b")[#"x";];]',
        ),
        ("<dl><dt>T</dt><dd>d</dd></dl>", '#terms(terms.item([#"T";], [#"d";]))'),
    ],
)
def test_elements(article: Article, html: str, source: str) -> None:
    assert body(article, html) == source


def test_table_has_a_head_spans_and_numbers_on_the_right(article: Article) -> None:
    made = body(
        article,
        '<table><caption>T</caption><thead><tr><th>A</th><th class="nb-number">B</th></tr></thead>'
        '<tbody><tr class="nb-of-group"><th colspan="2">G</th></tr><tr class="nb-own"><th>x</th>'
        '<td class="nb-number">1</td></tr><tr><th>y</th><td class="nb-number">2</td></tr></tbody></table>',
    )
    assert 'caption: [#"T";]' in made
    assert "table(columns: 2, table.header(" in made
    assert 'table.cell(align: right + bottom)[#strong[#"B";]]' in made
    assert 'table.cell(colspan: 2, fill: tint)[#strong[#"G";]]' in made
    assert 'table.cell(align: right, fill: tint)[#strong[#"1";]]' in made
    assert 'table.cell(align: right)[#"2";]' in made


def test_table_keeps_the_shares_of_its_columns(article: Article) -> None:
    made = body(
        article,
        '<table class="nb-of-table nb-of-wide"><colgroup><col width="70%"><col width="30%"></colgroup><thead><tr><th>A</th><th>B</th></tr></thead><tbody>'
        "<tr><th>some words</th><td>no</td></tr></tbody></table>",
    )
    assert "columns: (70fr, 30fr)" in made


def test_unknown_element_is_refused_by_name(article: Article) -> None:
    with pytest.raises(BuildError, match="<video>"):
        body(article, "<video></video>")
    with pytest.raises(BuildError, match="<kbd>"):
        body(article, "<p><strong><kbd>x</kbd></strong></p>")
