"""Whether a published value prints as the document has it."""

from __future__ import annotations

import math
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

ABOUT_SHARE = 0.025


def _decimal(value: float) -> Decimal:
    # Twelve digits: 100 * 728 / 1000 is 72.8 to a reader, not 72.80000000000001.
    return Decimal(f"{value:.12g}")


def round_as_printed(value: float, decimals: int) -> float:
    """``value`` rounded half away from zero to ``decimals``."""
    return float(_decimal(value).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


def prints_as(value: float, printed: float, decimals: int, qualifier: str = "exact") -> bool:
    """Whether ``value`` bears out what is printed, given the document's qualifier.

    A tie may be rounded either way: publishers differ, and a published 27.5 may stand for
    27.46. “About” allows for the zeros it ends in (about 74,000: by 500 either way), and
    2.5 per cent where it ends in none.
    """
    if qualifier == "less_than":
        return value < printed
    if qualifier == "more_than":
        return value > printed
    if qualifier == "up_to":
        return value <= printed
    step = Decimal(1).scaleb(-decimals)
    target = Decimal(f"{printed:.12g}")
    if any(
        _decimal(value).quantize(step, way) == target for way in (ROUND_HALF_UP, ROUND_HALF_EVEN)
    ):
        return True
    if qualifier == "about":
        return abs(value - printed) <= allow_about(printed, decimals)
    return False


def allow_about(printed: float, decimals: int) -> float:
    """How far a value may lie from one printed as “about”."""
    least = 0.5 * 10.0**-decimals
    digits = f"{abs(printed):.{decimals}f}"
    zeros = len(digits) - len(digits.rstrip("0")) if not decimals else 0
    return max(least, 0.5 * 10.0**zeros if zeros else abs(printed) * ABOUT_SHARE)


def cut_off_as(value: float, printed: float, decimals: int) -> bool:
    """Whether ``value`` prints so when further decimals are dropped instead of rounded."""
    cut = _decimal(value).quantize(Decimal(1).scaleb(-decimals), ROUND_DOWN)
    return cut == Decimal(f"{printed:.12g}") and not prints_as(value, printed, decimals)


def window(printed: float, decimals: int, qualifier: str = "exact") -> tuple[float, float]:
    """The values that print so: from, to (either may be infinite)."""
    if qualifier in ("less_than", "up_to"):
        return -math.inf, printed
    if qualifier == "more_than":
        return printed, math.inf
    half = 0.5 * 10**-decimals
    if qualifier == "about":
        half = allow_about(printed, decimals)
    return printed - half, printed + half
