"""Series that another one carries on: what they say of today, the newer one says."""

from __future__ import annotations

from collections.abc import Iterable

from needsbook.store import Store


def is_carried_on(store: Store, indicator: str, areas: Iterable[str]) -> bool:
    """Whether a series that carries ``indicator`` on has a value for any of ``areas`` (codes or
    slugs).

    Where the newer series holds none of them, the ended one is the newest there is.
    """
    places = list(areas)
    return any(
        store.latest(after.id, places) for after in store.indicators.find_successors(indicator)
    )
