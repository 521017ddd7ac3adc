"""How each measure has moved since its plan began: baseline, later figures, status.

The baseline is found by rule, never typed: the last figure with a value whose period had
ended when the plan started; where there is none, the first figure after the start.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
NO_LATER = "no figure after the baseline is held in this book"
AFTER_END = "the first figure lies after the plan's end"
NONE_IN_TIME = "no figure between the baseline and the plan's end is held in this book"
LOCAL_METHODS = {"percent": "proportion", "count": "count", "rate": "", "score": "", "days": ""}
NO_SERIES = "No series is held for this area"


NOTHING = Judgement("no data yet")


@dataclass(frozen=True)
class Progress:
    """One row of a framework: where it started, where it stands, what a test says.

    ``baseline`` and ``latest`` are None when nothing is held, and then ``judgement`` has
    the status ``no data yet`` and its reason. ``later`` holds every figure after the
    baseline, missing ones too. ``since_last`` compares the latest figure with the one
    before it, ``trend`` is the recent trend of its run. ``late`` marks a baseline that lies
    after the plan's start. ``at_end`` is the last figure of the plan's own time and ``ending``
    its judgement against the baseline. Where the baseline lies before a break, ``rebased`` is
    the first figure of the run since, and ``since_break`` judges the latest against it.
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
    at_end: Figure | None = None
    ending: Judgement = NOTHING
    rebased: Figure | None = None
    since_break: Judgement | None = None

    def judged(self, ended: bool) -> Judgement:
        """The state of the row: of a plan that has ended, that at its end."""
        return self.ending if ended else self.judgement

    @property
    def now(self) -> Judgement:
        """The latest figure against the baseline, or since the break where there is one."""
        return self.since_break or self.judgement

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The baseline and every later figure."""
        return ((self.baseline,) if self.baseline else ()) + self.later


def empty_progress(reason: str) -> Progress:
    """A row without any figure, and why."""
    nothing = Judgement("no data yet", reason)
    return Progress((), None, (), None, nothing, None, nothing, nothing, ending=nothing)


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
            return f"not comparable from {label_period(cut.first)} on: {cut.reason[:1].lower()}{cut.reason[1:]}"
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
    store: Store,
    indicator_id: str,
    area: Area,
    start: date,
    polarity: str = "",
    end: date = date.max,
) -> Progress:
    """The progress of one published series in one area from ``start``, the plan's, to ``end``.

    ``polarity`` (``higher_is_better`` …) is the plan's wish where it states one; else the
    indicator's.
    """
    indicator = store.indicators[indicator_id]
    segments = choose_segments(store.series(indicator_id, area.code), start)
    baseline, later = _split(segments, start)
    if baseline is None:
        return empty_progress(f"{NO_SERIES} ({area.name})")

    def judge(figure: Figure, earlier: Figure) -> Judgement:
        if reason := explain_break(indicator, earlier, figure):
            return Judgement("not comparable", reason)
        return judge_indicator(figure, earlier, indicator, polarity, store)

    at_end, ending = _judge_end(baseline, later, end, judge)
    known = [figure for figure in later if not figure.missing]
    late = parse_period(baseline.period).end > start
    if not known:
        nothing = Judgement("no comparison possible", NO_LATER)
        return Progress(
            segments, baseline, later, baseline, nothing, None, nothing, nothing, late,
            at_end=at_end, ending=ending,
        )  # fmt: skip
    latest = known[-1]
    judgement = judge(latest, baseline)
    rebased = find_rebased(segments, latest) if judgement.status == "not comparable" else None
    previous = _previous(segments, latest)
    if previous is None:
        since_last = Judgement("no comparison possible", "it is the first figure of its series")
    else:
        since_last = judge_indicator(latest, previous, indicator, polarity, store)
    run = trace_trend(store, indicator, latest).trend
    trend = judge_trend(run, polarity or indicator.polarity)
    return Progress(
        segments, baseline, later, latest, judgement, previous, since_last, trend, late,
        at_end=at_end, ending=ending, rebased=rebased,
        since_break=judge(latest, rebased) if rebased else None,
    )  # fmt: skip


def find_rebased(segments: Segments, latest: Figure) -> Figure | None:
    """The first figure of the run that ends in ``latest`` (None when it is the only one)."""
    for segment in segments:
        known = [figure for figure in segment if not figure.missing]
        if latest in known and known[0] is not latest:
            return known[0]
    return None


def _judge_end(
    baseline: Figure,
    later: Sequence[Figure],
    end: date,
    judge: Callable[[Figure, Figure], Judgement],
) -> tuple[Figure | None, Judgement]:
    """The last figure whose period had ended on the plan's last day, and its judgement."""
    known = [f for f in later if not f.missing and parse_period(f.period).end <= end]
    if known:
        return known[-1], judge(known[-1], baseline)
    reason = AFTER_END if parse_period(baseline.period).end > end else NONE_IN_TIME
    return None, Judgement("no comparison possible", reason)


def follow_local(
    figures: Sequence[Figure], part: MeasurePart, start: date, end: date = date.max
) -> Progress:
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
    polarity, method = f"{part.direction}_is_better", LOCAL_METHODS[part.unit]

    def judge(figure: Figure, earlier: Figure) -> Judgement:
        return judge_change(figure, earlier, polarity, method, 100.0)

    at_end, ending = _judge_end(baseline, later, end, judge)
    known = [figure for figure in later if not figure.missing]
    late = parse_period(baseline.period).end > start
    if not known:
        nothing = Judgement("no comparison possible", "only one quarter has been read in")
        return Progress(
            segments, baseline, later, baseline, nothing, None, nothing, nothing, late, True,
            at_end, ending,
        )  # fmt: skip
    latest, previous = known[-1], ([baseline, *known])[-2]
    return Progress(
        segments, baseline, later, latest, judge(latest, baseline), previous,
        judge(latest, previous), judge_trend(_find_local_trend(figures, method), polarity),
        late, True, at_end, ending,
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
        return follow_indicator(
            store, part.indicator, area, framework.start, polarity, framework.end
        )
    figures = read_local(store.project, area).get(part.local_id, ())
    if figures:
        return follow_local(figures, part, framework.start, framework.end)
    return empty_progress(part.reason)
