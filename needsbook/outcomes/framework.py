"""The framework page of an area: every measure of its plans, none of them blank."""

from __future__ import annotations

from html import escape

from needsbook.catalogue import Area
from needsbook.catalogue.framework_files import frameworks_for
from needsbook.catalogue.frameworks import Framework, Measure, Outcome
from needsbook.catalogue.periods import say_day
from needsbook.findings.movements import Judgement
from needsbook.outcomes.board_block import board_block
from needsbook.outcomes.local_tables import own_block
from needsbook.outcomes.measure_rows import (
    HEADS,
    MeasureRow,
    candidate_row,
    has_ended,
    part_row,
    show_context,
)
from needsbook.outcomes.measure_states import RULE, group_rows, join_states, sum_up
from needsbook.outcomes.measure_tables import (
    count_things,
    make_block,
    make_gap,
    show_dated,
    show_mark,
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
    """Blocks for the framework page: for each plan of the area its measures in one sentence,
    contents by outcome and a board of all measures, then a list of measures per outcome (and,
    for a logic model, the steps in between). An area without a plan gets one block that says so,
    and one of the measures its council keeps."""
    place = find_area(store, area)
    blocks: list[Block] = []
    for framework in frameworks_for(project, place.slug):
        outcomes = framework.outcomes_for(place.slug)
        tables = {
            outcome.id: outcome_rows(store, framework, outcome, place) for outcome in outcomes
        }
        rows = [row for own, _ in tables.values() for row in own]
        blocks.append(_overview(store, framework, place, tables))
        if board := board_block(store, framework, place, rows):
            blocks.append(board)
        blocks += [
            _outcome_block(store, framework, outcome, place, *tables[outcome.id])
            for outcome in outcomes
        ]
        blocks.append(_about(framework, place))
    own = own_block(project, place)
    return [*(blocks or [say_none(place)]), *([own] if own else [])]


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


def _anchor(framework: Framework, outcome: Outcome) -> str:
    return f"outcome-{framework.short}-{outcome.id}"


def _overview(
    store: Store,
    framework: Framework,
    area: Area,
    tables: dict[str, tuple[list[MeasureRow], list[MeasureRow]]],
) -> Block:
    """The plan in one sentence, and its outcomes as links with how many measures have data."""
    figures: list[Figure] = []
    day = find_data_date(store)
    rows = [row for own, _ in tables.values() for row in own]
    html = f"<h2>{escape(framework.title)}</h2>"
    if rows:
        html += sum_up(framework, area, rows, day, figures)
    lines = []
    for outcome in framework.outcomes_for(area.slug):
        own, beside = tables[outcome.id]
        groups = [held for held in group_rows(framework, own) if held]
        known = [held for held in groups if any(row.progress.latest for row in held)]
        name = f"{framework.id}-{outcome.id}"
        every = count_things("measures", area, day, f"{name}-all", len(groups))
        data = count_things("measures", area, day, f"{name}-with-data", len(known))
        line = f'<a href="#{_anchor(framework, outcome)}">{escape(outcome.title)}</a>: '
        if groups:
            figures += [every, data]
            line += f"{show_figure(data)} of {show_figure(every)} measures with data"
        else:
            line += "no measure" + (", series beside it" if beside else "")
        lines.append(line)
    html += f"<h3>Outcomes of the plan</h3>{write_list(lines, 'nb-of-contents')}"
    return make_block(html, figures, framework.title, framework.document, "text")


def _about(framework: Framework, area: Area) -> Block:
    """What the plan is and does, folded: vision, days, steps, source."""
    html = (
        f"<p>{escape(framework.vision)}</p>"
        f"<p>This plan was {STANDING[framework.standing]}. It starts on "
        f"{say_day(framework.start)} and ends on {say_day(framework.end)} here. "
        f"{escape(framework.start_from)}</p><p>{escape(framework.measures_note)}</p><p>{RULE}</p>"
    )
    for title, items in (
        ("Priorities", framework.items_for(framework.priorities, area.slug)),
        ("Areas of work", framework.items_for(framework.work, area.slug)),
    ):
        if items:
            html += f"<h4>{title}</h4>{write_list(escape(thing.title) for thing in items)}"
    html += write_note(f"Source of the framework: {framework.document}, restated.")
    title = f"About the plan: {framework.title}"
    folded = f"<details><summary>{escape(title)}</summary>{html}</details>"
    return make_block(folded, (), title, framework.document, "text")


def _outcome_block(
    store: Store,
    framework: Framework,
    outcome: Outcome,
    area: Area,
    measured: list[MeasureRow],
    beside: list[MeasureRow],
) -> Block:
    figures: list[Figure] = []
    caption = f"{outcome.title}: measures {area.place}"
    html = (
        f'<h3 id="{_anchor(framework, outcome)}">{escape(outcome.title)}</h3>'
        f"<p>{escape(' '.join(outcome.statements))}</p>"
    )
    lines = []
    for measure, rows in zip(framework.measures, group_rows(framework, measured), strict=True):
        if rows:
            lines.append(_show_measure(store, framework, measure, rows, area, figures))
    if lines:
        html += "".join(lines)
    elif not framework.measures:
        html += "<p>No measure of the plan is held for this outcome.</p>"
    if beside:
        table = write_table(
            f"Series beside: {outcome.title}", HEADS, [("", [row.cells for row in beside])],
            "nb-of-cards",
        )  # fmt: skip
        html += (
            '<details class="nb-of-measure"><summary><span class="nb-of-name">Published series '
            f"beside the plan's measures</span></summary>{table}</details>"
        )
        figures += [figure for row in beside for figure in row.figures]
    if lines or beside:
        html += (
            "<details><summary>How to read this, and sources</summary>"
            + write_note(
                "Baseline: the last period that had ended when the plan started. State: the "
                "figure tested against the baseline; without an interval or counts nothing is "
                "claimed."
            )
            + write_sources(store, figures)
            + "</details>"
        )
    else:
        html += "<p>No series held in this book speaks to it either: only asking people would show it.</p>"
    return make_block(html, figures, caption, framework.document)


def _show_measure(
    store: Store,
    framework: Framework,
    measure: Measure,
    rows: list[MeasureRow],
    area: Area,
    figures: list[Figure],
) -> str:
    """A measure as one line (name, state, from and to), its parts folded below it."""
    ended = has_ended(store, framework)
    status = join_states(row.progress.judged(ended).status for row in rows)
    decides = next(row for row in rows if row.progress.judged(ended).status == status)
    progress = decides.progress
    extra, drawn = show_context(store, measure, area)
    remark = f'<p class="nb-of-why">{escape(measure.note)}</p>' if measure.note else ""
    gist = ""
    if progress.baseline and progress.latest and progress.latest is not progress.baseline:
        part = f"{escape(decides.name)}: " if len(rows) > 1 else ""
        gist = f"{part}{show_dated(progress.baseline)} to {show_dated(progress.latest)}"
        if ended:
            gist += f" {show_mark(progress.now.status)}"
    elif progress.latest:
        gist = show_dated(progress.latest)
    figures += [figure for row in rows for figure in row.figures] + list(drawn)
    table = write_table(
        measure.title, HEADS, [("", [row.cells for row in rows])], "nb-of-cards"
    )  # fmt: skip
    return (
        f'<details class="nb-of-measure"><summary><span class="nb-of-name">'
        f"{escape(measure.title)}</span> {show_status(Judgement(status))} "
        f'<span class="nb-of-gist">{gist}</span></summary>{remark}{extra}{table}</details>'
    )
