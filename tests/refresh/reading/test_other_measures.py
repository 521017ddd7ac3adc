"""A column or title that is another measure's name, and people of another number, are asked."""

from __future__ import annotations

import pytest

from needsbook.errors import BadInput
from needsbook.refresh.reading.choice import Choice

W = "E09000033"
# Indicator, its period and a value it might well have, and a name of another measure.
OTHERS = {
    "all pupils for some": ("cin_persistent_absence_pct", "2024/25", "61.4", "Persistent absence (%)"),
    "suspensions for pupils": ("pupils_suspended_pct", "2023/24", "5.4", "Suspension rate (%)"),
    "those not eligible": ("ks2_rwm_expected_non_fsm_pct", "2024/25", "72", "Pupils eligible for free meals at the expected standard at eleven (%)"),
    "the opposite": ("care_leavers_neet_pct", "FYE 2025", "31", "Care leavers in education, employment or training (%)"),
    "planned for unplanned": ("cla_ceased_returned_home_unplanned_pct", "FYE 2025", "20", "Children leaving care who went home as planned (%)"),
    "all in care for those who leave": ("cla_ceased_rate_per_10k", "FYE 2025", "34", "Looked-after children per 10,000"),
    "absolute for relative": ("child_poverty_bhc_pct", "FYE 2025", "12.7", "Children in absolute low income families (%)"),
}  # fmt: skip


@pytest.fixture
def read(import_file, list_values):
    def _read(content, indicator, **said):
        return list_values(import_file(content, "table.csv", indicator, Choice(**said)))

    return _read


@pytest.mark.parametrize("case", OTHERS)
def test_a_column_that_is_another_measures_name(read, case):
    indicator, period, value, name = OTHERS[case]
    text = f"LA;Period;{name}\nWestminster;{period};{value}\n"
    with pytest.raises(BadInput, match=r"is a name of|no column") as refusal:
        read(text, indicator)
    assert "--value COLUMN" in refusal.value.do
    read(text, indicator, columns={"value": name})


@pytest.mark.parametrize("case", OTHERS)
def test_a_title_that_is_another_measures_name(read, case):
    indicator, period, value, name = OTHERS[case]
    table = f"LA;Period;Value\nWestminster;{period};{value}\n"
    with pytest.raises(BadInput, match="the title"):
        read(f"{name}\n\n{table}", indicator)
    read(table, indicator)


@pytest.mark.parametrize(
    ("indicator", "column", "period", "value"),
    [
        ("fsm_primary_pct", "FSM eligible (%)", "2024/25", "38.6"),
        ("persistent_absence_secondary_pct", "Persistent absentees %", "2024/25", "24.0"),
    ],
)
def test_a_part_that_nothing_names_is_asked(read, indicator, column, period, value):
    phase = "Primary" if "primary" in indicator else "Secondary"
    plain = f"LA,Year,{column}\nWestminster,{period},{value}\n"
    with pytest.raises(BadInput, match=r"does not say that it is of|is a name of"):
        read(plain, indicator)
    for text in (
        f"LA,Year,{phase} {column}\nWestminster,{period},{value}\n",
        f"LA,Year,Phase,{phase} {column}\nWestminster,{period},{phase},{value}\n",
    ):
        assert list(read(text, indicator).values()) == [value]


def test_its_own_name_is_read(read):
    for indicator, name, period, value in (
        ("persistent_absence_pct", "Persistent absence (%)", "2024/25", "22.1"),
        ("fsm_primary_pct", "Primary FSM eligible (%)", "2024/25", "38.6"),
        ("ks4_attainment8_score", "Average Attainment 8", "2022/23", "54.3"),
        ("low_birth_weight_pct", "LBW term babies %", "2024", "3.1"),
        ("overall_absence_pct", "Overall absence %", "2024/25", "7.3"),
        ("ks2_rwm_expected_pct", "Pupils meeting expected standard in RWM (%)", "2024/25", "72"),
    ):
        found = read(f"LA,Year,{name}\nWestminster,{period},{value}\n", indicator)
        assert list(found.values()) == [value]


def test_of_two_bases_with_one_name_the_one_asked_for_is_read(read):
    text = "LA,Year,{0}\nWestminster,2025/26,24.5\n"
    for table in (text.format("Y6 obese %"), "Y6 obesity\n\n" + text.format("Percentage")):
        assert len(read(table, "obesity_year6_resident_pct")) == 1


def test_a_base_in_the_column_of_counts(read):
    text = "Area,Year,Prevalence,{0}\nWestminster,2025/26,24.4,{1}\nLambeth,2025/26,25,{2}\n"
    year6 = "obesity_year6_resident_pct"
    assert len(read(text.format("Number", 300, 650), year6)) == 2
    with pytest.raises(BadInput, match="times the people the same areas had before") as refusal:
        read(text.format("Number", 1230, 2600), year6)
    assert "--denominator" in refusal.value.do


def test_n_is_read_as_nothing(import_file):
    text = "Area,Year,Prevalence,95% CI lower,95% CI upper,N\nWestminster,2025/26,24.4,22,27,1230\n"
    found = import_file(text, "t.csv", "obesity_year6_resident_pct", Choice())
    assert [(row.value, row.count or "") for row in found.reading.published] == [("24.4", "")]


@pytest.mark.parametrize(
    ("period", "indicator", "written"),
    [
        ("2025/26 (academic)", "obesity_year6_resident_pct", "2025/26"),
        ("31-Mar-26", "looked_after_count", "2026-03-31"),
        ("31 Mar 2026", "looked_after_count", "2026-03-31"),
    ],
)
def test_periods_as_portals_and_spreadsheets_write_them(read, period, indicator, written):
    value = "24.5" if "pct" in indicator else "152"
    assert read(f"LA,Year,Value\nWestminster,{period},{value}\n", indicator) == {
        (W, written): value
    }


def test_another_kind_of_year_in_brackets(read):
    with pytest.raises(BadInput, match="is a financial year"):
        read("LA,Year,Value\nWestminster,2025/26 (financial),24.5\n", "obesity_year6_resident_pct")
    with pytest.raises(BadInput, match="a date where a period belongs"):
        read("LA,Year,Value\nWestminster,01-Nov-26,152\n", "looked_after_count")


def test_deaths_and_births_beside_a_rate_are_no_classes(read):
    text = "Area,Period,Deaths,Live births,Rate per 1000 live births\nWestminster,2016 - 18,21,7800,2.7\n"
    assert list(read(text, "infant_mortality_per_1000").values()) == ["2.7"]


def test_a_ward_called_by_the_name_of_another(read):
    text = "Ward code,Ward,Year,Value\nE05013792,{0},2024/25,3.4\n"
    assert len(read(text.format("Abbey Road"), "child_poverty_bhc_pct")) == 1
    assert len(read(text.format("Abbey Rd ward"), "child_poverty_bhc_pct")) == 1
    with pytest.raises(BadInput, match="E05013792 is Abbey Road, the file calls it Bayswater"):
        read(text.format("Bayswater"), "child_poverty_bhc_pct")
