"""Killing builds at counted steps, and seeing what is left of them."""

from __future__ import annotations

import json
import time
from pathlib import Path

from needsbook.paths import Project

# Counts what the build itself does to files, and kills it at one of these steps.
KILLER = """
import os, signal, sys
if os.environ.get("KILL_AT") and "cli" in " ".join(sys.orig_argv):
    count, at, writing = 0, int(os.environ.pop("KILL_AT")), os.O_WRONLY | os.O_RDWR
    def hook(event, args):
        global count
        if event in ("os.rename", "os.remove", "shutil.rmtree", "os.mkdir") or (
            event == "open" and isinstance(args[2], int) and args[2] & writing
        ):
            count += 1
            if count == at:
                os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(hook)
    if os.environ.get("KILL_COUNT"):
        import atexit
        place = os.environ["KILL_COUNT"]
        atexit.register(lambda: print(count, file=open(place, "w")))
"""


def place_killer(folder: Path) -> Path:
    """A folder for ``PYTHONPATH`` that lets builds be killed."""
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(KILLER, encoding="utf-8")
    return folder


def read_manifest(project: Project) -> dict[str, object]:
    return json.loads((project.site / "manifest.json").read_text(encoding="utf-8"))


def read_steps(project: Project) -> int:
    """How many steps the build of a project of ``tests.conftest.build_once`` took."""
    return int((project.root.parent / "steps.txt").read_text(encoding="utf-8"))


def list_processes(mark: str) -> list[int]:
    """Processes whose environment holds ``mark``."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if mark.encode() in (folder / "environ").read_bytes():
                state = (folder / "stat").read_text().rsplit(")", 1)[1].split()[0]
                found += [int(folder.name)] if state != "Z" else []
        except OSError:
            continue
    return found


def wait_for_none(mark: str, seconds: float = 5) -> list[int]:
    """Processes whose environment still holds ``mark`` after so long."""
    end = time.monotonic() + seconds
    while (left := list_processes(mark)) and time.monotonic() < end:
        time.sleep(0.05)
    return left
