"""Tables a build reads: each fault named with row and column, all of a table at once."""

from __future__ import annotations

import pytest

from needsbook.catalogue.file_checks import (
    NUMBER,
    FileColumn,
    TableForm,
    find_table_faults,
    optional,
    parse_table,
    read_table,
)
from needsbook.errors import BadInput

FORM = TableForm(
    (
        FileColumn("code", r"E\d{8}", "a code such as E09000033", "area"),
        FileColumn("name"),
        optional(FileColumn("value", NUMBER, "a number")),
    ),
    key=("code",),
)
SOUND = "code,name,value\nE09000033,Westminster,24.5\nE09000020,Kensington,\n"
CASES = {
    "empty": ("", "t.csv is empty", "geo/t.csv", "restore the file"),
    "no rows": ("code,name,value\n", "a header and no rows", "geo/t.csv", "restore"),
    "a column misspelt": (SOUND.replace("value", "valu", 1), "lacks the column value and has the column valu", "geo/t.csv, row 1", "did you mean “value” by “valu”"),
    "columns crossed": (SOUND.replace("code,name", "name,code", 1), "another order", "geo/t.csv, row 1", "write exactly code,name,value"),
    "a letter in a number": (SOUND.replace("24.5", "2A.5"), "“2A.5” is not a number", "geo/t.csv, row 2, column value", "write a number, or nothing"),
    "an empty cell": (SOUND.replace("Kensington", " "), "“ ” is not text", "geo/t.csv, row 3, column name", "write text"),
    "a code of no area": (SOUND.replace("E09000020", "E09000099"), "unknown area “E09000099”", "geo/t.csv, row 3, column code", "add the area"),
    "a row twice": (SOUND + "E09000020,Chelsea,1\n", "E09000020 stands twice", "geo/t.csv, row 4 (first in row 3)", "remove one"),
    "cut short": (SOUND[:-5], "does not end with a line feed|has 2 cells", "geo/t.csv, row 3", "restore"),
    "a cell too many": (SOUND.replace("24.5", "24,5"), "a row has 4 cells, the header has 3", "geo/t.csv, row 2", "mend its quotes"),
    "a blank row": (SOUND + "\n", "a row is blank", "geo/t.csv, row 4", "remove it"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_fault_is_named_with_row_and_mend(case):
    text, what, where, do = CASES[case]
    known = {"area": {"E09000033", "E09000020"}}
    faults = list(find_table_faults(text.encode(), FORM, "geo/t.csv", known))
    assert faults
    assert any(part in faults[0].what for part in what.split("|"))
    assert faults[0].where == where
    assert do in faults[0].do


def test_all_faults_are_told_the_many_are_counted():
    text = "code,name,value\n" + "".join(f"E0900{n:04},x,{n}x\n" for n in range(9))
    faults = list(find_table_faults(text.encode(), FORM, "geo/t.csv"))
    assert [fault.where for fault in faults[:2]] == [
        "geo/t.csv, row 2, column value", "geo/t.csv, row 3, column value",
    ]  # fmt: skip
    assert faults[-1].what == "t.csv has 4 more faults"
    assert len(faults) == 6


def test_a_file_that_is_no_text_is_named(tmp_path):
    with pytest.raises(BadInput, match="not UTF-8"):
        parse_table(SOUND.encode() + b"\xff\n", FORM, "geo/t.csv")
    with pytest.raises(BadInput, match="is missing"):
        read_table(tmp_path / "t.csv", FORM, "geo/t.csv")


def test_a_sound_table_is_read(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(SOUND, encoding="utf-8")
    rows = read_table(path, FORM, "geo/t.csv")
    assert rows[0] == {"code": "E09000033", "name": "Westminster", "value": "24.5"}
    assert rows[1]["value"] == ""
