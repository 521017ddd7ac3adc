"""The search, its guard, and the honesty about chance."""

from __future__ import annotations

import random

import pytest

from needsbook.audit.accidents import ChanceTable
from needsbook.audit.held_figures import HeldEvidence
from needsbook.audit.limits import explain_conflicts, find_conflicts, guard
from needsbook.audit.phrases import tell
from needsbook.audit.recipe_search import ACCEPTED_BY_CHANCE, Searcher
from needsbook.audit.recipes import Recipe, family_recipes, stated_recipes
from needsbook.audit.values import check_value
from needsbook.catalogue.plans import Claim, Definition, Plan


def make_claim(**content: object) -> Claim:
    base = {"id": "c", "where": {"section": "s", "line": 1}, "area": "westminster", "says": "x"}
    return Claim.model_validate({**base, **content})


REFUSED = [
    # age band: 0 to 19 is not 0 to 18
    ({"ages": "0-18"}, "population_0_19"),
    # what is counted: overweight or obese is not obese
    ({"numerator": "overweight or obese"}, "obesity_year6_pct"),
    # type of school: all schools are not state-funded ones
    ({"school_type": "all"}, "ks4_english_maths_9_4_pct"),
    # housing costs: after is not before
    ({"housing_costs": "after"}, "child_poverty_bhc_pct"),
    # residence is not school
    ({"place": "residence"}, "obesity_year6_pct"),
    # a month is not an average of three
    ({"time": "month"}, "neet_or_unknown_16_17_pct"),
]


@pytest.mark.parametrize(("definition", "indicator"), REFUSED)
def test_the_guard_refuses_a_pair_unless_a_reason_is_recorded(
    evidence: HeldEvidence, definition: dict[str, str], indicator: str
) -> None:
    claim = make_claim(value=1, unit="percent", indicator=indicator, definition=definition)
    recipe = Recipe(indicator)
    assert guard(claim, recipe, evidence)
    assert not guard(claim.model_copy(update={"override": "because"}), recipe, evidence)
    assert not guard(claim.model_copy(update={"definition": Definition()}), recipe, evidence)


def test_an_override_is_for_the_named_indicator_only(evidence: HeldEvidence) -> None:
    claim = make_claim(
        value=1,
        indicator="obesity_year6_pct",
        override="because",
        definition={"place": "residence"},
    )
    assert guard(claim, Recipe("overweight_obese_year6_pct"), evidence)


def test_conflicts_are_told_in_words() -> None:
    conflicts = find_conflicts(Definition(ages="0–19"), Definition(ages="0-18"))
    assert explain_conflicts(conflicts) == ["age band: 0-18, not 0–19"]
    assert find_conflicts(Definition(ages="0–18"), Definition(ages="0-18")) == {}


def test_ages_are_summed_from_single_years(evidence: HeldEvidence) -> None:
    total = Recipe("population_0_19", "first-release", 18).read(
        evidence, "kensington-and-chelsea", "mid-2017"
    )
    assert total is not None
    assert total.value == 29801
    assert len(total.sources) == 19
    figure = evidence.figure(total)
    assert len(figure.inputs) == 19
    assert figure.method == "ages 0 to 18"


def test_a_rate_is_recounted_on_the_first_population(evidence: HeldEvidence) -> None:
    claim = make_claim(kind="comparison", indicator="looked_after_rate_per_10k")
    first = next(
        stated_recipe
        for stated_recipe in stated_recipes(claim, evidence)
        if stated_recipe.first_population
    )
    reading = first.read(evidence, "westminster", "2019-03-31")
    assert reading is not None
    assert reading.value == pytest.approx(10000 * 210 / 47445)


def test_families_hold_what_is_mistaken_for_one_another(evidence: HeldEvidence) -> None:
    claim = make_claim(value=1, unit="percent", indicator="overweight_obese_year6_pct")
    names = {recipe.indicator for recipe in family_recipes(claim, evidence)}
    assert {"obesity_year6_pct", "obesity_year6_resident_pct"} <= names
    assert "fsm_primary_pct" not in names


def test_the_charge_is_the_share_of_authorities_that_print_so(evidence: HeldEvidence) -> None:
    table = ChanceTable(evidence)
    recipe = Recipe("good_level_of_development_pct")
    wide = table.charge(recipe, "2017/18", 72, 0)
    narrow = table.charge(recipe, "2017/18", 71.9, 1)
    far = table.charge(recipe, "2017/18", 20.0, 1)
    assert 0 < far < narrow < wide < 1


def test_a_number_that_only_accident_explains_is_not_explained(
    plan: Plan, searcher: Searcher
) -> None:
    """Forty per cent of anything is printed by many authorities in some year."""
    claim = make_claim(value=40, printed="40%", unit="percent", indicator="fsm_primary_pct")
    check = check_value(claim, searcher)
    assert check.verdict == "contradicted"
    assert not check.fits
    assert "none prints the same" in tell(check.says)


def test_nothing_begun_after_the_plan_is_looked_at(plan: Plan, searcher: Searcher) -> None:
    for step in searcher.steps(plan.claim("s6-obesity-w")):
        assert step.period[:4] <= "2019"


def test_a_missing_snapshot_and_an_unknown_indicator_are_told_apart(searcher: Searcher) -> None:
    unknown = check_value(make_claim(value=1, indicator="nothing_at_all"), searcher)
    assert "the catalogue does not know" in unknown.needs
    assert unknown.verdict == "undecidable"


@pytest.mark.parametrize(
    "indicator", ["good_level_of_development_pct", "dental_decay_age5_pct", "obesity_year6_pct"]
)
def test_made_up_numbers_are_explained_no_more_often_than_promised(
    searcher: Searcher, indicator: str
) -> None:
    """Numbers drawn blindly find an “explanation” in at most the share the audit allows itself."""
    drawn = random.Random(20190701)
    numbers = [round(drawn.uniform(10, 80), 1) for _ in range(60)]
    claims = [
        make_claim(value=number, printed=f"{number}%", unit="percent", indicator=indicator)
        for number in numbers
    ]
    explained = sum(check_value(claim, searcher).verdict == "mislabelled" for claim in claims)
    # Twice the promised share leaves room for the luck of sixty draws.
    assert explained <= 2 * ACCEPTED_BY_CHANCE * len(claims)
