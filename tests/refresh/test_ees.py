"""The Explore Education Statistics API: the exact question, pinned versions, its traps."""

from __future__ import annotations

import copy

import pytest
from stubs.ees import DataSet, Row, Version, bad_request, make_meta, short
from stubs.server import Reply
from stubs.small import BARNSLEY, ENGLAND, KENSINGTON, LONDON, WESTMINSTER

from needsbook.catalogue import load_indicators
from needsbook.errors import BadInput, SourceError
from needsbook.refresh import ees

DATA_SET = "019afee5-4791-7467-a788-c163fd9b57de"
RWM = "Reading, writing and maths"


def row(level, code, period, value, subject=RWM, sex="Total", disadvantage="All pupils", option=0):
    filters = {"subject": subject, "sex": sex, "disadvantage_status": disadvantage}
    return Row(level, code, period, filters, {"expected_percent": value, "pupils": "10"}, option)


ROWS = [
    row("NAT", ENGLAND, "2023/2024", "61"),
    row("REG", LONDON, "2023/2024", "66"),
    row("LA", WESTMINSTER, "2023/2024", "68"),
    row("LA", WESTMINSTER, "2022/2023", "67"),
    row("LA", KENSINGTON, "2023/2024", "c"),
    row("LA", "E09000001", "2023/2024", "z"),
    row("LA", "E08000038 / E08000016", "2023/2024", "55"),
    row("LA", WESTMINSTER, "2023/2024", "75", subject="Maths"),
    row("LA", WESTMINSTER, "2023/2024", "70", sex="Girls"),
    row("LA", WESTMINSTER, "2023/2024", "50", disadvantage="Disadvantaged"),
]


@pytest.fixture
def served(publishers):
    publishers.ees.data_sets[DATA_SET] = DataSet(
        "Key stage 2 by local authority", {"1.0": Version(copy.deepcopy(ROWS))}
    )
    return publishers


def fetch(client, project, held=""):
    indicator = load_indicators(project)["ks2"]
    return ees.fetch_figures(client, indicator, indicator.fetch[0], project, held)


def cells(found):
    return {(r.area_code, r.period): (r.value, r.reason) for r in found.rows.itertuples()}


def test_totals_are_taken_and_symbols_become_reasons(client, served, small):
    found = fetch(client, small)
    assert cells(found) == {
        (ENGLAND, "2023/24"): ("61", ""),
        (LONDON, "2023/24"): ("66", ""),
        (WESTMINSTER, "2023/24"): ("68", ""),
        (WESTMINSTER, "2022/23"): ("67", ""),
        (KENSINGTON, "2023/24"): ("", "suppressed"),
        ("E09000001", "2023/24"): ("", "not_applicable"),
        (BARNSLEY, "2023/24"): ("55", ""),
    }
    assert found.release == "version 1.0"
    assert found.address.endswith(f"/data-sets/{DATA_SET}/csv?dataSetVersion=1.0")


def test_the_exact_question(client, served, small):
    fetch(client, small)
    (request,) = served.server.asked("/query$")
    assert request.query == {"dataSetVersion": "1.0"}
    assert request.json == {
        "criteria": {
            "and": [
                {"geographicLevels": {"in": ["NAT", "REG", "LA"]}},
                {"filters": {"eq": short("subject", RWM)}},
                {"filters": {"eq": short("sex", "Total")}},
                {"filters": {"eq": short("disadvantage_status", "All pupils")}},
            ]
        },
        "indicators": [short("indicator", "expected_percent")],
        "sorts": [{"field": "timePeriod", "direction": "Desc"}],
        "debug": False,
        "page": 1,
        "pageSize": 10_000,
    }


def test_options_of_two_columns_in_one_list_would_be_or_ed(client, served, small):
    """The reason each filter stands alone: the service answers more rows otherwise."""
    meta = make_meta(served.ees.data_sets[DATA_SET], Version(ROWS))
    fetch_entry = load_indicators(small)["ks2"].fetch[0]
    question = ees.build_question(meta, fetch_entry, "x")
    merged = [part["filters"]["eq"] for part in question["criteria"]["and"][1:]]
    question["criteria"]["and"][1:] = [{"filters": {"in": merged}}]
    address = f"{served.server.base}/ees/data-sets/{DATA_SET}/query"
    body = client.post(address, {**question, "page": 1, "pageSize": 100}).body
    assert body.count(b'"timePeriod"') == len(ROWS)


def test_three_pages_are_read(client, served, small):
    served.ees.data_sets[DATA_SET].page_limit = 3
    assert len(fetch(client, small).rows) == 7
    assert [request.json["page"] for request in served.server.asked("/query$")] == [1, 2, 3]


def test_page_that_is_short_of_what_was_announced_is_refused(client, served, small):
    served.server.plan(
        "/query",
        Reply.of(
            {
                "paging": {"page": 1, "totalPages": 1, "totalResults": 7},
                "warnings": [],
                "results": [],
            }
        ),
    )
    with pytest.raises(SourceError, match="announced 7 rows and sent 0"):
        fetch(client, small)


def test_two_options_of_one_authority_are_both_read(client, served, small):
    served.ees.data_sets[DATA_SET].versions["1.0"].rows.append(
        row("LA", WESTMINSTER, "2021/2022", "60", option=1)
    )
    assert cells(fetch(client, small))[WESTMINSTER, "2021/22"] == ("60", "")


def test_warning_with_status_200_is_an_error(client, served, small):
    warning = {
        "code": "FiltersNotFound",
        "message": "One or more filters could not be found.",
        "detail": {"items": ["zzzzz"]},
    }
    served.server.plan(
        "/query",
        Reply.of(
            {
                "paging": {"page": 1, "totalPages": 0, "totalResults": 0},
                "warnings": [warning],
                "results": [],
            }
        ),
    )
    with pytest.raises(SourceError, match=r"warns: FiltersNotFound .*zzzzz"):
        fetch(client, small)


def test_refused_question_is_passed_on(client, served, small):
    served.server.plan(
        "/query", bad_request("IndicatorsNotFound", "could not be found", "indicators[0]")
    )
    with pytest.raises(SourceError, match="IndicatorsNotFound could not be found"):
        fetch(client, small)


def test_unknown_property_is_refused_by_the_service(client, served, small):
    address = f"{served.server.base}/ees/data-sets/{DATA_SET}/query"
    answer = client.post(
        address, {"criteria": {"and": []}, "indicators": [], "timePeriod": 1}, accept=(400,)
    )
    assert answer.status == 400


@pytest.mark.parametrize(
    ("status", "match"),
    [("Withdrawn", "withdrawn or not published"), (None, "unknown to the service")],
)
def test_403_and_404_say_which(client, served, small, status, match):
    if status:
        served.ees.data_sets[DATA_SET].status = status
    else:
        served.ees.data_sets.clear()
    with pytest.raises(SourceError, match=match):
        fetch(client, small)


def test_deprecated_data_set_names_its_successor(client, served, small):
    served.ees.data_sets[DATA_SET].status = "Deprecated"
    served.ees.data_sets[DATA_SET].successor = "b3e19901-5d2b-b676-bb4c-e60937d74725"
    assert any("successor is b3e19901" in remark for remark in fetch(client, small).remarks)


def test_slow_query_is_asked_in_smaller_pages(client, served, small):
    served.ees.data_sets[DATA_SET].too_slow_above = 3000
    assert len(fetch(client, small).rows) == 7
    assert [request.json["pageSize"] for request in served.server.asked("/query$")][-1] == 2500


def test_query_that_is_always_too_slow_falls_back_to_the_gzipped_csv(client, served, small):
    served.ees.data_sets[DATA_SET].too_slow_above = 1
    found = fetch(client, small)
    assert len(found.rows) == 7
    assert found.method.endswith("CSV")
    (request,) = served.server.asked("/csv$")
    assert request.query == {"dataSetVersion": "1.0"}


def test_a_new_version_is_asked_for_by_its_full_number_and_its_changes_are_shown(
    client, served, small
):
    rows = [*ROWS, row("LA", WESTMINSTER, "2024/2025", "70")]
    served.ees.data_sets[DATA_SET].versions["1.1"] = Version(rows)
    served.ees.data_sets[DATA_SET].versions["1.0"].rows[2].values["expected_percent"] = "1"
    found = fetch(client, small, held="1.0")
    assert cells(found)[WESTMINSTER, "2024/25"] == ("70", "")
    assert {
        request.query.get("dataSetVersion") for request in served.server.asked("/(query|meta)$")
    } == {"1.1"}
    assert "version 1.0 → 1.1" in found.remarks
    assert any("minor change: 1 in timePeriods" in remark for remark in found.remarks)


def test_unknown_column_lists_what_there_is(client, served, small):
    for data_row in served.ees.data_sets[DATA_SET].versions["1.0"].rows:
        data_row.values = {"expected_share": "1", "pupils": "1"}
    with pytest.raises(
        BadInput,
        match="no column “expected_percent” among the indicators; found expected_share, pupils",
    ):
        fetch(client, small)


def test_filter_without_a_total_asks_for_a_name(client, served, small):
    for data_row in served.ees.data_sets[DATA_SET].versions["1.0"].rows:
        data_row.filters["school_type"] = "Academy"
    with pytest.raises(
        BadInput, match="the filter “school_type” has no single option “total”; it has Academy"
    ):
        fetch(client, small)


def test_another_data_set_under_the_id_is_refused(client, served, small):
    served.ees.data_sets[DATA_SET].title = "Absence"
    with pytest.raises(SourceError, match="is called “Absence”"):
        fetch(client, small)


def test_two_values_for_one_place_are_refused(client, served, small):
    served.ees.data_sets[DATA_SET].versions["1.0"].rows.append(
        row("LA", WESTMINSTER, "2023/2024", "69", option=1)
    )
    with pytest.raises(SourceError, match="two different values"):
        fetch(client, small)
