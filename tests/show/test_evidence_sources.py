"""The table of counts in CONTRIBUTING is what the code reads and the book holds."""

from __future__ import annotations

from pathlib import Path

from needsbook.show.evidence_sources import write_table
from needsbook.store import Store

CONTRIBUTING = Path(__file__).resolve().parents[2] / "CONTRIBUTING.md"


def test_contributing_holds_the_table(store: Store) -> None:
    table = write_table(store)
    assert table in CONTRIBUTING.read_text(encoding="utf-8"), (
        "put what needsbook status --counts prints into CONTRIBUTING.md"
    )


def test_every_share_and_rate_says_what_it_comes_with(store: Store) -> None:
    table = write_table(store)
    rows = [line.split(" | ") for line in table.splitlines()[2:]]
    assert all(len(row) == 6 for row in rows)
    for indicator in store.indicators.values():
        if indicator.fetch and indicator.method in ("proportion", "rate"):
            mine = [row for row in rows if f"`{indicator.id}`" in row[0]]
            assert mine, indicator.id
            # Every connector of a share or rate brings a count and a base, or says why not.
            for row in mine:
                lacks = [
                    name for name, cell in (("count", row[1]), ("base", row[2])) if cell == "–"
                ]
                assert all(name in row[5] for name in lacks), indicator.id
