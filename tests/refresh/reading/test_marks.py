"""Numbers with a mark stuck to them: read where the mark is known, refused where it is a doubt."""

from __future__ import annotations

import pytest

from needsbook.errors import BadInput
from needsbook.refresh.reading.choice import Choice

LEVEL = "good_level_of_development_pct"


def make_table(cell, *notes):
    return "\n".join(("Area code,Area,Year,%", f"E06000035,Medway,2025/26,{cell}", "E09000012,Hackney,2025/26,69.0", *notes, ""))  # fmt: skip


READ = {
    "70.1r": ((), "revised"), "70.1(p)": ((), "provisional"), "70.1 [r]": ((), "revised"), "70.1 e": ((), "estimated"),
    "70.1*": (("* provisional",), "provisional"), "70.1†": (("† Revised in March",), "revised"),
    "70.1(1)": (("(1) Revised after resubmission",), "revised"),
    "70.1%*": (("* Census moved to May",), "marked * in the file: Census moved to May"),
    "70.1 (r)": (("r = rounded to one place",), "marked r in the file: rounded to one place"),
}  # fmt: skip


@pytest.mark.parametrize("cell", READ)
def test_a_known_mark_is_kept_as_a_note(import_file, cell):
    notes, words = READ[cell]
    found = import_file(make_table(cell, *notes), "table.csv", LEVEL, Choice())
    (row,) = (
        row for difference in found.differences
        for row in difference.fetched.rows.itertuples() if row.area_code == "E06000035"
    )  # fmt: skip
    assert (row.value, row.note) == ("70.1", words)


REFUSED = {
    "70.1*": ((), "nothing in the file says what it means"),
    "70.1u": ((), "is not a number"),
    "70.1 [u]": ((), "unknown mark"),
    "70.1#": (("# unreliable: fewer than 30 children",), "which means “unreliable"),
    "70.1**": (("** Excludes children in special schools",), "which means “Excludes"),
}


@pytest.mark.parametrize("cell", REFUSED)
def test_a_doubtful_or_unknown_mark_is_refused(import_file, cell):
    notes, words = REFUSED[cell]
    with pytest.raises(BadInput, match=words):
        import_file(make_table(cell, *notes), "table.csv", LEVEL, Choice())


def test_a_star_alone_is_still_suppression(import_file, list_values):
    found = import_file(make_table("*"), "table.csv", LEVEL, Choice())
    assert list_values(found)["E06000035", "2025/26"] == ""


def make_flagged(first, second):
    return f"Area code,Area,Year,%,Flag\nE06000035,Medway,2025/26,70.1,{first}\nE09000012,Hackney,2025/26,69.0,{second}\n"


def test_a_mark_in_a_column_of_its_own_counts_as_one_at_the_number(import_file):
    found = import_file(make_flagged("p", ""), "table.csv", LEVEL, Choice())
    notes = {row.area_code: row.note for part in found.differences for row in part.fetched.rows.itertuples()}  # fmt: skip
    assert notes == {"E06000035": "provisional", "E09000012": ""}
    with pytest.raises(BadInput, match=r"70\.1 stands beside the mark “u”"):
        import_file(make_flagged("u", ""), "table.csv", LEVEL, Choice())
