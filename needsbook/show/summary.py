"""The summary of an area: who lives there, what stands out, what changed, what is not known.

One list, made once: the summary page, the terminal, the briefing, the front page and the
easy-read edition all take their facts from it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from needsbook.catalogue import Area, parse_period
from needsbook.catalogue.cadence import is_current
from needsbook.catalogue.issues import load_issues
from needsbook.catalogue.periods import say_month
from needsbook.draw.alt import join_names
from needsbook.findings.standings import iter_standings
from needsbook.findings.standout_figures import COUNTRY, Beside, Moved, find_moved, set_beside
from needsbook.findings.standouts import MISSED, AreaStandouts, find_area_standouts
from needsbook.findings.succession import is_carried_on
from needsbook.findings.ward_standings import WardTable, find_ward_tables
from needsbook.show.sentences import Part, Sentence, compose
from needsbook.show.standout_words import Told, say_company, say_moved, say_standout
from needsbook.show.words import say_value
from needsbook.stats.standouts import Side
from needsbook.store.figures import Figure, figure_id
from needsbook.store.store import Store

MOST: dict[Side, int] = {"worse": 5, "better": 5, "context": 4}
MOST_CHANGES = 6
MOST_COMPANY = 2
MOST_WARDS = 6
# Among this share of authorities from either end a figure is extreme.
EXTREME = 0.1
PEOPLE = ("population_0_17", "population_0_19")
SIDE_TITLES: dict[Side, str] = {
    "worse": "Worse than in England, or among the worst quarter of authorities",
    "better": "Better than in England, or among the best quarter of authorities",
    "context": "Different from England, and neither good nor bad",
}


@dataclass(frozen=True)
class Finding:
    """One finding: what it is about, how it is told, the figures behind it.

    ``also`` are other measures of its issue that stand out on the same side.
    """

    indicator: str
    title: str
    told: Told
    beside: Beside | None = None
    moved: Moved | None = None
    also: tuple[Told, ...] = ()

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure printed in it."""
        more = [figure for told in self.also for figure in told.sentence.figures]
        return (*self.told.sentence.figures, *more)


@dataclass(frozen=True)
class Unknown:
    """Something the book cannot say of an area: why, and of which measures (none: of all)."""

    why: Sentence
    measures: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """All of it in one line."""
        named = f" {'; '.join(self.measures)}." if self.measures else ""
        return self.why.text.rstrip(".") + (f":{named}" if named else ".")


def _is_extreme(finding: Finding) -> bool:
    place = finding.beside.places.get(COUNTRY) if finding.beside else None
    if place is None or place.place.value is None or place.of.value is None:
        return False
    return place.place.value <= EXTREME * place.of.value


@dataclass(frozen=True)
class Summary:
    """What there is to say of ``area`` in a minute; every list may be empty.

    ``changes`` are counted from ``since``, words for a moment. ``wards`` is the newest ward
    list with figures; ``often`` the wards most often in its worst quarter. ``unknown`` are
    sentences about what cannot be said.
    """

    area: Area
    found: AreaStandouts
    who: tuple[Sentence, ...]
    sides: dict[Side, tuple[Finding, ...]]
    changes: tuple[Finding, ...]
    since: str
    wards: WardTable | None
    where: Sentence
    unknown: tuple[Unknown, ...]

    @property
    def empty(self) -> bool:
        """Whether nothing stands out."""
        return not any(self.sides.values()) and not self.changes

    @property
    def top(self) -> tuple[Finding, ...]:
        """The three findings a front page has room for: what is worst; where less than three
        are worse, what is best after them."""
        return (*self.sides["worse"], *self.sides["better"], *self.sides["context"])[:3]

    @property
    def extreme(self) -> tuple[Finding, ...]:
        """What is neither good nor bad by itself and yet in the outermost tenth of authorities,
        as free school meals may be: those a test finds first."""
        found = [finding for finding in self.sides["context"] if _is_extreme(finding)]
        return tuple(sorted(found, key=lambda finding: finding.told.grade != "tested"))


def make_summary(store: Store, area: Area) -> Summary:
    """The summary of ``area`` from the figures held of it; made once for all who ask."""
    return store.remember(("summary", area.code), lambda: _make_summary(store, area))


def _make_summary(store: Store, area: Area) -> Summary:
    found = find_area_standouts(store, area)
    sides: dict[Side, tuple[Finding, ...]] = {}
    for side, standouts in found.sides.items():
        told = []
        for standout in standouts[: MOST[side]]:
            beside = set_beside(store, found, standout.indicator)
            title = beside.indicator.short_title
            company = found.company.get((side, standout.candidate.issue), ())[:MOST_COMPANY]
            told.append(
                Finding(
                    standout.indicator, title, say_standout(store, beside, standout.grade), beside,
                    also=tuple(say_company(store, found, more) for more in company),
                )
            )  # fmt: skip
        sides[side] = tuple(told)
    moves = []
    for name in found.changes[:MOST_CHANGES]:
        moved = find_moved(store, found, name)
        if moved is not None:
            moves.append(Finding(name, moved.indicator.short_title, say_moved(moved), None, moved))
    tables = [ward_table for ward_table in find_ward_tables(store, area) if ward_table.judged]
    wards = tables[0] if tables and tables[0].current else None
    return Summary(
        area, found, say_who(store, area), sides, tuple(moves), say_since(found), wards,
        say_where(store, area, wards), say_unknown(store, found),
    )  # fmt: skip


def say_since(found: AreaStandouts) -> str:
    """“Since the plan began (April 2019)”, or how long before without a plan."""
    when = say_month(found.since)
    return f"Since the plan began ({when})" if found.planned else f"Since {when}"


def say_who(store: Store, area: Area) -> tuple[Sentence, ...]:
    """How many children live there, from the first count that is held."""
    for name in PEOPLE:
        if name in store.indicators:
            figure = store.figure(name, area.code)
            if not figure.missing:
                return (say_value(store.indicators[name], area, figure),)
    return ()


def say_where(store: Store, area: Area, table: WardTable | None) -> Sentence:
    """Which wards come up again and again, and in what."""
    if table is None:
        return Sentence()
    most = max(table.worst.values(), default=0)
    often = [ward for ward in table.wards if most and table.worst[ward.code] == most]
    if not often:
        return Sentence()
    number = count_measures(table, area, "worst-quarter-at-most", most)
    of = count_measures(table, area, "measures", table.judged)
    every: tuple[Part, ...] = (
        ("in each of the ", of, " measures") if most == table.judged > 1
        else ("in ", number, " of ", of, " measures") if table.judged > 1
        else ("in the one measure",)
    )  # fmt: skip
    verb, them = ("lies", "it") if len(often) == 1 else ("lie", "them")
    return compose(
        *_name_wards(table, area, often), f" {verb} in the worst quarter of the {table.title} ",
        *every, f" held for {them}", *_count_issues(store, table, area),
        f": {_name_measures(table)}",
    )  # fmt: skip


def _count_issues(store: Store, table: WardTable, area: Area) -> tuple[Part, ...]:
    """Of how many issues the measures are, where several of them measure one thing."""
    issues = load_issues(store.project)
    number = len({issues.of(measure.indicator.id) for measure in table.judging})
    if number == table.judged:
        return ()
    if number == 1:
        return (", all of one issue",)
    return (", of ", count_measures(table, area, "issues", number), " issues")


def _name_wards(table: WardTable, area: Area, often: Sequence[Area]) -> tuple[Part, ...]:
    """The first of the wards by name, and how many more there are."""
    told = [ward.name for ward in often]
    more = len(told) - MOST_WARDS
    if more < 1:
        return (join_names(told),)
    number = count_measures(table, area, "more-wards-at-most", more)
    return (", ".join(told[:MOST_WARDS]), " and ", number, f" other{'s' if more > 1 else ''}")


def _name_measures(table: WardTable) -> str:
    """The measures that judge, each period said once, behind all that are of it."""
    periods: dict[str, list[str]] = {}
    for measure in table.judging:
        periods.setdefault(measure.period, []).append(measure.indicator.words.name)
    return "; ".join(
        f"{join_names(names)} ({parse_period(period).words})" for period, names in periods.items()
    )


def count_measures(table: WardTable, area: Area, what: str, value: int) -> Figure:
    """A number of ward measures as a figure that names what it was counted from."""
    first = min((measure.period for measure in table.measures), default="")
    inputs = [
        figure.id
        for measure in table.measures
        if measure.judged
        for figure in measure.figures.values()
        if not figure.missing
    ]
    slug = first.lower().replace("/", "-").replace(" ", "-")
    return Figure.of_count(
        figure_id("ward_measures", area.slug, slug, derived=what),
        value,
        "ward_measures",
        area_code=area.code,
        period=first,
        inputs=tuple(sorted(inputs)),
    )


def say_unknown(store: Store, found: AreaStandouts) -> tuple[Unknown, ...]:
    """What the book cannot say of the area, by reason."""
    said = []

    def add(why: str, ids: Iterable[str]) -> None:
        if names := tuple(dict.fromkeys(store.indicators[name].short_title for name in ids)):
            said.append(Unknown(compose(why), names))

    add(
        f"for some measures no current figure of {found.area.in_prose} is held in this book",
        [name for name in found.unheard if store.indicators[name].topic != "population"],
    )
    add(
        "some measures lie far from England, but rest on too few people to say so without a "
        "test, which the figures at hand do not allow",
        found.small,
    )
    add(
        f"{found_since(found)} some measures cannot be set beside a figure of that time, because "
        "the series was cut or begins later",
        [name for name in found.broken if store.indicators[name].polarity != "neutral"],
    )
    add(
        "whether some measures differ from England cannot be told from the counts, bases and "
        "intervals at hand",
        [
            name
            for name, row in iter_standings(found.standings)
            if row.england_verdict == 0
            and store.indicators[name].method != "count"
            and not math.isnan(row.england)
            and not is_carried_on(store, name, [found.area.code])
            and is_current(row.period, store.indicators[name].official.cadence, found.today, MISSED)
        ],
    )
    said.append(
        Unknown(
            compose(
                "what is not measured stands in no list: how children feel, how long they wait "
                "for help, and what they would change themselves"
            )
        )
    )
    return tuple(said)


def found_since(found: AreaStandouts) -> str:
    """“Since April 2019”, for the middle of a sentence’s start."""
    return f"since {say_month(found.since)}"
