"""Wall time, CPU time and peak memory of a cold build and of a no-change build.

    python benchmarks/bench_build.py [--area SLUG]...

Works in a copy of the project, so the published book stays. The peak is that of the
largest single process, sampled over the whole process tree where /proc is there.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COPIED = ("_config.yml", "book", "data", "editions", "geo", "notebooks")


def copy_project(target: Path) -> None:
    """What a build needs, without what earlier builds made."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, target / name)
        elif source.exists():
            shutil.copy2(source, target / name)


def watch_memory(root_pid: int, stop: threading.Event, peak: list[int]) -> None:
    """The largest resident set of any process below ``root_pid``, in KiB, into ``peak``."""
    while not stop.wait(0.05):
        family = {root_pid}
        found: dict[int, tuple[int, int]] = {}
        for entry in os.listdir("/proc"):
            if not entry.isdigit():
                continue
            try:
                text = Path(f"/proc/{entry}/status").read_text()
            except OSError:
                continue
            fields = dict(line.split(":", 1) for line in text.splitlines() if ":" in line)
            found[int(entry)] = (
                int(fields["PPid"]),
                int(fields.get("VmRSS", "0 kB").split()[0]),
            )
        for _ in range(6):
            family |= {pid for pid, (parent, _) in found.items() if parent in family}
        peak[0] = max([peak[0], *(found[pid][1] for pid in family if pid in found)])


def measure(arguments: list[str], project: Path) -> tuple[float, float, float]:
    """Seconds of wall time, seconds of CPU time, MB of the largest process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    environment = {**os.environ, "NEEDSBOOK_PROJECT": str(project)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-m", "needsbook.cli", "build", *arguments]
    process = subprocess.Popen(command, cwd=project, env=environment, stderr=subprocess.DEVNULL)
    stop, peak = threading.Event(), [0]
    if Path("/proc").exists():
        watcher = threading.Thread(target=watch_memory, args=(process.pid, stop, peak))
        watcher.start()
    code = process.wait()
    stop.set()
    if code != 0:
        sys.exit(f"the build failed with exit code {code}")
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu, peak[0] / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--area", action="append", default=[])
    areas = [part for area in parser.parse_args().area for part in ("--area", area)]
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        copy_project(project)
        for name in ("cold", "no change"):
            wall, cpu, peak = measure(areas, project)
            print(
                f"{name:10} wall {wall:6.1f} s   CPU {cpu:6.1f} s   largest process {peak:5.0f} MB"
            )


if __name__ == "__main__":
    main()
