"""Small numbers in a table of our own: parts of an area and their whole, made safe to print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from needsbook.catalogue import Indicator
from needsbook.stats.suppression import CountTable, Percentage, Total, suppress
from needsbook.store.figures import MISSING_WORDS, Figure

HIDDEN_NOTE = "a small number, or one from which a small number could be worked out"


def protect_parts(
    indicator: Indicator, parts: Sequence[Figure], whole: Figure | None = None
) -> tuple[list[Figure], Figure | None]:
    """``parts`` and ``whole`` with every figure that must not be printed made missing.

    The rule is the indicator's (``disclosure.below``); without one nothing changes. A
    hidden figure loses value, interval, count and denominator, is “suppressed”, and does
    not say whether it is small itself or hides a smaller one. The counts of the parts are
    taken to sum to the whole's where they do; otherwise (perturbed counts, or a part
    without a count) the sum gives nothing away exactly and is left out of the proof.
    """
    below = indicator.disclosure.below
    every = [*parts, *([whole] if whole is not None else [])]
    counts = {
        figure.id: count
        for figure in every
        if (count := _find_count(indicator, figure)) is not None
    }
    if below < 2 or not counts:
        return list(parts), whole
    totals: tuple[Total, ...] = ()
    if whole is not None and all(figure.id in counts for figure in every):
        ids = tuple(part.id for part in parts)
        if sum(counts[name] for name in ids) == counts[whole.id]:
            totals = (Total(whole.id, ids),)
    percentages = tuple(
        Percentage(figure.id, figure.value, figure.denominator, indicator.decimals)
        for figure in every
        if indicator.unit == "percent"
        and figure.id in counts
        and figure.value is not None
        and figure.denominator
    )
    hidden = set(suppress(CountTable(counts, totals, percentages), below).hidden)
    safe = [_hide(figure) if figure.id in hidden else figure for figure in every]
    return safe[: len(parts)], safe[-1] if whole is not None else None


def _find_count(indicator: Indicator, figure: Figure) -> int | None:
    count = figure.value if indicator.method == "count" else figure.count
    return None if count is None or figure.value is None else round(count)


def _hide(figure: Figure) -> Figure:
    return replace(
        figure,
        value=None,
        printed=MISSING_WORDS["suppressed"],
        lower_ci=None,
        upper_ci=None,
        count=None,
        denominator=None,
        reason="suppressed",
        note=HIDDEN_NOTE,
        interval_method="",
    )
