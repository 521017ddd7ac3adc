"""Fingertips, DWP and Nomis: headers as they write them, read live and as a file imported."""

from __future__ import annotations

import csv
import io

import pytest
from stubs.fingertips import HEADER
from stubs.govuk import make_ods
from stubs.small import ROOT

from needsbook.catalogue import load_indicators
from needsbook.paths import Project
from needsbook.refresh import dwp, fingertips, nomis
from needsbook.refresh.accept import Held
from needsbook.refresh.imports import read_as
from needsbook.refresh.raw import RawStore
from needsbook.refresh.reading.choice import Choice

BOOK = Project(ROOT)
WESTMINSTER = "E09000033"
# The line of the interface with a parent of regions, with England, and the website's buttons.
WEBSITE = ["AreaName" if name == "Area Name" else name for name in HEADER]
WITH_ENGLAND = [*HEADER[:22], "Compared to percentiles", *HEADER[23:]]
PERIODS = {"academic": "2022/23", "calendar": "2023", "financial": "2022/23"}


def entries(connector):
    return [
        pytest.param(indicator, fetch, id=f"{indicator.id} {fetch.dataset}")
        for indicator in load_indicators(BOOK).values() for fetch in indicator.fetch
        if fetch.connector == connector
    ]  # fmt: skip


@pytest.fixture(scope="module")
def held():
    return Held(BOOK)


@pytest.fixture
def bring(held, tmp_path):
    def _bring(content, name, file):
        path = tmp_path / file
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        choice = Choice(jumps=True, gap=True, losses=True)
        return read_as(path, name, BOOK, held, RawStore(tmp_path / "raw"), choice).reading.published

    return _bring


def print_fingertips(header, fetch, value):
    period = "2021 - 23" if "pooled" in fetch.dataset else PERIODS[fetch.periods]
    row = {
        "Indicator ID": fetch.id, "Indicator Name": f"{fetch.name} as the publisher calls it",
        "Parent Code": "E12000007", "Parent Name": "London region (statistical)",
        "Area Code": WESTMINSTER, "Area Name": "Westminster", "AreaName": "Westminster",
        "Area Type": "Counties & UAs (from Apr 2023)", "Sex": fetch.sex, "Age": fetch.age,
        "Time period": period, "Value": value, "Lower CI 95.0 limit": value * 0.9,
        "Upper CI 95.0 limit": value * 1.1, "Lower CI 99.8 limit": value * 0.8,
        "Upper CI 99.8 limit": value * 1.2, "Recent Trend": "Cannot be calculated",
        "Time period Sortable": "20230000", "Time period range": "1y",
    }  # fmt: skip
    of_one_sex = {**row, "Sex": "Male", "Value": value * 0.95}
    of_a_class = {**row, "Category Type": "District & UA deprivation deciles", "Category": "Most deprived decile"}  # fmt: skip
    text = io.StringIO()
    writer = csv.DictWriter(text, header, extrasaction="ignore", restval="")
    writer.writeheader()
    writer.writerows([row, of_one_sex, of_a_class])
    return text.getvalue()


@pytest.mark.parametrize(("indicator", "fetch"), entries("fingertips"))
@pytest.mark.parametrize("header", [HEADER, WITH_ENGLAND], ids=["parent region", "parent England"])
def test_fingertips_live(indicator, fetch, header):
    body = print_fingertips(header, fetch, 10.5).encode()
    (figure,) = fingertips.read_figures(body, indicator, fetch, "x", BOOK).published
    assert (figure.area, float(str(figure.value))) == (WESTMINSTER, 10.5), indicator.id


@pytest.mark.parametrize(("indicator", "fetch"), entries("fingertips"))
@pytest.mark.parametrize("header", [HEADER, WEBSITE], ids=["interface", "website"])
def test_fingertips_as_a_file(indicator, fetch, header, held, bring):
    rows = held.everywhere(indicator.id)
    mine = rows[rows["area_code"].eq(WESTMINSTER) & rows["value"].ne("")]
    value = float(mine["value"].iloc[-1])
    found = bring("\ufeff" + print_fingertips(header, fetch, value), indicator.id, "indicators.csv")
    assert [(row.area, float(str(row.value))) for row in found] == [(WESTMINSTER, value)]


ABOVE = (
    '"Table {}: Number and Percentage of Children (aged under 16) living in Relative low income '
    'families, {} Housing Costs, Local Authority, FYE 2024 to 2025, United Kingdom"\n'
    "Back to Contents\nThis worksheet contains one table. Some cells refer to notes.\n\n"
)
HEADS = (
    '"Local Authority [note 2]",Area Code,"Number of children \nFYE 2024","Number of children \nFYE 2025",'
    '"Percentage of children \nFYE 2024 (%) \n[note 3]","Percentage of children \nFYE 2025 (%) \n[note 3]"\n'
    "United Kingdom [note 4],K02000001,\"3,200,000\",\"3,296,672\",25.6%,26.3%\n"
    "Westminster,E09000033,\"7,100\",\"6,903\",27.1%,26.3%\n"
    "City of London,E09000001,[low],[low],[x],[x]\n"
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "costs", "sheet"),
    [("child_poverty_ahc_pct", "After", "2_AHC_Relative_LA"), ("child_poverty_bhc_pct", "Before", "9_BHC_Relative_LA")],
)  # fmt: skip
def test_a_sheet_of_low_income(name, costs, sheet, bring):
    text = "\ufeff" + ABOVE.format(2, costs) + HEADS
    found = {(row.area, row.period): row for row in bring(text, name, f"{sheet}.csv")}
    assert found[WESTMINSTER, "FYE 2025"].value in ("26.3%", "26.3")
    assert found["E09000001", "FYE 2025"].reason == "low"
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    width = len(rows[-1])
    table = [row + [None] * (width - len(row)) for row in rows if row] + [[None] * width] * 5
    book = make_ods({sheet: table})
    indicator = load_indicators(BOOK)[name]
    reading = dwp.read_workbook(book, indicator, indicator.fetch[0], "x", BOOK)
    live = {(row.area, row.period): row for row in reading.published}
    assert str(live[WESTMINSTER, "FYE 2025"].value).startswith("26.3")


NOMIS = (
    '"DATE","DATE_NAME","DATE_CODE","DATE_TYPE","DATE_TYPECODE","DATE_SORTORDER","GEOGRAPHY",'
    '"GEOGRAPHY_NAME","GEOGRAPHY_CODE","GEOGRAPHY_TYPE","GEOGRAPHY_TYPECODE","GEOGRAPHY_SORTORDER",'
    '"GENDER","GENDER_NAME","GENDER_CODE","GENDER_TYPE","GENDER_TYPECODE","GENDER_SORTORDER","C_AGE",'
    '"C_AGE_NAME","C_AGE_CODE","C_AGE_TYPE","C_AGE_TYPECODE","C_AGE_SORTORDER","MEASURES","MEASURES_NAME",'
    '"OBS_VALUE","OBS_STATUS","OBS_STATUS_NAME","OBS_CONF","OBS_CONF_NAME","URN","RECORD_OFFSET","RECORD_COUNT"\n'
)  # fmt: skip


def print_nomis(area, kind, ages, *, whole=False):
    rows = [*((101 + age, f"Age {age}", 100 + age) for age in ages)]
    if whole:
        rows.append((200, "All Ages", 9000))
    lines = [
        f'"2024","2024","2024","date","0",0,"1","Somewhere","{area}","{kind}",464,0,"0","Total","0","gender","1000",0,'
        f'"{number}","{label}","{number}","Individual age","1500",0,"20100","Value",{value},"A","Normal Value","F",'
        f'"Free (free for publication)","Nm-1",{at},{len(rows)}\n'
        for at, (number, label, value) in enumerate(rows)
    ]  # fmt: skip
    return NOMIS + "".join(lines)


@pytest.mark.parametrize(("indicator", "fetch"), entries("nomis"))
def test_nomis_live(indicator, fetch):
    first, last = map(int, fetch.ages.split("-"))
    area = "E05013792" if fetch.levels == ("ward",) else WESTMINSTER
    body = print_nomis(area, "2022 wards", range(first, last + 1), whole=fetch.share)
    page = nomis.read_page(body.encode(), fetch, BOOK)
    (figure,) = nomis.read_ages([page], indicator, fetch, BOOK).published
    total = sum(100 + age for age in range(first, last + 1))
    assert (figure.count if fetch.share else figure.value) == str(total)


@pytest.mark.parametrize(("name", "last"), [("population_0_17", 17), ("population_0_19", 19)])
def test_nomis_as_a_file(name, last, bring, held):
    rows = held.everywhere(name)
    at = rows[rows["area_code"].eq(WESTMINSTER) & rows["value"].ne("")]["value"].iloc[-1]
    text = print_nomis(WESTMINSTER, "local authorities: county / unitary", range(91))
    # Populations that fit the series, so that only the header is on trial.
    each = int(float(at)) // (last + 1)
    for age in range(91):
        text = text.replace(f'"Value",{100 + age},', f'"Value",{each},')
    (figure,) = bring(text, name, "nomis.csv")
    assert (figure.area, str(figure.value)) == (WESTMINSTER, str(each * (last + 1)))
