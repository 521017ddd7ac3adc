"""Catalogue files: found by title at each release, read by column name."""

from __future__ import annotations

import pytest
from stubs.ees import File, Row, make_csv
from stubs.small import ENGLAND, KENSINGTON, LONDON, SHEFFIELD, WESTMINSTER

from needsbook.catalogue import load_indicators
from needsbook.errors import BadInput, SourceError
from needsbook.refresh import ees_files

TYPE = "Children looked after on 31 March each year"


def row(level, code, period, rate, count="10", kind=TYPE):
    values = {"population_estimate": "21090", "children_count": count, "rate_per_10000": rate}
    return Row(level, code, period, {"population_type": kind}, values)


ROWS = [
    row("NAT", ENGLAND, "2024", "70"),
    row("REG", LONDON, "2024", "52"),
    row("REG", "E13000001", "2024", "56"),
    row("LA", WESTMINSTER, "2025", "62", "186"),
    row("LA", KENSINGTON, "2025", "c", "c"),
    row("LA", "E08000039", "2025", "x", "x"),
    row("LA", WESTMINSTER, "2025", "99", kind="Children who started to be looked after"),
]


@pytest.fixture
def served(publishers):
    other = [File(f"other-{n}", f"Placements {n}", f"placements_{n}.csv", "x") for n in range(45)]
    right = File(
        "id-1",
        "Number and rate per 10,000",
        "cla_number_and_rate_per_10k_children.csv",
        make_csv(ROWS, ["population_type"]),
    )
    publishers.content.files["children-looked-after"] = [*other, right]
    return publishers


def fetch(client, project):
    indicator = load_indicators(project)["looked_after"]
    return ees_files.fetch_figures(client, indicator, indicator.fetch[0], project)


def cells(found):
    return {(r.area_code, r.period): (r.value, r.reason) for r in found.rows.itertuples()}


EXPECTED = {
    (ENGLAND, "2024-03-31"): ("70", ""),
    (LONDON, "2024-03-31"): ("52", ""),
    (WESTMINSTER, "2025-03-31"): ("62", ""),
    (KENSINGTON, "2025-03-31"): ("", "suppressed"),
    (SHEFFIELD, "2025-03-31"): ("", "not_available"),
}


def test_file_is_found_on_the_second_page_and_read(client, served, small):
    found = fetch(client, small)
    assert cells(found) == EXPECTED
    westminster = found.rows[found.rows["area_code"].eq(WESTMINSTER)].iloc[0]
    assert (westminster["count"], westminster["denominator"]) == ("186", "21090")
    asked = [
        (request.path.removeprefix("/ees_content"), request.query)
        for request in served.server.requests
    ]
    listing = {
        "publicationId": "publication-children-looked-after",
        "latestOnly": "true",
        "pageSize": "40",
    }
    assert asked == [
        ("/publications/children-looked-after", {}),
        ("/data-set-files", {**listing, "page": "1"}),
        ("/data-set-files", {**listing, "page": "2"}),
        ("/data-set-files/id-1/download", {}),
    ]


def test_changed_file_id_is_followed(client, served, small):
    served.content.files["children-looked-after"][-1].identifier = "id-2"
    fetch(client, small)
    assert served.server.asked("id-2/download")


def test_dead_file_id_answered_with_a_page_is_an_error(client, served, small):
    right = served.content.files["children-looked-after"][-1]
    right.body = "<!DOCTYPE html><html>Not found</html>"
    with pytest.raises(SourceError, match="a web page came instead of a table"):
        fetch(client, small)


def test_two_files_that_fit_are_refused(client, served, small):
    files = served.content.files["children-looked-after"]
    files.append(File("id-3", "Rate again", "cla_number_and_rate_2.csv", "x"))
    with pytest.raises(
        SourceError, match=r"2 files fit .*Rate again \(cla_number_and_rate_2.csv\)"
    ):
        fetch(client, small)


def test_superseded_release_is_not_taken(client, served, small):
    files = served.content.files["children-looked-after"]
    files.append(File("old", "Number and rate", "cla_number_old.csv", "x", latest=False))
    assert cells(fetch(client, small)) == EXPECTED


@pytest.mark.parametrize("code_first", [True, False])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_columns_in_both_orders_and_with_a_mark(client, served, small, code_first, mark):
    body = mark + make_csv(ROWS, ["population_type"], code_first=code_first)
    served.content.files["children-looked-after"][-1].body = body
    assert cells(fetch(client, small)) == EXPECTED


def test_renamed_column_fails_loudly(client, served, small):
    body = make_csv(ROWS, ["population_type"], rename={"rate_per_10000": "rate_10k"})
    served.content.files["children-looked-after"][-1].body = body
    with pytest.raises(
        BadInput, match=r"unknown layout: no column “rate_per_10000”; found time_period, .*rate_10k"
    ):
        fetch(client, small)


def test_renamed_label_fails_loudly(client, served, small):
    body = make_csv(ROWS, ["population_type"]).replace(TYPE, "Looked after at 31 March")
    served.content.files["children-looked-after"][-1].body = body
    with pytest.raises(BadInput, match=r"never holds .*; it holds .*Looked after at 31 March"):
        fetch(client, small)


def test_half_a_row_at_the_end_fails_loudly(client, served, small):
    body = make_csv(ROWS, ["population_type"])
    served.content.files["children-looked-after"][-1].body = body[: body.rindex("E92000001") + 4]
    with pytest.raises(BadInput, match="a row has 4 cells"):
        fetch(client, small)


def test_file_that_became_an_api_data_set_is_told(client, served, small):
    served.content.files["children-looked-after"][-1].api = {"id": "abc", "version": "1.0"}
    assert fetch(client, small).remarks == ("this file is an API data set now: abc",)


def test_unknown_publication(client, served, small):
    served.content.files.clear()
    with pytest.raises(SourceError, match="is unknown to the service"):
        fetch(client, small)
