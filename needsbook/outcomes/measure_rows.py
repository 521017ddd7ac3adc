"""One measure of a framework as cells of a table: what counts, baseline, since then, state."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from needsbook.catalogue import Area, parse_period
from needsbook.catalogue.frameworks import DATA_CLASSES, DATA_SHORT, Framework, Measure, MeasurePart
from needsbook.catalogue.periods import say_day
from needsbook.draw.sparkline import draw_sparkline
from needsbook.outcomes.beside import show_beside, show_movement, show_value_at
from needsbook.outcomes.measure_tables import show_dated, show_status
from needsbook.outcomes.progress import Progress, follow_indicator, follow_part
from needsbook.outcomes.review_dates import find_data_date
from needsbook.show.blocks import show_figure
from needsbook.store import Figure, Store, figure_id, print_value

HOLDER = "Data and holder"
ENGLAND = "E92000001"
HEADS = (
    "What counts", "Wanted", "Baseline", "At the plan’s end", "Latest", "Change", "England",
    "Region", "Neighbours’ median", "Place", "Target", "State", HOLDER,
)  # fmt: skip
WANTED = {"higher": "Higher", "lower": "Lower", "neutral": "Neither"}
WANTED_FROM = {"plan": "the plan says so", "reading": "our reading"}
NONE_SET = "None set"
PROPOSED = "Proposed by this book; the plan names no measure."
MATCH_WORDS = {"reading": "The plan names no series; this one is our choice."}


@dataclass(frozen=True)
class MeasureRow:
    """One row of a framework: cells as HTML, and every figure printed in them."""

    cells: tuple[str, ...]
    figures: tuple[Figure, ...]
    progress: Progress
    name: str
    holder: str = ""
    measure: str = ""
    part: MeasurePart | None = None


def make_target(part: MeasurePart, area: Area, known: Figure | None = None) -> Figure | None:
    """A part's target as a figure (None when none is set).

    One without a day has the period of ``known``, the figure it stands beside; without either
    there is nothing to date it by, and it is None.
    """
    if part.target is None or not (part.target.by or known):
        return None
    unit = "percent" if part.unit == "percent" else part.unit
    day = part.target.by.isoformat() if part.target.by else known.period if known else ""
    return Figure(
        id=figure_id(part.local_id, area.slug, parse_period(day).slug, derived="target"),
        indicator=part.indicator or part.local_id,
        area_code=area.code,
        period=day,
        value=part.target.value,
        printed=print_value(part.target.value, unit, 1 if unit == "percent" else 0),
        unit=unit,
        method=f"stated in {part.target.source}",
        note=part.target.where,
    )


def show_target(
    part: MeasurePart, area: Area, known: Figure | None = None
) -> tuple[str, tuple[Figure, ...]]:
    """A part's target with its day as HTML, or that none was set, and its figure."""
    target = make_target(part, area, known)
    if target is None or part.target is None:
        return NONE_SET, ()
    by = f" by {say_day(part.target.by)}" if part.target.by else ""
    return f"{show_figure(target)}{by}", (target,)


def show_since(name: str, progress: Progress, key: str) -> str:
    """The latest figure, a small trend, and every later year in a list that opens."""
    if progress.latest is None:
        return "No data yet"
    if progress.baseline is progress.latest:
        return "No later figure"
    spark = draw_sparkline(name, progress.segments, progress.baseline, key)
    years = "".join(f"<li>{show_dated(figure)}</li>" for figure in progress.later)
    base = progress.baseline.id if progress.baseline else ""
    return (
        f'<span class="nb-of-latest">{show_dated(progress.latest)}</span>{spark}'
        f"<details><summary>Every period since</summary><ul>{years}</ul>"
        f"<p>Baseline: <code>{escape(base)}</code></p></details>"
    )


def has_ended(store: Store, framework: Framework) -> bool:
    """Whether a plan's last day lies before the day of the newest data."""
    return framework.end < find_data_date(store)


def show_figures(
    store: Store,
    framework: Framework,
    name: str,
    progress: Progress,
    area: Area,
    key: str,
    figures: list[Figure],
) -> tuple[str, ...]:
    """The cells from “Baseline” to “Place”; figures printed only here are added to ``figures``."""
    if progress.latest is None:
        return ("No data yet",) * (HEADS.index("Target") - HEADS.index("Baseline"))
    end = progress.at_end if has_ended(store, framework) else None
    ending = show_dated(end) if end else "None in its time"
    return (
        show_baseline(progress),
        ending if has_ended(store, framework) else "Still running",
        show_since(name, progress, key),
        show_movement(store, progress, figures),
        show_value_at(store, ENGLAND, progress.latest, figures),
        show_value_at(store, area.region, progress.latest, figures) if area.region else "no region",
        *show_beside(store, area, progress.latest, figures),
    )


def show_state(progress: Progress, ended: bool) -> str:
    """The state at the end of a plan that has ended, and today's; else the state."""
    if not ended or progress.latest is None:
        return show_status(progress.judgement) + show_rebased(progress)
    return (
        f'{show_status(progress.ending)}<span class="nb-of-why">At the plan’s end. Today:</span> '
        f"{show_status(progress.judgement)}{show_rebased(progress)}"
    )


def show_baseline(progress: Progress) -> str:
    """The baseline with its period; whether it lies after the plan's start."""
    if progress.baseline is None:
        return "No data yet"
    late = '<span class="nb-of-why">First figure after the start.</span>' if progress.late else ""
    return show_dated(progress.baseline) + late


def show_rebased(progress: Progress) -> str:
    """Where the baseline lies before a break: how the figures have moved since it."""
    first = progress.rebased
    if first is None or progress.latest is None:
        return ""
    return (
        f'<span class="nb-of-why">Since the break: {show_dated(first)} to '
        f"{show_dated(progress.latest)}.</span>"
        + (show_status(progress.since_break) if progress.since_break else "")
    )


def part_row(store: Store, framework: Framework, part: MeasurePart, area: Area) -> MeasureRow:
    """The row of one part of a measure; no cell is ever empty."""
    progress = follow_part(store, framework, part, area)
    aim, drawn = show_target(part, area, progress.latest)
    remark = part.difference or MATCH_WORDS.get(part.match, "")
    first = (
        f'<span class="nb-of-name">{escape(part.name)}</span>'
        f'<span class="nb-of-counts">{escape(part.counts)}.</span>'
        + (f'<span class="nb-of-why">{escape(remark)}</span>' if remark else "")
        + (f'<span class="nb-of-why">{PROPOSED}</span>' if part.proposed else "")
        + (
            f'<span class="nb-of-why">Counts {part.counted_in}, not children: its tests are '
            "over-sure.</span>"
            if part.counted_in
            else ""
        )
    )
    if progress.local:
        first += '<span class="nb-of-why">From the council\'s quarterly sheets.</span>'
    shown = [*progress.figures, *_drawn(progress), *drawn]
    cells = (
        first,
        f'{WANTED[part.direction]} <span class="nb-of-why">({WANTED_FROM[part.direction_from]})</span>',
        *show_figures(
            store, framework, part.name, progress, area, f"{area.slug}-{part.local_id}", shown
        ),
        aim,
        show_state(progress, has_ended(store, framework)),
        f'{DATA_SHORT[part.data]} <span class="nb-of-why">({DATA_CLASSES[part.data]})</span>'
        f'<span class="nb-of-holder">{escape(part.held_by)}</span>',
    )
    return MeasureRow(cells, tuple(shown), progress, part.name, part.held_by, part.measure, part)


def candidate_row(store: Store, framework: Framework, indicator_id: str, area: Area) -> MeasureRow:
    """The row of a published series that speaks to an outcome but is no measure of the plan."""
    indicator = store.indicators[indicator_id]
    progress = follow_indicator(store, indicator_id, area, framework.start, end=framework.end)
    wanted = {"lower_is_better": "Lower", "higher_is_better": "Higher"}.get(
        indicator.polarity, "Neither"
    )
    publisher = _publisher(store, indicator_id)
    shown = [*progress.figures, *_drawn(progress)]
    cells = (
        f'<span class="nb-of-name">{escape(indicator.short_title)}</span>'
        f'<span class="nb-of-counts">{escape(indicator.title)}.</span>',
        f'{wanted} <span class="nb-of-why">(our reading)</span>',
        *show_figures(
            store,
            framework,
            indicator.short_title,
            progress,
            area,
            f"{area.slug}-{framework.short}-{indicator_id}",
            shown,
        ),
        NONE_SET,
        show_state(progress, has_ended(store, framework)),
        f'{DATA_SHORT["open"]} <span class="nb-of-why">({DATA_CLASSES["open"]})</span>'
        f'<span class="nb-of-holder">{escape(publisher)}</span>',
    )
    return MeasureRow(cells, tuple(shown), progress, indicator.short_title)


def _drawn(progress: Progress) -> tuple[Figure, ...]:
    return tuple(
        figure for segment in progress.segments for figure in segment if not figure.missing
    )


def _publisher(store: Store, indicator_id: str) -> str:
    from needsbook.catalogue import load_sources

    sources = load_sources(store.project)
    return sources[store.indicators[indicator_id].source].name


def show_context(store: Store, measure: Measure, area: Area) -> tuple[str, tuple[Figure, ...]]:
    """The series shown beside a measure and never tested, as HTML, with their figures."""
    lines, figures = [], []
    for name in measure.context:
        figure = store.figure(name, area.code)
        figures.append(figure)
        lines.append(f"{escape(store.indicators[name].title)}: {show_dated(figure)}")
    if not lines:
        return "", ()
    return f'<span class="nb-of-context">Beside it, not tested: {"; ".join(lines)}</span>', tuple(
        figures
    )
