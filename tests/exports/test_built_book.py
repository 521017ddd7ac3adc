"""The downloads of the built book: each opens and says what figures.csv says."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import docx
import numpy as np
import openpyxl
import pandas as pd
import pypdf
import pypdfium2
import pytest
from odf.opendocument import load
from odf.table import Table, TableCell, TableRow

from needsbook.exports.articles import read_article
from needsbook.exports.briefing import is_landing, shorten
from needsbook.exports.making import name_files
from needsbook.exports.table_sheets import COLUMNS, NUMERIC, SHORTHAND

FIELDS = dict(zip(NUMERIC, ("value", "lower_ci", "upper_ci", "count", "denominator"), strict=True))
# The most sheets of a page on paper.
MOST_SHEETS: defaultdict[str, int] = defaultdict(lambda: 10, {"outcomes": 12})
LINK = re.compile(r'<li><a href="([^"]+)" download>([^<]*)</a> <span class="nb-size">')


@cache
def read_figures(site: Path) -> dict[str, dict[str, str]]:
    with (site / "figures.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def list_pages(site: Path) -> list[str]:
    """The pages of areas, without ending (pages made once link to the areas' files)."""
    return sorted(
        path.relative_to(site).with_suffix("").as_posix()
        for path in site.glob("*/*.html")
        if path.parent.name != "overview" and "nb-takeaway" in path.read_text(encoding="utf-8")
    )


def read_xlsx(path: Path) -> list[list[Any]]:
    book = openpyxl.load_workbook(path)
    assert book.sheetnames[:3] == ["Cover", "Contents", "Notes"]
    rows: list[list[Any]] = []
    for sheet in book.worksheets[3:]:
        assert len(sheet.tables) == 1
        rows += [list(row) for row in sheet.iter_rows(min_row=4, values_only=True)]
    return rows


def read_ods(path: Path) -> list[list[Any]]:
    document: Any = load(str(path))
    rows = []
    for table in document.spreadsheet.getElementsByType(Table)[3:]:
        for row in table.getElementsByType(TableRow)[3:]:
            cells: list[Any] = []
            for cell in row.getElementsByType(TableCell):
                number = cell.getAttribute("value")
                words = "".join(str(part) for part in cell.childNodes)
                cells.append(float(number) if number is not None else words)
            rows.append(cells)
    return rows


def test_every_page_of_an_area_and_the_first_offer_files_that_are_there(built_book: Path) -> None:
    pages = list_pages(built_book)
    assert {page.split("/")[0] for page in pages} == {"kensington-and-chelsea", "westminster"}
    for page in [*pages, "index"]:
        path = built_book / f"{page}.html"
        found = LINK.findall(path.read_text(encoding="utf-8"))
        assert len(found) >= 5, page
        for address, name in found:
            assert (path.parent / unescape(address)).stat().st_size > 0
            assert name.strip()


@pytest.mark.parametrize("form", ["xlsx", "ods"])
def test_workbooks_hold_the_values_of_the_register(built_book: Path, form: str) -> None:
    figures = read_figures(built_book)
    for area in ("kensington-and-chelsea", "westminster"):
        path = built_book / "_downloads" / area / f"figures.{form}"
        rows = read_xlsx(path) if form == "xlsx" else read_ods(path)
        seen = set()
        for row in rows:
            held = dict(zip(COLUMNS, row, strict=True))
            known = figures[held["Figure id"]]
            seen.add(held["Figure id"])
            for column, field in FIELDS.items():
                if isinstance(held[column], str):
                    assert held[column] in SHORTHAND.values()
                    assert known[field] == "", held["Figure id"]
                else:
                    assert float(held[column]) == pytest.approx(float(known[field]), rel=1e-14)
        expected = {
            name
            for name, row in figures.items()
            if any(page.startswith(f"{area}/") for page in row["pages"].split(" "))
        }
        assert seen == expected


def test_word_files_hold_the_tables_pictures_and_words_of_their_pages(built_book: Path) -> None:
    for page in list_pages(built_book):
        text = (built_book / f"{page}.html").read_text(encoding="utf-8")
        article = read_article(page, text)
        if is_landing(page):
            article = shorten(article)
        document: Any = docx.Document(str(built_book / name_files("_downloads", page)[0]))
        assert document.paragraphs[0].text == article.title
        assert document.paragraphs[0].style.name == "Heading 1"
        assert len(document.tables) == article.body.count("<table")
        alts = [inline_shape._inline.docPr.get("descr") for inline_shape in document.inline_shapes]
        assert alts == [drawing.alt for drawing in article.drawings.values()]
        assert all(inline_shape.height.mm <= 190 for inline_shape in document.inline_shapes)


def test_tables_of_a_word_file_print_what_the_register_prints(built_book: Path) -> None:
    page = "westminster/oral-health"
    document: Any = docx.Document(str(built_book / "_downloads" / f"{page}.docx"))
    printed = {
        row["printed"]
        for row in read_figures(built_book).values()
        if f"{page}.html" in row["pages"].split(" ") and row["value"]
    }
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    assert "30.3%" in cells
    shown = {text for text in cells if re.fullmatch(r"[\d.,]+%", text)}
    assert len(shown) > 5
    assert shown <= printed


def list_empty(path: Path) -> list[int]:
    """The sheets of a profile that are two thirds empty, without its cover, contents and last."""
    document = pypdfium2.PdfDocument(path)
    empty = []
    for number in range(2, len(document) - 1):
        shown = document[number].render(scale=0.5).to_numpy()[:, :, :3].min(axis=2)
        top, foot = int(len(shown) * 0.06), int(len(shown) * 0.93)
        inked = np.flatnonzero((shown[top:foot] < 235).any(axis=1))
        if inked.max(initial=0) < (foot - top) / 3:
            empty.append(number + 1)
    return empty


def test_pdfs_are_tagged_a4_and_print_the_page_s_numbers(built_book: Path) -> None:
    for area in ("kensington-and-chelsea", "westminster"):
        folder = built_book / "_downloads" / area
        chapters = [page for page in list_pages(built_book) if page.startswith(f"{area}/")]
        lengths = {}
        for path in [
            folder / "profile.pdf",
            *(built_book / name_files("_downloads", chapter)[1] for chapter in chapters),
        ]:
            reader = pypdf.PdfReader(path)
            root: Any = reader.trailer["/Root"]
            assert root["/MarkInfo"]["/Marked"]
            assert root["/StructTreeRoot"]["/K"]
            assert root["/Lang"] == "en-GB"
            for held_page in reader.pages:
                assert float(held_page.mediabox.width) == pytest.approx(595.28, abs=0.1)
                assert float(held_page.mediabox.height) == pytest.approx(841.89, abs=0.1)
            lengths[path.stem] = len(reader.pages)
        # A cover, the contents with their sections, the briefing, and chapters that run on.
        profile = pypdf.PdfReader(folder / "profile.pdf")
        heads = [held_page for held_page in profile.outline if not isinstance(held_page, list)]
        begins = [profile.get_destination_page_number(head) for head in heads]
        assert begins[0] == 2
        assert begins[1] == 2 + lengths.pop("briefing")
        assert begins == sorted(begins)
        assert len(begins) == len(chapters)
        contents = profile.pages[1].extract_text()
        assert "After housing costs" in " ".join(contents.split())
        assert lengths.pop("profile") < 90
        assert {
            name: held_page for name, held_page in lengths.items() if held_page > MOST_SHEETS[name]
        } == {}
        assert list_empty(folder / "profile.pdf") == []
    text = "".join(
        page.extract_text()
        for page in pypdf.PdfReader(built_book / "_downloads/westminster/oral-health.pdf").pages
    )
    html = (built_book / "westminster/oral-health.html").read_text(encoding="utf-8")
    said = re.findall(r'<div class="nb-say">(.*?)</div>', html, re.S)
    numbers = {
        number for words in said for number in re.findall(r"<data[^>]*>([^<]*)</data>", words)
    }
    assert numbers
    assert all(number in text for number in numbers)


def test_each_measures_data_is_a_table_in_a_zip_and_holds_every_printed_value(
    built_book: Path,
) -> None:
    packed = sorted((built_book / "data").glob("*.csv.zip"))
    assert packed
    assert [path.name for path in (built_book / "data").glob("*.csv")] == ["columns.csv"]
    index = (built_book / "data" / "index.html").read_text(encoding="utf-8")
    assert {path.name for path in packed} == set(re.findall(r'href="([^"/]*\.csv\.zip)"', index))
    name = "obesity_year6_resident_pct"
    held = pd.read_csv(built_book / "data" / f"{name}.csv.zip")
    values = held[held["edition"].isna()].set_index(["area_code", "period"])["value"]
    printed = [
        row
        for row in read_figures(built_book).values()
        if row["indicator"] == name and row["method"] == "published" and row["value"]
    ]
    assert len(printed) > 20
    for row in printed:
        assert values[row["area_code"], row["period"]] == float(row["value"])
