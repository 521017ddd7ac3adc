"""The walk over pages: what is a number without an id, and what is none."""

from __future__ import annotations

import pytest

from needsbook.paths import Project
from needsbook.register.bare_numbers import BareNumbers, find_bare_alt, list_known
from needsbook.register.typed import Allowed, read_allowed


def bare(body: str, known: tuple[str, ...] = (), allowed: tuple[Allowed, ...] = ()) -> list[str]:
    page = f"<html><body><nav>77</nav><article>{body}</article></body></html>"
    return [bare.number for bare in BareNumbers(allowed, known).find(page)]


@pytest.mark.parametrize(
    ("body", "numbers"),
    [
        ("<p>It was 22.9% here</p>", ["22.9"]),
        ("<p>It was <b>2</b>2.9% here</p>", ["22.9"]),
        ('<p><data data-figure="a.b.c">22.9%</data> here</p>', []),
        (
            '<p><a href="x"><data data-figure="a.b.c">22.9%</data></a> and 4 of 9</p>',
            ["4", "9"],
        ),
        ('<td><span class="nb-part">1 to 2</span></td>', []),
        (
            "<th>2016/17</th><th>31 March 2019</th><th>FYE 2025</th><th>mid-2016</th><td>2014-2016</td>",
            [],
        ),
        ("<p>E09000033 and E05000630</p>", []),
        ("<svg><text data-scale='value'>10%</text><text>11%</text></svg>", ["11"]),
        ("<p>95% confidence interval</p><p>95% of them</p>", ["95"]),
        ("<script>1</script><style>2</style><code>3</code>", []),
        ("<td>29,801</td>", ["29,801"]),
    ],
)
def test_numbers_without_an_id(body: str, numbers: list[str]) -> None:
    assert bare(body) == numbers


def test_catalogue_words_are_known_where_they_stand(project: Project) -> None:
    known = tuple(list_known(project))
    allowed = read_allowed(project)
    assert bare("<dd>16 to 17</dd>", known, allowed) == []
    assert bare("<p>It rose from 16 to 17 there</p>", known, allowed) == ["16", "17"]
    assert bare("<p>Children under 16 in low income families, 41 of them</p>", known, allowed) == [
        "41"
    ]


def test_alt_text_says_only_what_the_page_prints() -> None:
    html = "<svg><desc>Highest: 34.0%; lowest: 20.8%. 2 wards suppressed, 2017/18.</desc></svg>"
    assert find_bare_alt(html, ["34.0%", "20.8%"]) == []
    assert [bare.number for bare in find_bare_alt(html, ["34.0%"])] == ["20.8"]
