"""Sheets of notes and the file's name limit the figures, or only explain them."""

from __future__ import annotations

import io

import openpyxl
import pytest

from needsbook.errors import BadInput
from needsbook.refresh.reading.choice import Choice

PHONICS, NEET = "phonics_year1_pct", "care_leavers_neet_pct"
ROWS = [["Area code", "Area", "Year", "%"], ["E06000035", "Medway", "2025/26", 76], ["E09000012", "Hackney", "2025/26", 84]]  # fmt: skip
LEAVERS = [ROWS[0], ["E06000035", "Medway", "FYE 2026", 36], ["E09000012", "Hackney", "FYE 2026", 34]]  # fmt: skip


def make_book(*sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


LIMITING = {
    "a sentence of all figures": (PHONICS, [["About this workbook"], ["All figures relate to boys."]], "boys"),
    "one age of three": (NEET, [["Notes"], ["These figures are for care leavers aged 19 only."]], "aged 19"),
    "a word of no list": (PHONICS, [["Notes"], ["All figures relate to bilingual pupils."]], "bilingual"),
    "some of the people": (PHONICS, [["Notes"], ["All figures relate to disabled children."]], "disabled"),
    "girls only": (PHONICS, [["Notes"], ["1. Girls only"]], "Girls"),
    "a label and its entry": (PHONICS, [["Source", "DfE"], ["Sex", "Female"]], "Female"),
    "a filter": (PHONICS, [["Notes"], ["Filter: Sex = Boys"]], "Boys"),
    "the table's own title": (PHONICS, [["Contents"], ["Data: girls"]], "girls"),
    "the title of the workbook": (PHONICS, [["Phonics: pupils eligible for free school meals"]], "free school meal"),
    "a cohort": (NEET, [["Info"], ["Cohort", "Looked after at least 12 months, asylum seekers only"]], "asylum"),
    "a part left out": (PHONICS, [["Notes"], ["Figures exclude academies."]], "academies"),
}  # fmt: skip


@pytest.mark.parametrize("case", LIMITING)
def test_a_sheet_of_notes_that_limits_the_figures_refuses_them(import_file, case):
    indicator, lines, words = LIMITING[case]
    table = LEAVERS if indicator == NEET else ROWS
    content = make_book(("Notes", lines), ("Data", table))
    with pytest.raises(BadInput, match=f"narrows the figures to .*{words}") as caught:
        import_file(content, "file.xlsx", indicator, Choice())
    assert "sheet Notes, row" in caught.value.where
    # A person who names the sheet has not said that the note is wrong.
    with pytest.raises(BadInput, match=words):
        import_file(content, "file.xlsx", indicator, Choice(sheet="Data"))


EXPLAINING = {
    "another file": "Figures for boys and girls are published in a separate file.",
    "another table": "Figures for disadvantaged pupils are in Table 3.",
    "what is within": "Girls and boys are included, and pupils with SEN.",
    "suppression": "Figures of fewer than five girls are suppressed.",
    "how it is made": "Data on girls only began to be collected in 2012, when the check was new.",
    "the whole": "All figures relate to pupils in year 1 in state-funded schools.",
    "a field of a list": "Sex: Persons",
    "a way of counting": "Figures relate to full-time equivalents.",
    "a stretch of time": "The figures are for the year ending 31 August 2026.",
    "a place": "Data are for Medway and Hackney only.",
}


@pytest.mark.parametrize("case", EXPLAINING)
def test_a_sheet_of_notes_that_explains_is_no_hindrance(import_file, list_values, case):
    content = make_book(("Notes", [["Notes"], [EXPLAINING[case]]]), ("Data", ROWS))
    found = list_values(import_file(content, "file.xlsx", PHONICS, Choice()))
    assert found == {("E06000035", "2025/26"): "76", ("E09000012", "2025/26"): "84"}


def test_a_file_named_after_a_part_is_asked(import_file, list_values):
    content = make_book(("Data", ROWS))
    with pytest.raises(BadInput, match="the file’s name says “girls”"):
        import_file(content, "phonics_girls_2026.xlsx", PHONICS, Choice())
    found = import_file(content, "phonics_girls_2026.xlsx", PHONICS, Choice(columns={"value": "%"}))
    assert len(list_values(found)) == 2


NARROWER = {
    "one phase of three": ("suspension_rate", "2024/25", "12.90", "Secondary schools"),
    "what a definition mentions": ("children_in_need_rate_per_10k", "2026-03-31", "371.0", "Disabled children only"),
    "younger children": ("child_protection_plan_count", "2026-03-31", "301", "Under 1s only"),
    "where they are placed": ("cla_dental_check_pct", "FYE 2026", "91", "Placed out of the borough"),
}  # fmt: skip


@pytest.mark.parametrize("case", NARROWER)
def test_what_a_definition_names_among_others_is_a_part(import_file, case):
    indicator, period, value, words = NARROWER[case]
    rows = [["Area code", "Area", "Period", "Value"], ["E06000035", "Medway", period, value]]
    with pytest.raises(BadInput):
        import_file(make_book((words[:31], rows)), "file.xlsx", indicator, Choice())
    with pytest.raises(BadInput):
        import_file(make_book(("Data", [[words], [], *rows])), "file.xlsx", indicator, Choice())
    import_file(make_book(("Data", rows)), "file.xlsx", indicator, Choice())


def test_a_note_beside_the_table_limits_it_too(import_file):
    table = [*ROWS[:2], [*ROWS[2], None, "Note: girls only"]]
    with pytest.raises(BadInput, match="girls"):
        import_file(make_book(("Data", table)), "file.xlsx", PHONICS, Choice())
