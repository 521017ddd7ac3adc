"""What is folded on the screen, on paper: nothing is printed twice."""

from __future__ import annotations

from lxml import html

from needsbook.exports.folded import drop_second_rankings, leave_measures, number_figures

RANKED = '<details class="nb-near"><figure data-kind="ranked" id="compare-{}-5"></figure></details>'
MAP = '<figure data-kind="area-map" id="map-{}-3"></figure>'


def count_ranked(*names: str, maps: tuple[str, ...]) -> list[str]:
    body = html.fromstring(
        f"<div>{''.join(map(MAP.format, maps))}{''.join(map(RANKED.format, names))}</div>"
    )
    drop_second_rankings(body)
    return [str(name) for name in body.xpath("//figure[@data-kind='ranked']/@id")]


def test_a_ranking_goes_where_a_map_gives_the_same_figures() -> None:
    assert count_ranked("a_pct", "b_pct", maps=("a_pct",)) == ["compare-b_pct-5"]


def test_a_map_of_a_measure_that_begins_alike_takes_nothing_away() -> None:
    assert count_ranked("absence_pct", maps=("absence_pct_fsm",)) == ["compare-absence_pct-5"]


def test_measures_of_a_framework_are_a_line_each_on_paper() -> None:
    folded = (
        '<details class="nb-of-measure"><summary><b>Absence</b> '
        '<i class="nb-of-status">Worsened</i></summary><table><tr><td>1</td></tr></table></details>'
    )
    # The series beside the measures say nothing in their line: they are left to the book.
    beside = '<details class="nb-of-measure"><summary><b>Beside</b></summary><p>x</p></details>'
    body = html.fromstring(f"<div>{folded}<p>between</p>{beside}{folded}</div>")
    leave_measures(body, "leeds/outcomes")
    assert body.xpath("//table") == []
    lines = [" ".join(line.text_content().split()) for line in body.iter("p")]
    assert lines[0].endswith("the page leeds/outcomes.html of the book.")
    assert lines[1:] == ["Absence Worsened", "between", "Absence Worsened"]


def test_the_state_of_a_measure_and_its_gist_stand_apart_on_paper() -> None:
    body = html.fromstring(
        '<div><details class="nb-of-measure"><summary><b>Absence</b> <i class="nb-of-status">Worsened'
        '</i><span class="nb-of-gist">4% 2019 to 6% 2025 <b class="nb-of-mark">▼</b></span></summary>'
        '</details><details class="nb-of-measure"><summary><b>Other</b> <i class="nb-of-status">'
        'No data yet</i><span class="nb-of-gist"></span></summary></details></div>'
    )
    leave_measures(body, "leeds/outcomes")
    lines = [" ".join(line.text_content().split()) for line in body.iter("p")]
    assert lines[1:] == ["Absence Worsened: 4% 2019 to 6% 2025", "Other No data yet"]


def number_one(kind: str, more: str, words: str = "") -> str:
    body = html.fromstring(
        f'<div><figure data-kind="{kind}"><figcaption>In order</figcaption>'
        f'<img data-words="{words}"></figure>'
        '<div class="nb-source"><p class="nb-downloads"><a href="../_downloads/a.csv">x</a></p></div>'
        f'<details class="nb-data"><summary>Table</summary><table><tr><th>Leeds</th><td>2%</td>{more}'
        "</tr></table></details></div>"
    )
    number_figures(body, "leeds/absence")
    return html.tostring(body, encoding="unicode")


def test_a_picture_that_prints_each_value_has_no_table_of_them() -> None:
    made = number_one("ranked", "")
    assert "<table" not in made
    assert "It prints each of its figures." in made
    assert "<table" not in number_one("area-map", "", "1 Leeds 2% 2 Bradford 3%")
    assert "<table" in number_one("area-map", "", "1 Leeds 2 Bradford 2%")


def test_a_table_that_says_more_than_its_picture_stays() -> None:
    assert "<table" in number_one("ranked", "<td>1 to 3</td>")
    assert "<table" in number_one("trend", "")
