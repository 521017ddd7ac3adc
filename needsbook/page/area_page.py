"""The page of one area: what its notebooks call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from needsbook.draw.own import DrawOwn
from needsbook.outcomes import (
    DOCUMENTS,
    crosswalk_blocks,
    easy_read_blocks,
    engagement_blocks,
    framework_blocks,
    performance_blocks,
    promise_blocks,
)
from needsbook.page import (
    added,
    deprivation,
    hundred,
    map_pictures,
    overview_table,
    pictures,
    standing_pictures,
    summary,
    then_now,
    ward_page,
)
from needsbook.page.alone import check_injected, prepare_alone
from needsbook.page.base import PlacePage
from needsbook.page.earlier import make_earlier
from needsbook.page.key_facts import make_key_facts
from needsbook.page.maps import find_extent
from needsbook.page.own_figure import find_figures, make_chart, make_data, make_figure
from needsbook.page.profiles import make_spine
from needsbook.page.section_words import make_sentences
from needsbook.show.blocks import Block, fold_block
from needsbook.stats.standouts import Side
from needsbook.store import Store, open_store

if TYPE_CHECKING:
    import pandas as pd


class AreaPage(PlacePage):
    """A page about ``area``; benchmarks are its region and England.

    The area's own figures stand open; pictures of many authorities unfold at a line.
    """

    @property
    def ranked_among(self) -> str:
        """What the authorities around it are called, and where: “boroughs in London”."""
        around = self.store.areas.around(self.area)
        return f"{around.called[1]} {around.place}"

    def title(self, subject: str) -> Block:
        """The page's heading: the subject and the area."""
        return self.show_title(f"{subject} {self.area.place}")

    def say(self, *indicators: str) -> Block:
        """The sentences that matter, for each indicator: value, comparisons, direction."""
        return self.emit(make_sentences(self, indicators))

    def map(self, indicator: str, period: str = "latest") -> Block:
        """The map of the wards or districts; else, folded, of the region's authorities."""
        block = map_pictures.make_map(self, indicator, period)
        if find_extent(self.store, indicator, self.area, period).kind != "authorities":
            return block
        return fold_block(block, f"{self.area.name} on a map of the {self.ranked_among}")

    def trend(self, indicator: str) -> Block:
        """The area over time beside its region and England, cut at every break."""
        return pictures.make_trend(self, indicator)

    def compare(self, indicator: str) -> Block:
        """The authorities of the region in order, with intervals where there are any; folded."""
        block = pictures.make_ranking(self, indicator)
        return fold_block(block, f"{self.area.name} among the {self.ranked_among}")

    def distribution(self, indicator: str) -> Block:
        """Where the area stands among all authorities, by fifth of deprivation; folded."""
        block = deprivation.make_distribution(self, indicator)
        words = "among all authorities, by fifth of deprivation"
        return fold_block(block, f"{self.area.name} {words}")

    def alike(self, indicator: str) -> Block:
        """The area among the authorities of its tenth of deprivation."""
        return deprivation.make_alike(self, indicator)

    def wards(self, indicator: str, period: str = "latest") -> Block:
        """The wards in order, with the borough's value beside them."""
        return pictures.make_ward_dots(self, indicator, period)

    def maps_over_time(self, indicator: str) -> Block:
        """The ward maps of every period of the latest series, side by side."""
        return map_pictures.make_maps_over_time(self, indicator)

    def chart(self, kind: str, *data: Any, title: str, **options: Any) -> Block:
        """A chart of any kind: a file in ``needsbook/draw/charts`` with ``draw_<kind>``."""
        return make_chart(self, kind, data, title, options)

    def figure(
        self, draw: DrawOwn, *indicators: str, title: str, shows: str = "over time"
    ) -> Block:
        """What an ordinary function on matplotlib ``Axes`` draws: ``draw(axes, data)``.

        ``shows`` says which figures ``data`` holds: “over time” (the area, its region and
        England), “authorities” (the region's, newest period) or “wards” (with outlines, so
        that ``data.plot(ax=axes, column="value")`` is a map). The block has an id, a caption,
        the source, words for readers who do not see it, a table and downloads.
        """
        return make_figure(self, draw, indicators, title, shows)

    def figure_data(self, *indicators: str, shows: str = "over time") -> pd.DataFrame:
        """The figures ``page.figure`` hands to a function, one row each."""
        return make_data(self, find_figures(self, indicators, shows))

    def earlier(self, indicator: str) -> Block:
        """An ended series, folded: sentences, map, line and meaning."""
        return make_earlier(self, indicator)

    def table(self, *indicators: str, shows: str = "over time") -> pd.DataFrame:
        """The figures the page shows of one or more indicators, one row each, with their ids.

        The same as ``figure_data``: “over time”, “authorities” or “wards”.
        """
        return self.figure_data(*indicators, shows=shows)

    def pyramid(self) -> Block:
        """Children by single year of age, as shares, beside England."""
        return pictures.make_pyramid(self)

    def about(self, *indicators: str) -> Block:
        """What the indicators mean, their source, and what to watch for."""
        return pictures.make_about(self, indicators)

    def key_facts(self) -> Block:
        """The key facts as they stand now; for a plan's areas also as the plan prints them."""
        return make_key_facts(self)

    def spine(self) -> Block:
        """Every indicator on one chart, beside the region and the range of authorities."""
        return make_spine(self, self.area)

    def framework(self) -> Block:
        """The outcomes framework: every measure with baseline, later years and status."""
        blocks = framework_blocks(self.store.project, self.store, self.area)
        return self.stack(blocks, *DOCUMENTS["framework"])

    def crosswalk(self) -> Block:
        """How the frameworks map on each other, and needs without a measure."""
        blocks = crosswalk_blocks(self.store.project, self.store, self.area)
        return self.stack(blocks, *DOCUMENTS["crosswalk"])

    def performance(self) -> Block:
        """What improved, stayed, worsened, and what cannot be compared."""
        blocks = performance_blocks(self.store.project, self.store, self.area)
        return self.stack(blocks, *DOCUMENTS["performance"])

    def promises(self) -> Block:
        """Each dated commitment with its state; what is overdue by the calendar."""
        blocks = promise_blocks(self.store.project, self.store, self.area)
        return self.stack(blocks, *DOCUMENTS["promises"])

    def engagement(self) -> Block:
        """What people said when they were asked, with the base of every share."""
        blocks = engagement_blocks(self.store.project, self.store, self.area)
        return self.stack(blocks, *DOCUMENTS["engagement"])

    def easy_read(self) -> Block:
        """The report back to children and young people."""
        blocks = easy_read_blocks(self.store.project, self.store, self.area)
        return self.stack(blocks, *DOCUMENTS["easy_read"])

    def who(self) -> Block:
        """One sentence about who lives there, and what the grades of findings mean."""
        return summary.make_who(self)

    def standouts(self, side: Side) -> Block:
        """What stands out: ``worse`` or ``better`` than England, or as ``context``."""
        return summary.make_side(self, side)

    def changes(self) -> Block:
        """What changed since the area's plan began."""
        return summary.make_changes(self)

    def where(self) -> Block:
        """The wards that come up again and again."""
        return summary.make_where(self)

    def unknown(self) -> Block:
        """What cannot be said of the area, and why."""
        return summary.make_unknown(self)

    def theme(self, *topics: str) -> Block:
        """What stands out of these topics, before the sections of their page."""
        return summary.make_theme_lead(self, topics)

    def added(self, *topics: str) -> Block:
        """Measures whose own files ask to be shown with these topics (``shown:``)."""
        return added.make_added(self, topics)

    def overview(self) -> Block:
        """All measures held of the area in one table, with place, quarter and change."""
        return overview_table.make_overview(self)

    def ward_by_ward(self) -> Block:
        """Each ward list as one table of all measures, coloured by quarter."""
        return ward_page.make_ward_by_ward(self)

    def then_and_now(self) -> Block:
        """All comparable measures since the plan's year, better and worse apart."""
        return then_now.make_then_and_now(self)

    def hundred(self) -> Block:
        """The area as a hundred children: one picture, from shares only."""
        return hundred.make_hundred(self)

    def plain_standouts(self) -> Block:
        """What stands out, in the plain words of the easy-read edition."""
        return hundred.make_plain_standouts(self)

    def strip(self, indicator: str) -> Block:
        """All authorities in one line, the area and its neighbours marked."""
        return standing_pictures.make_strip(self, indicator)

    def neighbours(self, indicator: str) -> Block:
        """The area among its statistical neighbours, by name."""
        return standing_pictures.make_neighbours(self, indicator)


def open_page(area: str, store: Store | None = None) -> AreaPage:
    """The page of the area called ``area`` (slug, code or name)."""
    check_injected()
    store = store or open_store()
    prepare_alone(store.project)
    return AreaPage(store, store.areas.find(area))
