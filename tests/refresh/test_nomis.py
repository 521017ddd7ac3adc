"""Nomis: single years added up, paging past the silent cut, empty answers."""

from __future__ import annotations

import pytest
from stubs.server import Reply
from stubs.small import ENGLAND, WESTMINSTER

from needsbook.catalogue import load_areas, load_indicators
from needsbook.catalogue.fetches import NomisFetch
from needsbook.errors import BadInput, SourceError
from needsbook.refresh import nomis


@pytest.fixture
def served(publishers, small):
    areas = load_areas(small)
    codes = [area.code for level in ("country", "upper_tier") for area in areas.at_level(level)]
    publishers.nomis.population = {
        (code, year, age): index + age
        for index, code in enumerate(codes)
        for year in (2023, 2024)
        for age in (101, 102, 103, 104, 200)
    }
    return publishers


def fetch(client, project):
    indicator = load_indicators(project)["population"]
    return nomis.fetch_figures(client, indicator, indicator.fetch[0], project)


def entry(**changes):
    base = {
        "connector": "nomis",
        "dataset": "d",
        "periods": "mid-year",
        "ages": "0-2",
        "data_set": "NM_2002_1",
    }
    return NomisFetch.model_validate(base | changes)


def test_single_years_are_added_up(client, served, small):
    found = fetch(client, small)
    cells = {(r.area_code, r.period): r.value for r in found.rows.itertuples()}
    assert cells[ENGLAND, "mid-2024"] == str(101 + 102 + 103)
    assert len(cells) == 154 * 2
    first = served.server.asked("NM_2002_1")[0]
    assert first.query["c_age"] == "101,102,103"
    assert first.query["gender"] == "0"
    assert first.query["measures"] == "20100"
    assert "record_count" in first.query["select"]
    assert first.query["geography"].startswith("E92000001,E06000001,")
    assert "RecordOffset" not in first.query


@pytest.mark.parametrize("mark", [True, False])
def test_answer_cut_at_the_cap_is_read_on(client, served, small, mark):
    served.nomis.cap, served.nomis.mark = 70, mark
    assert len(fetch(client, small).rows) == 154 * 2
    offsets = [
        int(request.query.get("RecordOffset", 0)) for request in served.server.asked("NM_2002_1")
    ]
    assert offsets[:4] == [0, 70, 140, 210]


def test_missing_count_column_is_survived(client, served, small):
    served.nomis.with_count = False
    assert len(fetch(client, small).rows) == 154 * 2


def test_empty_answer_is_an_error(client, served, small):
    served.server.plan("NM_2002_1", Reply(b"\xef\xbb\xbf"))
    with pytest.raises(SourceError, match="answered NM_2002_1 with nothing"):
        fetch(client, small)


def test_header_only_answer_is_an_error(client, served, small):
    served.server.plan(
        "NM_2002_1", Reply('"DATE","GEOGRAPHY_CODE","C_AGE","OBS_VALUE","OBS_STATUS"\r\n')
    )
    with pytest.raises(SourceError, match="a header and no rows"):
        fetch(client, small)


def test_pages_that_stop_early_are_an_error(client, served, small):
    served.nomis.cap = 70
    header = '"DATE","GEOGRAPHY_CODE","C_AGE","OBS_VALUE","OBS_STATUS"\r\n'
    served.server.plan("RecordOffset=140", Reply(header))
    with pytest.raises(SourceError, match="no rows after 140 rows"):
        fetch(client, small)


def test_suppressed_age_makes_the_sum_missing_not_smaller(client, served, small):
    served.nomis.population[WESTMINSTER, 2024, 102] = None
    row = next(
        r
        for r in fetch(client, small).rows.itertuples()
        if (r.area_code, r.period) == (WESTMINSTER, "mid-2024")
    )
    assert (row.value, row.reason) == ("", "suppressed")


def test_age_that_is_not_there_makes_the_sum_missing(client, served, small):
    del served.nomis.population[WESTMINSTER, 2024, 102]
    row = next(
        r
        for r in fetch(client, small).rows.itertuples()
        if (r.area_code, r.period) == (WESTMINSTER, "mid-2024")
    )
    assert (row.value, row.reason) == ("", "not_available")


def test_share_of_all_residents(small):
    header = '"DATE","GEOGRAPHY_CODE","C_AGE","OBS_VALUE","OBS_STATUS"\n'
    body = "".join(
        f'"2024","{WESTMINSTER}","{age}",{value},"A"\n'
        for age, value in ((101, 10), (102, 20), (200, 90))
    )
    held = load_indicators(small)["population"]
    indicator = held.model_copy(update={"unit": "percent", "method": "proportion", "decimals": 1})
    fetch = entry(ages="0-1", share=True, levels=("upper_tier",))
    page = nomis.read_page((header + body).encode(), fetch, small)
    (figure,) = nomis.read_ages([page], indicator, fetch, small).published
    assert (figure.value, figure.count, figure.denominator) == ("33.3", "30", "90")


def test_a_page_cut_within_a_row_is_refused(small):
    body = '"DATE","GEOGRAPHY_CODE","C_AGE","OBS_VALUE"\n"2024","E09000033","101",4\n2024,E09\n'
    with pytest.raises(BadInput, match="a row has 2 cells, the header 4"):
        nomis.read_page(body.encode(), entry(), small)


def test_wards_are_asked_for_inside_their_authority(small):
    asked = nomis._list_geographies(entry(levels=("ward",)), small)
    assert f"{WESTMINSTER}TYPE182" in asked


def test_ward_names_with_a_suffix_do_not_matter(client, served, small):
    served.nomis.wards = {WESTMINSTER: ["E05013792"]}
    served.nomis.population = {("E05013792", 2024, age): 5 for age in (101, 102)}
    question = {"geography": f"{WESTMINSTER}TYPE182", "date": "latest", "gender": 0,
                "c_age": "101,102", "measures": 20100}  # fmt: skip
    fetch = entry(ages="0-1", data_set="NM_2014_1", levels=("ward",))
    ((_, page),) = nomis.ask_pages(client, fetch, question, small)
    population = load_indicators(small)["population"]
    (figure,) = nomis.read_ages([page], population, fetch, small).published
    assert (figure.area, figure.value) == ("E05013792", "10")
