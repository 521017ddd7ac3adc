"""What the register, its cards and downloads, and the files to take away add to a cold build.

    python benchmarks/bench_exports.py [--area SLUG]...

Builds a copy of the project from nothing and times, within the build, what follows the HTML
of the pages: the figures of every page, cards, pictures, Word files, PDFs and workbooks. The
share of the whole build does not depend on the machine; the seconds only say something when
nothing else runs on it.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench_build import copy_project

GOAL = 25.0


def noting(step: Callable[..., Any], times: dict[str, float], after: bool) -> Callable[..., Any]:
    """``step`` that notes when it began, or when it was done."""

    def run(*args: Any, **options: Any) -> Any:
        if not after:
            times[step.__name__] = time.perf_counter()
        found = step(*args, **options)
        if after:
            times[step.__name__] = time.perf_counter()
        return found

    return run


def main() -> None:
    """Measure once and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--area", action="append", default=[])
    areas = parser.parse_args().area
    from needsbook.book import build
    from needsbook.paths import Project

    times: dict[str, float] = {}
    build.finish_pages = noting(build.finish_pages, times, True)
    build.write_manifest = noting(build.write_manifest, times, False)
    with tempfile.TemporaryDirectory() as folder:
        copy_project(Path(folder))
        os.environ["NEEDSBOOK_PROJECT"] = folder
        start = time.perf_counter()
        report = build.build_book(Project(Path(folder).resolve()), areas)
        whole = time.perf_counter() - start
    added = times["write_manifest"] - times["finish_pages"]
    print(f"{len(report.results)} pages, {whole:.1f} s in all, {added / whole:.0%} of it added")
    print(f"added {added:.1f} s, goal {GOAL:.0f} s: {'met' if added <= GOAL else 'missed'}")


if __name__ == "__main__":
    main()
