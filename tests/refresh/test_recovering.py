"""Counts that a publisher leaves out: recovered where its rates allow it, marked, never invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from stubs.ees import File, Row, make_csv
from stubs.small import ENGLAND, HACKNEY, KENSINGTON, LONDON, ROOT, WESTMINSTER, make_project

from needsbook.catalogue import load_indicators, load_passports
from needsbook.catalogue.passports import Passport, Recovery
from needsbook.files import replace_files
from needsbook.paths import Project
from needsbook.refresh import fetch_run as run
from needsbook.refresh.accept import Held
from needsbook.refresh.recovering import SUM_WORDS, WORDS, fill_counts
from needsbook.refresh.rows import Published
from needsbook.store import open_store
from needsbook.store.snapshot_files import snapshot_files
from needsbook.store.snapshots import COLUMNS

BOOK = Project(ROOT)
FETCH = {
    "connector": "ees_file", "dataset": "dfe_suspensions", "periods": "academic",
    "publication": "suspensions", "title": "suspension", "filename": r"exc.*\.csv$",
    "levels": ["country", "region", "upper_tier"], "value": ["susp_rate"], "count": ["susp"],
    "denominator": ["headcount"], "ratios": [["perm_excl_rate"], ["one_plus_susp_rate"]],
    "filters": [{"education_phase": "Total"}],
}  # fmt: skip
# Area: pupils, suspensions, permanent exclusions, pupils suspended at least once.
TRUE = {
    WESTMINSTER: (23545, 2159, 9, 1012),
    KENSINGTON: (13087, 803, 5, 411),
    HACKNEY: (38211, 3901, 22, 1764),
}
BEFORE = {WESTMINSTER: 23102, KENSINGTON: 13391, HACKNEY: 37650}


@pytest.fixture
def project(tmp_path) -> Project:
    """A book that holds the pupils of the year before, printed, and no region to add up to."""
    small = make_project(tmp_path / "small", {"suspensions": FETCH})
    path = small.indicators / "suspensions.yml"
    text = path.read_text().replace("method: proportion", "method: rate")
    path.write_text(text.replace("unit: percent", "unit: per_100_pupils"))
    load_indicators.cache_clear()
    rows = [
        ("suspensions", code, "2022/23", "", "", "9", "", "", str(round(base * 0.09)), str(base), "", "")
        for code, base in BEFORE.items()
    ]  # fmt: skip
    passport = Passport(
        dataset="dfe_suspensions", source="dfe", publication="P", release="first", table="T",
        page="https://example.org/p", series="s", basis="b", licence="OGL", attribution="A",
        indicators=("suspensions",), rows=1, sha256="0" * 64,
        obtained={"on": "2025-01-01", "address": "https://example.org/old.csv", "method": "copy"},
    )  # fmt: skip
    replace_files(small, snapshot_files(pd.DataFrame(rows, columns=list(COLUMNS)), passport, small))
    load_passports.cache_clear()
    return small


def make_line(code: str, numbers: tuple[int, ...], level: str = "LA", **more: str) -> Row:
    base, *counts = numbers
    names = ("susp_rate", "perm_excl_rate", "one_plus_susp_rate")
    rates = {
        name: f"{100 * held_count / base:.5f}"
        for name, held_count in zip(names, counts, strict=True)
    }
    return Row(level, code, "202324", {"education_phase": "Total"}, rates | more)


def serve(publishers, lines: list[Row], release: str = "one") -> None:
    body = make_csv(lines, ["education_phase"])
    publishers.content.files["suspensions"] = [File(release, "Suspensions", "exc.csv", body)]


def test_a_refresh_brings_recovered_counts_and_says_so(client, publishers, project) -> None:
    whole = tuple(sum(column) for column in zip(*TRUE.values(), strict=True))
    lines = [make_line(code, numbers) for code, numbers in TRUE.items()]
    serve(publishers, [*lines, make_line(ENGLAND, whole, "NAT"), make_line(LONDON, whole, "REG")])
    held = Held(project)
    report = run.find_differences(client, project, run.choose_tasks(project), held)
    run.accept(held, report, date(2026, 3, 1))
    load_passports.cache_clear()
    store = open_store(project)
    for code, (base, count, *_) in TRUE.items():
        figure = store.figure("suspensions", code, "2023/24")
        assert (figure.count, figure.denominator, figure.recovered) == (count, base, WORDS)
        # The year before was printed: nothing of it is called recovered.
        assert store.figure("suspensions", code, "2022/23").recovered == ""
    for code in (ENGLAND, LONDON):
        figure = store.figure("suspensions", code, "2023/24")
        assert (figure.count, figure.denominator) == (whole[1], whole[0])
        assert figure.recovered == SUM_WORDS
    told = load_passports(project)["dfe_suspensions"].recovered
    assert [(recovery.words, recovery.levels, recovery.periods) for recovery in told] == [
        (WORDS, ("upper_tier",), ("2023/24",)),
        (SUM_WORDS, ("country", "region"), ("2023/24",)),
    ]
    assert "3 rates are printed to 5 decimals" in told[0].how


def test_sums_that_do_not_print_as_the_rates_are_not_taken(client, publishers, project) -> None:
    whole = [sum(column) for column in zip(*TRUE.values(), strict=True)]
    lines = [make_line(code, numbers) for code, numbers in TRUE.items()]
    serve(publishers, [*lines, make_line(ENGLAND, (whole[0] + 40, *whole[1:]), "NAT")])
    held = Held(project)
    (task,) = run.choose_tasks(project)
    rows = run.fetch_one(client, task, project, held).rows.set_index("area_code")
    assert rows.loc[WESTMINSTER, "count"] == "2159"
    assert rows.loc[ENGLAND, "count"] == ""


def test_nothing_is_worked_out_where_the_file_prints_any_count(client, publishers, project) -> None:
    """A file that gives some counts and hides others hides them on purpose."""
    lines = [make_line(code, numbers, susp="c", headcount="c") for code, numbers in TRUE.items()]
    lines[0].values |= {"susp": "2159", "headcount": "23545"}
    serve(publishers, lines)
    (task,) = run.choose_tasks(project)
    found = run.fetch_one(client, task, project, Held(project))
    assert found.recovered == ()
    assert sorted(found.rows["count"]) == ["", "", "2159"]


def test_two_decimals_recover_nothing() -> None:
    indicator = load_indicators(BOOK)["suspension_rate"]
    held = Held(BOOK).based(indicator)
    printed = [Published(WESTMINSTER, "2023/24", "9.17", ratios=("0.04", "4.30"))]
    assert fill_counts(indicator, printed, held, BOOK) == (printed, ())


def test_the_tool_s_rates_give_the_counts_held() -> None:
    """Two years of the Local Authority Interactive Tool, by the bases of the years before."""
    indicator = load_indicators(BOOK)["suspension_rate"]
    table = pd.read_parquet(ROOT / "data" / "lait" / "table.parquet")
    table = table.astype({"measure": str, "area_code": str, "years": str})
    names = ["TotFixedEx", "TotPermEx", "Total_ Pup_FixedEx"]
    wide = table[table["measure"].isin(names) & table["years"].isin(["2022/23", "2023/24"])]
    wide = wide.pivot(index=["area_code", "years"], columns="measure", values="value")
    printed = [
        Published(code, years, row[names[0]], ratios=(row[names[1]], row[names[2]]))
        for (code, years), row in zip(wide.index, wide.to_dict("records"), strict=True)
    ]
    held = Held(BOOK)
    earlier = held.based(indicator)
    earlier = earlier[earlier["period"].le("2021/22")]
    found, told = fill_counts(indicator, printed, earlier, BOOK)
    rows = held.of_indicator("dfe_exclusions_2017_2024", "suspension_rate")
    known = {
        (row.area_code, row.period): (row.count_, row.denominator)
        for row in rows.rename(columns={"count": "count_"}).itertuples()
        if row.count_
    }
    both = [
        figure
        for figure in found
        if figure.count is not None and (figure.area, figure.period) in known
    ]
    assert len(both) > 250
    assert {WORDS} <= {recovery.words for recovery in told}
    for figure in both:
        assert (figure.count, figure.denominator) == known[figure.area, figure.period]


def test_printed_counts_leave_the_mark_to_the_years_that_stay(client, publishers, project) -> None:
    """Rows recovered before keep saying so when a later file prints the counts of other years."""
    serve(publishers, [make_line(code, numbers) for code, numbers in TRUE.items()])
    held = Held(project)
    run.accept(held, run.find_differences(client, project, run.choose_tasks(project), held))
    lines = [
        replace(make_line(code, numbers, susp=str(numbers[1]), headcount=str(numbers[0])), period="202425")
        for code, numbers in TRUE.items()
    ]  # fmt: skip
    serve(publishers, lines, "two")
    held = Held(project)
    report = run.find_differences(
        client, project, run.choose_tasks(project), held, allow_losses=True
    )
    run.accept(held, report)
    load_passports.cache_clear()
    store = open_store(project)
    assert store.figure("suspensions", WESTMINSTER, "2024/25").count == 2159
    assert store.figure("suspensions", WESTMINSTER, "2024/25").recovered == ""
    assert store.figure("suspensions", WESTMINSTER, "2023/24").recovered == WORDS


def test_a_recovery_covers_its_levels_areas_and_periods() -> None:
    item = Recovery(
        of="base", words="w", how="h", levels=("region",), areas=("E10000003",),
        not_for=("E12000001",), periods=("2022/23",),
    )  # fmt: skip
    assert item.covers("E12000002", "region", "2022/23")
    assert item.covers("E10000003", "upper_tier", "2022/23")
    assert not item.covers("E12000002", "region", "2023/24")
    assert not item.covers("E12000001", "region", "2022/23")
    assert not item.covers("E09000033", "upper_tier", "2022/23")
