"""Wall time until the store can be asked, in a new process each time, its table already made.

    python benchmarks/bench_store.py [--rounds N] [--limit SECONDS]

Prints the number of figures, the median and the worst time, and leaves with 1 when the
median is over the limit. Loading the libraries is not counted.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys

ASKED = """
import time
import pandas
from needsbook.store import open_store
start = time.perf_counter()
store = open_store()
print(time.perf_counter() - start, len(store.table))
"""


def main() -> int:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--limit", type=float, default=0.4)
    chosen = options.parse_args()
    times, rows = [], 0
    # The first makes the table where it is out of date, and is not counted.
    for number in range(chosen.rounds + 1):
        done = subprocess.run(
            [sys.executable, "-c", ASKED], check=True, capture_output=True, text=True
        )
        taken, found = done.stdout.split()
        rows = int(found)
        if number:
            times.append(float(taken))
    median, worst = statistics.median(times), max(times)
    print(f"{rows:,} figures: {median:.3f} s (median of {chosen.rounds}), worst {worst:.3f} s")
    return int(median > chosen.limit)


if __name__ == "__main__":
    sys.exit(main())
