"""What every copy to take away says of itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Imprint:
    """The book, the area (its formal name), the day its figures were held, in words."""

    book: str
    area: str
    day: str
    site: str = ""  # where the book is published, with a slash at its end; empty: not known

    @property
    def about(self) -> str:
        """The line below the title of a chapter."""
        return f"{self.area}. From: {self.book}. Figures as held on {self.day}."

    def find_address(self, page: str) -> str:
        """The address of a page (without ending, below the site); empty where none is known."""
        return f"{self.site}{page}.html" if self.site else ""
