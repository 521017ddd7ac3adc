"""The built book, walked page by page: numbers, ids, cards, files and sizes agree."""

from __future__ import annotations

import csv
import json
import re
from html import unescape
from pathlib import Path

import pytest

from needsbook.exports.datafiles import ROWS_LISTED
from needsbook.paths import Project
from needsbook.register.bare_numbers import BareNumbers, find_bare_alt, list_known
from needsbook.register.entries import ELSEWHERE, OF_A_BOOK
from needsbook.register.ids import check_ids
from needsbook.register.input_names import unfold_inputs
from needsbook.register.ledger import open_ledger
from needsbook.register.marks import find_marks
from needsbook.register.trace import list_built_kinds, read_built
from needsbook.register.typed import read_allowed
from needsbook.store import open_store
from tests.small_site import DECAY

NOT_PAGES = ("figures/", "_static/", "_downloads/", "genindex", "search", "print/")
PAGE_LIMIT = 620 * 1024
# Every measure of a framework with its comparisons, folded.
OUTCOMES_LIMIT = 720 * 1024
# The table of every measure with its sparklines.
OVERVIEW_LIMIT = 600 * 1024


@pytest.fixture(scope="session")
def pages(built_book: Path) -> dict[str, str]:
    """The text of every page of the book, cards aside."""
    found = {}
    for path in sorted(built_book.rglob("*.html")):
        name = path.relative_to(built_book).as_posix()
        if not name.startswith(NOT_PAGES):
            found[name] = path.read_text(encoding="utf-8")
    return found


@pytest.fixture(scope="session")
def rows(built_book: Path) -> dict[str, dict[str, str]]:
    """The rows of figures.csv by id."""
    csv.field_size_limit(10_000_000)
    with (built_book / "figures.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def test_no_number_without_an_id(pages: dict[str, str], built_project: Project) -> None:
    bare_numbers = BareNumbers(read_allowed(built_project), list_known(built_project))
    bare = [
        f"{name}: {bare.number} in “{bare.context}”"
        for name, text in pages.items()
        for bare in bare_numbers.find(text)
    ]
    assert bare == []


def test_no_id_without_a_figure_and_all_agree(
    pages: dict[str, str], rows: dict[str, dict[str, str]]
) -> None:
    seen = 0
    for name, text in pages.items():
        for mark in find_marks(text):
            row = rows[mark.id]
            assert name in row["pages"].split(" "), (name, mark)
            if mark.value is not None:
                assert float(mark.value) == pytest.approx(float(row["value"]), rel=1e-11), mark
            seen += 1
        assert set(re.findall(r'data-figure="([^"]*)"', text)) <= rows.keys()
    assert seen > 1000


def test_published_rows_are_the_store(
    rows: dict[str, dict[str, str]], built_project: Project
) -> None:
    ledger = open_ledger(open_store(built_project))
    checked = made = 0
    for name, row in rows.items():
        if name in ledger:
            figure = ledger.figure(name)
            assert (float(row["value"]) if row["value"] else None) == figure.value
            assert row["printed"] == figure.printed
            # A difference the book makes stands in no snapshot: it names the rows of its inputs.
            rests_on = [name] if figure.dataset else list(figure.inputs)
            if not figure.dataset:
                assert set(unfold_inputs(row["inputs"].split(" "), ledger)) == set(rests_on)
            origins = [f"{ledger.figure(name).dataset}:{ledger.row(name)}" for name in rests_on]
            # The sum of many areas names them; their rows stand with them.
            listed = origins if len(origins) <= ROWS_LISTED else [""]
            assert row["row"].split(" ") == listed, name
            made += not figure.dataset
            checked += 1
    assert checked > 1000
    assert made > 100


def test_each_link_reaches_its_figure(pages: dict[str, str], built_book: Path) -> None:
    anchors: dict[Path, set[str]] = {}
    links = 0
    for name, text in pages.items():
        for href in re.findall(r'<a class="nb-link"[^>]* href="([^"]*)"', text):
            target, _, anchor = unescape(href).partition("#")
            card = (built_book / name).parent / target
            if card not in anchors:
                anchors[card] = set(re.findall(r' id="([^"]*)"', card.read_text(encoding="utf-8")))
            assert anchor in anchors[card], href
            links += 1
    assert links > 1000


def test_each_row_of_the_files_names_a_place_that_is_there(
    rows: dict[str, dict[str, str]], built_book: Path
) -> None:
    anchors: dict[str, set[str]] = {}
    for name, row in rows.items():
        page, _, anchor = row["card"].partition("#")
        if page and page not in anchors:
            text = (built_book / page).read_text(encoding="utf-8")
            anchors[page] = {unescape(found) for found in re.findall(r' id="([^"]*)"', text)}
        assert not page or anchor in anchors[page], name


def test_areas_of_no_book_share_one_page_an_indicator(built_book: Path) -> None:
    store = open_store(Project(Path(__file__).resolve().parents[2]))
    manifest = json.loads((built_book / "manifest.json").read_text(encoding="utf-8"))
    own = store.areas.assign_parts(manifest["areas"])
    others = {area.slug for area in store.areas if area.level in OF_A_BOOK and area.slug not in own}
    cards = {path.stem for path in (built_book / "figures").rglob("*.html")}
    assert not cards & others
    assert ELSEWHERE in cards


def test_alt_texts_say_what_the_data_say(
    pages: dict[str, str], rows: dict[str, dict[str, str]]
) -> None:
    printed = [row["printed"] for row in rows.values()]
    wrong = [bare for text in pages.values() for bare in find_bare_alt(text, printed)]
    assert wrong == []


def test_pages_stay_small(pages: dict[str, str]) -> None:
    sizes = {name: len(text.encode("utf-8")) for name, text in pages.items()}
    wide = {"key-facts": OVERVIEW_LIMIT, "outcomes": OUTCOMES_LIMIT}
    limits = {name: wide.get(name.split("/")[-1].split(".")[0], PAGE_LIMIT) for name in sizes}
    assert {name: size for name, size in sizes.items() if size > limits[name]} == {}


def test_downloads_exist_and_hold_the_same_values(
    pages: dict[str, str], rows: dict[str, dict[str, str]], built_book: Path
) -> None:
    files = 0
    for name, text in pages.items():
        assert "data-downloads" not in text
        for href in re.findall(r'<a href="([^"]*_downloads/[^"]*)"', text):
            path = (built_book / name).parent / href
            assert path.stat().st_size > 100, href
            if path.suffix == ".csv":
                with path.open(encoding="utf-8", newline="") as file:
                    for row in csv.DictReader(file):
                        value = rows[row["id"]]["value"]
                        assert (row["value"] == "") == (value == "")
                        if value:
                            assert float(row["value"]) == pytest.approx(float(value), rel=1e-11)
            files += 1
    assert files > 100


def test_oral_health_number_has_its_card(
    pages: dict[str, str], rows: dict[str, dict[str, str]]
) -> None:
    row = rows[DECAY]
    assert row["printed"] == "30.3%"
    assert "westminster/oral-health.html" in row["pages"].split(" ")
    assert (
        "figures/dental_decay_age5_pct/westminster.html#2016-17"
        in pages["westminster/oral-health.html"]
    )


def test_kinds_of_derived_figures_are_registered(built_project: Project) -> None:
    ledger = open_ledger(open_store(built_project))
    kinds = list_built_kinds(read_built(built_project), ledger.store.indicators)
    assert kinds["dental_decay_age5_pct"]
    assert check_ids(built_project, ledger, kinds) == []


def test_data_files_are_whole(built_book: Path, rows: dict[str, dict[str, str]]) -> None:
    content = json.loads((built_book / "figures.json").read_text(encoding="utf-8"))
    assert [figure["id"] for figure in content["figures"]] == list(rows)
    assert (built_book / "figures.schema.json").exists()
    assert (built_book / "datapackage.json").exists()
