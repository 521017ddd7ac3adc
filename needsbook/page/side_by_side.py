"""The areas of a book side by side: latest figures, and how each stands against England."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from needsbook.catalogue import Area, Indicator
from needsbook.catalogue.periods import label_period
from needsbook.findings.assess import compare_with
from needsbook.findings.assessment import Comparison
from needsbook.findings.succession import is_carried_on
from needsbook.show.blocks import Block
from needsbook.show.chance import STRICT, count_tested, say_chance
from needsbook.show.evidence_marks import KEY_LEAD, Judged, Rests, write_key
from needsbook.show.tables import Cell, Column, make_table
from needsbook.store import Figure

if TYPE_CHECKING:
    from needsbook.page.base import BookPage

NOT_SHOWN = ("population_by_age",)
# Of more areas the verdicts would make the table too wide to read: the rug has them.
MOST_JUDGED = 3


class _Judge:
    """Compares areas with England and keeps what it made, by area."""

    def __init__(self, page: BookPage) -> None:
        self.page = page
        self.made: dict[str, tuple[list[Comparison], list[Comparison]]] = {}

    def compare(self, indicator: Indicator, area: Area, figure: Figure) -> Cell:
        """The verdict with its step; words where there is nothing to compare."""
        if figure.missing or indicator.counted:
            return ""
        store, england = self.page.store, self.page.store.areas["england"]
        figure = self.page.with_interval(figure)
        found = compare_with(store, indicator, figure, england)
        tested, strict = self.made.setdefault(area.code, ([], []))
        tested.append(found)
        strict.append(
            compare_with(store, indicator, figure, england, confidence=STRICT)
            if found.verdict.claimed
            else found
        )
        return Judged(found.verdict.outcome.replace(" ", "_"), Rests.of(found))


def make_side_by_side(page: BookPage) -> Block:
    """One table a topic: each indicator's latest figures for the areas, region and England;
    for a few areas each with its verdict against England and what that rests on. A series that
    another one carries on is left to the pages of its topic."""
    store = page.store
    region = store.areas[page.areas[0].region] if page.areas[0].region else None
    around = [*([region] if region else []), store.areas["england"]]
    judged = list(page.areas) if len(page.areas) <= MOST_JUDGED else []
    own_codes = [area.code for area in page.areas]
    judge = _Judge(page)
    parts: list[str] = []
    figures: list[Figure] = []
    for topic, title in ((entry.id, entry.title) for entry in page.topics.values()):
        rows: list[list[Cell]] = []
        for indicator in store.indicators.values():
            if indicator.topic != topic or indicator.id in NOT_SHOWN:
                continue
            if is_carried_on(store, indicator.id, own_codes):
                continue
            period = store.latest(indicator.id, own_codes)
            if not period:
                continue
            codes = [area.code for area in (*page.areas, *around)]
            cells = store.figures(indicator.id, codes, period)
            figures += cells
            own = cells[: len(judged)]
            verdicts = [
                judge.compare(indicator, area, figure)
                for area, figure in zip(judged, own, strict=True)
            ]
            rows.append([indicator.short_title, *cells, *verdicts, label_period(period)])
        if rows:
            columns = [
                Column("Measure", header=True),
                *(Column(area.name, "figure") for area in (*page.areas, *around)),
                *(Column(f"{area.name} against England") for area in judged),
                Column("Period", "period"),
            ]
            parts.append(
                f"<h2>{escape(title)}</h2>" + make_table(columns, rows, f"{title}: latest figures")
            )
    figures += [
        comparison.above
        for tested, _ in judge.made.values()
        for comparison in tested
        if comparison.above is not None
    ]
    steps = [comparison.verdict.step for tested, _ in judge.made.values() for comparison in tested]
    key = [f'<p class="nb-quiet">{KEY_LEAD}: {write_key(steps)}.</p>'] if steps else []
    for area in judged:
        if area.code in judge.made:
            html, counted = say_chance(area, "side-by-side", count_tested(*judge.made[area.code]))
            key.append(html.replace(">Of ", f">{escape(area.name)}: of ", 1))
            figures += counted
    return page.emit(Block("".join([*key, *parts]), tuple(figures), "table", "Side by side"))
