"""What every copy to take away says of itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Imprint:
    """The book, the area (its formal name), the day its figures were held, in words."""

    book: str
    area: str
    day: str
