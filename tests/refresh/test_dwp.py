"""The DWP workbook: found through GOV.UK, sheets by name, double Area Code, markers, fractions."""

from __future__ import annotations

import pytest
from stubs.govuk import RELEASE, make_ods, make_sheet
from stubs.server import Reply
from stubs.small import CITY, ENGLAND, ROOT, WESTMINSTER

from needsbook.catalogue import load_indicators
from needsbook.catalogue.fetches import DwpFetch
from needsbook.errors import BadInput, SourceError
from needsbook.paths import Project
from needsbook.refresh import dwp
from needsbook.refresh.published_cells import read_cell

BOOK = Project(ROOT)
POVERTY = load_indicators(BOOK)["child_poverty_ahc_pct"].model_copy(
    update={"id": "poverty", "title": "Child poverty", "fetch": ()}
)
CHURCH_STREET, ALDERSGATE = "E05013794", "E05009288"
AUTHORITIES = [
    ("K02000001", {"2024": (3_300_000, 0.262), "2025": (3_296_672, 0.2601234)}),
    (WESTMINSTER, {"2024": (8000, 0.271), "2025": (7900, 0.263)}),
    (CITY, {"2024": ("[low]", "[x]"), "2025": (120, "[x]")}),
    ("W06000001", {"2024": (100, 0.2), "2025": (110, 0.21)}),
]
WARDS = [
    ("K02000001", {"2025": (3_296_672, 0.26)}),
    (CHURCH_STREET, {"2025": (1100, 0.44)}),
    (ALDERSGATE, {"2025": ("[low]", "[x]")}),
]


def make_workbook(authorities=AUTHORITIES, wards=WARDS, **more):
    sheets = {
        "Cover": [["Children in low income families"]],
        "2_AHC_Relative_LA": make_sheet(authorities, ward=False),
        "4_AHC_Relative_Ward": make_sheet(wards, ward=True, preamble=9),
        "11_BHC_Relative_Ward": make_sheet([(CHURCH_STREET, {"2025": (700, 0.3)})], ward=True),
        "12_BHC_Absolute_Ward": make_sheet([(CHURCH_STREET, {"2025": (600, 0.2)})], ward=True),
    }
    return make_ods({**sheets, **more})


@pytest.fixture
def served(publishers):
    publishers.govuk.workbook = make_workbook()
    return publishers


def fetch(client, project):
    indicator = load_indicators(project)["poverty"]
    return dwp.fetch_figures(client, indicator, indicator.fetch[0], project)


def entry(**changes):
    base = {
        "connector": "dwp",
        "dataset": "d",
        "periods": "financial",
        "costs": "AHC",
        "measure": "Relative",
        "levels": ("ward",),
    }
    return DwpFetch.model_validate(base | changes)


def read(body, **changes):
    """A workbook read by an entry of these changes for an indicator with no words of its own."""
    fetch = entry(**changes)
    return dwp.read_workbook(body, POVERTY, fetch, "x.ods", BOOK)


def cells(found):
    return {
        (r.area_code, r.period): (r.value, r.count_, r.reason)
        for r in found.rows.rename(columns={"count": "count_"}).itertuples()
    }


def test_collection_release_attachment_sheet(client, served, small):
    found = fetch(client, small)
    assert cells(found) == {
        (WESTMINSTER, "FYE 2024"): ("27.1", "8000", ""),
        (WESTMINSTER, "FYE 2025"): ("26.3", "7900", ""),
        (CITY, "FYE 2024"): ("", "", "low"),
        (CITY, "FYE 2025"): ("", "120", "not_available"),
    }
    assert found.left_out == {"K02000001": 1, "W06000001": 1}
    assert found.release == served.govuk.title
    assert found.release_date == "2026-03-26"
    assert [request.path for request in served.server.requests] == [
        "/govuk/government/collections/children-in-low-income-families-local-area-statistics",
        f"/govuk{RELEASE}",
        f"/govuk/media/abc/{served.govuk.filename}",
    ]


def test_ward_is_the_second_area_code():
    reading = read(make_workbook())
    assert reading.table.grid.sheet == "4_AHC_Relative_Ward"
    assert [(figure.area, figure.value, figure.reason) for figure in reading.published] == [
        (CHURCH_STREET, "44", ""), (ALDERSGATE, "[x]", "low"),
    ]  # fmt: skip
    assert reading.areas_left == {"K02000001": 1}


@pytest.mark.parametrize(
    ("costs", "measure", "value"),
    [("BHC", "Relative", "30"), ("BHC", "Absolute", "20"), ("AHC", "Relative", "44")],
)
def test_housing_costs_and_measures_are_kept_apart(costs, measure, value):
    figures = read(make_workbook(), costs=costs, measure=measure).published
    assert next(figure.value for figure in figures if figure.area == CHURCH_STREET) == value


def test_before_and_after_housing_costs_never_stand_in_for_each_other():
    with pytest.raises(
        SourceError, match=r"no sheet of AHC Absolute figures by ward; the sheets are Cover, 2_AHC"
    ):
        read(make_workbook(), measure="Absolute")


def test_percentages_as_displayed_text_are_the_same_figures():
    shown = [
        (
            code,
            {
                "2025": (
                    f"{n:,}" if isinstance(n, int) else n,
                    f"{p:.1%}" if isinstance(p, float) else p,
                )
            },
        )
        for code, cells in WARDS
        for n, p in [cells["2025"]]
    ]
    figures = read(make_workbook(wards=shown)).published
    assert [read_cell(figure.value).number for figure in figures] == ["44.0", ""]
    assert read_cell(figures[0].count).number == "1100"


def test_sheet_names_of_earlier_years_are_found():
    old = make_ods(
        {
            "3_Relative_Local_Authority": make_sheet([(ENGLAND, {"2022": (5, 0.2)})], ward=False),
            "7_Relative_Ward": make_sheet([(CHURCH_STREET, {"2022": (5, 0.5)})], ward=True),
        }
    )
    reading = read(old, costs="BHC")
    assert (reading.table.grid.sheet, reading.published[0].value) == ("7_Relative_Ward", "50")
    assert read(old, costs="BHC", levels=("country",)).published[0].value == "20"


def test_row_with_figures_and_no_code_is_not_lost_in_silence():
    sheet = make_sheet(WARDS, ward=True)
    sheet[-15] = ["", "", "A ward", "", 12, 0.2]
    with pytest.raises(BadInput, match="figures and no area code"):
        read(make_ods({"4_AHC_Relative_Ward": sheet}))


def test_unknown_heading_lists_the_columns():
    sheet = [
        ["Local Authority", "Area Code", "Ward", "Area Code", "Children FYE 2025"],
        ["a", "b", "c", CHURCH_STREET, 1],
    ]
    with pytest.raises(BadInput, match=r"unknown layout: .*Children FYE 2025"):
        read(make_ods({"4_AHC_Relative_Ward": sheet}))


def test_single_area_code_in_a_ward_sheet_is_refused():
    sheet = make_sheet(WARDS, ward=False)
    with pytest.raises(BadInput, match="stands 1 times, expected 2"):
        read(make_ods({"4_AHC_Relative_Ward": sheet}))


@pytest.mark.parametrize(
    ("body", "match"),
    [
        (b"<html>maintenance</html>", "it begins with “<html>"),
        (b"", "begins with “nothing”"),
        (make_workbook()[:700], "cut short"),
        (b"PK\x03\x04" + b"x" * 100, "cut short"),
    ],
)
def test_what_is_not_a_workbook_is_named(body, match):
    with pytest.raises(SourceError, match=match):
        read(body)


@pytest.mark.parametrize("status", [404, 410])
def test_page_that_is_gone(client, served, small, status):
    served.server.plan("/collections/", Reply.of({}, status))
    with pytest.raises(SourceError, match=f"the collection is gone \\(status {status}\\)"):
        fetch(client, small)


def test_303_is_followed(client, served, small):
    where = f"{served.server.base}/govuk{RELEASE}"
    served.server.plan("/statistics/", Reply(b"", 303, headers={"Location": where}))
    assert len(fetch(client, small).rows) == 4


def test_rate_above_a_hundred_is_refused(client, served, small):
    served.govuk.workbook = make_workbook(
        [(WESTMINSTER, {"2025": (1, 140.0)}), (CITY, {"2025": (1, 20.0)})]
    )
    with pytest.raises(BadInput, match="140 is outside the range"):
        fetch(client, small)
