"""The evidence of all cards in one call is that of each figure by itself."""

from __future__ import annotations

from needsbook.findings.evidence import take_evidence
from needsbook.register.card_evidence import name_evidence
from needsbook.stats.evidence import find_step
from needsbook.stats.steps import STEP_RULES, STEP_WORDS
from needsbook.store import Store


def test_one_call_names_what_each_call_would(store: Store) -> None:
    figures = [
        store.figure(name, area)
        for name in ("obesity_year6_resident_pct", "fsm_primary_pct", "ks2_rwm_expected_pct",
                     "suspension_rate", "ks4_attainment8_score", "population_0_19")
        for area in ("westminster", "hackney", "kent", "isles-of-scilly", "england")
    ]  # fmt: skip
    named = name_evidence(store, figures)
    seen = set()
    for figure in figures:
        indicator = store.indicators[figure.indicator]
        if figure.value is None or indicator.method == "count":
            assert figure.id not in named
            continue
        step = find_step(take_evidence(store, figure), indicator.method, indicator.multiplier)
        seen.add(step)
        assert named[figure.id].startswith(STEP_WORDS[step])
        assert named[figure.id].endswith(STEP_RULES[step])
    assert seen >= {1, 2, 5, 6}
    assert name_evidence(store, []) == {}
