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
    for correction in corrections:
        rows = store.rows(correction.indicator)
        rows = rows[rows["dataset"].eq(correction.dataset)]
        if correction.years:
            # Years of the table that name no year: they are in it, and are not read.
            entry = load_indicators(project)[correction.indicator].lait
            assert entry is not None, correction.id
            table = pd.read_parquet(lait_folder(project) / "table.parquet")
            named = set(table[table["measure"].eq(entry.measure)]["years"])
            assert set(correction.years) <= named, correction.id
            assert rows["period"].nunique() == len(named) - len(correction.years), correction.id
            continue
        if correction.areas:
            assert set(correction.areas) <= set(rows["area_code"]), correction.id
            rows = rows[rows["area_code"].isin(correction.areas)]
        if correction.periods:
            assert set(correction.periods) == set(rows["period"]) & set(correction.periods), (
                correction.id
            )
            rows = rows[rows["period"].isin(correction.periods)]
        assert len(rows), correction.id
        if correction.action == "keep_apart":
            assert rows["value"].notna().any(), correction.id
        else:
            assert rows["value"].isna().all(), correction.id
            assert set(rows["reason"]) == {correction.reason}, correction.id


def test_known_errors_are_recorded(project: Project) -> None:
    held = {
        (correction.dataset, correction.indicator): correction
        for correction in load_corrections(project)
    }
    youth = held["yjb_first_time_entrants", "first_time_entrants_per_100k"]
    assert youth.areas == ("E92000001",)
    wards = {
        code
        for correction in load_corrections(project)
        if correction.dataset == "hmrc_low_income_wards"
        for code in correction.areas
    }
    # Queen's Park, Regent's Park and St James's in Westminster; Brompton and Stanley in K&C.
    assert {"E05000642", "E05000643", "E05000644", "E05000383", "E05000399"} <= wards


def test_a_ward_with_a_unique_name_keeps_its_figures(store: Store) -> None:
    figure = store.figure("child_poverty_hmrc_pct", "E05000634", "2013-08-31")  # Church Street
    missing = store.figure("child_poverty_hmrc_pct", "E05000643", "2013-08-31")  # Regent's Park
    assert figure.value is not None
    assert missing.value is None
    assert missing.reason == "not_available"
