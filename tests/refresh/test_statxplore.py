"""Stat-Xplore: a check on the workbook's counts, with a key that never shows."""

from __future__ import annotations

import time

import pytest
from stubs.govuk import make_ods, make_sheet
from stubs.server import Reply
from stubs.small import KENSINGTON, WESTMINSTER, read_bytes

from needsbook.catalogue import load_indicators
from needsbook.catalogue.fetches import DwpFetch
from needsbook.errors import SourceError
from needsbook.refresh import dwp, statxplore
from needsbook.refresh.statxplore import Key, StatXplore, find_key, read_counts, read_cube

ENTRY = DwpFetch(
    connector="dwp",
    dataset="d",
    periods="financial",
    costs="AHC",
    measure="Relative",
    levels=("upper_tier",),
)
CODES = (WESTMINSTER, KENSINGTON)


@pytest.fixture
def served(publishers):
    stub = publishers.statxplore
    stub.base = f"{publishers.server.base}/statxplore"
    stub.counts = {
        (WESTMINSTER, "2024"): 8003,
        (WESTMINSTER, "2025"): 7898,
        (KENSINGTON, "2024"): 3001,
        (KENSINGTON, "2025"): 2999,
    }
    return publishers


def test_counts_by_area_and_year(client, served):
    found = read_counts(StatXplore(client, Key("right-key")), ENTRY, CODES)
    assert found[WESTMINSTER, "FYE 2025"] == 7898
    assert len(found) == 4


def test_exact_question(client, served):
    read_counts(StatXplore(client, Key("right-key")), ENTRY, CODES)
    (request,) = served.server.asked("/table$")
    assert request.headers["apikey"] == "right-key"
    place = "str:field:CILIF_AHC:V_F_CILIF_AHC:UK_COA_CODE"
    value = "str:value:CILIF_AHC:V_F_CILIF_AHC:UK_COA_CODE:V_C_MASTERGEOG21_LA_TO_REGION_NI"
    assert request.json["database"] == "str:database:CILIF_AHC"
    assert request.json["measures"] == ["str:count:CILIF_AHC:V_F_CILIF_AHC"]
    assert request.json["dimensions"] == [
        [place],
        ["str:field:CILIF_AHC:F_CILIF_DATE_AHC:DATE_NAME"],
    ]
    assert request.json["recodes"][place] == {
        "map": [[f"{value}:{KENSINGTON}"], [f"{value}:{WESTMINSTER}"]],
        "total": False,
    }


def test_renamed_value_set_is_looked_up(client, served):
    served.statxplore.value_set = "V_C_MASTERGEOG31_LA"
    assert len(read_counts(StatXplore(client, Key("right-key")), ENTRY, CODES)) == 4


def test_children_on_further_pages_are_read(client, served):
    served.statxplore.page = 1
    assert len(read_counts(StatXplore(client, Key("right-key")), ENTRY, CODES)) == 4


def test_schema_is_asked_again_only_for_changes(client, served):
    service = StatXplore(client, Key("right-key"))
    first = service.read_schema("str:database:CILIF_AHC")
    assert service.read_schema("str:database:CILIF_AHC") == first
    assert served.server.requests[-1].headers["if-none-match"] == '"1"'


def test_totals_groups_and_placeholders_are_left_out():
    content = {
        "fields": [
            {"items": [
                {"type": "RecodeItem", "uris": [f"a:{WESTMINSTER}"], "labels": ["Westminster"]},
                {"type": "RecodeItem", "uris": ["a:E1", "a:E2"], "labels": ["One", "Two"]},
                {"type": "RecodeItem", "uris": ["a:XXZZZZZZZ"], "labels": ["Unknown"]},
                {"type": "RecodeItem", "uris": ["a:ZZXXXXXXX"], "labels": ["Abroad"]},
                {"type": "Total", "labels": ["Total"]},
            ]},
            {"items": [{"type": "RecodeItem", "uris": ["d:2025"], "labels": ["2024/25"]}]},
        ],
        "cubes": {"m": {"values": [[10.0], [7.0], [3.0], [1.0], [15.0]]}},
    }  # fmt: skip
    # 10 + 7 + 3 + 1 is not the 15 of the total: nothing is added up.
    assert dict(read_cube(content, "m")) == {(WESTMINSTER, "FYE 2025"): 10.0}


def test_table_with_cells_missing_is_refused():
    content = {
        "fields": [{"items": [{"uris": ["a:E1"]}]}, {"items": [{"uris": ["d:2025"]}]}],
        "cubes": {"m": {"values": []}},
    }
    with pytest.raises(SourceError, match="cells missing"):
        dict(read_cube(content, "m"))


def test_wrong_key_is_one_error_that_does_not_show_it(client, served):
    with pytest.raises(SourceError) as caught:
        read_counts(StatXplore(client, Key("wrong-secret")), ENTRY, CODES)
    assert "does not accept the API key" in str(caught.value)
    assert "wrong-secret" not in repr(caught.value) + str(caught.value) + repr(Key("wrong-secret"))


def test_too_many_questions_are_waited_for_until_the_reset(client, served):
    soon = str(int((time.time() + 1) * 1000))
    served.server.plan("/table", Reply("limit", 429, headers={"x-ratelimit-reset-table": soon}))
    assert len(read_counts(StatXplore(client, Key("right-key")), ENTRY, CODES)) == 4


def test_key_of_the_environment_comes_first(monkeypatch):
    monkeypatch.setenv(statxplore.VARIABLE, " from-environment ")
    assert find_key().header() == {"APIKey": "from-environment"}
    monkeypatch.setenv(statxplore.VARIABLE, "")
    monkeypatch.setitem(__import__("sys").modules, "keyring", None)
    assert find_key() is None


def test_refresh_with_a_key_checks_counts_and_writes_the_key_nowhere(
    client, served, small, monkeypatch, tmp_path
):
    monkeypatch.setenv(statxplore.VARIABLE, "right-key")
    rows = [
        (WESTMINSTER, {"2024": (8000, 0.271), "2025": (7900, 0.263)}),
        (KENSINGTON, {"2024": (3000, 0.2), "2025": (9000, 0.2)}),
    ]
    served.govuk.workbook = make_ods({"2_AHC_Relative_LA": make_sheet(rows, ward=False)})
    indicator = load_indicators(small)["poverty"]
    found = dwp.fetch_figures(client, indicator, indicator.fetch[0], small)
    assert f"Stat-Xplore agrees on 3 of 4 counts; not on {KENSINGTON} FYE 2025" in found.remarks
    # The workbook's own counts stand; perturbed ones never replace them.
    assert "7900" in set(found.rows["count"])
    written = b"".join(read_bytes(small).values()) + b"".join(
        p.read_bytes() for p in (tmp_path / "raw").rglob("*") if p.is_file()
    )
    assert b"right-key" not in written


def test_without_a_key_the_service_is_not_asked(client, served, small, monkeypatch):
    monkeypatch.delenv(statxplore.VARIABLE, raising=False)
    monkeypatch.setitem(__import__("sys").modules, "keyring", None)
    served.govuk.workbook = make_ods(
        {
            "2_AHC_Relative_LA": make_sheet(
                [(WESTMINSTER, {"2025": (1, 0.2)}), (KENSINGTON, {"2025": (1, 0.3)})], ward=False
            )
        }
    )
    indicator = load_indicators(small)["poverty"]
    dwp.fetch_figures(client, indicator, indicator.fetch[0], small)
    assert not served.server.asked("statxplore")
