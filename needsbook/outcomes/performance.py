"""The yearly performance report: what improved, what did not, what nobody can tell."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from needsbook.catalogue import Area
from needsbook.catalogue.framework_files import frameworks_for
from needsbook.catalogue.frameworks import Framework
from needsbook.catalogue.periods import say_day
from needsbook.draw.sparkline import draw_sparkline
from needsbook.findings.movements import STATUS_WORDS, Status
from needsbook.outcomes.beside import (
    NONE_LATER,
    NOT_HELD,
    show_beside,
    show_movement,
    show_value_at,
)
from needsbook.outcomes.framework import find_area, outcome_rows, say_none
from needsbook.outcomes.local import read_local
from needsbook.outcomes.local_tables import local_block
from needsbook.outcomes.measure_rows import MeasureRow
from needsbook.outcomes.measure_states import RULE, sum_up
from needsbook.outcomes.measure_tables import (
    count_things,
    make_block,
    name_publishers,
    show_brief,
    show_mark,
    write_list,
    write_note,
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
PLAN_ROWS = "measure of the plan"
BESIDE_ROWS = "series beside it"


@dataclass(frozen=True)
class Reported:
    """A row with where it comes from: the plan's own measure, or a series beside it."""

    row: MeasureRow
    origin: str


def performance_blocks(project: Project, store: Store, area: str | Area) -> list[Block]:
    """Blocks for the report: one per plan of the area, what is missing, then the local figures
    by quarter."""
    place = find_area(store, area)
    plans = frameworks_for(project, place.slug)
    if not plans and not read_local(project, place):
        return [say_none(place)]
    blocks = [_report(store, plan, place) for plan in plans]
    if plans:
        blocks.append(_missing_block(store, plans, place))
    return [*blocks, local_block(project, store, place)]


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
    figures: list[Figure] = []
    html = f"<h2>{escape(framework.title)}</h2>"
    if own:
        every = list_own_rows(store, framework, area)
        html += sum_up(framework, area, every, day, figures)
    else:
        html += "<p>The plan names no measures; published series that speak to it follow.</p>"
    ended = framework.end < day
    caption = f"How measures have moved {area.place} since {say_day(framework.start)}"
    if ended:
        caption += ", by their state at the plan’s end"
    heads = ["Measure", "Baseline", *(["At the plan’s end"] if ended else []), "Latest",
             "Change to latest" if ended else "Change",
             "Over time", "England", "Neighbours’ median", "Place"]  # fmt: skip
    # Series beside the plan stand on the outcomes page; here only where it has no measure.
    groups = _group(store, framework, area, own or rows, figures, ended)
    html += (
        write_table(caption, heads, groups, "nb-of-performance")
        if groups
        else "<p>No measure of this plan has a figure yet.</p>"
    )
    # Of the rows the table shows: the sentence above it counts the same ones.
    html += _say_chance(framework, area, own or rows, figures, ended)
    return make_block(html, figures, caption, framework.document)


def list_own_rows(store: Store, framework: Framework, area: Area) -> list[MeasureRow]:
    """The rows of every part of the plan's measures that hold for the area, in its order."""
    return [
        row
        for outcome in framework.outcomes_for(area.slug)
        for row in outcome_rows(store, framework, outcome, area)[0]
    ]


def _say_chance(
    framework: Framework, area: Area, rows: list[Reported], figures: list[Figure], ended: bool
) -> str:
    """How many of the changes tested chance alone would make; its figures are added."""
    states = [(row.row.progress, row.row.progress.judged(ended).status) for row in rows]
    tested = [(progress, status) for progress, status in states if status in TESTED]
    found = sum(status != "same" for _, status in tested)
    inputs = tuple(
        figure.id
        for progress, _ in tested
        if (figure := progress.at_end if ended else progress.latest) is not None
    )
    html, counted = say_chance_of_changes(
        area, f"report-{framework.id}", ManyTests(len(tested), found, None, inputs)
    )
    figures += counted
    return html


def _missing_block(store: Store, plans: tuple[Framework, ...], area: Area) -> Block:
    """What has no published figure, in one closed list: by reason and holder, by name."""
    day = find_data_date(store)
    documents = "; ".join(plan.document for plan in plans)
    figures: list[Figure] = []
    html = ""
    for plan in plans:
        silent = [
            row
            for row in list_own_rows(store, plan, area)
            if row.progress.judgement.status == "no data yet"
        ]
        if not silent:
            continue
        number = count_things("measures", area, day, f"{plan.id}-report-no-data", len(silent))
        figures.append(number)
        which = f", {escape(plan.title)}" if len(plans) > 1 and html else ""
        html += (
            f"<details><summary>Without a figure in this book{which}: {show_figure(number)} parts of "
            f"measures</summary>{_list_silent(silent)}</details>"
        )
    title = f"What is missing {area.place}"
    html = f"<h2>{escape(title)}</h2>{html}" if html else ""
    return make_block(html + _write_notes(store, plans, area), figures, title, documents, "text")


def _write_notes(store: Store, plans: tuple[Framework, ...], area: Area) -> str:
    """How to read the tables, once for all plans, and who published the figures in them."""
    names: dict[str, None] = {}
    for plan in plans:
        for event in collect_rows(store, plan, area):
            names |= dict.fromkeys(name_publishers(store, event.row.figures))
    return write_note(
        "Better and worse: by a test at the level of 95 per cent, in the direction the plan "
        f"wishes for or this book reads into it. {RULE} Reasons, years and releases: "
        "under Outcomes framework."
    ) + write_note(f"Sources: {'; '.join(names)}." if names else "")


def _list_silent(silent: list[MeasureRow]) -> str:
    """What is missing, once: by reason, then by who holds it, the measures by name."""
    by_reason: dict[str, dict[str, list[str]]] = {}
    for row in silent:
        holders = by_reason.setdefault(row.progress.judgement.reason, {})
        holders.setdefault(row.holder, []).append(escape(row.name))
    return "".join(
        f"<p>{escape(reason)}</p>"
        + write_list(
            (f"<strong>{escape(holder)}:</strong> " if holder else "") + "; ".join(names)
            for holder, names in holders.items()
        )
        for reason, holders in by_reason.items()
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
        found = [row.row for row in rows if row.row.progress.judged(ended).status == status]
        if found:
            head = f"{show_mark(status)} {STATUS_WORDS[status]}"
            cells = [_cells(store, framework, area, row, figures, ended) for row in found]
            groups.append((head, cells))
    return groups


def _cells(
    store: Store,
    framework: Framework,
    area: Area,
    row: MeasureRow,
    figures: list[Figure],
    ended: bool,
) -> list[str]:
    progress = row.progress
    figures += [f for f in (progress.baseline, progress.latest) if f]
    figures += [f for segment in progress.segments for f in segment if not f.missing]
    name = progress.latest.indicator if progress.latest else ""
    key = f"report-{area.slug}-{framework.short}-{name}"
    ending = []
    if ended:
        end = progress.at_end
        ending = [show_brief(end) if end else "none in its time"]
        figures += [end] if end else []
    latest = progress.latest
    return [
        f'<span class="nb-of-name">{escape(row.name)}</span>',
        show_brief(progress.baseline) if progress.baseline else NOT_HELD,
        *ending,
        show_brief(latest) if latest and latest is not progress.baseline else NONE_LATER,
        show_movement(store, progress, figures, marked=ended),
        draw_sparkline(row.name, progress.segments, progress.baseline, key),
        show_value_at(store, "E92000001", latest, figures),
        *show_beside(store, area, latest, figures),
    ]
