"""How an area's frameworks map on the others, and where needs and measures do not meet."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import pairwise

from needsbook.catalogue import Area
from needsbook.catalogue.crosswalks import Crosswalk, Theme, load_crosswalk
from needsbook.catalogue.frameworks import Framework, frameworks_for
from needsbook.outcomes.framework import find_area, say_none
from needsbook.outcomes.measure_tables import (
    count_things,
    make_block,
    show_dated,
    show_name,
    write_list,
    write_note,
    write_sources,
    write_table,
)
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
    blocks += [_gaps_block(store, crosswalk, framework, place) for framework in own]
    return blocks


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
            figure = store.figure(name, area.code)
            figures.append(figure)
            shown.append(f"{escape(store.indicators[name].short_title)}: {show_dated(figure)}")
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
