"""Counts and bases a publisher leaves out, recovered from its printed rates as a file is read.

Only where a file prints several ratios over one base to five decimals and not one count or
base: a file that prints some of them and hides others hides them on purpose, and nothing is
worked out from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from needsbook.catalogue.areas import load_areas
from needsbook.catalogue.indicators import Indicator, load_indicators
from needsbook.catalogue.passports import Recovery
from needsbook.catalogue.periods import parse_period
from needsbook.errors import BadInput
from needsbook.paths import Project
from needsbook.refresh.batches import list_fetched
from needsbook.refresh.codes import code_reader
from needsbook.refresh.differences import Difference
from needsbook.refresh.published_cells import read_cell
from needsbook.refresh.rows import Published
from needsbook.stats.recovery import Recovered, bound_base, recover_counts

BOTH = "count and base"
WORDS = "count recovered from the published rate"
HOW = (
    "{number} rates are printed to {decimals} decimals over one base and no counts: the base is "
    "the only number, in the range that the bases of other years allow, that makes every "
    "numerator whole. Blank where more than one number does."
)
SUM_WORDS = "sum of recovered counts of the authorities"
SUM_HOW = (
    "Sums of the authorities, kept only where they give back the printed rates to {decimals} "
    "decimals."
)
FEWEST_DECIMALS, MOST_DECIMALS = 5, 10
FEWEST_RATIOS = 2
DAYS_PER_YEAR = 365.25
PARTS = "upper_tier"
WHOLES = ("region", "country")
Place = tuple[str, str]


@dataclass(frozen=True)
class _Row:
    """One printed row: where it stands in the list, its area and period, and its ratios."""

    at: int
    code: str
    period: str
    ratios: tuple[float, ...]


def fill_counts(
    indicator: Indicator, published: Iterable[Published], held: pd.DataFrame, project: Project
) -> tuple[list[Published], tuple[Recovery, ...]]:
    """The figures with count and base where they can be recovered, and what the passport says.

    ``held`` are the rows of the same base the book has (``area_code, period, denominator`` as
    text): their years bound the base searched for. Everything comes back as it was where the
    file prints a count or a base anywhere, no second ratio, or fewer than five decimals.
    """
    figures = list(published)
    if not any(figure.ratios for figure in figures) or any(
        _number(part) is not None
        for figure in figures
        for part in (figure.count, figure.denominator)
    ):
        return figures, ()
    decimals = min(
        max((_count_decimals(figure.value) for figure in figures), default=0), MOST_DECIMALS
    )
    if decimals < FEWEST_DECIMALS:
        return figures, ()
    rows = _list_rows(figures, project)
    known = _list_bases(held)
    levels = {code: load_areas(project)[code].level for code in {row.code for row in rows}}
    found: dict[Place, Recovered] = {}
    for row in rows:
        bounds = bound_base(_measure_away(known.get(row.code, ()), row.period))
        if levels[row.code] in WHOLES or bounds is None:
            continue
        got = recover_counts(row.ratios, *bounds, scale=indicator.multiplier, decimals=decimals)
        if got is not None:
            found[row.code, row.period] = got
    sums = _add_up(rows, found, levels, indicator.multiplier, decimals, project)
    for row in rows:
        got = found.get((row.code, row.period)) or sums.get((row.code, row.period))
        if got is not None:
            figures[row.at] = replace(
                figures[row.at], count=str(got.counts[0]), denominator=str(got.base)
            )
    number = max((len(row.ratios) for row in rows), default=0)
    told: list[Recovery] = []
    for places, words, how in ((found, WORDS, HOW), (sums, SUM_WORDS, SUM_HOW)):
        if places:
            codes, periods = zip(*places, strict=True)
            text = how.format(number=number, decimals=decimals)
            told += tell_recovered(project, BOTH, words, text, codes, periods)
    return figures, tuple(told)


def tell_recovered(
    project: Project, of: str, words: str, how: str, codes: Iterable[str], periods: Iterable[str]
) -> tuple[Recovery, ...]:
    """The entry of a passport: the levels of ``codes`` and the periods it holds for."""
    areas = load_areas(project)
    levels = tuple(sorted({areas[code].level for code in codes}))
    spans = tuple(sorted(set(periods), key=parse_period))
    return (
        Recovery.model_validate(
            {"of": of, "words": words, "how": how, "levels": levels, "periods": spans}
        ),
    )


def join_recovered(
    told: tuple[Recovery, ...], found: Sequence[Difference], rows: pd.DataFrame
) -> tuple[Recovery, ...]:
    """Which counts and bases are not printed, after the new rows have come.

    ``told`` is what the passport said, ``rows`` the snapshot as it will be. What was recovered
    in the new rows is added. Where they bring printed counts, what was said holds only for the periods whose rows stay as they were.
    """
    if any(difference.fetched.prints_counts for difference in found):
        fresh = list_fetched(found)
        has = rows["count"].ne("") | rows["denominator"].ne("")
        kept = {
            key[2]
            for key in zip(
                rows["indicator"][has], rows["area_code"][has], rows["period"][has], strict=True
            )
            if key not in fresh
        }
        narrowed = []
        for recovery in told:
            periods = tuple(
                sorted(
                    (kept & set(recovery.periods)) if recovery.periods else kept, key=parse_period
                )
            )
            if periods:
                narrowed.append(recovery.model_copy(update={"periods": periods}))
        told = tuple(narrowed)
    for part in found:
        for new in part.fetched.recovered:
            same = [
                recovery
                for recovery in told
                if (recovery.of, recovery.words) == (new.of, new.words)
            ]
            if any(
                not recovery.periods and set(new.levels) <= set(recovery.levels)
                for recovery in same
            ):
                continue
            joined = next((recovery for recovery in same if recovery.levels == new.levels), None)
            if joined is None:
                told = (*told, new)
                continue
            spans = tuple(sorted({*joined.periods, *new.periods}, key=parse_period))
            told = tuple(
                new.model_copy(update={"periods": spans}) if recovery is joined else recovery
                for recovery in told
            )
    return told


def list_same_base(indicator: Indicator, project: Project) -> list[str]:
    """The indicators over the same base, this one first: same words, basis and publisher."""
    mine = (indicator.denominator, indicator.basis, indicator.source)
    others = [
        known.id
        for known in load_indicators(project).values()
        if known.id != indicator.id and (known.denominator, known.basis, known.source) == mine
    ]
    return [indicator.id, *others]


def _list_rows(figures: Sequence[Published], project: Project) -> list[_Row]:
    read_code = code_reader(project)
    found = []
    for at, held in enumerate(figures):
        code = read_code(held.area)
        numbers = [_number(part) for part in (held.value, *held.ratios)]
        ratios = tuple(number for number in numbers if number is not None)
        if code and numbers[0] is not None and len(ratios) >= FEWEST_RATIOS:
            found.append(_Row(at, code, held.period, ratios))
    return found


def _list_bases(held: pd.DataFrame) -> Mapping[str, list[tuple[date, float]]]:
    """The bases held of each area, with the last day of their period."""
    based = held[held["denominator"].ne("")]
    found: dict[str, list[tuple[date, float]]] = {}
    for code, period, base in zip(
        based["area_code"], based["period"], based["denominator"], strict=True
    ):
        found.setdefault(code, []).append((parse_period(period).end, float(base)))
    return found


def _measure_away(
    known: Iterable[tuple[date, float]], period: str
) -> Iterable[tuple[float, float]]:
    end = parse_period(period).end
    return (((day - end).days / DAYS_PER_YEAR, base) for day, base in known)


def _add_up(
    rows: Sequence[_Row],
    found: Mapping[Place, Recovered],
    levels: Mapping[str, str],
    scale: float,
    decimals: int,
    project: Project,
) -> dict[Place, Recovered]:
    """Regions and England as sums of their authorities, where every authority of the file has
    its counts and the sums print as the rates."""
    areas = load_areas(project)
    half = 0.5 * 10.0**-decimals * (1 + 1e-6) + 1e-12
    sums = {}
    for row in rows:
        if levels[row.code] not in WHOLES:
            continue
        parts = [
            part
            for part in rows
            if part.period == row.period
            and levels[part.code] == PARTS
            and (levels[row.code] == "country" or areas[part.code].region == row.code)
        ]
        got = [found.get((part.code, part.period)) for part in parts]
        known = [part for part in got if part is not None]
        if not known or len(known) < len(got):
            continue
        if any(len(part.counts) != len(row.ratios) for part in known):
            continue
        base = sum(part.base for part in known)
        counts = tuple(sum(numbers) for numbers in zip(*(p.counts for p in known), strict=True))
        if all(
            abs(count / base * scale - ratio) <= half
            for count, ratio in zip(counts, row.ratios, strict=True)
        ):
            sums[row.code, row.period] = Recovered(base, counts)
    return sums


def _number(content: object) -> float | None:
    """The number of a cell; None for a symbol, a blank, or what is none."""
    try:
        text = read_cell(content).number
    except BadInput:
        return None
    return float(text) if text else None


def _count_decimals(content: object) -> int:
    try:
        return len(read_cell(content).number.partition(".")[2])
    except BadInput:
        return 0
