"""Fingertips: exact questions, every trap of its answers."""

from __future__ import annotations

import pytest
from stubs.fingertips import HEADER, Figure, Held
from stubs.server import Reply
from stubs.small import CITY, ENGLAND, HACKNEY, SHEFFIELD, WESTMINSTER

from needsbook.catalogue import load_indicators
from needsbook.errors import BadInput, SourceError
from needsbook.refresh import fingertips

FIGURES = [
    Figure(ENGLAND, "2022/23", "22.69", "22.6", "22.8", "100", "500"),
    Figure(ENGLAND, "2023/24", "22.12"),
    Figure(WESTMINSTER, "2022/23", "24.512345", "22.0", "27.1", "245", "1000"),
    Figure(
        WESTMINSTER,
        "2023/24",
        "",
        note="Value suppressed for disclosure control due to small count",
    ),
    Figure(CITY, "2023/24", "", note="Value for Hackney and City of London combined"),
    Figure(HACKNEY, "2023/24", "25.1", note="Value for Hackney and City of London combined"),
    Figure("E08000039", "2023/24", "23.4"),
    Figure("E06000053", "2023/24", "", note=""),
    Figure("E06000052", "2023/24", "19.0", note="There is a data quality issue with this value"),
]


@pytest.fixture
def served(publishers):
    publishers.fingertips.held[90323] = Held(
        "Year 6 prevalence of obesity",
        "Persons",
        "10-11 yrs",
        {502: list(FIGURES), 402: FIGURES[:1]},
    )
    return publishers


def fetch(client, project, name="obesity_year6"):
    indicator = load_indicators(project)[name]
    return fingertips.fetch_figures(client, indicator, indicator.fetch[0], project)


def cells(found):
    return {(r.area_code, r.period): (r.value, r.reason) for r in found.rows.itertuples()}


def test_headline_figures_only_with_their_reasons(client, served, small):
    found = fetch(client, small)
    assert cells(found) == {
        (ENGLAND, "2022/23"): ("22.69", ""),
        (ENGLAND, "2023/24"): ("22.12", ""),
        (WESTMINSTER, "2022/23"): ("24.512345", ""),
        (WESTMINSTER, "2023/24"): ("", "suppressed"),
        (CITY, "2023/24"): ("", "combined_with_neighbour"),
        (HACKNEY, "2023/24"): ("25.1", "combined_with_neighbour"),
        (SHEFFIELD, "2023/24"): ("23.4", ""),
        ("E06000053", "2023/24"): ("", "not_available"),
        ("E06000052", "2023/24"): ("19.0", ""),
    }
    row = found.rows[found.rows["area_code"].eq(WESTMINSTER)].iloc[0]
    assert (row["lower_ci"], row["upper_ci"], row["count"], row["denominator"]) == (
        "22.0",
        "27.1",
        "245",
        "1000",
    )
    assert any("data quality issue" in remark for remark in found.remarks)
    assert found.release == "uploaded 2026-01-15"
    assert "What is counted." in found.definition


def test_the_exact_questions(client, served, small):
    fetch(client, small)
    asked = [(request.path, request.query) for request in served.server.requests]
    assert asked == [
        ("/fingertips/available_data", {"indicator_id": "90323"}),
        ("/fingertips/area_types", {}),
        (
            "/fingertips/all_data/csv/by_indicator_id",
            {"indicator_ids": "90323", "child_area_type_id": "502", "parent_area_type_id": "6"},
        ),
        ("/fingertips/indicator_metadata/by_indicator_id", {"indicator_ids": "90323"}),
    ]
    for request in served.server.requests:
        assert request.headers["user-agent"].startswith("needsbook/")


def test_a_newer_list_of_areas_is_chosen_by_its_name(client, served, small):
    served.fingertips.types.append({"Id": 602, "Name": "Counties & UAs (from Apr 2027)"})
    served.fingertips.held[90323].figures[602] = [Figure(WESTMINSTER, "2026/27", "20.0")]
    assert cells(fetch(client, small)) == {(WESTMINSTER, "2026/27"): ("20.0", "")}


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_both_line_ends_are_read(client, served, small, line_end):
    served.fingertips.line_end = line_end
    assert len(fetch(client, small).rows) == len(FIGURES)


def test_indicator_not_held_at_the_level_is_an_error_before_asking(client, served, small):
    served.fingertips.held[90323].figures = {15: list(FIGURES)}
    with pytest.raises(SourceError, match="does not hold indicator 90323"):
        fetch(client, small)
    assert not served.server.asked("all_data")


def test_header_only_answer_is_an_error(client, served, small):
    served.server.plan("all_data/csv", Reply(",".join(HEADER) + "\n"))
    with pytest.raises(SourceError, match="without figures for 90323"):
        fetch(client, small)


def test_england_twice_under_parent_15_is_one_figure(client, served, small):
    base = f"{served.server.base}/fingertips/all_data/csv/by_indicator_id"
    answer = client.get(
        base, {"indicator_ids": 90323, "child_area_type_id": 502, "parent_area_type_id": 15}
    )
    assert b"Compared to percentiles" in answer.body
    indicator = load_indicators(small)["obesity_year6"]
    figures = fingertips.read_figures(
        answer.body, indicator, indicator.fetch[0], "x", small
    ).published
    assert sum(figure.area == ENGLAND for figure in figures) == 4
    rows, _ = fingertips.make_rows(indicator, indicator.fetch[0], figures, small, "x")
    assert sum(rows["area_code"] == ENGLAND) == 2


def test_duplicate_rows_that_differ_are_refused(client, served, small):
    served.fingertips.held[90323].figures[502].append(Figure(WESTMINSTER, "2022/23", "24.6"))
    with pytest.raises(
        SourceError, match=r"Westminster has two different values for 2022/23: 24.512345 and 24.6"
    ):
        fetch(client, small)


def test_former_and_present_code_of_one_place_meet(client, served, small):
    served.fingertips.held[90323].figures[502] += [Figure(SHEFFIELD, "2023/24", "")]
    assert cells(fetch(client, small))[SHEFFIELD, "2023/24"] == ("23.4", "")


@pytest.mark.parametrize(
    ("name", "renamed", "match"),
    [
        ("Compared to goal", "Target data", ""),
        ("Value", "Worth", "unknown layout: .*columns are .*“Worth”"),
        ("Lower CI 95.0 limit", "Low", "no column “Lower CI 95.0 limit”.*; found .*Low"),
        ("Parent Name", "Goal!", "the column “Goal!” holds only “London”"),
    ],
)
def test_unknown_layout_names_columns_found_and_expected(
    client, served, small, name, renamed, match
):
    header = [renamed if column == name else column for column in HEADER]
    row = [
        "90323",
        "Year 6",
        "",
        "London",
        ENGLAND,
        "England",
        "England",
        "Persons",
        "10-11 yrs",
        "",
        "",
        "2022/23",
        "1",
    ]
    served.server.plan(
        "all_data/csv", Reply(",".join(header) + "\n" + ",".join(row + [""] * 14) + "\n")
    )
    if not match:
        assert len(fetch(client, small).rows) == 1
    else:
        with pytest.raises(BadInput, match=match):
            fetch(client, small)


def test_renamed_indicator_is_refused(client, served, small):
    served.fingertips.held[90323].name = "Something else"
    with pytest.raises(SourceError, match="is called “Something else”, expected “Year 6”"):
        fetch(client, small)


def test_wrong_age_lists_what_there_is(client, served, small):
    served.fingertips.held[90323].age = "5-17 yrs"
    with pytest.raises(BadInput, match=r"“Age” never holds “10-11 yrs”; it holds “5-17 yrs”"):
        fetch(client, small)


def test_an_entry_without_an_age_takes_the_one_there_is(client, served, small):
    indicator = load_indicators(small)["obesity_year6"]
    entry = indicator.fetch[0].model_copy(update={"age": ""})
    found = cells(fingertips.fetch_figures(client, indicator, entry, small))
    assert found == cells(fetch(client, small))
    served.fingertips.held[90323].age = "4-5 yrs"
    with pytest.raises(BadInput, match="“Age” holds “4-5 yrs”"):
        fingertips.fetch_figures(client, indicator, entry, small)


@pytest.mark.parametrize(
    ("status", "text"), [(400, "IndicatorIds cannot be null"), (500, "Sequence contains no")]
)
def test_plain_text_errors_are_passed_on(client, served, small, status, text):
    served.server.plan("all_data/csv", *[Reply(text, status, "text/plain")] * 6)
    with pytest.raises(SourceError, match=text):
        fetch(client, small)
    assert len(served.server.asked("all_data")) == (1 if status == 400 else 4)


def test_429_then_success(client, served, small):
    served.server.plan("all_data/csv", Reply("slow down", 429, headers={"Retry-After": "0"}))
    assert len(fetch(client, small).rows) == len(FIGURES)
    assert len(served.server.asked("all_data")) == 2
