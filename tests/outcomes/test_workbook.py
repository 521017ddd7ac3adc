"""The quarterly workbook: made, filled in, read back; nothing wrong gets through."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from needsbook.catalogue import Area, load_areas
from needsbook.errors import BadInput, NeedsbookError
from needsbook.outcomes.local import COLUMNS as TIDY
from needsbook.outcomes.local import list_parts, local_path, read_local
from needsbook.outcomes.own_measures import COLUMNS as OWN_COLUMNS
from needsbook.outcomes.own_measures import FREE
from needsbook.outcomes.own_measures import SHEET as OWN_SHEET
from needsbook.outcomes.review_dates import name_quarter, parse_quarter
from needsbook.outcomes.sheet_cells import COLUMNS, LETTERS, BadCells
from needsbook.outcomes.workbook import COVER, SHEET, import_workbook, make_template
from needsbook.paths import Project

QUARTER = "Apr 2026-Jun 2026"


@pytest.fixture
def area(desk: Project) -> Area:
    return load_areas(desk)["westminster"]


def row_of(book: Workbook, measure: str) -> int:
    """The row in which a measure stands."""
    for cell in book[SHEET]["A"]:
        if cell.value == measure:
            return int(cell.row)
    raise AssertionError(measure)


def fill(desk: Project, area: Area, target: Path, changes: dict[str, dict[str, Any]]) -> Path:
    """A sheet with cells filled in: measure, column, content."""
    book = load_workbook(io.BytesIO(make_template(desk, area, QUARTER)))
    for measure, cells in changes.items():
        number = row_of(book, measure)
        for column, content in cells.items():
            book[SHEET][f"{LETTERS[column]}{number}"] = content
    book.save(target)
    return target


def read_file(desk: Project) -> list[dict[str, str]]:
    with local_path(desk, "westminster").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_template_asks_for_every_part_without_a_series(desk: Project, area: Area) -> None:
    book = load_workbook(io.BytesIO(make_template(desk, area, QUARTER)))
    asked = [cell.value for cell in book[SHEET]["A"][1:]]
    wanted = [name for name, part in list_parts(desk, "westminster").items() if not part.indicator]
    own = [name for name in asked if str(name).startswith("own_")]
    assert asked == wanted + own
    assert len(own) == FREE
    assert len(book[SHEET].data_validations.dataValidation) == 4 * len(asked)
    assert book[SHEET]["F1"].comment is not None


def test_the_same_template_is_the_same_bytes(desk: Project, area: Area) -> None:
    assert make_template(desk, area, QUARTER) == make_template(desk, area, QUARTER)


@pytest.fixture
def named(desk: Project, tmp_path: Path) -> Callable[..., Path]:
    """A sheet of an area with a measure of its council's own named and filled in."""

    def _fill(slug: str, own: dict[str, Any], figures: dict[str, Any]) -> Path:
        book = load_workbook(io.BytesIO(make_template(desk, load_areas(desk)[slug], QUARTER)))
        for column, content in own.items():
            book[OWN_SHEET].cell(2, OWN_COLUMNS.index(column) + 1, content)
        for column, content in figures.items():
            book[SHEET][f"{LETTERS[column]}{row_of(book, 'own_01')}"] = content
        book.save(tmp_path / f"{slug}.xlsx")
        return tmp_path / f"{slug}.xlsx"

    return _fill


OWN = {
    "name": "Families seen in ten days", "counts": "Families seen, out of those referred",
    "unit": "percent", "direction": "higher", "target": 90, "held_by": "Early help service",
}  # fmt: skip


@pytest.mark.parametrize("slug", ["medway", "leeds", "worcestershire", "rutland"])
def test_any_area_may_add_measures_of_its_own(
    desk: Project, named: Callable[..., Path], slug: str
) -> None:
    done = import_workbook(desk, named(slug, OWN, {"count": 80, "denominator": 100}))
    assert (done.area.slug, done.rows, done.new, done.changed) == (slug, 1, 1, 0)
    area = load_areas(desk)[slug]
    part = list_parts(desk, slug)["own_01"]
    assert (part.name, part.unit, part.held_by) == (OWN["name"], "percent", OWN["held_by"])
    assert [figure.printed for figure in read_local(desk, area)["own_01"]] == ["80.0%"]
    # The next sheet has it by name, filled in, and offers as many free rows as before.
    book = load_workbook(io.BytesIO(make_template(desk, area, QUARTER)))
    assert book[OWN_SHEET]["B2"].value == OWN["name"]
    assert OWN["name"] in book[SHEET][f"C{row_of(book, 'own_01')}"].value
    assert book[OWN_SHEET].max_row == 1 + 1 + FREE


@pytest.mark.parametrize(
    ("own", "figures", "cell"),
    [
        ({**OWN, "unit": "furlongs"}, {"count": 80, "denominator": 100}, "D2"),
        ({**OWN, "direction": "up"}, {"count": 80, "denominator": 100}, "E2"),
        ({**OWN, "target": 140}, {"count": 80, "denominator": 100}, "F2"),
        ({**OWN, "held_by": None}, {"count": 80, "denominator": 100}, "G2"),
        ({**OWN, "id": "bb19_01a"}, {"count": 80, "denominator": 100}, "A2"),
        ({}, {"count": 80}, "A2"),
        (OWN, {"value": 140}, "H2"),
        (OWN, {"count": "eighty", "denominator": 100}, "F2"),
    ],
)
def test_a_wrong_measure_of_its_own_writes_nothing(
    desk: Project,
    named: Callable[..., Path],
    own: dict[str, Any],
    figures: dict[str, Any],
    cell: str,
) -> None:
    with pytest.raises(BadCells) as caught:
        import_workbook(desk, named("leeds", own, figures))
    assert [cell.cell for cell in caught.value.cells] == [cell]
    assert not (desk.data / "local").exists()


def test_what_is_filled_in_comes_back_in_the_tidy_layout(
    desk: Project, area: Area, tmp_path: Path
) -> None:
    path = fill(desk, area, tmp_path / "a.xlsx", {
        "bb19_01a": {"count": 12, "note": "Youth council and two panels"},
        "bb19_07b": {"count": 45, "denominator": 60},
        "bb19_11": {"value": 14.2},
        "bb19_19a": {"reason": "not_available"},
    })  # fmt: skip
    done = import_workbook(desk, path)
    assert (done.rows, done.new, done.changed, done.suppressed) == (4, 4, 0, 0)
    rows = {row["indicator"]: row for row in read_file(desk)}
    assert list(rows["bb19_01a"]) == list(TIDY)
    assert rows["bb19_07b"]["value"] == "75.0"
    assert rows["bb19_07b"]["denominator"] == "60"
    assert rows["bb19_19a"]["value"] == ""
    assert rows["bb19_19a"]["reason"] == "not_available"
    figures = read_local(desk, area)
    assert figures["bb19_07b"][0].printed == "75.0%"
    assert figures["bb19_19a"][0].missing
    assert b"\r" not in local_path(desk, "westminster").read_bytes()


def test_importing_again_changes_only_what_changed(
    desk: Project, area: Area, tmp_path: Path
) -> None:
    path = fill(
        desk, area, tmp_path / "a.xlsx", {"bb19_01a": {"count": 12}, "bb19_11": {"value": 9}}
    )
    import_workbook(desk, path)
    before = local_path(desk, "westminster").read_bytes()
    again = import_workbook(desk, path)
    assert (again.new, again.changed) == (0, 0)
    assert local_path(desk, "westminster").read_bytes() == before
    other = fill(desk, area, tmp_path / "b.xlsx", {"bb19_01a": {"count": 13}})
    done = import_workbook(desk, other)
    assert (done.new, done.changed) == (0, 1)
    assert {row["indicator"]: row["value"] for row in read_file(desk)} == {
        "bb19_01a": "13",
        "bb19_11": "9.0",
    }


@pytest.mark.parametrize(
    ("measure", "cells"),
    [
        ("bb19_01a", {"count": 3}),
        ("bb19_07b", {"count": 4, "denominator": 60}),
        ("bb19_07b", {"count": 58, "denominator": 60}),
        ("bb19_07b", {"value": 5, "denominator": 60}),
        ("bb19_11", {"count": 3, "value": 14.2}),
    ],
)
def test_small_counts_never_reach_the_project(
    desk: Project, area: Area, tmp_path: Path, measure: str, cells: dict[str, int]
) -> None:
    done = import_workbook(desk, fill(desk, area, tmp_path / "a.xlsx", {measure: cells}))
    assert done.suppressed == 1
    (row,) = read_file(desk)
    assert row["reason"] == "suppressed"
    assert row["value"] == row["count"] == row["denominator"] == ""


def test_zero_is_a_value(desk: Project, area: Area, tmp_path: Path) -> None:
    import_workbook(desk, fill(desk, area, tmp_path / "a.xlsx", {"bb19_01a": {"count": 0}}))
    assert read_file(desk)[0]["value"] == "0"


BAD = [
    ("bb19_01a", {"count": "12"}, "count", "a whole number"),
    ("bb19_01a", {"count": 1.5}, "count", "a whole number"),
    ("bb19_01a", {"count": -1}, "count", "a whole number"),
    ("bb19_01a", {"count": True}, "count", "a whole number"),
    ("bb19_01a", {"count": "=1+11"}, "count", "a whole number"),
    ("bb19_07b", {"count": 61, "denominator": 60}, "count", "at most the denominator"),
    ("bb19_07b", {"count": 45}, "denominator", "beside a count"),
    ("bb19_07b", {"count": 45, "denominator": 60, "value": 80}, "value", "75.0"),
    ("bb19_07b", {"value": 120}, "value", "from 0 to 100"),
    ("bb19_07b", {"denominator": 60}, "value", "a value, a count or a reason"),
    ("bb19_07b", {"count": 45, "denominator": 60, "quarter": "2026"}, "quarter", "a quarter"),
    ("bb19_07b", {"count": 9, "denominator": 60, "quarter": "May 2026-Jul 2026"}, "quarter", "a quarter"),
    ("bb19_07b", {"count": 9, "denominator": 60, "quarter": "Apr 2096-Jun 2096"}, "quarter", "is over"),
    ("bb19_11", {"value": 9, "reason": "suppressed"}, "value", "an empty cell"),
    ("bb19_11", {"reason": "lost"}, "reason", "one of"),
    ("bb19_11", {"value": 9, "note": "x" * 300}, "note", "one line"),
    ("bb19_11", {"measure": "bb19_99", "value": 9}, "measure", "the id of a measure"),
    ("bb19_11", {"measure": "bb19_01a", "value": 9, "quarter": QUARTER}, "measure", "once a quarter"),
]  # fmt: skip


@pytest.mark.parametrize(("measure", "cells", "column", "expected"), BAD)
def test_a_wrong_cell_is_named_and_nothing_is_written(
    desk: Project,
    area: Area,
    tmp_path: Path,
    measure: str,
    cells: dict[str, Any],
    column: str,
    expected: str,
) -> None:
    changes = {"bb19_01a": {"count": 12}, measure: cells}
    path = fill(desk, area, tmp_path / "bad.xlsx", changes)
    with pytest.raises(BadCells) as caught:
        import_workbook(desk, path)
    (error,) = caught.value.cells
    assert (error.file, error.sheet) == ("bad.xlsx", SHEET)
    assert error.cell[0] == LETTERS[column]
    assert expected in error.expected
    assert error.cell in str(caught.value)
    assert not local_path(desk, "westminster").exists()


def test_every_wrong_cell_is_told_at_once(desk: Project, area: Area, tmp_path: Path) -> None:
    changes = {"bb19_01a": {"count": "x"}, "bb19_11": {"value": "y"}, "bb19_07b": {"value": -1}}
    with pytest.raises(BadCells) as caught:
        import_workbook(desk, fill(desk, area, tmp_path / "bad.xlsx", changes))
    assert len(caught.value.cells) == 3


def test_an_untouched_sheet_is_told_so(desk: Project, area: Area, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no row is filled in"):
        import_workbook(desk, fill(desk, area, tmp_path / "a.xlsx", {}))


def test_a_failed_write_leaves_the_old_file(
    desk: Project, area: Area, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_workbook(desk, fill(desk, area, tmp_path / "a.xlsx", {"bb19_01a": {"count": 12}}))
    before = local_path(desk, "westminster").read_bytes()
    path = fill(desk, area, tmp_path / "b.xlsx", {"bb19_01a": {"count": 99}})

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        import_workbook(desk, path)
    folder = local_path(desk, "westminster").parent
    assert [path.name for path in folder.iterdir()] == ["westminster.csv"]
    assert local_path(desk, "westminster").read_bytes() == before


def test_files_that_are_no_such_workbook(desk: Project, area: Area, tmp_path: Path) -> None:
    text = tmp_path / "text.xlsx"
    text.write_text("not a workbook")
    half = tmp_path / "half.xlsx"
    half.write_bytes(make_template(desk, area, QUARTER)[:4000])
    other = tmp_path / "other.xlsx"
    Workbook().save(other)
    folder = tmp_path / "folder.xlsx"
    folder.mkdir()
    for path in (text, half, other, folder, tmp_path / "none.xlsx", tmp_path / "x.csv"):
        with pytest.raises(BadInput) as caught:
            import_workbook(desk, path)
        assert caught.value.do
    assert not (desk.data / "local").exists()


def test_a_sheet_of_another_area_is_refused(desk: Project, area: Area, tmp_path: Path) -> None:
    path = fill(desk, area, tmp_path / "a.xlsx", {"bb19_01a": {"count": 12}})
    book = load_workbook(path)
    book[COVER]["B10"] = "kensington-and-chelsea"
    book.save(path)
    with pytest.raises(BadInput, match="is not that of Kensington and Chelsea"):
        import_workbook(desk, path)
    book[COVER]["B10"] = "westmnster"
    book.save(path)
    with pytest.raises(NeedsbookError, match="westmnster"):
        import_workbook(desk, path)


def test_a_changed_heading_is_refused(desk: Project, area: Area, tmp_path: Path) -> None:
    path = fill(desk, area, tmp_path / "a.xlsx", {"bb19_01a": {"count": 12}})
    book = load_workbook(path)
    book[SHEET]["F1"] = "Number"
    book.save(path)
    with pytest.raises(BadCells) as caught:
        import_workbook(desk, path)
    assert caught.value.cells[0].cell == "F1"


CONTENT = st.one_of(
    st.none(), st.integers(-10, 10**9), st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(), st.text(st.characters(min_codepoint=32, max_codepoint=0x2FFF), max_size=20),
)  # fmt: skip


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(cells=st.fixed_dictionaries({name: CONTENT for name in COLUMNS if name != "outcome"}))
def test_whatever_stands_in_a_row_gives_a_figure_or_a_clear_error(
    desk: Project, area: Area, tmp_path: Path, cells: dict[str, Any]
) -> None:
    cells = {**cells, "measure": "bb19_07b", "quarter": QUARTER}
    path = fill(desk, area, tmp_path / "a.xlsx", {"bb19_07b": cells})
    try:
        import_workbook(desk, path)
    except NeedsbookError as error:
        message = str(error)
        assert "where: " in message
    else:
        for figures in read_local(desk, area).values():
            for figure in figures:
                assert figure.missing or 0 <= float(figure.value or 0) <= 100


@pytest.mark.parametrize(
    ("text", "good"),
    [(QUARTER, True), ("Jan 2026-Mar 2026", True), ("Feb 2026-Apr 2026", False),
     ("Jan 2026-Jun 2026", False), ("2026", False), ("", False)],
)  # fmt: skip
def test_quarters_are_those_of_the_calendar(text: str, good: bool) -> None:
    assert (parse_quarter(text) is not None) == good


def test_the_last_whole_quarter_is_proposed() -> None:
    from datetime import date

    assert name_quarter(date(2026, 7, 1)) == QUARTER
    assert name_quarter(date(2026, 6, 30)) == "Jan 2026-Mar 2026"
    assert name_quarter(date(2026, 2, 1)) == "Oct 2025-Dec 2025"
