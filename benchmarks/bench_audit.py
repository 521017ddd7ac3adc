"""The audit of the whole plan: under 10 seconds and 500 MB, reading the store included.

Run: python benchmarks/bench_audit.py [plan]
"""

from __future__ import annotations

import resource
import sys
import time

from needsbook.audit.run import audit_what
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


def main() -> int:
    """Print the measures; 1 if one is over its limit."""
    seconds, megabytes = measure(sys.argv[1] if len(sys.argv) > 1 else "bi-borough-2019")
    print(
        f"audit: {seconds:.2f} s (at most {MOST_SECONDS:g}), {megabytes:.0f} MB (at most {MOST_MEGABYTES:g})"
    )
    return int(seconds > MOST_SECONDS or megabytes > MOST_MEGABYTES)


if __name__ == "__main__":
    sys.exit(main())
