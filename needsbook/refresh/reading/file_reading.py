"""What a table gave for an indicator, and where every other row and column of it went."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

from needsbook.refresh.reading.headers import HeaderFound
from needsbook.refresh.rows import Published

MOST_EXPLAINED = 2_000


@dataclass
class FileReading:
    """What a table gives for an indicator, and where every other row and column went."""

    table: HeaderFound
    published: list[Published] = field(default_factory=list)
    parts: list[tuple[str, list[Published]]] = field(default_factory=list)
    left: Counter[str] = field(default_factory=Counter)
    areas_left: Counter[str] = field(default_factory=Counter)
    columns: dict[str, str] = field(default_factory=dict)
    explained: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    notes: dict[int, str] = field(default_factory=dict)
    identified: bool = False
    value_name: str = ""
    percents: bool = False
    settled: bool = False
    whole: dict[tuple[str, str], dict[int, Decimal]] = field(default_factory=dict)
    """The whole numbers beside each figure, by place, period and column: counts and bases of any name."""

    def leave(self, line: int, cause: str, what: str = "") -> None:
        """Count one row that is not taken."""
        self.left[cause] += 1
        self.explain(line, f"left: {cause}" + (f" ({what})" if what else ""))

    def explain(self, line: int, text: str) -> None:
        """Note one row's fate, up to a number of rows."""
        if len(self.explained) < MOST_EXPLAINED:
            self.explained.append(f"row {line}: {text}")
