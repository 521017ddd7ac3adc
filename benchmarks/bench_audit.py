"""The audit of the whole plan: under 10 seconds and 500 MB, reading the store included.

Run: python benchmarks/bench_audit.py [plan]
     python benchmarks/bench_audit.py --quality   how well the documents of the tests are read
"""

from __future__ import annotations

import importlib.util
import resource
import sys
import time
from pathlib import Path

from needsbook.audit.audit_run import audit_what
from needsbook.paths import find_project

MOST_SECONDS = 10.0
MOST_MEGABYTES = 500.0


def measure(plan: str) -> tuple[float, float]:
    """Seconds of the wall clock and peak resident megabytes of one audit."""
    start = time.perf_counter()
    audit_what(find_project(), plan, (), "json")
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return seconds, peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


QUALITY = Path(__file__).resolve().parent.parent / "tests" / "audit" / "quality.py"


def print_quality() -> int:
    """Print recall, indicator and place, verdicts and false complaints; 1 if any complaint is false."""
    from needsbook.store import open_store

    found = importlib.util.spec_from_file_location("quality", QUALITY)
    assert found is not None
    assert found.loader is not None
    quality = importlib.util.module_from_spec(found)
    sys.modules["quality"] = quality
    found.loader.exec_module(quality)
    counts, misses = quality.measure_quality(open_store(find_project()))
    asked = counts["asked"]
    for key, words in (
        ("found", "numbers found"), ("read", "with the right indicator and place"),
        ("judged", "with the right verdict"),
    ):  # fmt: skip
        print(f"{words}: {counts[key]} of {asked} ({100 * counts[key] / asked:.0f}%)")
    print(f"complaints: {counts['complaints']}, false: {counts['false']}")
    print("\n".join(misses))
    return int(counts["false"] > 0)


def main() -> int:
    """Print the measures; 1 if one is over its limit."""
    if "--quality" in sys.argv[1:]:
        return print_quality()
    seconds, megabytes = measure(sys.argv[1] if len(sys.argv) > 1 else "bi-borough-2019")
    print(
        f"audit: {seconds:.2f} s (at most {MOST_SECONDS:g}), {megabytes:.0f} MB (at most {MOST_MEGABYTES:g})"
    )
    return int(seconds > MOST_SECONDS or megabytes > MOST_MEGABYTES)


if __name__ == "__main__":
    sys.exit(main())
