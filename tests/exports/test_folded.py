"""What is folded on the screen, on paper: nothing is printed twice."""

from __future__ import annotations

from lxml import html

from needsbook.exports.folded import drop_second_rankings

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
