"""The ladder of evidence for every indicator, authority and period: under 3 seconds.

Run: python benchmarks/bench_ladder.py

Measured are the evidence of every figure (bases of other tables, people living there) and
the ladder itself, against England and against each area's region; reading the store is not.
"""

from __future__ import annotations

import sys
import time

from needsbook.findings.assess import find_benchmarks, find_rules
from needsbook.findings.evidence_table import add_evidence
from needsbook.paths import find_project
from needsbook.stats.assess_table import assess_table
from needsbook.store import open_store

MOST_SECONDS = 3.0
LEVELS = ("country", "region", "sub_region", "upper_tier")


def main() -> int:
    """Print the measures; 1 if the ladder is over its limit."""
    store = open_store(find_project())
    levels = {area.code: area.level for area in store.areas}
    table = store.table
    rows = table[
        table["area_code"].map(levels).isin(LEVELS)
        & table["value"].notna()
        & table["sex"].eq("")
        & table["age"].eq("")
    ].reset_index(drop=True)
    start = time.perf_counter()
    known = add_evidence(store, rows)
    gathered = time.perf_counter()
    found = assess_table(known, find_rules(store), find_benchmarks(store))
    done = time.perf_counter()
    tested = int((found["england"] > 0).sum())
    print(f"{len(rows):,} figures, {tested:,} with a verdict against England")
    print(f"evidence gathered: {gathered - start:.2f} s")
    print(f"ladder climbed:    {done - gathered:.2f} s (at most {MOST_SECONDS:g})")
    return int(done - gathered > MOST_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
