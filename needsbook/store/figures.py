"""A number is an object: value, interval, printed form, and the rows it came from.

Ids are ``indicator.area.period``; a superseded edition adds ``~edition`` to the period
(``population_0_19.westminster.mid-2016~first-release``) and a derived figure adds a
fourth part (``obesity_year6_pct.westminster.2017-18.difference-from-england``).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

MISSING_WORDS = {
    "suppressed": "suppressed",
    "not_available": "not available",
    "not_applicable": "not applicable",
    "low": "too low to show",
    "combined_with_neighbour": "combined with a neighbour",
    "not_comparable": "not comparable",
    "not_held": "not held in this book",
    "not_published": "not published",
}
# Reasons a publisher's file may give. That a figure is not held is found here; that it is
# not published stands in the indicator's file, with the source that says so.
REASONS = tuple(
    missing_word
    for missing_word in MISSING_WORDS
    if missing_word not in ("not_held", "not_published")
)


@dataclass(frozen=True)
class Figure:
    """One figure that may be printed.

    ``value`` is None when missing, and then ``reason`` is set (a key of
    ``MISSING_WORDS``). ``lower_ci`` and ``upper_ci`` are in the unit of ``value``.
    ``inputs`` names the ids of the figures a derived one was made from. ``recovered`` says
    how count or base were found where the publisher does not print them (“count recovered
    from the published rate”); it is empty where they are printed.
    """

    id: str
    indicator: str
    area_code: str
    period: str
    value: float | None
    printed: str
    unit: str
    lower_ci: float | None = None
    upper_ci: float | None = None
    count: float | None = None
    denominator: float | None = None
    reason: str = ""
    note: str = ""
    dataset: str = ""
    series: str = ""
    edition: str = ""
    method: str = "published"
    interval_method: str = ""
    inputs: tuple[str, ...] = field(default=())
    estimated: bool = False
    recovered: str = ""

    @property
    def missing(self) -> bool:
        """Whether there is no value to print."""
        return self.value is None

    def derive(
        self,
        name: str,
        value: float | None,
        method: str,
        inputs: Iterable[str],
        *,
        unit: str = "",
        printed: str = "",
        decimals: int = 0,
        about: str = "",
        **more: Any,
    ) -> Figure:
        """A figure made from this one: its id ends in ``name`` and it names its ``inputs`` (ids).

        Indicator, area, period and publication are this figure's; ``unit`` is too, unless
        given. It prints as ``printed``, else with ``decimals``. ``about`` is the id that
        ``name`` is put behind, where it is not this figure's (a gap between wards is about
        their authority). ``more`` are further fields, or others than this figure's.
        """
        unit = unit or self.unit
        kept = {
            kept_field: getattr(self, kept_field)
            for kept_field in (
                "indicator", "area_code", "period", "dataset", "series", "edition",
            )
        }  # fmt: skip
        return Figure(
            id=f"{about or self.id}.{name}",
            value=value,
            printed=printed or print_value(value or 0.0, unit, decimals),
            unit=unit,
            method=method,
            inputs=tuple(inputs),
            **{**kept, **more},
        )

    @classmethod
    def of_count(cls, name: str, number: float, indicator: str = "", **more: Any) -> Figure:
        """A figure that counts things (changes, measures, answers); its id is ``name``."""
        known = {"area_code": "", "period": "", "unit": "count", "method": "counted", **more}
        return cls(
            id=name,
            indicator=indicator,
            value=float(number),
            printed=print_value(float(number), "count", 0),
            **known,
        )

    def __str__(self) -> str:
        return self.printed


def round_exactly(value: float, decimals: int) -> Decimal:
    """``value`` rounded half up, away from zero, from its published decimal digits.

    A float is read by its twelve first digits, more than any publisher prints: what binary
    arithmetic leaves behind them (18.249999999999996 for 18.25) decides nothing.
    """
    return Decimal(f"{value:.12g}").quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def round_value(value: float, decimals: int) -> float:
    """``value`` as it is printed, as a number."""
    return float(round_exactly(value, decimals))


def print_value(value: float, unit: str, decimals: int) -> str:
    """``value`` as readers see it: half away from zero, thousands commas, % sign.

    The minus sign is U+2212; a value that rounds to zero carries no sign.
    """
    rounded = round_exactly(value, decimals)
    text = f"{abs(rounded):,.{decimals}f}"
    sign = "−" if rounded < 0 else ""
    return f"{sign}{text}{'%' if unit == 'percent' else ''}"


def figure_id(
    indicator: str, area_slug: str, period_slug: str, edition: str = "", derived: str = ""
) -> str:
    """The id of a figure (see the module's first lines for the grammar)."""
    return f"{indicator}.{area_slug}.{figure_stamp(period_slug, edition, derived)}"


def figure_stamp(period_slug: str, edition: str = "", derived: str = "") -> str:
    """The last part of an id: period, “~” and edition where superseded, what it is derived by."""
    stamp = f"{period_slug}~{edition}" if edition else period_slug
    return f"{stamp}.{derived}" if derived else stamp


def is_number(value: float | None) -> bool:
    """Whether ``value`` is there and finite."""
    return value is not None and math.isfinite(value)


def unique_figures(figures: Iterable[Figure]) -> list[Figure]:
    """The figures without repeats, first appearance first."""
    return list({figure.id: figure for figure in figures}.values())
