"""The store: golden published values, cut series, missing figures, ids that are unique."""

from __future__ import annotations

import pytest

from needsbook.errors import UnknownName
from needsbook.register.ledger import Ledger, open_ledger
from needsbook.store import Store

W, KC, ENGLAND = "westminster", "kensington-and-chelsea", "england"


@pytest.mark.parametrize(
    ("indicator", "area", "period", "value"),
    [
        ("good_level_of_development_pct", KC, "2017/18", 70.1),
        ("good_level_of_development_pct", W, "2017/18", 71.9),
        ("good_level_of_development_pct", ENGLAND, "2017/18", 71.5),
        ("dental_decay_age5_pct", KC, "2016/17", 26.6),
        ("dental_decay_age5_pct", W, "2016/17", 30.3),
        ("dental_decay_age5_pct", ENGLAND, "2016/17", 23.3),
        ("child_protection_plan_count", KC, "2019-03-31", 51),
        ("child_protection_plan_count", W, "2019-03-31", 61),
        ("child_poverty_ahc_pct", W, "FYE 2025", 26.3),
        ("child_poverty_ahc_pct", KC, "FYE 2025", 16.1),
        ("child_poverty_ahc_pct", "e05013794", "FYE 2025", 44.0),
        ("child_poverty_ahc_pct", "e05009396", "FYE 2025", 37.3),
        ("obesity_year6_pct", W, "2017/18", 22.88),
        ("obesity_year6_resident_pct", W, "2017/18", 24.5),
    ],
)
def test_published_values(
    store: Store, indicator: str, area: str, period: str, value: float
) -> None:
    figure = store.figure(indicator, area, period)
    assert figure.value == pytest.approx(value, abs=0.05)
    assert figure.dataset in store.indicators[indicator].datasets
    assert Ledger(store).figure(figure.id) == figure
    rows = store.source_rows(figure)
    assert list(rows["value"]) == [figure.value]


def test_every_id_is_unique(store: Store) -> None:
    count = 0
    for indicator, area, stamps in open_ledger(store).stamps():
        assert len(stamps) == len(set(stamps)), (indicator, area)
        count += len(stamps)
    assert count == len(store.table)


def test_the_id_of_a_row_is_that_of_its_figure(store: Store) -> None:
    ledger = open_ledger(store)
    stamps = {pair[:2]: pair[2] for pair in ledger.stamps()}
    for indicator in store.indicators:
        for row in store.rows(indicator).iloc[::97].itertuples(index=False):
            made = store.make_figure(row).id
            area = store.areas[row.area_code].slug
            assert made.removeprefix(f"{indicator}.{area}.") in stamps[indicator, area]
            assert made in ledger


def test_a_series_is_cut_where_figures_stop_being_comparable(store: Store) -> None:
    segments = store.series("good_level_of_development_pct", W)
    assert [segment[-1].period for segment in segments][:1] == ["2018/19"]
    assert segments[1][0].period == "2021/22"
    for indicator in store.indicators:
        for segment in store.series(indicator, W):
            assert len({figure.series for figure in segment}) == 1


def test_three_measures_of_poverty_never_share_a_segment(store: Store) -> None:
    kinds = [
        {figure.series for segment in store.series(name, W) for figure in segment}
        for name in ("child_poverty_hmrc_pct", "child_poverty_bhc_pct", "child_poverty_ahc_pct")
    ]
    assert not kinds[0] & kinds[1]
    assert not kinds[1] & kinds[2]
    assert not kinds[0] & kinds[2]
    assert len(store.series("child_poverty_bhc_pct", W)) >= 2


def test_the_latest_period_is_found_in_the_data(store: Store) -> None:
    figure = store.figure("dental_decay_age5_pct", W)
    periods = store.periods("dental_decay_age5_pct", [W])
    assert figure.period == periods[-1].text
    assert figure.value is not None


def test_a_superseded_edition_keeps_its_own_id(store: Store) -> None:
    now = store.figure("population_0_19", W, "mid-2016")
    then = store.figure("population_0_19", W, "mid-2016", edition="first-release")
    assert now.id != then.id
    assert then.id.endswith("mid-2016~first-release")
    assert now.value != then.value


def test_what_is_not_held_is_a_missing_figure_with_a_reason(store: Store) -> None:
    figure = store.figure("dental_decay_age5_pct", W, "1999/00")
    assert figure.missing
    assert figure.reason == "not_held"
    assert figure.printed == "not held in this book"


def test_unknown_names_offer_the_nearest(store: Store) -> None:
    with pytest.raises(UnknownName) as caught:
        store.figure("dental_decay_pct", W)
    assert "dental_decay_age5_pct" in caught.value.do
    with pytest.raises(UnknownName) as caught:
        store.figure("dental_decay_age5_pct", "westminter")
    assert "westminster" in caught.value.do
    with pytest.raises(UnknownName) as caught:
        Ledger(store).figure("dental_decay_age5_pct.westminster.2016-71")
    assert "dental_decay_age5_pct.westminster.2016-17" in caught.value.do


def test_zero_is_a_value_and_missing_is_not_zero(store: Store) -> None:
    table = store.table
    assert (table["value"].eq(0)).any()
    zero = next(table[table["value"].eq(0)].itertuples(index=False))
    assert store.make_figure(zero).printed.startswith("0")
    assert table.loc[table["value"].isna(), "reason"].ne("").all()


def test_whatever_is_asked_for_counts_as_read(store: Store) -> None:
    mine = store.share()
    mine.rows_of("dental_decay_age5_pct", "E09000033")
    assert mine.touched == {"dental_decay_age5_pct"}
    mine.rows("obesity_year6_pct")
    assert mine.touched == {"dental_decay_age5_pct", "obesity_year6_pct"}


def test_a_period_that_is_not_held_is_said_for_its_place(store: Store) -> None:
    figure = store.figure("dental_decay_age5_pct", W, "2099/00")
    assert (figure.area_code, figure.period, figure.reason) == ("E09000033", "2099/00", "not_held")
    assert (figure.value, figure.note) == (None, "")
    with_edition = store.figure("dental_decay_age5_pct", W, "2099/00", edition="")
    assert with_edition == figure


def test_what_a_source_says_is_not_published_names_it(store: Store) -> None:
    name = "overweight_obese_reception_pct"
    figure = store.absent(name, W, "2020/21")
    assert (figure.reason, figure.printed) == ("not_published", "not published")
    assert "release of 2020/21" in figure.note
    assert store.absent(name, W, "1999/00").reason == "not_held"
