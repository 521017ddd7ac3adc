"""kill -9 at fifty random moments of a refresh: the data are before or after, never between."""

from __future__ import annotations

import itertools
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from stubs.fingertips import Figure, Held
from stubs.small import clear_caches, hold, make_project, read_all

from needsbook.catalogue import load_areas
from needsbook.files import JOURNAL, incoming_folder
from needsbook.store.changes import load_changes

KILLS = 50
# Steps on files under data/.incoming to choose from: those of a few acceptances.
STEPS = 40


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="the system has no kill -9")
def test_kill_at_fifty_random_moments(publishers, tmp_path):
    project = make_project(tmp_path / "killed")
    codes = [area.code for area in load_areas(project).at_level("upper_tier")]
    periods = ["2021/22", "2022/23", "2023/24"]
    hold(
        project,
        "ohid_obesity",
        [
            (name, code, "2021/22", "1")
            for name in ("obesity_year6", "obesity_reception")
            for code in codes
        ],
    )
    rounds = itertools.count(2)

    def serve(request):
        # Every round all figures have one new value, so that a mixture would be seen.
        if request.path == "/available_data":
            served.value = next(rounds) % 90
        for held in served.held.values():
            for figure in held.figures[502]:
                figure.value = str(served.value)
        return served(request)

    served = publishers.fingertips
    figures = [Figure(code, period, "1") for code in codes for period in periods]
    served.traps = False
    served.held = {
        90323: Held("Year 6", "Persons", "10-11 yrs", {502: figures}),
        90319: Held("Reception", "Persons", "4-5 yrs", {502: figures}),
    }
    publishers.server.apps["fingertips"] = serve
    command = [
        sys.executable,
        str(Path(__file__).with_name("kill_target.py")),
        str(project.root),
        str(tmp_path / "raw"),
    ]
    draw = random.Random(20261122)
    seen: set[float] = set()
    left_waiting = 0
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout.readline() == "ready\n"
        for number in range(KILLS):
            # Every other child kills itself at a step of its writing: how long that lasts
            # differs between machines, so no moment of the clock would be sure to hit it.
            step = draw.randint(1, STEPS) if number % 2 else 0
            parent.stdin.write(f"{step}\n")
            parent.stdin.flush()
            child = parent.stdout.readline().strip()
            assert child.isdigit(), f"round {number}: the refresh ended by itself"
            if not step:
                time.sleep(draw.uniform(0.0, 1.2))
                os.kill(int(child), signal.SIGKILL)
            wait_gone(int(child))
            left_waiting += any(incoming_folder(project).glob("batch-*"))
            seen |= check_whole(project, number)
        parent.stdin.close()
    # The test means something only if refreshes were accepted, and some cut in their writing.
    assert len(seen) > 3
    assert left_waiting > 10
    clear_caches()


def wait_gone(child: int) -> None:
    for _ in range(6000):
        try:
            os.kill(child, 0)
        except ProcessLookupError:
            return
        time.sleep(0.01)
    raise AssertionError("the killed process did not go")


def check_whole(project, number: int) -> set[float]:
    """What `needsbook check` reads, passports first: that finishes what was committed."""
    rows = read_all(project)["ohid_obesity"]
    seen: set[float] = set()
    for name in ("obesity_year6", "obesity_reception"):
        values = {row[3] for row in rows if row[0] == name}
        assert len(values) == 1, f"round {number}: a mixture of {values}"
        seen |= values
    load_changes(project)
    assert not (incoming_folder(project) / JOURNAL).exists()
    return seen
