"""A mixed list of wards is refused, and offered again in one list with shares."""

from __future__ import annotations

import pytest

from needsbook.errors import BadInput
from needsbook.geography.proposals import check_ward_list, propose_wards
from needsbook.paths import Project

KC = "kensington-and-chelsea"
PLAN = "Golborne, Notting Dale, Cremorne, St Charles and Colville"


def test_the_plans_list_is_refused_with_its_culprits_and_a_way_out(project: Project) -> None:
    with pytest.raises(BadInput) as caught:
        check_ward_list(project, PLAN, KC)
    error = caught.value
    assert "the list of 2002 lacks Notting Dale" in error.what
    assert "the list of 2014 lacks Cremorne and St Charles" in error.what
    assert "Cremorne (list of 2002)" in error.where
    assert "Golborne (list of 2002 or 2014)" in error.where
    assert "Cremorne → Chelsea Riverside 100%" in error.do
    assert "St Charles → Dalgarno 68%, St. Helen's 32%" in error.do


def test_a_list_of_one_vintage_passes(project: Project) -> None:
    reading = check_ward_list(project, "Golborne, Notting Dale and Colville", KC)
    assert [vintage.vintage for vintage in reading.vintages] == ["2014"]


def test_the_proposal_keeps_names_and_maps_the_others(project: Project) -> None:
    proposal = propose_wards(project, PLAN, KC)
    assert proposal.vintage == "2014"
    assert [ward.name for ward in proposal.wards] == [
        "Chelsea Riverside", "Colville", "Dalgarno", "Golborne", "Notting Dale", "St. Helen's",
    ]  # fmt: skip
    by_name = {entry.given: entry for entry in proposal.proposals}
    assert by_name["Colville"].kept
    cremorne = by_name["Cremorne"]
    assert (cremorne.source, len(cremorne.pieces)) == ("2002", 1)
    assert cremorne.pieces[0].residents == 1.0
    assert round(cremorne.pieces[0].of_ward, 2) == 0.92
    charles = by_name["St Charles"].pieces
    assert [round(charle.residents, 2) for charle in charles] == [0.68, 0.32]
    assert sum(charle.under18 for charle in charles) == pytest.approx(1, abs=0.001)


def test_a_proposal_can_go_back_to_the_older_list(project: Project) -> None:
    proposal = propose_wards(project, PLAN, KC, "2002")
    dale = next(entry for entry in proposal.proposals if entry.given == "Notting Dale")
    assert [(piece.ward.name, round(piece.residents, 2)) for piece in dale.pieces] == [
        ("Notting Barns", 0.68), ("Norland", 0.28), ("Colville", 0.04),
    ]  # fmt: skip


def test_a_mixed_list_without_shares_is_refused_all_the_same(project: Project) -> None:
    with pytest.raises(BadInput) as caught:
        check_ward_list(project, ["Chatham Central", "Fort Horsted"], "medway")
    assert caught.value.do == "name the wards of one list"
