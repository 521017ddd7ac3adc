"""Files of every kind: read to their figures, or refused for what is wrong with them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fuzzing import make_case

from needsbook.catalogue.indicators import load_indicators
from needsbook.errors import NeedsbookError
from needsbook.paths import Project
from needsbook.refresh.raw import RawStore
from needsbook.refresh.reading.choice import Choice
from needsbook.refresh.reading.narrowings import find_narrowing, find_other_matter
from needsbook.refresh.recognising import recognise

ROOT = Path(__file__).resolve().parents[3]
CASES = ROOT.parents[1] / "shared" / "cases"
YEAR6 = "obesity_year6_resident_pct"
WESTMINSTER = "E09000033"


@pytest.fixture
def read(import_file, list_values):
    def _read(content, indicator=YEAR6, name="table.csv", **said):
        return list_values(import_file(content, name, indicator, Choice(**said)))

    return _read


HEAD = "area_code,period"
AGES = "\n".join(f"{WESTMINSTER},mid-2025,{age},{1000 + age}" for age in range(91))
READ = {
    "decimal commas": ("Area Code;Period;Value\nE09000033;2025/26;24,5\n", YEAR6, "24.5"),
    "names only": ("Local authority,Academic year,Percentage\nWestminster,2025/26,24.5%\n", YEAR6, "24.5"),
    "years as columns": ("Borough,2024/25,2025/26\nWestminster,24.2,24.5\n", YEAR6, "24.5"),
    "two header rows": ("Area code,Number,,Percentage,\n,2024/25,2025/26,2024/25,2025/26\nE09000033,242,245,24.2,24.5\n", YEAR6, "24.5"),
    "a class with its total": (f"{HEAD},quintile,value\nE09000033,2025/26,All,24.5\nE09000033,2025/26,1,30.5\n", YEAR6, "24.5"),
    "fractions": (f"{HEAD},value\nE09000033,2025/26,0.245\nE09000020,2025/26,0.191\n", YEAR6, "24.5"),
    "binary noise": (f"{HEAD},value\nE09000033,2025/26,24.500000000000001\n", YEAR6, "24.5"),
    "single years as rows": (f"{HEAD},age,value\n{AGES}\n", "population_0_17", "18153"),
    "single years as columns": (
        "Persons by single year of age, mid-2025\nCode,Name,All ages," + ",".join(map(str, range(91)))
        + "\nE09000033,Westminster,99999," + ",".join(str(1000 + age) for age in range(91)) + "\n",
        "population_0_17", "18153",
    ),
    "areas as columns": ("Year,Westminster,Lambeth\n2024/25,24.2,25.2\n2025/26,24.5,25.0\n", YEAR6, "24.5"),
    "areas below a header without a name": (",2024/25,2025/26\nWestminster,24.2,24.5\nLambeth,25.2,25\n", YEAR6, "24.5"),
    "a school year in four digits": (f"{HEAD},value\nE09000033,25/26,24.5\n", YEAR6, "24.5"),
    "codes of the Department": ("LA code,LA name,Year,%\n213,Westminster,2025/26,24.5\n", YEAR6, "24.5"),
    "a note in the cell": (f"{HEAD},value\nE09000033,2025/26,24.5 [note 2]\n", YEAR6, "24.5"),
    "a day written as a date": (f"{HEAD},value\nE09000033,31/03/2026,182\n", "looked_after_count", "182"),
    "the part the indicator is of": (
        f"{HEAD},phase,value\nE09000033,2025/26,Total,40\nE09000033,2025/26,Primary,38.5\n",
        "fsm_primary_pct", "38.5",
    ),
    "a column by the indicator's name": ("Area code,Year,Persistent absence (%)\nE09000033,2025/26,21.5\n", "persistent_absence_pct", "21.5"),
    "the header again": (f"{HEAD},value\nE09000020,2025/26,20.1\n{HEAD},value\nE09000033,2025/26,24.5\n", YEAR6, "24.5"),
    "a figure only the tool's table holds so far": (f"{HEAD},value\nE09000033,FYE 2026,580\n", "referral_rate_per_10k", "580"),
    "a count beside a rate": (f"{HEAD},number,rate\nE09000033,2026-03-31,152,39\n", "looked_after_count", "152"),
}  # fmt: skip


@pytest.mark.parametrize("case", READ)
def test_is_read(read, case):
    content, indicator, value = READ[case]
    found = read(content, indicator)
    latest = max(period for code, period in found if code == WESTMINSTER)
    assert found[WESTMINSTER, latest] == value


REFUSED = {
    "one ethnic group": (f"{HEAD},ethnicity,value\nE09000033,2025/26,Asian,24.5\n", YEAR6, "“ethnicity” holds only “Asian”"),
    "the poorest tenth": (f"{HEAD},imd_decile,value\nE09000033,2025/26,1,30.5\n", YEAR6, "“imd_decile” holds only “1”"),
    "another basis": (f"{HEAD},basis,value\nE09000033,2025/26,by residence,24.5\n", "obesity_year6_pct", "“basis” holds only “by residence”"),
    "a basis in the title": (f"Pupils by residence\n{HEAD},value\nE09000033,2025/26,24.5\n", "obesity_year6_pct", "another basis"),
    "girls in the title": (f"Table 2: Girls\n{HEAD},value\nE09000033,2025/26,24.5\n", YEAR6, "“girls”"),
    "all ages above the table": ('"age","All ages"\n\n"Area","mnemonic","2025"\n"Westminster","E09000033",33000\n', "population_0_17", "“All ages”"),
    "coverage of vaccines": (f"{HEAD},value\nE09000033,2025/26,89.4\n", YEAR6, "outside all the series has been"),
    "a spreadsheet's error": (f"{HEAD},value\nE09000033,2025/26,#DIV/0!\n", YEAR6, "the error #DIV/0!"),
    "a spreadsheet's date": (f"{HEAD},value\nE09000033,01/11/2010,24.5\n", YEAR6, "is a date where a period belongs"),
    "a gap of years": (f"{HEAD},value\nE09000033,2025/26,24.5\n", "child_poverty_hmrc_pct", "no row|not a period"),
    "boys and girls apart": (f"{HEAD},boys,girls\nE09000033,2025/26,24,25\n", YEAR6, "no column “value”"),
    "a rate for a count": (f"{HEAD},rate\nE09000033,2026-03-31,39\n", "looked_after_count", "no column"),
    "decimal or thousands": ("Area Code;Period;Number\nE09000033;2026-03-31;1,205\n", "looked_after_count", "decimal mark"),
    "pupils' homes": (
        "time_period,time_identifier,geographic_level,country_code,lad_code_pupil,lad_name,gld_percent\n"
        "202425,Academic year,Local authority district,E92000001,E07000191,Somerset,70\n",
        "good_level_of_development_pct", "another basis",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_is_refused(read, case):
    content, indicator, match = REFUSED[case]
    with pytest.raises(NeedsbookError, match=match):
        read(content, indicator)


def test_a_person_says_what_the_layout_cannot(read):
    table = f"{HEAD},group,share of pupils\nE09000033,2025/26,Measured,24.5\n"
    with pytest.raises(NeedsbookError, match="--value COLUMN"):
        read(table.replace("value", "share of pupils"))
    found = read(table, columns={"value": "share of pupils"}, where={"group": "Measured"})
    assert found == {(WESTMINSTER, "2025/26"): "24.5"}


@pytest.mark.parametrize("start", range(0, 60, 20))
def test_files_damaged_at_random_are_right_or_refused(read, start):
    for seed in range(start, start + 20):
        content, truth = make_case(seed)
        found, refusal = None, None
        try:
            figures = read(content)
            found = {key: float(value) for key, value in figures.items()}
        except NeedsbookError as error:
            refusal = error
        expected = None if truth is None else {key: float(entry) for key, entry in truth.items()}
        assert found == expected, f"seed {seed}: {refusal}"
        assert refusal is None or refusal.where, seed


def list_cases():
    readme = CASES / "import" / "README.md"
    if not readme.exists():
        return []
    rows = re.findall(r"^\| (\S+\.\w+) \| (\w+) \| (.+) \|$", readme.read_text(), re.MULTILINE)
    return [row for row in rows if (CASES / "import" / row[0]).exists()]


@pytest.mark.skipif(not list_cases(), reason="the collection of files is not here")
@pytest.mark.parametrize(("name", "indicator", "right"), list_cases())
def test_collected_files(read, name, indicator, right):
    try:
        found = read((CASES / "import" / name).read_bytes(), indicator, name)
    except NeedsbookError:
        assert "refuse" in right
    else:
        assert not right.startswith("refuse:")
        for number in re.findall(r"\b(?:read|number,) (\d+(?:\.\d+)?)\b", right):
            assert number in found.values() or "/" in right


def test_a_file_that_names_its_indicator_needs_no_name(held, tmp_path):
    path = tmp_path / "els.csv"
    path.write_text(
        "areacd,areanm,geography,indicator,period,observation,measure,unit,lci_95,uci_95,status,notes\n"
        "E06000015,Derby,Local Authority District,Children in relative poverty before housing costs,"
        "2024-04-01/P1Y,33.1,Percentage,%,,,,\n"
    )
    found = recognise(path, held.project, held, RawStore(tmp_path / "raw"), Choice())
    assert [offer.indicator for offer in found.found] == ["child_poverty_bhc_pct"]
    assert found.found[0].reading.published[0].period == "FYE 2025"


ONE = f"{HEAD},value\n{WESTMINSTER},2025/26,24.5\n"


def with_column(name, label):
    return f"{HEAD},value,{name}\n{WESTMINSTER},2025/26,24.5,{label}\n"


NARROWED = {
    "a second column of years holds a school year": (with_column("School year", "R"), "School year"),
    "a target": (with_column("Series", "Target"), "no figures measured"),
    "a forecast": (with_column("Status", "Forecast"), "no figures measured"),
    "rows of schools": (with_column("geographic_level", "School"), "level “School”"),
    "rows of constituencies": (
        with_column("geography_type", "Parliamentary constituency"), "level “Parl",
    ),
    "severe obesity": (f"Year 6 severe obesity\n\n{ONE}", "severe obesity"),
    "overweight": (f"Year 6 overweight (including obesity)\n\n{ONE}", "overweight"),
    "the other year group": (f"Reception obesity prevalence\n\n{ONE}", "Reception"),
    "years pooled": (f"Year 6 obesity: 3 years combined\n\n{ONE}", "single periods"),
    "a part of the areas": (f"Year 6 obesity; most deprived fifth\n\n{ONE}", "most deprived"),
    "another kind of year in the header": (
        ONE.replace("period", "Financial year"), "financial years",
    ),
    "another kind of year in the cell": (
        ONE.replace("2025/26", "Financial year 2025/26"), "financial year",
    ),
    "girls only, said below": (f"{ONE}\nNote: girls only\n", "girls"),
    "girls only, beside another remark": (f"{ONE}Coverage: girls,see the guide,\n", "girls"),
    "a part of the schools, said below": (f"{ONE}\nState-funded special schools, Year 6\n", "special"),
    "another matter": (f"MMR vaccination coverage\n\n{ONE}", "another matter"),
    "healthy weight": (f"Year 6 healthy weight\n\n{ONE}", "healthy weight"),
    "adults": (f"Adult obesity\n\n{ONE}", "Adult"),
    "a value column of girls": (ONE.replace("value", "Percentage of girls"), "girls"),
    "a second table": (
        f"{ONE}\narea_code,period,overweight\n{WESTMINSTER},2025/26,40\n", "second table",
    ),
    "a column without a name": (
        f"{HEAD},,value\n{WESTMINSTER},2025/26,Asian,24.5\n", "a column without a name",
    ),
    "provisional beside final": (
        f"{HEAD},status,value\n{WESTMINSTER},2025/26,Provisional,24.5\n{WESTMINSTER},2025/26,Final,24.1\n",
        "splits the figures",
    ),
    "a line that names a sex": (
        f"{HEAD},value\nGirls\n{WESTMINSTER},2025/26,24.5\n", "of one sex",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", NARROWED)
def test_what_stands_around_the_figures_narrows_them(read, name):
    text, words = NARROWED[name]
    with pytest.raises(NeedsbookError, match=words):
        read(text)


@pytest.mark.parametrize(("indicator", "text", "words"), [
    ("fsm_primary_pct", f"{HEAD},phase,value\n{WESTMINSTER},2025/26,Total,40\n", "of primary|no total"),
    ("fsm_primary_pct", f"Secondary schools\n{HEAD},value\n{WESTMINSTER},2025/26,40\n", "Secondary"),
    ("ks2_rwm_expected_pct", f"Expected standard in maths\n{HEAD},value\n{WESTMINSTER},2025/26,73\n", "maths"),
    ("ks2_rwm_expected_pct", f"Higher standard\n{HEAD},value\n{WESTMINSTER},2025/26,73\n", "Higher"),
    ("persistent_absence_pct", f"{HEAD},value\n{WESTMINSTER},2025/26,21\nYear 6 only\n", "Year 6"),
    ("persistent_absence_pct", f"Severe absence\n{HEAD},value\n{WESTMINSTER},2025/26,21\n", "Severe"),
    ("looked_after_rate_per_10k", f"Children ceasing to be looked after\n{HEAD},value\n{WESTMINSTER},2026-03-31,60\n", "ceasing"),
    ("looked_after_rate_per_10k", f"{HEAD},value\n{WESTMINSTER},2026-03-31,6.1\nE09000022,2026-03-31,7.2\n", "another unit"),
    ("first_time_entrants_per_100k", f"Entrants per 1000\n{HEAD},value\n{WESTMINSTER},2025,190\n", "per 1000"),
    ("injury_admissions_0_14_per_10k", f"Admissions 15-24 years\n{HEAD},value\n{WESTMINSTER},2024/25,95\n", "15-24"),
])  # fmt: skip
def test_another_part_of_the_same_matter_is_refused(read, indicator, text, words):
    with pytest.raises(NeedsbookError, match=words):
        read(text, indicator)


UNSEEN = {
    "a report at the end of the year": (f"Performance report Q4\n\n{ONE}", YEAR6, "24.5"),
    "a target beside the actual": (f"Area code,Year,Target,Actual\n{WESTMINSTER},2025/26,20,24.5\n", YEAR6, "24.5"),
    "a rank and its quartile": (f"Area code,Year,Value,Rank,Quartile\n{WESTMINSTER},2025/26,24.5,12,2\n", YEAR6, "24.5"),
    "the table tool without codes": (
        "location,geographic_level,time_period,school_type,Persistent absence rate\n"
        "Westminster,Local authority,2024/25,Total,22.1\n", "persistent_absence_pct", "22.1",
    ),
    "a school year in words": (ONE.replace("2025/26", "Academic year 2025 to 2026"), YEAR6, "24.5"),
    "an apostrophe before the code": (ONE.replace(WESTMINSTER, f"'{WESTMINSTER}"), YEAR6, "24.5"),
    "six places": (ONE.replace("24.5", "24.500000"), YEAR6, "24.5"),
}  # fmt: skip


@pytest.mark.parametrize("name", UNSEEN)
def test_everyday_forms_are_read(read, name):
    text, indicator, value = UNSEEN[name]
    assert set(read(text, indicator).values()) == {value}


@pytest.mark.parametrize(("indicator", "text", "words"), [
    (YEAR6, f"Year 6 obesity, cumulative 2020 to 2025\n\n{ONE}", "cumulative"),
    (YEAR6, f"{ONE}\nBased on the location of the school attended\n", "another basis"),
    (YEAR6, "Area code,Area,Year,Percentage\nE12000007,Westminster,2025/26,24.5\n", "the file calls it Westminster"),
    (YEAR6, f"Performance report Q1\n\n{ONE}", "Q1"),
    ("child_poverty_bhc_pct", f"Low income: working-age adults\n{HEAD},value\n{WESTMINSTER},FYE 2025,15\n", "working-age"),
    ("sen_support_pct", f"SEN support and EHC plans\n{HEAD},value\n{WESTMINSTER},2024/25,18\n", "names SEN support and plan|names plan and SEN support|title names"),
    ("persistent_absence_pct", f"Persistent absence, year to date\n{HEAD},value\n{WESTMINSTER},2024/25,22\n", "year to date"),
    ("persistent_absence_pct", f"Persistent absence, half terms 1 to 5\n{HEAD},value\n{WESTMINSTER},2024/25,22\n", "half terms"),
])  # fmt: skip
def test_words_that_make_a_part_of_it_are_refused(read, indicator, text, words):
    with pytest.raises(NeedsbookError, match=words):
        read(text, indicator)


@pytest.mark.parametrize("note", [
    "1. Figures for girls are shown in table 4.", "Source: DfE, primary schools", "c: suppressed",
    "Figures include boys and girls", "Excludes pupils who were not measured.",
])  # fmt: skip
def test_a_note_that_only_speaks_of_a_part_narrows_nothing(read, note):
    assert read(f'{ONE}\n"{note}"\n') == {(WESTMINSTER, "2025/26"): "24.5"}


def test_no_name_of_an_indicator_is_another_ones_or_a_part_of_its_own():
    for indicator in load_indicators(Project(ROOT)).values():
        for text in (indicator.title, indicator.short_title, *indicator.synonyms):
            assert not find_narrowing(text, indicator), (indicator.id, text)
            assert not find_other_matter(text, indicator), (indicator.id, text)


@pytest.mark.parametrize("title", [
    "Year 6: Prevalence of obesity (including severe obesity)",
    "Prevalence of underweight, healthy weight, overweight and obesity: Reception and Year 6",
])  # fmt: skip
def test_a_title_of_the_whole_is_no_narrowing(read, title):
    assert read(f'"{title}"\n\n{ONE}') == {(WESTMINSTER, "2025/26"): "24.5"}
