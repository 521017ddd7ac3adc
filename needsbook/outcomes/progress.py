"""How each measure has moved since its plan began: baseline, later figures, status.

The baseline is found by rule, never typed: the last figure with a value whose period had
ended when the plan started; where there is none, the first figure after the start.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from needsbook.catalogue import Area, Indicator, parse_period
from needsbook.catalogue.frameworks import Framework, MeasurePart
from needsbook.catalogue.periods import label_period
from needsbook.findings.assess import make_points, trace_trend
from needsbook.findings.movements import Judgement, judge_change, judge_indicator, judge_trend
from needsbook.outcomes.local import read_local
from needsbook.stats.trends import Trend, find_trend
from needsbook.store import Figure, Store

Segments = tuple[tuple[Figure, ...], ...]
NO_LATER = "no figure after the baseline has been published"
LOCAL_METHODS = {"percent": "proportion", "count": "count", "rate": "", "score": "", "days": ""}
NO_SERIES = "No published series is held for this area"


@dataclass(frozen=True)
class Progress:
    """One row of a framework: where it started, where it stands, what a test says.

    ``baseline`` and ``latest`` are None when nothing is held, and then ``judgement`` has
    the status ``no data yet`` and its reason. ``later`` holds every figure after the
    baseline, missing ones too. ``since_last`` compares the latest figure with the one
    before it, ``trend`` is the recent trend of its run. ``late`` marks a baseline that lies after the plan's start.
    """

    segments: Segments
    baseline: Figure | None
    later: tuple[Figure, ...]
    latest: Figure | None
    judgement: Judgement
    previous: Figure | None
    since_last: Judgement
    trend: Judgement
    late: bool = False
    local: bool = False

    @property
    def rebased(self) -> Figure | None:
        """The first figure of the run since the break, where the baseline lies before one."""
        if self.judgement.status != "not comparable" or self.latest is None:
            return None
        for segment in self.segments:
            known = [figure for figure in segment if not figure.missing]
            if self.latest in known and known[0] is not self.latest:
                return known[0]
        return None

    def at_end(self, end: date) -> Figure | None:
        """The last figure whose period had ended on the plan's last day, if it is a later one."""
        known = [f for f in self.later if not f.missing and parse_period(f.period).end <= end]
        return known[-1] if known else None

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The baseline and every later figure."""
        return ((self.baseline,) if self.baseline else ()) + self.later


def empty_progress(reason: str) -> Progress:
    """A row without any figure, and why."""
    nothing = Judgement("no data yet", reason)
    return Progress((), None, (), None, nothing, None, nothing, nothing)


def find_baseline(figures: Sequence[Figure], start: date) -> Figure | None:
    """The baseline among figures in order of time (None when none has a value)."""
    known = [figure for figure in figures if not figure.missing]
    before = [figure for figure in known if parse_period(figure.period).end <= start]
    if before:
        return before[-1]
    return known[0] if known else None


def explain_break(indicator: Indicator, earlier: Figure, later: Figure) -> str:
    """Why two figures of an indicator may not be compared (empty when they may)."""
    first, last = parse_period(earlier.period), parse_period(later.period)
    for cut in indicator.breaks:
        if first.end < parse_period(cut.first).end <= last.end:
            return f"not comparable from {cut.first} on: {cut.reason[:1].lower()}{cut.reason[1:]}"
    if earlier.series != later.series:
        return "the two figures belong to different series"
    return ""


def choose_segments(segments: Sequence[Sequence[Figure]], start: date) -> Segments:
    """The runs to follow, in order of time: single years rather than pooled ones.

    A publisher may give both. Pooled years are kept only where no single year with a value
    had ended when the plan started and a pooled one had (or where there are no others).
    """
    ordered = sorted(
        (tuple(segment) for segment in segments if segment),
        key=lambda pair: parse_period(pair[0].period),
    )
    single = tuple(pair for pair in ordered if not _is_pooled(pair[0]))
    if not single:
        return tuple(ordered)
    baseline = find_baseline([f for pair in single for f in pair], start)
    if baseline is not None and parse_period(baseline.period).end <= start:
        return single
    pooled = [pair for pair in ordered if _is_pooled(pair[0])]
    ended = any(
        not f.missing and parse_period(f.period).end <= start for pair in pooled for f in pair
    )
    return tuple(ordered) if ended else single


def _is_pooled(figure: Figure) -> bool:
    return parse_period(figure.period).kind.startswith("pooled")


def _split(segments: Segments, start: date) -> tuple[Figure | None, tuple[Figure, ...]]:
    every = [figure for segment in segments for figure in segment]
    every.sort(key=lambda figure: parse_period(figure.period))
    baseline = find_baseline(every, start)
    if baseline is None:
        return None, ()
    return baseline, tuple(every[every.index(baseline) + 1 :])


def _previous(segments: Segments, latest: Figure) -> Figure | None:
    for segment in segments:
        known = [figure for figure in segment if not figure.missing]
        if latest in known and known.index(latest):
            return known[known.index(latest) - 1]
    return None


def follow_indicator(
    store: Store, indicator_id: str, area: Area, start: date, polarity: str = ""
) -> Progress:
    """The progress of one published series in one area since ``start``.

    ``polarity`` (``higher_is_better`` …) is the plan's wish where it states one; else the
    indicator's.
    """
    indicator = store.indicators[indicator_id]
    segments = choose_segments(store.series(indicator_id, area.code), start)
    baseline, later = _split(segments, start)
    if baseline is None:
        return empty_progress(f"{NO_SERIES} ({area.name})")
    known = [figure for figure in later if not figure.missing]
    late = parse_period(baseline.period).end > start
    if not known:
        nothing = Judgement("no comparison possible", NO_LATER)
        return Progress(segments, baseline, later, baseline, nothing, None, nothing, nothing, late)
    latest = known[-1]
    if reason := explain_break(indicator, baseline, latest):
        judgement = Judgement("not comparable", reason)
    else:
        judgement = judge_indicator(latest, baseline, indicator, polarity, store)
    previous = _previous(segments, latest)
    if previous is None:
        since_last = Judgement("no comparison possible", "it is the first figure of its series")
    else:
        since_last = judge_indicator(latest, previous, indicator, polarity, store)
    run = trace_trend(store, indicator, latest).trend
    trend = judge_trend(run, polarity or indicator.polarity)
    return Progress(segments, baseline, later, latest, judgement, previous, since_last, trend, late)


def follow_local(figures: Sequence[Figure], part: MeasurePart, start: date) -> Progress:
    """The progress of a part whose figures come from the council's quarterly sheets.

    Quarters are compared with the baseline quarter; a percentage is tested by its counts.
    """
    segments = (tuple(figures),)
    baseline, later = _split(segments, start)
    if baseline is None:
        words = "; ".join(
            sorted({f"{label_period(figure.period)}: {figure.printed}" for figure in figures})
        )
        return empty_progress(f"Every quarter read in is without a value ({words})")
    known = [figure for figure in later if not figure.missing]
    late = parse_period(baseline.period).end > start
    if not known:
        nothing = Judgement("no comparison possible", "only one quarter has been read in")
        return Progress(
            segments, baseline, later, baseline, nothing, None, nothing, nothing, late, True
        )
    latest, previous = known[-1], ([baseline, *known])[-2]
    polarity, method = f"{part.direction}_is_better", LOCAL_METHODS[part.unit]
    return Progress(
        segments, baseline, later, latest,
        judge_change(latest, baseline, polarity, method, 100.0), previous,
        judge_change(latest, previous, polarity, method, 100.0),
        judge_trend(_find_local_trend(figures, method), polarity), late, True,
    )  # fmt: skip


def _find_local_trend(figures: Sequence[Figure], method: str) -> Trend:
    points = make_points(figures)
    return find_trend(
        points.starts, points.ends, points.values, points.counts, points.denominators,
        points.lower, points.upper, method,
    )  # fmt: skip


def follow_part(store: Store, framework: Framework, part: MeasurePart, area: Area) -> Progress:
    """The progress of one part of a measure in one area: published, local, or none yet."""
    if part.indicator:
        polarity = part.polarity
        return follow_indicator(store, part.indicator, area, framework.start, polarity)
    figures = read_local(store.project, area).get(part.local_id, ())
    if figures:
        return follow_local(figures, part, framework.start)
    return empty_progress(part.reason)
