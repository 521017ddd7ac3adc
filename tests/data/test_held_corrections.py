"""The corrections: each fits rows, and what they say stays true of the figures."""

from __future__ import annotations

import pandas as pd

from needsbook.catalogue.corrections import load_corrections
from needsbook.catalogue.indicators import load_indicators
from needsbook.catalogue.lait import lait_folder
from needsbook.paths import Project
from needsbook.store import Store


def test_corrections_fit_the_figures(project: Project, store: Store) -> None:
    corrections = load_corrections(project)
    assert len(corrections) >= 7
    for one in corrections:
        rows = store.rows(one.indicator)
        rows = rows[rows["dataset"].eq(one.dataset)]
        if one.years:
            # Years of the table that name no year: they are in it, and are not read.
            entry = load_indicators(project)[one.indicator].lait
            assert entry is not None, one.id
            table = pd.read_parquet(lait_folder(project) / "table.parquet")
            named = set(table[table["measure"].eq(entry.measure)]["years"])
            assert set(one.years) <= named, one.id
            assert rows["period"].nunique() == len(named) - len(one.years), one.id
            continue
        if one.areas:
            assert set(one.areas) <= set(rows["area_code"]), one.id
            rows = rows[rows["area_code"].isin(one.areas)]
        if one.periods:
            assert set(one.periods) == set(rows["period"]) & set(one.periods), one.id
            rows = rows[rows["period"].isin(one.periods)]
        assert len(rows), one.id
        if one.action == "keep_apart":
            assert rows["value"].notna().any(), one.id
        else:
            assert rows["value"].isna().all(), one.id
            assert set(rows["reason"]) == {one.reason}, one.id


def test_known_errors_are_recorded(project: Project) -> None:
    held = {(one.dataset, one.indicator): one for one in load_corrections(project)}
    youth = held["yjb_first_time_entrants", "first_time_entrants_per_100k"]
    assert youth.areas == ("E92000001",)
    wards = {
        code
        for one in load_corrections(project)
        if one.dataset == "hmrc_low_income_wards"
        for code in one.areas
    }
    # Queen's Park, Regent's Park and St James's in Westminster; Brompton and Stanley in K&C.
    assert {"E05000642", "E05000643", "E05000644", "E05000383", "E05000399"} <= wards


def test_a_ward_with_a_unique_name_keeps_its_figures(store: Store) -> None:
    figure = store.figure("child_poverty_hmrc_pct", "E05000634", "2013-08-31")  # Church Street
    missing = store.figure("child_poverty_hmrc_pct", "E05000643", "2013-08-31")  # Regent's Park
    assert figure.value is not None
    assert missing.value is None
    assert missing.reason == "not_available"
