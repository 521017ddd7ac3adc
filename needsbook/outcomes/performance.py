"""The yearly performance report: what improved, what did not, what nobody can tell."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from needsbook.catalogue import Area
from needsbook.catalogue.frameworks import DATA_SHORT, Framework, frameworks_for
from needsbook.findings.changes import STATUS_WORDS, Status
from needsbook.outcomes.dates import find_data_date, write_day
from needsbook.outcomes.framework import find_area, outcome_rows, say_none
from needsbook.outcomes.local import list_parts, read_local
from needsbook.outcomes.markup import (
    count_things,
    make_block,
    show_dated,
    show_status,
    write_list,
    write_note,
    write_sources,
    write_table,
)
from needsbook.outcomes.rows import Row
from needsbook.paths import Project
from needsbook.show.blocks import Block, show_figure
from needsbook.store import Figure, Store

REPORTED: tuple[Status, ...] = (
    "improved", "worse", "risen", "fallen", "same", "no comparison possible",
)  # fmt: skip
HEADS = (
    "Measure", "Baseline", "Latest", "Since the baseline", "Since the figure before",
    "Recent trend",
)  # fmt: skip
PLAN_ROWS = "measure of the plan"
BESIDE_ROWS = "series beside it"


@dataclass(frozen=True)
class Reported:
    """A row with where it comes from: the plan's own measure, or a series beside it."""

    row: Row
    origin: str


def performance_blocks(project: Project, store: Store, area: str | Area) -> list[Block]:
    """Blocks for the report: one per plan of the area, then the local figures by quarter."""
    place = find_area(store, area)
    plans = frameworks_for(project, place.slug)
    if not plans:
        return [say_none(place)]
    blocks = [_report(store, one, place) for one in plans]
    return [*blocks, _local_block(project, store, place)]


def collect_rows(store: Store, framework: Framework, area: Area) -> list[Reported]:
    """Every row of a framework in an area, the plan's measures before the series beside them."""
    measured: list[Reported] = []
    beside: list[Reported] = []
    seen: set[str] = set()
    for outcome in framework.outcomes_for(area.slug):
        own, others = outcome_rows(store, framework, outcome, area)
        measured += [Reported(row, PLAN_ROWS) for row in own]
        beside += [Reported(row, BESIDE_ROWS) for row in others]
    kept = []
    for one in (*measured, *beside):
        # A series named under two outcomes, or by the plan itself, is reported once.
        latest = one.row.progress.latest
        if latest is not None and latest.indicator in seen:
            continue
        if latest is not None:
            seen.add(latest.indicator)
        kept.append(one)
    return kept


def _report(store: Store, framework: Framework, area: Area) -> Block:
    day = find_data_date(store)
    rows = collect_rows(store, framework, area)
    figures: list[Figure] = []
    groups: list[tuple[str, list[list[str]]]] = []
    for status in REPORTED:
        found = [one for one in rows if one.row.progress.judgement.status == status]
        if not found:
            continue
        what = f"{framework.id}-report-{status.replace(' ', '-')}"
        inputs = [one.row.progress.latest.id for one in found if one.row.progress.latest]
        number = count_things("measures", area, day, what, len(found), inputs)
        figures.append(number)
        groups.append(
            (f"{STATUS_WORDS[status]}: {show_figure(number)}", [_cells(o) for o in found])
        )
        for one in found:
            progress = one.row.progress
            figures += [f for f in (progress.baseline, progress.latest) if f is not None]
    html = f"<h2>{escape(framework.title)}</h2>"
    caption = f"How measures have moved {area.place} since {write_day(framework.start)}"
    html += (
        write_table(caption, HEADS, groups, "nb-of-performance")
        if groups
        else "<p>No measure of this plan has a figure yet.</p>"
    )
    silent = [one for one in rows if one.row.progress.judgement.status == "no data yet"]
    if silent:
        number = count_things("measures", area, day, f"{framework.id}-report-no-data", len(silent))
        figures.append(number)
        lines = write_list(
            f"{escape(one.row.name)}: {escape(one.row.progress.judgement.reason)}" for one in silent
        )
        html += (
            f"<details><summary>{STATUS_WORDS['no data yet']}: {show_figure(number)}</summary>"
            f"{lines}</details>"
        )
    html += write_note(
        "Better and worse follow the direction the plan wishes for, or the one this book reads "
        "into it; a series without a good direction has risen or fallen. Each word rests on a "
        "test of the two figures at the level of 95 per cent; no clear change means that the "
        "test found none, not that there was none. The recent trend looks at the last few "
        "figures of one comparable run."
    )
    html += write_sources(store, figures)
    return make_block(html, figures, caption, framework.document)


def _cells(one: Reported) -> list[str]:
    progress = one.row.progress
    baseline = show_dated(progress.baseline) if progress.baseline else "No data yet"
    latest = show_dated(progress.latest) if progress.latest else "No data yet"
    return [
        f'<span class="nb-of-name">{escape(one.row.name)}</span>'
        f'<span class="nb-of-why">{one.origin}</span>',
        baseline,
        latest if progress.latest is not progress.baseline else "No later figure",
        show_status(progress.judgement),
        show_status(progress.since_last),
        show_status(progress.trend),
    ]


def _local_block(project: Project, store: Store, area: Area) -> Block:
    """Local figures by quarter; what waits for a sheet when none has been read in."""
    day = find_data_date(store)
    parts = {k: p for k, p in list_parts(project, area.slug).items() if not p.indicator}
    local = read_local(project, area)
    waiting = [name for name in parts if name not in local]
    number = count_things("measures", area, day, "waiting-for-local", len(waiting))
    figures: list[Figure] = [number]
    title = f"Local figures by quarter {area.place}"
    html = f"<h2>{escape(title)}</h2>"
    rows = []
    for name, quarters in local.items():
        figures += quarters
        part = parts[name]
        values = write_list(show_dated(one) for one in quarters)
        rows.append([escape(part.name), escape(part.counts), values, escape(part.held_by)])
    if rows:
        html += write_table(title, ("Measure", "What counts", "Quarters", "Holder"), [("", rows)])
    html += (
        f"<p>Parts of measures without a published series that wait for a quarterly sheet: "
        f"{show_figure(number)}. The sheet is made with <code>needsbook measures template "
        f"{area.slug}</code> and read in with <code>needsbook measures import</code>.</p>"
    )
    if waiting:
        lines = write_list(
            f"{escape(parts[name].name)} ({DATA_SHORT[parts[name].data]}): {escape(parts[name].held_by)}"
            for name in waiting
        )
        html += f"<details><summary>Who holds what is missing</summary>{lines}</details>"
    return make_block(html, figures, title, "Records of the councils and their partners")
