"""What a title calls its numbers, where the column of the values says nothing of them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from needsbook.catalogue.indicators import Indicator
from needsbook.refresh.reading.headers import HeaderFound
from needsbook.refresh.reading.narrowings import VERBS
from needsbook.refresh.reading.surroundings import SAID_WRONG, OtherTitle, list_titles
from needsbook.refresh.reading.value_column import kind_of_number

# What a title calls its numbers; a “rate” of nothing named may be per hundred.
NUMBERS_CALLED: Mapping[str, str] = {
    "count": r"\b(numbers?|counts?|volumes?|totals?) of\b|^numbers?$|^counts?$|\bheadcount\b",
    "percent": r"%|\bper ?cent(age)?s?\b|\bproportion of\b|\bprevalence\b",
    "rate": r"\brates?\b|\bper 1[\d, ]*0\b",
    "score": r"\b(scores?|points?|average|mean)\b",
}
MAY_BE_CALLED = {
    "count": ("count",), "percent": ("percent", "rate"), "rate": ("rate",), "score": ("score", "rate"),
}  # fmt: skip


def check_kind_of_number(found: HeaderFound, indicator: Indicator) -> None:
    """``BadInput`` where the title says counts and the indicator is a rate, or the like.

    For tables whose column of values does not say itself what its numbers are.
    """
    kind = kind_of_number(indicator)
    allowed = MAY_BE_CALLED[kind] + (("percent",) if indicator.unit == "per_100_pupils" else ())
    for line in list_titles(found):
        if line.endswith(".") and VERBS.search(line):
            continue
        called = [
            name for name, words in NUMBERS_CALLED.items()
            if re.search(f"(?i){words}", line) and not re.search(f"(?i){words}", indicator.title)
        ]  # fmt: skip
        if called and not set(called) & set(allowed):
            hit = re.search(f"(?i){NUMBERS_CALLED[called[0]]}", line)
            raise OtherTitle(
                f"the title says “{hit[0] if hit else called[0]}” (“{line}”); "
                f"{indicator.id} is in {indicator.unit_words}",
                found.grid.place, f"import the table of that unit; {SAID_WRONG}",
            )  # fmt: skip
