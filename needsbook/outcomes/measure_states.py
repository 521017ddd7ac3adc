"""The state of a measure of several parts, and how many measures of a plan are in each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from needsbook.catalogue import Area
from needsbook.catalogue.frameworks import Framework
from needsbook.catalogue.periods import say_day
from needsbook.findings.movements import Status
from needsbook.outcomes.measure_rows import MeasureRow
from needsbook.outcomes.measure_tables import count_things
from needsbook.show.blocks import show_figure
from needsbook.store import Figure

# A measure of several parts is as bad as the worst of those tested, then as good as the best.
DECIDES: tuple[Status, ...] = (
    "worse", "improved", "risen", "fallen", "same", "not tested", "not comparable",
    "no comparison possible", "no data yet",
)  # fmt: skip
TOLD: tuple[Status, ...] = (
    "improved", "worse", "risen", "fallen", "same", "not tested", "not comparable",
    "no comparison possible", "no data yet",
)  # fmt: skip
# What is said of today: where a test decides.
DECIDED: tuple[Status, ...] = ("improved", "worse", "same")
SAID: dict[Status, tuple[str, str]] = {
    "improved": ("improved", "improved"), "worse": ("worsened", "worsened"),
    "risen": ("rose", "rose"), "fallen": ("fell", "fell"),
    "same": ("shows no clear change", "show no clear change"),
    "not tested": ("moved and could not be tested", "moved and could not be tested"),
    "not comparable": ("cannot be compared", "cannot be compared"),
    "no comparison possible": ("has no later figure to compare", "have no later figure to compare"),
    "no data yet": ("has no figure in this book", "have no figure in this book"),
}  # fmt: skip
RULE = "A measure of several parts worsened if one of them did, else improved if one did."


def join_states(states: Iterable[Status]) -> Status:
    """The state of a measure whose parts are in ``states``: that of the part that decides."""
    return min(states, key=DECIDES.index, default="no data yet")


def group_rows(framework: Framework, rows: Sequence[MeasureRow]) -> list[list[MeasureRow]]:
    """The rows of each measure of a framework, in its order; ``rows`` are those of its parts."""
    by_measure: dict[str, list[MeasureRow]] = {}
    for row in rows:
        by_measure.setdefault(row.measure, []).append(row)
    return [by_measure.get(measure.id, []) for measure in framework.measures]


def count_measures(
    framework: Framework, rows: Sequence[MeasureRow], ended: bool, now: bool = False
) -> Counter[Status]:
    """How many measures are in each state: at the end of a plan that has ended, or ``now``."""
    return Counter(
        join_states(
            (row.progress.now if now else row.progress.judged(ended)).status for row in held
        )
        for held in group_rows(framework, rows)
        if held
    )


def say_counts(
    area: Area, day: date, slug: str, counts: Counter[Status], figures: list[Figure]
) -> str:
    """“9 improved, 4 worsened and 23 have no published figure”; figures are added."""
    said = []
    for status in TOLD:
        if not counts[status]:
            continue
        number = count_things(
            "measures", area, day, f"{slug}-{status.replace(' ', '-')}", counts[status]
        )
        figures.append(number)
        single, many = SAID[status]
        words = single if counts[status] == 1 else many
        said.append(f"<strong>{show_figure(number)}</strong> {words}")
    last = f" and {said[-1]}" if len(said) > 1 else ""
    return f"{', '.join(said[:-1]) or said[-1]}{last}"


def sum_up(
    framework: Framework,
    area: Area,
    rows: Sequence[MeasureRow],
    day: date,
    figures: list[Figure],
    slug: str = "report",
) -> str:
    """How many measures did what, as one sentence; of a plan that has ended, a second one for
    today. Every number is a figure, added to ``figures``."""
    ended = framework.end < day
    groups = [held for held in group_rows(framework, rows) if held]
    name = f"{framework.id}-{slug}"
    measures = count_things("measures", area, day, f"{name}-measures", len(groups))
    parts = count_things("measures", area, day, f"{name}-all", len(rows))
    figures.append(measures)
    split = ""
    if len(groups) != len(rows):
        figures.append(parts)
        split = f" (in {show_figure(parts)} parts)"
    proposed = all(part.proposed for part in framework.parts())
    what = " proposed by this book, as the plan held names none," if proposed else ""
    counts = count_measures(framework, rows, ended)
    when = f", judged at the plan’s end on {say_day(framework.end)}," if ended else ""
    html = (
        f'<p class="nb-lead">Of {show_figure(measures)} measures{split}{what} '
        f"{area.place}{when} {say_counts(area, day, f'{name}-sum', counts, figures)}.</p>"
    )
    if ended:
        today = count_measures(framework, rows, ended, now=True)
        kept = Counter({status: today[status] for status in DECIDED if today[status]})
        if kept:
            html += (
                "<p>Today, against the same baselines or since a break, "
                f"{say_counts(area, day, f'{name}-today', kept, figures)}.</p>"
            )
    return html
