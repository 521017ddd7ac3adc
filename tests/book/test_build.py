"""The whole way, as a user goes it: a built book, and builds that meet trouble."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from html import unescape
from pathlib import Path

import nbformat
import pytest

from needsbook.book.templates import find_templates, plan_runs
from needsbook.catalogue import load_areas
from needsbook.paths import Project
from needsbook.store import open_store
from tests.conftest import copy_project, run_command

AREAS = ("westminster", "kensington-and-chelsea")


def read_text(path: Path) -> str:
    """The visible text of a built page's article."""
    html = path.read_text(encoding="utf-8")
    article = html[html.index("<article") : html.index("</article>")]
    article = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", article, flags=re.S)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", article)))


def add_template(
    project: Project, name: str, *sources: str, parameters: str = 'area = "x"'
) -> None:
    cells = [nbformat.v4.new_code_cell(parameters, metadata={"tags": ["parameters"]})]
    cells += [nbformat.v4.new_code_cell(source) for source in sources]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), project.notebooks / name)


@pytest.fixture
def warm_project(built_project: Project, tmp_path: Path) -> Project:
    """A copy of the built project with its cache of runs, to change and build again."""
    project = copy_project(tmp_path / "project", anew=True)
    shutil.copytree(built_project.build, project.build)
    return project


def test_both_boroughs_have_every_page(built_book: Path, project: Project) -> None:
    store = open_store(project)
    runs = plan_runs(find_templates(project), [store.areas[slug] for slug in AREAS])
    assert {run.folder for run in runs} == {*AREAS, "overview"}
    for run in runs:
        path = built_book / f"{run.page}.html"
        assert path.is_file(), path
        assert "could not be made" not in path.read_text(encoding="utf-8")


def test_the_home_page_links_every_page_of_both_boroughs(built_book: Path) -> None:
    html = (built_book / "index.html").read_text(encoding="utf-8")
    for area in AREAS:
        for path in (built_book / area).glob("*.html"):
            assert f'href="{area}/{path.name}"' in html


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("kensington-and-chelsea/attainment", ("70.1%", "71.5%")),
        ("westminster/attainment", ("71.9%", "71.5%")),
        ("kensington-and-chelsea/oral-health", ("26.6%", "23.3%")),
        ("westminster/oral-health", ("30.3%", "23.3%")),
        ("westminster/poverty", ("26.3%", "44.0%", "Church Street")),
        ("kensington-and-chelsea/poverty", ("16.1%", "37.3%", "Golborne")),
        ("westminster/key-facts", ("44,465", "28%")),
        ("kensington-and-chelsea/key-facts", ("29,801", "Less than 19%")),
    ],
)
def test_published_values_reach_the_pages(
    built_book: Path, page: str, words: tuple[str, ...]
) -> None:
    text = read_text(built_book / f"{page}.html")
    for word in words:
        assert word in text


@pytest.mark.parametrize(
    ("area", "value"), [("westminster", "61"), ("kensington-and-chelsea", "51")]
)
def test_child_protection_plans_of_2019_reach_the_pages(
    built_book: Path, area: str, value: str
) -> None:
    html = (built_book / area / "care-and-safety.html").read_text(encoding="utf-8")
    figure = f'data-figure="child_protection_plan_count.{area}.2019-03-31"'
    place = html.index(figure)
    assert f">{value}<" in html[place - 80 : place + 200]


def test_no_page_shows_wards_of_the_other_borough(built_book: Path, project: Project) -> None:
    areas = load_areas(project)
    for area, other in (AREAS, AREAS[::-1]):
        codes = {ward.slug for ward in areas.wards_of(areas[other].code)}
        for path in (built_book / area).glob("*.html"):
            if path.stem == "what-people-said":
                continue
            ids = re.findall(r'data-figure="[^".]+\.([^".]+)\.', path.read_text(encoding="utf-8"))
            assert not codes & set(ids), path


def test_building_again_at_once_runs_no_notebook(built_project: Project) -> None:
    before = (built_project.site / "manifest.json").read_bytes()
    done = run_command(built_project, "build")
    assert done.returncode == 0, done.stderr
    assert "0 notebook(s) run" in done.stdout
    assert done.stdout.rstrip().endswith("index.html")
    assert (built_project.site / "manifest.json").read_bytes() == before


def test_the_manifest_names_every_file(built_book: Path) -> None:
    files = json.loads((built_book / "manifest.json").read_text(encoding="utf-8"))["files"]
    held = {
        path.relative_to(built_book).as_posix() for path in built_book.rglob("*") if path.is_file()
    }
    assert held == set(files) | {"manifest.json"}


def test_nothing_in_the_site_tells_where_or_when_it_was_built(built_project: Project) -> None:
    root = str(built_project.root)
    for path in built_project.site.rglob("*.html"):
        assert root not in path.read_text(encoding="utf-8"), path


def test_a_new_indicator_area_and_page_touch_one_file_each(warm_project: Project) -> None:
    project = warm_project
    source = project.indicators / "oral_made_up_pct.yml"
    text = (project.indicators / "dental_decay_age5_pct.yml").read_text(encoding="utf-8")
    text = re.sub(r"^id: .*$", "id: oral_made_up_pct", text, flags=re.M)
    text = re.sub(r"^title: .*$", "title: A made-up indicator", text, flags=re.M)
    source.write_text(text, encoding="utf-8")
    entry = (
        "  - code: E06999999\n    slug: made-up\n    name: Made-up\n    level: upper_tier\n"
        "    region: E12000007\n"
    )
    with project.areas.open("a", encoding="utf-8") as file:
        file.write(entry)
    add_template(
        project,
        "area/80_made_up_page.ipynb",
        'from needsbook.page import open_page\npage = open_page(area)\npage.title("A made-up page")',
        'page.say("dental_decay_age5_pct")',
    )
    done = run_command(
        project, "build", "--area", "made-up", "--page", "80", "--page", "about-the-data",
        "--page", "oral-health",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    page = read_text(project.site / "made-up" / "made-up-page.html")
    assert "A made-up page in Made-up" in page
    assert "no figure of Made-up is held in this book" in page
    assert "A made-up indicator" in read_text(project.site / "overview" / "about-the-data.html")
    assert (project.site / "made-up" / "oral-health.html").is_file()


def test_a_failing_notebook_leaves_a_notice_and_exit_code_one(warm: Project) -> None:
    add_template(
        warm,
        "area/81_bad.ipynb",
        'from needsbook.page import open_page\npage = open_page(area)\npage.title("Bad")',
        'raise ValueError("planted <b>failure</b>")',
    )
    done = run_command(warm, "build", "--area", "westminster")
    assert done.returncode == 1
    assert "failed: area/81_bad (westminster), cell" in done.stderr
    assert "ValueError: planted" in done.stderr
    html = (warm.site / "westminster" / "bad.html").read_text(encoding="utf-8")
    assert "This page could not be made" in html
    assert "<b>failure</b>" not in html
    assert (warm.site / "westminster" / "oral-health.html").is_file()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("build", "--area", "westminter"), ("unknown area", "westminster")),
        (("build", "--page", "obesty"), ("unknown page", "obesity")),
        (("build", "--area", "e05013794"), ("no book is made",)),
        (("explain", "dental_decay_pct", "westminster"), ("dental_decay_age5_pct",)),
        (("list", "--what", "arias"), ("areas",)),
    ],
)
def test_unknown_names_give_one_clear_error(
    built_project: Project, arguments: tuple[str, ...], words: tuple[str, ...]
) -> None:
    before = (built_project.site / "manifest.json").read_bytes()
    done = run_command(built_project, *arguments)
    assert done.returncode == 1
    assert done.stderr.startswith("error: ")
    assert "Traceback" not in done.stderr
    for word in words:
        assert word in done.stderr
    assert (built_project.site / "manifest.json").read_bytes() == before


def test_bad_data_stops_the_build_and_yesterdays_book_stays(warm_project: Project) -> None:
    before = (warm_project.site / "manifest.json").read_bytes()
    path = next(warm_project.snapshots.glob("*/ohid_dental_decay.csv"))
    content = path.read_bytes()
    path.write_bytes(content.replace(b"30.3", b"31.3", 1))
    done = run_command(warm_project, "build")
    assert done.returncode == 1
    assert "ohid_dental_decay.csv" in done.stderr
    assert "sha256" in done.stderr
    assert (warm_project.site / "manifest.json").read_bytes() == before


def test_build_and_check_open_no_socket(built_project: Project) -> None:
    folder = built_project.root.parent
    assert "a socket was opened" not in (folder / "said.txt").read_text()
    done = run_command(built_project, "check", more={"PYTHONPATH": str(folder / "guard")})
    assert done.returncode == 0, done.stderr
    assert "a socket was opened" not in done.stderr + done.stdout


def test_the_guard_against_sockets_sees_one(built_project: Project) -> None:
    code = "import socket; socket.create_connection(('127.0.0.1', 9))"
    guard = {**os.environ, "PYTHONPATH": str(built_project.root.parent / "guard")}
    done = subprocess.run(
        [sys.executable, "-c", code], env=guard, capture_output=True, text=True, check=False
    )
    assert "a socket was opened" in done.stderr
