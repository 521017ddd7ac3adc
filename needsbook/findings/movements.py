"""Direction of travel: one figure against an earlier one, by the tests of ``stats``.

Nothing here looks at two numbers and says which is larger: every word comes from
``needsbook.stats.evidence.weigh``, given what is known of the uncertainty of both sides.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from needsbook.catalogue import Indicator, parse_period
from needsbook.findings.evidence import take_evidence
from needsbook.stats.assess_table import choose_intervals
from needsbook.stats.evidence import Evidence, weigh
from needsbook.stats.intervals import number_or_nan
from needsbook.stats.trends import Trend
from needsbook.stats.verdicts import ESTIMATES, Direction, Side, Verdict, name_outcome
from needsbook.store import Figure, Store

Status = Literal[
    "improved",
    "same",
    "worse",
    "risen",
    "fallen",
    "not tested",
    "not comparable",
    "no comparison possible",
    "no data yet",
]
STATUSES: tuple[Status, ...] = (
    "improved", "same", "worse", "risen", "fallen", "not tested", "not comparable",
    "no comparison possible", "no data yet",
)  # fmt: skip
STATUS_WORDS: dict[Status, str] = {
    "improved": "Improved",
    "same": "No clear change",
    "worse": "Worse",
    "risen": "Risen",
    "fallen": "Fallen",
    "not tested": "Moved, not tested",
    "not comparable": "Not comparable",
    "no comparison possible": "No comparison possible",
    "no data yet": "No data yet",
}
STATUS_MARKS: dict[Status, str] = {
    "improved": "▲", "same": "=", "worse": "▼", "risen": "↑", "fallen": "↓",
    "not tested": "~", "not comparable": "|", "no comparison possible": "?", "no data yet": "–",
}  # fmt: skip
_OUTCOMES: dict[str, Status] = {
    "better": "improved",
    "similar": "same",
    "worse": "worse",
    "higher": "risen",
    "lower": "fallen",
    "not compared": "not tested",
}


@dataclass(frozen=True)
class Judgement:
    """A status and why: ``reason`` is set when no test could be made."""

    status: Status
    reason: str = ""
    verdict: Verdict | None = None


def measure_side(figure: Figure, method: str, multiplier: float) -> Side:
    """A figure with its interval: the published one, else one from its counts, else none.

    ``multiplier`` is what a proportion is multiplied by to give the unit (100 for per
    cent). A plain count is taken as a rate of one place (denominator 1), so that two of
    them from that place are tested as events.
    """
    count, denominator = figure.count, figure.denominator
    if method == "count" and figure.value is not None:
        method, multiplier, count, denominator = "rate", 1.0, figure.value, 1.0
    found = choose_intervals(
        number_or_nan(figure.value), number_or_nan(figure.lower_ci), number_or_nan(figure.upper_ci),
        number_or_nan(count), number_or_nan(denominator), method, multiplier,
    )  # fmt: skip
    held = bool(found.method[0])
    return Side(
        figure.value,
        float(found.lower[0]) if held else None,
        float(found.upper[0]) if held else None,
        count,
        denominator,
    )


def know_side(figure: Figure, method: str, multiplier: float, store: Store | None) -> Evidence:
    """What is known of a figure: with ``store`` all that other tables tell of its base."""
    if store is not None and figure.indicator in store.indicators and method != "count":
        return take_evidence(store, figure)
    side = measure_side(figure, method, multiplier)
    counted = side.count is not None and side.denominator is not None
    return Evidence(
        side.value,
        None if counted else side.lower,
        None if counted else side.upper,
        side.count,
        side.denominator,
    )


def judge_change(
    later: Figure,
    earlier: Figure,
    polarity: str,
    method: str,
    multiplier: float,
    store: Store | None = None,
) -> Judgement:
    """Whether ``later`` has improved on ``earlier``, as far as a test allows to say.

    The caller makes sure that both stand in one run of comparable figures; periods that
    overlap share children, are not independent, and are not compared.
    """
    if later.value is None or earlier.value is None:
        return Judgement("no comparison possible", "one of the two figures is missing")
    if parse_period(earlier.period).end >= parse_period(later.period).start and (
        parse_period(earlier.period).start != parse_period(earlier.period).end
    ):
        return Judgement("no comparison possible", "the two periods overlap")
    plain = method == "count"
    verdict = weigh(
        know_side(later, method, multiplier, store),
        know_side(earlier, method, multiplier, store),
        polarity,
        "rate" if plain else method,
        1.0 if plain else multiplier,
        whole=False,
    )
    return Judgement(_OUTCOMES[verdict.outcome], verdict.reason, verdict)


def judge_indicator(
    later: Figure,
    earlier: Figure,
    indicator: Indicator,
    polarity: str = "",
    store: Store | None = None,
) -> Judgement:
    """``judge_change`` for two figures of one indicator of the catalogue."""
    if indicator.estimate:
        return Judgement("no comparison possible", ESTIMATES)
    polarity = polarity or indicator.polarity
    return judge_change(later, earlier, polarity, indicator.method, indicator.multiplier, store)


def judge_trend(trend: Trend, polarity: str) -> Judgement:
    """A recent trend in the words of a status: rising is good, bad or neither."""
    if trend.outcome == "not possible":
        return Judgement("no comparison possible", trend.reason)
    if trend.outcome == "no clear change":
        return Judgement("same")
    direction: Direction = "higher" if trend.outcome == "increasing" else "lower"
    return Judgement(_OUTCOMES[name_outcome(direction, polarity)])
