"""If the area were a hundred children, and what stands out in plain words."""

from __future__ import annotations

from functools import partial
from html import escape

from needsbook.catalogue.cadence import is_current
from needsbook.catalogue.engagement import Card, load_easy_read
from needsbook.catalogue.issues import load_issues
from needsbook.catalogue.periods import label_period
from needsbook.draw.charts.hundred import BASE, HundredRow, draw_hundred
from needsbook.findings.standing_figures import derive
from needsbook.findings.standouts import MISSED
from needsbook.page.base import PHONE, PlacePage
from needsbook.page.summary import find_summary
from needsbook.show.blocks import Block, show_figure
from needsbook.show.tables import Cell, Column, make_table
from needsbook.store import Figure

MOST = 3


def list_shares(page: PlacePage) -> list[tuple[Card, Figure, Figure]]:
    """The cards of the easy-read edition that are shares of children: the card, the number
    of a hundred, the published figure it is rounded from. One an issue, current ones only."""
    store, today = page.store, find_summary(page).found.today
    page.read("data/engagement")
    issues, taken = load_issues(store.project), set()
    found = []
    for card in [card for topic in load_easy_read(store.project).topics for card in topic.cards]:
        indicator = store.indicators[card.indicator]
        exact = store.figure(card.indicator, page.area.code)
        issue = issues.of(card.indicator)
        if indicator.method != "proportion" or exact.value is None or issue in taken:
            continue
        if not is_current(exact.period, indicator.official.cadence, today, MISSED):
            continue
        taken.add(issue)
        number = int(exact.value / indicator.multiplier * BASE + 0.5)
        printed = f"{number} in {BASE}" if number or not exact.value else f"fewer than 1 in {BASE}"
        rounded = derive(
            exact, "in-hundred", float(number), printed, "in_hundred",
            "rounded to a whole number of children", [exact.id],
        )  # fmt: skip
        found.append((card, rounded, exact))
    return found


def make_hundred(page: PlacePage) -> Block:
    """One picture of a hundred children, from shares only."""
    shares = list_shares(page)
    if not shares:
        return page.show_note(
            f"No share of children is held in this book for {page.area.in_prose}."
        )
    rows = [HundredRow(rounded, say_rest(page, card)) for card, rounded, _ in shares]
    title = f"If {page.area.in_prose} were a hundred children"
    draw = partial(draw_hundred, rows, title=title)
    prefix = page.prefix()
    picture, narrow = draw(prefix=prefix), draw(prefix=f"{prefix}n", width=PHONE)
    columns = [
        Column("Of a hundred", "figure"), Column("Who", header=True),
        Column("Published figure", "figure"), Column("Period", "period"),
    ]  # fmt: skip
    cells: list[list[Cell]] = [
        [rounded, say_rest(page, card), exact, label_period(exact.period)]
        for card, rounded, exact in shares
    ]
    block = page.show_picture(
        picture, "hundred", make_table(columns, cells, title), len(cells), narrow=narrow,
        notes=("Each share is of its own group of children, not of one and the same hundred.",),
    )  # fmt: skip
    more = tuple(exact for _, _, exact in shares)
    return page.emit(
        Block(block.html, (*block.figures, *more), block.kind, block.title, block.alt,
              block.caption)
    )  # fmt: skip


def say_rest(page: PlacePage, card: Card) -> str:
    """The card's first sentence after its number: “children at school in … missed …”."""
    text = card.text.replace("{share}", card.who).replace("{place}", page.area.place)
    first = text.split(". ")[0].rstrip(".")
    return f"{first}."


def make_plain_standouts(page: PlacePage) -> Block:
    """The first findings of the summary in the plain words of the easy-read cards."""
    summary = find_summary(page)
    issues = load_issues(page.store.project)
    cards = {issues.of(card.indicator): (card, rounded) for card, rounded, _ in list_shares(page)}
    items: list[str] = []
    figures: list[Figure] = []
    for side in ("worse", "better"):
        for standout in summary.found.sides[side]:
            told = cards.get(standout.candidate.issue)
            # “Hard” and “well” are said of what a test found, of nothing else.
            if told is None or standout.grade != "tested" or len(items) == MOST:
                continue
            card, rounded = told
            figures.append(rounded)
            good = (
                "This is one of the things that go well here."
                if side == "better"
                else ("This is one of the hard things here.")
            )
            items.append(
                f"<li><strong>{show_figure(rounded)}</strong> {escape(say_rest(page, card))} "
                f"{good}</li>"
            )
    if not items:
        return page.emit(Block("", (), "note"))
    html = f'<section class="nb-er"><h2>What stands out</h2><ul>{"".join(items)}</ul></section>'
    return page.emit(Block(html, tuple(figures), "say", "What stands out", "", page.area.name))
