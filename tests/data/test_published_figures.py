"""The figures themselves: golden published values, equality with the copies, passports."""

from __future__ import annotations

import csv
import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from needsbook.catalogue import load_areas, load_indicators, load_passports, load_sources
from needsbook.catalogue.lait import DATASET
from needsbook.catalogue.passports import Passport, snapshot_path
from needsbook.catalogue.periods import parse_period
from needsbook.paths import Project

ROOT = Path(__file__).resolve().parents[2]
W, KC, MEDWAY, LONDON, ENGLAND = (
    "E09000033", "E09000020", "E06000035", "E12000007", "E92000001",
)  # fmt: skip
COLUMNS = (
    "indicator", "area_code", "period", "sex", "age", "value", "lower_ci", "upper_ci",
    "count", "denominator", "reason", "note",
)  # fmt: skip
REASONS = (
    "suppressed", "not_available", "not_applicable", "low", "combined_with_neighbour",
    "not_comparable",
)  # fmt: skip
RECODED = {"E10000002": "E06000060", "E10000023": "E06000065", "E10000027": "E06000066"}


def list_snapshots(project: Project) -> list[Passport]:
    """The passports of snapshots; the table of the Local Authority Interactive Tool is none."""
    return [
        passport for passport in load_passports(project).values() if passport.dataset != DATASET
    ]


@cache
def read_rows(root: Path = ROOT) -> tuple[dict[str, str], ...]:
    """Every row of every snapshot, as text, with its dataset, series and edition."""
    project, found = Project(root), []
    for passport in list_snapshots(project):
        with snapshot_path(passport, project).open(encoding="utf-8", newline="") as file:
            found += [
                {
                    **row,
                    "dataset": passport.dataset,
                    "series": passport.series,
                    "edition": passport.edition,
                }
                for row in csv.DictReader(file)
            ]
    return tuple(found)


@cache
def index_rows() -> dict[tuple[str, str, str, str, str], dict[str, str]]:
    return {
        (row["indicator"], row["area_code"], row["period"], row["edition"], row["age"]): row
        for row in read_rows()
    }


GOLDEN = [
    ("good_level_of_development_pct", KC, "2017/18", "70.1"),
    ("good_level_of_development_pct", W, "2017/18", "71.9"),
    ("good_level_of_development_pct", ENGLAND, "2017/18", "71.5"),
    ("good_level_of_development_pct", W, "2024/25", "71.3"),
    ("dental_decay_age5_pct", KC, "2016/17", "26.6"),
    ("dental_decay_age5_pct", W, "2016/17", "30.3"),
    ("dental_decay_age5_pct", ENGLAND, "2016/17", "23.3"),
    ("child_protection_plan_count", KC, "2019-03-31", "51"),
    ("child_protection_plan_count", W, "2019-03-31", "61"),
    ("child_poverty_ahc_pct", W, "FYE 2025", "26.3"),
    ("child_poverty_ahc_pct", KC, "FYE 2025", "16.1"),
    ("child_poverty_ahc_pct", "E05013794", "FYE 2025", "44.0"),  # Church Street
    ("child_poverty_ahc_pct", "E05009396", "FYE 2025", "37.3"),  # Golborne
    ("child_poverty_bhc_pct", W, "FYE 2016", "9.0"),
    ("child_poverty_bhc_pct", W, "FYE 2025", "12.7"),
    ("child_poverty_bhc_pct", ENGLAND, "FYE 2025", "19.8"),
    ("child_poverty_hmrc_pct", W, "2016-08-31", "29.0"),
    ("child_poverty_hmrc_pct", KC, "2016-08-31", "21.1"),
    ("obesity_year6_pct", W, "2017/18", "22.88"),
    ("obesity_year6_pct", KC, "2017/18", "20.78"),
    ("obesity_year6_pct", ENGLAND, "2017/18", "20.14"),
    ("obesity_year6_resident_pct", W, "2017/18", "24.5"),
    ("obesity_year6_pct", W, "2011/12-2013/14", "25.92"),
    ("ks2_rwm_expected_pct", KC, "2017/18", "76"),
    ("ks4_english_maths_9_4_pct", W, "2017/18", "73.8"),
    ("ks4_english_maths_9_4_pct", ENGLAND, "2018/19", "64.9"),
    ("ehcp_pct", W, "2024/25", "4.8"),
    ("fsm_primary_pct", W, "2017/18", "20.6"),
    ("first_language_not_english_primary_pct", KC, "2024/25", "50.7"),
    ("looked_after_count", W, "2019-03-31", "210"),
    ("looked_after_count", W, "2018-03-31", "204"),
    ("looked_after_rate_per_10k", W, "2018-03-31", "45"),
    ("looked_after_rate_per_10k", W, "2019-03-31", "63"),
    ("children_in_need_rate_per_10k", KC, "2025-03-31", "337.8"),
    ("uasc_count", W, "2025-03-31", "31"),
    ("neet_or_unknown_16_17_pct", KC, "Dec 2018-Feb 2019", "5.8"),
    ("idaci_2019_score", W, "2015", "0.183"),
    ("alevel_aps_per_entry", W, "2024/25", "37.88"),
    ("population_0_19", W, "mid-2020", "36756"),
    ("population_0_17", W, "mid-2020", "31851"),
]
GOLDEN_EDITIONS = [
    ("population_0_19", W, "mid-2016", "first-release", "", "49421"),
    ("population_0_19", KC, "mid-2016", "first-release", "", "31153"),
    ("population_0_17", W, "mid-2020", "first-release", "", "50701"),
    ("population_by_age", ENGLAND, "mid-2020", "first-release", "0", "601913"),
]


@pytest.mark.parametrize(("indicator", "area", "period", "value"), GOLDEN)
def test_golden_published_values(indicator: str, area: str, period: str, value: str) -> None:
    row = index_rows()[indicator, area, period, "", ""]
    assert row["value"] == value


@pytest.mark.parametrize(
    ("indicator", "area", "period", "edition", "age", "value"), GOLDEN_EDITIONS
)
def test_golden_values_of_first_releases(
    indicator: str, area: str, period: str, edition: str, age: str, value: str
) -> None:
    assert index_rows()[indicator, area, period, edition, age]["value"] == value


def _mend(row: dict[str, str], reason: str) -> str:
    """The two signs for “none” in the copies that we write as blank cells; the reason."""
    if row["lower_ci"] == row["upper_ci"] == "-1.00" and not row["value"]:
        row["lower_ci"] = row["upper_ci"] = ""  # Fingertips beside a withheld rate
    if row["denominator"] == "0":  # authorities with no pupils counted before they existed
        row["denominator"], reason = "", "not_available"
    return reason


def _copied(folder: Path) -> Iterator[tuple[str, ...]]:
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                head = row["note"].split(";")[0].strip()
                reason = _mend(row, head if head in REASONS else "")
                yield (
                    *(row[name] for name in ("indicator", "area_code", "period", "value")),
                    *(row[name] for name in ("lower_ci", "upper_ci", "count", "denominator")),
                    reason,
                )


def test_every_row_equals_the_copy_and_none_is_lost_or_added(shared: Path) -> None:
    """Figures with counts replace those without; what they printed before is an edition."""
    names = (
        "indicator", "area_code", "period", "value", "lower_ci", "upper_ci", "count",
        "denominator", "reason",
    )  # fmt: skip
    rows = [
        row
        for row in read_rows()
        if row["indicator"] not in ("population_0_17", "population_by_age")
    ]
    copied = {row[0] for row in _copied(shared / "data" / "figures")}
    copied |= {row[0] for row in _copied(shared / "data" / "evidence")}
    rows = [row for row in rows if row["indicator"] in copied]
    ours = Counter(
        tuple(row[name] for name in names) for row in rows if row["edition"] != "earlier-print"
    )
    fuller = set(_copied(shared / "data" / "evidence"))
    replaced = {row[:3] for row in fuller}
    before = Counter(_copied(shared / "data" / "figures"))
    kept = Counter({row: n for row, n in before.items() if row[:3] not in replaced})
    theirs = kept + Counter(fuller)
    assert sum(theirs.values()) > 110_000
    assert ours - theirs == Counter()
    assert theirs - ours == Counter()
    earlier = {
        tuple(row[name] for name in names) for row in rows if row["edition"] == "earlier-print"
    }
    assert earlier <= set(before)


def test_children_by_age_equal_the_copy(shared: Path, project: Project) -> None:
    areas = load_areas(project)
    held = index_rows()
    seen = 0
    rebased = shared / "data/population/ons_mid_year_0_17_rebased_2012_2024.csv"
    first = shared / "data/population/ons_mye_first_release_ages0_19_by_LA_2015_2020.csv"
    for path, edition in ((rebased, ""), (first, "first-release")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                code = RECODED.get(row["code"], row["code"])
                if code not in areas:
                    continue
                period = f"mid-{row['mid_year']}"
                assert held["population_0_17", code, period, edition, ""]["value"] == row["p0_17"]
                seen += 1
                for age in range(20) if edition else ():
                    item = held["population_by_age", code, period, edition, str(age)]
                    assert item["value"] == row[f"a{age}"]
                    seen += 1
    ours = sum(row["indicator"] in ("population_0_17", "population_by_age") for row in read_rows())
    assert seen == ours


def test_single_years_of_age_add_up_to_the_published_total() -> None:
    sums: Counter[tuple[str, str]] = Counter()
    for row in read_rows():
        if row["indicator"] == "population_by_age":
            sums[row["area_code"], row["period"]] += int(row["value"])
    held = index_rows()
    compared = 0
    for (code, period), total in sums.items():
        row = held.get(("population_0_19", code, period, "first-release", ""))
        if row is not None:
            assert int(row["value"]) == total, (code, period)
            compared += 1
    assert compared == len(sums)


def test_files_are_the_ones_their_passports_describe(project: Project) -> None:
    for passport in list_snapshots(project):
        name = passport.dataset
        path = snapshot_path(passport, project)
        content = path.read_bytes()
        assert hashlib.sha256(content).hexdigest() == passport.sha256, name
        assert path.parent.name == passport.source, name
        lines = content.decode("utf-8").split("\n")
        assert lines[0] == ",".join(COLUMNS), name
        assert lines[-1] == "", name
        assert len(lines) - 2 == passport.rows, name
        assert b"\r" not in content, name


def test_rows_stand_in_order_once_with_a_value_or_a_reason() -> None:
    by_dataset: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in read_rows():
        by_dataset[row["dataset"]].append(row)
    for dataset, rows in by_dataset.items():
        keys = [
            (
                row["indicator"],
                row["area_code"],
                parse_period(row["period"]).end,
                row["sex"],
                row["age"],
                parse_period(row["period"]).start,
            )
            for row in rows
        ]
        assert keys == sorted(keys), dataset
        assert len(set(keys)) == len(keys), dataset
    for row in read_rows():
        if row["value"]:
            assert row["reason"] in ("", "combined_with_neighbour"), row
        else:
            assert row["reason"], row
            assert not row["lower_ci"] + row["upper_ci"], row
        assert row["denominator"] == "" or float(row["denominator"]) > 0, row
        for name in ("value", "lower_ci", "upper_ci", "count", "denominator"):
            assert re.fullmatch(r"(-?\d+(\.\d+)?)?", row[name]), row
        if row["lower_ci"]:
            assert float(row["lower_ci"]) <= float(row["value"]) <= float(row["upper_ci"]), row


def test_a_key_stands_once_in_an_edition_across_all_snapshots() -> None:
    keys = Counter(
        tuple(row[name] for name in ("indicator", "area_code", "period", "sex", "age", "edition"))
        for row in read_rows()
    )
    assert [key for key, times in keys.items() if times > 1] == []


def test_codes_indicators_and_sources_are_known(project: Project) -> None:
    areas, indicators, sources = (
        load_areas(project),
        load_indicators(project),
        load_sources(project),
    )
    assert {row["area_code"] for row in read_rows()} <= {area.code for area in areas}
    own = {
        indicator.id
        for indicator in indicators.values()
        if not indicator.derive and not indicator.lait
    }
    assert own <= {row["indicator"] for row in read_rows()} <= set(indicators)
    passports = load_passports(project)
    assert {passport.source for passport in passports.values()} == set(sources)
    for passport in passports.values():
        assert "Open Government Licence" in passport.attribution, passport.dataset
        assert passport.licence == sources[passport.source].licence


def test_what_must_not_share_a_line_has_a_series_of_its_own() -> None:
    series: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in read_rows():
        if row["value"]:
            series[row["indicator"], row["area_code"]].add(row["series"])
    assert series["child_poverty_hmrc_pct", W] == {"low_income_hmrc"}
    assert series["child_poverty_bhc_pct", W] == {"low_income_bhc_2022", "low_income_bhc_2026"}
    assert series["child_poverty_ahc_pct", W] == {"low_income_ahc"}
    assert series["good_level_of_development_pct", LONDON] == {
        "eyfsp_framework_2012",
        "eyfsp_framework_2021",
    }
    assert series["looked_after_rate_per_10k", KC] == {"looked_after", "looked_after_before_rebase"}
    assert series["looked_after_count", KC] == {"looked_after"}
    assert series["infant_mortality_per_1000", MEDWAY] == {
        "infant_mortality_single_years",
        "infant_mortality_pooled",
    }
    assert series["obesity_year6_pct", W] == {"ncmp_by_school", "ncmp_pooled_2011_2014"}
    assert series["obesity_year6_resident_pct", W] == {"ncmp_by_residence"}
    assert series["population_0_19", W] == {"population_rebased", "population_first_release"}
    assert series["population_0_17", ENGLAND] == {"population_rebased", "population_first_release"}
    assert series["ks2_rwm_expected_pct", W] == {"ks2"}
    assert series["uasc_count", W] == {"uasc"}


def test_first_releases_carry_their_edition_and_nothing_else_does(project: Project) -> None:
    for name, passport in load_passports(project).items():
        first = "first_release" in passport.series
        assert (passport.edition == "first-release") == first, name


def test_published_rates_follow_from_published_counts() -> None:
    """Where a count and its denominator are printed, they give the printed value."""
    scale = {"good_level_of_development_pct": 100, "child_protection_plan_rate_per_10k": 10_000}
    compared = 0
    for row in read_rows():
        if row["indicator"] in scale and row["value"] and row["count"] and row["denominator"]:
            rate = scale[row["indicator"]] * float(row["count"]) / float(row["denominator"])
            assert abs(rate - float(row["value"])) <= 0.0501, row
            compared += 1
    assert compared > 2500
