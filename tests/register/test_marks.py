"""Numbers on a page: what counts as printing a figure, where links may stand, what is dropped."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from needsbook.exports.slim import drop_part_ids, share_outlines, slim_page
from needsbook.register.entries import Entry
from needsbook.register.ledger import Ledger
from needsbook.register.marks import Mark, agrees, find_marks, link_marks
from needsbook.register.register import Register
from needsbook.show.blocks import show_figure
from tests.small_site import DECAY


@pytest.fixture
def entry(ledger: Ledger) -> Entry:
    return Register(ledger).entry(DECAY)


def with_value(entry: Entry, value: float, printed: str) -> Entry:
    return Entry(replace(entry.figure, value=value, printed=printed), entry.indicator, entry.area)


@pytest.mark.parametrize(
    ("value", "printed", "text", "fits"),
    [
        (30.3, "30.3%", "30.3%", True),
        (30.3, "30.3%", "30.3", True),
        (30.3, "30.3%", "30%", True),
        (30.3, "30.3%", "30.4", False),
        (30.3, "30.3%", "31%", False),
        (30.3, "30.3%", "", False),
        (30.3, "30.3%", "about that", False),
        (30.3, "30.3%", "30.3 or 30.3", False),
        (-2.65, "−2.7", "2.7", True),
        (2.25, "2.25", "2.3", True),
        (2.25, "2.25", "2.2", False),
        (2.675, "2.68", "2.68", True),
        (12345.0, "12,345", "12345", True),
        (16.0, "16th", "16", True),
        (0.0, "0.0%", "0", True),
        (1.0, "similar", "Similar", True),
        (1.0, "similar", "higher", False),
    ],
)
def test_text_that_prints_a_value(
    entry: Entry, value: float, printed: str, text: str, fits: bool
) -> None:
    assert agrees(Mark("x", text), with_value(entry, value, printed)) is fits


def test_parts_must_be_ends_counts_or_bases(entry: Entry) -> None:
    figure = replace(entry.figure, lower_ci=24.71, upper_ci=35.9, count=19.0, denominator=1234.0)
    whole = Entry(figure, entry.indicator, entry.area)
    for text in ("24.7 to 35.9", "19", "1,234"):
        assert agrees(Mark("x", text, part=True), whole)
    for text in ("24.7 to 36.9", "20", "30.3", ""):
        assert not agrees(Mark("x", text, part=True), whole)


def test_marks_are_found_in_prose_pictures_and_tables(entry: Entry) -> None:
    html = (
        f'{show_figure(entry.figure)}<svg><text x="1" data-figure="{DECAY}"><tspan>30.3</tspan>%</text>'
        f'<text>more <tspan data-figure="{DECAY}">30.3%</tspan></text></svg>'
        f'<span class="nb-part" data-figure="{DECAY}">24 to 36</span>'
    )
    found = list(find_marks(html))
    assert [mark.text for mark in found] == ["30.3%", "30.3%", "30.3%", "24 to 36"]
    assert [mark.value for mark in found] == ["30.3", None, None, None]
    assert [mark.part for mark in found] == [False, False, False, True]


@pytest.mark.parametrize(
    ("html", "links"),
    [
        ("<p>{}</p>", 1),
        ("<td>{}</td>", 1),
        ('<a href="x">{}</a> {}', 1),
        ("<details><summary>{}</summary>{}</details>", 1),
        ("<button>{}</button>", 0),
        ("<svg><foreignObject>{}</foreignObject></svg>{}", 1),
        ("<svg/>{}", 1),
    ],
)
def test_links_never_stand_inside_links(entry: Entry, html: str, links: int) -> None:
    number = show_figure(entry.figure)
    linked = link_marks(html.replace("{}", number), "../", lambda _: entry)
    assert linked.count('class="nb-link"') == links
    assert re.sub(r'<a class="nb-link" [^>]*>|(?<=</data>)</a>(?! \{)', "", linked).count(
        number
    ) == html.count("{}")


def test_footnotes_are_for_prose_only(entry: Entry) -> None:
    number = show_figure(entry.figure)
    linked = link_marks(
        f"<p>{number}</p><table><td>{number}</td></table>", "", lambda _: entry, lambda _: 3
    )
    assert linked.count('data-n="3"') == 1
    assert linked.index('data-n="3"') < linked.index("<table>")


def test_parts_lose_only_the_id_beside_them() -> None:
    def part(name: str) -> str:
        return f'<span class="nb-part" data-figure="{name}">1</span>'

    row = '<tr><td><data value="1" data-figure="a.b.c">1</data></td>' + part("a.b.c")
    slim = drop_part_ids(f"{row}{part('other.b.c')}</tr><tr>{part('a.b.c')}</tr>")
    assert slim.count("data-figure") == 3
    assert '<span class="nb-part">1</span>' in slim


def test_outlines_drawn_twice_are_kept_once_and_coloured_where_they_are_used() -> None:
    long = "M0,0l" + "1,1 " * 60
    bare, named = f'<path d="{long}"/>', f'<path id="own" d="{long}"/>'
    dressed = f'<path class="x" d="{long}" style="fill:red"><title>Ward: 1</title></path>'
    html = share_outlines(f"<svg>{bare}{dressed}</svg><svg>{dressed}{named}</svg>")
    assert html.count(long) == 2
    assert html.count(f'<defs><path id="nb-o1" d="{long}"/></defs>') == 1
    use = '<use href="#nb-o1" class="x" style="fill:red"><title>Ward: 1</title></use>'
    assert html.count(use) == 2
    assert '<use href="#nb-o1"/>' in html
    once = f"<svg>{bare}</svg>"
    assert share_outlines(once) == once


def test_visible_text_is_untouched_by_slimming(entry: Entry) -> None:
    html = f'<tr>{show_figure(entry.figure)}<span class="nb-part" data-figure="{DECAY}">1 to 2</span></tr>'
    assert re.sub("<[^>]*>", "", slim_page(html)) == re.sub("<[^>]*>", "", html)


def test_the_names_of_lines_in_drawings_stay_out_of_a_published_page():
    drawn = '<svg><path d="M0 0" data-line="England"/><text data-scale="key">2</text></svg>'
    assert slim_page(drawn) == '<svg><path d="M0 0"/><text data-scale="key">2</text></svg>'
