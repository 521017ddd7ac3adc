"""What the reader must know beside a table, and what it took from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from needsbook.catalogue.areas import Areas
from needsbook.catalogue.fetches import Fetch
from needsbook.catalogue.indicators import Indicator, Indicators
from needsbook.refresh.reading.area_cells import Places
from needsbook.refresh.reading.choice import Choice
from needsbook.refresh.reading.spans import Periods


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
