"""Where figures stand: places, quarters, distances and changes of a whole table."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needsbook.stats.standing import MeasureFacts, PlaceFacts, measure_standings
from needsbook.stats.standing_places import settle_values
from needsbook.stats.trend_table import find_trends
from needsbook.stats.trends import find_trend

ENGLAND = "E92000001"
MEASURES = {
    "bad_pct": MeasureFacts("score", 1.0, "lower_is_better"),
    "good_pct": MeasureFacts("score", 1.0, "higher_is_better"),
    "plain_pct": MeasureFacts("score", 1.0, "neutral"),
    "people": MeasureFacts("count", 1.0, "neutral"),
}


def make_rows(values, indicator="bad_pct", year=2024, series="s", **more):
    """One row an area: ``values`` by code; England’s own value is 10."""
    rows = [
        {
            "indicator": indicator, "area_code": code, "period": str(year), "sex": "", "age": "",
            "edition": "", "series": series, "value": value, "lower_ci": np.nan,
            "upper_ci": np.nan, "count": np.nan, "denominator": np.nan,
            "start": f"{year}-01-01", "end": f"{year}-12-31", **more,
        }
        for code, value in {ENGLAND: 10.0, **values}.items()
    ]  # fmt: skip
    return pd.DataFrame(rows)


def name_areas(number):
    return [f"E{place:08d}" for place in range(1, number + 1)]


def places(codes, **more):
    found = {code: PlaceFacts("upper_tier", **more) for code in codes}
    return {**found, ENGLAND: PlaceFacts("country")}


def stand(rows, codes, **more):
    found = measure_standings(rows, MEASURES, places(codes, **more), ENGLAND)
    return found.set_index(["indicator", "area_code", "period"])


def test_places_quarters_and_ties():
    codes = name_areas(12)
    values = dict(zip(codes, [12, 11, 11, 9, 8, 7, 6, 5, 4, 3, 2, 1], strict=True))
    found = stand(make_rows(values), codes).droplevel(["indicator", "period"])
    assert found.loc[codes[0], ["place", "of", "quarter", "good_quarter"]].tolist() == [1, 12, 1, 4]
    assert found.loc[codes[1], "place"] == found.loc[codes[2], "place"] == 2
    assert found.loc[codes[1], "tied"] == 2
    assert found.loc[codes[3], "place"] == 4
    assert found.loc[codes[11], ["place_from_low", "good_quarter"]].tolist() == [1, 1]
    assert found.loc[codes[0], "england_difference"] == pytest.approx(2.0)
    deviation = np.std(list(values.values()), ddof=1)
    assert found.loc[codes[0], "england_distance"] == pytest.approx(2.0 / deviation)


def test_polarity_turns_the_quarters_and_a_missing_one_never_says_good_or_bad():
    codes = name_areas(12)
    values = dict(zip(codes, range(12, 0, -1), strict=True))
    rows = pd.concat([make_rows(values, name) for name in ("good_pct", "plain_pct")])
    found = stand(rows, codes)
    assert found.loc[("good_pct", codes[0], "2024"), "good_quarter"] == 1
    assert found.loc[("plain_pct", codes[0], "2024"), "good_quarter"] == 0
    assert found.loc[("plain_pct", codes[0], "2024"), "quarter"] == 1


@pytest.mark.parametrize(
    ("values", "why"),
    [([3.0, 2.0, 1.0], "three authorities"), ([5.0] * 20, "all values equal")],
)
def test_no_place_and_no_quarter(values, why):
    codes = name_areas(len(values))
    found = stand(make_rows(dict(zip(codes, values, strict=True))), codes)
    assert (found["place"] == 0).all(), why
    assert (found["quarter"] == 0).all(), why


def test_plain_numbers_of_people_have_no_place():
    codes = name_areas(20)
    values = dict(zip(codes, range(20), strict=True))
    found = stand(make_rows(values, "people"), codes)
    assert not found[["place", "quarter", "neighbours_place"]].to_numpy().any()


def test_neighbours_and_region():
    codes = name_areas(12)
    values = dict(zip(codes, range(1, 13), strict=True))
    near = tuple(codes[:5])
    found = stand(make_rows(values), codes, region="E12000009", neighbours=near)
    last = found.droplevel(["indicator", "period"]).loc[codes[11]]
    assert last["neighbours"] == 3.0
    assert (last["neighbours_place"], last["neighbours_of"]) == (1, 6)
    assert (last["region_place"], last["region_of"]) == (1, 12)


def test_changes_stay_within_a_comparable_run():
    codes = name_areas(10)
    frames = [
        make_rows({code: float(year - 2010) for code in codes}, year=year)
        for year in (2016, 2018, 2020, 2022)
    ]
    measures = {"bad_pct": MeasureFacts("score", 1.0, "lower_is_better", (date(2018, 12, 31),))}
    everywhere = places(codes, since=date(2019, 4, 1))
    found = measure_standings(pd.concat(frames), measures, everywhere, ENGLAND)
    own = found[found["area_code"].eq(codes[0])].set_index("period")
    assert own.loc["2022", ["previous_period", "since_period"]].tolist() == ["2020", "2018"]
    assert own.loc["2018", ["previous_period", "since_period"]].tolist() == ["", ""]
    assert own["latest"].tolist() == [False, False, False, True]


def test_a_superseded_edition_gives_way_and_parts_of_the_population_are_left_out():
    codes = name_areas(10)
    values = dict.fromkeys(codes, 1.0)
    rows = pd.concat(
        [
            make_rows(values),
            make_rows(dict.fromkeys(codes, 99.0), edition="first-release"),
            make_rows(dict.fromkeys(codes, 50.0), sex="female"),
        ]
    )
    assert set(stand(rows, codes)["value"]) == {1.0}


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.floats(0, 100, allow_nan=False).map(lambda item: round(item, 1)),
        min_size=12, max_size=25,
    ),
    st.integers(0, 11),
    st.floats(0.1, 50),
    st.randoms(),
)  # fmt: skip
def test_order_of_rows_does_not_matter_and_a_larger_value_never_falls_in_place(
    values, at, more, shuffler
):
    codes = name_areas(len(values))
    rows = make_rows(dict(zip(codes, values, strict=True)))
    found = stand(rows, codes)
    order = list(range(len(rows)))
    shuffler.shuffle(order)
    pd.testing.assert_frame_equal(found, stand(rows.iloc[order], codes))
    raised = rows.copy()
    raised.loc[raised["area_code"].eq(codes[at]), "value"] += more
    key = ("bad_pct", codes[at], "2024")
    before, after = found.loc[key, "place"], stand(raised, codes).loc[key, "place"]
    assert after == 0 or before == 0 or after <= before


@st.composite
def runs(draw):
    size = draw(st.integers(1, 9))
    value = st.one_of(st.none(), st.integers(1, 60))
    return [(draw(value), draw(st.integers(100, 3000))) for _ in range(size)]


@settings(max_examples=150, deadline=None)
@given(st.lists(runs(), min_size=1, max_size=4), st.sampled_from(["proportion", "rate", "score"]))
def test_the_trends_of_a_table_are_those_of_each_run(found, method):
    columns = {name: [] for name in "rsevxnlu"}
    expected = []
    for number, points in enumerate(found):
        for place, (count, base) in enumerate(points):
            value = np.nan if count is None else 100 * count / base
            row = (
                number, 365 * place, 365 * place + 364, value,
                np.nan if count is None else count, base, value - 2, value + 2,
            )  # fmt: skip
            for name, column in zip(columns, row, strict=True):
                columns[name].append(column)
            part = {k: np.array(v, dtype=float)[-place - 1 :] for k, v in columns.items()}
            trend = (
                find_trend(
                    part["s"] / 365.25, part["e"] / 365.25, part["v"], part["x"], part["n"],
                    part["l"], part["u"], method,
                )
                if count is not None
                else None
            )  # fmt: skip
            expected.append(trend)
    arrays = {
        k: np.array(v, dtype=np.int64 if k in "rse" else np.float64) for k, v in columns.items()
    }
    got = find_trends(*arrays.values(), np.full(len(expected), method))
    names = {"not possible": 0, "no clear change": 1, "increasing": 2, "decreasing": 3}
    for place, trend in enumerate(expected):
        assert got.outcome[place] == (0 if trend is None else names[trend.outcome])
        assert got.points[place] == (0 if trend is None else trend.points)


@given(st.lists(st.floats(-1e12, 1e12) | st.integers(-(10**8), 10**8).map(lambda n: n / 100)))
def test_settled_values_are_those_of_twelve_digits(values):
    found = settle_values(np.array([*values, np.nan]))
    assert found[:-1].tolist() == [float(f"{value:.12g}") for value in values]
    assert np.isnan(found[-1])
