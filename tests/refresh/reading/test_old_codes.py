"""Codes that are not today's must not contradict the names beside them."""

from __future__ import annotations

from pathlib import Path

import pytest

from needsbook.catalogue.areas import load_areas
from needsbook.errors import BadInput
from needsbook.paths import Project
from needsbook.refresh.codes import load_la_numbers
from needsbook.refresh.reading.choice import Choice
from needsbook.refresh.reading.old_codes import name_old_code

PHONICS = "phonics_year1_pct"
PROJECT = Project(Path(__file__).resolve().parents[3])


def make_table(head, *rows):
    return f"{head},Area,Year,%\n" + "".join(f"{code},{name},2025/26,8{at}\n" for at, (code, name) in enumerate(rows))  # fmt: skip


def test_words_below_the_table_hide_no_column_of_numbers(read):
    table = make_table("LEA code", ("887", "Hackney"), ("204", "Medway"))
    with pytest.raises(BadInput, match="887 is Medway"):
        read(f"{table}\nSource: publisher 2026\n")


def test_a_number_of_children_is_no_number_of_an_authority(read):
    table = "LEA code,LA name,Date,Number of children\n887,Medway,31 March 2026,304\n204,Hackney,31 March 2026,230\n"
    found, _ = read(table, "child_protection_plan_count")
    assert found["E06000035", "2026-03-31"] == "304"


def test_the_tools_columns_with_other_periods_are_read(read):
    table = "LA number,Local authority,Period,Value\n887,Medway,FYE 2026,16.1\n"
    found, _ = read(table, "cla_sdq_average_score")
    assert found == {("E06000035", "FYE 2026"): "16.1"}


@pytest.fixture
def read(import_file, list_values):
    def _read(content, indicator=PHONICS):
        found = import_file(content, "table.csv", indicator, Choice())
        return list_values(found), found.reading.remarks

    return _read


def test_every_authority_of_today_has_one_number():
    numbers, areas = load_la_numbers(PROJECT), load_areas(PROJECT)
    held = [area.code for area in areas if area.level == "upper_tier"]
    assert sorted(numbers.values()) == sorted(held)
    assert numbers["213"] == "E09000033"


def test_old_codes_of_london_follow_the_alphabet():
    assert name_old_code("E09000001") == "00AA"
    assert name_old_code("E09000020") == "00AW"
    assert name_old_code("E09000033") == "00BK"
    assert name_old_code("E06000035") == ""


WRONG = {
    "the Department's number in the codes' column": ("LA code", ("887", "Hackney"), "887 is Medway"),
    "the Department's number elsewhere": ("LA number", ("887", "Hackney"), "887 is Medway"),
    "an old code of London": ("ONS code", ("00BK", "Kensington and Chelsea"), "00BK is Westminster"),
    "an old code of elsewhere beside a borough": ("ONS code", ("00LC", "Hackney"), "not that of Hackney"),
    "a borough's old code beside another place": ("ONS code", ("00AM", "Medway"), "00AM is Hackney"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_a_code_that_is_another_place_is_refused(read, case):
    head, row, words = WRONG[case]
    with pytest.raises(BadInput, match=words):
        read(make_table(head, row))


def test_one_code_is_one_place_and_one_place_has_one_code(read):
    table = "Old code,Area,Year,%\n{},Worcester,FYE 2026,26.0\n{},{},FYE 2026,26.4\n"
    with pytest.raises(BadInput, match="47UE is Worcester"):
        read(table.format("47UE", "47UE", "Wychavon").replace("Old code", "ONS code"), "child_poverty_ahc_pct")  # fmt: skip
    with pytest.raises(BadInput, match="a second code of it, beside 47UE"):
        read(table.format("47UE", "47UB", "Worcester").replace("Old code", "ONS code"), "child_poverty_ahc_pct")  # fmt: skip


def test_codes_that_fit_are_read_and_what_was_not_compared_is_said(read):
    found, remarks = read(make_table("ONS code", ("00AM", "Hackney"), ("00AC", "Barnet")))
    assert len(found) == 2
    assert not [text for text in remarks if "could not be compared" in text]
    found, remarks = read(make_table("ONS code", ("00LC", "Medway")))
    assert len(found) == 1
    assert [text for text in remarks if "could not be compared" in text]


def test_the_departments_number_alone_names_an_authority(read):
    found, _ = read("LA code,Year,%\n887,2025/26,76\n204,2025/26,84\n")
    assert found == {("E06000035", "2025/26"): "76", ("E09000012", "2025/26"): "84"}


def test_a_ward_put_into_another_authority_is_refused(read):
    table = "Ward code,Ward,LA,Year,%\nE05013935,Cathedral,Worcester,FYE 2026,28.1\n"
    with pytest.raises(BadInput, match="Hook & Chessington North in Kingston"):
        read(table, "child_poverty_ahc_pct")


def test_a_name_with_another_areas_code_in_it_is_refused(read):
    with pytest.raises(BadInput, match="holds the code of Hackney"):
        read("Area,Year,%\nMedway (E09000012),2025/26,77\n")
    found, _ = read("Area,Year,%\nMedway (E06000035),2025/26,77\n")
    assert found == {("E06000035", "2025/26"): "77"}


def test_a_county_called_by_its_districts_name_is_refused(read):
    with pytest.raises(BadInput, match="E10000034 is Worcestershire, the file calls it Worcester"):
        read("Area code,Area,Year,%\nE10000034,Worcester,FYE 2026,26.0\n", "child_poverty_ahc_pct")
    found, _ = read(
        "Area code,Area,Year,%\nE07000237,Worcestershire,FYE 2026,26.0\n", "child_poverty_ahc_pct"
    )
    assert list(found) == [("E07000237", "FYE 2026")]
