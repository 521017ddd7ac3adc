"""Standings of everything in under 2 seconds, a summary page in under 1 second of CPU.

Run: python benchmarks/bench_standing.py [area]
"""

from __future__ import annotations

import sys
import time

from needsbook.findings.standings import all_standings
from needsbook.page import open_page
from needsbook.page.area_page import AreaPage
from needsbook.paths import find_project
from needsbook.register.ledger import open_ledger
from needsbook.store import Store, open_store

MOST_SECONDS = 2.0
MOST_CPU = 1.0


def warm_up(store: Store) -> None:
    """What a kernel of a build has loaded already (``needsbook.book.warm``)."""
    next(open_ledger(store).stamps(), None)
    page = open_page("medway", store)
    for make in (page.say, page.trend, page.compare):
        make("obesity_year6_resident_pct")


def measure_page(page: AreaPage) -> float:
    """CPU seconds of every block of the summary page."""
    start = time.process_time()
    page.who()
    for side in ("worse", "better", "context"):
        page.standouts(side)  # type: ignore[arg-type]
    page.changes()
    page.where()
    page.hundred()
    page.unknown()
    return time.process_time() - start


def main() -> int:
    """Print the measures; 1 if one is over its limit."""
    slug = sys.argv[1] if len(sys.argv) > 1 else "westminster"
    store = open_store(find_project())
    warm_up(store)
    start = time.process_time()
    found = all_standings(store, evidence=False)
    seconds = time.process_time() - start
    print(f"{len(found):,} standings: {seconds:.2f} s (at most {MOST_SECONDS})")
    start = time.process_time()
    all_standings(store)
    print(f"and with evidence of other tables and years: {time.process_time() - start:.2f} s")
    cpu = measure_page(open_page(slug, store))
    print(f"summary of {slug}: {cpu:.2f} s of CPU (at most {MOST_CPU})")
    return int(seconds > MOST_SECONDS or cpu > MOST_CPU)


if __name__ == "__main__":
    sys.exit(main())
