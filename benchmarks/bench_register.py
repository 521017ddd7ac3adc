"""How long the register takes on a built book, all in one process.

    python benchmarks/bench_register.py


Builds nothing itself: it takes the cached runs and the assembled pages in ``build/`` (run
``needsbook build`` first), renders the HTML once more and adds the register to a copy. Prints
seconds, cards, figures and the largest page, which should stay below 640 KB.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from needsbook.book.clean import read_records
from needsbook.book.finish import finish_pages
from needsbook.book.sphinx import build_html
from needsbook.catalogue import load_areas
from needsbook.exports.publication import add_register
from needsbook.paths import find_project
from needsbook.store import open_store

PAGE_LIMIT = 640 * 1024


def main() -> None:
    """Measure once and print."""
    project = find_project()
    pages = {}
    for path in sorted(project.runs.rglob("*.figures")):
        page = path.relative_to(project.runs).with_suffix("").as_posix()
        if (project.staging / f"{page}.ipynb").exists():
            pages[page] = list(read_records(path))
    areas = next(iter(load_areas(project).books.values())).areas
    store = open_store(project)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "html"
        build_html(project.staging, folder, 0)
        finish_pages(folder)
        started, busy = time.perf_counter(), time.process_time()
        register = add_register(folder, pages, store, project, areas=areas)
        seconds, busy = time.perf_counter() - started, time.process_time() - busy
        cards = sum(1 for _ in (folder / "figures").rglob("*.html"))
        pictures = sum(1 for _ in (folder / "_downloads").rglob("*.png"))
        sizes = {page: (folder / f"{page}.html").stat().st_size for page in pages}
    largest = max(sizes, key=lambda page: sizes[page])
    print(f"{seconds:.1f} s ({busy:.1f} s of this process)")
    print(f"{len(register.entries):,} figures, {cards:,} cards, {pictures:,} pictures")
    print(
        f"largest page: {largest}, {sizes[largest] / 1024:.0f} KB, goal {PAGE_LIMIT / 1024:.0f} KB"
    )


if __name__ == "__main__":
    main()
