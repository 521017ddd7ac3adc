"""Wall time, CPU time and peak memory of a cold build and of a no-change build.

    python benchmarks/bench_build.py [--area SLUG]...

Works in a copy of the project, so the published book stays. The peak is that of the
largest single process, sampled over the whole process tree where /proc is there.
"""

from __future__ import annotations

import argparse
import contextlib
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


class Watch(threading.Thread):
    """Looks at the processes below ``root_pid`` five times a second, until ``stop`` is called.

    ``peak`` is the largest resident set of any of them in KiB. ``servers`` holds the seconds of
    CPU of those that others are split off from, with all their ended children: the system
    does not count them as the build's own.
    """

    def __init__(self, root_pid: int) -> None:
        super().__init__(daemon=True)
        self.root, self.peak = root_pid, 0
        self.servers: dict[int, float] = {}
        self._ended = threading.Event()

    def run(self) -> None:
        tick = os.sysconf("SC_CLK_TCK")
        page = os.sysconf("SC_PAGE_SIZE") // 1024
        while not self._ended.wait(0.2):
            held: dict[int, list[str]] = {}
            for entry in os.listdir("/proc"):
                if entry.isdigit():
                    with contextlib.suppress(OSError):
                        text = Path(f"/proc/{entry}/stat").read_text()
                        held[int(entry)] = text.rpartition(")")[2].split()
            family = {self.root}
            for _ in range(8):
                family |= {pid for pid, fields in held.items() if int(fields[1]) in family}
            for pid in family & held.keys():
                self.peak = max(self.peak, int(held[pid][21]) * page)
                if int(held[pid][1]) == self.root:
                    with contextlib.suppress(OSError):
                        if b"forkserver" in Path(f"/proc/{pid}/cmdline").read_bytes():
                            self.servers[pid] = sum(map(int, held[pid][11:15])) / tick

    def stop(self) -> None:
        """Look no longer."""
        self._ended.set()
        self.join()


def measure(arguments: list[str], project: Path) -> tuple[float, float, float]:
    """Seconds of wall time, seconds of CPU time, MB of the largest process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    environment = {**os.environ, "NEEDSBOOK_PROJECT": str(project)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-m", "needsbook.cli", "build", *arguments]
    process = subprocess.Popen(
        command, cwd=project, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    watch = Watch(process.pid)
    if Path("/proc").exists():
        watch.start()
    code = process.wait()
    wall = time.perf_counter() - start
    if watch.is_alive():
        watch.stop()
    if code != 0:
        sys.exit(f"the build failed with exit code {code}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu + sum(watch.servers.values()), watch.peak / 1024


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
