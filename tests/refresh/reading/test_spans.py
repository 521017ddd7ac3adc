"""Periods as people write them, for each kind of year."""

from __future__ import annotations

import pytest

from needsbook.errors import BadInput
from needsbook.refresh.reading.choice import Choice
from needsbook.refresh.reading.spans import plain_period
from needsbook.refresh.times import name_period

WRITTEN = {
    ("Sept 25 – Aug 26", "academic"): "2025/26", ("September 2025 to July 2026", "academic"): "2025/26",
    ("Academic 2025-2026", "academic"): "2025/26", ("'2025/26", "academic"): "2025/26", ("2025/26p", "academic"): "2025/26",
    ("AY 25/26", "academic"): "2025/26", ("Year to August 2026", "academic"): "2025/26",
    ("Apr 25 - Mar 26", "financial"): "FYE 2026", ("1 April 2025 to 31 March 2026", "financial"): "FYE 2026",
    ("12 months to March 2026", "financial"): "FYE 2026", ("Year ending 31 March 2026", "financial"): "FYE 2026",
    ("Jan-Dec 2025", "calendar"): "2025", ("2025p", "calendar"): "2025", ("12 months to December 2025", "calendar"): "2025",
    ("31.03.26", "31 march"): "2026-03-31", ("Mar-26", "31 march"): "2026-03-31", ("Dec-Feb 2025/26", "dec to feb"): "Dec 2025-Feb 2026",
    ("Dec 25 - Feb 26", "dec to feb"): "Dec 2025-Feb 2026", ("FYE 2026*", "financial"): "FYE 2026", ("March 2026", "31 march"): "2026-03-31",
}  # fmt: skip


@pytest.mark.parametrize(("text", "form"), WRITTEN)
def test_a_year_is_read_however_it_is_written(text, form):
    assert name_period(plain_period(text, form), form) == WRITTEN[text, form]


OTHER = (
    ("Apr 25 - Mar 26", "academic"), ("Sept 25 - Aug 26", "financial"), ("Apr-Dec 2025", "calendar"),
    ("12 months to December 2025", "financial"), ("Apr 24 - Mar 26", "financial"), ("Sep-26", "31 march"),
    ("Jan 2025 - Dec 2026", "calendar"), ("Mar-26", "academic"),
)  # fmt: skip


@pytest.mark.parametrize(("text", "form"), OTHER)
def test_another_stretch_of_time_is_not_taken_for_it(text, form):
    with pytest.raises(BadInput):
        name_period(plain_period(text, form), form)


def test_three_other_months_are_not_those_of_the_series(import_file):
    table = "Area code,Area,Period,NEET %\nE06000035,Medway,Nov 2025-Jan 2026,6.5\n"
    with pytest.raises(BadInput, match="Nov 2025-Jan 2026 is not December to February"):
        import_file(table, "table.csv", "neet_16_17_pct", Choice())
