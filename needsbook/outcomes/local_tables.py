"""Local figures by quarter: a row a measure, a column a quarter, the council's target beside."""

from __future__ import annotations

from html import escape

from needsbook.catalogue import Area, parse_period
from needsbook.catalogue.frameworks import MeasurePart
from needsbook.catalogue.periods import say_day
from needsbook.outcomes.local import list_parts, read_local
from needsbook.outcomes.local_entries import read_entries
from needsbook.outcomes.measure_rows import WANTED, show_target
from needsbook.outcomes.measure_tables import count_things, make_block, write_note, write_table
from needsbook.outcomes.own_measures import OUTCOME_TITLE, own_parts
from needsbook.outcomes.review_dates import find_data_date
from needsbook.paths import Project
from needsbook.show.blocks import Block, show_figure
from needsbook.store import Figure, Store

# Columns of quarters on the page; earlier ones stay in the file and on the outcomes page.
QUARTERS = 5
RECORDS = "Records of the councils and their partners"


def local_block(project: Project, store: Store, area: Area) -> Block:
    """Local figures by quarter; what waits for a sheet when none has been read in."""
    parts = {k: p for k, p in list_parts(project, area.slug).items() if not p.indicator}
    local = read_local(project, area)
    waiting = [name for name in parts if name not in local]
    number = count_things(
        "measures", area, find_data_date(store), "waiting-for-local", len(waiting)
    )
    figures: list[Figure] = [number]
    title = f"Local figures by quarter {area.place}"
    html = ""
    if local:
        html = f"<h2>{escape(title)}</h2>" + _quarter_table(project, area, parts, title, figures)
    html += f"<p>Parts of measures that wait for a quarterly sheet: {show_figure(number)}.</p>"
    return make_block(html, figures, title, RECORDS)


def own_block(project: Project, area: Area) -> Block | None:
    """The measures the council added to its sheet, by quarter (None when it added none)."""
    parts = own_parts(project, area.slug)
    if not set(parts) & set(read_local(project, area)):
        return None
    figures: list[Figure] = []
    title = f"{OUTCOME_TITLE} {area.place}"
    html = f"<h2>{escape(title)}</h2>" + _quarter_table(project, area, parts, title, figures)
    return make_block(html, figures, title, RECORDS)


def _quarter_table(
    project: Project,
    area: Area,
    parts: dict[str, MeasurePart],
    title: str,
    figures: list[Figure],
) -> str:
    local = {name: held for name, held in read_local(project, area).items() if name in parts}
    periods = {parse_period(figure.period) for held in local.values() for figure in held}
    quarters = [period.text for period in sorted(periods)[-QUARTERS:]]
    rows = []
    for name, held in local.items():
        part = parts[name]
        by_quarter = {parse_period(figure.period).text: figure for figure in held}
        shown = [by_quarter.get(quarter) for quarter in quarters]
        figures += [figure for figure in shown if figure is not None]
        target, drawn = show_target(part, area, held[-1])
        figures += drawn
        rows.append([
            f'<span class="nb-of-name">{escape(part.name)}</span>'
            f'<span class="nb-of-counts">{escape(part.counts)}</span>',
            WANTED[part.direction],
            target,
            *(show_figure(figure) if figure is not None else "None sent" for figure in shown),
            escape(part.held_by),
        ])  # fmt: skip
    heads = ("Measure", "Wanted", "Target", *quarters, "Holder")
    html = write_table(title, heads, [("", rows)], "nb-of-quarters")
    # Each sheet once: who sent it, when.
    sheets = dict.fromkeys((e.by, e.on, e.file) for e in read_entries(project, area.slug))
    if sheets:
        said = "; ".join(
            f"{by}, {say_day(on)} ({file})" for by, on, file in list(sheets)[-QUARTERS:]
        )
        html += write_note(f"Entered by: {said}.")
    return html
