"""Direction of travel: one figure against an earlier one, by the tests of ``stats``.

Nothing here looks at two numbers and says which is larger: every word comes from
``needsbook.stats.verdicts.judge``, given what is known of the uncertainty of both sides.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from needsbook.catalogue import Indicator, parse_period
from needsbook.stats.intervals import count_interval, rate_interval, wilson_interval
from needsbook.stats.verdicts import Side, Verdict, judge
from needsbook.store import Figure

Status = Literal[
    "improved", "same", "worse", "risen", "fallen", "no comparison possible", "no data yet"
]
STATUSES: tuple[Status, ...] = (
    "improved", "same", "worse", "risen", "fallen", "no comparison possible", "no data yet",
)  # fmt: skip
STATUS_WORDS: dict[Status, str] = {
    "improved": "Improved",
    "same": "No clear change",
    "worse": "Worse",
    "risen": "Risen",
    "fallen": "Fallen",
    "no comparison possible": "No comparison possible",
    "no data yet": "No data yet",
}
STATUS_MARKS: dict[Status, str] = {
    "improved": "▲", "same": "=", "worse": "▼", "risen": "↑", "fallen": "↓",
    "no comparison possible": "?", "no data yet": "–",
}  # fmt: skip
_OUTCOMES: dict[str, Status] = {
    "better": "improved",
    "similar": "same",
    "worse": "worse",
    "higher": "risen",
    "lower": "fallen",
    "not compared": "no comparison possible",
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
    cent). Plain counts get the Poisson interval, and a denominator of 1 so that two of
    them from the same place are tested as two rates.
    """
    lower, upper = figure.lower_ci, figure.upper_ci
    count, denominator = figure.count, figure.denominator
    if method == "count" and figure.value is not None:
        count, denominator = figure.value, 1.0
        limits = count_interval(figure.value)
        lower, upper = float(limits.lower), float(limits.upper)
    elif (lower is None or upper is None) and count is not None and denominator:
        if method == "proportion" and count <= denominator:
            limits = wilson_interval(count, denominator)
            lower, upper = float(limits.lower) * multiplier, float(limits.upper) * multiplier
        elif method == "rate":
            limits = rate_interval(count, denominator, multiplier)
            lower, upper = float(limits.lower), float(limits.upper)
    return Side(figure.value, lower, upper, count, denominator)


def judge_change(
    later: Figure, earlier: Figure, polarity: str, method: str, multiplier: float
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
    verdict = judge(
        measure_side(later, method, multiplier),
        measure_side(earlier, method, multiplier),
        polarity,
        "rate" if method == "count" else method,
    )
    return Judgement(_OUTCOMES[verdict.outcome], verdict.reason, verdict)


def judge_indicator(
    later: Figure, earlier: Figure, indicator: Indicator, polarity: str = ""
) -> Judgement:
    """``judge_change`` for two figures of one indicator of the catalogue."""
    return judge_change(
        later, earlier, polarity or indicator.polarity, indicator.method, indicator.multiplier
    )


def judge_indicator_areas(figure: Figure, benchmark: Figure, indicator: Indicator) -> Verdict:
    """The verdict on one area's figure against another's for the same period."""
    return judge(
        measure_side(figure, indicator.method, indicator.multiplier),
        measure_side(benchmark, indicator.method, indicator.multiplier),
        indicator.polarity,
        indicator.method,
    )
