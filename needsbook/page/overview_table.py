"""The overview of all measures: one row each, with what it is set beside and where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from needsbook.catalogue import Indicator
from needsbook.catalogue.issues import load_issues
from needsbook.catalogue.periods import label_period, say_month
from needsbook.catalogue.plans import load_plans
from needsbook.draw.sparkline import draw_sparkline
from needsbook.findings.printed import claim_figure
from needsbook.findings.standout_figures import COUNTRY, Beside, Moved, find_moved, set_beside
from needsbook.findings.succession import is_carried_on
from needsbook.page.base import PlacePage
from needsbook.page.links import find_sections
from needsbook.page.standing_pictures import find_standouts_of
from needsbook.page.summary import DOCUMENTS
from needsbook.show.blocks import Block, show_figure
from needsbook.show.frame import list_sources, write_sources
from needsbook.show.sentences import Sentence
from needsbook.show.standout_words import measure, say_place
from needsbook.show.table_markup import CellMarkup, RowMarkup, write_markup
from needsbook.stats.verdicts import NOT_TESTED, SIMILAR
from needsbook.store import Figure

NOT_SHOWN = ("population_by_age",)
# Fewer comparable points than this are no line.
FEWEST_POINTS = 3
QUARTER_COUNT = 4
QUARTERS = {
    1: ("best", "better"), 2: ("second best", ""), 3: ("second worst", ""), 4: ("worst", "worse"),
}  # fmt: skip
NEUTRAL_QUARTERS = {1: "highest", 2: "second highest", 3: "second lowest", 4: "lowest"}
# What a phone leaves to those who listen, so that a row is two lines.
REST = '<span class="nb-overview-rest"> quarter</span>'
# A plain number of people hangs on the size of the area.
NOT_RANKED = '<span class="nb-missing">not ranked</span>'
NOT_HELD = '<span class="nb-missing">not held</span>'


@dataclass(frozen=True)
class OverviewRow:
    """One measure of the overview."""

    beside: Beside
    moved: Moved | None
    printed: tuple[Figure, ...]


def make_overview(page: PlacePage) -> Block:
    """Every measure held of the area in one table, by theme: value, England, region, the
    neighbours' median, place, quarter, line of comparable points, change since the plan;
    for an area with a plan also what the plan prints."""
    store, found = page.store, find_standouts_of(page)
    page.read(*DOCUMENTS)
    if not len(found.standings):
        return page.show_gap(f"No figure is held in this book for {page.area.in_prose}.")
    printed = find_printed(page)
    rows: dict[str, list[OverviewRow]] = {}
    earlier: dict[str, list[OverviewRow]] = {}
    for name in found.standings.index:
        indicator = store.indicators[name]
        if name not in NOT_SHOWN:
            row = OverviewRow(
                set_beside(store, found, name), find_moved(store, found, name),
                tuple(printed.get(name, ())),
            )  # fmt: skip
            # A series that another one carries on says nothing of today.
            ended = is_carried_on(store, name, [page.area.code])
            (earlier if ended else rows).setdefault(indicator.topic, []).append(row)
    region = page.region.name if page.region else ""
    heads = ["Measure", page.area.name, "England", *([region] if region else []),
             "Neighbours’ median", "Place among authorities", "Over time",
             "Change", *(["Printed in the plan"] if printed else [])]  # fmt: skip
    top = RowMarkup([CellMarkup(escape(head), "col", _class(head)) for head in heads])
    figures: list[Figure] = []

    def write(caption: str, listed: dict[str, list[OverviewRow]]) -> str:
        bodies = []
        for topic, entry in page.topics.items():
            if topic not in listed:
                continue
            title = CellMarkup(escape(entry.title), "rowgroup", span=len(heads))
            lines = [RowMarkup([title], "nb-overview-topic")]
            lines += [
                _write_row(page, overview_row, bool(region), bool(printed), figures)
                for overview_row in listed[topic]
            ]
            bodies.append(lines)
        return write_markup(
            caption, [top], bodies, "nb-table nb-overview", stacks=True, sortable=True
        )

    caption = f"All measures held for {page.area.in_prose}"
    table = _draw_quarters() + write(caption, rows)
    if earlier:
        table += (
            '<details class="nb-earlier"><summary>Earlier series, which others carry on'
            f"</summary>{write(f'Earlier series held for {page.area.in_prose}', earlier)}</details>"
        )
    note = (
        '<p class="nb-quiet">Places count from the nearer end; ties share a place. A quarter '
        "says where a figure lies among the authorities, not that it differs by more than "
        "chance: each section says what a test finds. Changes run from the last comparable "
        f"figure {escape('before the plan began' if found.planned else f'before {say_month(found.since)}')}; "
        "“tested” marks those a test finds.</p>"
    )
    lines = list_sources(store, [figure for figure in figures if figure.dataset in store.passports])
    sources = f'<div class="nb-source">{write_sources(lines)}</div>'
    return page.emit(
        Block(table + note + sources, tuple(figures), "overview", caption, "", caption)
    )


def _class(head: str) -> str:
    words = head in ("Measure", "Place among authorities", "Over time")
    return "" if words else "nb-number"


def find_printed(page: PlacePage) -> dict[str, list[Figure]]:
    """What the plans of the area print, by indicator, where the definition is the same."""
    found: dict[str, list[Figure]] = {}
    for plan in load_plans(page.store.project).values():
        if page.area.slug not in plan.areas:
            continue
        for claim in plan.key_facts(page.area.slug):
            match = claim.match
            if match and not match.over and not match.plus:
                figure = claim_figure(plan, claim, page.store.areas)
                found.setdefault(match.indicator, []).append(figure)
    return found


def _write_row(
    page: PlacePage, row: OverviewRow, region: bool, printed: bool, figures: list[Figure]
) -> RowMarkup:
    beside, indicator = row.beside, row.beside.indicator
    link = find_sections(page.store.project).get(indicator.id, "")
    title = escape(indicator.short_title)
    name = f'<a href="{escape(link)}">{title}</a>' if link else title
    when = label_period(beside.figure.period)
    older = "" if beside.current else '<span class="nb-overview-rest">, newest held</span>'
    cells = [
        CellMarkup(f'{name} <span class="nb-period">{escape(when)}{older}</span>', "row"),
        _cell(beside.figure, figures, "nb-overview-value"),
        _cell(beside.england, figures),
    ]
    if region:
        cells.append(_cell(beside.region, figures))
    cells.append(_cell(beside.median, figures))
    told = beside.places.get(COUNTRY)
    place = Sentence()
    if told:
        # The figures’ sentence without its stop, as a cell has it.
        place = Sentence(say_place(told))
        figures += place.figures
    sort = str(int(beside.row["place"])) if told else ""
    words = f"{place.html() or NOT_RANKED}{_quarter(beside)}"
    cells.append(CellMarkup(words, look="nb-overview-place", sort=sort))
    # A part of a whole has no line of its own: it would double the page.
    aside = load_issues(page.store.project).is_aside(indicator.id)
    run = [] if aside else _list_run(page, beside)
    spark = ""
    if sum(not figure.missing for segment in run for figure in segment) >= FEWEST_POINTS:
        base = row.moved.earlier if row.moved else None
        spark = draw_sparkline(indicator.short_title, run, base, f"o-{indicator.id}")
        figures += [figure for segment in run for figure in segment]
    cells.append(CellMarkup(spark, look="nb-overview-line"))
    cells.append(_change(indicator, row.moved, figures))
    if printed:
        shown = ", ".join(show_figure(figure) for figure in row.printed)
        figures += row.printed
        cells.append(CellMarkup(shown, look="nb-number"))
    return RowMarkup(cells)


def _cell(figure: Figure | None, figures: list[Figure], kind: str = "") -> CellMarkup:
    look = f"nb-number {kind}".strip()
    if figure is None or (figure.missing and figure.reason in ("", "not_held")):
        return CellMarkup(NOT_HELD, look=look)
    figures.append(figure)
    # The script sorts by the value the figure itself carries.
    return CellMarkup(show_figure(figure), look=look)


def _quarter(beside: Beside) -> str:
    """The quarter of authorities the area lies in, as four boxes and in words."""
    high, good = int(beside.row["quarter"]), int(beside.row["good_quarter"])
    if not high:
        return ""
    words, role = QUARTERS[good] if good else (NEUTRAL_QUARTERS[high], "")
    look = f" nb-q-{role}" if role else ""
    return (
        f'<span class="nb-overview-quarter{look}"><svg width="38" height="14" aria-hidden="true">'
        f'<use href="#nb-quarter-{high}"/></svg> {words}{REST}</span>'
    )


def _draw_quarters() -> str:
    """The four drawings of a quarter, once a page: two hundred rows use them.

    Four boxes from the lowest quarter to the highest; the one the area lies in is filled.
    """
    outlines = "".join(f"M{place * 9 + 1} 1h7v12h-7z" for place in range(QUARTER_COUNT))
    drawn = "".join(
        f'<g id="nb-quarter-{high}" fill="currentColor" stroke="currentColor"><path d="{outlines}" '
        f'fill="none"/><path d="M{(QUARTER_COUNT - high) * 9 + 1} 1h7v12h-7z"/></g>'
        for high in range(1, QUARTER_COUNT + 1)
    )
    return (
        '<svg class="nb-shared" width="0" height="0" aria-hidden="true" focusable="false">'
        f"<defs>{drawn}</defs></svg>"
    )


def _list_run(page: PlacePage, beside: Beside) -> Sequence[Sequence[Figure]]:
    """The comparable points that end with the latest figure."""
    for segment in page.series(beside.indicator.id, page.area.code):
        if any(figure.id == beside.figure.id for figure in segment):
            return [segment]
    return []


def _change(indicator: Indicator, moved: Moved | None, figures: list[Figure]) -> CellMarkup:
    if moved is None:
        words = '<span class="nb-missing">not comparable</span>'
        return CellMarkup(words, look="nb-number")
    since = label_period(moved.earlier.period)
    size = measure(moved.change, indicator.decimals)
    sign = "+" if moved.rose else "−"
    figures += [moved.change, moved.earlier]
    tested = ", tested" if moved.verdict not in (NOT_TESTED, SIMILAR) else ""
    words = Sentence((sign, size[0])).html() if size else show_figure(moved.change)
    when = f'<span class="nb-period">since {escape(since)}{tested}</span>'
    return CellMarkup(f"{words} {when}", look="nb-number", sort=f"{moved.change.value:.12g}")
