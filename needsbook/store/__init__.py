"""The store: one tidy table of published figures, and figures with identity."""

from needsbook.store.figures import Figure, figure_id, print_value
from needsbook.store.store import Store, open_store

__all__ = ["Figure", "Store", "figure_id", "open_store", "print_value"]
