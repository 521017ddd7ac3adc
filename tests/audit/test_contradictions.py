"""What a document contradicts by itself."""

from __future__ import annotations

from typing import Any

from needsbook.audit.contradictions import find_contradictions
from needsbook.catalogue.plans import Plan


def make_plan(*claims: dict[str, Any]) -> Plan:
    written = [
        {
            "id": f"c{at}", "where": {"section": "s", "line": at + 1}, "area": "westminster",
            "says": "x", "needs": "x", **claim,
        }
        for at, claim in enumerate(claims)
    ]  # fmt: skip
    return Plan.model_validate(
        {"slug": "p", "title": "P", "publisher": "P", "published": "2019-07", "covers": "x",
         "areas": ["westminster"], "claims": written}
    )  # fmt: skip


def kinds(*claims: dict[str, Any]) -> list[str]:
    return [contradiction.kind for contradiction in find_contradictions(make_plan(*claims))]


def value(number: float, printed: str, **more: Any) -> dict[str, Any]:
    return {"value": number, "printed": printed, "unit": "percent", "fact": "f", **more}


def test_one_fact_with_two_values() -> None:
    assert kinds(value(28, "28%"), value(22.9, "22.9%")) == ["two_values"]


def test_the_same_value_printed_finer_is_no_contradiction() -> None:
    assert kinds(value(72, "72%"), value(71.9, "71.9%")) == []
    assert kinds(value(20, "over 20%", qualifier="more_than"), value(20.6, "20.6%")) == []


def test_other_periods_and_other_places_may_differ() -> None:
    assert kinds(value(28, "28%", period="2016/17"), value(22.9, "22.9%", period="2017/18")) == []
    assert kinds(value(28, "28%"), value(22.9, "22.9%", area="medway")) == []


def test_parts_that_do_not_add_up() -> None:
    count = {"unit": "children"}
    assert kinds(
        {**value(90, "90"), **count, "fact": "a", "parts": ["c1", "c2"]},
        {**value(40, "40"), **count, "fact": "b"},
        {**value(60, "60"), **count, "fact": "c"},
    ) == ["parts"]


def test_rounded_shares_may_make_a_hundred_and_one() -> None:
    assert (
        kinds(
            {**value(100, "100%"), "fact": "a", "parts": ["c1", "c2", "c3"]},
            {**value(34, "34%"), "fact": "b"},
            {**value(34, "34%"), "fact": "c"},
            {**value(33, "33%"), "fact": "d"},
        )
        == []
    )


def test_a_share_no_whole_number_of_people_gives() -> None:
    base = {"value": 50, "printed": "50", "unit": "children", "fact": "b"}
    assert kinds(value(61, "61%", share_of="c1"), base) == ["whole_people"]
    assert kinds(value(62, "62%", share_of="c1"), base) == []


def test_61_per_cent_of_92_can_be_56_children() -> None:
    base = {"value": 92, "printed": "92", "unit": "children", "fact": "b"}
    assert kinds(value(61, "61%", share_of="c1"), base) == []


def test_ranks_that_run_against_their_values() -> None:
    claims = (
        value(72, "72%"),
        value(76, "76%", area="medway"),
        {"kind": "rank", "value": 2, "printed": "second", "fact": "f"},
        {"kind": "rank", "value": 10, "printed": "tenth", "fact": "f", "area": "medway"},
    )
    assert kinds(*claims) == ["order"]
    right = [dict(claims[2], value=10, printed="tenth"), dict(claims[3], value=2, printed="second")]
    assert kinds(claims[0], claims[1], *right) == []


def test_a_share_above_a_hundred_and_ages_that_run_backwards() -> None:
    assert kinds(value(104, "104%")) == ["range"]
    assert kinds(value(4, "4%", definition={"ages": "19-10"})) == ["range"]
