"""What a measure's latest figure is set beside: change since its baseline, neighbours, place."""

from __future__ import annotations

from html import escape

from needsbook.catalogue import Area
from needsbook.catalogue.periods import label_period
from needsbook.findings.standing_figures import PlaceTold, tell_change, tell_median, tell_place
from needsbook.findings.standings import area_standings
from needsbook.outcomes.measure_tables import show_mark
from needsbook.outcomes.progress import Progress
from needsbook.show.blocks import show_figure
from needsbook.show.evidence_marks import mark_step
from needsbook.store import Figure, Store

# Why a cell has no number: as the rest of the book says it.
NOT_HELD = "not held"
NO_PLACE = "no place"
NONE_LATER = "none later"
UNCHANGED = ("not comparable", "no comparison possible", "no data yet")


def show_movement(
    store: Store, progress: Progress, figures: list[Figure], marked: bool = True
) -> str:
    """The change up to the latest figure with the sign of its state today and what it rests on.

    Where the baseline lies before a break, the change since the break, and since when. The
    sign is left out where it says what stands above the row (not ``marked``).
    """
    last, first = progress.latest, progress.rebased or progress.baseline
    if last is None:
        return NOT_HELD
    if first is None or first is last:
        return NONE_LATER if first else "no baseline"
    state = progress.now
    verdict = state.verdict
    rests = f" {mark_step(verdict.step)}" if verdict is not None and verdict.tested else ""
    mark = f"{show_mark(state.status) if marked or progress.rebased else ''}{rests}"
    if state.status in UNCHANGED:
        return mark or state.status
    change = tell_moved(store, first, last)
    if change is None:
        return mark or state.status
    figures.append(change)
    since = f" since {escape(label_period(first.period))}" if progress.rebased else ""
    signed = f"+{change.printed}" if (change.value or 0) > 0 else change.printed
    return f"{show_figure(change, signed)}{since} {mark}"


def tell_moved(store: Store, first: Figure, last: Figure) -> Figure | None:
    """The change between two figures of a published series (None for a local one)."""
    if last.indicator not in store.indicators:
        return None
    return tell_change(store.indicators[last.indicator], first, last)


def show_value_at(store: Store, area: str, latest: Figure | None, figures: list[Figure]) -> str:
    """Another area's figure of the same series and period, added to ``figures``."""
    if latest is not None and latest.indicator in store.indicators:
        found = store.figure(latest.indicator, area, latest.period)
        if not found.missing:
            figures.append(found)
            return show_figure(found)
    return NOT_HELD


def show_beside(
    store: Store, area: Area, latest: Figure | None, figures: list[Figure]
) -> tuple[str, str]:
    """Two cells: the median of the statistical neighbours, and the place among authorities.

    Both are of the latest figure's own period; figures printed are added to ``figures``.
    """
    if latest is None or latest.indicator not in store.indicators:
        return NOT_HELD, NO_PLACE
    standings = area_standings(store, area)
    if latest.indicator not in standings.index:
        return NOT_HELD, NO_PLACE
    row = standings.loc[latest.indicator]
    if str(row["period"]) != latest.period:
        return NOT_HELD, NO_PLACE
    median = tell_median(store, store.indicators[latest.indicator], latest, row)
    told = tell_place(store, latest, row)
    if median is not None:
        figures.append(median)
    return (
        show_figure(median) if median is not None else NOT_HELD,
        show_place_told(told, figures) if told is not None else NO_PLACE,
    )


def show_place_told(told: PlaceTold, figures: list[Figure]) -> str:
    """“49th lowest”, “joint lowest”; the card of the place says among how many, and how ties count."""
    if told.first:
        return f"{'joint' if told.tied > 1 else 'the'} {told.end}"
    figures.append(told.place)
    return f"{show_figure(told.place)} {told.end}"
