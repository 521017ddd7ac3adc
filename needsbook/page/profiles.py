"""Profiles: many indicators at once, as a spine chart, a tartan rug, and an account of inequality."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from needsbook.catalogue import Area, Indicator, load_topics
from needsbook.catalogue.periods import label_period
from needsbook.draw.charts.rug import RugCell, RugRow, draw_rug
from needsbook.draw.charts.spine import draw_spine
from needsbook.draw.charts.spine_rows import SpineRow
from needsbook.findings.assess import compare_with
from needsbook.findings.assessment import Comparison
from needsbook.findings.succession import is_carried_on
from needsbook.show.blocks import Block
from needsbook.show.chance import STRICT, count_tested, say_chance
from needsbook.show.evidence_marks import KEY_LEAD, Rests
from needsbook.show.frame import frame_picture
from needsbook.show.rug_table import make_rug_table
from needsbook.show.tables import Column, make_table
from needsbook.store import Figure, Store

if TYPE_CHECKING:
    from needsbook.page.base import Page


def list_compared(page: Page, areas: Sequence[Area]) -> list[Indicator]:
    """The indicators a profile of ``areas`` shows, by topic: rates and scores, each by its
    newest series."""
    codes = [area.code for area in areas]
    return [
        indicator
        for indicator in list_profile(page.store)
        if not is_carried_on(page.store, indicator.id, codes)
    ]


def list_profile(store: Store) -> list[Indicator]:
    """Every indicator a profile may show, by topic, of whatever areas.

    The many further measures of the interactive tool stand in the overview: a chart of two
    hundred rows is read by nobody.
    """
    order = list(load_topics(store.project))
    kept = [
        indicator
        for indicator in store.indicators.values()
        if indicator.profile and not (indicator.counted or indicator.lait or indicator.derive)
    ]
    return sorted(kept, key=lambda indicator: (order.index(indicator.topic), indicator.id))


def make_spine(page: Page, area: Area, only: Sequence[str] = ()) -> Block:
    """The spine chart of one area in a wide and a narrow form, with its table.

    ``only`` keeps these indicators.
    """
    store = page.store
    region = store.areas[area.region] if area.region else None
    england = store.areas["england"]
    codes = [authority.code for authority in store.areas.at_level("upper_tier")]
    rows: list[SpineRow] = []
    compared: list[Comparison] = []
    strict: list[Comparison] = []
    for indicator in list_compared(page, [area]):
        figure = page.with_interval(store.figure(indicator.id, area.code))
        if figure.missing or (only and indicator.id not in only):
            continue
        country = page.with_interval(store.figure(indicator.id, england.code, figure.period))
        others = store.figures(indicator.id, codes, figure.period)
        found = compare_with(store, indicator, figure, england)
        compared.append(found)
        strict.append(compare_with(store, indicator, figure, england, confidence=STRICT))
        rows.append(
            SpineRow(
                title=indicator.short_title,
                area=figure,
                authorities=[
                    authority for authority in others if authority.series == figure.series
                ],
                country=country,
                region=page.with_interval(store.figure(indicator.id, region.code, figure.period))
                if region
                else None,
                verdict=found.verdict.outcome.replace(" ", "_"),
                polarity=indicator.polarity,
                step=found.verdict.step,
                topic=page.topics[indicator.topic].title,
            )
        )
    names = (area.name, region.name if region else "", england.name)
    title = f"{area.name} beside {region.in_prose + ' and ' if region else ''}England"
    wide = draw_spine(rows, names, title=title, prefix=page.prefix())
    narrow = draw_spine(rows, names, title=title, narrow=True, prefix=page.prefix())
    columns = [
        Column("Measure", header=True), Column(area.name, "figure"), Column("95% interval", "interval"),
        *([Column(region.name, "figure")] if region else []),
        Column("England", "figure"), Column("Against England", "verdict"), Column(KEY_LEAD, "evidence"),
        Column("Period", "period"),
    ]  # fmt: skip
    table = make_table(
        columns,
        [
            [
                row.title, row.area, row.area, *([row.region] if region else []), row.country,
                row.verdict, Rests.of(comparison), label_period(row.area.period),
            ]
            for row, comparison in zip(rows, compared, strict=True)
        ],
        title,
    )  # fmt: skip
    both = f'<div class="nb-wide">{wide.svg}</div><div class="nb-narrow">{narrow.svg}</div>'
    chance, counted = say_chance(area, "spine", count_tested(compared, strict))
    block = frame_picture(
        store, wide, name=f"spine-{area.slug}", table=table, rows=len(rows), drawing=both
    )
    needed = [comparison.above for comparison in compared if comparison.above is not None]
    return page.emit(
        replace(block, html=block.html + chance, figures=(*block.figures, *needed, *counted))
    )


def _make_cell(
    page: Page, indicator: Indicator, figure: Figure, england: Area,
    compared: list[Comparison], strict: list[Comparison],
) -> RugCell:  # fmt: skip
    """A cell with the tested verdict against England in the same period, and its step; the
    comparison, and the one at the stricter level, are added to the two lists."""
    if figure.missing:
        return RugCell(figure)
    found = compare_with(page.store, indicator, figure, england)
    compared.append(found)
    strict.append(
        compare_with(page.store, indicator, figure, england, confidence=STRICT)
        if found.verdict.claimed
        else found
    )
    verdict = found.verdict
    return RugCell(figure, verdict.outcome.replace(" ", "_"), verdict.step, found.above)


def make_rug(page: Page, region: Area, own: Sequence[Area], only: Sequence[str] = ()) -> Block:
    """The tartan rug of a region's authorities, as a table and as a picture to download.

    It is wide: the headlines of each topic (or ``only``) keep its page light.
    """
    store, england = page.store, page.store.areas["england"]
    around = store.areas.at_level("upper_tier", region.code)
    places = [
        *(area for area in around if area in own),
        *(area for area in around if area not in own),
    ]
    rows: list[RugRow] = []
    compared: list[Comparison] = []
    strict: list[Comparison] = []
    codes = [place.code for place in places]
    for indicator in list_compared(page, own):
        if indicator.id not in (only or page.topics.headlines):
            continue
        period = store.latest(indicator.id, [area.code for area in own])
        if not period:
            continue
        benchmark = page.with_interval(store.figure(indicator.id, england.code, period))
        cells = [
            _make_cell(page, indicator, figure, england, compared, strict)
            for figure in page.figures(indicator.id, codes, period)
        ]
        rows.append(
            RugRow(indicator.short_title, cells, benchmark, page.topics[indicator.topic].title)
        )
    names = [place.name for place in places]
    mine = [area.name for area in own]
    title = f"The authorities of {region.in_prose} against England"
    picture = draw_rug(rows, names, title=title, own=mine, prefix=page.prefix())
    table = make_rug_table(rows, names, title, own=mine)
    both = f'{table}<div class="nb-to-take" hidden>{picture.svg}</div>'
    block = frame_picture(store, picture, name="rug", table="", rows=len(rows), drawing=both)
    lines = tuple(row.benchmark for row in rows if row.benchmark is not None)
    # A part of the rug, as in the gallery, is no list to count.
    chance, counted = ("", ()) if only else say_chance(
        region, "rug", count_tested(compared, strict)
    )  # fmt: skip
    needed = [cell.above for row in rows for cell in row.cells if cell and cell.above]
    figures = (*block.figures, *lines, *needed, *counted)
    return page.emit(replace(block, html=block.html + chance, figures=figures))
