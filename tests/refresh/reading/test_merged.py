"""Areas that stand once for several rows: merged cells are carried down, blanks are refused."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from needsbook.errors import BadInput
from needsbook.refresh.reading.choice import Choice
from needsbook.refresh.reading.merged import find_spans

ROOT = Path(__file__).resolve().parents[3]
W, K = "E09000033", "E09000020"
ROWS = [
    ("Local authority", "Academic year", "Percentage"),
    ("Westminster", "2023/24", 24.5), ("", "2024/25", 25.1),
    ("Kensington and Chelsea", "2023/24", 20.5), ("", "2024/25", 21.5),
]  # fmt: skip
FIGURES = {(W, "2023/24"): 24.5, (W, "2024/25"): 25.1, (K, "2023/24"): 20.5, (K, "2024/25"): 21.5}


@pytest.fixture
def read(import_file):
    def _read(name, content):
        choice = Choice(jumps=True, losses=True, gap=True)
        found = import_file(content, name, "obesity_year6_resident_pct", choice)
        return {(p.area, p.period): float(str(p.value)) for p in found.reading.published if p.value}

    return _read


def write_xlsx(rows, merged):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for span in merged:
        book.active.merge_cells(span)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def write_ods(rows, spans):
    """A sheet whose cells in ``spans`` (column, line) are merged with those below them."""
    name = "urn:oasis:names:tc:opendocument:xmlns"
    lines = []
    for line, row in enumerate(rows, start=1):
        cells = ""
        for column, value in enumerate(row):
            many = spans.get((column, line), 1)
            merged = f' table:number-rows-spanned="{many}"' if many > 1 else ""
            if value == "":
                cells += "<table:covered-table-cell/>"
            elif isinstance(value, float):
                cells += f'<table:table-cell office:value-type="float" office:value="{value}"/>'
            else:
                cells += (
                    f'<table:table-cell{merged} office:value-type="string">'
                    f"<text:p>{value}</text:p></table:table-cell>"
                )
        lines.append(f"<table:table-row>{cells}</table:table-row>")
    body = (
        f'<office:document-content xmlns:office="{name}:office:1.0" xmlns:table="{name}:table:1.0" '
        f'xmlns:text="{name}:text:1.0"><office:body><office:spreadsheet><table:table '
        f'table:name="A">{"".join(lines)}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", body)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return content.getvalue()


def test_an_area_merged_over_its_years_is_carried_down(read):
    assert read("council.xlsx", write_xlsx(ROWS, ["A2:A3", "A4:A5"])) == FIGURES


def test_an_ods_alike(read):
    content = write_ods(ROWS, {(0, 2): 2, (0, 4): 2})
    assert find_spans(content, "A") == ((0, 2, 3), (0, 4, 5))
    assert read("council.ods", content) == FIGURES


def test_a_number_merged_over_two_rows_is_one_figure(read):
    rows = [*ROWS[:3], ("Kensington and Chelsea", "2023/24", 20.5), ("", "2024/25", None)]
    found = read("council.xlsx", write_xlsx(rows, ["A2:A3", "A4:A5", "C4:C5"]))
    assert found == {key: FIGURES[key] for key in FIGURES if key != (K, "2024/25")}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_blanks_that_are_not_merged_are_refused_by_row(read, kind):
    text = "\n".join(",".join(map(str, row)) for row in ROWS)
    content = text.encode() if kind == "csv" else write_xlsx(ROWS, [])
    with pytest.raises(BadInput, match="a period and figures, and no area") as told:
        read(f"council.{kind}", content)
    assert "row 3" in told.value.where
    assert "write the area" in told.value.do
