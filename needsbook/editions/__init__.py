"""Editions: figures frozen with their catalogue, and what changed from one to another."""

from needsbook.editions.diff import KINDS, Change, compare_editions
from needsbook.editions.freeze import freeze_edition
from needsbook.editions.frozen import (
    Edition,
    check_editions,
    list_editions,
    read_edition,
    require_editions,
)

__all__ = [
    "KINDS", "Change", "Edition", "check_editions", "compare_editions", "freeze_edition",
    "list_editions", "read_edition", "require_editions",
]  # fmt: skip
