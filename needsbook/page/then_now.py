"""Then and now: every comparable measure of an area since its plan began, on one picture."""

from __future__ import annotations

from functools import partial

from needsbook.catalogue.cadence import is_current
from needsbook.catalogue.issues import load_issues
from needsbook.catalogue.periods import label_period, say_month
from needsbook.draw.charts.then_now import ThenNowRow, draw_then_now
from needsbook.findings.standings import iter_standings
from needsbook.findings.standout_figures import Moved, find_moved
from needsbook.findings.standouts import MISSED
from needsbook.page.base import PHONE, PlacePage
from needsbook.page.summary import find_summary
from needsbook.show.blocks import Block
from needsbook.show.chance import ManyTests, say_chance_of_changes
from needsbook.show.tables import Cell, Column, make_table
from needsbook.stats.verdicts import NOT_TESTED, SIMILAR

TESTS = {NOT_TESTED: "not tested", SIMILAR: "no change found by the test"}
ENDS = ("worse", "better")


def make_then_and_now(page: PlacePage) -> Block:
    """A dumbbell for each measure that can be set beside a figure of the plan's year."""
    found = find_summary(page).found
    groups: dict[str, list[tuple[float, ThenNowRow, Moved]]] = {
        "Moved towards worse": [], "Moved towards better": [], "Neither good nor bad: higher to the right": [],
    }  # fmt: skip
    names, issues = list(groups), load_issues(page.store.project)
    for name, row in iter_standings(found.standings):
        indicator = page.store.indicators[name]
        if indicator.method == "count" or not row.deviation > 0 or not row.since_period:
            continue
        if issues.is_aside(name):
            continue  # a part of a whole that has a row of its own
        if not is_current(row.period, indicator.official.cadence, found.today, MISSED):
            continue
        moved = find_moved(page.store, found, name)
        if moved is None or not moved.change.value:
            continue
        sign = -1 if indicator.polarity == "lower_is_better" else 1
        start, end = (
            sign * (value - row.mean) / row.deviation for value in (row.since_value, row.value)
        )
        line = ThenNowRow(
            indicator.short_title, moved.earlier, moved.later, start, end,
            moved.verdict not in (NOT_TESTED, SIMILAR),
        )  # fmt: skip
        place = names[2] if moved.good is None else names[1] if moved.good else names[0]
        groups[place].append((-abs(end - start), line, moved))
    for held in groups.values():
        held.sort(key=lambda pair: (pair[0], pair[1].name))
    told = [(heading, [pair[1] for pair in held]) for heading, held in groups.items()]
    if not any(rows for _, rows in told):
        return page.show_note(
            f"No measure of {page.area.in_prose} can be set beside a comparable figure of the time "
            "changes are counted from."
        )
    since = say_month(found.since)
    title = (
        f"Then and now, {page.area.name}: the last comparable figure before {since} and the newest"
    )
    draw = partial(draw_then_now, told, ENDS, title=title)
    prefix = page.prefix()
    picture, narrow = draw(prefix=prefix), draw(prefix=f"{prefix}n", width=PHONE)
    columns = [
        Column("Measure", header=True), Column("Direction"), Column("Then", "figure"),
        Column("Period", "period"), Column("Now", "figure"), Column("Period", "period"),
        Column("Change", "figure"), Column("Test"),
    ]  # fmt: skip
    rows: list[list[Cell]] = [
        [
            line.name, heading, moved.earlier, label_period(moved.earlier.period), moved.later,
            label_period(moved.later.period), moved.change,
            TESTS.get(moved.verdict, "a change is found"),
        ]
        for heading, held in groups.items()
        for _, line, moved in held
    ]  # fmt: skip
    block = page.show_picture(
        picture, "then-and-now", make_table(columns, rows, title), len(rows), narrow=narrow,
        notes=("Each measure on a scale of its own: standard deviations between authorities "
               "from their average now. Measures whose series was cut since are left out. Changes "
               "are those of the unrounded values.",),
    )  # fmt: skip
    every = [moved for held in groups.values() for _, _, moved in held]
    changes = tuple(moved.change for moved in every)
    tested = [moved for moved in every if moved.verdict != NOT_TESTED]
    chance, counted = say_chance_of_changes(
        page.area, "then-and-now",
        ManyTests(
            len(tested), sum(finding.verdict != SIMILAR for finding in tested), None,
            tuple(line.change.id for line in tested),
        ),
    )  # fmt: skip
    return page.emit(
        Block(block.html + chance, (*block.figures, *changes, *counted), block.kind, block.title, block.alt,
              block.caption)
    )  # fmt: skip
