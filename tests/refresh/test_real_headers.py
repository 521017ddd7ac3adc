"""Every entry is tried on a header as its publisher writes it: live, and as a file imported."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
import yaml
from stubs.small import ROOT

from needsbook.catalogue import load_indicators
from needsbook.errors import NeedsbookError
from needsbook.paths import Project
from needsbook.refresh import ees
from needsbook.refresh.accept import Held
from needsbook.refresh.imports import read_as
from needsbook.refresh.raw import RawStore
from needsbook.refresh.reading.choice import Choice
from needsbook.refresh.reading.live import read_fetched

BOOK = Project(ROOT)
FILES = yaml.safe_load((Path(__file__).parent / "real_headers.yml").read_text(encoding="utf-8"))
CASES = [
    pytest.param(file, name, id=f"{name}, {file['file']}") for file in FILES for name in file["takes"]
]  # fmt: skip
LIVE = ("ees", "ees_file")


def body_of(file):
    text = "\n".join([file["header"], *file["rows"], ""])
    return (("\ufeff" if file.get("mark") else "") + text).encode()


def meta_of(file):
    """The metadata of a data set with these columns, as its interface gives them."""
    header, *rows = csv.reader(io.StringIO(body_of(file).decode("utf-8-sig")))
    places = ("time", "geographic", "country", "region", "old_la", "new_la", "la_", "lad_")
    filters, indicators = [], []
    for at, name in enumerate(header):
        labels = list(dict.fromkeys(row[at] for row in rows))
        if name.startswith(places):
            continue
        if all(any(letter.isdigit() for letter in label) or len(label) == 1 for label in labels):
            indicators.append({"id": name, "column": name, "label": name, "unit": ""})
        else:
            options = [{"id": f"{name}={label}", "label": label} for label in labels]
            filters.append({"id": name, "column": name, "label": name, "options": options})
    return {"filters": filters, "indicators": indicators, "geographicLevels": [{"code": "LA"}]}


@pytest.fixture(scope="module")
def held():
    return Held(BOOK)


def cells(row):
    return [str(part) if part is not None else "" for part in row]


@pytest.mark.parametrize(("file", "name"), CASES)
def test_the_live_reader_reads_it(file, name):
    indicator = load_indicators(BOOK)[name]
    fetch = next(entry for entry in indicator.fetch if entry.connector in LIVE)
    labels = None
    if fetch.connector == "ees":
        question = ees.build_question(meta_of(file), fetch, file["file"])
        # One condition a filter, and none on the column that names the edition.
        asked = [part["filters"]["eq"].partition("=") for part in question["criteria"]["and"][1:]]
        assert "version" not in {column for column, _, _ in asked}
        labels = {column: label for column, _, label in asked}
    read = read_fetched(body_of(file), indicator, fetch, "file.csv", BOOK, labels).published
    found = {(row.area, row.period): cells((row.value, row.count, row.denominator)) for row in read}
    area, period, *numbers = map(str, file["takes"][name])
    assert found[area, period] == numbers
    assert len(found) == len(read), "a place and period stand twice"


@pytest.mark.parametrize(("file", "name"), CASES)
def test_an_import_reads_it_alike(file, name, held, tmp_path):
    path = tmp_path / (file["file"].split(",")[0].split(" ")[0].removesuffix(".csv") + ".csv")
    path.write_bytes(body_of(file))
    choice = Choice(jumps=True)
    try:
        found = read_as(path, name, BOOK, held, RawStore(tmp_path / "raw"), choice)
    except NeedsbookError as error:
        pytest.fail(str(error))
    area, period, *numbers = map(str, file["takes"][name])
    rows = [
        cells((row.value, row.count, row.denominator)) for row in found.reading.published
        if (row.area, row.period) == (area, period)
    ]  # fmt: skip
    assert rows == [numbers]


def test_every_live_entry_of_the_department_has_a_real_header():
    tried = {name for file in FILES for name in file["takes"]}
    entries = {
        indicator.id for indicator in load_indicators(BOOK).values()
        for fetch in indicator.fetch if fetch.connector in LIVE
    }  # fmt: skip
    assert entries <= tried
