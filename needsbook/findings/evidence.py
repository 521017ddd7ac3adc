"""What is known of a figure beside its value: the evidence the ladder of ``stats`` climbs on."""

from __future__ import annotations

from weakref import WeakKeyDictionary

import numpy as np

from needsbook.catalogue import Indicator, parse_period
from needsbook.findings.living import count_living, name_people
from needsbook.stats.evidence import Evidence
from needsbook.store.figures import Figure
from needsbook.store.store import Store

# A base of the same area in another year: no nearer than this is taken for granted.
LESS, MORE = 2 / 3, 3 / 2
# The same base in another table of the same period: apart from rounding it is the same.
NEAR_LESS, NEAR_MORE = 0.98, 1.02
YEARS_BACK = 7
DAYS_PER_YEAR = 365.25
MOST_DECIMALS = 6
# A table with fewer values is judged by the whole file: England is one row a year.
FEW_VALUES = 5

_KNOWN: WeakKeyDictionary[Store, dict[object, object]] = WeakKeyDictionary()


def take_evidence(store: Store, figure: Figure) -> Evidence:
    """Everything the tests may know of ``figure``.

    A published figure brings its printed limits, counts, the rounding of its file and, where
    the base is missing, its range from other years or tables and the number of people of
    that age living there. A derived figure brings its value and rounding only. Every table
    looked into counts as read (``store.touched``).
    """
    indicator = store.indicators[figure.indicator]
    half = _find_half(store, indicator, figure)
    if figure.value is None or figure.dataset not in store.passports:
        return Evidence(figure.value, half=half, people=name_people(indicator))
    passport = store.passports[figure.dataset]
    published = figure.interval_method == "published"
    months = bool(figure.period) and parse_period(figure.period).kind == "months"
    found = Evidence(
        figure.value,
        figure.lower_ci if published else None,
        figure.upper_ci if published else None,
        figure.count,
        figure.denominator,
        half,
        coarse=float(passport.counts_rounded_to),
        # An average of three months is a whole number of thirds.
        grain=1 / 3 if months else 1.0,
        people=name_people(indicator),
    )
    if indicator.method not in ("proportion", "rate") or found.lower is not None:
        return found
    if figure.denominator is not None:
        return found
    low, high, words = find_base(store, indicator, figure)
    living = count_living(store, indicator, figure.area_code, figure.period)
    return Evidence(
        **{
            **{name: getattr(found, name) for name in found.__dataclass_fields__},
            "base_low": low,
            "base_high": high,
            "base_from": words,
            "living": living,
        }
    )


def find_base(
    store: Store, indicator: Indicator, figure: Figure
) -> tuple[float | None, float | None, str]:
    """The range in which the base must lie, and where it is known from.

    First the same base in another table of the same period (an indicator with the same
    base, ages and footing); then the area's own bases of other years, at most seven away,
    from two thirds of the smallest to one and a half times the largest.
    """
    for other in _list_siblings(store, indicator):
        for row in store.rows_of(other.id, figure.area_code):
            if row.period == figure.period and row.denominator > 0 and not row.sex and not row.age:
                base = float(row.denominator)
                words = f"the same base under “{other.short_title}”"
                return base * NEAR_LESS, base * NEAR_MORE, words
    end = parse_period(figure.period).end
    near: dict[str, float] = {}
    for row in store.rows_of(indicator.id, figure.area_code):
        if row.sex or row.age or not row.denominator > 0:
            continue
        away = abs((parse_period(row.period).end - end).days) / DAYS_PER_YEAR
        if away <= YEARS_BACK:
            near[row.period] = float(row.denominator)
    if not near:
        return None, None, ""
    periods = sorted(near, key=parse_period)
    span = periods[0] if len(periods) == 1 else f"{periods[0]} to {periods[-1]}"
    words = f"{name_people(indicator)} of {span}"
    return min(near.values()) * LESS, max(near.values()) * MORE, words


def _list_siblings(store: Store, indicator: Indicator) -> list[Indicator]:
    """Other indicators over the same base: same words for it, same ages, basis and source."""
    known = _KNOWN.setdefault(store, {})
    key = ("siblings", indicator.id)
    if key not in known:
        mine = (indicator.denominator, indicator.ages, indicator.basis, indicator.source)
        known[key] = [
            one
            for one in store.indicators.values()
            if one.id != indicator.id
            and one.method == indicator.method
            and (one.denominator, one.ages, one.basis, one.source) == mine
        ]
    return known[key]  # type: ignore[return-value]


def _find_half(store: Store, indicator: Indicator, figure: Figure) -> float:
    """Half of the last decimal that the figure's file prints for its level and period."""
    decimals = indicator.decimals
    if figure.dataset in store.passports and figure.value is not None:
        level = store.areas[figure.area_code].level
        decimals = _count_decimals(store, indicator).get(
            (figure.dataset, figure.period, level), indicator.decimals
        )
    return 0.5 * 10.0**-decimals


def _count_decimals(store: Store, indicator: Indicator) -> dict[tuple[str, str, str], int]:
    """Decimals by dataset, period and level: the most that any value there carries.

    A file that rounds prints some value of each table to its last decimal; one value that
    happens to end in a nought says nothing.
    """
    known = _KNOWN.setdefault(store, {})
    key = ("decimals", indicator.id)
    if key not in known:
        rows = store.rows(indicator.id)
        rows = rows[rows["value"].notna()]
        values = rows["value"].to_numpy(dtype=np.float64)
        decimals = np.full(len(values), MOST_DECIMALS)
        for places in range(MOST_DECIMALS - 1, -1, -1):
            same = np.abs(np.round(values, places) - values) < 1e-9 * np.maximum(np.abs(values), 1)
            decimals[same] = places
        levels = [store.areas[code].level for code in rows["area_code"]]
        most: dict[tuple[str, str, str], int] = {}
        always: dict[tuple[str, str], int] = {}
        sizes: dict[tuple[str, str, str], int] = {}
        places_of = zip(rows["dataset"], rows["period"], levels, strict=True)
        for place, number in zip(places_of, decimals.tolist(), strict=True):
            most[place] = max(most.get(place, 0), number)
            sizes[place] = sizes.get(place, 0) + 1
            file = (place[0], place[2])
            always[file] = max(always.get(file, 0), number)
        for place, size in sizes.items():
            if size < FEW_VALUES:
                most[place] = always[place[0], place[2]]
        known[key] = most
    return known[key]  # type: ignore[return-value]
