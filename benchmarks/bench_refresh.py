"""Refresh 12 indicators for all 153 authorities from loopback stubs: wall, CPU, peak memory.

Run: python benchmarks/bench_refresh.py [--seconds 30 --megabytes 500]
Exit code 1 when a limit is passed. The stubs run in a process of their own, so that the
memory is the refresh's alone.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import shutil
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "refresh")]

INDICATORS = (
    "obesity_reception_resident_pct", "obesity_year6_resident_pct", "dental_decay_age5_pct",
    "injury_admissions_0_14_per_10k", "low_birth_weight_pct", "ks2_rwm_expected_pct",
    "persistent_absence_pct", "looked_after_count", "looked_after_rate_per_10k",
    "good_level_of_development_pct", "child_poverty_ahc_pct", "population_0_17",
)  # fmt: skip


def serve(root: Path, pipe) -> None:
    """Serve, for every English authority, what the project holds and one period more."""
    from stubs.england import fill_publishers
    from stubs.server import StubServer
    from stubs.small import Publishers

    from needsbook.paths import Project

    with StubServer() as server:
        publishers = Publishers(server)
        addresses = publishers.addresses()
        fill_publishers(publishers, Project(root), INDICATORS)
        pipe.send(addresses)
        pipe.recv()


def main() -> int:
    """Print the measures; 1 if a limit is passed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--megabytes", type=float, default=500)
    limits = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "project"
        for name in ("data", "geo"):
            shutil.copytree(ROOT / name, root / name)
        (root / "_config.yml").write_text("title: benchmark\n")
        here, there = multiprocessing.get_context("spawn").Pipe()
        process = multiprocessing.get_context("spawn").Process(target=serve, args=(root, there))
        process.start()
        addresses = here.recv()
        for name, address in addresses.items():
            os.environ[f"NEEDSBOOK_URL_{name.upper()}"] = address
        os.environ["NEEDSBOOK_RAW"] = str(Path(folder) / "raw")
        for name in (
            "HTTP_PROXY",
            "HTTPS_PROXY",
            "http_proxy",
            "https_proxy",
            "ALL_PROXY",
            "all_proxy",
        ):
            os.environ.pop(name, None)
        wall, cpu = time.perf_counter(), time.process_time()
        print(refresh(root))
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        here.send("stop")
        process.join(10)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"wall {wall:.1f} s (limit {limits.seconds:.0f}), CPU {cpu:.1f} s, "
          f"peak memory {peak:.0f} MB (limit {limits.megabytes:.0f})")  # fmt: skip
    return int(wall > limits.seconds or peak > limits.megabytes)


def refresh(root: Path) -> str:
    """Fetch, compare and accept; what was taken, in one line."""
    from needsbook.catalogue import load_areas
    from needsbook.paths import Project
    from needsbook.refresh import fetch_run as run
    from needsbook.refresh.accept import Held
    from needsbook.refresh.raw import RawStore
    from needsbook.refresh.transport import Client

    project = Project(root)
    tasks = [task for task in run.choose_tasks(project) if task.indicator.id in INDICATORS]
    held = Held(project)
    with Client(RawStore()) as client:
        report = run.find_differences(client, project, tasks, held)
    run.accept(held, report, date(2026, 1, 1))
    authorities = {
        code
        for difference in report.differences
        for code in difference.fetched.rows["area_code"]
        if load_areas(project)[code].level == "upper_tier"
    }
    figures = sum(len(difference.fetched.rows) for difference in report.differences)
    return (
        f"{len({difference.fetched.indicator for difference in report.differences})} indicators, "
        f"{len(authorities)} authorities, {figures:,} figures fetched, {len(report.replaced)} files written"
    )


if __name__ == "__main__":
    sys.exit(main())
