"""Zip files and workbooks that are cut, damaged, locked, empty or something else."""

from __future__ import annotations

import io
import struct
import zipfile

import openpyxl
import pytest
from stubs.govuk import make_ods

from needsbook.errors import BadInput
from needsbook.refresh.reading.choice import Choice

YEAR6 = "obesity_year6_resident_pct"
W = "E09000033"
ROWS = [["area_code", "period", "value"], [W, "2025/26", "24.5"]]
TABLE = "".join(",".join(row) + "\n" for row in ROWS)
PAGE = "<html><body><table><tr><th>Area</th></tr></table></body></html>"


def pack(held):
    """A zip file of these members."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in held.items():
            archive.writestr(name, body)
    return content.getvalue()


def make_xlsx():
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def store(body, before, after):
    """The archive without compression, with a text in it changed behind its checksum's back."""
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(content, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    assert before in content.getvalue()
    return content.getvalue().replace(before, after)


def lock(body):
    """The archive with the bits set that say its members are encrypted."""
    changed = bytearray(body)
    changed[6] |= 1
    changed[body.index(b"PK\x01\x02") + 8] |= 1
    return bytes(changed)


def press(body, method):
    """The archive with another number for how its members are pressed."""
    changed = bytearray(body)
    struct.pack_into("<H", changed, 8, method)
    struct.pack_into("<H", changed, body.index(b"PK\x01\x02") + 10, method)
    return bytes(changed)


ZIP, XLSX = pack({"t.csv": TABLE}), make_xlsx()
ODS = make_ods({"Data": ROWS})
REFUSED = {
    "a cut zip": ("t.zip", ZIP[:-40], "the zip file is cut short: its end is missing", "download it again"),
    "a zip cut in its header": ("t.zip", ZIP[:12], "the zip file is cut short", "download it again"),
    "a cut zip named as a table": ("t.csv", ZIP[:-40], "the zip file is cut short", "download it again"),
    "a wrong checksum": ("t.zip", store(ZIP, b"24.5", b"25.4"), r"the zip file is damaged: its part t\.csv", "download it again"),
    "an unreadable list": ("t.zip", ZIP.replace(b"PK\x01\x02", b"PK\x09\x09"), "the zip file is damaged", "download it again"),
    "a password": ("t.zip", lock(ZIP), "the zip file is protected by a password", "unpack it"),
    "a password before a workbook": ("t.zip", lock(pack({"t.xlsx": XLSX})), "protected by a password", "unpack it"),
    "another way of packing": ("t.zip", press(ZIP, 9), "packed in a way that is not read here", "unpack it with the program"),
    "a zip of nothing": ("t.zip", pack({}), "the zip file holds no file", "download it again"),
    "a zip of a folder": ("t.zip", pack({"a/": ""}), "the zip file holds no file", "download it again"),
    "a zip of an empty file": ("t.zip", pack({"t.csv": ""}), "the file is empty", "download it again"),
    "a zip in a zip": ("t.zip", pack({"t.zip": ZIP}), r"holds another zip file \(t\.zip\)", "unpack both"),
    "a zip named as a table in a zip": ("t.zip", pack({"t.csv": ZIP}), r"a zip archive \(t\.csv\)", "unpack it"),
    "one of several parts": ("t.zip", b"PK\x07\x08" + ZIP, "one part of a zip file", "put the parts together"),
    "a page named as a zip": ("t.zip", PAGE.encode(), "a web page came", "download the file itself again"),
    "a report named as a workbook": ("t.xlsx", pack({"word/document.xml": "<w/>"}), "a text document", "copy its table into a spreadsheet"),
    "a cut workbook": ("t.xlsx", XLSX[:-400], "the workbook is cut short: its end is missing", "save it again"),
    "a workbook cut early": ("t.xlsx", XLSX[:700], "the workbook is cut short", "save it again"),
    "a workbook with a wrong checksum": ("t.xlsx", store(XLSX, b"24.5", b"25.4"), "the workbook is damaged: its part xl/", "save it again"),
    "a workbook that is a page": ("t.xlsx", PAGE.encode(), "a web page with a table", "open it in a spreadsheet and save it"),
    "an old workbook that is a page": ("t.xls", PAGE.encode("utf-16"), "a web page with a table", "open it in a spreadsheet and save it"),
    "a workbook in XML": (
        "t.xls", b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
        "a workbook written as XML", "open it in a spreadsheet and save it",
    ),
    "a cut ODS": ("t.ods", ODS[:-200], "the workbook is cut short", "save it again"),
    "an ODS workbook with a wrong checksum": ("t.ods", store(ODS, b"24.5", b"25.4"), r"the workbook is damaged: its part content\.xml", "save it again"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_is_told_as_what_it_is_and_nothing_is_written(import_file, tmp_path, case):
    name, content, what, do = REFUSED[case]
    with pytest.raises(BadInput, match=what) as refusal:
        import_file(content, name, YEAR6, Choice())
    assert do in refusal.value.do
    assert refusal.value.where.startswith(name)
    assert "\n" not in refusal.value.what
    # Of what cannot be read not even the raw file is kept.
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [name]


READ = {
    "a table alone": ("t.zip", ZIP),
    "a table in a folder": ("t.zip", pack({"a/": "", "a/t.csv": TABLE})),
    "a table packed on a Mac": ("t.zip", pack({"t.csv": TABLE, "__MACOSX/._t.csv": "\0\5\x16\7"})),
    "a table named as a workbook": ("t.xlsx", TABLE.encode("utf-16")),
    "a workbook named as a table": ("t.csv", XLSX),
    "an ODS workbook": ("t.ods", ODS),
}


@pytest.mark.parametrize("case", READ)
def test_is_read_whatever_its_name(import_file, list_values, case):
    name, content = READ[case]
    found = import_file(content, name, YEAR6, Choice())
    assert list_values(found) == {(W, "2025/26"): "24.5"}
