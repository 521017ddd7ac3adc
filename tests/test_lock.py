"""One writer at a time, and a lock that goes with its process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from needsbook.lock import NAME, ProjectInUse, hold_project
from needsbook.paths import Project
from tests.conftest import copy_project, run_command

HOLD = (
    "import sys, time; from pathlib import Path; from needsbook.lock import hold_project\n"
    "from needsbook.paths import Project\n"
    "with hold_project(Project(Path(sys.argv[1])), 'build'):\n"
    "    print('held', flush=True); time.sleep(float(sys.argv[2]))\n"
)


def start_holder(root: Path, seconds: float) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(root), str(seconds)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_writer_is_told_who_holds_the_project(tmp_path: Path) -> None:
    holder = start_holder(tmp_path, 30)
    try:
        with pytest.raises(ProjectInUse) as found, hold_project(Project(tmp_path), "import"):
            pass
    finally:
        holder.kill()
        holder.wait()
    assert f"needsbook build is writing (process {holder.pid}, since " in str(found.value)
    assert "--wait" in str(found.value)


def test_a_second_writer_that_waits_has_its_turn(tmp_path: Path) -> None:
    holder = start_holder(tmp_path, 0.5)
    with hold_project(Project(tmp_path), "import", wait=20):
        assert holder.wait(10) == 0


def test_a_killed_holder_leaves_no_lock(tmp_path: Path) -> None:
    holder = start_holder(tmp_path, 30)
    os.kill(holder.pid, signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
    holder.wait()
    assert (tmp_path / NAME).read_text(encoding="utf-8")  # the note stays, the lock does not
    started = time.monotonic()
    with hold_project(Project(tmp_path), "build"):
        pass
    assert time.monotonic() - started < 5


def test_the_lock_may_be_taken_again_by_who_holds_it(tmp_path: Path) -> None:
    with hold_project(Project(tmp_path), "import"):
        with hold_project(Project(tmp_path), "build"):
            pass
        with pytest.raises(subprocess.CalledProcessError):
            subprocess.run(
                [sys.executable, "-c", HOLD, str(tmp_path), "0"], check=True, capture_output=True
            )


@pytest.mark.parametrize(
    "arguments",
    [
        ("build",),
        ("clean",),
        ("freeze", "never"),
        ("ids", "--update"),
        ("import", "missing.csv", "--as", "obesity_year6_pct"),
        ("refresh", "--yes"),
        ("add-area", "E08000003"),
    ],
)
def test_every_command_that_writes_is_refused_while_another_does(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    project = copy_project(tmp_path / "project", anew=True)
    with hold_project(project, "build"):
        done = run_command(project, *arguments, timeout=60)
    assert done.returncode == 1
    assert "the project is in use: needsbook build is writing" in done.stderr
    assert "Traceback" not in done.stderr
    assert not project.build.exists()


def test_commands_that_only_read_are_not_refused(project_copy: Project) -> None:
    with hold_project(project_copy, "build"):
        done = run_command(project_copy, "explain", "obesity_year6_pct", "westminster", timeout=120)
    assert done.returncode == 0, done.stderr
