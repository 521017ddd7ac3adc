"""Files damaged at random and one of 200 MB: read right or refused, and the memory it takes.

Run: python benchmarks/bench_imports.py [--files 10000] [--megabytes 200 --most 900]
Exit code 1 when a file is read wrong, wrongly refused or ends in a traceback, or when reading
the large file takes more memory than allowed.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "refresh" / "reading")]

from fuzzing import make_case  # noqa: E402

from needsbook.errors import NeedsbookError  # noqa: E402
from needsbook.paths import Project  # noqa: E402
from needsbook.refresh.accept import Held  # noqa: E402
from needsbook.refresh.imports import read_as  # noqa: E402
from needsbook.refresh.raw import RawStore  # noqa: E402
from needsbook.refresh.reading.choice import Choice  # noqa: E402

YEAR6 = "obesity_year6_resident_pct"


def _read(path: Path, held: Held, store: RawStore) -> dict[tuple[str, str], float]:
    found = read_as(path, YEAR6, held.project, held, store, Choice())
    return {
        (row.area_code, row.period): float(row.value)
        for difference in found.differences
        for row in difference.fetched.rows.itertuples()
    }


def try_files(number: int, first: int, folder: Path) -> Counter[str]:
    """How the files with the seeds from ``first`` on end."""
    held, store, path = Held(Project(ROOT)), RawStore(folder / "raw"), folder / "table.csv"
    ends: Counter[str] = Counter()
    for seed in range(first, first + number):
        content, truth = make_case(seed)
        path.write_bytes(content)
        expected = None if truth is None else {key: float(text) for key, text in truth.items()}
        try:
            found = _read(path, held, store)
            end = "right" if found == expected else "WRONG"
        except NeedsbookError as error:
            # Values drawn at random may jump as no earlier ones did: a person is asked then.
            asked = "--jumps" in (error.do or "")
            end = "refused" if expected is None else "asked" if asked else "WRONGLY REFUSED"
        except Exception as error:  # what the benchmark looks for
            end = f"TRACEBACK {type(error).__name__}"
        ends[end] += 1
        if end.isupper() or end.startswith("TRACEBACK"):
            print(f"seed {seed}: {end}", flush=True)
    return ends


def try_large(megabytes: int, folder: Path) -> float:
    """The peak memory in megabytes after a file of many rows of other measures was read."""
    path = folder / "large.csv"
    row = "Reception prevalence of overweight,E09000033,Westminster,2024/25,20.1,a note of some length\n"
    with path.open("w", encoding="utf-8") as file:
        file.write("indicator,area_code,area_name,period,value,comment\n")
        for _ in range(megabytes * 1_000_000 // len(row)):
            file.write(row)
        file.write(
            "Year 6 prevalence of obesity (including severe obesity),E09000033,Westminster,2025/26,24.5,\n"
        )
    start = time.perf_counter()
    found = _read(path, Held(Project(ROOT)), RawStore(folder / "raw"))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{path.stat().st_size / 1e6:.0f} MB: {time.perf_counter() - start:.0f} s, {peak:.0f} MB")
    if found != {("E09000033", "2025/26"): 24.5}:
        print(f"READ WRONG: {found}")
        return float("inf")
    return peak


def main() -> int:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=0)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--megabytes", type=int, default=0)
    parser.add_argument("--most", type=float, default=900.0)
    asked = parser.parse_args()
    failed = False
    with tempfile.TemporaryDirectory() as name:
        if asked.files:
            ends = try_files(asked.files, asked.first, Path(name))
            print(dict(ends))
            failed = bool(set(ends) - {"right", "refused", "asked"})
        if asked.megabytes:
            failed |= try_large(asked.megabytes, Path(name)) > asked.most
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
