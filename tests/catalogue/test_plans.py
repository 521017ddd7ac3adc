"""Plans: the model of a claim, and what the claims files hold."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from needsbook.catalogue import load_areas, load_indicators
from needsbook.catalogue.plans import (
    Claim,
    Plan,
    load_definitions,
    load_plan,
    load_plans,
    printed_decimals,
)
from needsbook.errors import BadInput, UnknownName
from needsbook.paths import Project

BOROUGHS = ("kensington-and-chelsea", "westminster")
CLAIM = {"id": "one", "where": {"section": "1", "line": 3}, "area": "westminster", "says": "x"}


def test_three_plans_are_held(project: Project) -> None:
    assert list(load_plans(project)) == ["bi-borough-2019", "medway-2022", "worcestershire-2017"]


def test_both_columns_state_the_same_facts(project: Project) -> None:
    plan = load_plan(project, "bi-borough-2019")
    first, second = (
        [
            (claim.key_fact, claim.fact, claim.indicator, claim.unit)
            for claim in plan.key_facts(area)
        ]
        for area in BOROUGHS
    )
    assert first == second


def test_printed_values_are_what_the_form_says(project: Project) -> None:
    """The number in ``printed`` is ``value``, unless it is a word or counts a fall."""
    words = {"seven", "eleven", "Twelve", "two", "five", "all", "every school", "first", "second",
             "tenth", "highest", "second highest"}  # fmt: skip
    for plan in load_plans(project).values():
        for claim in plan.claims:
            digits = "".join(sign for sign in claim.printed if sign.isdigit() or sign == ".").strip(
                "."
            )
            if claim.value is None or claim.printed in words or not digits:
                continue
            expected = (
                -float(digits) if claim.kind == "change" and claim.value < 0 else float(digits)
            )
            assert claim.value == expected, claim.id


def test_claims_name_known_indicators_areas_and_definitions(project: Project) -> None:
    indicators, areas = load_indicators(project), load_areas(project)
    defined = load_definitions(project).definitions
    for plan in load_plans(project).values():
        for claim in plan.claims:
            assert claim.area in areas or claim.area in plan.combined, claim.id
            for other in claim.comparators:
                assert other.area in areas, claim.id
            for name in (claim.indicator, claim.over, *claim.plus):
                assert not name or (name in indicators and name in defined), (claim.id, name)
            if claim.match:
                assert claim.match.indicator in indicators


def test_every_indicator_of_the_catalogue_is_defined(project: Project) -> None:
    defined = load_definitions(project).definitions
    held = load_indicators(project).values()
    # What plans call by many names needs its definition; others are known by name alone.
    missing = {indicator.id for indicator in held if len(indicator.synonyms) >= 5} - set(defined)
    # Totals that no claim can be mistaken for need no definition.
    assert missing <= {"population_0_17", "population_all_ages"}
    assert set(defined) <= set(load_indicators(project))


def test_a_match_is_a_figure_the_store_holds(project: Project, store) -> None:  # type: ignore[no-untyped-def]
    for claim in load_plan(project, "bi-borough-2019").claims:
        if claim.match:
            wanted = claim.match
            figure = (
                store.figure(wanted.indicator, claim.area, wanted.period, wanted.edition)
                if wanted.edition
                else store.printed_figure(wanted.indicator, claim.area, wanted.period)
            )
            assert figure.value is not None, claim.id


@pytest.mark.parametrize(
    ("printed", "decimals"),
    [("29,801", 0), ("less than 19%", 0), ("22.9 per cent", 1), ("0.123", 3), ("tenth", 0)],
)
def test_decimals_are_those_printed(printed: str, decimals: int) -> None:
    assert printed_decimals(printed) == decimals


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "value", "needs": "x"},
        {"kind": "wards", "needs": "x"},
        {"value": 1.0},
        {"value": 1.0, "over": "looked_after_count", "needs": "x"},
        {"value": 1.0, "needs": "x", "period": "last year"},
        {"value": 1.0, "needs": "x", "colour": "red"},
        {"value": 1.0, "needs": "x", "key_fact": 15},
    ],
)
def test_a_claim_that_says_too_little_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises((ValidationError, BadInput)):
        Claim.model_validate({**CLAIM, **wrong})


def test_claims_that_name_each_other_must_exist() -> None:
    claim = {**CLAIM, "value": 61, "needs": "x", "share_of": "nothing"}
    with pytest.raises(ValidationError, match="nothing"):
        Plan.model_validate(
            {"slug": "p", "title": "P", "publisher": "P", "published": "2019-07", "covers": "x",
             "areas": ["westminster"], "claims": [claim]}
        )  # fmt: skip


def test_a_slug_that_is_not_the_folder_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "plans" / "one_plan"
    folder.mkdir(parents=True)
    (folder / "claims.yml").write_text(
        "slug: other\ntitle: T\npublisher: P\npublished: '2019-07'\ncovers: x\nareas: [a]\n"
    )
    with pytest.raises(BadInput, match="not the folder's name"):
        load_plans(Project(tmp_path))


def test_an_unknown_plan_offers_the_nearest(project: Project) -> None:
    with pytest.raises(UnknownName) as caught:
        load_plan(project, "bi-borough-2018")
    assert "bi-borough-2019" in str(caught.value)
