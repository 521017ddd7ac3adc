"""Every entry of the book, every English authority: what is served comes through whole."""

from __future__ import annotations

import csv
import shutil

import pytest
from stubs.england import fill_publishers, next_period
from stubs.small import ROOT, clear_caches, read_all, read_bytes

from needsbook.catalogue import load_areas, load_indicators, load_passports
from needsbook.catalogue.lait import DATASET
from needsbook.paths import Project
from needsbook.refresh import fetch_run as run
from needsbook.refresh.accept import Held
from needsbook.store.snapshot_files import format_passport


@pytest.fixture
def book(tmp_path):
    """A copy of the book's data and areas."""
    for name in ("data", "geo"):
        shutil.copytree(
            ROOT / name,
            tmp_path / "book" / name,
            ignore=shutil.ignore_patterns("boundaries", ".incoming"),
        )
    (tmp_path / "book" / "_config.yml").write_text("title: copy\n")
    clear_caches()
    yield Project(tmp_path / "book")
    clear_caches()


def refresh(client, book):
    held = Held(book)
    report = run.find_differences(client, book, run.choose_tasks(book), held, go_on=True)
    return held, report


def test_what_is_held_comes_back_unchanged(client, publishers, book):
    fill_publishers(publishers, book, load_indicators(book), more=False)
    _, report = refresh(client, book)
    assert [f"{name}: {error}" for name, error in report.failures] == []
    assert len(report.differences) == sum(
        len(indicator.fetch) for indicator in load_indicators(book).values()
    )
    for difference in report.differences:
        name = f"{difference.fetched.indicator} in {difference.fetched.dataset}"
        assert not difference.revised, name
        # What comes on top says only that there is nothing, or is of a place not held yet:
        # Progress 8 has no 2024/25, and populations are asked for everywhere.
        values = {tuple(row[:5]): row[5] for row in difference.rows.itertuples(index=False)}
        assert not [
            key for key in difference.added if values[key] and key[1] not in difference.areas_gained
        ], name
        assert not difference.removed, name
        assert not difference.now_missing, name
        assert not difference.now_given, name
        # Two measures of one file share a base: it stands also where one of them is withheld.
        withheld = sum(1 for value in values.values() if not value)
        assert difference.limits_changed <= withheld, (name, difference.notes_changed[:3])
        assert not difference.more_digits, name


def test_a_new_period_of_every_indicator_is_taken(client, publishers, book):
    fill_publishers(publishers, book, load_indicators(book))
    held, report = refresh(client, book)
    assert [f"{name}: {error}" for name, error in report.failures] == []
    for difference in report.differences:
        assert difference.new_periods, difference.fetched.indicator
    before = read_bytes(book)
    run.accept(held, report)
    after = read_bytes(book)
    rows = {dataset: {row[2] for row in found} for dataset, found in read_all(book).items()}
    for difference in report.differences:
        assert set(difference.new_periods) <= rows[difference.fetched.dataset]
    datasets = {difference.fetched.dataset for difference in report.differences}
    changed = {name for name in after if before.get(name) != after[name]}
    assert {name.rpartition("/")[2].rpartition(".")[0] for name in changed} == datasets | {
        "changes",
        "refreshed",
    }


def test_all_153_authorities_come_through(client, publishers, book):
    fill_publishers(publishers, book, ["injury_admissions_0_14_per_10k"], more=False)
    held = Held(book)
    tasks = run.choose_tasks(book, indicators=["injury_admissions_0_14_per_10k"])
    (item,) = run.find_differences(client, book, tasks, held).differences
    levels = [load_areas(book)[code].level for code in item.fetched.rows["area_code"].unique()]
    assert levels.count("upper_tier") == 153
    assert item.fetched.left_out == {}


def test_served_figures_are_those_of_the_published_copies(client, publishers, book, shared):
    fill_publishers(publishers, book, ["injury_admissions_0_14_per_10k"], more=False)
    tasks = run.choose_tasks(book, indicators=["injury_admissions_0_14_per_10k"])
    (item,) = run.find_differences(client, book, tasks, Held(book)).differences
    found = {(r.area_code, r.period): r.value for r in item.fetched.rows.itertuples()}
    path = shared / "data" / "figures" / "fingertips_90284_injury_admissions_0_14.csv"
    with path.open(encoding="utf-8", newline="") as file:
        copies = {(r["area_code"], r["period"]): r["value"] for r in csv.DictReader(file)}
    assert {key: float(value) for key, value in found.items() if value} == {
        key: float(value) for key, value in copies.items() if value
    }


@pytest.mark.parametrize(
    ("period", "later"),
    [("2018", "2019"), ("2017/18", "2018/19"), ("2008/09", "2009/10"), ("FYE 2025", "FYE 2026"), ("2019-03-31", "2020-03-31"),
     ("Dec 2018-Feb 2019", "Dec 2019-Feb 2020"), ("2014-2016", "2015-2017"), ("mid-2016", "mid-2017")],
)  # fmt: skip
def test_next_period(period, later):
    assert next_period(period) == later


def test_passports_are_written_as_they_stand(book):
    """A refresh changes the lines it means to change, and no other."""
    for passport in load_passports(book).values():
        if passport.dataset == DATASET:  # renewed whole, with its dictionary: needsbook lait
            continue
        (path,) = book.snapshots.glob(f"*/{passport.dataset}.yml")
        assert format_passport(passport) == path.read_bytes()
