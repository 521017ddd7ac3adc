"""A build sent to a real scheduler with two workers, one of which is lost half way."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from needsbook.book.cluster import pack, relocate, unpack
from needsbook.book.publish import list_differences
from needsbook.errors import BuildError
from needsbook.exports.zips import write_zip
from needsbook.paths import Project
from tests.conftest import PORTAL, make_portal, make_small, run_command


@dataclass
class Running:
    address: str
    workers: list[subprocess.Popen[bytes]]


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Running]:
    pytest.importorskip("distributed")
    said = tmp_path / "scheduler.json"
    common = ["--no-dashboard", "--scheduler-file", str(said)]
    start = [sys.executable, "-m"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": tmp_path}
    scheduler = subprocess.Popen(
        [*start, "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", *common],
        **quiet,  # type: ignore[call-overload]
    )
    end = time.monotonic() + 60
    while not said.exists() and time.monotonic() < end:
        time.sleep(0.2)
    # A short path: the sockets of kernels stand in it, and their names have a limit.
    short = tempfile.mkdtemp(prefix="d")
    workers = [
        subprocess.Popen(
            [*start, "distributed.cli.dask_worker", "--nthreads", "1", "--no-nanny", *common],
            env={**os.environ, "TMPDIR": short},
            **quiet,  # type: ignore[call-overload]
        )
        for _ in range(2)
    ]
    yield Running(json.loads(said.read_text())["address"], workers)
    for process in (*workers, scheduler):
        process.kill()
        process.wait()
    shutil.rmtree(short, ignore_errors=True)


def test_a_lost_worker_loses_nothing_and_the_bytes_are_the_same(
    cluster: Running, portal: Project, tmp_path: Path
) -> None:
    project = make_portal(tmp_path / "project")
    environment = {**os.environ, "NEEDSBOOK_PROJECT": str(project.root)}
    building = subprocess.Popen(
        [sys.executable, "-m", "needsbook.cli", *PORTAL, "--scheduler", cluster.address],
        cwd=project.root, env=environment, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert building.stderr is not None
    lines = []
    for line in building.stderr:
        lines.append(line)
        if line.startswith("Making books 1/"):
            cluster.workers[0].kill()
    assert building.wait() == 0, "".join(lines)
    pages = [line.split(": ", 1)[1] for line in lines if line.startswith("Running notebooks")]
    assert len(pages) == len(set(pages))
    before, after = (
        json.loads((built.site / "manifest.json").read_text()) for built in (portal, project)
    )
    assert before == after
    assert not list_differences(project.site)


def test_no_scheduler_is_one_clear_error(tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    project = make_small(tmp_path / "project")
    done = run_command(project, "build", "--scheduler", "tcp://127.0.0.1:9")
    assert done.returncode == 1
    assert "no scheduler answers" in done.stderr
    assert "Traceback" not in done.stderr


def test_files_travel_whole_and_stay_below_the_project(tmp_path: Path) -> None:
    first, second = tmp_path / "one", tmp_path / "two"
    (first / "a" / ".hidden").mkdir(parents=True)
    (first / "a" / "x.txt").write_text("x")
    (first / "a" / ".hidden" / "y.txt").write_text("y")
    content = pack(first, [first / "a"])
    assert content == pack(first, [first / "a"])
    unpack(content, second)
    assert [path.name for path in second.rglob("*") if path.is_file()] == ["x.txt"]
    with pytest.raises(BuildError, match="leads out"):
        unpack(write_zip({"../x.txt": b"x"}), second)


def test_paths_move_with_the_project() -> None:
    moved = relocate(["/a/b", ("/a", "/ab", 3), "x"], "/a", "/new/c")
    assert moved == ["/new/c/b", ("/new/c", "/ab", 3), "x"]
