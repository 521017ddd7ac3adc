"""Files as publishers and councils make them: what stands around the figures, and their forms."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from needsbook.catalogue.areas import load_areas
from needsbook.catalogue.indicators import load_indicators
from needsbook.errors import BadInput
from needsbook.paths import Project
from needsbook.refresh.reading.choice import Choice
from needsbook.refresh.reading.narrowings import find_narrowing
from needsbook.refresh.reading.title_words import find_unaccounted

ROOT = Path(__file__).resolve().parents[3]
YEAR6, ABSENCE = "obesity_year6_resident_pct", "persistent_absence_pct"
CARE, RATE = "looked_after_count", "looked_after_rate_per_10k"
W, K = "E09000033", "E09000020"


@pytest.fixture
def read(import_file, list_values):
    def _read(content, indicator=YEAR6, name="table.csv", **said):
        found = import_file(content, name, indicator, Choice(**said))
        return list_values(found), found.reading

    return _read


def table(value="24.5", period="2025/26", column="Percentage", title="", note=""):
    above, below = (f"{title}\n\n" if title else ""), (f"\n{note}\n" if note else "")
    return f"{above}Area,Year,{column}\nWestminster,{period},{value}\n{below}"


def workbook(*rows, name="Data", merged=()):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = name
    for row in rows:
        sheet.append(row)
    for cells in merged:
        sheet.merge_cells(cells)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


FINGERTIPS = (
    "Indicator ID,Indicator Name,Area Code,Area Name,Sex,Age,Category Type,Category,Time period,"
    "Value,Time period range\n{0},Year 6 prevalence of obesity (including severe obesity),"
    "E09000033,Westminster,Persons,10-11 yrs,,,2025/26,24.5,{1}\n"
)
TERM_BABIES = FINGERTIPS.replace("2025/26", "2025").replace("24.5", "3.1")
TERM_BABIES = TERM_BABIES.replace("10-11 yrs", ">=37 weeks gestational age at birth")


def test_another_length_of_time_beside_the_period_is_refused(read):
    assert read(FINGERTIPS.format(90323, "1y"))[0] == {(W, "2025/26"): "24.5"}
    with pytest.raises(BadInput, match="“3y”: the figure is of another stretch of time"):
        read(FINGERTIPS.format(90323, "3y"))


def test_a_number_that_a_program_made_a_decimal_is_the_number(read):
    assert read(FINGERTIPS.format("90323.0", "1y"))[0] == {(W, "2025/26"): "24.5"}
    ees = (
        "time_period,time_identifier,geographic_level,country_code,new_la_code,la_name,"
        "enrolments_pa_10_exact_percent\n"
        "202526.0,Academic year,Local authority,E92000001,E09000033,Westminster,21.2\n"
    )
    assert read(ees, ABSENCE)[0] == {(W, "2025/26"): "21.2"}


def test_an_age_in_words_of_its_own(read):
    assert read(TERM_BABIES.format(20101, "1y"), "low_birth_weight_pct")[0] == {(W, "2025"): "3.1"}


DWP = (
    "{0}\nLocal Authority,Area Code,Number of children FYE 2025,Percentage of children FYE 2025\n"
    "Westminster,E09000033,3620,0.127\nKensington and Chelsea,E09000020,1690,0.08\n"
)


@pytest.mark.parametrize("whom", [
    "Children aged 0 to 4", "Children in lone parent families", "Children in working families",
])  # fmt: skip
def test_a_part_of_the_children_in_low_income_families(read, whom):
    said = "living in Relative low income families by Local Authority, before housing costs"
    assert (
        read(DWP.format(f'"Children {said}"'), "child_poverty_bhc_pct")[0][W, "FYE 2025"] == "12.7"
    )
    with pytest.raises(BadInput, match="the title says"):
        read(DWP.format(f'"{whom} {said}"'), "child_poverty_bhc_pct")


@pytest.mark.parametrize(("indicator", "title", "value", "period", "words"), [
    ("low_birth_weight_pct", "Low birth weight of all live births", "3.4", "2025", "all live births"),
    ("fsm_primary_pct", "Free school meals take-up in primary schools", "36.4", "2025/26", "take-up"),
    (CARE, "Average number of children looked after over the year", "190", "31/03/2026", "Average number"),
    (CARE, "Children looked after (excl. UASC)", "190", "31/03/2026", "excl"),
    (CARE, "Looked after children placed outside the borough", "190", "31/03/2026", "placed"),
    (CARE, "Care leavers", "190", "31/03/2026", "Care leavers"),
    (RATE, "Number of children looked after", "63", "31/03/2026", "Number of"),
    (ABSENCE, "Persistent absence (15% threshold)", "21.2", "2025/26", "15% threshold"),
    (ABSENCE, "Persistent absence, young carers", "21.2", "2025/26", "carers"),
    (ABSENCE, "Persistent absence in key stage 3", "21.2", "2025/26", "stage 3"),
    (ABSENCE, "Persistent absence, January 2026", "21.2", "2025/26", "january"),
    ("good_level_of_development_pct", "Early years: expected level in literacy", "71.5", "2025/26", "literacy"),
    ("under18_conceptions_per_1000", "Under 18 conceptions leading to abortion", "6.0", "2023", "abortion"),
    ("ehcp_pct", "Pupils with an EHC plan whose primary need is autism", "4.9", "2025/26", "autism"),
])  # fmt: skip
def test_a_title_of_a_part_or_of_another_kind_of_number(
    read, indicator, title, value, period, words
):
    column = "Number" if indicator == CARE else "Value"
    with pytest.raises(BadInput, match=words):
        read(table(value, period, column, title), indicator)


@pytest.mark.parametrize("note", [
    "Note: maintained schools only, academies excluded", "Figures exclude academies.",
    "Pupils resident in the borough wherever they go to school",
    "Children with a social worker only", "Figures are for July only.",
])  # fmt: skip
def test_a_note_that_leaves_schools_out(read, note):
    with pytest.raises(BadInput, match="the note"):
        read(table("21.2", note=note.replace(",", ";")), ABSENCE)


WHOLE = {
    ABSENCE: [
        "Table 7.1: Persistent absence by local authority, 2024/25", "KPI 14 Persistent absence",
        "Percentage of pupils who are persistently absent (10% or more)",
        "Persistent absence rate (%), Westminster, London and England, 2018/19 to 2024/25",
    ],
    CARE: [
        "SSDA903: children looked after at 31 March", "Children in care", "Looked after children, March 2026",
        "Number of children looked after (CLA) at 31 March, including UASC",
    ],
    YEAR6: ["NCMP Year 6 obesity prevalence", "Public Health Outcomes Framework: Year 6 obesity"],
    "ks2_rwm_expected_pct": ["Key stage 2 RWM expected standard, state-funded schools (including academies and CTCs)"],
    "ehc_plans_20_weeks_pct": ["New EHC plans issued within 20 weeks"],
    "neet_16_17_pct": ["Percentage NEET, December to February average"],
}  # fmt: skip


@pytest.mark.parametrize("note", [
    "Only local authorities with more than 10 pupils are shown.", "State-funded schools only",
    "Pupils of compulsory school age only", "For internal use only.", "Percentages only.",
])  # fmt: skip
def test_a_note_with_only_that_leaves_nobody_out(read, note):
    assert read(table("21.2", note=note), ABSENCE)[0] == {(W, "2025/26"): "21.2"}


def test_a_column_called_after_a_part_that_no_list_names(read):
    with pytest.raises(BadInput, match="carers"):
        read(table("21.2", column="Percentage of young carers"), ABSENCE)
    assert read(table("21.2", column="Percentage of pupils"), ABSENCE)[0]


@pytest.mark.parametrize("name", WHOLE)
def test_titles_of_the_whole_are_accounted_for(name):
    project = Project(ROOT)
    indicator, areas = load_indicators(project)[name], load_areas(project)
    for title in WHOLE[name]:
        assert not find_unaccounted(title, indicator, areas), title
        assert not find_narrowing(title, indicator), title


def test_a_person_may_say_that_the_title_is_of_the_whole(read):
    text = table("21.2", title="Persistent absence, zonal view")
    with pytest.raises(BadInput, match=r"(?s)zonal.*--value COLUMN"):
        read(text, ABSENCE)
    assert read(text, ABSENCE, columns={"value": "Percentage"})[0] == {(W, "2025/26"): "21.2"}


def test_headings_over_the_columns_of_years(read):
    years = ["2024/25", "2025/26"]
    sexes = workbook(
        ["Area", "Girls", None, "All", None], [None, *years, *years],
        ["Westminster", 22.0, 22.6, 24.2, 24.5], merged=["B1:C1", "D1:E1"],
    )  # fmt: skip
    assert read(sexes, name="t.xlsx")[0] == {(W, "2024/25"): "24.2", (W, "2025/26"): "24.5"}
    planned = workbook(
        ["Area", "2025/26", None], [None, "Target", "Actual"], ["Westminster", 20, 24.5],
        merged=["B1:C1"],
    )  # fmt: skip
    assert read(planned, name="t.xlsx")[0] == {(W, "2025/26"): "24.5"}


def test_headings_over_numbers_and_prevalences(read):
    rows = [
        ["Table 3b: BMI categories, based on postcode of the child, Year 6, England, 2025/26"],
        [None, None, "Overweight", None, "Obese (including severely obese)", None, "Severely obese", None],
        ["ONS code", "Local authority", *["Number", "Prevalence"] * 3],
        [W, "Westminster", 225, 15.5, 367, 24.5, 98, 6.5],
        [K, "Kensington and Chelsea", 135, 15.2, 166, 18.4, 40, 4.4],
    ]  # fmt: skip
    assert read(workbook(*rows), name="t.xlsx")[0] == {
        (W, "2025/26"): "24.5",
        (K, "2025/26"): "18.4",
    }
    rows[0] = [rows[0][0].replace("child", "school")]
    with pytest.raises(BadInput, match="another basis"):
        read(workbook(*rows), name="t.xlsx")


def test_a_table_saved_from_the_table_tool_with_its_footnotes(read):
    found = workbook(
        ["Persistent absence rate in Westminster and Kensington and Chelsea"], [],
        [None, "2024/25"], ["Westminster", "22.14%"], ["Kensington and Chelsea", "20.81%"], [],
        ["Footnotes:"], ["1. Rates are rounded."], ["2. See the guide."], ["Source: the Department"],
    )  # fmt: skip
    assert read(found, ABSENCE, "t.xlsx")[0] == {(W, "2024/25"): "22.14", (K, "2024/25"): "20.81"}


def test_provisional_years_are_read_and_told(read):
    figures, reading = read(table(period="2025/26 (provisional)"))
    assert figures == {(W, "2025/26"): "24.5"}
    assert "the file calls some of its periods provisional" in reading.remarks


def test_a_score_and_a_count_of_some_beside_it(read):
    assert (
        read(table("−0.05", "2023/24", "Score"), "ks4_progress8_score")[0][W, "2023/24"] == "-0.05"
    )
    counts = "Area,Date,Number,of which UASC\nWestminster,31/03/2026,190,30\n"
    assert read(counts, CARE)[0] == {(W, "2026-03-31"): "190"}


def test_a_decimal_comma_in_a_file_of_commas(read):
    text = table('"24,5"')
    with pytest.raises(BadInput, match="--decimal comma"):
        read(text)
    assert read(text, decimal="comma")[0] == {(W, "2025/26"): "24.5"}


def test_areas_over_years_with_a_line_a_measure(read):
    rows = [
        ["Indicator", "Westminster", None, "Kensington and Chelsea", None],
        [None, "2023/24", "2024/25", "2023/24", "2024/25"],
        ["Persistent absence (%)", 23.2, 22.1, 21.3, 20.8],
        ["Severe absence (%)", 3.0, 2.9, 2.4, 2.3],
    ]
    found = workbook(*rows, merged=["B1:C1", "D1:E1"])
    assert read(found, ABSENCE, "t.xlsx")[0] == {
        (W, "2023/24"): "23.2", (W, "2024/25"): "22.1",
        (K, "2023/24"): "21.3", (K, "2024/25"): "20.8",
    }  # fmt: skip
    with pytest.raises(BadInput, match="the name does not say which"):
        read(
            workbook(rows[0], rows[1], ["Year 6 obesity (%)", 24.0, 24.2, 18.0, 18.4]),
            name="t.xlsx",
        )


def test_levels_the_book_has_no_areas_of(read):
    head = "Area type,Area,Year,Percentage\n"
    rows = "UTLA,Westminster,2025/26,24.5\nICB,North West London,2025/26,25.5\n"
    assert read(head + rows)[0] == {(W, "2025/26"): "24.5"}
    with pytest.raises(BadInput, match="level “Primary Care Network”"):
        read(f"{head}Primary Care Network,Westminster,2025/26,25.5\n")


@pytest.mark.parametrize("label", ["Year 6 obesity", "Obese 10-11 year olds"])
@pytest.mark.parametrize("indicator", ["obesity_year6_pct", YEAR6])
def test_a_name_of_two_bases_is_asked(read, indicator, label):
    text = f"Area,Indicator,Year,Value\nWestminster,{label},2025/26,24.5\n"
    with pytest.raises(BadInput) as caught:
        read(text, indicator)
    assert "the name does not say which" in caught.value.do
    assert "obesity_year6_" in caught.value.do
    assert f'--where "Indicator={label}"' in caught.value.do
    said = {"Indicator": label}
    # The series by school ended: years between are not held.
    assert read(text, indicator, where=said, gap=True)[0] == {(W, "2025/26"): "24.5"}
    sure = text.replace(
        label, f"Year 6 obesity by {'residence' if indicator == YEAR6 else 'school'}"
    )
    assert read(sure, indicator, gap=True)[0] == {(W, "2025/26"): "24.5"}


@pytest.mark.parametrize(
    ("note", "words"),
    [
        ("Based on a sample of 12 schools", "sample of 12 schools"),
        ("28 of 41 schools responded.", "28 of 41 schools responded"),
        ("Figures are for a selection of our schools", "selection of our schools"),
        ("Data covers 41 schools", ""),
        ("Schools with fewer than 5 pupils are suppressed.", ""),
    ],
)
def test_a_note_that_only_some_schools_are_counted(read, note, words):
    text = table("24.5", note=note)
    if words:
        with pytest.raises(BadInput, match=words):
            read(text, ABSENCE)
    else:
        assert read(text, ABSENCE)[0] == {(W, "2025/26"): "24.5"}


@pytest.mark.parametrize(
    ("indicator", "column", "title", "words"),
    [
        ("neet_or_unknown_16_17_pct", "NEET (%)", "", "NEET"),
        ("neet_or_unknown_16_17_pct", "Activity not known (%)", "", "not known"),
        ("neet_or_unknown_16_17_pct", "Percentage", "NEET by authority", "NEET"),
        (
            "overweight_obese_year6_resident_pct",
            "Year 6 overweight by residence (%)",
            "",
            "overweight",
        ),
        ("care_leavers_eet_pct", "Care leavers in training (%)", "", "training"),
        ("sen_support_pct", "All SEN pupils (%)", "", "SEN"),
        ("child_poverty_ahc_pct", "Families in poverty after housing costs (%)", "", "Families"),
    ],
)
def test_one_kind_is_not_several_counted_together(read, indicator, column, title, words):
    with pytest.raises(BadInput, match=words):
        read(table("24.5", column=column, title=title), indicator)


def test_a_note_that_leaves_out_children_who_came_alone(read):
    with pytest.raises(BadInput, match="unaccompanied"):
        read(
            table("66", "31/03/2026", "Rate per 10000", note="Excludes unaccompanied children"),
            RATE,
        )


def test_kinds_counted_together_are_taken_by_their_name(read):
    found = read(table("4.9", column="NEET or not known (%)"), "neet_or_unknown_16_17_pct")[0]
    assert list(found.values()) == ["4.9"]
