"""What a measure's latest figure is set beside: change since its baseline, neighbours, place."""

from __future__ import annotations

from needsbook.catalogue import Area
from needsbook.findings.standing_figures import tell_change, tell_median, tell_place
from needsbook.findings.standings import area_standings
from needsbook.outcomes.progress import Progress
from needsbook.show.blocks import show_figure
from needsbook.show.sentences import Sentence
from needsbook.show.standout_words import say_place
from needsbook.store import Figure, Store

NONE_HELD = "None held"
UNCHANGED = ("not comparable", "no comparison possible", "no data yet")


def show_change(store: Store, progress: Progress, figures: list[Figure]) -> str:
    """The change from baseline to latest, where the two may be compared; else a dash in words."""
    first, last = progress.baseline, progress.latest
    if first is None or last is None or first is last:
        return "No later figure"
    if progress.judgement.status in UNCHANGED or last.indicator not in store.indicators:
        return "Not comparable" if progress.judgement.status in UNCHANGED else NONE_HELD
    change = tell_change(store.indicators[last.indicator], first, last)
    if change is None:
        return NONE_HELD
    figures.append(change)
    return show_figure(change)


def show_beside(
    store: Store, area: Area, latest: Figure | None, figures: list[Figure]
) -> tuple[str, str]:
    """Two cells: the median of the statistical neighbours, and the place among authorities.

    Both are of the latest figure's own period; figures printed are added to ``figures``.
    """
    if latest is None or latest.indicator not in store.indicators:
        return NONE_HELD, NONE_HELD
    standings = area_standings(store, area)
    if latest.indicator not in standings.index:
        return NONE_HELD, NONE_HELD
    row = standings.loc[latest.indicator]
    if str(row["period"]) != latest.period:
        return NONE_HELD, NONE_HELD
    median = tell_median(store, store.indicators[latest.indicator], latest, row)
    told = tell_place(store, latest, row)
    if median is not None:
        figures.append(median)
    place = Sentence(say_place(told)) if told is not None else Sentence()
    figures += place.figures
    return (
        show_figure(median) if median is not None else NONE_HELD,
        place.html() or "None: too few or equal values",
    )
