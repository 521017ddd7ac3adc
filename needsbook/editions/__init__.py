"""Editions: figures frozen with their catalogue, and what changed from one to another."""

from needsbook.editions.diff import KINDS, EditionChange, compare_editions
from needsbook.editions.freeze import freeze_edition
from needsbook.editions.frozen import (
    FrozenEdition,
    check_editions,
    list_editions,
    read_edition,
    require_editions,
)

__all__ = [
    "KINDS", "EditionChange", "FrozenEdition", "check_editions", "compare_editions", "freeze_edition",
    "list_editions", "read_edition", "require_editions",
]  # fmt: skip
