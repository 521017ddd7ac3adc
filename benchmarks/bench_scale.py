"""Portals of 2, 8 and 33 areas: cold, one figure changed, nothing changed; beside the naive loop.

    python benchmarks/bench_scale.py [--areas 2,8,33] [--naive 12] [--england]

Each size is built in a copy of the project. The naive loop calls papermill's own command
for notebook after notebook; it is timed over ``--naive`` of them, spread over the templates,
and reckoned up to all (0 runs every one). Prints seconds, CPU seconds, the largest process,
the size of the site, and the ratios the aims are set in. Nothing is timed in a test.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bench_build import copy_project, measure

AIMS = (
    "aims on two cores: London cold at least 6 times faster than the naive loop and under 360 s, "
    "an area at 33 within 1.1 of one at 8, one figure under 8 s, nothing under 2 s, "
    "no process above 700 MB, London under 350 MB"
)


def list_areas(most: int) -> list[str]:
    """Slugs of London's boroughs (``most`` of them), or of all authorities beyond 33."""
    from needsbook.catalogue import load_areas
    from needsbook.paths import find_project

    areas = load_areas(find_project())
    region = "E12000007" if most <= 33 else ""
    return [area.slug for area in areas.at_level("upper_tier", region)][:most]


def write_group(project: Path, slugs: Sequence[str]) -> str:
    """A file of areas in ``project``; its name."""
    text = "title: Areas measured\nareas:\n" + "".join(f"  - {slug}\n" for slug in slugs)
    (project / "group.yml").write_text(text, encoding="utf-8")
    return "group.yml"


def change_figure(project: Path, slug: str) -> None:
    """Another value for one figure of ``slug``, in its snapshot and its passport."""
    from needsbook.catalogue import load_areas
    from needsbook.paths import find_project

    code = load_areas(find_project())[slug].code
    # A snapshot that a frozen edition rests on may not change under its release.
    frozen = {
        name
        for path in (project / "editions").glob("*/catalogue.json")
        for name in json.loads(path.read_text(encoding="utf-8"))["datasets"]
    }
    held: list[int] = []
    for path in sorted((project / "data" / "snapshots").glob("*/*.csv")):
        if path.stem not in frozen:
            lines = path.read_text(encoding="utf-8").splitlines()
            place = lines[0].split(",").index("value")
            held = [at for at, line in enumerate(lines) if is_of(line, code, place)]
        if held:
            break
    number = held[-1]
    cells = lines[number].split(",")
    cells[place] = f"{float(cells[place]) + 0.1:.1f}"
    lines[number] = ",".join(cells)
    path.write_bytes(("\n".join(lines) + "\n").encode("utf-8"))
    passport = path.with_suffix(".yml")
    said = passport.read_text(encoding="utf-8").splitlines()
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    said = [f"sha256: {digest}" if line.startswith("sha256:") else line for line in said]
    passport.write_bytes(("\n".join(said) + "\n").encode("utf-8"))


def is_of(line: str, code: str, place: int) -> bool:
    """Whether a line of a snapshot holds a value of an area."""
    cells = line.split(",")
    return cells[1] == code and bool(cells[place])


def weigh(folder: Path) -> tuple[float, int]:
    """MB and files of a site."""
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    return sum(sizes) / 1e6, len(sizes)


def time_naive(project: Path, slugs: Sequence[str], sample: int) -> tuple[float, int]:
    """Seconds papermill's command needs for every notebook of ``slugs``, one after the other."""
    templates = sorted((project / "notebooks" / "area").glob("*.ipynb"))
    runs = [(path, slug) for slug in slugs for path in templates]
    step = max(1, len(runs) // sample) if sample else 1
    chosen = runs[::step]
    environment = {**os.environ, "NEEDSBOOK_PROJECT": str(project)}
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        for path, slug in chosen:
            subprocess.run(
                [sys.executable, "-m", "papermill", str(path), f"{folder}/out.ipynb", "-p", "area", slug],
                cwd=project, env=environment, check=True,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
    return (time.perf_counter() - start) / len(chosen) * len(runs), len(runs)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--areas", default="2,8,33", help="Sizes to measure, with commas.")
    parser.add_argument(
        "--naive", type=int, default=12, help="Notebooks the naive loop is timed over."
    )
    parser.add_argument("--england", action="store_true", help="Every authority as well.")
    chosen = parser.parse_args()
    sizes = [int(word) for word in chosen.areas.split(",")] + [153] * chosen.england
    print(
        f"{'areas':>5} {'build':<12} {'s':>7} {'CPU s':>7} {'s/area':>7} {'MB process':>10} {'MB site':>8} {'files':>7} {'naive/this':>10}"
    )
    for size in sizes:
        slugs = list_areas(size)
        with tempfile.TemporaryDirectory() as folder:
            project = Path(folder).resolve()
            copy_project(project)
            group = write_group(project, slugs)
            naive = 0.0
            for name in ("cold", "one figure", "nothing"):
                if name == "one figure":
                    change_figure(project, slugs[0])
                wall, cpu, peak = measure(["--group", group], project)
                if not naive:  # after the first build: the naive loop finds the outlines there
                    naive, runs = time_naive(project, slugs, chosen.naive)
                    print(
                        f"{len(slugs):>5} {'naive loop':<12} {naive:7.1f} ({runs} notebooks, pages alone, no book)"
                    )
                weight, files = weigh(project / "build" / "site")
                print(
                    f"{len(slugs):>5} {name:<12} {wall:7.1f} {cpu:7.1f} {wall / len(slugs):7.2f} {peak:10.0f} "
                    f"{weight:8.0f} {files:7d} {naive / wall:10.1f}",
                    flush=True,
                )
    print(AIMS)


if __name__ == "__main__":
    main()
