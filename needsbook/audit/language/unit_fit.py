"""Whether a number, by the unit it is printed in, may be a value of an indicator or a count behind it."""

from __future__ import annotations

from needsbook.audit.language.numbers import Number
from needsbook.catalogue import Indicator
from needsbook.catalogue.units import find_unit

RATES = ("per_10k", "per_100k", "per_1000", "per_100_pupils")
ALIKE = {
    ("percent", "per_100_pupils"), ("per_100_pupils", "percent"), ("points", "percentage_points"),
}  # fmt: skip


def unit_fits(indicator: Indicator, number: Number, rate_said: bool) -> str:
    """“value” where the number may be a value of the indicator, “count” where a count behind it."""
    unit, own = number.unit, indicator.unit
    if unit == own or (unit, own) in ALIKE:
        return "value"
    if unit:
        return ""
    whole = float(number.value).is_integer() and number.value >= 0
    if find_unit(own).counted:
        return "value" if whole and not (rate_said and not number.counted) else ""
    if number.counted:
        return "count" if whole and own in ("percent", *RATES) and number.value >= 10 else ""
    if own in ("score", "points"):
        return "value"
    if own in RATES:
        return "value" if rate_said or (own == "per_100_pupils" and not whole) else ""
    return ""
