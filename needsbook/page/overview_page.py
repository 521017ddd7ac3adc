"""Pages made once: the areas side by side, and the book's account of its own data."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from needsbook.audit.audit_page import DOCUMENTS, audit_page
from needsbook.catalogue import load_sources
from needsbook.catalogue.corrections import load_corrections
from needsbook.catalogue.periods import say_day
from needsbook.catalogue.plans import load_plans
from needsbook.editions.changes_page import changes_blocks
from needsbook.page.alone import check_injected, prepare_alone
from needsbook.page.base import BookPage
from needsbook.page.gallery import make_example
from needsbook.page.inequality import make_inequality
from needsbook.page.not_held import make_not_held
from needsbook.page.own_figure import make_examples
from needsbook.page.profiles import make_rug, make_spine
from needsbook.page.side_by_side import make_side_by_side
from needsbook.show.blocks import Block
from needsbook.show.tables import Cell, Column, make_table
from needsbook.store import Store, open_store


class OverviewPage(BookPage):
    """A page about all areas of the book."""

    def title(self, text: str) -> Block:
        """The page's heading."""
        return self.show_title(text)

    def side_by_side(self) -> Block:
        """One table a topic: each indicator's latest figures for the areas, region, England."""
        return make_side_by_side(self)

    def spines(self) -> Block:
        """The spine chart of every area of the book, one after the other."""
        return self.stack([make_spine(self, area) for area in self.areas])

    def rug(self) -> Block:
        """The tartan rug of the region's authorities against England."""
        region = self.store.areas[self.areas[0].region]
        return make_rug(self, region, self.areas)

    def inequality(self, indicator: str) -> Block:
        """Fifths of wards by deprivation, the gap between them, and the slope index."""
        return make_inequality(self, indicator)

    def audit(self) -> Block:
        """Every claim of the plans that cover these areas, with its verdict."""
        slugs = {area.slug for area in self.areas}
        plans = [
            plan for plan in load_plans(self.store.project).values() if slugs & set(plan.areas)
        ]
        if not plans:
            return self.show_gap("No plan of these areas has been restated for the audit.")
        blocks = []
        for plan in plans:
            blocks += audit_page(self.store.project, self.store, plan.slug)
        return self.stack(blocks, *DOCUMENTS)

    def not_held(self) -> Block:
        """What readers ask for and the book lacks, with who publishes it."""
        return make_not_held(self)

    def changes(self) -> Block:
        """What changed between two frozen editions, and what was taken in since the last."""
        blocks = changes_blocks(self.store.project, self.store, areas=self.areas)
        return self.stack(blocks, "editions", "data/changes.yml")

    def examples(self, indicator: str) -> Block:
        """An example of every kind of chart whose file has one."""
        return make_examples(self, indicator)

    def example(self, kind: str) -> Block:
        """One example of a kind of picture (see ``needsbook.page.gallery``)."""
        return make_example(self, kind)

    def publications(self) -> Block:
        """Datasets of the book's areas: publisher, publication, release, table, licence."""
        self.read("data/snapshots")
        sources = load_sources(self.store.project)
        rows: list[list[Cell]] = []
        notes = []
        held = self._list_datasets()
        for passport in sorted(
            (passport for passport in self.store.passports.values() if passport.dataset in held),
            key=lambda other: (other.source, other.publication, other.dataset),
        ):
            source = sources[passport.source]
            rows.append(
                [
                    passport.publication,
                    source.short_name,
                    passport.release,
                    passport.table,
                    passport.dataset,
                ]
            )
            notes.append(
                f"<dt><code>{escape(passport.dataset)}</code></dt><dd>{escape(passport.basis)}. "
                f"{escape(' '.join(passport.caveats))} "
                f'<a href="{escape(passport.page)}">Publisher’s page</a>. '
                f"{escape(passport.licence)}. {escape(passport.attribution)} "
                f"Obtained {escape(say_day(passport.obtained.on))}. "
                f"sha256 <code>{passport.sha256}</code>.</dd>"
            )
        columns = [
            Column("Publication", header=True), Column("Publisher"), Column("Release"),
            Column("Table"), Column("Dataset"),
        ]  # fmt: skip
        html = make_table(columns, rows, "Publications the figures were read from")
        html += (
            '<details class="nb-about"><summary>Basis, caveats, licence and checksum of each '
            f"dataset</summary><dl>{''.join(notes)}</dl></details>"
        )
        return self.emit(Block(html, (), "table", "Publications"))

    def _list_datasets(self) -> set[str]:
        """Those with a figure of the book's areas or of areas they are seen among."""
        areas = self.store.areas
        parts = {area.code for area in areas if area.level in ("ward", "district")}
        for area in self.areas:
            parts -= {area.code, *(district.code for district in areas.districts_of(area.code))}
            parts -= {ward.code for ward in areas.wards_of(area.code)}
        table = self.store.table
        return set(table.loc[~table["area_code"].isin(parts), "dataset"].unique()) - {""}

    def indicators(self) -> Block:
        """Every indicator: title, definition, unit, latest period held for the areas."""
        rows: list[list[Cell]] = []
        for indicator in self.store.indicators.values():
            period = self.store.latest(indicator.id, [area.code for area in self.areas])
            rows.append(
                [
                    indicator.title,
                    indicator.definition,
                    indicator.unit_words,
                    indicator.ages,
                    say_day(period) if period else "none",
                ]
            )
        columns = [
            Column("Indicator", header=True), Column("Definition"), Column("Unit"), Column("Ages"),
            Column("Latest period held"),
        ]  # fmt: skip
        return self.emit(Block(make_table(columns, rows, "Indicators"), (), "table", "Indicators"))

    def corrections(self) -> Block:
        """Figures known to be wrong in the copy they were read from, and what is done."""
        self.read("data/corrections.yml")
        rows: list[list[Cell]] = [
            [
                correction.id,
                correction.dataset,
                correction.why,
                correction.action.replace("_", " "),
                correction.status,
            ]
            for correction in load_corrections(self.store.project)
        ]
        if not rows:
            return self.show_note("No correction is recorded.")
        columns = [
            Column("Correction", header=True), Column("Dataset"), Column("What is wrong"),
            Column("What is done"), Column("Status"),
        ]  # fmt: skip
        return self.emit(
            Block(make_table(columns, rows, "Corrections"), (), "table", "Corrections")
        )

    def boundaries(self) -> Block:
        """Boundary layers the book's areas are drawn with, their vintage, credit and licence."""
        from needsbook.geography.layers import load_layer_passport
        from needsbook.geography.vintages import list_ward_layers

        self.read("geo/boundaries")
        areas = self.store.areas
        own = {layer for area in self.areas for layer in list_ward_layers(areas, area.code)}
        others = {vintage.layer for area in areas for vintage in area.wards} - own
        rows: list[list[Cell]] = []
        for path in sorted(self.store.project.boundaries.glob("*.yml")):
            if path.stem in others:
                continue
            layer = load_layer_passport(self.store.project, path.stem)
            rows.append(
                [
                    layer.title,
                    layer.vintage,
                    _say_span(layer.in_force),
                    layer.licence,
                    layer.attribution,
                ]
            )
        columns = [
            Column("Layer", header=True), Column("Vintage"), Column("In force"), Column("Licence"),
            Column("Credit"),
        ]  # fmt: skip
        return self.emit(
            Block(make_table(columns, rows, "Boundary layers"), (), "table", "Boundaries")
        )


def open_overview(areas: Sequence[str], store: Store | None = None) -> OverviewPage:
    """The overview page of the areas called ``areas`` (slugs, codes or names)."""
    check_injected()
    store = store or open_store()
    prepare_alone(store.project)
    return OverviewPage(store, [store.areas.find(area) for area in areas])


def _say_span(in_force: str) -> str:
    """“2002-05-02 to 2014-05-21” with its days as prose has them."""
    return " ".join(say_day(word) for word in in_force.split())
