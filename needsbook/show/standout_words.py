"""Findings as sentences, each with its grade: tested, counted but not tested, or placed.

“Better”, “worse”, “rose” and “fell” stand only where a test found the difference. An
untested one is said in numbers (“12.1 percentage points above England”), and a place is
only a place. The grade is printed with each finding, as a mark and a word.
"""

from __future__ import annotations

from dataclasses import dataclass

from needsbook.catalogue import parse_period
from needsbook.catalogue.periods import say_when
from needsbook.catalogue.units import find_unit
from needsbook.findings.standing_figures import NEIGHBOURS, PlaceTold, tell_place
from needsbook.findings.standout_figures import COUNTRY, Beside, Moved
from needsbook.findings.standouts import AreaStandouts
from needsbook.show.sentences import Part, Sentence, Spelled, compose, fill
from needsbook.show.words import name_unit, word_clause
from needsbook.stats.standouts import Grade, Standout
from needsbook.stats.verdicts import HIGHER, NOT_TESTED, SIMILAR
from needsbook.store.figures import Figure, print_value
from needsbook.store.store import Store

GRADE_WORDS: dict[Grade, str] = {
    "tested": "tested",
    "counted": "counted, not tested",
    "placed": "placed",
}
GRADE_MARKS: dict[Grade, str] = {"tested": "●", "counted": "◐", "placed": "○"}
GRADE_MEANINGS: dict[Grade, str] = {
    "tested": "a test of the figures finds the difference; chance alone would hardly make it",
    "counted": "the difference is as published, but the figures at hand allow no test of it",
    "placed": "only the place among the authorities is known, not whether it is chance",
}
OLDER = " (the newest figure held; a later one should be out)"


@dataclass(frozen=True)
class Told:
    """One finding: a sentence and its grade."""

    sentence: Sentence
    grade: Grade

    @property
    def text(self) -> str:
        """The finding as plain text, its grade in brackets."""
        return f"{self.sentence.text} [{GRADE_WORDS[self.grade]}]"


def say_standout(store: Store, beside: Beside, grade: Grade) -> Told:
    """“In 2024/25, 22.1% of pupils in Westminster were persistently absent, 3.5 percentage
    points above England (18.7%): 7th highest of 153 authorities.”"""
    indicator, figure = beside.indicator, beside.figure
    clause = fill(word_clause(indicator, figure.printed), value=figure, place=beside.area.place)
    parts: tuple[Part, ...] = (f"{say_when(figure.period)}, ", *clause)
    parts += _say_england(beside, grade)
    told = _say_places(store, beside)
    parts += ((": " if told else ""), *told)
    if not beside.current:
        parts += (OLDER,)
    return Told(compose(*parts), grade)


def say_company(store: Store, found: AreaStandouts, standout: Standout) -> Told:
    """“Attainment 8: 52.1 in 2024/25, 11th highest of 152 authorities.” for a measure that
    stands out beside another one of its issue."""
    row, indicator = found.row(standout.indicator), store.indicators[standout.indicator]
    figure = store.figure(indicator.id, found.area.code, str(row["period"]))
    place = tell_place(store, figure, row)
    parts: tuple[Part, ...] = (f"{indicator.short_title}: ", *say_with_base(figure))
    parts += (f" {say_when(figure.period)}",)
    if place is not None:
        parts += (", ", *say_place(place), " authorities")
    return Told(compose(*parts), standout.grade)


def say_with_base(figure: Figure) -> tuple[Part, ...]:
    """The figure; a rate with its base, without which it is nothing."""
    rate = figure.unit.startswith("per_")
    return (figure, f" {find_unit(figure.unit).words}") if rate else (figure,)


def _say_england(beside: Beside, grade: Grade) -> tuple[Part, ...]:
    verdict, england = int(beside.row["england_verdict"]), beside.england
    if england.missing or grade == "placed":
        return ()
    if verdict not in (NOT_TESTED, SIMILAR):
        word = name_direction(beside, verdict == HIGHER)
        return (f", {word} than in England (", england, ")")
    if beside.difference is None or beside.difference.value is None:
        return (" (in England ", england, ")")
    size = measure(beside.difference, beside.indicator.decimals)
    if not size:
        return (", the same as in England (", england, ")")
    side = "above" if beside.difference.value > 0 else "below"
    return (", ", *size, f" {side} England (", england, ")", *_note(beside.difference))


def name_direction(beside: Beside, higher: bool) -> str:
    """“Worse”, “better”, or for an indicator without polarity “higher”, “lower”."""
    polarity = beside.indicator.polarity
    if polarity not in ("lower_is_better", "higher_is_better"):
        return "higher" if higher else "lower"
    return "worse" if higher == (polarity == "lower_is_better") else "better"


def measure(difference: Figure, decimals: int) -> tuple[Part, ...]:
    """The size of a difference with its unit; nothing where it prints as zero."""
    printed = print_value(abs(difference.value or 0.0), difference.unit, decimals)
    if not any(digit in printed for digit in "123456789"):
        return ()
    return (Spelled(difference, printed), name_unit(difference.unit, printed))


def _note(difference: Figure) -> tuple[str, ...]:
    """“, from the unrounded values”, where the printed ones give another difference."""
    return (f", {difference.note}",) if difference.note else ()


def place_period(period: str) -> str:
    """The period after a value of two: “in 2019/20”; a span in brackets, since “from 2.1% from
    December 2019 to February 2020 to 2.8%” cannot be read."""
    when = parse_period(period)
    if when.kind == "months":
        return f"(average of {when.words})"
    return f"({when.words})" if when.spans else say_when(period)


def _say_places(store: Store, beside: Beside) -> tuple[Part, ...]:
    parts: tuple[Part, ...] = ()
    country = beside.places.get(COUNTRY)
    if country:
        parts = (*say_place(country), " authorities")
    for group, told in beside.places.items():
        # The nearer circle is told where the area stands at its end, or there is no other place;
        # who is first of all authorities alone is first in the region too.
        if group in (COUNTRY, NEIGHBOURS) or not (told.first or not country):
            continue
        if country and country.first and country.tied == 1:
            continue
        parts += ((", and " if parts else ""), *say_place(told), f" {store.areas[group].place}")
    return parts


def say_place(told: PlaceTold) -> tuple[Part, ...]:
    """“7th highest of 153”, “joint 2nd lowest of 11”, “the highest of 32”, “in the middle, 6th
    of 11”."""
    if told.middle:
        return ("in the middle, ", told.place, " of ", told.of)
    joint = "joint " if told.tied > 1 else ""
    if told.first:
        return (f"{joint or 'the '}{told.end} of ", told.of)
    return (joint, told.place, f" {told.end} of ", told.of)


def say_neighbours_place(beside: Beside) -> Sentence:
    """“Among it and its statistical neighbours: 3rd highest of 11; their median 18.8%.”"""
    told = beside.places.get(NEIGHBOURS)
    if told is None:
        return Sentence()
    median: tuple[Part, ...] = (
        (" (median of the neighbours ", beside.median, ")") if beside.median else ()
    )
    return compose(*say_place(told), " among it and its statistical neighbours", *median)


def say_moved(moved: Moved) -> Told:
    """“Free school meals, secondary: 28.1% in 2017/18, 44.2% in 2024/25, 16.1 percentage
    points more.” “Rose”, “fell” and “for the better” only where a test found the change."""
    indicator, earlier, later = moved.indicator, moved.earlier, moved.later
    size = measure(moved.change, indicator.decimals)
    then, now = (place_period(figure.period) for figure in (earlier, later))
    span: tuple[Part, ...] = (" from ", earlier, f" {then} to ", later, f" {now}")
    name = indicator.words.name
    if later.unit.startswith("per_"):
        name += f" ({find_unit(later.unit).words})"  # a rate is nothing without its base
    if moved.verdict not in (NOT_TESTED, SIMILAR):
        ending = {True: ", a change for the better", False: ", a change for the worse", None: ""}
        verb = "rose" if moved.rose else "fell"
        return Told(compose(f"{name} {verb}", *span, ending[moved.good]), "tested")
    apart: tuple[Part, ...] = (": the same",)
    if size:
        apart = (": ", *size, " more" if moved.rose else " less", *_note(moved.change))
    return Told(
        compose(
            f"{name} was ", earlier, f" {then} and ", later, f" {now}",
            *apart,
        ),
        "counted",
    )  # fmt: skip
