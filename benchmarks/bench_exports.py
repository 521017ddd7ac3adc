"""What the register, its cards and downloads, and the files to take away add to a cold build.

    python benchmarks/bench_exports.py [--area SLUG]...

Builds a copy of the project from nothing and times the two steps within the build: wall
time, CPU time of all processes, and what that is on two cores that nothing else uses. On a
busy machine only the CPU time says something; the ratio to the CPU time of the whole build
does not depend on the machine.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench_build import copy_project

GOAL = 25.0


def spent() -> float:
    """CPU seconds of this process and of every finished child."""
    whom = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(use.ru_utime + use.ru_stime for use in map(resource.getrusage, whom))


def timed(step: Callable[..., Any], found: dict[str, tuple[float, float]]) -> Callable[..., Any]:
    """``step`` that notes its wall and CPU time under its name."""

    def run(*args: Any, **options: Any) -> Any:
        usual = multiprocessing.get_context
        # Processes of a fork server are nobody's children: their time would not be counted.
        multiprocessing.get_context = lambda _=None: usual("spawn")  # type: ignore[assignment]
        wall, cpu = time.perf_counter(), spent()
        try:
            return step(*args, **options)
        finally:
            multiprocessing.get_context = usual
            found[step.__name__] = (time.perf_counter() - wall, spent() - cpu)

    return run


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--area", action="append", default=[])
    areas = parser.parse_args().area
    from needsbook.book import build
    from needsbook.paths import Project

    found: dict[str, tuple[float, float]] = {}
    build.add_register = timed(build.add_register, found)
    build.add_exports = timed(build.add_exports, found)
    with tempfile.TemporaryDirectory() as folder:
        copy_project(Path(folder))
        os.environ["NEEDSBOOK_PROJECT"] = folder
        start = time.perf_counter()
        report = build.build_book(Project(Path(folder).resolve()), areas)
        whole = time.perf_counter() - start
    for name, (wall, cpu) in found.items():
        print(f"{name:13} wall {wall:6.1f} s   CPU {cpu:6.1f} s   two idle cores {cpu / 2:5.1f} s")
    cpu = sum(one for _, one in found.values()) / 2
    wall = sum(one for one, _ in found.values())
    print(
        f"{len(report.results)} pages, {whole:.1f} s in all, {wall / whole:.0%} of it these steps"
    )
    print(
        f"goal {GOAL:.0f} s on two idle cores: {'met' if cpu <= GOAL else 'missed'} ({cpu:.1f} s)"
    )


if __name__ == "__main__":
    main()
