"""Tables: headers, captions, reasons for what is missing, nothing a name can break."""

import csv
import io
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from needsbook.escaping import disarm_text
from needsbook.show.tables import (
    CSV_COLUMNS,
    Column,
    make_table,
    print_count,
    print_interval,
    table_csv,
)
from needsbook.store.figures import Figure

FIGURE = Figure(
    "late_trains_pct.northby.2019-20", "late_trains_pct", "E1", "2019/20", 12.34, "12.3%", "percent",
    lower_ci=11.04, upper_ci=13.55, count=1234.0, denominator=10000.0, dataset="trains",
)  # fmt: skip
GONE = replace(
    FIGURE, id="late_trains_pct.southby.2019-20", area_code="E2", value=None, printed="suppressed",
    reason="suppressed", lower_ci=None, upper_ci=None, count=None, denominator=None,
)  # fmt: skip
HOSTILE = '<img src=x onerror=alert(1)> & "co"'


def open_table(html):
    return ET.fromstring(f"<div>{html}</div>")


def words(element):
    return "".join(element.itertext())


def test_table_has_a_caption_a_frame_and_scoped_headers():
    columns = [Column("Area"), Column("Value", "figure"), Column("Interval", "interval")]
    root = open_table(make_table(columns, [["Northby", FIGURE, FIGURE]], "Late & later trains"))
    frame = root[0]
    assert (frame.get("class"), frame.get("role"), frame.get("tabindex")) == (
        "nb-scroll",
        "region",
        "0",
    )
    assert frame.get("aria-label") == words(root.find(".//caption")) == "Late & later trains"
    heads = root.findall(".//thead//th")
    assert [(head.get("scope"), words(head)) for head in heads] == [
        ("col", "Area"), ("col", "Value"), ("col", "Interval"),
    ]  # fmt: skip
    [row] = root.findall(".//tbody/tr")
    assert (row[0].tag, row[0].get("scope"), words(row[0])) == ("th", "row", "Northby")
    assert [cell.get("class") for cell in row[1:]] == ["nb-number", "nb-number"]


def test_numbers_carry_their_figure_and_value():
    columns = [
        Column("Area"),
        *(Column(k, k) for k in ("figure", "interval", "count", "denominator")),
    ]
    row = open_table(make_table(columns, [["Northby", *[FIGURE] * 4]], "x")).find(".//tbody/tr")
    assert [words(cell) for cell in row] == ["Northby", "12.3%", "11.0 to 13.6", "1,234", "10,000"]
    assert all(cell[0].get("data-figure") == FIGURE.id for cell in row[1:])
    assert row[1][0].get("value") == "12.34"


def test_missing_says_why_and_zero_is_a_number():
    zero = replace(FIGURE, value=0.0, printed="0.0%")
    columns = [Column("Area"), Column("Value", "figure"), Column("CI", "interval")]
    bare = replace(GONE, printed="")
    rows = [["A", GONE, GONE], ["B", None, None], ["C", zero, zero], ["D", bare, bare]]
    cells = [
        [words(cell) for cell in row]
        for row in open_table(make_table(columns, rows, "x")).iter("tr")
    ]
    assert cells[1:] == [
        ["A", "suppressed", "none held"],
        ["B", "not held in this book", "not held in this book"],
        ["C", "0.0%", "11.0 to 13.6"],
        ["D", "suppressed", "none held"],
    ]


def test_hostile_words_are_escaped_everywhere():
    figure = replace(FIGURE, printed=HOSTILE, id=HOSTILE, note=HOSTILE)
    gone = replace(GONE, printed=HOSTILE, note=HOSTILE)
    html = make_table(
        [Column(HOSTILE), Column(HOSTILE, "figure")],
        [[HOSTILE, figure], [HOSTILE, gone]],
        HOSTILE,
        notes=[HOSTILE],
        groups=[(HOSTILE, 2)],
    )
    assert "<img" not in html
    root = open_table(html)
    assert root[0].get("aria-label") == HOSTILE
    assert words(root.findall(".//tbody/tr")[0][0]) == HOSTILE


def test_own_rows_groups_and_notes():
    columns = [Column("Area"), Column("One", "figure"), Column("Two", "figure")]
    html = make_table(
        columns, [["A", FIGURE, FIGURE], ["B", FIGURE, FIGURE]], "x",
        own=[1], groups=[("", 1), ("Trains", 2)], notes=["Read with care."],
    )  # fmt: skip
    root = open_table(html)
    assert [row.get("class") for row in root.findall(".//tbody/tr")] == [None, "nb-own"]
    group = root.find(".//thead/tr")
    assert (group[0].tag, group[1].get("scope"), group[1].get("colspan")) == ("td", "colgroup", "2")
    assert words(root[-1]) == "Read with care."
    with pytest.raises(ValueError, match="span all"):
        make_table(columns, [], "x", groups=[("Trains", 2)])


def test_a_row_of_the_wrong_length_is_an_error():
    with pytest.raises(ValueError, match="zip"):
        make_table([Column("Area"), Column("Value", "figure")], [["A"]], "x")


def test_verdicts_are_words_and_letters():
    html = make_table(
        [Column("Area"), Column("Verdict", "verdict")], [["A", "not compared"], ["B", "worse"]], "x"
    )
    cells = open_table(html).findall(".//tbody/tr/td")
    assert [words(cell).split() for cell in cells] == [["–", "not", "compared"], ["W", "worse"]]
    assert cells[1][0].get("class") == "nb-verdict nb-v-worse"


def test_estimates_are_marked():
    html = make_table(
        [Column("A"), Column("V", "figure")], [["A", replace(FIGURE, estimated=True)]], "x"
    )
    assert words(open_table(html).find(".//td")) == "12.3%e"


@pytest.mark.parametrize(
    ("count", "text"), [(None, ""), (0.0, "0"), (12345.0, "12,345"), (61.5, "61.5")]
)
def test_counts(count, text):
    assert print_count(count) == text


def test_interval_has_the_decimals_of_the_value():
    assert print_interval(replace(FIGURE, printed="12%")) == "11 to 14"
    assert print_interval(replace(FIGURE, printed="1,234", lower_ci=1200.4, upper_ci=1300.0)) == (
        "1,200 to 1,300"
    )
    assert print_interval(replace(FIGURE, lower_ci=-0.2)) == "−0.2 to 13.6"
    assert print_interval(replace(FIGURE, upper_ci=None)) == ""


def read_csv(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_csv_holds_each_figure_once_as_plain_numbers():
    text = table_csv([FIGURE, GONE, FIGURE], {"E1": "Northby"})
    assert text.splitlines()[0] == ",".join(CSV_COLUMNS)
    assert "\r" not in text
    first, second = read_csv(text)
    assert (first["value"], first["lower"], first["count"], first["area_name"]) == (
        "12.34", "11.04", "1234", "Northby",
    )  # fmt: skip
    assert (second["value"], second["reason"], second["dataset"]) == ("", "suppressed", "trains")
    zero = read_csv(table_csv([replace(FIGURE, value=0.0)]))[0]
    assert zero["value"] == "0"


def test_csv_runs_no_formula_and_keeps_negative_numbers():
    figure = replace(FIGURE, value=-1.5, note="=HYPERLINK(1)", dataset="@x", lower_ci=-2.0)
    [row] = read_csv(table_csv([figure], {"E1": "-Northby"}))
    assert (row["value"], row["lower"]) == ("-1.5", "-2")
    assert (row["note"], row["dataset"], row["area_name"]) == ("'=HYPERLINK(1)", "'@x", "'-Northby")


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\t=1", " =1"])
def test_texts_that_look_like_formulas_are_disarmed(text):
    assert disarm_text(text) == f"'{text}"
    assert disarm_text(f"a{text}") == f"a{text}"
