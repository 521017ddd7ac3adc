"""The yearly performance report: what improved, what did not, what nobody can tell."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from html import escape

from needsbook.catalogue import Area
from needsbook.catalogue.frameworks import Framework, frameworks_for
from needsbook.catalogue.periods import say_day
from needsbook.draw.sparkline import draw_sparkline
from needsbook.findings.movements import STATUS_WORDS, Status
from needsbook.outcomes.beside import show_beside, show_change
from needsbook.outcomes.framework import find_area, outcome_rows, say_none
from needsbook.outcomes.local import list_parts, read_local
from needsbook.outcomes.measure_rows import MeasureRow, show_rebased
from needsbook.outcomes.measure_tables import (
    count_things,
    make_block,
    show_dated,
    show_status,
    write_list,
    write_note,
    write_sources,
    write_table,
)
from needsbook.outcomes.review_dates import find_data_date
from needsbook.paths import Project
from needsbook.show.blocks import Block, show_figure
from needsbook.show.chance import ManyTests, say_chance_of_changes
from needsbook.store import Figure, Store

# Worst first: what a board has to look at before anything else.
REPORTED: tuple[Status, ...] = (
    "worse", "improved", "risen", "fallen", "same", "not tested", "not comparable",
    "no comparison possible",
)  # fmt: skip
TESTED: tuple[Status, ...] = ("worse", "improved", "risen", "fallen", "same")
SAID: dict[Status, str] = {
    "improved": "improved", "worse": "worsened", "risen": "rose", "fallen": "fell",
    "same": "show no clear change", "not tested": "moved and could not be tested",
    "not comparable": "cannot be compared with their baseline",
    "no comparison possible": "have no later figure", "no data yet": "have no figure in this book",
}  # fmt: skip
ENGLAND = "E92000001"
PLAN_ROWS = "measure of the plan"
BESIDE_ROWS = "series beside it"


@dataclass(frozen=True)
class Reported:
    """A row with where it comes from: the plan's own measure, or a series beside it."""

    row: MeasureRow
    origin: str


def performance_blocks(project: Project, store: Store, area: str | Area) -> list[Block]:
    """Blocks for the report: one per plan of the area, then the local figures by quarter."""
    place = find_area(store, area)
    plans = frameworks_for(project, place.slug)
    if not plans and not read_local(project, place):
        return [say_none(place)]
    blocks = [_report(store, plan, place) for plan in plans]
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
    for event in (*measured, *beside):
        # A series named under two outcomes, or by the plan itself, is reported once.
        latest = event.row.progress.latest
        if latest is not None and latest.indicator in seen:
            continue
        if latest is not None:
            seen.add(latest.indicator)
        kept.append(event)
    return kept


def _report(store: Store, framework: Framework, area: Area) -> Block:
    day = find_data_date(store)
    rows = collect_rows(store, framework, area)
    own = [row for row in rows if row.origin == PLAN_ROWS]
    beside = [row for row in rows if row.origin != PLAN_ROWS]
    figures: list[Figure] = []
    html = f"<h2>{escape(framework.title)}</h2>"
    if own:
        html += _sum_up(framework, area, own, day, figures)
    caption = f"How measures have moved {area.place} since {say_day(framework.start)}"
    ended = framework.end < day
    heads = ["Measure", "Baseline", *(["At the plan’s end"] if ended else []), "Latest",
             "Change", "Over time", "England", "Neighbours’ median", "Place", "State"]  # fmt: skip
    groups = _group(store, framework, area, own, figures, ended)
    html += (
        write_table(caption, heads, groups, "nb-of-performance")
        if groups
        else "<p>No measure of this plan has a figure yet.</p>"
    )
    silent = [
        event for event in own or rows if event.row.progress.judgement.status == "no data yet"
    ]
    if silent:
        number = count_things("measures", area, day, f"{framework.id}-report-no-data", len(silent))
        figures.append(number)
        lines = _list_silent(silent)
        html += (
            f"<details><summary>{STATUS_WORDS['no data yet']}: {show_figure(number)}</summary>"
            f"{lines}</details>"
        )
    # Series beside the plan stand on the outcomes page; here only where it has no measure.
    shown = [] if own else _group(store, framework, area, beside, figures, ended)
    if shown:
        table = write_table(
            f"Published series beside the plan, {area.name}", heads, shown, "nb-of-performance"
        )
        html += (
            "<details><summary>Series that speak to the outcomes, though the plan does not name "
            f"them</summary>{table}</details>"
        )
    # Of the rows the table shows: the sentence above it counts the same ones.
    html += _say_chance(framework, area, own or rows, figures)
    html += write_note(
        "Better and worse follow the direction the plan wishes for, or the one this book reads "
        "into it. Improved, worsened and no clear change rest on a test at the level of 95 per "
        "cent; no clear change means that the test found none, not that there was none. The change "
        "of a percentage is in percentage points, and of the unrounded values; places count every "
        "authority with a value."
    )
    html += write_sources(store, figures)
    return make_block(html, figures, caption, framework.document)


def _say_chance(
    framework: Framework, area: Area, rows: list[Reported], figures: list[Figure]
) -> str:
    """How many of the changes tested chance alone would make; its figures are added."""
    tested = [row.row.progress for row in rows if row.row.progress.judgement.status in TESTED]
    found = sum(progress.judgement.status != "same" for progress in tested)
    inputs = tuple(progress.latest.id for progress in tested if progress.latest is not None)
    html, counted = say_chance_of_changes(
        area, f"report-{framework.id}", ManyTests(len(tested), found, None, inputs)
    )
    figures += counted
    return html


def _list_silent(silent: list[Reported]) -> str:
    """What is missing, once: by reason, then by who holds it, the measures by name."""
    by_reason: dict[str, dict[str, list[str]]] = {}
    for event in silent:
        holders = by_reason.setdefault(event.row.progress.judgement.reason, {})
        holders.setdefault(event.row.holder, []).append(escape(event.row.name))
    return "".join(
        f"<p>{escape(reason)}</p>"
        + write_list(
            (f"<strong>{escape(holder)}</strong>: " if holder else "") + "; ".join(names)
            for holder, names in holders.items()
        )
        for reason, holders in by_reason.items()
    )


def _sum_up(
    framework: Framework, area: Area, own: list[Reported], day: date, figures: list[Figure]
) -> str:
    """One sentence: how many parts of measures did what."""
    total = count_things("measures", area, day, f"{framework.id}-report-all", len(own))
    measures = count_things(
        "measures", area, day, f"{framework.id}-report-measures", len(framework.measures)
    )
    figures += [total, measures]
    said = []
    for status in (*REPORTED, "no data yet"):
        found = [event for event in own if event.row.progress.judgement.status == status]
        if not found:
            continue
        what = f"{framework.id}-report-sum-{status.replace(' ', '-')}"
        number = count_things("measures", area, day, what, len(found))
        figures.append(number)
        words = SAID[status]
        if len(found) == 1:
            words = (
                words.replace("have ", "has ").replace("show ", "shows ").replace("their", "its")
            )
        said.append(f"<strong>{show_figure(number)}</strong> {words}")
    last = f" and {said[-1]}" if len(said) > 1 else ""
    proposed = all(part.proposed for part in framework.parts())
    first = "The plan names no measures; this book proposes" if proposed else "The plan has"
    return (
        f'<p class="nb-lead">{first} {show_figure(measures)} measures, in '
        f"{show_figure(total)} parts. {escape(area.place[:1].upper() + area.place[1:])}, {', '.join(said[:-1]) or said[-1]}{last}.</p>"
    )


def _group(
    store: Store,
    framework: Framework,
    area: Area,
    rows: list[Reported],
    figures: list[Figure],
    ended: bool,
) -> list[tuple[str, list[list[str]]]]:
    """Rows by state, the worst first; every figure printed is added to ``figures``."""
    groups = []
    for status in REPORTED:
        found = [row for row in rows if row.row.progress.judgement.status == status]
        if not found:
            continue
        # A reason that several rows share is said once, over them.
        by_reason: dict[str, list[Reported]] = {}
        for event in found:
            by_reason.setdefault(event.row.progress.judgement.reason, []).append(event)
        for reason, rows_of in by_reason.items():
            shared = reason if len(rows_of) > 1 else ""
            cells = [
                _cells(store, framework, area, event, figures, ended, bool(shared))
                for event in rows_of
            ]
            head = STATUS_WORDS[status] + (f": {shared[:1].lower()}{shared[1:]}" if shared else "")
            groups.append((head, cells))
    return groups


def _cells(
    store: Store,
    framework: Framework,
    area: Area,
    event: Reported,
    figures: list[Figure],
    ended: bool,
    explained: bool,
) -> list[str]:
    progress = event.row.progress
    baseline = show_dated(progress.baseline) if progress.baseline else "No data yet"
    latest = show_dated(progress.latest) if progress.latest else "No data yet"
    figures += [f for f in (progress.baseline, progress.latest, progress.rebased) if f]
    figures += [f for segment in progress.segments for f in segment if not f.missing]
    end = progress.at_end(framework.end)
    england = "None held"
    if progress.latest is not None and progress.latest.indicator in store.indicators:
        found = store.figure(progress.latest.indicator, ENGLAND, progress.latest.period)
        if not found.missing:
            england = show_figure(found)
            figures.append(found)
    if end is not None and ended:
        figures.append(end)
    key = f"report-{area.slug}-{framework.short}-{progress.latest.indicator if progress.latest else ''}"
    spark = draw_sparkline(event.row.name, progress.segments, progress.baseline, key)
    return [
        f'<span class="nb-of-name">{escape(event.row.name)}</span>',
        baseline,
        *([show_dated(end) if end else "None in its time"] if ended else []),
        latest if progress.latest is not progress.baseline else "No later figure",
        show_change(store, progress, figures),
        spark,
        england,
        *show_beside(store, area, progress.latest, figures),
        show_status(replace(progress.judgement, reason="") if explained else progress.judgement)
        + show_rebased(progress),
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
        values = write_list(show_dated(quarter) for quarter in quarters)
        rows.append([escape(part.name), escape(part.counts), values, escape(part.held_by)])
    if rows:
        html += write_table(title, ("Measure", "What counts", "Quarters", "Holder"), [("", rows)])
    html += (
        "<p>Parts of measures without a series in this book that wait for a quarterly sheet of "
        f"those who hold the figures: {show_figure(number)}.</p>"
    )
    return make_block(html, figures, title, "Records of the councils and their partners")
