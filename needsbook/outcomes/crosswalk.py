"""How an area's frameworks map on the others, and where needs and measures do not meet."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import pairwise

from needsbook.catalogue import Area
from needsbook.catalogue.crosswalks import AskedNeeds, Crosswalk, Need, Theme, load_crosswalk
from needsbook.catalogue.framework_files import frameworks_for
from needsbook.catalogue.frameworks import Framework
from needsbook.findings.movements import Status
from needsbook.outcomes.beside import show_movement
from needsbook.outcomes.framework import find_area, say_none
from needsbook.outcomes.measure_rows import has_ended, show_baseline
from needsbook.outcomes.measure_states import join_states
from needsbook.outcomes.measure_tables import (
    count_things,
    make_block,
    show_dated,
    show_mark,
    show_name,
    show_status,
    write_list,
    write_note,
    write_sources,
    write_table,
)
from needsbook.outcomes.progress import follow_indicator
from needsbook.outcomes.review_dates import find_data_date
from needsbook.paths import Project
from needsbook.show.blocks import Block, show_figure
from needsbook.store import Figure, Store

NO_OUTCOME = "No outcome of its own"


def crosswalk_blocks(project: Project, store: Store, area: str | Area) -> list[Block]:
    """Blocks for an area: outcomes of its frameworks side by side, where it has several, what is
    new or gone from one plan of the area to the next, and the gaps of each plan both ways."""
    place = find_area(store, area)
    own = frameworks_for(project, place.slug)
    if not own:
        return [say_none(place)]
    crosswalk = load_crosswalk(project)
    blocks = [_themes_block(own, crosswalk, place)] if len(own) > 1 else []
    blocks += [
        _succession_block(crosswalk, before, after, place) for before, after in pairwise(own)
    ]
    for framework in own:
        blocks += [
            _moved_block(store, crosswalk, asked, framework, place)
            for asked in crosswalk.asked
            if asked.framework == framework.id
        ]
        blocks.append(_gaps_block(store, crosswalk, framework, place))
    return blocks


def _moved_block(
    store: Store, crosswalk: Crosswalk, asked: AskedNeeds, framework: Framework, area: Area
) -> Block:
    """Whether the needs somebody asked about have moved since the plan began: one line a series."""
    figures: list[Figure] = []
    ended = has_ended(store, framework)
    groups, said = [], []
    for need in _needs(crosswalk, asked):
        rows = []
        states: list[Status] = []
        for name in need.indicators:
            progress = follow_indicator(
                store, name, area, framework.start, end=framework.end
            )  # fmt: skip
            if progress.latest is None:
                continue
            figures += progress.figures
            state = progress.judged(ended)
            states.append(state.status)
            end = progress.at_end
            rows.append([
                show_name(store.indicators[name].short_title),
                show_baseline(progress),
                show_dated(end) if end else "None in its time",
                show_dated(progress.latest),
                show_movement(store, progress, figures),
                show_status(state),
            ])  # fmt: skip
        measured = any(ref.startswith(f"{framework.id}:") for ref in need.measures)
        head = escape(need.title) + ("" if measured else " (no measure of the plan shows it)")
        if rows:
            groups.append((head, rows))
        said.append(f"<strong>{escape(need.title)}</strong>: {_say_moved(states)}")
    title = f"Have they moved? {', '.join(n.title for n in _needs(crosswalk, asked))}"
    heads = ("Series", "Baseline", "At the plan’s end", "Latest", "Change to latest", "State")
    html = f"<h3>{escape(title)}</h3><p>{escape(asked.who)}.</p>{write_list(said)}"
    html += write_table(f"{title}, {area.name}", heads, groups, "nb-of-moved")
    html += write_sources(store, figures)
    return make_block(html, figures, title, framework.document)


def _needs(crosswalk: Crosswalk, asked: AskedNeeds) -> list[Need]:
    return [need for name in asked.needs for need in crosswalk.needs if need.id == name]


def _say_moved(states: Sequence[Status]) -> str:
    """In a few words what the tests of a need's series say."""
    if not states:
        return "no series of it is held in this book"
    if "worse" in states and "improved" in states:
        return "better by one series, worse by another"
    words = {
        "worse": "yes, for the worse", "improved": "yes, for the better",
        "same": "a test finds no clear change",
    }  # fmt: skip
    return words.get(join_states(states), "the figures moved, and could not be tested or compared")


def _titles(theme: Theme, framework: Framework, area: Area) -> list[str]:
    """Titles of a framework's outcomes in a theme that hold for ``area``."""
    return [
        outcome.title
        for outcome in framework.outcomes
        if f"{framework.id}:{outcome.id}" in theme.outcomes
        and (not outcome.areas or area.slug in outcome.areas)
    ]


def _themes_block(own: Sequence[Framework], crosswalk: Crosswalk, area: Area) -> Block:
    """The themes with the outcomes of the area's own frameworks, and of no other council's."""
    frameworks = sorted(own, key=lambda match: (match.start, match.id))
    rows = []
    for theme in crosswalk.themes:
        cells = [show_name(theme.title)]
        if theme.note:
            cells[0] += f'<span class="nb-of-why">{escape(theme.note)}</span>'
        for framework in frameworks:
            cells.append("; ".join(map(escape, _titles(theme, framework, area))) or NO_OUTCOME)
        if any(cell != NO_OUTCOME for cell in cells[1:]):
            rows.append(cells)
    heads = ["Theme", *(framework.title for framework in frameworks)]
    html = write_table(crosswalk.title, heads, [("", rows)], "nb-of-crosswalk")
    html += write_note("The mapping is this book's reading of the outcomes as restated here.")
    return make_block(html, (), crosswalk.title, "; ".join(f.document for f in frameworks))


def _succession_block(
    crosswalk: Crosswalk, before: Framework, after: Framework, area: Area
) -> Block:
    """Each outcome of two plans of an area: carried on, new, or no longer one of its own."""
    rows = []
    for theme in crosswalk.themes:
        old, new = _titles(theme, before, area), _titles(theme, after, area)
        if not old and not new:
            continue
        state = "Carried on" if old and new else "New" if new else "No longer an outcome of its own"
        rows.append([
            show_name(theme.title), "; ".join(map(escape, old)) or NO_OUTCOME,
            "; ".join(map(escape, new)) or NO_OUTCOME, state,
        ])  # fmt: skip
    title = f"From one plan to the next {area.place}"
    html = write_table(title, ("Theme", before.title, after.title, "Mapping"), [("", rows)])
    return make_block(html, (), title, f"{before.document}; {after.document}")


def _gaps_block(store: Store, crosswalk: Crosswalk, framework: Framework, area: Area) -> Block:
    """Needs the plan states that no measure of it shows, and measures that answer to none."""
    day = find_data_date(store)
    needs = crosswalk.needs_without_measure(framework, area.slug)
    loose = crosswalk.measures_without_need(framework)
    figures: list[Figure] = [
        count_things("needs", area, day, f"{framework.id}-without-measure", len(needs)),
        count_things("measures", area, day, f"{framework.id}-without-need", len(loose)),
    ]
    items = []
    for need in needs:
        shown = []
        for name in need.indicators:
            progress = follow_indicator(store, name, area, framework.start, end=framework.end)
            title = escape(store.indicators[name].short_title)
            if progress.latest is None or progress.baseline is None:
                shown.append(f"{title}: no figure in this book")
                continue
            figures += [progress.baseline, progress.latest]
            shown.append(
                f"{title}: {show_dated(progress.baseline)} to {show_dated(progress.latest)} "
                f"{show_mark(progress.now.status)}"
            )
        what = "; ".join(shown) or "no series in this book either"
        items.append(f"<strong>{escape(need.title)}</strong> – {what}")
    title = f"Gaps: {framework.title}"
    html = f"<h3>{escape(title)}</h3><h4>Needs stated that no measure shows: {show_figure(figures[0])}</h4>"
    html += write_list(items) if items else "<p>None: every need stated has a measure.</p>"
    html += f"<h4>Measures that answer to no need stated: {show_figure(figures[1])}</h4>"
    if loose:
        html += write_list(escape(measure.title) for measure in loose)
    elif framework.measures:
        html += "<p>None: every measure answers to a need stated.</p>"
    else:
        html += "<p>No measure of this plan is held, so none can be set beside a need.</p>"
    html += write_sources(store, figures)
    return make_block(html, figures, title, framework.document, "text")
