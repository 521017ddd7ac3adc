"""The book's own tables come back as they left: nothing new, nothing lost."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from needsbook.errors import BadInput
from needsbook.exports.zips import pack_file
from needsbook.refresh.reading.choice import Choice

ROOT = Path(__file__).resolve().parents[3]
YEAR6 = "obesity_year6_resident_pct"
HEADER = [
    "id", "printed", "value", "unit", "lower_ci", "upper_ci", "interval_method", "count",
    "denominator", "recovered", "missing_reason", "note", "period", "area_code", "area",
    "indicator", "title", "method", "release",
]  # fmt: skip


@pytest.mark.parametrize(
    ("dataset", "indicator"),
    [("dfe_absence", "persistent_absence_pct"), ("hmrc_low_income_wards", "child_poverty_hmrc_pct")],
)  # fmt: skip
def test_a_snapshot_brings_nothing_new(held, import_file, dataset, indicator):
    (path,) = held.project.snapshots.glob(f"*/{dataset}.csv")
    found = import_file(path.read_bytes(), path.name, indicator, Choice())
    assert found.differences
    assert all(difference.nothing_new for difference in found.differences)


def make_export(held, change=""):
    """figures.csv as the book writes it: published rows, a difference, an interval of our own."""
    rows = held.everywhere(YEAR6)
    rows = rows[rows["area_code"].eq("E09000033") & rows["period"].str.startswith("202")]
    text = io.StringIO()
    writer = csv.DictWriter(text, HEADER, restval="")
    writer.writeheader()
    for row in rows.itertuples():
        value = change or row.value
        writer.writerow({
            "id": f"{YEAR6}.westminster.{row.period.replace('/', '-')}", "value": value,
            "printed": f"{value}%", "unit": "percent", "lower_ci": "1.23456", "upper_ci": "99.8",
            "interval_method": "wilson", "missing_reason": row.reason, "period": row.period,
            "area_code": row.area_code, "area": "Westminster", "indicator": YEAR6,
            "method": "published", "release": "2024/25, revised",
        })  # fmt: skip
    writer.writerow({
        "id": f"{YEAR6}.westminster.2024-25.change-since-2006-07", "value": "1.5", "unit": "points",
        "period": "2024/25", "area_code": "E09000033", "indicator": YEAR6, "release": "provisional",
        "method": "difference of two published figures",
    })  # fmt: skip
    return text.getvalue().encode()


def test_an_export_brings_nothing_new_and_no_working_of_the_book(held, import_file):
    found = import_file(make_export(held), "figures.csv", YEAR6, Choice())
    assert all(difference.nothing_new for difference in found.differences)
    assert found.reading.left["figures worked out in the book, or superseded"] == 1


def test_a_table_comes_back_from_its_zip(held, import_file, tmp_path):
    path = tmp_path / "figures.csv.zip"
    with pack_file(path) as file:
        file.write(make_export(held, "24.7"))
    found = import_file(path.read_bytes(), path.name, YEAR6, Choice())
    assert set(found.differences[0].fetched.rows["value"]) == {"24.7"}


def test_a_zip_cut_in_its_middle_is_one_error(held, import_file, tmp_path):
    path = tmp_path / "figures.csv.zip"
    with pack_file(path) as file:
        file.write(make_export(held))
    body = bytearray(path.read_bytes())
    body[100:140] = bytes(40)
    with pytest.raises(BadInput, match="the zip file is damaged"):
        import_file(bytes(body), path.name, YEAR6, Choice())


def test_a_changed_export_brings_the_figure_without_the_books_interval(held, import_file):
    found = import_file(make_export(held, "24.7"), "figures.csv", YEAR6, Choice())
    rows = found.differences[0].fetched.rows
    assert set(rows["value"]) == {"24.7"}
    assert set(rows["lower_ci"]) | set(rows["upper_ci"]) == {""}


def test_a_sheet_of_a_workbook_is_told_by_its_ids(import_file):
    table = (
        "Measure,Area,Period,Value [note 1],Unit,Lower limit [note 2],Upper limit [note 2],Count,"
        "Out of,As printed,Note,Source,Figure id\n"
        "Reception obesity,Abbey Road,2024/25,9.9,per cent,[z],[z],[z],[z],9.9%,[z],x,other_pct.westminster.2024-25\n"
        f"Year 6 obesity,Westminster,2024/25,24.9,per cent,20,30,[z],[z],24.9%,[z],x,{YEAR6}.westminster.2024-25\n"
        f"Year 6 obesity,Medway,2024/25,[h],per cent,[z],[z],[z],[z],not held,[z],x,{YEAR6}.medway.2024-25\n"
    )
    found = import_file(table.encode(), "sheet.csv", YEAR6, Choice())
    rows = found.differences[0].fetched.rows
    assert rows[["area_code", "period", "value"]].to_numpy().tolist() == [
        ["E09000033", "2024/25", "24.9"]
    ]
    assert found.reading.left["figures the book does not hold"] == 1
