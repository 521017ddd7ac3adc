"""What is held of each indicator, how old it is, and whether its source can be reached."""

from __future__ import annotations

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from needsbook.catalogue.cadence import DELAY_MONTHS, months_between, months_old
from needsbook.catalogue.indicators import Indicator, load_indicators
from needsbook.catalogue.periods import MONTH_NAMES, Period, parse_period, say_month
from needsbook.paths import Project
from needsbook.refresh.accept import Held
from needsbook.refresh.online import CONNECTORS
from needsbook.refresh.reading.layouts import BASE, load_layouts
from needsbook.refresh.transport import Client

LAIT = "dfe_lait"
TABLE = "LAIT table"
DERIVED = "computed here"
BY_HAND = "import only"
LAYOUTS = {"ees_file": "ees", "dwp": "dwp_low_income"}
OLD = timedelta(days=400)
YEAR = 12  # months
# A yearly figure comes out within the longest delay, and stands for a year.
BEHIND_MONTHS = DELAY_MONTHS + YEAR


@dataclass(frozen=True)
class SeriesState:
    """How one indicator stands; ``reachable`` is None where it has no service or none was asked.

    ``notes`` counts the reasons for missing values in the latest period; ``by_hand`` says why no
    service is asked.
    """

    indicator: str
    latest: str
    dataset: str
    fetched_on: str
    next_release: str
    cadence: str
    services: tuple[str, ...]
    reachable: bool | None
    notes: tuple[tuple[str, int], ...]
    stale: bool
    why: str
    counts: str = ""
    layout: str = ""
    due: str = ""
    by_hand: str = ""


def read_standings(
    project: Project, today: date, client: Client | None = None
) -> list[SeriesState]:
    """Every indicator's standing, in order of id; without a client no source is asked."""
    held = Held(project)
    catalogue = load_indicators(project)
    services = sorted(
        {CONNECTORS[f.connector] for indicator in catalogue.values() for f in indicator.fetch}
    )
    reached: dict[str, bool] = {}
    if client is not None and services:
        with ThreadPoolExecutor(max_workers=len(services)) as pool:
            reached = dict(zip(services, pool.map(client.reachable, services), strict=True))
    return [_read_standing(held, indicator, today, reached) for indicator in catalogue.values()]


def _read_standing(
    held: Held, indicator: Indicator, today: date, reached: dict[str, bool]
) -> SeriesState:
    services = tuple(sorted({CONNECTORS[fetch.connector] for fetch in indicator.fetch}))
    named = _name_sources(indicator, services)
    reachable = all(reached[name] for name in services) if services and reached else None
    found = [
        (max(parse_period(text) for text in rows["period"].unique()), name, rows)
        for name, passport in held.passports.items()
        if indicator.id in passport.indicators and not passport.edition
        and len(rows := held.of_indicator(name, indicator.id))
    ]  # fmt: skip
    table = held.of_table(indicator.id)
    if not found and len(table):
        found = [(max(parse_period(text) for text in table["period"].unique()), LAIT, table)]
    next_release = indicator.official.next_release
    cadence = indicator.official.cadence
    if not found:
        return SeriesState(
            indicator.id,
            "",
            "",
            "",
            next_release,
            cadence,
            named,
            reachable,
            (),
            True,
            "no figures held",
            by_hand=indicator.by_hand,
        )
    period, dataset, rows = max(found, key=lambda pair: (pair[0], pair[1]))
    fetched_on = held.obtained_on(dataset)
    latest = rows[rows["period"] == period.text]
    notes = Counter(reason for reason in latest["reason"] if reason)
    why = _find_staleness(fetched_on, next_release, today) or _find_lag(period, cadence, today)
    return SeriesState(
        indicator.id, period.text, dataset, fetched_on, next_release, cadence, named,
        reachable, tuple(sorted(notes.items())), bool(why), why,
        _say_counts(indicator, latest), _say_layout(indicator, dataset, held.project),
        find_due(cadence, fetched_on) or _find_latest_due(period, cadence), indicator.by_hand,
    )  # fmt: skip


def _name_sources(indicator: Indicator, services: tuple[str, ...]) -> tuple[str, ...]:
    """The services asked, the department's table, or that it is computed here."""
    if indicator.derive:
        return (DERIVED,)
    return (*services, TABLE) if indicator.lait else services


def _say_counts(indicator: Indicator, latest: pd.DataFrame) -> str:
    """Which numbers come with the latest period's values: counts, bases, both, none."""
    if indicator.method not in ("proportion", "rate"):
        return "not needed"
    has = [
        word for word, name in (("counts", "count"), ("bases", "denominator")) if any(latest[name])
    ]
    return " and ".join(has) or "none: only the rate is printed"


def _say_layout(indicator: Indicator, dataset: str, project: Project) -> str:
    """The layouts of data/layouts its next file will be read by."""
    kinds = dict.fromkeys(
        LAYOUTS.get(fetch.connector, fetch.connector) for fetch in indicator.fetch
    )
    if dataset == LAIT:
        kinds["lait"] = None
    for layout in load_layouts(project).values():
        if indicator.id in layout.indicators and layout.id != BASE:
            kinds[layout.id] = None
    return ", ".join(kinds) or BASE


def find_due(cadence: str, fetched_on: str) -> str:
    """The month the next release is due by the cadence (“yearly, November”); "" where it names none."""
    found = [at for at, name in enumerate(MONTH_NAMES, start=1) if name in cadence]
    day = _read_day(fetched_on)
    if not found or day is None or months_between(cadence) == 0:
        return ""
    coming = [(day.year + (month <= day.month), month) for month in found]
    year, month = min(coming)
    return say_month(date(year, month, 1))


def _find_latest_due(period: Period, cadence: str) -> str:
    """The month by which the period after ``period`` is out, for a yearly series without a month."""
    if not _is_yearly(cadence):
        return ""
    months = period.end.year * 12 + period.end.month - 1 + BEHIND_MONTHS
    return f"by {say_month(date(months // 12, months % 12 + 1, 1))}"


def _find_staleness(fetched_on: str, next_release: str, today: date) -> str:
    """Why the figures are stale, or "" when they are fresh."""
    match = re.match(r"(\d{4})-(\d{2})(?:-(\d{2}))?", next_release)
    fetched = _read_day(fetched_on)
    if match:
        # A month without a day has passed when the next one begins.
        year, month, day = int(match[1]), int(match[2]), int(match[3] or 28)
        due = date(year, month, day)
        if due < today and (fetched is None or fetched < due):
            return f"a release was due on {next_release}"
    if fetched is not None and today - fetched > OLD:
        return f"fetched more than {OLD.days} days ago"
    return ""


def _find_lag(period: Period, cadence: str, today: date) -> str:
    """Why a yearly series has fallen behind; "" for others, and for one that has ended."""
    months = months_old(period.text, today)
    if _is_yearly(cadence) and months > BEHIND_MONTHS:
        return f"yearly, but the latest period held ended {months} months ago"
    return ""


def _is_yearly(cadence: str) -> bool:
    """Whether a series comes out every year, and has not ended."""
    return cadence.startswith("yearly") and months_between(cadence) == YEAR


def _read_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def describe_standings(standings: list[SeriesState]) -> list[str]:
    """The standings as lines of a table for a terminal."""
    header = (
        "indicator", "latest", "fetched", "next release or cadence", "due", "counts", "layout", "source", "state",
    )  # fmt: skip
    rows = [header]
    for standing in standings:
        source = ", ".join(standing.services) or BY_HAND
        if standing.reachable is not None:
            source += " (reached)" if standing.reachable else " (not reached)"
        state = f"stale: {standing.why}" if standing.stale else "fresh"
        if standing.notes:
            state += "; missing: " + ", ".join(
                f"{number} {reason}" for reason, number in standing.notes
            )
        if not standing.services:
            state += f"; by hand: {standing.by_hand or 'no reason is recorded'}"
        rows.append(
            (standing.indicator, standing.latest or "nothing", standing.fetched_on or "-", standing.next_release or standing.cadence or "not announced", standing.next_release or standing.due or "-", standing.counts or "-", standing.layout or "-", source, state)
        )  # fmt: skip
    widths = [max(len(row[at]) for row in rows) for at in range(len(header) - 1)]
    return [
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1]])
        for row in rows
    ]
