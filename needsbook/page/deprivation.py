"""An area among authorities as deprived: the group of its tenth, and the fifths of England."""

from __future__ import annotations

from needsbook.catalogue import parse_period
from needsbook.draw.charts.distribution import NamedFigure, Strip, draw_distribution
from needsbook.findings.assess import COUNTRY, compare_with
from needsbook.findings.assessment import Comparison
from needsbook.findings.deprivation import FIFTHS, SCORE, TENTHS, compare_with_alike, find_bands
from needsbook.page.base import PlacePage
from needsbook.page.gaps import show_no_figure
from needsbook.show.blocks import Block
from needsbook.show.evidence_marks import mark_step
from needsbook.show.tables import Column, make_table
from needsbook.show.words import say_averages
from needsbook.stats.steps import STEP_WORDS

# How the bands are called, the most deprived first.
PLACES = ("", "second ", "third ", "fourth ", "fifth ")
LIST = 400
NO_SCORE = "without a score (county councils)"


def name_band(band: int, bands: int, noun: str) -> str:
    """“second most deprived tenth”, “least deprived fifth”; the middle one of an odd number."""
    if 2 * band == bands + 1:
        return f"middle {noun}"
    if 2 * band <= bands:
        return f"{PLACES[band - 1]}most deprived {noun}"
    return f"{PLACES[bands - band]}least deprived {noun}"


def make_alike(page: PlacePage, name: str) -> Block:
    """The area beside the other authorities of its tenth: verdict against their mean and
    median, and their figures in order; empty where there is no such group."""
    store, indicator = page.store, page.indicator(name)
    figure = page.with_interval(store.figure(name, page.area.code))
    found = compare_with_alike(store, indicator, figure)
    if found is None:
        return page.emit(Block("", (), "note"))
    noun = name_band(found.tenth, TENTHS, "tenth")
    score = store.indicators[SCORE].short_title
    whose = f"the other authorities of the {noun} of England"
    said = say_averages(whose, found.mean, found.median)
    step = found.mean.verdict.step if found.mean.verdict.tested else 0
    rests = f" {mark_step(step)} ({STEP_WORDS[step]})" if step else ""
    others = [page.with_interval(figure) for figure in found.figures]
    shown = sorted(
        [figure, *others],
        key=lambda other: (other.value is None, -(other.value or 0.0), other.area_code),
    )
    when = parse_period(figure.period).words
    caption = f"{indicator.short_title}: {page.area.name} and the {noun} of authorities"
    table = make_table(
        [Column("Area", header=True), Column("Value", "figure")],
        [[store.areas[figure.area_code].name, figure] for figure in shown],
        f"{caption}, {when}",
        own=[at for at, figure in enumerate(shown) if figure.area_code == page.area.code],
    )
    html = (
        f"<p>{said.html()}{rests}</p>{table}"
        f'<p class="nb-quiet">As deprived by {score}; county councils have no score there.</p>'
    )
    return page.emit(Block(html, (*said.figures, *shown), "table", caption, "", caption))


def make_distribution(page: PlacePage, name: str) -> Block:
    """Where the area stands: the authorities of its region, and those of England by fifth of
    deprivation, with the verdict against England and what that rests on."""
    store, indicator = page.store, page.indicator(name)
    figure = page.with_interval(store.figure(name, page.area.code))
    if figure.missing:
        return show_no_figure(page, name)
    codes = [area.code for area in store.areas.at_level("upper_tier")]
    figures = [
        beside
        for beside in store.figures(name, codes, figure.period)
        if not beside.missing and beside.series == figure.series
    ]
    fifths = find_bands(store, FIFTHS)
    strips = []
    if page.region:
        around = [
            figure for figure in figures if store.areas[figure.area_code].region == page.area.region
        ]
        strips.append(Strip(page.region.name, around))
    names = {band: name_band(band, FIFTHS, "fifth") for band in range(1, FIFTHS + 1)}
    for band, words in names.items():
        here = [figure for figure in figures if fifths.get(figure.area_code) == band]
        own = fifths.get(page.area.code) == band
        if here:
            title = f"{words[:1].upper()}{words[1:]}{', its own' if own else ''}"
            strips.append(Strip(title, here))
    rest = [figure for figure in figures if figure.area_code not in fifths]
    if rest:
        strips.append(Strip(f"{NO_SCORE[:1].upper()}{NO_SCORE[1:]}", rest))
    compared = compare_with(store, indicator, figure, page.england)
    named = [
        NamedFigure(
            page.area.name, figure, "area", _say_verdict(compared), compared.verdict.step
        )
    ]  # fmt: skip
    if not compared.figure.missing:
        named.append(NamedFigure(page.england.name, compared.figure, "country"))
    title = f"{indicator.short_title}: where {page.area.in_prose} stands, by fifth of deprivation"
    picture = draw_distribution(strips, named, title=title, prefix=page.prefix(), width=LIST)
    ordered = sorted(figures, key=lambda other: (-(other.value or 0.0), other.area_code))
    table = make_table(
        [Column("Area", header=True), Column("Value", "figure"), Column("Fifth of deprivation")],
        [
            [
                store.areas[figure.area_code].name,
                figure,
                names.get(fifths.get(figure.area_code, 0), NO_SCORE),
            ]
            for figure in ordered
        ],
        picture.title,
        own=[at for at, figure in enumerate(ordered) if figure.area_code == page.area.code],
    )
    score = store.indicators[SCORE].short_title
    notes = [f"Fifths of the authorities of England by {score}."]
    if page.area.level != "upper_tier":
        notes.append(f"{page.area.name} is a district: its county is one of the authorities.")
    elif page.area.code not in fifths:
        notes.append(f"No score of {page.area.in_prose} is held in this book, so it is in none.")
    return page.show_picture(picture, f"distribution-{name}", table, len(ordered), notes)


def _say_verdict(found: Comparison) -> str:
    """“worse than England”, “similar to England”, or that it cannot be tested."""
    verdict, place = found.verdict, COUNTRY.title()
    if not verdict.tested:
        return f"whether it differs from {place} cannot be tested"
    if not verdict.claimed:
        return f"similar to {place}"
    return f"{verdict.outcome} than {place}"
