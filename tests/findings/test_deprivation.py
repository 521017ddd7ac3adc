"""The second group: authorities of the same tenth of deprivation."""

from __future__ import annotations

import pytest

from needsbook.findings.deprivation import SCORE, compare_with_alike, find_bands, list_alike
from needsbook.store import Store


def test_tenths_follow_the_scores(store: Store) -> None:
    bands = find_bands(store)
    assert len(bands) > 130
    assert set(bands.values()) == set(range(1, 11))
    scores = {code: store.figure(SCORE, code).value for code in bands}
    for band in range(1, 10):
        lowest = min(scores[code] for code in bands if bands[code] == band)
        assert lowest >= max(scores[code] for code in bands if bands[code] == band + 1)


def test_areas_without_a_score_have_no_group(store: Store) -> None:
    assert list_alike(store, store.areas["worcestershire"]) == []
    indicator = store.indicators["fsm_primary_pct"]
    assert (
        compare_with_alike(store, indicator, store.figure(indicator.id, "worcestershire")) is None
    )


def test_group_is_compared_on_the_ladder(store: Store) -> None:
    indicator = store.indicators["child_poverty_ahc_pct"]
    figure = store.figure(indicator.id, "hackney")
    found = compare_with_alike(store, indicator, figure)
    assert found is not None
    assert "E09000012" not in {figure.area_code for figure in found.figures}
    values = [figure.value for figure in found.figures]
    assert found.mean.figure.value == pytest.approx(sum(values) / len(values))
    assert found.mean.verdict.step == 2
    assert found.mean.verdict.outcome == "worse"
    assert (
        compare_with_alike(store, store.indicators[SCORE], store.figure(SCORE, "hackney")) is None
    )
