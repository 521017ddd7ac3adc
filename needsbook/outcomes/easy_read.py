"""The easy-read edition of an area: what you said, what the numbers say, what we do not know.

One fact a card, in plain words, from the same figures as the rest of the book. A card is
left out when the area has no figure for it, and the page then says that it does not know.
"""

from __future__ import annotations

from html import escape

from needsbook.catalogue import Area, Period, parse_period
from needsbook.catalogue.engagement import Card, EasyRead, EasyReadTopic, load_easy_read
from needsbook.catalogue.framework_files import frameworks_for
from needsbook.draw.easy_read import Share, draw_share, round_share
from needsbook.findings.assess import add_interval, compare_with
from needsbook.outcomes.framework import find_area
from needsbook.outcomes.measure_states import count_measures
from needsbook.outcomes.measure_tables import count_things, make_gap
from needsbook.outcomes.performance import list_own_rows
from needsbook.outcomes.review_dates import find_data_date
from needsbook.paths import Project
from needsbook.show.blocks import Block, show_figure
from needsbook.show.frame import list_sources
from needsbook.store import Figure, Store

COUNTRY = "england"
GAP_WORDS = {
    "higher": "That is more than in the whole of England.",
    "lower": "That is less than in the whole of England.",
    "similar": "We found no clear gap with the whole of England.",
    "": "We cannot say if England is different.",
}
# What “more” and “less” rest on, by step of the ladder of evidence, in plain words.
STEP_SENTENCES = {
    1: "We can say this because the people who made the number tell us how sure they are.",
    2: "We can say this because we know how many children were counted.",
    3: "We can say this because we know how big the whole group is.",
    4: "We can say this because we know about how big the whole group is.",
    5: "We do not know how big the whole group is. This is true for any group of more than {above}.",
}


def easy_read_blocks(project: Project, store: Store, area: str | Area) -> list[Block]:
    """Blocks for the easy-read page: a short start, one block per topic, sources for adults.

    Every card prints a rounded share, a figure of its own that names the one it comes
    from, and that figure too.
    """
    place = find_area(store, area)
    words = load_easy_read(project)
    topics = [_topic_block(store, words, topic, place) for topic in words.topics]
    topics = [block for block in topics if block.kind != "not_held"]
    if not topics:
        return [make_gap(f"No number for an easy-read report is held here for {place.in_prose}.")]
    plan = _plan_block(project, store, words, place)
    return [_start(words, place), *([plan] if plan else []), *topics, _sources(store, topics)]


def _plan_block(project: Project, store: Store, words: EasyRead, area: Area) -> Block | None:
    """How the area's last plan is going: the counts of the performance report in plain words,
    from the same rows; None without a plan that has measures."""
    plans = frameworks_for(project, area.slug)
    rows = list_own_rows(store, plans[-1], area) if plans else []
    if not rows:
        return None
    plan, day = plans[-1], find_data_date(store)
    ended = plan.end < day
    counts = count_measures(plan, rows, ended)
    told = {status: counts[status] for status in ("improved", "worse", "same")}
    unknown = sum(counts.values()) - sum(told.values())
    name = f"{plan.id}-report"
    every = count_things("measures", area, day, f"{name}-measures", sum(counts.values()))
    better, worse, same = (
        count_things("measures", area, day, f"{name}-sum-{status}", number)
        for status, number in told.items()
    )
    silent = count_things("measures", area, day, f"{name}-not-told", unknown)
    lines = "".join(
        f"<li>{text}</li>"
        for text in (
            f"{show_figure(better)} got better.",
            f"{show_figure(worse)} got worse.",
            f"For {show_figure(same)} we found no clear change.",
        )
    )
    made = (
        "The plan did not say how to check it. We chose things to check."
        if all(part.proposed for part in plan.parts())
        else "The plan said how to check it."
    )
    title = "How the plan went" if ended else "How the plan is going"
    html = (
        f'<section class="nb-er"><h2>{title}</h2>'
        f'<div class="nb-er-said"><h3>What you said</h3>{_list((words.said_from.get(area.slug, words.nobody_said),))}</div>'
        '<div class="nb-er-numbers"><h3>What the numbers say</h3>'
        f"<p>A plan says what should get better for you. {made} We looked at {show_figure(every)} "
        f"things {escape(area.place)}.</p><ul>{lines}</ul></div>"
        '<div class="nb-er-unknown"><h3>What we do not know</h3>'
        f"<ul><li>For {show_figure(silent)} things we cannot tell.</li></ul></div></section>"
    )
    return Block(html, (every, better, worse, same, silent), "text", title, "", area.name)


def _sources(store: Store, blocks: list[Block]) -> Block:
    """Who published the numbers, for the adults who print the page."""
    lines = list_sources(store, [figure for block in blocks for figure in block.figures])
    html = (
        '<details class="nb-er-sources"><summary>For adults: where the numbers come from</summary>'
        f"{_list(tuple(lines))}</details>"
    )
    return Block(html, (), "sources", "Where the numbers come from")


def _start(words: EasyRead, area: Area) -> Block:
    lines = "".join(f"<li>{escape(line)}</li>" for line in words.intro)
    source = words.said_from.get(area.slug, words.nobody_said)
    html = (
        f'<section class="nb-er nb-er-start"><p class="nb-er-title">{escape(words.title)}</p>'
        f'<p class="nb-er-place">{escape(area.name)}</p><ul>{lines}</ul>'
        f"<p>{escape(source)}</p></section>"
    )
    return Block(html, (), "text", words.title, "", area.name)


def _topic_block(store: Store, words: EasyRead, topic: EasyReadTopic, area: Area) -> Block:
    figures: list[Figure] = []
    cards: dict[str, str] = {}
    missing: dict[str, str] = {}
    for card in topic.cards:
        if card.instead_of in cards:
            continue
        html, drawn = _show_card(store, card, area)
        name = card.instead_of or card.id
        if html:
            cards[name] = html
            figures += drawn
            missing.pop(name, None)
        else:
            missing[name] = f"{card.title}: we have no number for this {area.place}."
    if not cards and area.slug not in topic.said:
        return make_gap(f"{topic.title}: this book holds no number {area.place}.")
    said = topic.said.get(area.slug, (words.nobody_said,))
    numbers = "".join(cards.values()) or '<p class="nb-er-none">We have no numbers on this.</p>'
    html = (
        f'<section class="nb-er"><h2>{escape(topic.title)}</h2>'
        f'<div class="nb-er-said"><h3>What you said</h3>{_list(said)}</div>'
        f'<div class="nb-er-numbers"><h3>What the numbers say</h3>'
        f'<div class="nb-er-cards">{numbers}</div></div>'
        f'<div class="nb-er-unknown"><h3>What we do not know</h3>'
        f"{_list((*topic.unknown, *missing.values()))}</div></section>"
    )
    alt = " ".join(f"{figure.printed}." for figure in figures if figure.inputs)
    return Block(html, tuple(figures), "cards", topic.title, alt, area.name)


def _list(lines: tuple[str, ...]) -> str:
    return "<ul>" + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>"


def _show_card(store: Store, card: Card, area: Area) -> tuple[str, list[Figure]]:
    """A card's HTML and figures; empty when the area has no figure for it."""
    exact = store.figure(card.indicator, area.code)
    indicator = store.indicators[card.indicator]
    share = round_share(indicator, area, exact)
    if share is None:
        return "", []
    number = show_figure(share.figure)
    who = escape(card.who)
    shown = f"<strong>About {number}</strong> {who}"
    if not share.number:
        few = show_figure(share.figure, _capital(share.figure.printed))
        shown = f"<strong>{few}</strong> {who if share.below_one else f'of the {who}'}"
    text = escape(card.text).replace("{share}", shown).replace("{place}", escape(area.place))
    figures = [share.figure, exact]
    gap = ""
    if card.compare:
        words, beside = _compare(store, card, exact, area)
        gap = f"<p>{words}</p>"
        figures += beside
    key = f"{area.slug}-{card.id}"
    html = (
        f'<article class="nb-er-card"><h4>{escape(card.title)}</h4>'
        f"{draw_share(share, card.who, key)}"
        f'<p class="nb-er-fact">{text}</p>{gap}'
        f'<p class="nb-er-small">{_exact_words(share, exact, indicator.unit_words)}</p></article>'
    )
    return html, figures


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _exact_words(share: Share, exact: Figure, unit: str) -> str:
    """The exact number, its unit and its time."""
    unit = "" if exact.printed.endswith("%") else f" {unit}"
    when = write_time(parse_period(share.exact.period))
    return f"The exact number is {show_figure(exact)}{escape(unit)}. It is for {escape(when)}."


def write_time(period: Period) -> str:
    """A period in plain words: “the school year 2018/19”."""
    if period.kind == "academic_year":
        return f"the school year {period.text}"
    if period.kind == "financial_year":
        return f"the year up to March {period.end.year}"
    if period.kind == "year":
        return f"the year {period.text}"
    return period.words


def _compare(store: Store, card: Card, exact: Figure, area: Area) -> tuple[str, list[Figure]]:
    """How the area stands to England in the same period, as far as a test allows to say."""
    indicator = store.indicators[card.indicator]
    found = compare_with(store, indicator, add_interval(indicator, exact), store.areas[COUNTRY])
    verdict = found.verdict
    if not verdict.tested or verdict.step not in STEP_SENTENCES:
        return GAP_WORDS[""], []
    words = GAP_WORDS[verdict.direction]
    if not verdict.claimed:
        return words, [found.figure]
    above = show_figure(found.above) if found.above is not None else ""
    why = STEP_SENTENCES[verdict.step].format(above=above)
    rests = f'{words} <span class="nb-er-why">{why}</span>'
    return rests, [found.figure, *([found.above] if found.above is not None else [])]
