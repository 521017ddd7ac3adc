"""What every page object has: the store, the record of what was read, its area or areas.

Recipes (the other modules of this room) know pages from here alone; ``area_page`` and
``overview_page`` put the recipes together for notebooks and nothing imports them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from html import escape

from needsbook.catalogue import Area, Indicator, Topics, load_topics
from needsbook.draw.picture import Picture
from needsbook.findings.assess import trace_trend
from needsbook.findings.comparisons import add_interval
from needsbook.findings.standouts import AreaStandouts
from needsbook.page.alone import make_heading
from needsbook.show.blocks import Block
from needsbook.show.frame import describe_indicator, frame_picture
from needsbook.show.summary import Summary
from needsbook.store import Figure, Store

# The width in pixels that pictures are drawn anew for on a phone: their letters keep their size.
PHONE = 350
ENGLAND = "E92000001"


class Page:
    """A page being written: every method returns one block for one cell."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.documents: set[str] = set()
        self._pictures = 0

    @property
    def topics(self) -> Topics:
        """The topics of the book, in the order shown."""
        return load_topics(self.store.project)

    def emit(self, block: Block) -> Block:
        """``block`` with everything the page has read so far recorded on it."""
        reads = {
            "indicators": sorted(self.store.touched),
            "documents": sorted(self.documents),
        }
        figures = tuple(self.with_interval(figure) for figure in block.figures)
        return replace(block, figures=figures, reads=reads)

    def with_interval(self, figure: Figure) -> Figure:
        """A published figure with its interval: the publisher's, or ours from its counts."""
        summed = figure.count is not None and figure.denominator is not None
        if (figure.inputs and not summed) or figure.indicator not in self.store.indicators:
            return figure
        return add_interval(self.store.indicators[figure.indicator], figure)

    def figures(self, indicator: str, areas: Sequence[str], period: str) -> list[Figure]:
        """One figure per area with its interval."""
        found = self.store.figures(indicator, areas, period)
        return [self.with_interval(figure) for figure in found]

    def series(self, indicator: str, area: str) -> list[list[Figure]]:
        """The cut series of an area, figures with their intervals."""
        return [
            [self.with_interval(figure) for figure in segment]
            for segment in self.store.series(indicator, area)
        ]

    def read(self, *documents: str) -> None:
        """Record that the page depends on these files or folders of the project."""
        self.documents |= set(documents)

    def prefix(self) -> str:
        """A prefix for the ids inside the next picture, unique on the page."""
        self._pictures += 1
        return f"p{self._pictures}"

    def indicator(self, name: str) -> Indicator:
        """The indicator ``name``."""
        return self.store.indicators[name]

    def show_title(self, text: str) -> Block:
        """The page's heading."""
        return self.emit(Block(make_heading(text), (), "title", text))

    def show_picture(
        self,
        picture: Picture,
        name: str,
        table: str,
        rows: int,
        notes: Sequence[str] = (),
        credit: str = "",
        narrow: Picture | None = None,
    ) -> Block:
        """``picture`` framed with caption, source, downloads and its table.

        ``narrow`` is the same picture drawn for a phone's width.
        """
        both = (
            f'<div class="nb-wide">{picture.svg}</div><div class="nb-narrow">{narrow.svg}</div>'
            if narrow
            else ""
        )
        return self.emit(
            frame_picture(
                self.store,
                picture,
                name=f"{name}-{self._pictures}",
                table=table,
                rows=rows,
                notes=notes,
                credit=credit,
                drawing=both,
            )
        )

    def show_about(self, indicator: Indicator, figures: Sequence[Figure]) -> Block:
        """Definition, source, caveats and breaks of an indicator."""
        return self.emit(replace(describe_indicator(self.store, indicator, figures), figures=()))

    def stack(self, blocks: Sequence[Block], *documents: str) -> Block:
        """Several blocks as one, in order; ``documents`` are the files they were made from."""
        self.read(*documents)
        empty = all(block.kind == "not_held" for block in blocks)
        return self.emit(
            Block(
                html="".join(block.html for block in blocks if empty or block.kind != "not_held"),
                figures=tuple(figure for block in blocks for figure in block.figures),
                kind="not_held" if empty else "stack",
                gaps=tuple(text for block in blocks for text in block.gaps),
                untested=tuple(pair for block in blocks for pair in block.untested),
                title=blocks[0].title if blocks else "",
                alt=" ".join(block.alt for block in blocks if block.alt),
                caption=" ".join(block.caption for block in blocks if block.caption),
            )
        )

    def show_note(self, text: str) -> Block:
        """A plain sentence set apart, such as “held for one period only”."""
        return self.emit(Block(f'<p class="nb-plain">{escape(text)}</p>', (), "note"))

    def show_gap(self, *texts: str) -> Block:
        """What cannot be shown here and why: one sentence each, listed at the page's end."""
        html = "".join(f'<p class="nb-plain">{escape(text)}</p>' for text in texts)
        return self.emit(Block(html, (), "not_held", gaps=texts))


class PlacePage(Page):
    """A page about ``area``; benchmarks are its region and England."""

    def __init__(self, store: Store, area: Area) -> None:
        super().__init__(store)
        self.area = area
        self.region = store.areas[area.region] if area.region else None
        self.england = store.areas[ENGLAND]
        self._summary: Summary | None = None
        self._standouts: AreaStandouts | None = None

    @property
    def benchmarks(self) -> list[Area]:
        """The areas it is compared with: its region (where it has one) and England."""
        return [area for area in (self.region, self.england) if area is not None]

    def trend_outcome(self, indicator: str) -> tuple[str, tuple[str, str]]:
        """The recent trend by the stated test, and the first and the last period it tested;
        empty where none is possible."""
        figure = self.store.figure(indicator, self.area.code)
        found = trace_trend(self.store, self.indicator(indicator), figure)
        if found.trend.outcome == "not possible" or not found.figures:
            return "", ("", "")
        return found.trend.outcome, (found.figures[0].period, found.figures[-1].period)


class BookPage(Page):
    """A page about all areas of the book."""

    def __init__(self, store: Store, areas: Sequence[Area]) -> None:
        super().__init__(store)
        self.areas = list(areas)
