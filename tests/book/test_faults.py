"""Builds that meet trouble: kills, full disks, damaged caches, notebooks that misbehave."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from needsbook.book.publish import list_differences
from needsbook.paths import Project
from tests.conftest import make_small, run_command
from tests.killing import read_manifest

BUILD = ("build", "--area", "westminster")
OPENING = 'from needsbook.page import open_page\npage = open_page(area)\npage.title("Bad")'


def test_of_two_builds_at_once_one_is_refused_or_waits(warm: Project, small: Project) -> None:
    shutil.rmtree(warm.build)
    environment = {**os.environ, "NEEDSBOOK_PROJECT": str(warm.root)}
    command = [sys.executable, "-m", "needsbook.cli"]
    first, second, third = (
        subprocess.Popen(
            [*command, *more, *BUILD], env=environment, stderr=subprocess.PIPE, text=True
        )
        for more in ((), (), ("--wait", "300"))
    )
    said = [process.communicate()[1] for process in (first, second, third)]
    codes = [process.returncode for process in (first, second, third)]
    assert codes[2] == 0, said[2]
    assert not any("Traceback" in told for told in said)
    assert all(
        code == 0 or "the project is in use" in text for code, text in zip(codes, said, strict=True)
    )
    assert read_manifest(warm) == read_manifest(small)
    assert not list_differences(warm.site)


@pytest.fixture
def few_bytes() -> Iterator[None]:
    """No file may grow beyond 20 kB while this lasts."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_limit_on_the_size_of_files_is_one_line(warm: Project, few_bytes: None) -> None:
    before = read_manifest(warm)
    done = run_command(warm, *BUILD, "--force")
    assert done.returncode == 1
    errors = [line for line in done.stderr.splitlines() if not line.startswith("Running")]
    assert len(errors) == 1, done.stderr
    assert errors[0].startswith("error: file too large: ")
    assert read_manifest(warm) == before
    assert not list_differences(warm.site)


def test_a_page_changed_in_the_site_is_put_right(warm: Project) -> None:
    before = read_manifest(warm)
    path = warm.site / "westminster" / "oral-health.html"
    path.write_bytes(path.read_bytes().replace(b"30.3", b"31.3", 1))
    (warm.site / "extra.html").write_text("not ours")
    assert list_differences(warm.site) == [
        "extra.html: not in the manifest",
        "westminster/oral-health.html: differs",
    ]
    done = run_command(warm, *BUILD)
    assert done.returncode == 0, done.stderr
    assert read_manifest(warm) == before
    assert not list_differences(warm.site)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("oral-health.ipynb", b"30.3", b"31.3"),
        ("oral-health.figures", b"30.3", b"31.3"),
        ("oral-health.json", b"Oral health", b"Aural health"),
    ],
)
def test_a_cached_page_that_was_edited_is_made_again(
    warm: Project, name: str, old: bytes, new: bytes
) -> None:
    before = read_manifest(warm)
    path = warm.runs / "westminster" / name
    assert old in path.read_bytes()
    path.write_bytes(path.read_bytes().replace(old, new))
    done = run_command(warm, *BUILD)
    assert "1 notebook(s) run" in done.stdout, done.stdout + done.stderr
    assert read_manifest(warm) == before


def test_an_edited_store_is_not_trusted(warm: Project) -> None:
    import pandas as pd

    table = pd.read_parquet(warm.store)
    table.loc[table["indicator"].eq("dental_decay_age5_pct"), "value"] = 99.9
    table.to_parquet(warm.store)
    done = run_command(warm, "explain", "dental_decay_age5_pct", "westminster")
    assert done.returncode == 0, done.stderr
    assert "99.9" not in done.stdout


def test_a_damaged_store_or_outline_is_made_again(warm: Project) -> None:
    before = read_manifest(warm)
    for number, path in enumerate([warm.store, *sorted(warm.layers.iterdir())]):
        path.write_bytes((path.read_bytes()[:-20], b"", b"PAR1 not really")[number % 3])
    done = run_command(warm, *BUILD, "--force")
    assert done.returncode == 0, done.stderr
    assert read_manifest(warm) == before


@pytest.mark.parametrize("damage", [b"", b"PAR1 not really"])
def test_a_damaged_store_is_not_read(warm: Project, damage: bytes) -> None:
    warm.store.write_bytes(damage)
    done = run_command(warm, "explain", "dental_decay_age5_pct", "westminster")
    assert done.returncode == 0, done.stderr
    assert "30.3" in done.stdout


def test_notebooks_that_misbehave_are_named_with_page_and_cell(warm: Project) -> None:
    outside = warm.data / "planted.txt"
    sources = {
        "81_exit": ("import sys; sys.exit(0)", "SystemExit"),
        "82_ends_itself": ("import os; os._exit(0)", "the kernel ended"),
        "83_listens": ("import socket; socket.socket().listen()", "may not open a socket"),
        "84_writes": (f"open({str(outside)!r}, 'w')", "outside its own folder"),
        "85_never_ends": ("while True: pass", "was not made within 15 s"),
        "86_prints": ("for _ in range(50): print('x' * 1_000_000)", "may not print more"),
    }
    if sys.platform == "linux":
        sources["87_hungry"] = ("x = bytearray(4_000_000_000)", "MemoryError")
    for name, (source, _) in sources.items():
        cells = [nbformat.v4.new_code_cell('area = "x"', metadata={"tags": ["parameters"]})]
        cells += [nbformat.v4.new_code_cell(source_text) for source_text in (OPENING, source)]
        notebook = nbformat.v4.new_notebook(cells=cells)
        nbformat.write(notebook, warm.notebooks / "area" / f"{name}.ipynb")
    done = run_command(warm, *BUILD, "--page-limit", "15")
    assert done.returncode == 1
    said = {
        line.split()[1].removeprefix("area/"): line
        for line in done.stderr.splitlines()
        if line.startswith("failed: ")
    }
    assert said.keys() == sources.keys()
    for name, (_, words) in sources.items():
        assert "(westminster), cell 3: " in said[name]
        assert words in said[name]
    assert not outside.exists()
    assert (warm.site / "westminster" / "oral-health.html").is_file()


def test_a_file_of_the_project_changed_by_a_notebook_stops_the_build(warm: Project) -> None:
    before = read_manifest(warm)
    target = warm.data / "planted.parquet"
    source = (
        "import pyarrow as pa, pyarrow.parquet as pq\n"
        f"pq.write_table(pa.table({{'a': [1]}}), {str(target)!r})"
    )
    cells = [nbformat.v4.new_code_cell('area = "x"', metadata={"tags": ["parameters"]})]
    cells += [nbformat.v4.new_code_cell(source_text) for source_text in (OPENING, source)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), warm.notebooks / "area" / "81_past.ipynb")
    done = run_command(warm, *BUILD)
    assert done.returncode == 1
    assert "planted.parquet" in done.stderr
    assert read_manifest(warm) == before


def test_clean_says_what_it_did(warm: Project) -> None:
    assert "removed build" in run_command(warm, "clean").stdout
    assert "nothing to remove" in run_command(warm, "clean").stdout


def test_no_area_data_at_all_is_one_clear_error(tmp_path: Path) -> None:
    project = make_small(tmp_path / "project")
    shutil.rmtree(project.snapshots)
    done = run_command(project, *BUILD)
    assert done.returncode == 1
    assert done.stderr.startswith("error: ")
    assert "Traceback" not in done.stderr
