"""Which column holds the value: read where only one can and its unit agrees, else asked."""

from __future__ import annotations

import pytest

from needsbook.errors import BadInput
from needsbook.refresh.reading.choice import Choice

PERCENT, RATE, COUNT = (
    "obesity_year6_resident_pct",
    "looked_after_rate_per_10k",
    "looked_after_count",
)
SUSPENSIONS, ENTRANTS, SCORE = "suspension_rate", "first_time_entrants_per_100k", "ks4_attainment8_score"  # fmt: skip
HELD = {
    PERCENT: ("2025/26", "24.5"), RATE: ("2026-03-31", "39"), COUNT: ("2026-03-31", "152"),
    SUSPENSIONS: ("2024/25", "9.5"), ENTRANTS: ("2025", "180"), SCORE: ("2023/24", "54.3"),
}  # fmt: skip
W = "E09000033"


@pytest.fixture
def read(import_file, list_values):
    """The figures of a plain file with one row: these columns beside area and period."""

    def _read(indicator, names, *values, **said):
        period, value = HELD[indicator]
        cells = ";".join(values or (value,))
        text = f"Area code;Area name;Period;{names}\n{W};Westminster;{period};{cells}\n"
        return list_values(import_file(text, "table.csv", indicator, Choice(**said)))

    return _read


@pytest.mark.parametrize(
    ("indicator", "name"),
    [
        (PERCENT, "Rate (%)"), (PERCENT, "Rate (per cent)"), (PERCENT, "Value (%)"),
        (PERCENT, "Percent"), (PERCENT, "Percentage (%)"), (PERCENT, "Value - %"),
        (PERCENT, "value_pct"), (PERCENT, "Result (%)"), (PERCENT, "Obesity rate (%)"),
        (PERCENT, "Result"), (SUSPENSIONS, "Rate (%)"), (SUSPENSIONS, "Suspension rate (per cent)"),
        (RATE, "Rate per 10,000"), (RATE, "CLA rate per 10000 under 18"), (RATE, "Rate (per 10k)"),
        (RATE, "rate_per_10000"), (RATE, "Children looked after per 10,000 aged 0-17"),
        (ENTRANTS, "Crude rate per 100,000 (10-17)"), (COUNT, "Value (number)"),
    ],
)  # fmt: skip
def test_the_only_column_that_can_be_the_value_is_read(read, indicator, name):
    assert list(read(indicator, name).values()) == [HELD[indicator][1]]


@pytest.mark.parametrize(
    ("indicator", "name", "match"),
    [
        (RATE, "Rate (%)", "no column “value” or “rate”"),
        (RATE, "Value (%)", "“Value .%.” says that it holds percentages"),
        (RATE, "Rate per 1,000", "no column"), (RATE, "Rate per 100", "no column"),
        (RATE, "Rate per 10,000 under 16", "says “under 16”"),
        (RATE, "Rate per 10,000 households", "says “households”"),
        (COUNT, "Outturn (%)", "says that it holds percentages"),
        (COUNT, "Value (rate per 10,000)", "no column"),
        (SCORE, "Value (%)", "says that it holds percentages"),
        (ENTRANTS, "Value per 1,000", "no column"), (PERCENT, "Rate per 1,000", "no column"),
        (PERCENT, "Severe obesity (%)", "no column"), (PERCENT, "% measured", "no column"),
        (PERCENT, "England (%)", "no column"), (PERCENT, "Target (%)", "no column"),
    ],
)  # fmt: skip
def test_a_unit_or_people_that_are_not_the_measures_are_refused_with_the_way_on(
    read, indicator, name, match
):
    with pytest.raises(BadInput, match=match) as refusal:
        read(indicator, name)
    assert "--value COLUMN" in refusal.value.do
    assert list(read(indicator, name, columns={"value": name}).values()) == [HELD[indicator][1]]


@pytest.mark.parametrize(
    ("indicator", "names", "values"),
    [
        (PERCENT, "Rate (%);Percentage", ("24.5", "23.9")),
        (PERCENT, "Value;Rate (%)", ("23.9", "24.5")),
        (COUNT, "Count;Value", ("152", "139")),
    ],
)
def test_two_columns_that_can_be_the_value_are_asked(read, indicator, names, values):
    with pytest.raises(BadInput, match="several columns may hold the value") as refusal:
        read(indicator, names, *values)
    assert "--value COLUMN" in refusal.value.do
    name = names.split(";")[1]
    assert list(read(indicator, names, *values, columns={"value": name}).values()) == [values[1]]


@pytest.mark.parametrize(
    "names",
    [
        "Number;Denominator;Rate (%);Lower CI (%);Upper CI (%)",
        "Number;Denominator;Rate (%);England (%);Target (%)",
        "Number;Denominator;Obese (%);Girls (%);Severe obesity (%)",
    ],
)
def test_what_stands_beside_it_is_no_rival(read, names):
    found = read(PERCENT, names, "245", "1000", "24.5", "22.1", "26.9")
    assert list(found.values()) == ["24.5"]


def test_units_of_years_in_the_header(import_file, list_values):
    wide = "LA,{0} 2024/25,{0} 2025/26\nWestminster,24.2,24.5\n"
    found = import_file(wide.format("Rate (%)"), "t.csv", PERCENT, Choice())
    assert list_values(found)[W, "2025/26"] == "24.5"
    with pytest.raises(BadInput, match="says that it holds percentages"):
        import_file("LA,2025 (%),2026 (%)\nWestminster,152,160\n", "t.csv", COUNT, Choice())


def test_how_many_beside_a_rate_of_the_same_name_is_asked(import_file, list_values):
    absence = "persistent_absence_pct"
    text = f"Code;Year;Persistent absentees;Persistent absence rate\n{W};2024/25;3700;21.9\n"
    with pytest.raises(BadInput, match="several columns may hold the value"):
        import_file(text, "t.csv", absence, Choice())
    said = Choice(columns={"value": "Persistent absence rate"})
    assert list(list_values(import_file(text, "t.csv", absence, said)).values()) == ["21.9"]


def test_which_way_is_better_narrows_nothing(import_file, list_values):
    text = f"Code,Year,Value,Direction\n{W},2025/26,24.5,Lower is better\n"
    assert len(list_values(import_file(text, "t.csv", PERCENT, Choice()))) == 1
