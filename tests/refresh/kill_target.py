"""A process that forks a refresh at every line it reads, for the kill test.

Forking from one that has imported everything puts the kills into the refresh itself.
"""

from __future__ import annotations

import os
import signal
import sys
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from stubs.small import QUICK

from needsbook.catalogue import load_areas, load_indicators, load_passports
from needsbook.files import INCOMING
from needsbook.paths import Project
from needsbook.refresh import fetch_run as run
from needsbook.refresh.accept import Held
from needsbook.refresh.raw import RawStore
from needsbook.refresh.transport import Client

# The interpreter's names for opening, making, moving and removing.
ACTS = ("open", "os.mkdir", "os.rename", "os.remove", "os.rmdir")


def refresh_for_ever(project: Project, raw: Path) -> None:
    """Refresh and accept in a circle; the stub gives other figures at every round."""
    tasks = run.choose_tasks(project, source="fingertips")
    with Client(RawStore(raw), QUICK) as client:
        while True:
            load_passports.cache_clear()
            held = Held(project)
            report = run.find_differences(client, project, tasks, held, allow_losses=True)
            run.accept(held, report, date(2026, 1, 1))


def die_at(step: int) -> None:
    """Kill this process just before its ``step``-th act on a file under ``data/.incoming``."""
    done = 0

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal done
        if event in ACTS and any(INCOMING in str(argument) for argument in arguments):
            done += 1
            if done == step:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)


def main() -> None:
    """Print the id of a new child for each line of standard input; end when it ends.

    A line holds the step at which the child kills itself, or 0 for a child killed from outside.
    """
    project, raw = Project(Path(sys.argv[1])), Path(sys.argv[2])
    load_areas(project), load_indicators(project)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    print("ready", flush=True)
    while line := sys.stdin.readline():
        child = os.fork()
        if child == 0:
            try:
                if int(line):
                    die_at(int(line))
                refresh_for_ever(project, raw)
            finally:
                print("ended", flush=True)
                os._exit(1)
        print(child, flush=True)


if __name__ == "__main__":
    main()
