"""cite, trace and find as a person types them."""

from __future__ import annotations

import csv
import hashlib

import pytest

from needsbook.errors import BadInput, IntegrityError, UnknownName
from needsbook.paths import Project
from needsbook.register.ledger import Ledger
from needsbook.register.search import find_figures
from needsbook.register.trace import find_entry, trace_figure
from tests.small_site import DECAY


def test_trace_prints_the_whole_path_to_the_row(project: Project) -> None:
    lines = trace_figure(project, DECAY)
    facts = {
        line[2:12].strip(): line[13:] for line in lines if line.startswith("  ") and line[2] != " "
    }
    assert lines[0].split("  ")[0] == "30.3%"
    assert facts["dataset"] == "ohid_dental_decay"
    assert facts["publisher"] == "Office for Health Improvement and Disparities"
    assert facts["address"] == "https://fingertips.phe.org.uk/search/93563"
    assert facts["release"].startswith("2023/24")
    number, _, name = facts["row"].partition(" of ")
    path = project.root / name
    with path.open(encoding="utf-8", newline="") as file:
        row = list(csv.reader(file))[int(number) - 1]
    assert row[:3] == ["dental_decay_age5_pct", "E09000033", "2016/17"]
    assert row[5] == "30.3"
    assert facts["sha256"].split(" ")[0] == hashlib.sha256(path.read_bytes()).hexdigest()


def test_changed_snapshot_is_refused(project_copy: Project) -> None:
    path = project_copy.snapshots / "ohid" / "ohid_dental_decay.csv"
    path.write_bytes(path.read_bytes().replace(b"2016/17,,,30.3", b"2016/17,,,30.4"))
    with pytest.raises(IntegrityError):
        trace_figure(project_copy, DECAY)


@pytest.mark.parametrize(
    ("name", "offer"),
    [
        ("dental_decay_age5.westminster.2016-17", DECAY),
        ("dental_decay_age5_pct.westmister.2016-17", DECAY),
        ("dental_decay_age5_pct.westminster.2016-18", DECAY),
        ("Dental_Decay_Age5_Pct.Westminster.2016/17", DECAY),
        ("dental_decay_age5_pct.westminster", "dental_decay_age5_pct.westminster.2023-24"),
        ("nonsense", "needsbook find"),
        ("", "needsbook find"),
        ("...", "needsbook find"),
    ],
)
def test_unknown_id_offers_the_nearest(project: Project, name: str, offer: str) -> None:
    with pytest.raises(UnknownName) as caught:
        find_entry(project, name)
    assert offer in caught.value.do
    assert "\n" not in caught.value.what


@pytest.mark.parametrize(
    ("words", "best"),
    [
        ("year 6 obesity westminster 2017/18", "obesity_year6_pct.westminster.2017-18"),
        ("obesty year 6 westminstr 2017-18", "obesity_year6_pct.westminster.2017-18"),
        ("tooth decay westminster 2016/17", DECAY),
        ("westminster tooth decay", "dental_decay_age5_pct.westminster.2023-24"),
        ("tooth decay kensington 2016/17", "dental_decay_age5_pct.kensington-and-chelsea.2016-17"),
        (
            "child poverty after housing costs FYE 2025 westminster",
            "child_poverty_ahc_pct.westminster.fye-2025",
        ),
        ("decayed teeth england 2018/19", "dental_decay_age5_pct.england.2018-19"),
    ],
)
def test_words_find_the_figure(ledger: Ledger, words: str, best: str) -> None:
    found = find_figures(ledger, words)
    assert found[0].figure.id == best


def test_words_find_wards(ledger: Ledger) -> None:
    found = find_figures(ledger, "obesity reception golborne 2011/12-2013/14")
    assert found
    assert {entry.area for entry in found} == {"Golborne"}
    assert found[0].figure.id.startswith("obesity_reception_pct.e05")


def test_first_area_of_the_book_without_a_place(ledger: Ledger) -> None:
    found = find_figures(ledger, "tooth decay")
    assert {entry.figure.id.split(".")[1] for entry in found} == {
        "westminster",
        "kensington-and-chelsea",
    }


@pytest.mark.parametrize("words", ["zzz qqq xxx", "obesity westminster 1066", "\x00 %s {}"])
def test_nothing_fits_gives_nothing(ledger: Ledger, words: str) -> None:
    assert find_figures(ledger, words) == []


@pytest.mark.parametrize("words", ["", "   ", "…", "(((("])
def test_no_words_are_refused(ledger: Ledger, words: str) -> None:
    with pytest.raises(BadInput):
        find_figures(ledger, words)


def test_commands_as_typed(project: Project) -> None:
    from tests.conftest import run_command

    done = run_command(project, "cite", "dental_decay_age5_pct.westminster.2016-71")
    assert done.returncode == 1
    assert done.stderr.startswith("error: unknown figure")
    assert DECAY in done.stderr
    assert "Traceback" not in done.stderr
    assert run_command(project, "cite", DECAY, "--style", "bibtex").stdout.startswith(
        f"@misc{{{DECAY},"
    )
