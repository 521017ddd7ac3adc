"""Damaged input: always a clear error or a right table; never a crash, a hang, a lost row."""

from __future__ import annotations

import csv
import io
import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stubs.ees import Row, make_csv
from stubs.fingertips import Figure, FingertipsStub, Held
from stubs.govuk import make_ods, make_sheet
from stubs.server import Request
from stubs.small import KENSINGTON, ROOT, WESTMINSTER

from needsbook.catalogue import load_indicators
from needsbook.catalogue.fetches import DwpFetch, EesFileFetch, FingertipsFetch
from needsbook.errors import NeedsbookError
from needsbook.paths import Project
from needsbook.refresh import dwp, fingertips
from needsbook.refresh.published_cells import read_cell
from needsbook.refresh.reading.layouts import simplify
from needsbook.refresh.reading.live import read_fetched
from needsbook.refresh.times import name_period

HOUSE = Project(ROOT)
YEAR_6 = load_indicators(HOUSE)["obesity_year6_resident_pct"]
POVERTY = load_indicators(HOUSE)["child_poverty_ahc_pct"]
LOOKED_AFTER = load_indicators(HOUSE)["looked_after_rate_per_10k"]
QUIET = settings(max_examples=150, suppress_health_check=list(HealthCheck))
FT = FingertipsFetch(
    connector="fingertips", dataset="d", periods="academic", id=1, name="x", age="a"
)
FILE = EesFileFetch(
    connector="ees_file", dataset="d", periods="31 march", publication="p", title="t", filename="f",
    value=("rate",), filters=({"kind": "A"},),
)  # fmt: skip
DWP = DwpFetch(
    connector="dwp",
    dataset="d",
    periods="financial",
    costs="AHC",
    measure="Relative",
    levels=("upper_tier",),
)
FIGURES = [
    Figure(code, f"20{year}/{year + 1}", f"{year}.5")
    for code in (WESTMINSTER, KENSINGTON)
    for year in range(15, 24)
]
STUB = FingertipsStub({1: Held("x", "Persons", "a", {502: FIGURES})}, traps=False)
QUERY = {"indicator_ids": "1", "child_area_type_id": "502", "parent_area_type_id": "6"}
FT_CSV = STUB(Request("GET", "/all_data/csv/by_indicator_id", QUERY, {}, b"")).body.encode()
SCHOOL_CSV = make_csv(
    [
        Row("LA", WESTMINSTER, str(year), {"kind": "A"}, {"rate": str(year)})
        for year in range(2010, 2025)
    ],
    ["kind"],
).encode()
BOOK = make_ods(
    {
        "2_AHC_Relative_LA": make_sheet(
            [(WESTMINSTER, {"2025": (7900, 0.263)}), (KENSINGTON, {"2025": (10, 0.1)})], ward=False
        )
    }
)


def read_fingertips(body):
    return fingertips.read_figures(body, YEAR_6, FT, "x", HOUSE).published


def read_school(body):
    return read_fetched(body, LOOKED_AFTER, FILE, "x", HOUSE).published


def read_book(body):
    return dwp.read_workbook(body, POVERTY, DWP, "x", HOUSE).published


@st.composite
def damaged(draw, whole: bytes):
    content = bytearray(whole)
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(content) - 1))
        match draw(st.sampled_from(["change", "cut out", "insert"])):
            case "change":
                content[at] = draw(st.integers(0, 255))
            case "cut out":
                del content[at : at + draw(st.integers(1, 40))]
            case "insert":
                content[at:at] = draw(st.binary(max_size=20))
        if not content:
            break
    return bytes(content)


def try_reading(read, body):
    try:
        return read(body)
    except NeedsbookError as error:
        return None if error.what else body


@QUIET
@given(st.binary(max_size=400))
def test_random_bytes(body):
    for read in (read_fingertips, read_school, read_book):
        try_reading(read, body)


@QUIET
@given(damaged(FT_CSV))
def test_damaged_fingertips(body):
    found = try_reading(read_fingertips, body)
    if found:
        # Rows are dropped only for saying they are something else, never for being damaged.
        assert len(found) <= body.count(b"\n") + body.count(b"\r")


@QUIET
@given(damaged(SCHOOL_CSV))
def test_damaged_school_file(body):
    try_reading(read_school, body)


@QUIET
@given(damaged(BOOK))
def test_damaged_workbook(body):
    try_reading(read_book, body)


@QUIET
@given(st.integers(1, len(FT_CSV) - 1))
def test_cut_fingertips_loses_no_row_in_silence(length):
    """Whatever is left is read whole: as many figures as complete lines, or an error."""
    body = FT_CSV[:length]
    found = try_reading(read_fingertips, body)
    if found is not None:
        # The last line may lack its line feed and still have all its 27 cells.
        rows = [row for row in csv.reader(io.StringIO(body.decode(), newline="")) if any(row)]
        assert {len(row) for row in rows} == {27}
        assert len(found) == len(rows) - 1


@QUIET
@given(st.integers(1, len(BOOK) - 1))
def test_cut_workbook_is_an_error(length):
    assert try_reading(read_book, BOOK[:length]) is None


@settings(QUIET, max_examples=30)
@given(st.permutations(range(27)), st.permutations(range(len(FIGURES))))
def test_shuffled_columns_and_rows_are_the_same_figures(columns, rows):
    lines = list(csv.reader(io.StringIO(FT_CSV.decode(), newline="")))
    text = io.StringIO()
    csv.writer(text).writerows(
        [[lines[row][at] for at in columns] for row in (0, *(row + 1 for row in rows))]
    )
    body = text.getvalue().encode()
    key = lambda figure: (figure.area, figure.period, figure.value)  # noqa: E731
    assert sorted(map(key, read_fingertips(body))) == sorted(map(key, read_fingertips(FT_CSV)))


@QUIET
@given(st.one_of(st.text(max_size=20), st.floats(), st.integers(), st.none(), st.booleans()))
def test_a_cell_is_a_plain_number_or_has_a_reason(content):
    try:
        cell = read_cell(content)
    except NeedsbookError:
        return
    assert bool(cell.number) != bool(cell.reason)
    assert re.fullmatch(r"(-?\d+(\.\d+)?)?", cell.number)


@QUIET
@given(st.decimals(-(10**9), 10**9, places=3))
def test_numbers_survive_as_text_with_commas_and_as_floats(number):
    assert float(read_cell(f"{number:,}").number) == float(number)
    assert float(read_cell(float(number)).number) == float(number)


@QUIET
@given(
    st.text(max_size=20),
    st.sampled_from(["academic", "financial", "calendar", "31 march", "dec to feb", "mid-year"]),
)
def test_any_text_is_a_period_or_an_error(text, form):
    try:
        named = name_period(text, form)
    except NeedsbookError:
        return
    assert name_period(named, form) == named


def test_names_are_compared_without_notes_breaks_and_marks():
    assert simplify("\ufeffNumber of children\nFYE  2025 [note 3]") == "number of children fye 2025"
    assert simplify("Percentage of children FYE 2024 (%) [p]") == "percentage of children fye 2024"
