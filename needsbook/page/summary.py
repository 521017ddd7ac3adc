"""The summary page: what stands out, told in a minute, each finding with a small picture."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from needsbook.draw.sparkline import draw_sparkline
from needsbook.findings.standings import iter_standings
from needsbook.findings.standout_figures import find_moved, set_beside
from needsbook.page.base import PlacePage
from needsbook.page.links import find_sections
from needsbook.page.minute import make_minute
from needsbook.page.standing_pictures import make_strip_picture
from needsbook.show.blocks import Block
from needsbook.show.chance import ManyTests, count_firm, say_chance
from needsbook.show.frame import list_sources, write_sources
from needsbook.show.sentences import Sentence
from needsbook.show.standout_words import (
    GRADE_MARKS,
    GRADE_MEANINGS,
    GRADE_WORDS,
    Told,
    say_moved,
    say_neighbours_place,
    say_standout,
)
from needsbook.show.summary import Finding, Summary, Unknown, make_summary
from needsbook.stats.standouts import Grade, Side
from needsbook.stats.verdicts import NOT_TESTED, SIMILAR
from needsbook.store import Figure

NOTHING = {
    "worse": "No figure at hand is worse than England’s, or among the worst quarter of authorities.",
    "better": "No figure at hand is better than England’s, or among the best quarter.",
    "context": "Nothing else lies far from England.",
}
STRIP_KEY = (
    "In the small pictures every stroke is an authority, the rings are the statistical "
    "neighbours, the line across is the region and the dotted one England."
)
MOST_LEADS = 3
DOCUMENTS = ("data/frameworks", "data/neighbours", "data/issues.yml", "data/plans", "the data date")


def find_summary(page: PlacePage) -> Summary:
    """The summary of the page's area, made once for all its blocks."""
    held = page._summary
    if held is None:
        held = make_summary(page.store, page.area)
        page._summary, page._standouts = held, held.found
        page.read(*DOCUMENTS)
    return held


def make_who(page: PlacePage) -> Block:
    """Who lives there, the answer in a minute, and folded below it what the marks mean."""
    summary = find_summary(page)
    parts = [f'<p class="nb-lead">{sentence.html()}</p>' for sentence in summary.who]
    if not len(summary.found.standings):
        parts.append(
            f'<p class="nb-plain">No figure is held in this book for {escape(page.area.in_prose)}.</p>'
        )
    figures = [figure for sentence in summary.who for figure in sentence.figures]
    minute, brief = make_minute(page, summary)
    chance, counted = say_chance(page.area, "summary", _count_tested(page, summary))
    meaning = f"{write_grades(summary)}{chance}"
    parts.append(minute)
    if meaning:
        # What the marks mean is asked once; the answer stands above it.
        parts.append(
            '<details class="nb-near nb-meaning"><summary>What the marks mean, and what chance '
            f"would do</summary>{meaning}</details>"
        )
    figures += [*brief, *counted]
    return page.emit(Block("".join(parts), tuple(figures), "say", page.area.name))


def _count_tested(page: PlacePage, summary: Summary) -> ManyTests:
    """The comparisons with England that what stands out is chosen from."""
    store, made, differ = page.store, [], []
    for name, row in iter_standings(summary.found.standings):
        if store.indicators[name].method == "count" or row.england_verdict == NOT_TESTED:
            continue
        figure = store.figure(name, page.area.code, row.period)
        made.append(figure)
        if row.england_verdict != SIMILAR:
            differ.append((figure, store.figure(name, page.england.code, row.period)))
    firm = count_firm(store, differ)
    return ManyTests(len(made), len(differ), firm, tuple(figure.id for figure in made))


def write_grades(summary: Summary) -> str:
    """What each grade on this page means, once."""
    used = {finding.told.grade for side in summary.sides.values() for finding in side}
    used |= {change.told.grade for change in summary.changes}
    used |= {
        told.grade for side in summary.sides.values() for finding in side for told in finding.also
    }
    if not used:
        return ""
    items = [
        f"<li>{mark_grade(grade)}: {escape(GRADE_MEANINGS[grade])}.</li>"
        for grade in GRADE_WORDS
        if grade in used
    ]
    return f'<ul class="nb-grades">{"".join(items)}<li>{escape(STRIP_KEY)}</li></ul>'


def mark_grade(grade: Grade) -> str:
    """A grade as mark and word."""
    return (
        f'<span class="nb-grade nb-grade-{grade}"><span aria-hidden="true">{GRADE_MARKS[grade]}'
        f"</span> {escape(GRADE_WORDS[grade])}</span>"
    )


def make_side(page: PlacePage, side: Side) -> Block:
    """The findings of one side as cards: sentence, grade, small picture, link."""
    summary = find_summary(page)
    findings = summary.sides[side]
    if not findings:
        return page.emit(Block(f'<p class="nb-plain">{NOTHING[side]}</p>', (), "note"))
    cards, figures, alts = [], [], []
    for finding in findings:
        picture = (
            make_strip_picture(page, finding.beside.indicator, finding.beside.figure)
            if finding.beside
            else None
        )
        near = say_neighbours_place(finding.beside) if finding.beside else Sentence()
        cards.append(write_card(page, finding, picture.svg if picture else "", near))
        figures += [*finding.figures, *near.figures, *(picture.figures if picture else ())]
        alts.append(picture.alt if picture else "")
    html = f'<div class="nb-findings">{"".join(cards)}</div>'
    alt = " ".join(name for name in alts if name)
    return page.emit(Block(html, tuple(figures), "findings", summary.area.name, alt))


def write_card(page: PlacePage, finding: Finding, picture: str, near: Sentence) -> str:
    """One finding as an article."""
    link = find_sections(page.store.project).get(finding.indicator, "")
    title = escape(finding.title)
    heading = f'<a href="{escape(link)}">{title}</a>' if link else title
    quiet = f'<p class="nb-quiet">{near.html()}</p>' if near else ""
    if finding.also:
        more = " ".join(f"{told.sentence.html()} {mark_grade(told.grade)}" for told in finding.also)
        quiet += f'<p class="nb-quiet">Also: {more}</p>'
    drawn = f'<div class="nb-finding-picture">{picture}</div>' if picture else ""
    return (
        f'<article class="nb-finding"><h3>{heading}</h3>'
        f"<p>{finding.told.sentence.html()} {mark_grade(finding.told.grade)}</p>{drawn}{quiet}</article>"
    )


def make_changes(page: PlacePage) -> Block:
    """What changed since the plan began, each with its line of comparable figures."""
    summary = find_summary(page)
    if not summary.changes:
        return page.emit(
            Block(
                '<p class="nb-plain">No comparable figure is held in this book from which a '
                "change could be told.</p>",
                (),
                "note",
            )
        )
    cards, figures = [], []
    for number, finding in enumerate(summary.changes):
        run = [
            segment
            for segment in page.series(finding.indicator, page.area.code)
            if finding.moved and any(figure.id == finding.moved.later.id for figure in segment)
        ]
        key = f"{page.area.slug}-{number}"
        line = draw_sparkline(
            finding.title, run, finding.moved.earlier if finding.moved else None, key
        )
        cards.append(write_card(page, finding, line, Sentence()))
        figures += [*finding.figures, *(figure for segment in run for figure in segment)]
    html = (
        f'<p>{escape(summary.since)}:</p><div class="nb-findings nb-findings-small">'
        f"{''.join(cards)}</div>"
    )
    return page.emit(Block(html, tuple(figures), "findings", summary.since))


def make_where(page: PlacePage) -> Block:
    """The wards that come up again and again, with the way to the page of all wards."""
    summary = find_summary(page)
    if not summary.where:
        return page.emit(
            Block(
                f'<p class="nb-plain">No figures are held in this book for parts of '
                f"{escape(page.area.in_prose)} that could be told apart.</p>",
                (),
                "note",
            )
        )
    html = (
        f"<p>{summary.where.html()}</p>"
        '<p class="nb-more"><a href="ward-by-ward.html">Ward by ward</a></p>'
    )
    return page.emit(Block(html, summary.where.figures, "say", "Where"))


def make_unknown(page: PlacePage) -> Block:
    """What cannot be said of the area, by reason."""
    summary = find_summary(page)
    items = "".join(f"<li>{_write_unknown(unknown)}</li>" for unknown in summary.unknown)
    lines = list_sources(page.store, _printed(summary))
    sources = f'<div class="nb-source">{write_sources(lines)}</div>'
    return page.emit(Block(f'<ul class="nb-unknown">{items}</ul>{sources}', (), "say"))


def _write_unknown(unknown: Unknown) -> str:
    """Why, and the measures in a closed list."""
    if not unknown.measures:
        return unknown.why.html()
    named = "".join(f"<li>{escape(name)}</li>" for name in unknown.measures)
    return (
        f'{unknown.why.html()}<details class="nb-near"><summary>Which measures</summary>'
        f"<ul>{named}</ul></details>"
    )


def _printed(summary: Summary) -> Iterable[Figure]:
    for side in summary.sides.values():
        for finding in side:
            yield from finding.figures
    for change in summary.changes:
        yield from change.figures


def make_theme_lead(page: PlacePage, topics: Iterable[str]) -> Block:
    """Two or three sentences on a theme: what stands out of its indicators, what is worse
    first, else that nothing does."""
    wanted = {page.topics[topic].id for topic in topics}
    store, found = page.store, find_summary(page).found
    told: list[Told] = []
    for standouts in found.sides.values():
        for standout in standouts:
            if store.indicators[standout.indicator].topic in wanted:
                told.append(
                    say_standout(
                        store, set_beside(store, found, standout.indicator), standout.grade
                    )
                )
    for name in found.changes:
        moved = find_moved(store, found, name)
        if moved is not None and moved.indicator.topic in wanted:
            told.append(say_moved(moved))
    told = told[:MOST_LEADS]
    if not told:
        text = "Nothing in this theme stands out from England by the rule of this book."
        return page.emit(Block(f'<p class="nb-plain">{text}</p>', (), "note"))
    parts = [f"<p>{finding.sentence.html()} {mark_grade(finding.grade)}</p>" for finding in told]
    figures = tuple(figure for finding in told for figure in finding.sentence.figures)
    return page.emit(Block(f'<div class="nb-say nb-theme">{"".join(parts)}</div>', figures, "say"))
