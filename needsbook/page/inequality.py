"""Inequality between the wards of an area: fifths by deprivation, gap, ratio, slope index."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from needsbook.catalogue import Area, Indicator, parse_period
from needsbook.page.maps import find_extent
from needsbook.show.blocks import Block
from needsbook.show.charts.dumbbell import GapRow, draw_dumbbell
from needsbook.show.sentences import Part, Sentence, compose
from needsbook.show.tables import Column, make_table
from needsbook.stats.inequality import SLOPE_METHOD, measure_fifths, measure_slope
from needsbook.store import Figure, figure_id, print_value

if TYPE_CHECKING:
    from needsbook.page.overview_page import OverviewPage

DEPRIVATION = "idaci_2019_score"
WEIGHT = "population_0_19"


def make_inequality(page: OverviewPage, name: str) -> Block:
    """One gap chart of all areas, and for each the sentence and the slope index.

    Wards are put in fifths by the income deprivation index of the same ward list and
    weighted by their residents aged 0 to 19. An area whose figures stand on another ward
    list than the index gets a plain line that says so.
    """
    indicator = page.indicator(name)
    rows: list[GapRow] = []
    parts: list[str] = []
    figures: list[Figure] = []
    table: list[list[Figure | str | None]] = []
    for area in page.areas:
        found = _measure(page, indicator, area)
        if isinstance(found, str):
            parts.append(f'<p class="nb-plain">{found}</p>')
            continue
        rows.append(GapRow(area.name, found["least"], found["most"], found["gap"]))
        sentence = _say(indicator, area, found)
        parts.append(f"<p>{sentence.html()}</p>")
        figures += sentence.figures
        table.append(
            [area.name, found["most"], found["least"], found["gap"], found.get("ratio"),
             found.get("slope"), found.get("slope")]
        )  # fmt: skip
    said = f'<div class="nb-say">{"".join(parts)}</div>'
    if not rows:
        return page.emit(Block(said, tuple(figures), "say"))
    period = parse_period(rows[0].first.period).words
    picture = draw_dumbbell(
        rows, ("least deprived fifth", "most deprived fifth"),
        title=f"{indicator.words.name[:1].upper()}{indicator.words.name[1:]} in the least and the "
        "most deprived fifth of wards", prefix=page.prefix(),
    )  # fmt: skip
    columns = [
        Column("Area", header=True), Column("Most deprived fifth", "figure"),
        Column("Least deprived fifth", "figure"), Column("Gap", "figure"), Column("Ratio", "figure"),
        Column("Slope index", "figure"), Column("95% interval of the slope", "interval"),
    ]  # fmt: skip
    html = make_table(columns, table, f"{picture.title}, {period}")
    notes = (
        f"{SLOPE_METHOD}. Fifths are made of the wards ordered by the income deprivation "
        "affecting children index, and weighted by residents aged nought to nineteen.",
    )
    block = page.show_picture(picture, f"gap-{name}", html, len(rows), notes)
    extra = tuple(one for row in table for one in row if isinstance(one, Figure))
    return page.emit(
        Block(
            said + block.html, (*figures, *block.figures, *extra), block.kind, block.title,
            block.alt, block.caption,
        )
    )  # fmt: skip


def _measure(page: OverviewPage, indicator: Indicator, area: Area) -> dict[str, Figure] | str:
    """The derived figures of one area, or the reason why there are none."""
    store = page.store
    extent = find_extent(store, indicator.id, area)
    if extent.kind != "wards":
        return f"Nothing is published by ward for {area.name}."
    codes = [one.code for one in extent.places]
    figures = store.figures(indicator.id, codes, extent.period)
    scores = store.figures(DEPRIVATION, codes)
    people = store.figures(WEIGHT, codes)
    if sum(one.value is not None for one in scores) < len(codes) / 2:
        return (
            f"The wards these figures were published for in {area.name} are not those of the "
            "deprivation index, so the two cannot be set beside each other."
        )
    columns = [
        np.array([np.nan if one.value is None else one.value for one in part])
        for part in (scores, figures, people)
    ]
    fifths, slope = measure_fifths(*columns), measure_slope(*columns)
    if fifths is None:
        return f"Too few wards of {area.name} have a figure to compare fifths."
    inputs = tuple(one.id for one in (*figures, *scores, *people) if one.value is not None)

    def derive(what: str, value: float, unit: str, decimals: int, low: float | None = None,
               high: float | None = None) -> Figure:  # fmt: skip
        period = parse_period(extent.period)
        return Figure(
            id=figure_id(indicator.id, area.slug, period.slug, derived=what),
            indicator=indicator.id, area_code=area.code, period=extent.period, value=value,
            printed=print_value(value, unit, decimals), unit=unit, lower_ci=low, upper_ci=high,
            dataset=figures[0].dataset, series=figures[0].series, inputs=inputs,
            method=SLOPE_METHOD if what.startswith("slope") else "population-weighted fifths of wards",
        )  # fmt: skip

    places = indicator.decimals
    points = "percentage_points" if indicator.unit == "percent" else indicator.unit
    found = {
        "most": derive("most-deprived-fifth", fifths.most, indicator.unit, places),
        "least": derive("least-deprived-fifth", fifths.least, indicator.unit, places),
        "gap": derive("gap-between-fifths", fifths.gap, points, places),
    }
    if fifths.ratio is not None:
        found["ratio"] = derive("ratio-of-fifths", fifths.ratio, "score", 1)
    if slope is not None:
        found["slope"] = derive(
            "slope-index", slope.value, points, places, slope.lower, slope.upper
        )
    return found


def _say(indicator: Indicator, area: Area, found: dict[str, Figure]) -> Sentence:
    """The sentence: a direction only where the slope index's interval leaves out zero."""
    slope = found.get("slope")
    parts: list[Part] = [
        f"In the most deprived fifth of wards {area.place} {indicator.words.name} stood at ",
        found["most"], ", in the least deprived fifth at ", found["least"],
    ]  # fmt: skip
    if slope is None or slope.lower_ci is None or slope.upper_ci is None:
        parts.append("; too few wards have a figure to test the slope between them")
    elif slope.lower_ci > 0:
        parts += ["; it rises with deprivation, by ", slope, " points from one end to the other"]
    elif slope.upper_ci < 0:
        parts += ["; it falls with deprivation, by ", slope, " points from one end to the other"]
    else:
        parts.append("; no clear slope with deprivation was found")
    return compose(*parts)
