"""The page “what changed”, made from the difference between two editions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from needsbook.catalogue import Area, parse_period
from needsbook.catalogue.periods import label_period, say_day
from needsbook.editions.diff import KINDS, EditionChange, compare_editions, count_kinds
from needsbook.editions.frozen import FrozenEdition, list_editions, read_edition
from needsbook.editions.recorded import show_recorded
from needsbook.paths import Project
from needsbook.show.blocks import Block
from needsbook.show.tables import Cell, Column, make_table
from needsbook.store import Figure, Store

READS = "editions"
NO_DAY = "an unknown day"


def changes_blocks(
    project: Project,
    store: Store,
    older: str = "",
    newer: str = "",
    areas: Sequence[Area] = (),
) -> list[Block]:
    """The blocks of the page, in order: counts by kind, revised figures of authorities,
    changed definitions, boundaries, and what is new or gone measure by measure.

    ``areas`` are those of the book: changes of other councils, and of their wards, are left
    out; where an edition holds nothing of them, one gap says so. The first and the last
    edition by their day, unless named. One block that says so where
    there are no two editions. A notebook page that shows them reads the folder ``READS``.
    """
    names = list_editions(project)
    editions = sorted(
        (read_edition(project, name) for name in names), key=lambda edition: edition.day
    )
    if len(editions) < 2 and not (older and newer):
        return [make_gap("No two editions have been frozen yet.")]
    old = read_edition(project, older) if older else editions[0]
    new = read_edition(project, newer) if newer else editions[-1]
    changes = compare_editions(old, new)
    kept: set[str] = set()
    if areas:
        own = {code for area in areas for code in list_codes(store, area)}
        if not any(row["area_code"] in own for row in new.rows):
            called = " and ".join(area.name for area in areas)
            return [make_gap(f"No frozen edition holds figures of {called}.")]
        kept = own | {
            "",
            *(area.code for area in store.areas if area.level in ("country", "region")),
        }
        changes = [change for change in changes if change.area_code in kept]
    return [
        count_changes(changes, old, new),
        show_revised(store, changes),
        show_definitions(store, changes),
        show_boundaries(store, changes),
        show_measures(store, old, new),
        show_recorded(store, new.day, kept),
    ]


def list_codes(store: Store, area: Area) -> list[str]:
    """The codes of an area, its wards and its districts."""
    parts = (*store.areas.wards_of(area.code), *store.areas.districts_of(area.code))
    return [area.code, *(part.code for part in parts)]


def make_gap(text: str) -> Block:
    """A sentence in place of the whole page."""
    return Block(f'<p class="nb-plain">{escape(text)}</p>', (), "not_held", gaps=(text,))


def count_changes(
    changes: Sequence[EditionChange], old: FrozenEdition, new: FrozenEdition
) -> Block:
    """A table of the kinds of change with how many there are of each; each count is a figure."""
    figures = []
    rows: list[list[Cell]] = []
    for kind, count in count_kinds(changes).items():
        figure = count_figure(old, new, kind, count)
        figures.append(figure)
        rows.append([kind.capitalize(), KINDS[kind], figure])
    columns = [Column("Kind", header=True), Column("What it means"), Column("Changes", "figure")]
    caption = f"Changes from the edition {old.name} to the edition {new.name}, by kind"
    note = (
        f"The edition {old.name} holds what was published by {say_day(old.day) or NO_DAY}; the edition "
        f"{new.name} what was held on {say_day(new.day) or NO_DAY}. Both cover the areas of this book, "
        "their wards, London and England."
    )
    html = f"<p>{escape(note)}</p>" + make_table(columns, rows, caption)
    return Block(html, tuple(figures), "table", caption)


def count_figure(old: FrozenEdition, new: FrozenEdition, kind: str, count: int) -> Figure:
    """The figure that says how many changes of one kind there are."""
    name = f"edition_changes.{old.name}-to-{new.name}.{kind.replace(' ', '-')}"
    return Figure.of_count(name, count, "edition_changes", unit="changes")


def show_revised(store: Store, changes: Sequence[EditionChange], most: int = 20) -> Block:
    """The revised figures of areas that are no wards: before and after, the largest first.

    Only where the store still holds both: a number that has no card is not printed.
    """
    found: list[tuple[float, Figure, Figure]] = []
    for change in changes:
        if change.kind not in ("revised value", "corrected error"):
            continue
        before, after = _find(store, change.older), _find(store, change.newer)
        if before is None or after is None or store.areas[change.area_code].level == "ward":
            continue
        size = 0.0
        if before.value is not None and after.value is not None:
            size = abs(after.value - before.value) / (abs(before.value) or 1.0)
        found.append((size, before, after))
    found.sort(key=lambda pair: (-pair[0], pair[1].id))
    if not found:
        return Block('<p class="nb-plain">No figure of an authority was revised.</p>')
    rows: list[list[Cell]] = [
        [
            store.indicators[after.indicator].short_title,
            store.areas[after.area_code].name,
            label_period(after.period),
            before,
            after,
        ]
        for _, before, after in found[:most]
    ]
    columns = [
        Column("Measure", header=True), Column("Area", header=True), Column("Period", "period"),
        Column("Before", "figure"), Column("After", "figure"),
    ]  # fmt: skip
    figures = tuple(figure for _, before, after in found[:most] for figure in (before, after))
    title = "Figures published anew with another value"
    return Block(
        f"<h2>{title}</h2>" + make_table(columns, rows, f"{title}, the largest change first"),
        figures,
        "table",
        title,
    )


def _find(store: Store, name: str) -> Figure | None:
    """The published figure of an id, if the store still holds it."""
    parts = name.split(".")
    if len(parts) != 3 or parts[0] not in store.indicators or parts[1] not in store.areas:
        return None
    figures = map(store.make_figure, store.rows_of(parts[0], store.areas[parts[1]].code))
    return next((figure for figure in figures if figure.id == name), None)


def show_definitions(store: Store, changes: Sequence[EditionChange]) -> Block:
    """The changed definitions and breaks, as a table of words."""
    rows: list[list[Cell]] = []
    for change in changes:
        if change.kind != "changed definition":
            continue
        words = (
            change.after if change.why == "break" else f"{change.why.capitalize()}: {change.after}"
        )
        since = label_period(change.period) or "in this edition"
        name = (
            store.indicators[change.indicator].title if change.indicator in store.indicators else ""
        )
        rows.append([name or change.indicator, since, words])
    if not rows:
        return Block('<p class="nb-plain">No measure was defined otherwise.</p>')
    title = "Measures whose figures cannot be compared throughout"
    columns = [Column("Measure", header=True), Column("From", "period"), Column("What changed")]
    return Block(f"<h2>{title}</h2>" + make_table(columns, rows, title), (), "table", title)


def show_boundaries(store: Store, changes: Sequence[EditionChange]) -> Block:
    """The ward lists that replaced others."""
    rows: list[list[Cell]] = [
        [store.areas[change.area_code].name, change.before or "none", change.after,
         parse_period(change.period).words]
        for change in changes
        if change.kind == "boundary change" and change.why == "ward list"
    ]  # fmt: skip
    if not rows:
        return Block('<p class="nb-plain">No boundaries changed.</p>')
    title = "Boundaries"
    columns = [
        Column("Area", header=True), Column("Before"), Column("After"), Column("In force from"),
    ]  # fmt: skip
    return Block(
        f"<h2>{title}</h2>" + make_table(columns, rows, "Ward lists that replaced others"),
        (),
        "table",
        title,
    )


def show_measures(store: Store, old: FrozenEdition, new: FrozenEdition) -> Block:
    """The latest period of each measure in either edition; new measures and gone ones."""
    before, after = _latest(old), _latest(new)
    rows: list[list[Cell]] = []
    for name in sorted(
        before.keys() | after.keys(), key=lambda known: _title(store, new, old, known)
    ):
        then, now = before.get(name, ""), after.get(name, "")
        if then == now:
            continue
        said = "added" if not then else "dropped" if not now else "new periods"
        periods = (label_period(then) or "not held", label_period(now) or "not held")
        rows.append([_title(store, new, old, name), *periods, said])
    if not rows:
        return Block('<p class="nb-plain">Every measure has the same latest period.</p>')
    title = "Latest period of each measure"
    columns = [
        Column("Measure", header=True), Column(f"Edition {old.name}", "period"),
        Column(f"Edition {new.name}", "period"), Column("Change"),
    ]  # fmt: skip
    return Block(f"<h2>{title}</h2>" + make_table(columns, rows, title), (), "table", title)


def _latest(edition: FrozenEdition) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for row in edition.rows:
        name, period = row["indicator"], row["period"]
        if row["value"] and (name not in found or parse_period(period) > parse_period(found[name])):
            found[name] = period
    return found


def _title(store: Store, new: FrozenEdition, old: FrozenEdition, name: str) -> str:
    if name in store.indicators:
        return store.indicators[name].title
    for edition in (new, old):
        if name in edition.catalogue["indicators"]:
            return str(edition.catalogue["indicators"][name]["title"])
    return name
