"""Pictures of where an area stands: the strip of all authorities, the neighbours in order."""

from __future__ import annotations

from functools import partial

from needsbook.catalogue import Indicator, parse_period
from needsbook.catalogue.neighbours import load_neighbours
from needsbook.draw.charts.ranked import Benchmark, RankedRow, draw_ranked
from needsbook.draw.charts.strip import StripEnd, draw_strip
from needsbook.draw.picture import Picture
from needsbook.findings.standing_figures import NEIGHBOURS, list_alike, tell_place
from needsbook.findings.standouts import AreaStandouts, find_area_standouts
from needsbook.page.base import PlacePage
from needsbook.page.table_blocks import table_of_areas
from needsbook.show.blocks import Block
from needsbook.show.sentences import compose
from needsbook.show.standout_words import say_place
from needsbook.stats.standing import FEWEST_PLACED, RANKED_LEVEL
from needsbook.store import Figure

LIST = 400


def find_standouts_of(page: PlacePage) -> AreaStandouts:
    """What stands out in the page's area, found once for all its blocks."""
    held = page._standouts
    if held is None:
        held = find_area_standouts(page.store, page.area)
        page._standouts = held
    return held


def list_near(page: PlacePage, figure: Figure) -> list[tuple[str, Figure]]:
    """The statistical neighbours' figures of the same period and series, nearest first."""
    near = load_neighbours(page.store.project).codes_of(page.area.code)
    page.read("data/neighbours")
    codes = [code for code in near if code in page.store.areas]
    figures = page.figures(figure.indicator, codes, figure.period)
    return [
        (page.store.areas[beside.area_code].name, beside)
        for beside in figures
        if beside.missing or beside.series == figure.series
    ]


def make_strip_picture(page: PlacePage, indicator: Indicator, figure: Figure) -> Picture | None:
    """The strip of all authorities at the figure's period; None where few are held."""
    store = page.store
    if figure.missing or indicator.method == "count":
        return None
    codes = {area.code for area in store.areas.at_level(RANKED_LEVEL)}
    here = [row for row in list_alike(store, figure) if row.area_code in codes]
    if len(here) < FEWEST_PLACED:
        return None
    values = [row.value for row in here]
    ends = None
    if min(values) < max(values):
        ordered = sorted((row.value, row.area_code) for row in here)
        lowest, highest = (ordered[at][1] for at in (0, -1))
        left, right = (
            store.figure(indicator.id, code, figure.period) for code in (lowest, highest)
        )
        ends = (
            StripEnd(store.areas[lowest].name, page.with_interval(left)),
            StripEnd(store.areas[highest].name, page.with_interval(right)),
        )
    region, country = (
        (place.name, page.with_interval(store.figure(indicator.id, place.code, figure.period)))
        if place
        else None
        for place in (page.region, page.england)
    )
    found = find_standouts_of(page)
    place = ""
    if indicator.id in found.standings.index:
        row = found.row(indicator.id)
        told = tell_place(store, figure, row) if row["period"] == figure.period else None
        place = compose(*say_place(told), " authorities").text.rstrip(".") if told else ""
    picture: Picture = draw_strip(
        values, (page.area.name, figure), ends,
        title=f"{indicator.short_title}: {page.area.name} among the authorities of England",
        place=place[:1].lower() + place[1:], neighbours=list_near(page, figure),
        region=region if region and _same(region[1], figure) else None,
        country=country if country and _same(country[1], figure) else None,
        prefix=page.prefix(),
    )  # fmt: skip
    return picture


def _same(other: Figure, figure: Figure) -> bool:
    return other.missing or other.series == figure.series


def make_strip(page: PlacePage, name: str) -> Block:
    """One line of all authorities with the area, its neighbours, region and England."""
    indicator = page.indicator(name)
    figure = page.with_interval(page.store.figure(name, page.area.code))
    picture = make_strip_picture(page, indicator, figure)
    if picture is None:
        return page.emit(Block("", (), "note"))
    when = parse_period(figure.period).words
    html = (
        f'<figure class="nb-strip" data-kind="strip">{picture.svg}'
        f'<figcaption class="nb-quiet">Every stroke is an authority, {when}; rings are the '
        f"statistical neighbours of {page.area.in_prose}.</figcaption></figure>"
    )
    return page.emit(
        Block(html, picture.figures, "strip", picture.title, picture.alt, picture.title)
    )


def make_neighbours(page: PlacePage, name: str) -> Block:
    """The area, its statistical neighbours by name, the region and England, in order."""
    store, indicator = page.store, page.indicator(name)
    figure = page.with_interval(store.figure(name, page.area.code))
    if figure.missing or indicator.method == "count":
        return page.show_note(
            f"No figure of {indicator.words.name} is held in this book for {page.area.in_prose} "
            "that could be set beside its statistical neighbours."
        )
    near = list_near(page, figure)
    if not any(not beside.missing for _, beside in near):
        return page.show_note(
            f"No statistical neighbour of {page.area.in_prose} has a figure of "
            f"{indicator.words.name} for the same period in this book."
        )
    rows = [RankedRow(page.area.name, figure, "area")]
    rows += [RankedRow(label, beside, "other") for label, beside in near]
    lines = [
        Benchmark(place.name, beside, place.level)
        for place in page.benchmarks
        if not (beside := page.with_interval(store.figure(name, place.code, figure.period))).missing
        and _same(beside, figure)
    ]
    when = parse_period(figure.period).words
    draw = partial(
        draw_ranked, rows, lines, style="dots", nouns=("authority", "authorities"),
        title=f"{indicator.short_title}: {page.area.name} and its statistical neighbours",
    )  # fmt: skip
    picture = draw(prefix=page.prefix(), width=LIST)
    found = find_standouts_of(page)
    lead = ""
    told_figures: tuple[Figure, ...] = ()
    if name in found.standings.index and found.row(name)["period"] == figure.period:
        told = tell_place(store, figure, found.row(name), NEIGHBOURS)
        if told:
            said = compose(
                *say_place(told), f" among it and its statistical neighbours {_when(when)}"
            )
            lead, told_figures = f"<p>{said.html()}</p>", said.figures
    figures = [row.figure for row in rows] + [line.figure for line in lines]
    ordered = sorted(figures, key=lambda other: (other.value is None, -(other.value or 0.0)))
    table = table_of_areas(store, ordered, picture.title, own=page.area.code)
    listed = load_neighbours(store.project).passport
    block = page.show_picture(
        picture, f"neighbours-{name}", table, len(ordered),
        notes=(f"{listed.title}, list of {listed.year}.",),
    )  # fmt: skip
    return page.emit(
        Block(
            lead + block.html, (*told_figures, *block.figures), block.kind, block.title,
            block.alt, block.caption,
        )
    )  # fmt: skip


def _when(words: str) -> str:
    return f"({words})"
