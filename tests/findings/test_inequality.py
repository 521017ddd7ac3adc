"""Inequality between wards: published figures, ids, and words that follow the test."""

import re

import pytest

from needsbook.findings.inequality import OWN_WEIGHTS, assess_inequality
from needsbook.show.inequality import say_inequality
from needsbook.show.sentences import join_text


def test_child_poverty_follows_deprivation_in_westminster(store):
    found = assess_inequality(store, "child_poverty_ahc_pct", "westminster", "FYE 2025")
    assert found.slope.claimed
    assert found.slope.wards == 18
    assert found.weights == OWN_WEIGHTS
    text = join_text(say_inequality(found))
    assert "in the most deprived fifth of wards in Westminster" in text
    assert "It was higher where deprivation was greater" in text
    gap = found.parts["gap"]
    assert gap.id == "child_poverty_ahc_pct.westminster.fye-2025.gap-between-fifths"
    assert gap.unit == "percentage_points"
    assert len(gap.inputs) == 36
    # The fifths by hand: the four most deprived of the eighteen wards, by children.
    scores = {
        figure.area_code: figure
        for figure in store.figures("idaci_2019_score", [w.area_code for w in found.wards])
    }
    worst = sorted(found.wards, key=lambda figure: -scores[figure.area_code].value)[:4]
    size = sum(ward.denominator for ward in worst)
    mean = 100 * sum(ward.count for ward in worst) / size
    assert found.parts["most"].value == pytest.approx(mean)


def test_own_counts_give_the_gap_an_interval(store):
    found = assess_inequality(store, "obesity_year6_pct", "kensington-and-chelsea")
    assert found.weights == OWN_WEIGHTS
    assert found.fifths.gap_lower < found.fifths.gap < found.fifths.gap_upper


def test_no_claim_without_the_slope(store):
    found = assess_inequality(store, "obesity_year6_pct", "kensington-and-chelsea")
    assert not found.slope.claimed
    text = join_text(say_inequality(found))
    assert "no clear pattern by deprivation" in text
    assert not re.search(r"\b(higher|lower|worse|better)\b", text)


def test_nothing_where_it_cannot_be_measured(store):
    assert assess_inequality(store, "fsm_primary_pct", "westminster") is None
    assert assess_inequality(store, "population_0_19", "westminster") is None
    assert assess_inequality(store, "idaci_2019_score", "westminster") is None
    # The wards of 2002 have no score of the 2019 index.
    assert assess_inequality(store, "obesity_year6_pct", "westminster") is None
    assert assess_inequality(store, "child_poverty_ahc_pct", "england") is None
