"""Builds killed at counted steps: nothing of them is left, and the next one is right.

A portal and a build are killed twice, one kill after the other, for every kill costs a build
and more. ``make test-all`` also kills a build at each of four steps alone, and
``NEEDSBOOK_KILLS=20`` besides kills a portal so often.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from needsbook.book.publish import list_differences
from needsbook.paths import Project
from tests.conftest import PORTAL, make_portal, make_small, run_command
from tests.killing import place_killer, read_manifest, read_steps, wait_for_none

BUILD = ("build", "--area", "westminster")
KILLS = int(os.environ.get("NEEDSBOOK_KILLS", "2"))
# Each series in a project of its own: parts of the steps that an undisturbed build takes.
SERIES = [(0.1, 0.4)]
if {"NEEDSBOOK_KILLS", "NEEDSBOOK_ALL_AREAS"} & os.environ.keys():
    SERIES += [(0.03,), (0.1,), (0.4,), (0.9,)]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@pytest.fixture
def short() -> Iterator[Path]:
    """A folder for temporary files with a short path: names of sockets have a limit."""
    folder = Path(tempfile.mkdtemp(prefix="k", dir="/tmp"))
    yield folder
    shutil.rmtree(folder)


@pytest.mark.parametrize("series", SERIES)
def test_a_kill_leaves_no_process_and_the_next_build_is_right(
    small: Project, tmp_path: Path, short: Path, series: tuple[float, ...]
) -> None:
    project = make_small(tmp_path / "project")
    guard = place_killer(tmp_path / "guard")
    for part in series:
        step = int(part * read_steps(small))
        more = {"PYTHONPATH": str(guard), "KILL_AT": str(step), "TMPDIR": str(short)}
        done = run_command(project, *BUILD, more=more)
        assert done.returncode == -signal.SIGKILL, "the build has fewer steps"
        assert not wait_for_none(str(guard))
    done = run_command(project, *BUILD, more={"TMPDIR": str(short)})
    assert done.returncode == 0, done.stderr
    assert read_manifest(project) == read_manifest(small)
    assert not list_differences(project.site)
    assert not list(short.glob("needsbook-*"))


def test_a_portal_killed_again_and_again_is_right_in_the_end(
    portal: Project, tmp_path: Path, short: Path
) -> None:
    project = make_portal(tmp_path / "project")
    guard = place_killer(tmp_path / "guard")
    more = {"PYTHONPATH": str(guard), "TMPDIR": str(short)}
    steps, undisturbed = read_steps(portal), read_manifest(portal)
    assert steps > 10 * KILLS
    # Every build goes on from what the one killed before it has left.
    for number in range(1, KILLS + 1):
        at = max(1, number * steps // (KILLS + 1))
        done = run_command(project, *PORTAL, more={**more, "KILL_AT": str(at)})
        if done.returncode == 0:  # so little was left to do: begin anew
            assert read_manifest(project) == undisturbed
            shutil.rmtree(project.build)
            done = run_command(project, *PORTAL, more={**more, "KILL_AT": str(at)})
        assert done.returncode == -signal.SIGKILL
        assert not wait_for_none(str(guard)), at
        if (project.site / "manifest.json").exists():
            assert not list_differences(project.site)
    done = run_command(project, *PORTAL, more={"TMPDIR": str(short)})
    assert done.returncode == 0, done.stderr
    assert read_manifest(project) == undisturbed
    assert not list_differences(project.site)
    assert not list(short.glob("needsbook-*"))
