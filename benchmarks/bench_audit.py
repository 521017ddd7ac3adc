"""The audit of the whole plan: under 10 seconds and 500 MB, reading the store included.

Run: python benchmarks/bench_audit.py [plan]
     python benchmarks/bench_audit.py --pdf       a PDF file of 50 pages: under 20 seconds and 400 MB
     python benchmarks/bench_audit.py --quality   how well the documents of the tests are read
"""

from __future__ import annotations

import importlib.util
import resource
import sys
import tempfile
import textwrap
import time
from pathlib import Path
from typing import Any

from needsbook.audit.audit_run import audit_what
from needsbook.paths import find_project

MOST_SECONDS = 10.0
MOST_MEGABYTES = 500.0
PDF_PAGES, PDF_LINES = 50, 45
PROSE = (
    "Partners meet each quarter to look at what families say about the help they are given.",
    "Members are asked to note the report and to agree the next steps set out below.",
)
MOST_PDF_SECONDS, MOST_PDF_MEGABYTES = 20.0, 400.0


def measure(plan: str, areas: tuple[str, ...] = (), published: str = "") -> tuple[float, float]:
    """Seconds of the wall clock and peak resident megabytes of one audit."""
    start = time.perf_counter()
    audit_what(find_project(), plan, areas, "json", published)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return seconds, peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


TESTS = Path(__file__).resolve().parent.parent / "tests" / "audit"


def load(name: str) -> Any:
    """A module of the tests of the audit."""
    found = importlib.util.spec_from_file_location(name, TESTS / f"{name}.py")
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    sys.modules[name] = module
    found.loader.exec_module(module)
    return module


def write_long_pdf(folder: Path) -> Path:
    """The documents of the tests, set again and again until 50 pages are full."""
    texts = [
        path.read_text(encoding="utf-8") for path in sorted((TESTS / "documents").glob("*.md"))
    ]
    lines = [
        part.encode("latin-1", "replace").decode("latin-1")
        for text in texts
        for line in text.splitlines()
        for part in textwrap.wrap(line, 95)
    ]
    # Of three lines of a real paper two hold no figure.
    lines = [line for figure in lines for line in (figure, *PROSE)]
    wanted = PDF_PAGES * PDF_LINES
    lines = (lines * (wanted // len(lines) + 1))[:wanted]
    pages = [lines[at : at + PDF_LINES] for at in range(0, wanted, PDF_LINES)]
    written: Path = load("conftest").write_pdf(folder / "long.pdf", pages)
    return written


def print_pdf() -> int:
    """Print what the audit of a long PDF file takes; 1 if it is over a limit."""
    with tempfile.TemporaryDirectory() as folder:
        path = write_long_pdf(Path(folder))
        seconds, megabytes = measure(str(path), ("sunderland",), "2025-06")
    print(
        f"{PDF_PAGES} pages: {seconds:.1f} s (at most {MOST_PDF_SECONDS:g}), "
        f"{megabytes:.0f} MB (at most {MOST_PDF_MEGABYTES:g})"
    )
    return int(seconds > MOST_PDF_SECONDS or megabytes > MOST_PDF_MEGABYTES)


def print_quality() -> int:
    """Print recall, indicator and place, verdicts and false complaints; 1 if any complaint is false."""
    from needsbook.store import open_store

    quality = load("quality")
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
    if "--pdf" in sys.argv[1:]:
        return print_pdf()
    seconds, megabytes = measure(sys.argv[1] if len(sys.argv) > 1 else "bi-borough-2019")
    print(
        f"audit: {seconds:.2f} s (at most {MOST_SECONDS:g}), {megabytes:.0f} MB (at most {MOST_MEGABYTES:g})"
    )
    return int(seconds > MOST_SECONDS or megabytes > MOST_MEGABYTES)


if __name__ == "__main__":
    sys.exit(main())
