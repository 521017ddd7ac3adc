"""Progress: baselines by rule, breaks respected, no status without a test."""

from __future__ import annotations

from datetime import date

import pytest

from needsbook.catalogue import parse_period
from needsbook.catalogue.framework_files import load_frameworks
from needsbook.outcomes.local import LocalRow, store_rows
from needsbook.outcomes.progress import (
    AFTER_END,
    choose_segments,
    find_baseline,
    follow_indicator,
    follow_part,
)
from needsbook.paths import Project
from needsbook.store import Figure, Store

AREAS = ("westminster", "kensington-and-chelsea", "medway", "worcestershire")


def make(period: str, value: float | None) -> Figure:
    return Figure(f"x.y.{period}", "x", "E09000033", period, value, str(value), "percent")


def test_the_baseline_is_the_last_period_that_had_ended() -> None:
    figures = [make("2016/17", 1), make("2017/18", 2), make("2018/19", 3)]
    found = find_baseline(figures, date(2019, 4, 1))
    assert found is not None
    assert found.period == "2017/18"
    assert find_baseline(figures, date(2019, 8, 31)) == figures[2]


def test_a_missing_figure_is_no_baseline() -> None:
    figures = [make("2016/17", 1), make("2017/18", None), make("2018/19", 3)]
    assert find_baseline(figures, date(2019, 4, 1)) == figures[0]
    assert find_baseline(figures[1:], date(2019, 4, 1)) == figures[2]
    assert find_baseline([figures[1]], date(2019, 4, 1)) is None


def test_single_years_are_followed_where_pooled_ones_stand_beside_them() -> None:
    years = [make("2016/17", 1), make("2017/18", 2), make("2018/19", 3)]
    pooled = [make("2011/12-2013/14", 9)]
    assert choose_segments([years, pooled], date(2019, 4, 1)) == (tuple(years),)
    # A plan older than the first single year has only the pooled one to start from.
    assert choose_segments([years, pooled], date(2015, 4, 1)) == (tuple(pooled), tuple(years))
    assert choose_segments([pooled], date(2019, 4, 1)) == (tuple(pooled),)


def test_a_series_with_pooled_years_beside_it_starts_at_the_last_single_one(store: Store) -> None:
    area = store.areas["westminster"]
    progress = follow_indicator(store, "obesity_year6_pct", area, date(2019, 4, 1))
    assert progress.baseline is not None
    # The 22.9 per cent of the plan's narrative: by school, 2017/18.
    assert (progress.baseline.period, progress.baseline.printed) == ("2017/18", "22.9%")
    assert progress.latest is not None
    assert parse_period(progress.latest.period) > parse_period("2017/18")


def test_the_printed_figures_of_the_2019_plan_are_the_baselines(store: Store) -> None:
    """Good level of development 71.9 and 70.1, key stage 2 72 and 76: the plan prints them."""
    framework = load_frameworks(store.project)["bi-borough-2019"]
    parts = {part.id: part for part in framework.parts()}
    for area, development, primary in (
        ("westminster", 71.9, 72),
        ("kensington-and-chelsea", 70.1, 76),
    ):
        place = store.areas[area]
        first = follow_part(store, framework, parts["25"], place).baseline
        second = follow_part(store, framework, parts["26"], place).baseline
        assert first is not None
        assert first.value == development
        assert second is not None
        assert second.value == primary


def test_figures_on_two_sides_of_a_break_are_not_compared(store: Store) -> None:
    area = store.areas["westminster"]
    progress = follow_indicator(store, "good_level_of_development_pct", area, date(2019, 4, 1))
    assert progress.baseline is not None
    assert progress.latest is not None
    assert progress.judgement.status == "not comparable"
    first = store.indicators["good_level_of_development_pct"].breaks[0].first
    assert first in progress.judgement.reason


@pytest.mark.parametrize("area", AREAS)
def test_a_word_of_change_always_rests_on_a_test(store: Store, area: str) -> None:
    claimed = 0
    for framework in load_frameworks(store.project).values():
        if area not in framework.areas:
            continue
        for outcome in framework.outcomes:
            for name in outcome.candidates:
                progress = follow_indicator(store, name, store.areas[area], framework.start)
                for judgement in (progress.judgement, progress.since_last):
                    if judgement.status in ("improved", "worse", "risen", "fallen"):
                        claimed += 1
                        assert judgement.verdict is not None
                        assert judgement.verdict.claimed
                    elif judgement.status != "same":
                        assert judgement.reason
                if progress.latest is not progress.baseline and progress.baseline:
                    assert progress.latest is not None
                    assert parse_period(progress.latest.period) > parse_period(
                        progress.baseline.period
                    )
    # Whatever the area, not everything is silent: at least one test speaks somewhere.
    assert claimed or area != "westminster"


def test_an_area_without_the_series_has_no_data_and_a_reason(store: Store) -> None:
    area = store.areas["worcestershire"]
    progress = follow_indicator(store, "idaci_2019_score", area, date(2017, 7, 20))
    assert progress.baseline is None
    assert progress.judgement.status == "no data yet"
    assert "Worcestershire" in progress.judgement.reason


def local_rows(area_code: str, *figures: tuple[str, int, int]) -> list[LocalRow]:
    return [
        LocalRow(
            "bb19_07b", area_code, period, f"{100 * count / whole:.1f}", str(count), str(whole)
        )
        for period, count, whole in figures
    ]


def test_local_figures_give_a_part_its_baseline_and_status(
    desk: Project, desk_store: Store
) -> None:
    framework = load_frameworks(desk)["bi-borough-2019"]
    part = next(part for part in framework.parts() if part.local_id == "bb19_07b")
    area = desk_store.areas["westminster"]
    assert follow_part(desk_store, framework, part, area).judgement.status == "no data yet"
    rows = local_rows(area.code, ("Jan 2026-Mar 2026", 40, 100), ("Apr 2026-Jun 2026", 80, 100))
    store_rows(desk, area, rows)
    progress = follow_part(desk_store, framework, part, area)
    assert progress.late
    assert progress.local
    assert progress.baseline is not None
    assert progress.baseline.printed == "40.0%"
    assert progress.judgement.status == "improved"
    assert progress.latest is not None
    assert progress.latest.id == "bb19_07b.westminster.apr-2026-jun-2026"


def test_a_plan_that_has_ended_is_judged_at_its_end(store: Store) -> None:
    area, end = store.areas["westminster"], date(2022, 3, 31)
    start = date(2019, 4, 1)
    progress = follow_indicator(store, "care_leavers_eet_pct", area, start, end=end)
    assert progress.at_end is not None
    assert progress.latest is not None
    assert (
        parse_period(progress.at_end.period).end <= end < parse_period(progress.latest.period).end
    )
    assert progress.judged(True) is progress.ending
    assert progress.judged(False) is progress.judgement
    # At the end the school series had not been broken yet; today it has.
    school = follow_indicator(store, "good_level_of_development_pct", area, start, end=end)
    assert school.ending.status != "not comparable"
    assert school.judgement.status == "not comparable"
    assert school.rebased is not None
    assert (school.rebased.period, school.rebased.printed) == ("2021/22", "65.9%")
    assert school.since_break is not None
    assert school.now is school.since_break


def test_a_first_figure_after_the_plans_end_is_not_judged(store: Store) -> None:
    area = store.areas["westminster"]
    first = date(1999, 1, 1)
    progress = follow_indicator(
        store, "good_level_of_development_pct", area, first, end=date(1999, 12, 31)
    )
    assert progress.at_end is None
    assert progress.ending.status == "no comparison possible"
    assert progress.ending.reason == AFTER_END
