"""Measures of several kinds counted together: “NEET or not known”, “overweight or obese”."""

from __future__ import annotations

import re

from needsbook.catalogue.indicators import Indicator
from needsbook.refresh.reading.narrowings import own_text

# A name of one of these kinds alone is another measure.
TOGETHER: tuple[tuple[str, ...], ...] = (
    (r"\bNEETs?\b|\bnot in (education|EET)\b", r"\b(not known|unknown)\b"),
    (r"\boverweight\b", r"\bobes"),
    (r"\bSEND?\b|\bspecial educational needs?\b", r"\bsupport\b"),
    (r"\bgood\b(?! level)", r"\boutstanding\b"),
    (r"\beducation\b|EETs?\b", r"\bemployment\b|\bwork\b|EETs?\b", r"\btraining\b|EETs?\b"),
)


def find_one_kind(text: str, indicator: Indicator) -> str:
    """The words by which a name is of one kind, where the indicator is of several together."""
    plain, own = text.replace("_", " "), own_text(indicator)
    for kinds in TOGETHER:
        if not all(re.search(f"(?i){kind}", own) for kind in kinds):
            continue
        hits = [re.search(f"(?i){kind}", plain) for kind in kinds]
        if any(hits) and not all(hits):
            return next(hit[0] for hit in hits if hit)
    return ""
