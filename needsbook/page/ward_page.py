"""Ward by ward: each ward list as one table of all measures, coloured by quarter.

The quarter compares the wards of this area only, and its word stands beside its colour.
Every ward is a row with an address of its own, so that a search can lead to it.
"""

from __future__ import annotations

from html import escape

from needsbook.catalogue import Area
from needsbook.catalogue.areas import slugify
from needsbook.catalogue.periods import label_period
from needsbook.findings.ward_standings import WardMeasure, WardTable, find_ward_tables
from needsbook.page.base import PlacePage
from needsbook.show.blocks import Block, show_figure
from needsbook.show.frame import list_sources, write_sources
from needsbook.show.summary import count_measures
from needsbook.show.table_markup import CellMarkup, RowMarkup, write_markup
from needsbook.store import Figure

QUARTER_WORDS = {
    True: {1: "best quarter", 2: "second best", 3: "second worst", 4: "worst quarter"},
    False: {1: "lowest quarter", 2: "second lowest", 3: "second highest", 4: "highest quarter"},
}
NOT_HELD = '<span class="nb-missing">not held</span>'
WORST = 4


def make_ward_by_ward(page: PlacePage) -> Block:
    """Every ward list with figures as a table, newest first, and one file of all of them."""
    store, area = page.store, page.area
    page.read("geo/wards.csv", "geo/areas.yml")
    tables = find_ward_tables(store, area)
    if not tables:
        return page.show_gap(f"No figures are held in this book for wards of {area.in_prose}.")
    figures: list[Figure] = []
    parts = []
    for number, table in enumerate(tables):
        parts.append(write_table(page, table, number, figures))
    every = [figure for table in tables for m in table.measures for figure in m.figures.values()]
    title = f"Every measure held by ward, {area.name}"
    # One frame round all lists: its download is one file of everything held by ward.
    html = (
        f'<figure class="nb-figure" id="wards" data-kind="wards"><figcaption>'
        f"{escape(title)}</figcaption>{''.join(parts)}</figure>"
        f'<div class="nb-source">{write_sources(list_sources(store, every))}'
        '<p class="nb-downloads" data-downloads="wards"></p></div>'
    )
    return page.emit(Block(html, tuple(figures), "wards", title, "", title))


def write_table(page: PlacePage, table: WardTable, number: int, figures: list[Figure]) -> str:
    """One ward list: a heading, what the order means, the table."""
    title = table.title[:1].upper() + table.title[1:]
    caption = f"{page.area.name}, {table.title}: the latest figure of each measure"
    heads = [CellMarkup("Ward", "col")]
    heads += [CellMarkup("Worst quarter", "col")] if table.judged else []
    for measure in table.measures:
        when = f'<span class="nb-period">{escape(label_period(measure.period))}</span>'
        title_words = escape(measure.indicator.short_title)
        heads.append(CellMarkup(f"{title_words} {when}", "col", "nb-number"))
    several = len({ward.parent for ward in table.wards}) > 1
    rows = [_write_row(page, table, ward, several, figures) for ward in table.wards]
    order = (
        "The wards that lie in the worst quarter most often come first."
        if table.judged
        else "In order of name: no measure held here speaks of better and worse."
    )
    older = (
        "" if table.current or number == 0
        else " These wards are no longer in force; they are not the same places as those above, "
        "even where the names are."
    )  # fmt: skip
    framed = write_markup(caption, [RowMarkup(heads)], [rows], "nb-table nb-wards", sortable=True)
    return (
        f'<div id="list-{number + 1}"><h2>{escape(title)}</h2>'
        f"<p>{escape(order + older)} A quarter compares the wards of {escape(page.area.in_prose)} "
        f"only.</p>{framed}</div>"
    )


def name_row(ward: Area) -> str:
    """The address of a ward's row on the page: its code, since names come again."""
    return f"ward-{ward.code.lower()}"


def _write_row(
    page: PlacePage, table: WardTable, ward: Area, several: bool, figures: list[Figure]
) -> RowMarkup:
    district = f' <span class="nb-period">{escape(page.store.areas[ward.parent].name)}</span>'
    name = f"{escape(ward.name)}{district if several else ''}"
    cells = [CellMarkup(name, "row", sort_text=slugify(ward.name))]
    if table.judged:
        counted = count_measures(table, ward, "in-the-worst-quarter", table.worst[ward.code])
        of = count_measures(table, page.area, "measures", table.judged)
        figures += [counted, of]
        words = f"{show_figure(counted)} of {show_figure(of)}"
        cells.append(CellMarkup(words, sort=str(table.worst[ward.code])))
    cells += [_write_cell(measure, ward, figures) for measure in table.measures]
    return RowMarkup(cells, name=name_row(ward))


def _write_cell(measure: WardMeasure, ward: Area, figures: list[Figure]) -> CellMarkup:
    figure = measure.figures.get(ward.code)
    if figure is None:
        return CellMarkup(NOT_HELD)
    figures.append(figure)
    quarter = measure.quarters.get(ward.code, 0)
    if figure.missing or not quarter:
        return CellMarkup(show_figure(figure))
    words = f'<span class="nb-q">{QUARTER_WORDS[measure.judged][quarter]}</span>'
    look = f"nb-wq-{quarter}" if measure.judged else ""
    return CellMarkup(f"{show_figure(figure)} {words}", look=look, sort=f"{figure.value:.12g}")
