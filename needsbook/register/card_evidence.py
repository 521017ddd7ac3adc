"""What each printed figure rests on, for its card: the step of the ladder of evidence."""

from __future__ import annotations

from collections.abc import Iterable

from needsbook.findings.evidence import take_evidence
from needsbook.stats.evidence import find_steps
from needsbook.stats.steps import BASE_ELSEWHERE, STEP_RULES, STEP_WORDS
from needsbook.store.figures import Figure
from needsbook.store.store import Store


def name_evidence(store: Store, figures: Iterable[Figure]) -> dict[str, str]:
    """By id: the step a published figure stands on, and its meaning; all in one call.

    Derived figures, plain counts and missing values have none.
    """
    wanted = [
        figure
        for figure in figures
        if figure.value is not None and not figure.inputs and figure.dataset in store.passports
        if figure.indicator in store.indicators and store.indicators[figure.indicator].method != "count"
    ]  # fmt: skip
    known = [take_evidence(store, figure) for figure in wanted]
    about = [store.indicators[figure.indicator] for figure in wanted]
    steps = find_steps(
        known,
        [indicator.method for indicator in about],
        [indicator.multiplier for indicator in about],
    )
    named = {}
    for figure, evidence, step in zip(wanted, known, steps, strict=True):
        more = f" ({evidence.base_from})" if step == BASE_ELSEWHERE else ""
        named[figure.id] = f"{STEP_WORDS[step]}{more}: {STEP_RULES[step]}"
    return named
