"""Files as people really have them: read to the same figures, or one clear error."""

from __future__ import annotations

import csv
import io

import pytest
from stubs.ees import Row, make_csv
from stubs.fingertips import HEADER, Figure, FingertipsStub, Held
from stubs.govuk import make_ods, make_sheet
from stubs.server import Request
from stubs.small import BARNSLEY, CITY, ENGLAND, HACKNEY, KENSINGTON, WESTMINSTER, hold, read_bytes

from needsbook.catalogue import load_passports
from needsbook.catalogue.passports import passport_of_row
from needsbook.errors import BadInput, NeedsbookError, UnknownName
from needsbook.refresh import fetch_run as run
from needsbook.refresh.accept import Held as HeldFigures
from needsbook.refresh.imports import read_as
from needsbook.refresh.raw import RawStore
from needsbook.refresh.reading.choice import Choice


@pytest.fixture
def bring(small, tmp_path):
    """A function that imports bytes as a file and gives {(area, period): (value, reason)}."""

    def _bring(content, name, file="download.csv", choice=None):
        path = tmp_path / file
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        found = read_as(
            path, name, small, HeldFigures(small), RawStore(tmp_path / "raw"), choice or Choice()
        ).differences
        return {
            (row.area_code, row.period): (row.value, row.reason)
            for accepted in found for row in accepted.fetched.rows.itertuples()
        }  # fmt: skip

    return _bring


FINGERTIPS = [
    Figure(WESTMINSTER, "2022/23", "24.5"),
    Figure(CITY, "2022/23", "", note="Value for Hackney and City of London combined"),
    Figure(
        HACKNEY, "2022/23", "", note="Value suppressed for disclosure control due to small count"
    ),
]


def fingertips_csv(number=90323, line_end="\r\n"):
    stub = FingertipsStub(
        {number: Held("Year 6", "Persons", "10-11 yrs", {502: FINGERTIPS})}, line_end=line_end
    )
    query = {"indicator_ids": str(number), "child_area_type_id": "502", "parent_area_type_id": "15"}
    return stub(Request("GET", "/all_data/csv/by_indicator_id", query, {}, b"")).body


EXPECTED = {
    (WESTMINSTER, "2022/23"): ("24.5", ""),
    (CITY, "2022/23"): ("", "combined_with_neighbour"),
    (HACKNEY, "2022/23"): ("", "suppressed"),
}


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_fingertips_download(bring, mark, line_end):
    assert bring(mark + fingertips_csv(line_end=line_end), "obesity_year6") == EXPECTED


def test_fingertips_download_opened_and_saved_by_a_spreadsheet(bring):
    text = fingertips_csv().replace("Year 6", "Year 6 – “obesity”")
    assert bring(text.encode("cp1252"), "obesity_year6") == EXPECTED
    rows = list(csv.reader(io.StringIO(fingertips_csv())))
    semicolons = io.StringIO()
    csv.writer(semicolons, delimiter=";").writerows(rows)
    assert bring(semicolons.getvalue(), "obesity_year6") == EXPECTED
    assert bring(fingertips_csv().encode("utf-16"), "obesity_year6") == EXPECTED


def test_fingertips_download_with_notes_above(bring):
    above = "Downloaded from Fingertips\n\nNotes,see the guide\n"
    assert bring(above + fingertips_csv(), "obesity_year6") == EXPECTED


def test_fingertips_download_of_another_indicator(bring):
    with pytest.raises(BadInput, match="the file holds 11111, not 90323"):
        bring(fingertips_csv(11111), "obesity_year6")


def test_school_file_with_names_of_earlier_years(bring, small):
    path = small.indicators / "looked_after.yml"
    path.write_text(
        path.read_text().replace("- rate_per_10000", "- rate_per_10000\n  - rate_per_10k")
    )
    from stubs.small import clear_caches

    clear_caches()
    kind = {"population_type": "Children looked after on 31 March each year"}
    rows = [
        Row(
            "LA",
            WESTMINSTER,
            "2021",
            kind,
            {"population_estimate": "100", "children_count": "5", "rate_per_10000": "50"},
        ),
        Row(
            "LA",
            KENSINGTON,
            "2021",
            kind,
            {"population_estimate": ":", "children_count": "c", "rate_per_10000": "c"},
        ),
    ]
    text = make_csv(rows, ["population_type"], rename={"rate_per_10000": "rate_per_10k"})
    assert bring(text, "looked_after") == {
        (WESTMINSTER, "2021-03-31"): ("50", ""),
        (KENSINGTON, "2021-03-31"): ("", "suppressed"),
    }


def test_api_csv_takes_totals_of_columns_the_entry_does_not_name(bring):
    def row(value, **changes):
        filters = {
            "subject": "Reading, writing and maths",
            "sex": "Total",
            "disadvantage": "All pupils",
        } | changes
        return Row("LA", WESTMINSTER, "2023/2024", filters, {"expected_percent": value})

    rows = [
        row("68"),
        row("70", sex="Girls"),
        row("50", disadvantage="Disadvantaged"),
        row("80", subject="Maths"),
    ]
    text = make_csv(rows, ["subject", "sex", "disadvantage"])
    assert bring(text, "ks2") == {(WESTMINSTER, "2023/24"): ("68", "")}


def test_low_income_workbook(bring):
    sheet = make_sheet(
        [(WESTMINSTER, {"2025": (7900, 0.263)}), (CITY, {"2025": ("[low]", "[x]")})], ward=False
    )
    book = make_ods({"Notes": [["Line"]], "2_AHC_Relative_LA": sheet})
    assert bring(book, "poverty", "tables.ods") == {
        (WESTMINSTER, "FYE 2025"): ("26.3", ""), (CITY, "FYE 2025"): ("", "low"),
    }  # fmt: skip


def test_low_income_workbook_of_the_other_basis_is_refused(bring):
    book = make_ods(
        {"3_BHC_Relative_LA": make_sheet([(WESTMINSTER, {"2025": (1, 0.2)})], ward=False)}
    )
    with pytest.raises(BadInput, match="the table is not"):
        bring(book, "poverty", "tables.ods")


OWN = "area_code,period,value,count,denominator,note\n"


def test_a_councils_own_table(bring):
    text = (
        OWN
        + f'{WESTMINSTER},2023/24,24.1,"1,205","5,000",checked\n{KENSINGTON},2023/24,[low],,,\n{BARNSLEY},2023/24,z,,,\n'
    )
    assert bring(text, "obesity_year6") == {
        (WESTMINSTER, "2023/24"): ("24.1", ""),
        (KENSINGTON, "2023/24"): ("", "low"),
        (BARNSLEY, "2023/24"): ("", "not_applicable"),
    }


@pytest.mark.parametrize(
    "header",
    ["GSS code;Year;Percentage", "ONS Code\tTime period\tValue", "LA Code,Academic year,%"],
)
def test_own_names_and_delimiters(bring, header):
    mark = ";" if ";" in header else "\t" if "\t" in header else ","
    text = f"{header}\r\n" + mark.join([WESTMINSTER, "2023-24", "24.1%"]) + "\r\n"
    assert bring(text, "obesity_year6") == {(WESTMINSTER, "2023/24"): ("24.1", "")}


def test_own_table_in_a_spreadsheet(bring):
    book = make_ods(
        {
            "Cover": [["About"]],
            "Data": [
                ["Our figures"],
                ["Area code", "Period", "Value"],
                [WESTMINSTER, "2023/24", 24.1],
            ],
        }
    )
    assert bring(book, "obesity_year6", "own.ods") == {(WESTMINSTER, "2023/24"): ("24.1", "")}


@pytest.mark.parametrize(
    ("symbol", "reason"),
    [("c", "suppressed"), ("[c]", "suppressed"), ("*", "suppressed"), ("x", "not_available"), ("[x]", "not_available"),
     ("", "not_available"), (":", "not_available"), ("..", "not_available"), ("-", "not_available"), ("N/A", "not_available"),
     ("z", "not_applicable"), ("[z]", "not_applicable"), ("k", "low"), ("[low]", "low"), ("u", "not_available")],
)  # fmt: skip
def test_every_symbol_has_its_reason(bring, symbol, reason):
    text = (
        OWN + f"{WESTMINSTER},2023/24,{symbol},,,\n{KENSINGTON},2023/24,0,,,\n{CITY},2023/24,2,,,\n"
    )
    found = bring(text, "obesity_year6")
    assert found[WESTMINSTER, "2023/24"] == ("", reason)
    assert found[KENSINGTON, "2023/24"] == ("0", "")


def test_fractions_are_known_by_what_is_held(bring, small):
    hold(
        small,
        "ohid_obesity",
        [("obesity_year6", code, "2022/23", "24") for code in (WESTMINSTER, KENSINGTON, ENGLAND)],
    )
    text = OWN + f"{WESTMINSTER},2023/24,0.241,,,\n"
    assert bring(text, "obesity_year6") == {(WESTMINSTER, "2023/24"): ("24.1", "")}


def test_fractions_that_cannot_be_told_are_asked_for(bring):
    text = OWN + f"{WESTMINSTER},2023/24,0.241,,,\n"
    with pytest.raises(BadInput, match="percentages or fractions") as caught:
        bring(text, "obesity_year6")
    assert "--fractions" in caught.value.do
    assert bring(text, "obesity_year6", choice=Choice(fractions=True))[WESTMINSTER, "2023/24"] == (
        "24.1",
        "",
    )
    assert bring(text, "obesity_year6", choice=Choice(fractions=False))[WESTMINSTER, "2023/24"] == (
        "0.241",
        "",
    )


BAD = {
    "an empty file": (b"", "is empty"),
    "blank lines only": (b"\n\n \n", "is empty"),
    "a web page": (b"<!DOCTYPE html><html>", "a web page came"),
    "no known columns": (b"a,b\n1,2\n", "unknown layout"),
    "bytes": (bytes(range(256)) * 4, "not text|unknown layout|empty"),
    "a name instead of a code": ((OWN + "Westminster,2023/24,24,,,\n").encode(), "no figure of obesity_year6 for any area"),
    "a letter in a number": ((OWN + f"{WESTMINSTER},2023/24,24a,,,\n").encode(), "“24a” is not a number"),
    "a percentage of 140": ((OWN + f"{WESTMINSTER},2023/24,140,,,\n").encode(), "140 is outside the range"),
    "another kind of period": ((OWN + f"{WESTMINSTER},March,24,,,\n").encode(), "is not a period of the kind “academic”"),
    "two values for one area": ((OWN + f"{WESTMINSTER},2023/24,24,,,\n{WESTMINSTER},2023/24,25,,,\n").encode(), "two different values"),
    "a row cut short": ((OWN + f"{WESTMINSTER},2023/24,24,,,\n{KENSINGTON},2023").encode(), "a row has 2 cells"),
    "an open quote": ((OWN + f'{WESTMINSTER},2023/24,24,,,"open\n').encode(), "cannot be read as CSV"),
    "a broken workbook": (b"PK\x03\x04broken", "cut short"),
    "a Fingertips header alone": ((",".join(HEADER) + "\n").encode(), "the table has no rows"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_bad_file_is_one_error_that_names_it(bring, small, case):
    content, match = BAD[case]
    before = read_bytes(small)
    with pytest.raises(NeedsbookError, match=match) as caught:
        bring(content, "obesity_year6", "mine.csv")
    assert "mine.csv" in caught.value.where
    assert read_bytes(small) == before


def test_missing_file_and_unknown_indicator(bring, small, tmp_path):
    with pytest.raises(BadInput, match="not there"):
        read_as(
            tmp_path / "none.csv",
            "obesity_year6",
            small,
            HeldFigures(small),
            RawStore(tmp_path / "raw"),
            Choice(),
        )
    with pytest.raises(UnknownName):
        bring(OWN, "obesity_year_6")


def test_accepted_import_keeps_other_areas_and_names_the_file(small, tmp_path):
    hold(
        small,
        "ohid_obesity",
        [
            ("obesity_year6", WESTMINSTER, "2023/24", "24.0"),
            ("obesity_year6", ENGLAND, "2023/24", "22.1"),
        ],
    )
    path = tmp_path / "mine.csv"
    path.write_text(OWN + f"{WESTMINSTER},2023/24,24.3,,,\n")
    held = HeldFigures(small)
    found = read_as(
        path, "obesity_year6", small, held, RawStore(tmp_path / "raw"), Choice()
    ).differences
    (item,) = found
    assert [r.after for r in item.revised] == ["24.3"]
    assert item.removed == ()
    run.accept(held, run.Report(found))
    passport = load_passports(small)["ohid_obesity"]
    assert passport.obtained.address == "https://example.org/old.csv"
    brought = passport_of_row(passport, "obesity_year6", WESTMINSTER, "2023/24")
    assert (brought.obtained.address, brought.release) == ("mine.csv", "file mine.csv")
    assert passport_of_row(passport, "obesity_year6", ENGLAND, "2023/24") == passport
    assert str(tmp_path) not in (small.snapshots / "ohid" / "ohid_obesity.yml").read_text()
