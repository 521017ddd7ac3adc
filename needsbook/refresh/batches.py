"""Import batches: release, address and date belong to the rows a file brought, not to the rest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import pandas as pd

from needsbook.catalogue.passports import Batch, Obtained, Passport
from needsbook.refresh.differences import Difference

IMPORTED = "import of a downloaded file"
RowKey = tuple[str, str, str]


def list_fetched(found: Iterable[Difference]) -> set[RowKey]:
    """(indicator, area, period) of every row a fetch brought."""
    return {
        (difference.fetched.indicator, code, period)
        for difference in found
        for code, period in zip(
            difference.fetched.rows["area_code"], difference.fetched.rows["period"], strict=True
        )
    }


def _list_changed(difference: Difference) -> set[RowKey]:
    """The rows the file added or changed; those it only confirms stay of their release."""
    keys = {
        tuple(key) for key in (*difference.added, *difference.now_missing, *difference.now_given)
    }
    keys |= {tuple(key) for key, _, _ in difference.notes_changed}
    found = {(key[0], key[1], key[2]) for key in keys}
    found |= {
        (difference.fetched.indicator, change.area, change.period) for change in difference.revised
    }
    return found


def add_batch(
    before: Passport, found: Sequence[Difference], rows: pd.DataFrame, on: date,
    indicators: tuple[str, ...],
) -> Passport:  # fmt: skip
    """The passport with one batch more, for the rows the file added or changed.

    A file that brings every row of the snapshot becomes its release.
    """
    first = found[0].fetched
    obtained = Obtained(
        on=on.isoformat(), address=first.address, method=first.method, raw_sha256=first.raw_sha256
    )
    table = "; ".join(dict.fromkeys(difference.fetched.table for difference in found))
    every = set(zip(rows["indicator"], rows["area_code"], rows["period"], strict=True))
    changed = {key for difference in found for key in _list_changed(difference)}
    if every <= list_fetched(found) and changed == every:
        return before.model_copy(
            update={
                "release": first.release, "release_date": first.release_date, "table": table,
                "obtained": obtained, "indicators": indicators, "batches": (),
            }
        )  # fmt: skip
    batches = cut_batches(before.batches, changed)
    if changed:
        figures: dict[str, dict[str, tuple[str, ...]]] = {}
        for indicator, code, period in sorted(changed):
            mine = figures.setdefault(indicator, {})
            mine[period] = (*mine.get(period, ()), code)
        batch = Batch(
            release=first.release, release_date=first.release_date, table=table,
            obtained=obtained, figures=figures,
        )  # fmt: skip
        batches = (*batches, batch)
    return before.model_copy(update={"batches": batches, "indicators": indicators})


def cut_batches(batches: tuple[Batch, ...], gone: set[RowKey]) -> tuple[Batch, ...]:
    """The batches without rows that have come anew from elsewhere."""
    kept = []
    for batch in batches:
        figures = {}
        for indicator, periods in batch.figures.items():
            left = {
                period: codes
                for period, listed in periods.items()
                if (codes := tuple(c for c in listed if (indicator, c, period) not in gone))
            }
            if left:
                figures[indicator] = left
        if figures:
            kept.append(batch.model_copy(update={"figures": figures}))
    return tuple(kept)
