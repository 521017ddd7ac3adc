"""Counts and bases under names of the file's own: where rows disagree, the cell is refused."""

from __future__ import annotations

import pytest

from needsbook.errors import BadInput
from needsbook.refresh.reading.choice import Choice

DENTAL, CONFERENCES = "cla_dental_check_pct", "initial_conference_rate_per_10k"


def make_dental(barnet="83", **names):
    head = f"Area code,Area,Year,{names.get('count', 'Checked')},{names.get('base', 'CLA 12m+')},%"
    return (
        f"{head}\nE06000035,Medway,FYE 2026,300,330,91\nE09000012,Hackney,FYE 2026,250,290,86\n"
        f"E09000003,Barnet,FYE 2026,200,240,{barnet}\n"
    )


def read(import_file, list_values, content, indicator, **said):
    return list_values(import_file(content, "table.csv", indicator, Choice(**said)))


def test_a_row_that_is_not_as_the_others_is_refused_by_its_cell(import_file, list_values):
    with pytest.raises(
        BadInput, match=r"38 is not “Checked” over “CLA 12m\+”.*200 of 240"
    ) as error:
        read(import_file, list_values, make_dental("38"), DENTAL)
    assert "row 4" in error.value.where


def test_rows_that_agree_are_read(import_file, list_values):
    found = read(import_file, list_values, make_dental(), DENTAL)
    assert found["E09000003", "FYE 2026"] == "83"


@pytest.mark.parametrize("base", ["Population 0-17", "X2", "Children in area"])
def test_a_rate_is_held_to_any_base(import_file, list_values, base):
    table = (
        f"Area code,Area,Year,ICPCs,{base},Rate\nE06000035,Medway,FYE 2026,480,68774,69.8\n"
        "E09000012,Hackney,FYE 2026,330,54191,{}\n"
    )
    with pytest.raises(BadInput, match=r"16\.0 is not “ICPCs” over"):
        read(import_file, list_values, table.format("16.0"), CONFERENCES)
    assert len(read(import_file, list_values, table.format("60.9"), CONFERENCES)) == 2


def test_rounded_counts_disagree_with_nothing(import_file, list_values):
    table = make_dental().replace("300,330", "300,335").replace("250,290", "255,295")
    assert len(read(import_file, list_values, table, DENTAL)) == 3


def test_count_and_base_that_never_give_the_value_are_asked(import_file, list_values):
    table = "Area code,Area,Year,Number checked,Total children,%\nE06000035,Medway,FYE 2026,100,330,91\n"
    with pytest.raises(BadInput, match="“Number checked” over “Total children” is not the value"):
        read(import_file, list_values, table, DENTAL)
    found = read(import_file, list_values, table, DENTAL, columns={"value": "%"})
    assert found == {("E06000035", "FYE 2026"): "91"}


def test_whole_numbers_of_something_else_are_no_base(import_file, list_values):
    table = (
        "Area code,Area,Year,Number of schools,Pupils,%\nE06000035,Medway,2025/26,80,3300,61\n"
        "E09000012,Hackney,2025/26,60,2500,77\n"
    )
    assert len(read(import_file, list_values, table, "ks2_rwm_expected_pct")) == 2


def test_a_base_may_be_the_sum_of_two_columns(import_file, list_values):
    table = (
        "Area code,Area,Year,Low,Not low,%\nE06000035,Medway,2025,110,2890,3.67\n"
        "E09000012,Hackney,2025,80,2900,2.68\nE09000003,Barnet,2025,110,3900,{}\n"
    )
    with pytest.raises(
        BadInput,
        match=r"7\.24 is not “Low” over “Low” and “Not low” together|7\.24 is not “Low” over",
    ):
        read(import_file, list_values, table.format("7.24"), "low_birth_weight_pct")
    assert len(read(import_file, list_values, table.format("2.74"), "low_birth_weight_pct")) == 3


def test_years_as_columns_are_held_to_theirs(import_file, list_values):
    table = (
        "Area,2025/26 NEET,2025/26 cohort,2025/26 %\nMedway,60,170,35\nHackney,70,200,35\n"
        "Barnet,40,130,{}\n"
    )
    with pytest.raises(BadInput, match="13 is not “2025/26 NEET” over “2025/26 cohort”"):
        read(import_file, list_values, table.format("13"), "care_leavers_neet_pct")
    assert len(read(import_file, list_values, table.format("31"), "care_leavers_neet_pct")) == 3


def test_one_row_that_count_and_base_cannot_give_is_asked(import_file, list_values):
    table = (
        "Area code,Area,Year,Examined,With decay,% with decay\nE09000012,Hackney,2025/26,240,58,24.0\n"
        "E09000003,Barnet,2025/26,260,73,{}\n"
    )
    with pytest.raises(BadInput, match="“With decay” over “Examined” is not the value: 73 of 260"):
        read(import_file, list_values, table.format("25.0"), "dental_decay_age5_pct")
    assert len(read(import_file, list_values, table.format("28.0"), "dental_decay_age5_pct")) == 2


def test_what_two_columns_give_by_chance_is_nothing_against_those_that_give_all(
    import_file, list_values
):
    table = "Area,Year,Met,Cohort size,Percentage\nMedway,2025/26,392,664,59\nHackney,2025/26,343,554,62\n"
    assert len(read(import_file, list_values, table, "ks2_rwm_expected_pct")) == 2


def test_a_councils_table_with_the_tools_columns_is_held_to_its_counts(import_file, list_values):
    table = (
        "DfE number,Local authority,Year,Value,FTEs,Pop 10-17\n885,Worcestershire,2025,97,53,54481\n"
        "204,Hackney,2025,250,108,83277\n887,Medway,2025,196,135,69003\n"
    )
    with pytest.raises(BadInput, match="250 is not “FTEs” over “Pop 10-17”"):
        read(import_file, list_values, table, "first_time_entrants_per_100k")
