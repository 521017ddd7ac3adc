"""The store: one tidy table of published figures, and figures with identity.

Snapshot files are read, checked and written here, corrections are applied here, and a figure
gets its id and its printed form here. What figures say of each other belongs to ``findings``.
"""

from needsbook.store.figures import Figure, figure_id, print_value
from needsbook.store.opening import open_store
from needsbook.store.store import Store

__all__ = ["Figure", "Store", "figure_id", "open_store", "print_value"]
