"""What stands out in an area: one rule, the same for every area and indicator.

A candidate is the latest figure of one indicator. It counts as worse (or better) than
England only when its figures bear that out:

- *tested*: the tests of ``needsbook.stats.verdicts`` find a difference from England;
- *counted*: no test is possible, and the value lies on that side of England within the
  worst (best) quarter of authorities;
- *placed*: neither test nor England's value is held, and the value lies within the worst
  (best) quarter.

A figure that a test calls similar to England never counts. Nor does an untested one that
rests on few people, since with few a single child moves a place by a hundred: its base must
be thirty or more (below that the National Center for Health Statistics prints no share:
Parker JD et al. 2017, Vital Health Stat 2(175)). For a rate England's own must give ten
events or more on that base, the least that the same house's standards for rates take as
reliable. Where no base is known the area must have so many children that thirty would be
expected even of those in care, which are 67 in every 10,000 of England's children. A tested figure needs no such rule: its interval knows the base.

What remains is ordered by

    distance x sureness x recency x direction

where *distance* is how far the value lies from England in standard deviations between
authorities, plus half of how far it lies from the median of its statistical neighbours on
the same side (at most four each: beyond that a figure is simply extreme); *sureness* is 1
for tested, 0.9 for counted, 0.8 for placed; *recency* loses a twentieth for every year
since the period ended; *direction* adds a tenth where a test finds the trend going the
same way, and takes a tenth where it goes the other. Indicators without polarity are
neither good nor bad: they are ordered in the same way as context.

Of the indicators of one issue (five ways to measure weight, say) only the first in that
order is kept. Nothing older than its series' cadence allows is a candidate. Distance in
standard deviations is what spine charts show; that a difference needs a test, and an
untested one a word that says so, follows the Code of Practice for Statistics. The weights
are this book's own and stand above, where they can be argued with.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Grade = Literal["tested", "counted", "placed"]
Side = Literal["worse", "better", "context"]

FARTHEST = 4.0
NEIGHBOURS_WEIGHT = 0.5
SURENESS: dict[Grade, float] = {"tested": 1.0, "counted": 0.9, "placed": 0.8}
LOST_A_YEAR = 0.05
LEAST_RECENCY = 0.5
DIRECTION = 0.1
# A tested difference this small between authorities is true and says little.
LEAST_DISTANCE = 0.25
QUARTERS = 4
# An untested figure that rests on fewer people than this is not told.
FEWEST_PEOPLE = 30
# Nor an untested rate where England's own rate would give fewer events than this.
FEWEST_EVENTS = 10
# As many children as have thirty among them in care, at England's rate.
FEWEST_CHILDREN = 4500


@dataclass(frozen=True)
class Candidate:
    """The latest figure of one indicator in one area, with all that the rule looks at.

    ``polarity`` is lower_is_better, higher_is_better or neutral. ``england`` and
    ``neighbours`` are distances in standard deviations between authorities, positive where
    the value is larger (None: not held). ``verdict`` is 0 not tested, 1 similar, 2 higher,
    3 lower than in England; ``trend`` 0 not possible, 1 no clear change, 2 increasing,
    3 decreasing. ``quarter`` is 1 for the highest values to 4, 0 for none. ``years`` have
    passed since the period ended; ``current`` says whether its series' cadence allows that.
    ``base`` is how many people the figure rests on, ``events`` how many events England's rate
    gives on that base, ``children`` how many live in the area (None: not known).
    """

    indicator: str
    issue: str
    polarity: str
    england: float | None = None
    neighbours: float | None = None
    verdict: int = 0
    trend: int = 0
    quarter: int = 0
    years: float = 0.0
    current: bool = True
    base: float | None = None
    events: float | None = None
    children: float | None = None

    @property
    def small(self) -> bool:
        """Whether the figure rests on too few people to be told without a test."""
        if self.events is not None:
            return self.events < FEWEST_EVENTS
        if self.base is not None:
            return self.base < FEWEST_PEOPLE
        return self.children is not None and self.children < FEWEST_CHILDREN


@dataclass(frozen=True)
class Standout:
    """A candidate that stands out: on which ``side``, with which ``grade`` and ``score``."""

    candidate: Candidate
    side: Side
    grade: Grade
    score: float

    @property
    def indicator(self) -> str:
        """The indicator's id."""
        return self.candidate.indicator


def find_standouts(candidates: Iterable[Candidate]) -> dict[Side, list[Standout]]:
    """What is worse, better, and (for neutral indicators) far from England, best first.

    The order depends on the candidates alone, never on the order they come in: equal
    scores stand by the indicator's id, a shorter one first.
    """
    found: dict[Side, list[Standout]] = {"worse": [], "better": [], "context": []}
    taken: set[tuple[Side, str]] = set()
    for standout in _judge_all(candidates):
        # A side at a time: a borough may be worse in one measure of an issue, better in another.
        if (standout.side, standout.candidate.issue) not in taken:
            taken.add((standout.side, standout.candidate.issue))
            found[standout.side].append(standout)
    return found


def list_company(
    candidates: Iterable[Candidate], found: Mapping[Side, Sequence[Standout]]
) -> dict[tuple[Side, str], list[Standout]]:
    """Of each issue and side what else stands out beside the one that is named, best first."""
    named = {(side, standout.indicator) for side, some in found.items() for standout in some}
    company: dict[tuple[Side, str], list[Standout]] = {}
    for standout in _judge_all(candidates):
        if (standout.side, standout.indicator) not in named:
            company.setdefault((standout.side, standout.candidate.issue), []).append(standout)
    return company


def _judge_all(candidates: Iterable[Candidate]) -> list[Standout]:
    """What stands out, best first; equal scores by the indicator's id, a shorter one first."""
    judged = [
        standout for candidate in candidates if (standout := judge_candidate(candidate)) is not None
    ]
    return sorted(
        judged, key=lambda standout: (-standout.score, len(standout.indicator), standout.indicator)
    )


def judge_candidate(candidate: Candidate) -> Standout | None:
    """The candidate with its side, grade and score; None where nothing may be claimed."""
    if not candidate.current or candidate.verdict == 1:
        return None
    sign = _find_sign(candidate)
    if sign == 0:
        return None
    grade = _find_grade(candidate, sign)
    if grade is None or (grade != "tested" and candidate.small):
        return None
    distance = _reach(candidate.england, sign)
    if candidate.england is None:
        distance = 1.0  # placed in an outer quarter, distance from England unknown
    distance += NEIGHBOURS_WEIGHT * _reach(candidate.neighbours, sign)
    recency = max(1.0 - LOST_A_YEAR * max(candidate.years, 0.0), LEAST_RECENCY)
    moving = {2: 1, 3: -1}.get(candidate.trend, 0) * sign
    score = distance * SURENESS[grade] * recency * (1.0 + DIRECTION * moving)
    return Standout(candidate, _name_side(candidate.polarity, sign), grade, score)


def _find_sign(candidate: Candidate) -> int:
    """On which side of England the value lies: 1 larger, -1 smaller, 0 unknown or equal."""
    if candidate.verdict in (2, 3):
        return 1 if candidate.verdict == 2 else -1
    if candidate.england is not None:
        return int(math.copysign(1, candidate.england)) if candidate.england else 0
    return {1: 1, QUARTERS: -1}.get(candidate.quarter, 0)


def _find_grade(candidate: Candidate, sign: int) -> Grade | None:
    outer = candidate.quarter == (1 if sign > 0 else QUARTERS)
    if candidate.verdict in (2, 3):
        far = candidate.england is None or candidate.england * sign >= LEAST_DISTANCE
        return "tested" if far or outer else None
    if not outer:
        return None
    return "placed" if candidate.england is None else "counted"


def _reach(distance: float | None, sign: int) -> float:
    return 0.0 if distance is None else min(max(distance * sign, 0.0), FARTHEST)


def _name_side(polarity: str, sign: int) -> Side:
    if polarity not in ("lower_is_better", "higher_is_better"):
        return "context"
    return "worse" if (sign > 0) == (polarity == "lower_is_better") else "better"
