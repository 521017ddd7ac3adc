"""The analyst's loop: difference first, nothing written until accepted, then all at once."""

from __future__ import annotations

from datetime import date

import pytest
import yaml
from stubs.ees import DataSet, File, Row, Version, make_csv
from stubs.fingertips import Figure, Held
from stubs.govuk import make_ods, make_sheet
from stubs.server import Reply
from stubs.small import (
    BARNSLEY,
    ENGLAND,
    KENSINGTON,
    WESTMINSTER,
    clear_caches,
    hold,
    read_all,
    read_bytes,
)  # fmt: skip

from needsbook.catalogue import load_areas, load_indicators, load_passports
from needsbook.errors import NeedsbookError, SourceError, UnknownName
from needsbook.files import replace_files
from needsbook.refresh import fetch_run as run
from needsbook.refresh.accept import Held as HeldFigures
from needsbook.refresh.differences import describe_difference, same_number
from needsbook.store.changes import load_changes, load_states
from needsbook.store.snapshot_files import snapshot_files
from needsbook.store.snapshots import read_rows

DAY = date(2026, 3, 1)


@pytest.fixture
def served(publishers, small):
    """Figures held for both obesity indicators, and newer ones at the publisher."""
    hold(
        small,
        "ohid_obesity",
        [
            ("obesity_year6", ENGLAND, "2021/22", "23.4"),
            ("obesity_year6", ENGLAND, "2022/23", "22.7"),
            ("obesity_year6", WESTMINSTER, "2021/22", "26.0"),
            ("obesity_year6", WESTMINSTER, "2022/23", "24.5"),
            ("obesity_year6", KENSINGTON, "2022/23", "", "suppressed"),
            ("obesity_reception", ENGLAND, "2022/23", "9.2"),
            ("obesity_reception", WESTMINSTER, "2022/23", "10.2"),
        ],
    )
    publishers.fingertips.held[90323] = Held(
        "Year 6 obesity", "Persons", "10-11 yrs",
        {502: [
            Figure(ENGLAND, "2022/23", "22.69"), Figure(ENGLAND, "2023/24", "22.1"),
            Figure(WESTMINSTER, "2022/23", "25.9"), Figure(WESTMINSTER, "2023/24", "24.0"),
            Figure(KENSINGTON, "2022/23", "", note="Value suppressed for disclosure control"),
            Figure(BARNSLEY, "2023/24", "23.0"),
        ]},
    )  # fmt: skip
    publishers.fingertips.held[90319] = Held(
        "Reception obesity", "Persons", "4-5 yrs",
        {502: [Figure(ENGLAND, "2022/23", "9.2"), Figure(WESTMINSTER, "2022/23", "10.2")]},
    )  # fmt: skip
    return publishers


def find(client, project, **options):
    names = {name: options.pop(name) for name in ("source", "indicators") if name in options}
    held = HeldFigures(project)
    tasks = run.choose_tasks(project, **(names or {"source": "fingertips"}))
    return held, run.find_differences(client, project, tasks, held, **options)


def by_name(report):
    return {difference.fetched.indicator: difference for difference in report.differences}


def test_difference_names_what_changed_and_nothing_is_written(client, served, small):
    before = read_bytes(small)
    _, report = find(client, small)
    item = by_name(report)["obesity_year6"]
    assert item.new_periods == {"2023/24": 3}
    assert [(r.area, r.period, r.before, r.after) for r in item.revised] == [
        (WESTMINSTER, "2022/23", "24.5", "25.9")
    ]
    assert item.more_digits == 1
    assert item.areas_gained == (BARNSLEY,)
    assert item.areas_lost == ()
    assert item.removed == ()
    lines = "\n".join(describe_difference(item, load_areas(small)))
    assert "new period 2023/24: 3 areas" in lines
    assert "Westminster, 2022/23: 24.5 → 25.9 (+1.4)" in lines
    assert "areas gained: Barnsley" in lines
    assert by_name(report)["obesity_reception"].nothing_new
    assert read_bytes(small) == before


def test_accepted_difference_replaces_snapshot_and_passport_and_logs(client, served, small):
    held, report = find(client, small)
    run.accept(held, report, DAY)
    rows = read_all(small)["ohid_obesity"]
    values = {(r[0], r[1], r[2]): r[3] for r in rows}
    assert values["obesity_year6", WESTMINSTER, "2022/23"] == 25.9
    assert values["obesity_year6", WESTMINSTER, "2023/24"] == 24.0
    # Older than what the publisher still serves: kept.
    assert values["obesity_year6", WESTMINSTER, "2021/22"] == 26.0
    assert values["obesity_reception", ENGLAND, "2022/23"] == 9.2
    passport = load_passports(small)["ohid_obesity"]
    assert passport.obtained.on == "2026-03-01"
    assert passport.obtained.address.endswith("parent_area_type_id=6")
    assert len(passport.obtained.raw_sha256) == 64
    assert any("2021/22) are as obtained on 2025-01-01" in line for line in passport.checks)
    (change,) = load_changes(small)
    assert (change.indicator, change.added, change.revised) == ("obesity_year6", 3, 1)
    assert change.new_periods == ("2023/24",)
    assert change.largest_revision.before == "24.5"
    assert set(load_states(small)) == {
        ("ohid_obesity", "obesity_year6"),
        ("ohid_obesity", "obesity_reception"),
    }


def test_second_refresh_finds_nothing_and_changes_no_byte(client, served, small):
    held, report = find(client, small)
    run.accept(held, report, DAY)
    before = read_bytes(small)
    held, report = find(client, small)
    assert all(difference.nothing_new for difference in report.differences)
    run.accept(held, report, DAY)
    assert read_bytes(small) == before


def test_change_log_is_only_appended_to(client, served, small):
    (small.data / "changes.yml").write_text("# kept by hand\nchanges:\n")
    held, report = find(client, small)
    run.accept(held, report, DAY)
    first = (small.data / "changes.yml").read_text()
    assert first.startswith("# kept by hand\nchanges:\n  - ")
    served.fingertips.held[90323].figures[502][0].value = "30"
    held, report = find(client, small)
    run.accept(held, report, DAY)
    assert (small.data / "changes.yml").read_text().startswith(first)
    assert len(load_changes(small)) == 2


def test_changed_definition_is_shown_even_without_new_figures(client, served, small):
    held, report = find(client, small)
    run.accept(held, report, DAY)
    served.fingertips.held[90319].definition = "Counted in another way now."
    _, report = find(client, small)
    item = by_name(report)["obesity_reception"]
    assert item.definition_changed
    assert not item.nothing_new
    assert "definition text has changed" in "\n".join(describe_difference(item, load_areas(small)))


def test_note_changes_are_shown(client, served, small):
    served.fingertips.held[90323].figures[502][4].note = ""
    _, report = find(client, small)
    ((key, before, after),) = by_name(report)["obesity_year6"].notes_changed
    assert key[1] == KENSINGTON
    assert (before, after) == ("suppressed", "not_available")


def test_withdrawn_figure_is_shown_and_removed(client, served, small):
    served.fingertips.held[90323].figures[502] = [
        f
        for f in served.fingertips.held[90323].figures[502]
        if (f.code, f.period) != (KENSINGTON, "2022/23")
    ]
    with pytest.raises(SourceError, match="1 of 3 figures held would be lost"):
        find(client, small)
    held, report = find(client, small, allow_losses=True)
    item = by_name(report)["obesity_year6"]
    assert [key[1:3] for key in item.removed] == [(KENSINGTON, "2022/23")]
    assert item.areas_lost == (KENSINGTON,)
    run.accept(held, report, DAY)
    assert not [r for r in read_all(small)["ohid_obesity"] if r[1] == KENSINGTON]


def test_truncated_answer_cannot_empty_a_snapshot(client, served, small):
    before = read_bytes(small)
    served.fingertips.held[90323].figures[502] = served.fingertips.held[90323].figures[502][:1]
    with pytest.raises(SourceError, match="would be lost"):
        find(client, small)
    assert read_bytes(small) == before


def test_one_area_only(client, served, small):
    held, report = find(client, small, area="westminster")
    run.accept(held, report, DAY)
    rows = {(r[1], r[2]): r[3] for r in read_all(small)["ohid_obesity"] if r[0] == "obesity_year6"}
    assert rows[WESTMINSTER, "2023/24"] == 24.0
    assert rows[ENGLAND, "2022/23"] == 22.7
    assert (ENGLAND, "2023/24") not in rows


def test_figures_held_elsewhere_stay_there(client, served, small):
    hold(small, "ohid_early", [("obesity_year6", WESTMINSTER, "2023/24", "11.1")])
    held, report = find(client, small)
    item = by_name(report)["obesity_year6"]
    assert item.elsewhere == {"ohid_early": 1}
    run.accept(held, report, DAY)
    assert ("obesity_year6", WESTMINSTER, "2023/24", 11.1, "") in read_all(small)["ohid_early"]
    assert not [r for r in read_all(small)["ohid_obesity"] if r[1:3] == (WESTMINSTER, "2023/24")]


def test_new_snapshot_gets_a_whole_passport(client, served, small):
    for path in small.snapshots.glob("*/*"):
        path.unlink()
    held, report = find(client, small)
    run.accept(held, report, DAY)
    passport = load_passports(small)["ohid_obesity"]
    assert passport.series == "ohid_obesity"
    assert passport.indicators == ("obesity_reception", "obesity_year6")
    assert passport.attribution
    assert passport.page == "https://example.org/p"
    assert len(read_all(small)["ohid_obesity"]) == 8


def test_snapshot_changed_by_hand_is_not_refreshed_over(client, served, small):
    (path,) = small.snapshots.glob("*/ohid_obesity.csv")
    path.write_text(path.read_text().replace("26.0", "26.1"))
    with pytest.raises(NeedsbookError, match="is not the file its passport describes"):
        find(client, small)


def serve_everything(publishers):
    rows = [
        Row(
            "LA",
            WESTMINSTER,
            "2023/2024",
            {"subject": "Reading, writing and maths"},
            {"expected_percent": "68"},
        )
    ]
    publishers.ees.data_sets["019afee5-4791-7467-a788-c163fd9b57de"] = DataSet(
        "Key stage 2", {"1.0": Version(rows)}
    )
    cla = [
        Row("LA", WESTMINSTER, "2025", {"population_type": "Children looked after on 31 March each year"},
            {"population_estimate": "1000", "children_count": "10", "rate_per_10000": "100"})
    ]  # fmt: skip
    publishers.content.files["children-looked-after"] = [
        File("f", "Number and rate", "cla_number.csv", make_csv(cla, ["population_type"]))
    ]
    publishers.govuk.workbook = make_ods(
        {
            "2_AHC_Relative_LA": make_sheet(
                [(WESTMINSTER, {"2025": (10, 0.2)}), (KENSINGTON, {"2025": (9, 1.0)})], ward=False
            )
        }
    )
    publishers.nomis.population = {}


def test_going_on_when_one_source_fails(client, served, small):
    serve_everything(served)
    held = HeldFigures(small)
    tasks = run.choose_tasks(small)
    report = run.find_differences(client, small, tasks, held, go_on=True)
    assert [name for name, _ in report.failures] == ["population (ons_population)"]
    assert len(report.differences) == 5
    run.accept(held, report, DAY)
    found = read_all(small)
    assert set(found) == {"ohid_obesity", "dfe_ks2", "dfe_looked_after", "dwp_poverty"}
    assert found["dwp_poverty"][0][2:4] == ("FYE 2025", 100.0)


def test_half_of_a_snapshot_failing_leaves_it_whole(client, served, small):
    served.fingertips.held[90319].name = "Another indicator"
    before = read_bytes(small)
    held = HeldFigures(small)
    report = run.find_differences(
        client, small, run.choose_tasks(small, source="ohid"), held, go_on=True
    )
    assert report.failures
    assert report.differences == []
    run.accept(held, report, DAY)
    assert read_bytes(small) == before


def test_offline_is_said_at_once(small, publishers, client, monkeypatch):
    for name in ("FINGERTIPS", "EES", "EES_CONTENT", "GOVUK", "NOMIS"):
        monkeypatch.setenv(f"NEEDSBOOK_URL_{name}", "http://127.0.0.1:9/x")
    before = read_bytes(small)
    with pytest.raises(SourceError, match="offline: no source can be reached"):
        run.find_differences(client, small, run.choose_tasks(small), HeldFigures(small))
    assert read_bytes(small) == before


def test_naming_an_indicator_brings_its_whole_snapshot(small):
    tasks = run.choose_tasks(small, indicators=["obesity_year6"])
    assert [task.indicator.id for task in tasks] == ["obesity_reception", "obesity_year6"]


def test_unknown_names_offer_near_ones(small):
    with pytest.raises(UnknownName) as caught:
        run.choose_tasks(small, source="fingertip")
    assert "fingertips" in caught.value.do
    with pytest.raises(UnknownName) as caught:
        run.choose_tasks(small, indicators=["obesity_year_6"])
    assert "obesity_year6" in caught.value.do


def test_indicator_without_entry_points_to_import(small):
    path = small.indicators / "ks2.yml"
    content = yaml.safe_load(path.read_text())
    del content["fetch"]
    path.write_text(yaml.safe_dump(content))
    with pytest.raises(UnknownName, match="is not fetched from a service"):
        run.choose_tasks(small, indicators=["ks2"])


def test_failing_write_leaves_everything_as_it_was(client, served, small, monkeypatch):
    held, report = find(client, small)
    before = read_bytes(small)
    report.differences[0].rows.loc[0, "value"] = "140"
    with pytest.raises(NeedsbookError, match="140 is outside the range"):
        run.accept(held, report, DAY)
    assert read_bytes(small) == before


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [("24.5", "24.512", True), ("24.5", "24.45", True), ("24.5", "24.44", False), ("24.5", "24.6", False),
     ("63", "63.4", True), ("63", "63.6", False), ("0", "0.0", True), ("12.0", "12", True), ("-0.1", "0.1", False)],
)  # fmt: skip
def test_same_number(before, after, same):
    assert same_number(before, after) is same
    assert same_number(after, before) is same


def test_answer_is_never_half_used(client, served, small):
    """A reply cut in the middle of a row, with a length that fits, is refused as a table."""
    whole = served.fingertips._data(
        type(
            "R",
            (),
            {
                "query": {
                    "indicator_ids": "90323",
                    "child_area_type_id": "502",
                    "parent_area_type_id": "6",
                }
            },
        )()
    ).body
    served.server.plan("ids=90323&child", Reply(whole[: int(len(whole) * 0.7)]))
    before = read_bytes(small)
    with pytest.raises(NeedsbookError):
        find(client, small)
    assert read_bytes(small) == before


@pytest.mark.parametrize("flow", [True, False])
def test_new_snapshot_is_listed_by_its_indicators(client, served, small, flow):
    """`needsbook check` asks that an indicator lists exactly the snapshots that hold it."""
    for name in ("obesity_year6", "obesity_reception"):
        path = small.indicators / f"{name}.yml"
        listed = "datasets: [ohid_other]" if flow else "datasets:\n- ohid_earlier\n- ohid_other"
        path.write_text(path.read_text().replace("datasets:\n- ohid_obesity", listed) + "# kept\n")
    for path in small.snapshots.glob("*/*"):
        path.unlink()
    clear_caches()
    held, report = find(client, small)
    run.accept(held, report, DAY)
    assert load_indicators(small)["obesity_year6"].datasets[-2:] == ("ohid_other", "ohid_obesity")
    assert (small.indicators / "obesity_year6.yml").read_text().endswith("# kept\n")


def test_file_shared_by_entries_is_downloaded_once(client, publishers):
    publishers.server.mount("file", lambda request: Reply("a,b\n1,2\n"))
    address = f"{publishers.server.base}/file/table.csv"
    first, second = client.download(address), client.download(address)
    assert first == second
    assert second.body == b"a,b\n1,2\n"
    assert len(publishers.server.asked("/file")) == 1


def test_counts_the_source_does_not_give_stay_beside_the_same_value(client, served, small):
    (path,) = small.snapshots.glob("*/ohid_obesity.csv")
    rows = read_rows(path)
    rows["count"] = rows["value"].map(lambda value: "10" if value else "")
    replace_files(small, snapshot_files(rows, load_passports(small)["ohid_obesity"], small))
    load_passports.cache_clear()
    held, report = find(client, small)
    assert by_name(report)["obesity_reception"].nothing_new
    run.accept(held, report, DAY)
    counts = {tuple(row[:3]): row[8] for row in read_rows(path).itertuples(index=False)}
    assert counts["obesity_year6", ENGLAND, "2022/23"] == "10"
    # A revised value has lost the count that belonged to the old one.
    assert counts["obesity_year6", WESTMINSTER, "2022/23"] == ""
