"""Wall time of intervals and verdicts for every figure of the store, all at once.

    python benchmarks/bench_stats.py [--rounds N] [--limit SECONDS]

Prints the number of rows, the median and the worst time, and leaves with 1 when the
median is over the limit.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time

from needsbook.findings.assess import find_benchmarks, find_rules
from needsbook.stats.assess_table import assess_table
from needsbook.store import open_store


def main() -> int:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--limit", type=float, default=2.0)
    chosen = options.parse_args()
    store = open_store()
    rules, benchmarks = find_rules(store), find_benchmarks(store)
    times = []
    for _ in range(chosen.rounds):
        start = time.perf_counter()
        found = assess_table(store.table, rules, benchmarks)
        times.append(time.perf_counter() - start)
    median, worst = statistics.median(times), max(times)
    tested = int((found["england"] > 0).sum())
    print(f"{len(found):,} figures, {tested:,} tested against England")
    print(
        f"intervals and verdicts: {median:.3f} s (median of {chosen.rounds}), worst {worst:.3f} s"
    )
    return int(median > chosen.limit)


if __name__ == "__main__":
    sys.exit(main())
