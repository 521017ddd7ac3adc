"""Each fault the department's table has had, planted again in sound rows, is found."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from needsbook.catalogue import Indicator
from needsbook.catalogue.lait import load_dictionary, name_years
from needsbook.errors import BadInput
from needsbook.paths import Project
from needsbook.store import Store
from needsbook.store.lait import read_rows_of
from needsbook.store.lait_checks import find_faults

ENGLAND = "E92000001"


@pytest.fixture
def indicator(store: Store) -> Indicator:
    """An indicator whose file names nothing the plants below could hide behind."""
    return store.indicators["care_leavers_suitable_accommodation_pct"].model_copy(
        update={"breaks": (), "caveats": ()}
    )


@pytest.fixture
def rows(project: Project, indicator: Indicator) -> pd.DataFrame:
    found = read_rows_of(project, indicator)
    return found[found["value"].notna()].reset_index(drop=True)


def _local(rows: pd.DataFrame) -> pd.Series:
    return rows["area_code"].str.match(r"E0[6-9]|E10")


def _newest(rows: pd.DataFrame) -> pd.Series:
    return rows["period"].eq(max(rows["period"].unique()))


def test_sound_rows_have_no_fault(rows: pd.DataFrame, indicator: Indicator) -> None:
    assert list(find_faults(rows, indicator)) == []


def above_a_hundred(rows: pd.DataFrame) -> None:
    rows.loc[_local(rows).idxmax(), "value"] = 101.0


def below_nought(rows: pd.DataFrame) -> None:
    rows.loc[_local(rows).idxmax(), "value"] = -1.0


def england_in_every_area(rows: pd.DataFrame) -> None:
    rows.loc[_local(rows) & _newest(rows), "value"] = 77.0


def england_in_half_of_the_areas(rows: pd.DataFrame) -> None:
    here = rows.index[_local(rows) & _newest(rows)]
    rows.loc[here[: len(here) // 2 + 1], "value"] = 77.0


def england_as_a_sum(rows: pd.DataFrame) -> None:
    regions = rows["area_code"].str.startswith("E12") & _newest(rows)
    rows.loc[rows["area_code"].eq(ENGLAND) & _newest(rows), "value"] = rows.loc[
        regions, "value"
    ].sum()


def half_of_the_areas_lost(rows: pd.DataFrame) -> None:
    here = rows.index[_local(rows) & _newest(rows)]
    rows.loc[here[: len(here) // 2 + 10], "value"] = None


def another_base_from_one_year_on(rows: pd.DataFrame) -> None:
    rows.loc[_newest(rows), "value"] = rows.loc[_newest(rows), "value"] / 2


@pytest.mark.parametrize(
    ("plant", "said"),
    [
        (above_a_hundred, "above 100"),
        (below_nought, "below 0"),
        (england_in_every_area, "authorities have 77"),
        (england_in_half_of_the_areas, "authorities have 77"),
        (england_as_a_sum, "England is"),
        (half_of_the_areas_lost, "authorities have a figure in"),
        (another_base_from_one_year_on, "moved by a factor of"),
    ],
)
def test_a_planted_fault_is_found(
    rows: pd.DataFrame,
    indicator: Indicator,
    plant: Callable[[pd.DataFrame], None],
    said: str,
) -> None:
    plant(rows)
    assert any(said in fault for fault in find_faults(rows, indicator))


@pytest.mark.parametrize("years", ["0", "-", "1", "2018/2018/19", "next", ""])
def test_years_that_are_none_are_refused(years: str) -> None:
    with pytest.raises(BadInput):
        name_years(years, "academic")


def test_counts_of_something_else_are_refused(project: Project, store: Store) -> None:
    held = store.indicators["care_leavers_suitable_accommodation_pct"]
    assert held.lait is not None
    other = next(
        name
        for name, entry in load_dictionary(project).items()
        if entry.decimals == 0 and entry.authorities > 140 and entry.largest > 10_000
    )
    wrong = held.model_copy(
        update={"lait": held.lait.model_copy(update={"count": other, "denominator": other})}
    )
    with pytest.raises(BadInput):
        read_rows_of(project, wrong)
