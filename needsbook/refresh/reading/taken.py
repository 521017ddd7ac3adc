"""What the reader must know beside a table, and what it took from it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from needsbook.catalogue.areas import Areas
from needsbook.catalogue.fetches import Fetch
from needsbook.catalogue.indicators import Indicator, Indicators
from needsbook.refresh.reading.area_cells import Places
from needsbook.refresh.reading.choice import Choice
from needsbook.refresh.reading.headers import HeaderFound
from needsbook.refresh.reading.spans import Periods
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

    def leave(self, line: int, cause: str, what: str = "") -> None:
        """Count one row that is not taken."""
        self.left[cause] += 1
        self.explain(line, f"left: {cause}" + (f" ({what})" if what else ""))

    def explain(self, line: int, text: str) -> None:
        """Note one row's fate, up to a number of rows."""
        if len(self.explained) < MOST_EXPLAINED:
            self.explained.append(f"row {line}: {text}")


@dataclass(frozen=True)
class Context:
    """What the reader must know beside the table."""

    indicator: Indicator
    entry: Fetch | None
    choice: Choice
    areas: Areas
    places: Places
    periods: Periods
    catalogue: Indicators
    today: date
    lait_form: str = ""
