"""What a person sees of a workbook is what is read: hidden rows, sheets of years, spoken names."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import openpyxl
import pytest

from needsbook.errors import BadInput
from needsbook.refresh.raw import RawStore
from needsbook.refresh.reading.choice import Choice
from needsbook.refresh.reading.hidden import find_hidden_rows
from needsbook.refresh.recognising import recognise

ROOT = Path(__file__).resolve().parents[3]
YEAR6 = "obesity_year6_resident_pct"
W, K = "E09000033", "E09000020"
HEAD = ["Area code", "Year", "Percentage"]


@pytest.fixture
def read(import_file):
    def _read(name, content, indicator=YEAR6, **said):
        choice = Choice(jumps=True, losses=True, gap=True, **said)
        found = import_file(content, name, indicator, choice)
        figures = {(p.area, p.period): str(p.value) for p in found.reading.published}
        return figures, found.reading

    return _read


def write(sheets, hidden=()):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for line in hidden:
            sheet.row_dimensions[line].hidden = True
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def test_hidden_rows_are_counted_and_not_read(read):
    rows = [HEAD, [W, "2024/25", 30.0], [W, "2024/25", 24.1], [K, "2024/25", 21.0]]
    figures, reading = read("t.xlsx", write({"Data": rows}, hidden=[2]))
    assert figures == {(W, "2024/25"): "24.1", (K, "2024/25"): "21"}
    assert [n for cause, n in reading.left.items() if cause.startswith("hidden rows")] == [1]


def test_a_filter_on_a_column_of_sexes_leaves_what_is_shown(read):
    head = [*HEAD, "Group"]
    rows = [head, [W, "2024/25", 30.0, "Boys"], [W, "2024/25", 24.1, "Persons"]]
    assert read("t.xlsx", write({"Data": rows}, hidden=[2]))[0] == {(W, "2024/25"): "24.1"}
    with pytest.raises(BadInput, match="holds only “Boys”"):
        read("t.xlsx", write({"Data": rows}, hidden=[3]))


def test_hidden_rows_of_an_ods_are_found_behind_repeated_ones():
    row = "<table:table-row{}><table:table-cell/></table:table-row>"
    content = (
        '<o:x xmlns:o="urn:o" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0">'
        '<table:table table:name="A">'
        + row.format(' table:number-rows-repeated="3"')
        + row.format(' table:visibility="filter"')
        + row.format("")
        + row.format(' table:visibility="collapse" table:number-rows-repeated="2"')
        + '</table:table><table:table table:name="B">' + row.format("") + "</table:table></o:x>"
    )  # fmt: skip
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("content.xml", content)
    assert find_hidden_rows(held.getvalue(), "A") == {4, 6, 7}
    assert find_hidden_rows(held.getvalue(), "B") == frozenset()


def test_a_sheet_a_year_is_one_table(read):
    sheets = {
        year: [[f"Year 6 obesity {year}"], ["Area code", "Percentage"], [W, value]]
        for year, value in (("2023-24", 23.9), ("2024-25", 24.1))
    }
    figures, _ = read("t.xlsx", write({"Notes": [["Read me"]], **sheets}))
    assert figures == {(W, "2023/24"): "23.9", (W, "2024/25"): "24.1"}


def test_a_title_that_names_one_year_dates_the_rows(read):
    text = f"Obesity in Year 6, 2024/25\n\nArea code,Percentage\n{W},24.1\n"
    assert read("t.csv", text.encode())[0] == {(W, "2024/25"): "24.1"}


def test_a_sheet_called_after_another_year_is_refused(read):
    rows = [HEAD, [W, "2024/25", 24.1]]
    with pytest.raises(BadInput, match="the sheet is called “2023-24”, its rows say 2024/25"):
        read("t.xlsx", write({"2023-24": rows}))


SPOKEN = {
    "Year 6 obesity %,Reception obesity %": ("24.1,11.1", YEAR6, "24.1"),
    "Reception obesity %,% obese Year 6": ("11.1,24.1", YEAR6, "24.1"),
    "EHC plans %,SEN support %": ("4.4,12.5", "ehcp_pct", "4.4"),
    "SEN support (%),Pupils with an EHC plan (%)": ("12.5,4.4", "sen_support_pct", "12.5"),
}


@pytest.mark.parametrize("heads", SPOKEN)
def test_a_column_that_names_the_indicator_is_taken(read, heads):
    cells, indicator, value = SPOKEN[heads]
    text = f"Area code,Year,{heads}\n{W},2024/25,{cells}\n"
    assert read("t.csv", text.encode(), indicator)[0] == {(W, "2024/25"): value}


@pytest.mark.parametrize(
    ("head", "indicator"),
    [
        ("Overall absence %", "persistent_absence_pct"),
        ("Suspension rate", "permanent_exclusion_rate"),
        ("Severe obesity %", YEAR6),
        ("Overweight or obese %", YEAR6),
        ("Children in need rate per 10,000", "looked_after_rate_per_10k"),
    ],
)
def test_a_column_that_names_another_matter_is_not(read, head, indicator):
    period = "2025-03-31" if indicator.startswith("looked") else "2024/25"
    text = f'Area code,Year,"{head}"\n{W},{period},6.4\n'
    with pytest.raises(BadInput, match=r"name the column|no column"):
        read("t.csv", text.encode(), indicator)


def test_girls_of_a_nomis_query_are_not_all_children(read):
    head = "DATE,GEOGRAPHY_NAME,GEOGRAPHY_CODE,GENDER_NAME,C_AGE_NAME,MEASURES_NAME,OBS_VALUE"
    rows = f"2024,Westminster,{W},{{}},Aged 0 to 17,Value,{{}}"
    both = "\n".join([head, rows.format("Total", 33000), rows.format("Female", 16000), ""])
    assert read("n.csv", both.encode(), "population_0_17")[0] == {(W, "mid-2024"): "33000"}
    girls = "\n".join([head, rows.format("Female", 16000), ""])
    with pytest.raises(BadInput, match="holds only “Female”"):
        read("n.csv", girls.encode(), "population_0_17")


def test_names_run_together_and_tables_of_the_table_tool_are_known(read):
    camel = (
        "TimePeriod,TimeIdentifier,GeographicLevel,NewLACode,LAName,EducationPhase,"
        "EnrolmentsPA10ExactPercent\n"
        f"202425,Academic year,Local authority,{W},Westminster,Total,17.1\n"
    )
    tool = (
        "Location,Location Code,Geographic Level,Time Period,School type,Persistent absence (%)\n"
        f"Westminster,{W},Local authority,2024/25,Total,17.1\n"
    )
    for text in (camel, tool):
        figures, _ = read("e.csv", text.encode(), "persistent_absence_pct")
        assert figures == {(W, "2024/25"): "17.1"}


SCHOOLS = (
    "urn,school_name,la_name,new_la_code,time_period,time_identifier,geographic_level,"
    "phase_type_grouping,headcount,eligible\n"
    f"1,A,Westminster,{W},202425,Academic year,School,State-funded primary,200,60\n"
    f"2,B,Westminster,{W},202425,Academic year,School,State-funded primary,300,91\n"
    f"3,C,Westminster,{W},202425,Academic year,School,State-funded secondary,900,600\n"
    f"4,D,Kensington and Chelsea,{K},202425,Academic year,School,State-funded primary,100,c\n"
    f"5,E,Kensington and Chelsea,{K},202425,Academic year,School,State-funded primary,100,30\n"
)
COLUMNS = {"count": "eligible", "denominator": "headcount"}


def test_schools_are_added_up_on_request_and_suppression_is_kept(read):
    figures, reading = read(
        "s.csv", SCHOOLS.encode(), "fsm_primary_pct", schools=True, columns=COLUMNS
    )
    assert figures == {(W, "2024/25"): "30.2", (K, "2024/25"): "c"}
    assert "5 schools were added up" in reading.remarks[0]
    assert "1 of them have a school whose number is suppressed" in reading.remarks[0]


def test_schools_are_not_added_up_unasked_or_without_a_base(read):
    with pytest.raises(BadInput):
        read("s.csv", SCHOOLS.encode(), "fsm_primary_pct")
    text = SCHOOLS.replace("headcount", "roll")
    with pytest.raises(BadInput, match="out of must be known") as caught:
        read("s.csv", text.encode(), "fsm_primary_pct", schools=True, columns={"count": "eligible"})
    assert caught.value.do == "name it with --denominator COLUMN"
    with pytest.raises(BadInput, match="no table of schools"):
        read("t.csv", f"Area code,Year,Percentage\n{W},2024/25,24.1\n".encode(), schools=True)


def test_a_file_that_fits_two_indicators_offers_both(held, tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(f"Area code,Year,Year 6 obesity %,Hats\n{W},2024/25,24.1,1\n", encoding="utf-8")
    known = recognise(path, held.project, held, RawStore(tmp_path / "raw"), Choice())
    assert known.found == []
    assert list(known.maybe) == ["Year 6 obesity %"]
    assert {YEAR6, "obesity_year6_pct"} <= set(known.maybe["Year 6 obesity %"])


def make_xls(rows, hidden=(), sheet="Data"):
    """A workbook as programs wrote them until 2007: text and number cells, some rows hidden."""

    def record(kind, data=b""):
        return struct.pack("<HH", kind, len(data)) + data

    begin = lambda kind: record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0, 0, 0, 0))  # noqa: E731
    cells = b""
    for line, row in enumerate(rows):
        flags = 0x120 if line + 1 in hidden else 0x100
        cells += record(0x0208, struct.pack("<HHHHHHHH", line, 0, len(row), 255, 0, 0, flags, 15))
        for at, cell in enumerate(row):
            if isinstance(cell, str):
                text = struct.pack("<HB", len(cell), 1) + cell.encode("utf-16-le")
                cells += record(0x0204, struct.pack("<HHH", line, at, 15) + text)
            else:
                cells += record(0x0203, struct.pack("<HHHd", line, at, 15, cell))
    size = struct.pack("<IIHHH", 0, len(rows), 0, len(rows[0]), 0)
    part = begin(0x0010) + record(0x0200, size) + cells + record(0x000A)
    name = struct.pack("<BB", len(sheet), 1) + sheet.encode("utf-16-le")
    head = begin(0x0005) + record(0x0042, struct.pack("<H", 1200))
    start = len(head) + 4 + 6 + len(name) + 4
    stream = head + record(0x0085, struct.pack("<IH", start, 0) + name) + record(0x000A) + part
    stream = stream.ljust(-(-max(len(stream), 4096) // 512) * 512, b"\0")
    many = len(stream) // 512
    end, free, table = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
    sectors = [*range(1, many), end, end, table]  # the stream, the folder, the table itself
    fat = struct.pack(f"<{len(sectors)}I", *sectors).ljust(512, b"\xff")

    def entry(title, kind, child, first, length):
        text = title.encode("utf-16-le")
        return (
            text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text) + 2, kind, 1, free, free, child)
            + b"\0" * 36 + struct.pack("<IQ", first, length)
        )  # fmt: skip

    folder = entry("Root Entry", 5, 1, end, 0) + entry("Workbook", 2, free, 0, len(stream))
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
        + b"\0" * 6 + struct.pack("<IIIIIIIII", 0, 1, many, 0, 4096, end, 0, end, 0)
        + struct.pack("<I", many + 1) + b"\xff" * 432
    )  # fmt: skip
    return header + stream + folder.ljust(512, b"\0") + fat


def test_hidden_rows_of_an_old_workbook_are_not_read(read):
    rows = [HEAD, [W, "2024/25", 24.2], [K, "2024/25", 20.6], ["E09000022", "2024/25", 25.1]]
    figures, _ = read("t.xls", make_xls(rows))
    assert len(figures) == 3
    figures, reading = read("t.xls", make_xls(rows, hidden={3}))
    assert set(figures) == {(W, "2024/25"), ("E09000022", "2024/25")}
    assert any("hidden rows" in cause for cause in reading.left)


def test_a_damaged_old_workbook_hides_nothing_and_is_no_traceback():
    whole = make_xls([HEAD, [W, "2024/25", 24.2]], hidden={2})
    assert find_hidden_rows(whole, "Data") == {2}
    for at in range(0, len(whole), 97):
        find_hidden_rows(whole[:at] + b"\xff" * 8 + whole[at + 8 :], "Data")
        find_hidden_rows(whole[:at], "Data")


def test_a_column_called_by_the_publishers_title_is_the_figures(read):
    text = f"Area code,Year,Year 6 prevalence of obesity (including severe obesity)\n{W},2025/26,24.9\n"
    figures, _ = read("council.csv", text.encode())
    assert figures == {(W, "2025/26"): "24.9"}


def test_a_name_of_two_measures_that_differ_in_their_basis_names_both(read):
    content = f"Area code,Year,indicator,value\n{W},2025/26,Year 6 obesity,24.9\n".encode()
    with pytest.raises(BadInput) as told:
        read("council.csv", content)
    assert 'by residence add --where "indicator=Year 6 obesity"' in told.value.do
    assert "--as obesity_year6_pct" in told.value.do
    figures, _ = read("council.csv", content, where={"indicator": "Year 6 obesity"})
    assert figures == {(W, "2025/26"): "24.9"}
