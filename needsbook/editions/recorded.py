"""What was taken in since the last edition: the log of changes, told to readers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from html import escape

from needsbook.catalogue import parse_period
from needsbook.show.blocks import Block
from needsbook.show.tables import Cell, Column, make_table
from needsbook.store import Figure, Store
from needsbook.store.changes import Change, load_changes

READS = "data/changes.yml"
HELD_BEFORE = "held in this book before"
TITLE = "Since the last edition"


def show_recorded(store: Store, since: str, kept: Collection[str] = ()) -> Block:
    """What ``data/changes.yml`` records after the day ``since`` (a date, "" for all of it).

    One row an accepted change: measure, day, what is new, and the largest revision with the
    value held before and now. ``kept`` are the codes of the areas whose revisions are shown
    (none: all). A change of which nothing may be shown is still named by its measure.
    """
    changes = [
        change for change in load_changes(store.project)
        if change.on > since and change.indicator in store.indicators
    ]  # fmt: skip
    if not changes:
        return Block('<p class="nb-plain">No figures were taken in since the last edition.</p>')
    rows: list[list[Cell]] = []
    figures: list[Figure] = []
    for change in sorted(changes, key=lambda taken: (taken.on, taken.indicator), reverse=True):
        both = _find_revision(store, change, kept)
        figures += both
        where = f"{store.areas[both[1].area_code].name}, {parse_period(both[1].period).words}" if both else ""  # fmt: skip
        rows.append([
            store.indicators[change.indicator].title, parse_period(change.on).words, _say_new(change),
            where, *(both or ("", "")),
        ])  # fmt: skip
    columns = [
        Column("Measure", header=True), Column("Taken in"), Column("What is new"),
        Column("Largest revision"), Column("Before", "figure"), Column("Now", "figure"),
    ]  # fmt: skip
    html = f"<h2>{escape(TITLE)}</h2>" + make_table(columns, rows, TITLE)
    return Block(html, tuple(figures), "table", TITLE)


def _say_new(change: Change) -> str:
    said = []
    if change.new_periods:
        periods = [parse_period(text).words for text in change.new_periods]
        said.append(periods[0] if len(periods) == 1 else f"{periods[0]} to {periods[-1]}")
    if change.revised:
        said.append("figures revised")
    if change.areas_gained:
        said.append("further areas")
    if change.removed or change.areas_lost:
        said.append("figures withdrawn")
    if change.definition_changed:
        said.append("defined otherwise by the publisher")
    if not said and (change.notes_changed or change.limits_changed or change.more_digits):
        said.append("notes, limits or digits")
    return "; ".join(said) or "figures added"


def _find_revision(store: Store, change: Change, kept: Collection[str]) -> Sequence[Figure]:
    """The largest revision as two figures, before and now; none where it is not shown."""
    revision = change.largest_revision
    if revision is None or (kept and revision.area not in kept) or revision.area not in store.areas:
        return ()
    now = next(
        (
            figure for figure in map(store.make_figure, store.rows_of(change.indicator, revision.area))
            if figure.period == revision.period and not figure.edition
        ),
        None,
    )  # fmt: skip
    if now is None or now.value is None or not revision.before:
        return ()
    decimals = store.indicators[change.indicator].decimals
    before = now.derive(
        f"before-{change.on}", float(revision.before), HELD_BEFORE, (now.id,), decimals=decimals
    )
    return before, now
