"""A portal of two areas, as a user builds it: books, shared pages, one search, the same bytes."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pandas as pd

from needsbook.book.publish import list_differences
from needsbook.book.searching import read_index
from needsbook.files import hash_file
from needsbook.paths import Project
from needsbook.register.trace import read_built, read_packed
from tests.changing import replace_file
from tests.conftest import PORTAL, run_command


def test_each_area_has_its_book_and_what_is_shared_is_there_once(portal: Project) -> None:
    site = portal.site
    for area in ("hackney", "medway"):
        page = (site / area / "oral-health.html").read_text(encoding="utf-8")
        assert f"in {area.title()}" in page
        assert 'href="../index.html">All areas: Two areas' in page
        assert not (site / area / "_static").exists()
    home = (site / "index.html").read_text(encoding="utf-8")
    for area in ("hackney", "medway"):
        assert home.count(f'href="{area}/') >= 2, "on the map and in the list"
    assert "Two areas" in home
    assert not list_differences(site)


def test_no_link_leads_nowhere(portal: Project) -> None:
    site, dead = portal.site, set()
    for path in site.rglob("*.html"):
        for href in re.findall(
            r'(?:href|src)="([^"#:]+)(?:#[^"]*)?"', path.read_text(encoding="utf-8")
        ):
            if not (path.parent / href.partition("?")[0]).exists():
                dead.add((path.relative_to(site).as_posix(), href))
    assert not dead


def test_one_search_covers_the_pages_of_every_book(portal: Project) -> None:
    index = read_index((portal.site / "searchindex.js").read_text(encoding="utf-8"))
    names = {name.split("/")[0] for name in index["docnames"]}
    assert {"hackney", "medway", "overview", "about"} <= names
    for name in index["docnames"]:
        assert (portal.site / f"{name}.html").is_file()
    # What everyday words lead to, in each book.
    words = (portal.site / "everyday-words.js").read_text(encoding="utf-8")
    for area in ("hackney", "medway"):
        assert f"{area}/oral-health.html" in words


def test_theme_files_no_page_loads_are_left_out(portal: Project) -> None:
    static = portal.site / "_static"
    assert not [*static.rglob("*.map"), *static.rglob("fontawesome.js")]
    assert (static / "styles" / "theme.css").is_file()


def test_a_card_names_the_pages_of_every_book_that_print_it(portal: Project) -> None:
    card = portal.site / "figures" / "dental_decay_age5_pct" / "england.html"
    text = card.read_text(encoding="utf-8")
    assert "../../hackney/oral-health.html" in text
    assert "../../medway/oral-health.html" in text


def test_the_files_of_all_figures_are_sorted_and_agree(portal: Project) -> None:
    rows = pd.read_csv(portal.site / "figures.csv.zip", dtype=str, keep_default_na=False)
    rows = rows.to_dict("records")
    figures = json.loads(read_packed(portal.site / "figures.json.zip"))["figures"]
    (table,) = json.loads((portal.site / "datapackage.json").read_bytes())["resources"]
    assert (table["path"], table["compression"]) == ("figures.csv.zip", "zip")
    assert table["hash"] == f"sha256:{hash_file(portal.site / table['path'])}"
    assert read_built(portal).records.keys() == {row["id"] for row in rows}
    assert not (portal.site / "figures.csv").exists()
    assert [row["id"] for row in rows] == [figure["id"] for figure in figures]
    assert len({row["id"] for row in rows}) == len(rows)
    pairs = [tuple(row["id"].split(".")[:2]) for row in rows]
    assert pairs == sorted(pairs)
    for row in rows:
        if row["card"]:
            assert (portal.site / row["card"].partition("#")[0]).is_file()


def test_nothing_changed_makes_nothing_and_a_fresh_build_is_the_same(
    portal: Project, tmp_path: Path
) -> None:
    before = (portal.site / "manifest.json").read_bytes()
    done = run_command(portal, *PORTAL)
    assert "Making" not in done.stderr
    assert (portal.site / "manifest.json").read_bytes() == before
    copy = Project(tmp_path / "elsewhere")
    shutil.copytree(portal.root, copy.root, ignore=shutil.ignore_patterns("build"))
    done = run_command(copy, *PORTAL, "--jobs", "1")
    assert done.returncode == 0, done.stderr
    assert (copy.site / "manifest.json").read_bytes() == before


def change_value(project: Project, dataset: str, code: str, first: bool) -> None:
    """Another value for an area's first or last figure in a snapshot, told by its passport."""
    (path,) = project.snapshots.glob(f"*/{dataset}.csv")
    lines = path.read_text(encoding="utf-8").splitlines()
    place = lines[0].split(",").index("value")
    own = [n for n, line in enumerate(lines) if line.split(",")[1] == code]
    cells = lines[own[0 if first else -1]].split(",")
    cells[place] = f"{float(cells[place]) + 1:.1f}"
    lines[own[0 if first else -1]] = ",".join(cells)
    replace_file(path, "\n".join(lines) + "\n")


def test_after_a_figure_changed_only_books_that_look_at_it_are_made(
    portal: Project, tmp_path: Path
) -> None:
    project = Project(tmp_path / "changed")
    shutil.copytree(portal.root, project.root)
    # An earlier value of Medway: its own pages draw it, and no page of Hackney.
    change_value(project, "ohid_dental_decay", "E06000035", first=True)
    done = run_command(project, *PORTAL)
    assert done.returncode == 0, done.stderr
    made = re.findall(r"Making (books|cards) \d+/\d+: (\w+)", done.stderr)
    assert ("books", "medway") in made
    assert ("cards", "medway") in made
    # (Its cards name Medway among the areas a rank was made from.)
    assert ("books", "hackney") not in made
    # The last one of England stands beside both.
    change_value(project, "ohid_dental_decay", "E92000001", first=False)
    done = run_command(project, *PORTAL)
    assert done.returncode == 0, done.stderr
    made = re.findall(r"Making (books|cards) \d+/\d+: (\w+)", done.stderr)
    assert {("books", "medway"), ("books", "hackney"), ("cards", "shared")} <= set(made)
    fresh = Project(tmp_path / "fresh")
    shutil.copytree(project.root, fresh.root, ignore=shutil.ignore_patterns("build"))
    done = run_command(fresh, *PORTAL)
    assert done.returncode == 0, done.stderr
    both = [(place.site / "manifest.json").read_bytes() for place in (project, fresh)]
    assert both[0] == both[1]
