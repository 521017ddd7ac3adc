"""The framework page of an area: every measure of its plans, none of them blank."""

from __future__ import annotations

from collections import Counter
from html import escape

from needsbook.catalogue import Area
from needsbook.catalogue.frameworks import Framework, Outcome, frameworks_for
from needsbook.catalogue.periods import say_day
from needsbook.findings.movements import STATUSES, Judgement
from needsbook.outcomes.measure_rows import (
    HEADS,
    HOLDER,
    MeasureRow,
    candidate_row,
    part_row,
    show_context,
)
from needsbook.outcomes.measure_tables import (
    count_things,
    make_block,
    make_gap,
    show_status,
    write_list,
    write_note,
    write_sources,
    write_table,
)
from needsbook.outcomes.review_dates import find_data_date
from needsbook.paths import Project
from needsbook.show.blocks import Block, show_figure
from needsbook.store import Figure, Store

STANDING = {"adopted": "adopted", "draft": "a draft when this document was written"}


def find_area(store: Store, area: str | Area) -> Area:
    """The area meant: itself, or the one with this code or slug."""
    return area if isinstance(area, Area) else store.areas[area]


def say_none(area: Area) -> Block:
    """What a page says of an area for which no framework is held."""
    return make_gap(f"No outcomes framework of {area.in_prose} is held in this book.")


def framework_blocks(project: Project, store: Store, area: str | Area) -> list[Block]:
    """Blocks for the framework page: for each plan of the area an overview, then one table
    per outcome (and, for a logic model, the steps in between). An area without a plan gets
    one block that says so."""
    place = find_area(store, area)
    blocks: list[Block] = []
    for framework in frameworks_for(project, place.slug):
        tables = {
            outcome.id: outcome_rows(store, framework, outcome, place)
            for outcome in framework.outcomes_for(place.slug)
        }
        blocks.append(_overview(store, framework, place, tables))
        if framework.priorities or framework.work:
            blocks.append(_steps(framework, place))
        blocks += [
            _outcome_block(store, framework, outcome, place, *tables[outcome.id])
            for outcome in framework.outcomes_for(place.slug)
        ]
    return blocks or [say_none(place)]


def outcome_rows(
    store: Store, framework: Framework, outcome: Outcome, area: Area
) -> tuple[list[MeasureRow], list[MeasureRow]]:
    """The rows of the plan's measures under an outcome, and those of the series beside them."""
    measured = [
        part_row(store, framework, part, area)
        for measure in framework.measures_of(outcome.id)
        for part in framework.parts_of(measure)
    ]
    beside = [candidate_row(store, framework, name, area) for name in outcome.candidates]
    return measured, beside


def count_states(
    framework: Framework, area: Area, store: Store, rows: list[MeasureRow], kind: str
) -> list[tuple[str, Figure]]:
    """How many rows there are in all and in each state, as labelled figures."""
    day = find_data_date(store)
    states = Counter(row.progress.judgement.status for row in rows)
    inputs = [row.progress.latest.id for row in rows if row.progress.latest]
    slug = f"{framework.id}-{kind}"
    found = [("in all", count_things("measures", area, day, slug, len(rows), inputs))]
    for status in STATUSES:
        if states[status]:
            what = f"{slug}-{status.replace(' ', '-')}"
            found.append(
                (status, count_things("measures", area, day, what, states[status], inputs))
            )
    return found


def _overview(
    store: Store,
    framework: Framework,
    area: Area,
    tables: dict[str, tuple[list[MeasureRow], list[MeasureRow]]],
) -> Block:
    figures: list[Figure] = []
    counts = ""
    for kind, words, which in (
        ("parts", "Measures of the plan, compound ones split", 0),
        ("beside", "Published series beside them", 1),
    ):
        rows = [row for pair in tables.values() for row in pair[which]]
        if not rows and not (kind == "parts" and framework.measures):
            continue
        items = []
        for status, figure in count_states(framework, area, store, rows, kind):
            figures.append(figure)
            chip = (
                "in all" if status == "in all" else show_status(Judgement(status))  # type: ignore[arg-type]
            )
            items.append(f"<strong>{show_figure(figure)}</strong> {chip}")
        counts += f"<h3>{words}</h3>{write_list(items, 'nb-of-counters')}"
    html = (
        f"<h2>{escape(framework.title)}</h2>"
        f'<p class="nb-of-vision">{escape(framework.vision)}</p>{counts}'
        f"<p>This plan was {STANDING[framework.standing]}. It starts on "
        f"{say_day(framework.start)} and ends on {say_day(framework.end)} here. "
        f"{escape(framework.start_from)}</p>"
        f"<p>{escape(framework.measures_note)}</p>"
        + write_note(f"Source of the framework: {framework.document}, restated.")
    )
    return make_block(html, figures, framework.title, framework.document, "text")


def _steps(framework: Framework, area: Area) -> Block:
    html = f"<h2>What the plan does: {escape(framework.title)}</h2>"
    for title, items in (
        ("Outcomes", framework.outcomes_for(area.slug)),
        ("Priorities", framework.items_for(framework.priorities, area.slug)),
        ("Areas of work", framework.items_for(framework.work, area.slug)),
        ("How we will know", framework.measures),
    ):
        if items:
            lines = write_list(escape(entry.title) for entry in items)
            html += f'<details class="nb-of-step"><summary>{title}</summary>{lines}</details>'
    return make_block(html, (), f"Steps of {framework.title}", framework.document, "text")


def _fold_without(
    outcome: Outcome, area: Area, groups: list[tuple[str, list[tuple[str, ...]]]]
) -> str:
    """The measures no data are held for, folded: their columns of figures would be empty."""
    kept = [HEADS.index(name) for name in ("What counts", "Wanted", "Target", "State", HOLDER)]
    table = write_table(
        f"{outcome.title}: measures without data {area.place}",
        [HEADS[at] for at in kept],
        [(title, [tuple(cells[at] for at in kept) for cells in rows]) for title, rows in groups],
        "nb-of-waiting",
    )
    return (
        '<details class="nb-data"><summary>Measures of the plan without data yet: what is missing, '
        f"and who holds it</summary>{table}</details>"
    )


def _outcome_block(
    store: Store,
    framework: Framework,
    outcome: Outcome,
    area: Area,
    measured: list[MeasureRow],
    beside: list[MeasureRow],
) -> Block:
    figures: list[Figure] = []
    groups: list[tuple[str, list[tuple[str, ...]]]] = []
    without: list[tuple[str, list[tuple[str, ...]]]] = []
    waiting = iter(measured)
    for measure in framework.measures_of(outcome.id):
        rows = [next(waiting) for _ in measure.parts]
        extra, drawn = show_context(store, measure, area)
        remark = f'<span class="nb-of-why">{escape(measure.note)}</span>' if measure.note else ""
        held = any(row.progress.latest for row in rows)
        (groups if held else without).append(
            (f"{escape(measure.title)}{remark}{extra}", [row.cells for row in rows])
        )
        figures += [figure for row in rows for figure in row.figures] + list(drawn)
    if beside:
        groups.append(
            ("Published series beside the plan's measures", [row.cells for row in beside])
        )
        figures += [figure for row in beside for figure in row.figures]
    caption = f"{outcome.title}: measures {area.place}"
    statements = write_list(escape(text) for text in outcome.statements)
    html = f"<h3>{escape(outcome.title)}</h3>{statements}"
    if not framework.measures:
        html += "<p>No measure of the plan is held for this outcome.</p>"
    if groups:
        html += write_table(caption, HEADS, groups, "nb-of-framework")
        html += write_note(
            "Baseline: the last period that had ended when the plan started. State: the latest "
            "figure tested against the baseline; without an interval or counts nothing is claimed."
        )
        html += write_sources(store, figures)
    if without and not groups:
        html += "<p>No measure of this outcome has data yet.</p>"
    if without:
        html += _fold_without(outcome, area, without)
    elif not groups and not framework.measures:
        html += "<p>No series in this book speaks to it either.</p>"
    return make_block(html, figures, caption, framework.document)
