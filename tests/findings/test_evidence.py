"""Evidence of the figures held: steps, bases from elsewhere, people living there."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from needsbook.catalogue import load_indicators
from needsbook.findings.assess import assess, compare_with, find_rules
from needsbook.findings.comparisons import add_interval
from needsbook.findings.evidence import find_base, take_evidence
from needsbook.findings.evidence_counts import count_evidence, weigh_latest
from needsbook.findings.evidence_table import add_evidence
from needsbook.findings.living import count_living, find_ages, name_people
from needsbook.page.profiles import list_profile
from needsbook.paths import Project
from needsbook.stats.assess_table import assess_table
from needsbook.stats.evidence import find_step
from needsbook.stats.steps import PUBLISHED
from needsbook.stats.verdicts import HIGHER, LOWER, SIMILAR
from needsbook.store import Store

ENGLAND = "E92000001"
GOALS = {
    "westminster": 26, "kensington-and-chelsea": 27, "medway": 0, "worcestershire": 0,
    "hackney": 0, "leeds": 0,
}  # fmt: skip


def test_profiles_have_the_verdicts_the_record_allows(store: Store) -> None:
    areas = [store.areas[slug] for slug in GOALS]
    found = weigh_latest(store, list_profile(store), areas)
    counts = count_evidence(found, "area_code", {area.code: area.slug for area in areas})
    for count in counts:
        assert count.tested >= GOALS[count.name]
        assert count.tested / count.figures >= 0.6, count


def test_whole_table_agrees_with_one_by_one(store: Store) -> None:
    area = store.areas["medway"]
    found = weigh_latest(store, list_profile(store), [area]).set_index("indicator")
    for indicator in list_profile(store):
        figure = add_interval(indicator, store.figure(indicator.id, area.code))
        if figure.missing:
            continue
        verdict = compare_with(store, indicator, figure, store.areas[ENGLAND]).verdict
        row = found.loc[indicator.id]
        assert row["step"] == verdict.step, indicator.id
        assert (row["code"] != 0) == verdict.tested, indicator.id


@pytest.mark.parametrize(
    ("indicator", "area", "period", "step"),
    [
        ("obesity_year6_resident_pct", "westminster", "2024/25", 1),
        ("child_poverty_bhc_pct", "westminster", "FYE 2025", 2),
        ("neet_16_17_pct", "leeds", "Dec 2024-Feb 2025", 3),
        ("ks2_rwm_expected_pct", "westminster", "2024/25", 4),
        ("fsm_primary_pct", "westminster", "2024/25", 5),
        ("ks4_attainment8_score", "westminster", "2024/25", 6),
    ],
)
def test_each_figure_knows_its_step(
    store: Store, indicator: str, area: str, period: str, step: int
) -> None:
    entry = store.indicators[indicator]
    found = take_evidence(store, store.figure(indicator, area, period))
    assert find_step(found, entry.method, entry.multiplier) == step


def test_year_6_obesity_of_westminster_has_its_interval_and_benchmarks(store: Store) -> None:
    found = assess(store, "obesity_year6_resident_pct", "westminster", "2024/25")
    assert found.figure.printed == "24.2%"
    assert found.figure.interval_method == "published"
    assert found.figure.recovered == "count recovered from the published rate"
    assert {comparison.name for comparison in found.comparisons} == {"london", "england"}
    assert all(comparison.verdict.step == 1 for comparison in found.comparisons)


def test_poverty_before_housing_costs_is_better_than_england_by_counts(store: Store) -> None:
    verdict = assess(store, "child_poverty_bhc_pct", "westminster").against("england").verdict
    assert (verdict.outcome, verdict.step) == ("better", 2)


PUBLISHED_LIMITS = [
    "fingertips_90319_90323_obesity_resident_ci.csv", "fingertips_20601_20602_overweight_resident_ci.csv",
]  # fmt: skip


@pytest.mark.parametrize("name", PUBLISHED_LIMITS)
def test_verdicts_on_published_intervals_are_those_of_fingertips(
    shared: Path, store: Store, name: str
) -> None:
    """Every area and year of the files: England's value outside the printed limits, or not."""
    with (shared / "data" / "evidence" / name).open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["lower_ci"]]
    england = {
        (row["indicator"], row["period"]): float(row["value"])
        for row in rows
        if row["area_code"] == ENGLAND
    }
    wanted = {row["indicator"] for row in rows}
    table = store.table
    held = table[
        table["indicator"].isin(wanted) & table["edition"].eq("") & table["value"].notna()
        & table["sex"].eq("") & table["age"].eq("")
    ]  # fmt: skip
    held = add_evidence(store, held).reset_index(drop=True)
    found = assess_table(held, find_rules(store), {"england": ENGLAND})
    places = zip(held["indicator"], held["area_code"], held["period"], strict=True)
    ours = dict(zip(places, zip(found["england"], found["england_step"], strict=True), strict=True))
    seen: Counter[int] = Counter()
    for row in rows:
        benchmark = england.get((row["indicator"], row["period"]))
        if row["area_code"] == ENGLAND or benchmark is None:
            continue
        expected = SIMILAR
        if float(row["lower_ci"]) > benchmark:
            expected = HIGHER
        if float(row["upper_ci"]) < benchmark:
            expected = LOWER
        key = (row["indicator"], row["area_code"], row["period"])
        assert ours[key] == (expected, PUBLISHED), row
        seen[expected] += 1
    assert set(seen) == {SIMILAR, HIGHER, LOWER}
    assert sum(seen.values()) > 3_000


def test_ages_and_people_are_read_from_the_catalogue(project: Project) -> None:
    indicators = load_indicators(project)
    for name, ages, people in (
        ("fsm_primary_pct", (4, 10), "pupils"),
        ("under18_conceptions_per_1000", (15, 17), "women"),
        ("low_birth_weight_pct", (0, 0), "live births"),
        ("ks4_english_maths_9_4_pct", (15, 16), "pupils"),
        ("looked_after_rate_per_10k", (0, 17), "people"),
    ):
        assert find_ages(indicators[name]) == ages, name
        assert name_people(indicators[name]) == people, name


def test_people_living_there_follow_the_recalculated_estimates(store: Store) -> None:
    """Westminster has 31,851 children in mid-2020, not the 50,701 first published."""
    children = store.indicators["children_in_need_rate_per_10k"]
    living = count_living(store, children, "E09000033", "2020-03-31")
    assert living == pytest.approx(31_851, rel=0.05)
    # Children examined are a sample: their number cannot be told from those living there.
    decay = store.indicators["dental_decay_age5_pct"]
    assert count_living(store, decay, "E09000033", "2023/24") is None


def test_groups_of_children_never_borrow_a_base(project: Project, store: Store) -> None:
    """A tenth of all children says nothing of how many leave care, or have a plan."""
    indicators = load_indicators(project)
    apart = (
        "looked after", "care leavers", "with an EHC plan", "disadvantaged", "examined",
        "free school meals", "sessions", "surveyed",
    )  # fmt: skip
    seen = 0
    for indicator in indicators.values():
        if any(words in indicator.denominator for words in apart):
            assert count_living(store, indicator, "E09000033", "2023/24") is None, indicator.id
            assert find_base(store, indicator, "E09000033", "2023/24")[0] is None, indicator.id
            seen += 1
    assert seen >= 1


def test_true_bases_lie_within_the_range_taken_from_other_years(store: Store) -> None:
    """Bases that are printed, hidden one by one: the range from the other years holds them."""
    for name in ("ks2_rwm_expected_pct", "good_level_of_development_pct"):
        indicator = store.indicators[name]
        rows = store.rows(name)
        rows = rows[rows["denominator"].notna() & rows["area_code"].str.startswith("E0")]
        assert len(rows) > 400
        for row in rows[::7].itertuples():
            hidden = _hide(store, name, row.area_code, row.period)
            low, high, _ = find_base(hidden, indicator, row.area_code, row.period)
            if low is not None and high is not None and row.denominator > 100:
                assert low <= row.denominator <= high, row


def _hide(store: Store, name: str, code: str, period: str) -> Store:
    """A store of this indicator in one area without the base of one period."""
    mine = store.table["indicator"].eq(name) & store.table["area_code"].eq(code)
    table = store.table[mine].copy()
    table.loc[table["period"].eq(period), "denominator"] = float("nan")
    return Store(store.project, table.reset_index(drop=True))
